import { beforeAll, describe, expect, test } from 'vitest';
import { rrset } from '../../src/domain/rrset.ts';
import { HOUR, MINUTE } from '../../src/domain/time.ts';
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
    expect(soon).toMatchObject({ lookAgainMs: at + 5 * MINUTE });
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
