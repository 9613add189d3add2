import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSqliteStore } from '../../src/adapters/store/kysely/open-sqlite.ts';
import { answer, answerSecret } from '../../src/app/answer.ts';
import { tick } from '../../src/app/engine/tick.ts';
import { work } from '../../src/app/engine/work.ts';
import { say } from '../../src/app/say.ts';
import { statusDocument } from '../../src/app/status-document.ts';
import { forgetSecrets } from '../../src/domain/scrub.ts';
import { Secret } from '../../src/domain/secret.ts';
import { DAY, HOUR, MINUTE } from '../../src/domain/time.ts';
import type { Store } from '../../src/ports/store.ts';
import type { Bench, Toy } from '../engine/bench.ts';
import { ANNA, ask, bench, done, LEASE_MS, START_MS } from '../engine/bench.ts';
import { CANARIES } from './canaries.ts';
import { isInFilesOf, sealedIn } from './on-disk.ts';

// However a migration ends, or is left: within a day no page of the store's files holds what it needed.

beforeEach(() => {
  forgetSecrets();
  onBench = undefined;
});
afterEach(forgetSecrets);

const code = () => new Secret(CANARIES.authcode);
const signal = new AbortController().signal;

let folder: string;
let file: string;
/** The bench's clock is the store's too. */
let onBench: Bench | undefined;
const clock = { now: () => onBench?.clock.now() ?? START_MS };
const opened = async (): Promise<Store> => {
  folder = mkdtempSync(join(tmpdir(), 'golive-ends-'));
  file = join(folder, 'golive.db');
  return again();
};
/** The same file for another process. */
const again = () => openSqliteStore({ file, clock });
const sealedNow = (): string[] => sealedIn(file);
const isOnDisk = (text: string): boolean => isInFilesOf(folder, text);

const begun = async (toys: Readonly<Record<string, Toy>>, store: Store, draft = false): Promise<Bench> => {
  const here = await bench(toys, { store: () => store, draft });
  onBench = here;
  return here;
};
/** A migration on that file, the code in its vault. */
const withCode = async (toys: Readonly<Record<string, Toy>>, store: Store) => {
  const here = await begun(toys, store);
  await answerSecret(here.app, here.id, 'authcode', code(), ANNA);
  const [sealed] = sealedNow();
  expect([sealed === undefined, isOnDisk(sealed!)]).toEqual([false, true]);
  return { here, sealed: sealed! };
};
const passes = async (here: Bench, ms: number) => here.clock.jumpTo(here.clock.now() + ms);
/** What the last pass of a process that has no memory of earlier ones leaves. */
const inNewProcess = async (here: Bench, work_: (app: Bench['app'], store: Store) => Promise<unknown>) => {
  const store = await again();
  await work_({ ...here.app, store }, store);
  await store.close();
};
const pass = (here: Bench) => inNewProcess(here, (app) => tick(app, { signal, owner: 'new' }));

const leftBehind = async (here: Bench, end: (app: Bench['app']) => Promise<unknown>) => {
  const store = here.app.store;
  const cut: Store = new Proxy(store, {
    get: (target, name: keyof Store) =>
      name === 'deleteSecret'
        ? async () => {
            throw new Error('the process was killed');
          }
        : target[name],
  });
  await end({ ...here.app, store: cut }).catch(() => undefined);
};

describe('whoever ended it was killed before anything was forgotten, and the next process finds it:', () => {
  const ENDS: Readonly<Record<string, (app: Bench['app'], id: string) => Promise<unknown>>> = {
    done: async (app, id) => {
      await say(app, id, 'done', { step: 'asks' }, ANNA);
      await tick(app, { signal, owner: 'one' });
    },
    'rolled back': async (app, id) => {
      await say(app, id, 'rollback', {}, ANNA);
      await tick(app, { signal, owner: 'one' });
    },
    cancelled: (app, id) => say(app, id, 'cancel', { leave: true }, { ...ANNA, why: 'enough' }),
    'its last step skipped': (app, id) => say(app, id, 'skip', { step: 'asks' }, { ...ANNA, why: 'no need' }),
  };
  test.each(Object.entries(ENDS))('%s', async (_how, end) => {
    const store = await opened();
    const { here, sealed } = await withCode({ asks: { plan: () => ask({ closesOnWord: true }) } }, store);
    await here.tick();
    await leftBehind(here, (app) => end(app, here.id));
    await store.close();
    expect(isOnDisk(sealed)).toBe(true);
    await passes(here, LEASE_MS + MINUTE); // whoever held it is gone
    await pass(here);
    expect([sealedNow(), isOnDisk(sealed)]).toEqual([[], false]);
    const reopened = await again();
    const journal = await reopened.readJournal(here.id);
    expect(journal.filter(({ event }) => event.type === 'secret-forgotten')).toHaveLength(1);
    expect(await reopened.check()).toEqual([]);
    await reopened.close();
  });

  test('also where its provider is configured no more', async () => {
    const store = await opened();
    const { here, sealed } = await withCode({ asks: { plan: () => ask({ closesOnWord: true }) } }, store);
    await here.tick();
    await leftBehind(here, (app) => say(app, here.id, 'cancel', { leave: true }, { ...ANNA, why: 'enough' }));
    const app = {
      ...here.app,
      portsFor: async () => {
        throw new Error('no such provider');
      },
    };
    await tick(app, { signal, owner: 'one' });
    expect(isOnDisk(sealed)).toBe(true);
    await passes(here, HOUR);
    await tick(app, { signal, owner: 'one' });
    expect(isOnDisk(sealed)).toBe(false);
    await store.close();
  });

  test('and what the journal never heard of', async () => {
    const store = await opened();
    const { here } = await withCode({ asks: { plan: () => ask({ closesOnWord: true }) } }, store);
    await here.tick();
    await here.says('done', { step: 'asks' });
    await here.tick();
    expect(sealedNow()).toEqual([]);
    // A process that was stopped since it decided to store, and wakes now.
    await store.putSecret(here.id, 'authcode', code());
    const [sealed] = sealedNow();
    await store.close();
    await pass(here);
    expect([sealedNow(), isOnDisk(sealed!)]).toEqual([[], false]);
  });
});

test('a daemon that runs on looks every hour, a worker of a fleet too', async () => {
  const store = await opened();
  const { here } = await withCode({ asks: { plan: () => ask({ closesOnWord: true }) } }, store);
  await here.tick();
  await here.says('done', { step: 'asks' });
  await here.tick();
  const left = async () => {
    await store.putSecret(here.id, 'authcode', code());
  };
  await left();
  await passes(here, 59 * MINUTE);
  await here.tick();
  expect(sealedNow()).toHaveLength(1);
  await passes(here, MINUTE);
  await here.tick();
  expect(sealedNow()).toEqual([]);

  await left();
  await passes(here, HOUR);
  const stop = new AbortController();
  const dispatcher = { start: async () => undefined, stop: async () => undefined, wake: async () => undefined };
  const sleepy = {
    now: () => here.clock.now(),
    sleepUntil: async () => {
      stop.abort();
    },
  };
  await work({ ...here.app, clock: sleepy } as never, { signal: stop.signal, owner: 'fleet' }, dispatcher as never);
  expect(sealedNow()).toEqual([]);
  await store.close();
});

test('one that somebody else has in hand is left to them, and to the next look', async () => {
  const store = await opened();
  const { here } = await withCode({ asks: { plan: () => ask({ closesOnWord: true }) } }, store);
  await here.tick();
  await here.says('done', { step: 'asks' });
  await here.tick();
  await store.putSecret(here.id, 'authcode', code());
  const lease = await store.claim(here.id, 'other', here.clock.now(), here.clock.now() + DAY);
  await passes(here, HOUR);
  await here.tick();
  expect(sealedNow()).toHaveLength(1);
  await store.release(lease!);
  await passes(here, HOUR);
  await here.tick();
  expect(sealedNow()).toEqual([]);
  await store.close();
});

describe('a migration that goes on keeps what it still needs, and no more:', () => {
  const toys = (state: { watched: boolean }): Readonly<Record<string, Toy>> => ({
    'obtain-authcode': { plan: () => done },
    'request-transfer': { plan: () => done },
    'watch-transfer': { plan: () => (state.watched ? done : ask()), after: ['request-transfer'] },
    later: { plan: () => ask(), after: ['watch-transfer'] },
  });
  test.each(['skipped', 'done'] as const)('its transfer is %s', async (how) => {
    const store = await opened();
    const state = { watched: false };
    const { here, sealed } = await withCode(toys(state), store);
    await here.tick();
    await passes(here, HOUR);
    await here.tick();
    expect(isOnDisk(sealed)).toBe(true);
    if (how === 'done') {
      state.watched = true;
      await here.note();
      await here.tick();
    } else await say(here.app, here.id, 'skip', { step: 'watch-transfer' }, { ...ANNA, why: 'seen by hand' });
    expect([(await here.state()).steps['watch-transfer']?.state, isOnDisk(sealed)]).toEqual([how, false]);
    expect((await here.state()).secrets).toEqual({});
    await here.tick();
    expect(await here.step('later')).toMatch(/^needs-you/);
    await store.close();
  });
  test('its registration stays after all', async () => {
    const store = await opened();
    const moving = { when: { registration: ['moves'] } } as const;
    const { here, sealed } = await withCode(
      { 'request-transfer': { plan: () => ask(), more: moving }, later: { plan: () => ask() } },
      store,
    );
    await here.tick();
    await answer(here.app, here.id, { pairs: [['registration', 'stays']] }, ANNA);
    await here.tick();
    expect([(await here.state()).secrets, isOnDisk(sealed)]).toEqual([{}, false]);
    await store.close();
  });
});

describe('one that was halted and left:', () => {
  test.each(['paused', 'needs somebody', 'a draft'])('%s: its code goes when it has run out', async (how) => {
    const store = await opened();
    const toys = { 'obtain-authcode': { plan: () => ask() }, 'request-transfer': { plan: () => ask() } };
    const here = await begun(toys, store, how === 'a draft');
    await store.putSecret(here.id, 'authcode', code(), clock.now() + 7 * DAY);
    const [sealed] = sealedNow();
    if (how === 'paused') await here.says('pause');
    await here.tick();
    await passes(here, 7 * DAY - MINUTE);
    await here.tick();
    expect(isOnDisk(sealed!)).toBe(true);
    await passes(here, HOUR);
    await here.tick();
    expect([sealedNow(), isOnDisk(sealed!)]).toEqual([[], false]);
    await store.close();
  });
  test('a code without a known end goes after 60 days, and not before', async () => {
    const store = await opened();
    const { here, sealed } = await withCode({ 'request-transfer': { plan: () => ask() } }, store);
    expect((await here.state()).secrets['authcode']).not.toHaveProperty('expiresAtMs');
    await here.says('pause');
    await passes(here, 60 * DAY - HOUR);
    await here.tick();
    expect(isOnDisk(sealed)).toBe(true);
    await passes(here, 2 * HOUR);
    await here.tick();
    expect([sealedNow(), isOnDisk(sealed)]).toEqual([[], false]);
    await store.close();
  });
  test('one that was given anew before the old one ran out stays', async () => {
    const store = await opened();
    const { here } = await withCode({ 'request-transfer': { plan: () => ask() } }, store);
    await store.putSecret(here.id, 'authcode', code(), clock.now() + DAY);
    await passes(here, DAY - HOUR);
    await store.putSecret(here.id, 'authcode', code(), clock.now() + DAY);
    await passes(here, 2 * HOUR);
    await here.tick();
    expect((await store.readSecret(here.id, 'authcode'))?.reveal()).toBe(CANARIES.authcode);
    await store.close();
  });
});

describe('where a code comes in, it is looked at', () => {
  const given = (here: Bench, text: string, about = {}) =>
    answerSecret(here.app, here.id, 'authcode', new Secret(text), ANNA, about);
  let here: Bench;
  let store: Store;
  beforeEach(async () => {
    store = await opened();
    here = await begun({ 'request-transfer': { plan: () => ask() } }, store);
  });
  afterEach(() => store.close());

  test('white space around it is cut, and what is inside is kept as it is', async () => {
    await given(here, '\ufeff \tZx9-kQ2w\r\n');
    expect((await store.readSecret(here.id, 'authcode'))?.reveal()).toBe('Zx9-kQ2w');
  });
  test('one that cannot be is refused, told without a character of it, and leaves nothing behind', async () => {
    for (const text of ['Zx9- kQ2wR7', 'AuthCode: Zx9-kQ2wR7', 'Zх9-kQ2wR7', '“Zx9-kQ2wR7”']) {
      const refused = await given(here, text).then(
        () => 'taken',
        (thrown: Error) => thrown.message,
      );
      expect(refused).toMatch(/^the transfer code of klant\.nl cannot be used: it/);
      expect(refused).not.toMatch(/Zx9|kQ2|wR7|х/);
    }
    expect(sealedNow()).toEqual([]);
    expect((await here.state()).secrets).toEqual({});
  });
  test.each<[about: { issued: string }, says: RegExp]>([
    [{ issued: 'yesterday' }, /it is no date/],
    [{ issued: '2026-02-30' }, /it is no date/],
    [{ issued: '2999-01-01' }, /it lies ahead/],
  ])('%j is refused', async (about, says) => {
    await expect(given(here, 'Zx9-kQ2w', about)).rejects.toMatchObject({
      code: 'answer-invalid',
      message: expect.stringMatching(says),
    });
  });
  test('what is about a code is refused of anything else', async () => {
    await expect(
      answerSecret(here.app, here.id, 'authcode', code(), ANNA, { issued: '2027-01-10' }),
    ).resolves.toBeDefined();
    expect((await here.state()).secrets['authcode']).toMatchObject({
      issuedMs: Date.parse('2027-01-10T00:00:00+01:00'),
    });
  });
  test('a migration that is over takes none', async () => {
    await here.says('rollback');
    await here.tick();
    await expect(given(here, 'Zx9-kQ2w')).rejects.toMatchObject({ code: 'not-allowed' });
    expect(sealedNow()).toEqual([]);
  });
  test('status tells that there is one, and of no end that nobody knows', async () => {
    await given(here, 'Zx9-kQ2w');
    const [entry] = (await statusDocument(here.app, { domain: here.id })).migrations;
    expect(entry!.transferCode).toEqual({ storedAt: expect.any(String) });
    expect(JSON.stringify(entry)).not.toContain('Zx9-kQ2w');
  });
});
