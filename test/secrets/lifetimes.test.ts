import { chmodSync, existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSqliteStore } from '../../src/adapters/store/kysely/open-sqlite.ts';
import { answerSecret } from '../../src/app/answer.ts';
import { say } from '../../src/app/say.ts';
import { forgetSecrets } from '../../src/domain/scrub.ts';
import { Secret } from '../../src/domain/secret.ts';
import { HOUR } from '../../src/domain/time.ts';
import type { Store } from '../../src/ports/store.ts';
import type { Bench } from '../engine/bench.ts';
import { ANNA, act, ask, bench, done, START_MS } from '../engine/bench.ts';
import { simulated } from '../engine/simulated-app.ts';
import { goOn, stateOf, stopAt } from '../engine/stop-at.ts';
import { CANARIES } from './canaries.ts';
import { isInFilesOf, sealedIn } from './on-disk.ts';

beforeEach(forgetSecrets);
afterEach(forgetSecrets);

const authcode = () => new Secret(CANARIES.authcode);

let folder: string;
let file: string;
const opened = async (): Promise<Store> => {
  folder = mkdtempSync(join(tmpdir(), 'golive-canary-'));
  file = join(folder, 'golive.db');
  return openSqliteStore({ file, clock: { now: () => START_MS } });
};
const sealedNow = (): string[] => sealedIn(file);
const isOnDisk = (text: string): boolean => isInFilesOf(folder, text);

const forgotten = async (here: Bench) =>
  (await here.app.store.readJournal(here.id)).filter(({ event }) => event.type === 'secret-forgotten').length;

const ENDS: Readonly<Record<string, (here: Bench) => Promise<unknown>>> = {
  'is cancelled': (here) => say(here.app, here.id, 'cancel', { leave: true }, { ...ANNA, why: 'enough' }),
  'is done': async (here) => {
    await here.says('done', { step: 'asks' });
    await here.run(START_MS + HOUR);
  },
  'was rolled back': async (here) => {
    await here.says('rollback');
    await here.run(START_MS + HOUR);
  },
};

describe('when a migration', () => {
  test.each(Object.entries(ENDS))('%s, its secrets go, and no page of the file keeps them', async (_how, end) => {
    const store = await opened();
    const here = await bench({ asks: { plan: () => ask({ closesOnWord: true }) } }, { store: () => store });
    await answerSecret(here.app, here.id, 'authcode', authcode(), ANNA);
    // Its writer ended before the journal heard of this one.
    if (_how !== 'is cancelled') await store.putSecret(here.id, 'authcode', authcode());
    await here.tick();
    const sealed = sealedNow();
    expect(sealed.map(isOnDisk)).toEqual([true]);
    await end(here);
    await here.tick();
    expect(sealedNow()).toEqual([]);
    expect(sealed.map(isOnDisk)).toEqual([false]);
    expect([await forgotten(here), (await here.state()).secrets]).toEqual([1, {}]);
    await store.close();
  });

  test('is cancelled and whoever said it is cut off right then, the next look forgets them', async () => {
    const store = await opened();
    let broken = true;
    const cut: Store = {
      ...store,
      deleteSecret: async (...args) => {
        if (broken) throw new Error('the power went');
        return store.deleteSecret(...args);
      },
    };
    const here = await bench({ asks: { plan: () => ask() } }, { store: () => cut });
    await answerSecret(here.app, here.id, 'authcode', authcode(), ANNA);
    await here.tick();
    await expect(ENDS['is cancelled']!(here)).rejects.toThrow('the power went');
    expect(sealedNow()).toHaveLength(1);
    broken = false;
    await here.tick();
    expect([sealedNow(), await forgotten(here)]).toEqual([[], 1]);
    await store.close();
  });

  test('goes on, they stay', async () => {
    const here = await bench({ asks: { plan: () => ask() }, other: { plan: () => done } });
    await answerSecret(here.app, here.id, 'authcode', authcode(), ANNA);
    await here.tick();
    await here.says('pause');
    await here.says('resume');
    await here.tick();
    expect((await here.app.store.readSecret(here.id, 'authcode'))?.reveal()).toBe(CANARIES.authcode);
  });

  test('is over, it takes no more of them', async () => {
    const here = await bench({ asks: { plan: () => ask() } });
    await ENDS['is cancelled']!(here);
    await expect(answerSecret(here.app, here.id, 'authcode', authcode(), ANNA)).rejects.toMatchObject({
      code: 'not-allowed',
    });
    expect(await here.app.store.readSecret(here.id, 'authcode')).toBeUndefined();
  });
});

test('a transfer code is gone once the domain has arrived', async () => {
  const sim = await simulated({ scenario: { losingRegistrarCutsDns: true, hostingInstallSeconds: 0 } });
  const [id] = sim.ids as [string];
  expect(await stopAt(sim, 'obtain-authcode', ({ state }) => state === 'done')).toBe(true);
  expect(await sim.app.store.readSecret(id, 'authcode')).toBeDefined();
  expect(await stopAt(sim, 'watch-transfer', ({ state }) => state === 'done')).toBe(true);
  expect(await sim.app.store.readSecret(id, 'authcode')).toBeUndefined();
  expect((await stateOf(sim)).secrets).toEqual({});
  await goOn(sim);
});

test('a key that others can read is refused, and one is made for its owner alone', async () => {
  const store = await opened();
  const here = await bench({ asks: { plan: () => act() } }, { store: () => store });
  await answerSecret(here.app, here.id, 'authcode', authcode(), ANNA);
  await store.close();
  expect(existsSync(`${file}.key`)).toBe(true);
  for (const mode of [0o640, 0o604, 0o644, 0o660]) {
    chmodSync(`${file}.key`, mode);
    await expect(openSqliteStore({ file, clock: { now: () => START_MS } })).rejects.toMatchObject({
      code: 'key-missing',
      fix: expect.stringMatching(/^Run chmod 600 /),
    });
  }
});
