import { beforeAll, describe, expect, test } from 'vitest';
import { rrset } from '../../src/domain/rrset.ts';
import { HOUR, MINUTE, SECOND } from '../../src/domain/time.ts';
import { changeDelegation } from '../../src/steps/change-delegation.ts';
import { watchPropagation } from '../../src/steps/watch-propagation.ts';
import type { Seen } from '../checks/prepared.ts';
import { prepared, seen, settle, shortly } from '../checks/prepared.ts';
import type { Rig } from './rig.ts';

const OLD = ['ns1.oud-host.example.', 'ns2.oud-host.example.'];
const switched = async (): Promise<Rig> => {
  const rig = await prepared();
  await settle(rig, changeDelegation);
  return rig;
};
const deadlineOf = (rig: Rig): number => rig.earlier['change-delegation']!.facts['worstCaseAtMs'] as number;

// biome-ignore lint/suspicious/noExplicitAny: what was observed is changed freely
type Observed = any;
let before: Seen;
let worstCaseAtMs: number;
beforeAll(async () => {
  const rig = await switched();
  before = await seen(rig, watchPropagation);
  worstCaseAtMs = deadlineOf(rig);
});
const planned = (at: number, change: (o: Observed, ctx: Observed) => void) => {
  const { ctx, observed } = structuredClone({ observed: before.observed, ctx: JSON.parse(JSON.stringify(before.ctx)) });
  change(observed, ctx);
  return watchPropagation.plan(ctx, observed, at);
};
const all = (list: readonly object[], change: object): void => {
  for (const one of list) Object.assign(one, change);
};
const turned = (o: Observed): void => all(o.resolvers, { outcome: 'new', clearsAtMs: null });
const late = (): number => worstCaseAtMs + 1;

const cases: readonly [
  title: string,
  at: () => number,
  change: (o: Observed, ctx: Observed) => void,
  decision: string,
][] = [
  [
    'all true, before the deadline, every resolver new: still not',
    () => worstCaseAtMs - 1,
    turned,
    'wait dns.watch.caches',
  ],
  ['all true, at the deadline', () => worstCaseAtMs, turned, 'done'],
  [
    'a gate resolver is old after the deadline',
    late,
    (o) => {
      turned(o);
      o.resolvers[0].outcome = 'old';
    },
    'ask dns.watch.late',
  ],
  [
    'one that is only shown is',
    late,
    (o) => {
      turned(o);
      Object.assign(o.resolvers[0], { outcome: 'old', gate: false });
      for (const one of o.resolvers) if (one.resolver === o.resolvers[0].resolver) one.gate = false;
    },
    'done',
  ],
  [
    'a flaky resolver holds nobody up',
    late,
    (o) => {
      turned(o);
      o.resolvers[0].outcome = 'error';
    },
    'done',
  ],
  [
    'a person said, after the deadline, that the late one does not matter',
    late,
    (o, ctx) => {
      o.resolvers[0].outcome = 'old';
      ctx.claimed = { by: 'Anna', atMs: worstCaseAtMs };
    },
    'done',
  ],
  [
    '… said before the deadline it is no word on that',
    late,
    (o, ctx) => {
      turned(o);
      o.resolvers[0].outcome = 'old';
      ctx.claimed = { by: 'Anna', atMs: worstCaseAtMs - 1 };
    },
    'ask dns.watch.late',
  ],
  [
    'a parent names the old servers again',
    late,
    (o) => {
      turned(o);
      o.delegation.delegation.parents[0].ns = OLD;
    },
    'wait dns.watch.not-delegated',
  ],
  [
    'a parent does not answer',
    late,
    (o) => {
      turned(o);
      Object.assign(o.delegation.delegation.parents[0], { outcome: 'timeout', ns: [] });
    },
    'wait dns.wait.parents',
  ],
  [
    'a new server lost a record',
    late,
    (o) => {
      turned(o);
      const mx = o.delegation.newServers.servers[0].answers.find((one: Observed) => one.type === 'MX');
      Object.assign(mx, { outcome: 'nodata', rdatas: [] });
    },
    'wait dns.watch.not-served',
  ],
  [
    'a new server is silent',
    late,
    (o) => {
      turned(o);
      Object.assign(o.delegation.newServers.servers[0], { outcome: 'timeout', answers: [] });
    },
    'wait dns.watch.not-heard',
  ],
  [
    'somebody edits the old zone',
    () => worstCaseAtMs - HOUR,
    (o) => {
      o.delegation.oldZone.find((set: Observed) => set.type === 'MX').rdatas = ['10 x.example.'];
    },
    'ask dns.watch.drifted',
  ],
  [
    '… also when everything else is through',
    late,
    (o) => {
      turned(o);
      o.delegation.oldZone.find((set: Observed) => set.type === 'MX').rdatas = ['10 x.example.'];
    },
    'ask dns.watch.drifted',
  ],
  [
    'a resolver that validates refuses it: a person hears of DNSSEC before anything else',
    () => worstCaseAtMs - HOUR,
    (o) => {
      Object.assign(o.resolvers[0], { outcome: 'error', why: 'EDE 6 bogus', dnssecFails: true });
      o.delegation.oldZone.find((set: Observed) => set.type === 'MX').rdatas = ['10 x.example.'];
    },
    'ask dns.watch.dnssec',
  ],
  [
    '… also past the deadline, with all else in place',
    late,
    (o) => {
      turned(o);
      Object.assign(o.resolvers[0], { outcome: 'error', why: 'EDE 6 bogus', dnssecFails: true });
    },
    'ask dns.watch.dnssec',
  ],
  [
    '… but not where somebody took that on by typing the name',
    late,
    (o, ctx) => {
      turned(o);
      Object.assign(o.resolvers[0], { outcome: 'error', why: 'EDE 6 bogus', dnssecFails: true });
      ctx.answers = { ...ctx.answers, free: { overrideDs: 'bakkerij-dezon.example' } };
    },
    'done',
  ],
  [
    'a DS came that no key of the new servers fits',
    late,
    (o) => {
      turned(o);
      Object.assign(o.delegation.delegation.parents[0], { dsOutcome: 'answer', ds: [`1 13 2 ${'ab'.repeat(32)}`] });
    },
    'ask check.finding.ds-without-key',
  ],
  [
    'a resolver that lies is old after the deadline: it holds nobody up',
    late,
    (o) => {
      turned(o);
      const { resolver, address } = o.resolvers[0];
      for (const one of o.resolvers) if (one.resolver === resolver) one.outcome = 'old';
      o.lying = [{ resolver, address, evidence: [] }];
    },
    'done',
  ],
];

describe('propagated', () => {
  test.each(cases)('%s: %4$s', (_title, at, change, decision) => expect(shortly(planned(at(), change))).toBe(decision));

  test('that all resolvers turned early is remembered, and when the next cache clears it looks again', () => {
    const at = worstCaseAtMs - 2 * HOUR;
    expect(planned(at, turned)).toMatchObject({
      facts: { earlyAtMs: at },
      untilMs: worstCaseAtMs,
      lookAgainMs: at + 15 * MINUTE,
    });
    const soon = planned(at, (o) => {
      turned(o);
      Object.assign(o.resolvers[0], { outcome: 'old', clearsAtMs: at + 5 * MINUTE });
    });
    expect(soon).toMatchObject({ lookAgainMs: at + 5 * MINUTE + SECOND });
    expect((soon as { facts: object }).facts).not.toHaveProperty('earlyAtMs');
  });

  test('off the new servers for a moment: the arithmetic begins again', () => {
    const gone = planned(late(), (o) => {
      o.delegation.delegation.parents[0].ns = OLD;
    });
    const at = late() + HOUR;
    const again = planned(at, (o, ctx) => {
      turned(o);
      ctx.earlier['watch-propagation'] = { state: 'waiting', facts: (gone as { facts: object }).facts };
    });
    expect(again).toMatchObject({ kind: 'wait', untilMs: at + (86_400 + 900) * 1000 });
  });
});

describe('the zone that is left', () => {
  const namesItself = (o: Observed): void => {
    for (const server of o.delegation.oldServers.servers) {
      const apex = server.answers.find(
        (one: Observed) => one.type === 'NS' && one.name === o.delegation.delegation.zone,
      );
      Object.assign(apex, { outcome: 'answer', rdatas: OLD, ttlSeconds: 14_400 });
    }
  };
  test('goes on naming its own servers: said, and its NS set counts as content', () => {
    const at = worstCaseAtMs - HOUR;
    const plain = planned(at, turned) as { untilMs: number; findings?: object };
    const stays = planned(at, (o) => {
      turned(o);
      namesItself(o);
    }) as { untilMs: number; findings?: readonly { tag: string }[]; facts: { oldNsStays?: boolean } };
    expect([plain.untilMs, plain.findings]).toEqual([worstCaseAtMs, undefined]);
    expect([stays.findings?.map(({ tag }) => tag), stays.facts.oldNsStays]).toEqual([['OLD_APEX_NS_STAYS'], true]);
    // The parent's day, then four hours of the old NS set instead of a quarter of an hour of an MX.
    expect(stays.untilMs - worstCaseAtMs).toBe((14_400 - 900) * SECOND);
  });
  test('that stays counted when the old servers are switched off', () => {
    const at = worstCaseAtMs - HOUR;
    const { facts } = planned(at, namesItself) as { facts: object };
    const gone = planned(at + MINUTE, (o, ctx) => {
      ctx.earlier['watch-propagation'] = { state: 'waiting', facts };
      for (const server of o.delegation.oldServers.servers) Object.assign(server, { outcome: 'refused', answers: [] });
    }) as { untilMs: number };
    expect(gone.untilMs - worstCaseAtMs).toBe((14_400 - 900) * SECOND);
  });
});

describe('whom it asks', () => {
  const resolversAsked = async (rig: Rig): Promise<Set<string>> => {
    const asked = new Set<string>();
    const { dns } = rig.ports;
    const spying = {
      ...rig.ports,
      dns: {
        ...dns,
        askAll: (questions: Parameters<typeof dns.askAll>[0], signal: AbortSignal) => {
          for (const { recursive, server } of questions) if (recursive) asked.add(server.address);
          return dns.askAll(questions, signal);
        },
      },
    };
    await watchPropagation.observe(rig.ctx(watchPropagation) as never, spying, new AbortController().signal);
    return asked;
  };
  test('no resolver before the servers in charge are right', async () => {
    const rig = await prepared();
    expect([...(await resolversAsked(rig))]).toEqual([]);
  });
  test('one whose copy lives on not before it dies, one that is settled not before the deadline, all of them then', async () => {
    const rig = await switched();
    const [a, b, c] = rig.ports.dns.resolvers.map(({ name, address }) => ({ name, address }));
    const known = (deadlineMs: number): void => {
      rig.earlier['watch-propagation'] = {
        state: 'waiting',
        facts: {
          worstCaseAtMs: deadlineMs,
          resolvers: [
            { name: a!.name, gate: true, outcome: 'old', clearsAtMs: rig.clock.now() + HOUR },
            { name: b!.name, gate: true, outcome: 'new', matches: 2 },
            { name: c!.name, gate: true, outcome: 'new', matches: 1 },
          ],
        },
      };
    };
    known(rig.clock.now() + 5 * HOUR);
    expect([...(await resolversAsked(rig))]).toEqual([c!.address]);
    rig.clock.advance(HOUR + 1);
    expect([...(await resolversAsked(rig))]).toEqual([a!.address, c!.address]);
    known(rig.clock.now());
    expect([...(await resolversAsked(rig))]).toEqual([a!.address, b!.address, c!.address]);
  });
  test('what was not asked is as it was', () => {
    const decision = planned(late(), (o, ctx) => {
      turned(o);
      const { resolver } = o.resolvers[0];
      o.resolvers = o.resolvers.filter((one: Observed) => one.resolver !== resolver);
      o.kept = [resolver];
      ctx.earlier['watch-propagation'] = {
        state: 'waiting',
        facts: { resolvers: [{ name: resolver, gate: true, outcome: 'old', clearsAtMs: late() + HOUR }] },
      };
    });
    expect(shortly(decision)).toBe('ask dns.watch.late');
  });
});

describe('in a whole world', () => {
  test('it is done at the deadline and not a moment earlier, with every cache on the new side', async () => {
    const rig = await switched();
    const resolvers = rig.ports.dns.resolvers.map(({ address }) => address);
    const ask = () =>
      rig.ports.dns.askAll(
        resolvers.map((address) => ({ server: { address }, name: rig.world.domain, type: 'MX', recursive: true })),
        new AbortController().signal,
      );
    await ask();
    for (;;) {
      const decision = await rig.look(watchPropagation);
      if (decision.kind === 'done') break;
      expect(decision.kind).toBe('wait');
      rig.clock.advance(
        ((decision as { lookAgainMs?: number; untilMs: number }).lookAgainMs ??
          (decision as { untilMs: number }).untilMs) - rig.clock.now(),
      );
      await ask();
    }
    expect(rig.clock.now()).toBe(deadlineOf(rig));
    for (const { atMs } of rig.world.turned()) expect(atMs).toBeLessThanOrEqual(deadlineOf(rig));
  });

  test('an edit in the old zone after the switch is seen at the next look, and taken over it is quiet again (I2)', async () => {
    const rig = await switched();
    const edit = rrset(rig.world.domain, 'MX', 300, ['10 mx.derde.example.']);
    rig.world.people.putRrsets('old', rig.world.domain, [edit]);
    const decision = await rig.look(watchPropagation);
    expect([shortly(decision), (decision as { findings?: { tag: string }[] }).findings?.map(({ tag }) => tag)]).toEqual(
      ['ask dns.watch.drifted', ['ZONE_DRIFTED']],
    );
    rig.answers = { ...rig.answers, zoneChanges: [{ set: edit, why: 'mail goes there now' }] };
    rig.world.people.putRrsets('new', rig.world.domain, [edit]);
    expect(shortly(await rig.look(watchPropagation))).toBe('wait dns.watch.caches');
  });
});
