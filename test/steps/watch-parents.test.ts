import { beforeAll, describe, expect, test } from 'vitest';
import type { Decision } from '../../src/domain/decision.ts';
import { DAY, HOUR, MINUTE } from '../../src/domain/time.ts';
import { waitForSlot } from '../../src/steps/wait-for-slot.ts';
import { watchParents } from '../../src/steps/watch-parents.ts';
import type { Seen } from '../checks/prepared.ts';
import { ready, seen, shortly } from '../checks/prepared.ts';

const NEW = ['ns1.nieuw-host.example.', 'ns2.nieuw-host.example.'];
const OLD = ['ns1.oud-host.example.', 'ns2.oud-host.example.'];

let before: Seen;
beforeAll(async () => {
  before = await seen(ready(), watchParents);
});

// biome-ignore lint/suspicious/noExplicitAny: what was observed and is remembered is changed freely
type Free = any;
type Change = (o: Free, earlier: Free, ctx: Free, now: number) => void;
const planned = (...changes: readonly Change[]): Decision<unknown> & { facts?: Free; findings?: Free } => {
  const { ctx, observed, now } = structuredClone({ ...before, ctx: JSON.parse(JSON.stringify(before.ctx)) as Free });
  for (const change of changes) change(observed, ctx.earlier, ctx, now);
  return watchParents.plan(ctx, observed, now) as never;
};
const all = (o: Free, change: object): void => {
  for (const parent of o.delegation.parents) Object.assign(parent, change);
};
const switched: Change = (o) => all(o, { ns: NEW });
const made: Change = (_o, earlier) => (earlier['create-zone'] = { state: 'done', facts: {} });
const own =
  (facts: object): Change =>
  (_o, earlier) =>
    (earlier['watch-parents'] = { state: 'waiting', facts });
const change =
  (record: object): Change =>
  (_o, earlier) =>
    (earlier['change-delegation'] = { facts: {}, ...record });
const tags = (decision: { findings?: Free }) => (decision.findings ?? []).map(({ tag }: { tag: string }) => tag);

describe('the parents before the switch', () => {
  const cases: readonly [
    title: string,
    changes: readonly Change[],
    decision: string,
    tags: readonly string[],
    facts: object,
  ][] = [
    [
      'still the old servers',
      [],
      'wait dns.watch-parents.old',
      [],
      { early: false, switchedAtMs: null, oldNameServers: OLD },
    ],
    [
      'no parent answers: nothing is taken back',
      [own({ early: true, switchedAtMs: 7 }), (o) => all(o, { outcome: 'timeout', ns: [] })],
      'wait dns.wait.parents',
      [],
      {},
    ],
    [
      'all have the new ones, and nobody was asked',
      [made, switched],
      'wait dns.watch-parents.switched',
      ['EARLY_SWITCH'],
      { early: true },
    ],
    [
      '… the first look counts',
      [made, switched, own({ early: true, switchedAtMs: 7 })],
      'wait dns.watch-parents.switched',
      ['EARLY_SWITCH'],
      { switchedAtMs: 7 },
    ],
    [
      '… and the new zone is not made',
      [switched],
      'ask dns.watch-parents.not-ready',
      ['SWITCHED_BEFORE_READY', 'EARLY_SWITCH'],
      { early: true },
    ],
    [
      '… and the change is blocked before its half-day',
      [made, switched, change({ state: 'blocked' })],
      'wait dns.watch-parents.switched',
      ['EARLY_SWITCH'],
      { early: true },
    ],
    [
      'golive has set them',
      [made, switched, change({ state: 'working', startedMs: 5 })],
      'wait dns.watch-parents.switched',
      [],
      { early: false },
    ],
    [
      'a person was asked to',
      [made, switched, change({ state: 'waiting', askedMs: 5 })],
      'wait dns.watch-parents.switched',
      [],
      { early: false },
    ],
    [
      'taken back again',
      [own({ early: true, switchedAtMs: 7 })],
      'wait dns.watch-parents.old',
      [],
      { early: false, switchedAtMs: null },
    ],
    ['the change is done', [made, switched, change({ state: 'done' })], 'done', [], {}],
    [
      'a TTL of two days',
      [(o) => (answerOf(o, 'MX').ttlSeconds = 172_800)],
      'wait dns.watch-parents.old',
      ['TTL_TOO_LONG'],
      {},
    ],
    [
      '… that was lowered',
      [(o) => (answerOf(o, 'MX').ttlSeconds = 172_800), (_o, e) => (e['lower-ttl'] = { state: 'done', facts: {} })],
      'wait dns.watch-parents.old',
      [],
      {},
    ],
    [
      'a TTL that outlives the time until the half-day',
      [(_o, _e, ctx, now) => (ctx.slot = { slot: 's', startsAtMs: now + HOUR - 1, endsAtMs: now + DAY })],
      'wait dns.watch-parents.old',
      ['TTL_TOO_LONG'],
      {},
    ],
  ];
  const answerOf = (o: Free, type: string) =>
    o.oldServers.servers[0].answers.find((one: Free) => one.type === type && one.rdatas.length > 0);
  test.each(cases)('%s', (_title, changes, decision, found, facts) => {
    const made_ = planned(...changes);
    expect([shortly(made_), tags(made_)]).toEqual([decision, found]);
    expect(made_.facts).toMatchObject(facts);
  });
  test('how long "does not exist" is kept is remembered, and not forgotten when the old servers fall silent', () => {
    const said =
      (negativeTtlSeconds: number | null): Change =>
      (o) => {
        for (const server of o.oldServers.servers) Object.assign(server, { negativeTtlSeconds });
      };
    expect(planned(said(86_400)).facts).toMatchObject({ negativeTtlSeconds: 86_400 });
    expect(planned(said(null)).facts).not.toHaveProperty('negativeTtlSeconds');
  });
  test('once it is known how long caches keep what the old servers give, these are asked no more', async () => {
    const rig = ready();
    const longestTtl = { what: 'rrset', seconds: 300, source: 'x' };
    const asked = async (facts: object): Promise<number> => {
      rig.earlier['lower-ttl'] = { state: 'done', facts: {} };
      rig.earlier['watch-parents'] = { state: 'waiting', facts: { ...facts } };
      return (await seen(rig, watchParents)).observed.oldServers.servers.length;
    };
    expect(await asked({ longestTtl, negativeTtlSeconds: 900 })).toBe(0);
    expect(await asked({ longestTtl })).toBeGreaterThan(0);
  });

  test('nobody knows the new servers just now: nothing is taken back', () => {
    const decision = planned(switched, own({ early: true, switchedAtMs: 7 }), (o) => (o.newNameServers = null));
    expect(decision.facts).not.toHaveProperty('switchedAtMs');
  });

  test('half of them: soon looked at again, and nothing is taken back', () => {
    const half = planned(own({ early: true, switchedAtMs: 7 }), (o) => (o.delegation.parents[0].ns = NEW));
    expect(half).toMatchObject({ kind: 'wait', lookAgainMs: before.now + MINUTE });
    expect(half.facts).not.toHaveProperty('switchedAtMs');
  });

  test.each([
    ['no half-day is booked', undefined, HOUR],
    ['it is days ahead', 3 * DAY, 15 * MINUTE],
    ['it is tomorrow', 20 * HOUR, 15 * MINUTE],
    ['it is at hand', HOUR, 5 * MINUTE],
    ['it has begun', -HOUR, 5 * MINUTE],
    ['it went by', -5 * HOUR, HOUR],
  ])('how often: %s', (_title, aheadMs, pauseMs) => {
    const decision = planned((_o, _e, ctx, now) => {
      if (aheadMs !== undefined)
        ctx.slot = { slot: 's', startsAtMs: now + aheadMs, endsAtMs: now + aheadMs + 4 * HOUR };
    });
    expect(decision).toMatchObject({ lookAgainMs: before.now + pauseMs });
  });
});

describe('the DS, as it comes and goes', () => {
  const ds =
    (list: readonly string[], dsOutcome = list.length > 0 ? 'answer' : 'nodata'): Change =>
    (o) =>
      all(o, { ds: list, dsOutcome });
  const removed =
    (goneAtMs: number): Change =>
    (_o, earlier) =>
      (earlier['remove-ds'] = { state: 'waiting', facts: { goneAtMs } });
  const NOW = () => before.now;
  const cases: readonly [title: string, changes: readonly Change[], facts: () => object][] = [
    ['one is there at the first look', [ds(['1 13 2 aa'])], () => ({ dsPresentSinceMs: NOW(), dsAbsentSinceMs: null })],
    [
      'it is still there',
      [ds(['1 13 2 aa']), own({ dsPresentSinceMs: 5, dsAbsentSinceMs: null })],
      () => ({ dsPresentSinceMs: 5, dsAbsentSinceMs: null }),
    ],
    [
      'it went between two looks',
      [ds([]), own({ dsPresentSinceMs: 5, dsAbsentSinceMs: null })],
      () => ({ dsAbsentSinceMs: NOW() }),
    ],
    [
      '… and the step that removed it saw when',
      [ds([]), own({ dsPresentSinceMs: 5, dsAbsentSinceMs: null }), removed(9)],
      () => ({ dsAbsentSinceMs: 9 }),
    ],
    [
      'it came back after that, and went again',
      [ds([]), own({ dsPresentSinceMs: 15, dsAbsentSinceMs: null }), removed(9)],
      () => ({ dsAbsentSinceMs: NOW() }),
    ],
    [
      'it is back',
      [ds(['1 13 2 aa']), own({ dsPresentSinceMs: 5, dsAbsentSinceMs: 9 })],
      () => ({ dsPresentSinceMs: NOW(), dsAbsentSinceMs: null }),
    ],
  ];
  test.each(cases)('%s', (_title, changes, facts) => expect(planned(...changes).facts).toMatchObject(facts()));
  test('a parent that does not say changes nothing', () => {
    const facts = planned(ds([], 'timeout'), own({ dsPresentSinceMs: 5, dsAbsentSinceMs: null })).facts;
    expect(facts).not.toHaveProperty('dsAbsentSinceMs');
  });
});

test('nobody waits for the half-day of a switch that has happened', () => {
  const slot = { slot: 's', startsAtMs: before.now + DAY, endsAtMs: before.now + 2 * DAY };
  const at = (facts: object) =>
    waitForSlot.plan(
      { ...before.ctx, slot, earlier: { 'watch-parents': { state: 'waiting', facts } } } as never,
      {},
      before.now,
    );
  expect(at({ early: true, switchedAtMs: 7 })).toEqual({ kind: 'done', facts: { slot: 's', early: true } });
  for (const facts of [{ early: false, switchedAtMs: 7 }, { early: true, switchedAtMs: null }, {}])
    expect(at(facts)).toMatchObject({ kind: 'wait', untilMs: slot.startsAtMs, lookAgainMs: before.now + 15 * MINUTE });
});
