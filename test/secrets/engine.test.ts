import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSqliteStore } from '../../src/adapters/store/kysely/open-sqlite.ts';
import { openMemoryStore } from '../../src/adapters/store/memory/index.ts';
import { note } from '../../src/app/say.ts';
import { statusDocument } from '../../src/app/status-document.ts';
import { GoLiveError } from '../../src/domain/errors.ts';
import { message } from '../../src/domain/message.ts';
import { rrset } from '../../src/domain/rrset.ts';
import { forgetSecrets, knowSecret, MARK } from '../../src/domain/scrub.ts';
import { Secret } from '../../src/domain/secret.ts';
import { HOUR, MINUTE } from '../../src/domain/time.ts';
import type { Store } from '../../src/ports/store.ts';
import type { Toy } from '../engine/bench.ts';
import { ANNA, act, ask, bench, done, START_MS, wait } from '../engine/bench.ts';
import { simulated } from '../engine/simulated-app.ts';
import { goOn } from '../engine/stop-at.ts';
import { CANARIES } from './canaries.ts';
import { ENCODING_NAMES, ENCODINGS, finder } from './encodings.ts';

beforeEach(forgetSecrets);
afterEach(forgetSecrets);

const value = CANARIES.authcode;
const find = finder({ value });
const EVERYTHING = ENCODING_NAMES.flatMap((encoding) => ENCODINGS[encoding](value)).join(' and ');

/** The ways in which a library or a provider lets a request out of an error. */
const THROWN: Readonly<Record<string, (text: string) => unknown>> = {
  'its message': (text) => new Error(`PUT failed: ${text}`),
  'its cause': (text) =>
    new Error('failed', { cause: new Error(text, { cause: { headers: { authorization: text } } }) }),
  'its stack': (text) => Object.assign(new Error('failed'), { stack: `Error: ${text}\n at ${text}` }),
  'a property of it': (text) => Object.assign(new TypeError('failed'), { request: { body: text }, response: text }),
  'a thrown text': (text) => text,
  'a refusal': (text) => new GoLiveError('refused', { subject: text, why: text, fix: text, faults: [text] }),
  'refused credentials': (text) => new GoLiveError('credentials-rejected', { subject: 'host', why: text }),
  'a lost answer': (text) => new GoLiveError('answer-lost', { subject: 'host', why: text }),
};

const octets = [...Buffer.from(value)];
/** A step of every kind of trouble, each with the secret in all its spellings. */
const trouble = (error: () => unknown): Readonly<Record<string, Toy>> => {
  const refuse = () => Promise.reject(error());
  const said = message('toy.said', { why: EVERYTHING });
  const throwing = () => {
    throw error();
  };
  return {
    looks: { observe: refuse },
    plans: { plan: throwing },
    sets: {
      plan: () => act(EVERYTHING),
      apply: (effects) => effects.absolute('set', { EVERYTHING }, 20 * MINUTE, refuse),
    },
    orders: { plan: () => act('it'), apply: (effects) => effects.once('order', { octets }, MINUTE, refuse) },
    applies: { plan: () => act({ deep: [EVERYTHING, octets] }), apply: refuse },
    asks: { observe: () => ({ body: EVERYTHING, octets }), plan: () => ask({ task: said, facts: { EVERYTHING } }) },
    waits: { plan: (_ctx, _seen, now) => wait(now + HOUR, { reason: said }) },
    blocks: { plan: () => ({ kind: 'blocked', reason: said }) as never },
    large: { plan: () => act('x'), apply: (effects) => effects.once('put', [EVERYTHING.repeat(4)], MINUTE, refuse) },
    back: { observe: () => EVERYTHING, plan: (ctx) => (ctx.startedMs === undefined ? act('x') : done), undo: throwing },
  };
};

test('what golive kept without a secret it never writes into the world', async () => {
  const sim = await simulated({});
  // A text in the old zone happens to be what is also used as a password.
  sim.world.people.putRrsets('old', sim.world.domain, [rrset(sim.world.domain, 'TXT', 300, ['"kanarie-7Hq2Xw"'])]);
  knowSecret('kanarie-7Hq2Xw');
  await goOn(sim, 3);
  expect(JSON.stringify(await sim.app.store.readJournal(sim.ids[0]!))).toContain(MARK);
  expect(JSON.stringify(await sim.app.store.readJournal(sim.ids[0]!))).not.toContain('kanarie-7Hq2Xw');
  expect(JSON.stringify(sim.world.snapshot())).not.toContain(MARK);
});

test('a password that is the name of a business stops no effect on its domain, or on another with it in its name', async () => {
  for (const password of ['hotel2000', 'Hotel2000!']) new Secret(password);
  const request = { zone: 'hotel2000.nl.', rrsets: [{ name: 'www.besthotel2000.nl.', rdatas: ['hotel2000.nl.'] }] };
  const sent: unknown[] = [];
  const here = await bench({
    sees: { plan: () => ({ kind: 'done', facts: request }) },
    sets: {
      after: ['sees'],
      plan: ({ earlier }) => (sent.length > 0 ? done : act(earlier['sees']!.facts)),
      apply: (effects, [kept]) => effects.absolute('put', kept, 0, async () => void sent.push(kept)),
    },
  });
  await here.run(START_MS + HOUR);
  expect(sent).toEqual([request]);
  const journal = JSON.stringify(await here.app.store.readJournal(here.id));
  expect([journal.includes('www.besthotel2000.nl.'), journal.includes(MARK)]).toEqual([true, false]);
});

test('a request with the mark in it is refused before it leaves', async () => {
  const sent: unknown[] = [];
  const here = await bench({
    sets: {
      plan: () => act('x'),
      apply: (effects) => effects.absolute('put', { rdata: `"${MARK}"` }, 0, async () => void sent.push(1)),
    },
  });
  await here.run(START_MS + HOUR);
  expect(sent).toEqual([]);
  expect(JSON.stringify(await here.state())).toContain('a secret was taken out');
});

test('a planted leak: a store that does not know the value keeps every spelling of it, and the search finds each', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'golive-canary-'));
  const store = await openSqliteStore({ file: join(folder, 'golive.db'), clock: { now: () => START_MS } });
  const here = await bench({ a: {} }, { store: () => store });
  for (const encoding of ENCODING_NAMES)
    await note(here.app, here.id, ENCODINGS[encoding](value).join(' | '), undefined, ANNA);
  await store.close();
  const found = new Set(find(readFileSync(join(folder, 'golive.db'))).map(({ encoding }) => encoding));
  expect(ENCODING_NAMES.filter((encoding) => !found.has(encoding))).toEqual([]);
});

const STORES: Readonly<Record<string, () => Promise<Store>>> = {
  'in memory': async () => openMemoryStore({ clock: { now: () => START_MS } }),
  'in a file': () =>
    openSqliteStore({
      file: join(mkdtempSync(join(tmpdir(), 'golive-canary-')), 'golive.db'),
      clock: { now: () => START_MS },
    }),
};
test.each(Object.entries(STORES))('a store %s takes no secret, whoever brings it', async (_where, open) => {
  const store = await open();
  const here = await bench({ a: {} }, { store: () => store, draft: true });
  knowSecret(value);
  const event = { type: 'note', text: EVERYTHING } as const;
  const projection = { status: 'draft', phase: 'prepare', summary: { [value]: [EVERYTHING, octets] } } as const;
  await store.append(here.id, 1, [{ by: value, why: EVERYTHING, atMs: START_MS, event }], projection);
  const hash = await store.putBody({ EVERYTHING, octets });
  const kept = [
    await store.readJournal(here.id),
    await store.readBody(hash),
    await store.listProjections({ limit: 9 }),
  ];
  await store.close();
  for (const one of kept) expect([find(JSON.stringify(one)), JSON.stringify(one).includes(MARK)]).toEqual([[], true]);
});

test.each(Object.entries(THROWN))('a secret in %s is nowhere afterwards', async (_how, error) => {
  const folder = mkdtempSync(join(tmpdir(), 'golive-canary-'));
  const store = await openSqliteStore({ file: join(folder, 'golive.db'), clock: { now: () => START_MS } });
  const here = await bench(
    trouble(() => error(EVERYTHING)),
    { store: () => store },
  );
  await store.putSecret(here.id, 'authcode', new Secret(value));
  await here.run(START_MS + HOUR);
  for (const step of Object.keys(here.looks)) await here.says('retry', { step }).catch(() => undefined);
  await note(here.app, here.id, EVERYTHING, undefined, { by: `Anna ${value}`, why: value });
  await here.run(START_MS + 2 * HOUR);
  await here.says('rollback').catch(() => undefined);
  await here.tick();
  await store.backup(join(folder, 'copy.db'));
  const journal = JSON.stringify(await store.readJournal(here.id));
  const sinks: [string, string | Uint8Array][] = [
    ...readdirSync(folder).map((name): [string, Buffer] => [name, readFileSync(join(folder, name))]),
    ['journal', journal],
    ['state', JSON.stringify(await here.state())],
    ['status', JSON.stringify(await statusDocument(here.app, {}))],
    ['faults', JSON.stringify(await store.check())],
  ];
  expect(await store.check()).toEqual([]);
  await store.close();
  expect(sinks.flatMap(([sink, content]) => find(content).map((hit) => [sink, hit.encoding]))).toEqual([]);
  expect(journal.split(MARK).length).toBeGreaterThan(100);
  expect(Object.keys(here.looks).sort()).toEqual(Object.keys(trouble(error.bind(null, ''))).sort());
});
