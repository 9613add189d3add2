import { describe, expect, test } from 'vitest';
import { dsFromDnskey, keyTag } from '../../src/dns/dnssec.ts';
import type { Fqdn } from '../../src/domain/name.ts';
import { HOUR, MINUTE } from '../../src/domain/time.ts';
import { createZone } from '../../src/steps/create-zone.ts';
import { removeDs } from '../../src/steps/remove-ds.ts';
import { prepared, ready, seen, settle, shortly } from '../checks/prepared.ts';

describe('the DS goes before the operator changes', () => {
  const waits: readonly [title: string, scenario: { dsTtlSeconds: number; dnskeyTtlSeconds: number }, hours: number][] =
    [
      ['the DS, then keys that were fetched by it', { dsTtlSeconds: 7200, dnskeyTtlSeconds: 3600 }, 3],
      ['also where the keys live longer', { dsTtlSeconds: 3600, dnskeyTtlSeconds: 10_800 }, 4],
    ];
  test.each(waits)('%s', async (_title, scenario, hours) => {
    const rig = ready({ scenario });
    await settle(rig, createZone);
    expect((await rig.look(removeDs)).kind).toBe('act');
    rig.world.people.removeDs(rig.world.domain);
    expect(shortly(await rig.look(removeDs))).toBe('wait dns.remove-ds.wait-parents');
    rig.clock.advance(MINUTE);
    const goneAtMs = rig.clock.now();
    expect(await rig.look(removeDs)).toMatchObject({ kind: 'wait', for: 'time', untilMs: goneAtMs + hours * HOUR });
    rig.clock.advance(hours * HOUR - 1);
    expect((await rig.look(removeDs)).kind).toBe('wait');
    rig.clock.advance(1);
    expect(await rig.look(removeDs)).toMatchObject({ kind: 'done', facts: { signed: true, goneAtMs } });
  });

  test('an unsigned domain has nothing to remove', async () =>
    expect(await ready({ scenario: { signed: false } }).go(removeDs)).toMatchObject({
      kind: 'done',
      facts: { signed: false },
    }));

  test.each([
    ['the caches that are asked have 23 hours left; another may have fetched it in the last minute', 86_400, 25],
    ['what a cache has left counts also where the delegation is kept for shorter', 3600, 24],
  ])('removed by hand an hour ago: %s', async (_title, parentNsTtlSeconds, hours) => {
    const rig = ready({ scenario: { dsTtlSeconds: 86_400, parentNsTtlSeconds } });
    const { dns } = rig.ports;
    const questions = dns.resolvers.map(({ address }) => ({
      server: { address },
      name: rig.world.domain,
      type: 'DS',
      recursive: true,
    }));
    await dns.askAll(questions, new AbortController().signal);
    rig.world.people.removeDs(rig.world.domain);
    rig.clock.advance(HOUR);
    expect(await rig.look(removeDs)).toMatchObject({
      kind: 'wait',
      for: 'time',
      untilMs: rig.clock.now() + hours * HOUR,
      facts: { signed: true },
    });
  });

  test('a parent that does not say, and one that has it again', async () => {
    const rig = await prepared();
    const { ctx, observed, now } = await seen(rig, removeDs);
    const parents = observed.delegation.parents;
    const silent = {
      ...observed,
      delegation: { ...observed.delegation, parents: parents.map((one: object) => ({ ...one, dsOutcome: 'timeout' })) },
    };
    expect(shortly(removeDs.plan(ctx as never, silent, now))).toBe('wait dns.wait.parents');
    const again = {
      ...observed,
      registrarDs: ['1 13 2 aa'],
      delegation: {
        ...observed.delegation,
        parents: parents.map((one: object) => ({ ...one, dsOutcome: 'answer', ds: ['1 13 2 aa'] })),
      },
    };
    expect(removeDs.plan(ctx as never, again, now)).toMatchObject({ kind: 'act', facts: { goneAtMs: null } });
  });
});

describe('what was done before golive looked', () => {
  // biome-ignore lint/suspicious/noExplicitAny: what was observed is changed freely
  type Free = any;
  const KEY = `257 3 13 ${Buffer.alloc(64, 5).toString('base64')}`;
  const keyed = (o: Free): void => {
    for (const server of o.oldServers.servers)
      Object.assign(
        server.answers.find((one: Free) => one.type === 'DNSKEY'),
        { outcome: 'answer', rdatas: [KEY], ttlSeconds: 7200, signatures: [] },
      );
  };
  const planned = async (change: (o: Free, earlier: Free, ctx: Free, now: number) => void) => {
    const rig = ready({ scenario: { signed: false } });
    await settle(rig, createZone);
    const { ctx, observed, now } = await seen(rig, removeDs);
    const free = JSON.parse(JSON.stringify(ctx)) as Free;
    change(observed, free.earlier, free, now);
    return { now, decision: removeDs.plan(free, observed, now) };
  };
  const watched = (earlier: Free, facts: object): void =>
    void Object.assign(earlier, { 'watch-parents': { state: 'waiting', facts } });

  test('a signed zone without a DS: it may have gone a minute ago, and was kept as long as the delegation is', async () => {
    const { now, decision } = await planned(keyed);
    expect(shortly(decision)).toBe('wait dns.remove-ds.maybe-cached');
    expect(decision).toMatchObject({ untilMs: now + 26 * HOUR, facts: { signed: false, goneAtMs: now } });
    expect(decision).toMatchObject({ reason: { values: { sum: 'DS 86400 s + DNSKEY 7200 s = 93600 s' } } });
  });
  test('only a look that found none proves that it went before', async () => {
    const earlier = await planned((o, known, _ctx, now) => {
      keyed(o);
      watched(known, { dsAbsentSinceMs: now - 26 * HOUR });
    });
    expect(earlier.decision).toMatchObject({ kind: 'done', facts: { signed: false } });
    const late = await planned((o, known, _ctx, now) => {
      keyed(o);
      watched(known, { dsAbsentSinceMs: now - 26 * HOUR + 1 });
    });
    expect(late.decision).toMatchObject({ kind: 'wait', untilMs: late.now + 1 });
  });
  test('one that was seen and went before this step had its turn is waited for as it was measured', async () => {
    const { now, decision } = await planned((o, known, _ctx, at) => {
      keyed(o);
      watched(known, { ds: ['1 13 2 aa'], dsTtlSeconds: 3600, dsPresentSinceMs: 1, dsAbsentSinceMs: at - HOUR });
    });
    expect(decision).toMatchObject({
      kind: 'wait',
      untilMs: now + 2 * HOUR,
      facts: { signed: true, ds: ['1 13 2 aa'] },
    });
  });
  test('an older look that found none says nothing of one that this step itself has seen since', async () => {
    const { now, decision } = await planned((o, known, _ctx, at) => {
      keyed(o);
      watched(known, { dsAbsentSinceMs: at - 24 * HOUR });
      const terms = [{ what: 'ds', seconds: 3600, source: 'x' }];
      known['remove-ds'] = { state: 'working', facts: { signed: true, ds: ['1 13 2 aa'], goneAtMs: null, terms } };
    });
    expect(decision).toMatchObject({ kind: 'wait', untilMs: now + 3 * HOUR, facts: { goneAtMs: now } });
  });
  test('nobody waits for a domain that is on the new servers already', async () => {
    const { decision } = await planned((o) => {
      keyed(o);
      for (const parent of o.delegation.parents) parent.ns = o.newNameServers;
    });
    expect(decision.kind).toBe('done');
  });

  const parents = (o: Free, ds: readonly string[]): void => {
    for (const parent of o.delegation.parents) Object.assign(parent, { ds, dsOutcome: 'answer', dsTtlSeconds: 3600 });
    o.registrarDs = ds;
  };
  const newKeys = (o: Free): void => {
    for (const server of o.newServers.servers)
      server.answers = [
        { name: server.answers[0].name, type: 'DNSKEY', outcome: 'answer', rdatas: [KEY], ttlSeconds: 60, alias: null },
      ];
  };
  const FIT = dsFromDnskey('bakkerij-dezon.example.' as Fqdn, KEY);
  const [ZSK_OLD, ZSK_NEW] = [6, 7].map((fill) => `256 3 13 ${Buffer.alloc(64, fill).toString('base64')}`) as [
    string,
    string,
  ];
  const signedBy = (servers: readonly Free[], keys: readonly string[], zsk: string): void => {
    for (const server of servers)
      server.answers = [
        { type: 'DNSKEY', rdatas: keys, by: KEY },
        { type: 'SOA', rdatas: ['x'], by: zsk },
      ].map(({ type, rdatas, by }) => ({
        name: 'bakkerij-dezon.example.',
        ...{ type, outcome: 'answer', rdatas, ttlSeconds: 300, alias: null },
        signatures: [`${type} 13 2 300 3000000000 1000000000 ${keyTag(by)} bakkerij-dezon.example. AAAA`],
      }));
  };
  /** Both zones have the key of the DS; each signs its data with a key of its own (RFC 6781 §4.3.5.1). */
  const sharedKsk = (o: Free, published: readonly string[] = [KEY, ZSK_OLD]): void => {
    parents(o, [FIT]);
    signedBy(o.oldServers.servers, published, ZSK_OLD);
    signedBy(o.newServers.servers, [KEY, ZSK_OLD, ZSK_NEW], ZSK_NEW);
  };
  const cases: readonly [title: string, change: (o: Free, earlier: Free, ctx: Free) => void, expected: object][] = [
    ['a DS that the new zone has no key for goes', (o) => parents(o, ['1 13 2 aa']), { kind: 'act' }],
    [
      '… unless somebody typed the domain’s name',
      (o, _earlier, ctx) => {
        parents(o, ['1 13 2 aa']);
        ctx.answers.free = { overrideDs: 'bakkerij-dezon.example' };
      },
      { kind: 'done', facts: { kept: true, overridden: true } },
    ],
    [
      '… and nothing else than that',
      (o, _earlier, ctx) => {
        parents(o, ['1 13 2 aa']);
        ctx.answers.free = { overrideDs: 'yes' };
      },
      { kind: 'act' },
    ],
    [
      'a DS of the new zone stays',
      (o) => {
        parents(o, [FIT]);
        newKeys(o);
      },
      { kind: 'done', facts: { kept: true, overridden: false } },
    ],
    [
      '… and the one that it took the place of is waited for',
      (o, earlier) => {
        parents(o, [FIT]);
        newKeys(o);
        earlier['remove-ds'] = {
          state: 'waiting',
          facts: { signed: true, ds: ['1 13 2 aa'], terms: [{ what: 'ds', seconds: 3600, source: 'x' }] },
        };
      },
      { kind: 'wait', facts: { kept: true } },
    ],
    [
      'a DS of a key that both zones have goes too, where the new one signs with a key that the old one does not publish',
      (o) => sharedKsk(o),
      { kind: 'act', changes: [{ ds: [FIT], remove: true }], facts: { signed: true, ds: [FIT], goneAtMs: null } },
    ],
    [
      '… it stays where the old one publishes it',
      (o) => sharedKsk(o, [KEY, ZSK_OLD, ZSK_NEW]),
      { kind: 'done', facts: { kept: true, overridden: false } },
    ],
    [
      '… or somebody typed the domain’s name',
      (o, _earlier, ctx) => {
        sharedKsk(o);
        ctx.answers.free = { overrideDs: 'bakkerij-dezon.example' };
      },
      { kind: 'done', facts: { kept: true, overridden: true } },
    ],
    [
      '… or the domain is on the new servers already',
      (o) => {
        sharedKsk(o);
        for (const parent of o.delegation.parents) parent.ns = o.newNameServers;
      },
      { kind: 'done', facts: { kept: true, overridden: false } },
    ],
    [
      '… and nobody knows where an old server does not say its keys',
      (o) => {
        sharedKsk(o, [KEY, ZSK_OLD, ZSK_NEW]);
        Object.assign(o.oldServers.servers[1].answers[0], { outcome: 'timeout', rdatas: [], signatures: [] });
      },
      { kind: 'wait', for: 'outside', reason: { text: 'dns.wait.old-servers' }, facts: { signed: true, ds: [FIT] } },
    ],
  ];
  test.each(cases)('%s', async (_title, change, expected) =>
    expect((await planned(change)).decision).toMatchObject(expected),
  );
});

describe('the way back', () => {
  test('the old DS comes back while the old zone has its keys and the delegation is the old one', async () => {
    const rig = ready();
    const before = rig.world.snapshot() as { registrations: unknown };
    await settle(rig, removeDs);
    let decision = await rig.back(removeDs);
    for (let round = 0; decision.kind === 'wait' && round < 5; round++) {
      rig.clock.advance(MINUTE);
      decision = await rig.back(removeDs);
    }
    expect(decision.kind).toBe('done');
    expect(rig.world.snapshot()).toEqual(before);
  });

  test('with one of a stand-by key that the zone did not publish yet (RFC 6781 §4.1.2)', async () => {
    const rig = await prepared();
    const { ctx, observed, now } = await seen(rig, removeDs);
    const before = structuredClone(observed);
    const ds = [...(rig.earlier['remove-ds']!.facts['ds'] as string[]), `9 13 2 ${'b'.repeat(64)}`];
    for (const parent of before.delegation.parents) Object.assign(parent, { ds, dsOutcome: 'answer' });
    const decision = removeDs.undo!(ctx as never, before, observed, now);
    expect(decision).toMatchObject({ kind: 'act', changes: [{ ds: [...ds].sort(), remove: false }] });
  });

  test('not while the domain is delegated elsewhere, and not onto a zone without the keys', async () => {
    const rig = await prepared();
    const { ctx, observed, now } = await seen(rig, removeDs);
    const before = structuredClone(observed);
    for (const parent of before.delegation.parents) Object.assign(parent, { ds: ['1 13 2 aa'], dsOutcome: 'answer' });
    expect(shortly(removeDs.undo!(ctx as never, before, observed, now))).toBe('ask dns.remove-ds.keys-gone');
    for (const parent of observed.delegation.parents) parent.ns = ['ns1.nieuw-host.example.'];
    expect(shortly(removeDs.undo!(ctx as never, before, observed, now))).toBe('wait dns.remove-ds.wait-old-delegation');
  });
});
