import { beforeAll, describe, expect, test } from 'vitest';
import { dsFromDnskey, keyTag } from '../../src/dns/dnssec.ts';
import type { Decision } from '../../src/domain/decision.ts';
import type { Fqdn } from '../../src/domain/name.ts';
import { rrset } from '../../src/domain/rrset.ts';
import { DAY, HOUR, MINUTE } from '../../src/domain/time.ts';
import { changeDelegation } from '../../src/steps/change-delegation.ts';
import type { Seen } from '../checks/prepared.ts';
import { prepared, seen, settle, shortly } from '../checks/prepared.ts';
import type { Rig } from './rig.ts';

const NEW = ['ns1.nieuw-host.example.', 'ns2.nieuw-host.example.'];
const OLD = ['ns1.oud-host.example.', 'ns2.oud-host.example.'];
const DOMAIN = 'bakkerij-dezon.example.';

let rig: Rig;
let before: Seen;
beforeAll(async () => {
  rig = await prepared();
  before = await seen(rig, changeDelegation);
});

// biome-ignore lint/suspicious/noExplicitAny: what was observed is changed freely
type Observed = any;
type Ctx = Record<string, unknown>;
const planned = (change: (o: Observed, ctx: Ctx, now: number) => void): Decision<unknown> => {
  const { ctx, observed, now } = structuredClone({ ...before, ctx: JSON.parse(JSON.stringify(before.ctx)) as Ctx });
  change(observed, ctx, now);
  return changeDelegation.plan(ctx as never, observed, now);
};
const answer = (o: Observed, server: number, name: string, type: string): Observed =>
  o.newServers.servers[server].answers.find((one: Observed) => one.name === name && one.type === type);
const facts = (ctx: Ctx, step: string): Record<string, unknown> =>
  (ctx['earlier'] as Record<string, { facts: Record<string, unknown> }>)[step]!.facts;
const keep = (): void => undefined;
/** An interruption was accepted, in a plan in which the registration does that. */
const cutBy = (ctx: Ctx, registration: string): void => {
  ctx['interruption'] = 'accepted';
  Object.assign(ctx['answers'] as object, { registration });
};
const overriding = (ctx: Ctx, overrideDs: string): void =>
  void Object.assign(ctx['answers'] as object, { free: { overrideDs } });
const watching = (ctx: Ctx, seen: object): void =>
  void Object.assign(ctx['earlier'] as object, { 'watch-parents': { state: 'waiting', facts: seen } });
const KEY = `257 3 13 ${Buffer.alloc(64, 3).toString('base64')}`;
const NEW_DS = dsFromDnskey(DOMAIN as Fqdn, KEY);
const signedByNew = (o: Observed): void => {
  for (const server of [0, 1])
    for (const type of ['DNSKEY', 'SOA'])
      Object.assign(answer(o, server, DOMAIN, type), {
        outcome: 'answer',
        rdatas: type === 'SOA' ? ['x'] : [KEY],
        ttlSeconds: 300,
        signatures: [`${type} 13 2 300 3000000000 1000000000 ${keyTag(KEY)} ${DOMAIN} AAAA`],
      });
};
const all = (list: readonly object[], change: object): void => {
  for (const one of list) Object.assign(one, change);
};
const ZSK_OLD = `256 3 13 ${Buffer.alloc(64, 4).toString('base64')}`;
const ZSK_NEW = `256 3 13 ${Buffer.alloc(64, 5).toString('base64')}`;
const signedBy = (servers: readonly Observed[], keys: readonly string[], ...zsks: readonly string[]): void => {
  for (const { answers } of servers)
    for (const type of ['DNSKEY', 'SOA'])
      Object.assign(
        answers.find((one: Observed) => one.name === DOMAIN && one.type === type),
        {
          outcome: 'answer',
          rdatas: type === 'SOA' ? ['x'] : keys,
          ttlSeconds: 300,
          signatures: (type === 'SOA' ? zsks : [KEY]).map(
            (key) => `${type} 13 2 300 3000000000 1000000000 ${keyTag(key)} ${DOMAIN} AAAA`,
          ),
        },
      );
};
/** The DS and its key stay; each side signs its data with a key of its own (RFC 6781 §4.3.5.1). */
const sharedKsk = (o: Observed, published: readonly string[] = [KEY, ZSK_OLD]): void => {
  all(o.delegation.parents, { dsOutcome: 'answer', ds: [NEW_DS] });
  signedBy(o.oldServers.servers, published, ZSK_OLD);
  signedBy(o.newServers.servers, [KEY, ZSK_OLD, ZSK_NEW], ZSK_NEW);
};
const oldKeys = (o: Observed, server: number): Observed =>
  o.oldServers.servers[server].answers.find((one: Observed) => one.type === 'DNSKEY');

test.each([
  ['moves', 'losingRegistrar', 'losingRegistrar'],
  ['moves', 'gainingRegistrar', 'gainingRegistrar'],
  ['stays', 'losingRegistrar', 'losingRegistrar'],
  ['stays', 'gainingRegistrar', 'losingRegistrar'],
  ['ours', 'losingRegistrar', 'gainingRegistrar'],
  ['ours', 'gainingRegistrar', 'gainingRegistrar'],
])(
  'a registration that %s, in a plan that goes by the %s: the %s changes the name servers',
  (registration, via, does) => {
    const ctx = rig.ctx(changeDelegation, { via });
    expect(changeDelegation.needs({ ...ctx, answers: { ...ctx.answers, registration } } as never)).toEqual([does]);
  },
);

const gates: readonly [title: string, change: (o: Observed, ctx: Ctx, now: number) => void, decision: string][] = [
  ['all is well: go', keep, 'act'],
  [
    'every parent serves the new set already, and the old zone still its own',
    (o) => all(o.delegation.parents, { ns: NEW }),
    'wait dns.change-delegation.wait-old-apex',
  ],
  ['some parents do', (o) => (o.delegation.parents[0].ns = NEW), 'wait dns.change-delegation.wait-parents'],
  ['no parent answers', (o) => all(o.delegation.parents, { outcome: 'timeout', ns: [] }), 'wait dns.wait.parents'],
  [
    'no parent answers, and it is ordered',
    (o) => {
      all(o.delegation.parents, { outcome: 'timeout', ns: [] });
      o.registrarNs = NEW;
    },
    'wait dns.wait.parents',
  ],
  [
    'one parent does not answer',
    (o) => Object.assign(o.delegation.parents[0], { outcome: 'timeout', ns: [], dsOutcome: 'timeout' }),
    'blocked dns.wait.parents',
  ],
  [
    'the registrar has it, the registry not yet',
    (o) => (o.registrarNs = NEW),
    'wait dns.change-delegation.wait-parents',
  ],
  [
    'the slot has not begun',
    (_o, ctx, now) => (ctx['slot'] = { slot: 's', startsAtMs: now + 1, endsAtMs: now + DAY }),
    'blocked dns.blocked.slot',
  ],
  [
    'the slot has just begun',
    (_o, ctx, now) => (ctx['slot'] = { slot: 's', startsAtMs: now, endsAtMs: now + DAY }),
    'act',
  ],
  ['clientUpdateProhibited', (o) => (o.registry.statuses = ['clientUpdateProhibited']), 'blocked dns.finding.status'],
  ['RDAP’s own lock', (o) => (o.registry.statuses = ['locked']), 'blocked dns.finding.status'],
  ['serverUpdateProhibited', (o) => (o.registry.statuses = ['serverUpdateProhibited']), 'blocked dns.finding.status'],
  ['a transfer runs', (o) => (o.registry.statuses = ['pendingTransfer']), 'blocked dns.finding.status'],
  ['a transfer lock does not matter', (o) => (o.registry.statuses = ['clientTransferProhibited']), 'act'],
  ['the registry says nothing: the parents do', (o) => (o.registry.outcome = 'unknown'), 'act'],
  [
    'the plan of the zone is gone',
    (_o, ctx) => delete (ctx['earlier'] as Record<string, unknown>)['create-zone'],
    'blocked dns.blocked.no-plan',
  ],
  [
    'one RRset is missing at one address',
    (o) => Object.assign(answer(o, 1, DOMAIN, 'MX'), { outcome: 'nodata', rdatas: [], ttlSeconds: null }),
    'blocked dns.blocked.parity',
  ],
  [
    'one RRset differs at one address',
    (o) => (answer(o, 0, DOMAIN, 'A').rdatas = ['127.0.0.9']),
    'blocked dns.blocked.parity',
  ],
  [
    'a wildcard of the host answers',
    (o) =>
      Object.assign(
        o.newServers.servers[0].answers.find(
          (one: Observed) =>
            one.name.startsWith('golive-') && one.name.endsWith(`.${DOMAIN}`) && !one.name.includes('bestel'),
        ),
        { outcome: 'answer', rdatas: ['127.0.0.9'] },
      ),
    'blocked dns.blocked.parity',
  ],
  ['one address is lame', (o) => (o.newServers.servers[1].outcome = 'lame'), 'blocked dns.blocked.parity'],
  [
    'one address is silent',
    (o) => Object.assign(o.newServers.servers[1], { outcome: 'timeout', answers: [] }),
    'blocked dns.blocked.parity-unknown',
  ],
  [
    'one address does not speak TCP',
    (o) => (o.newServers.servers[1].tcp = 'timeout'),
    'blocked dns.blocked.parity-unknown',
  ],
  [
    'one question got no answer',
    (o) => Object.assign(answer(o, 1, DOMAIN, 'MX'), { outcome: 'servfail', rdatas: [] }),
    'blocked dns.blocked.parity-unknown',
  ],
  [
    'one address could not be asked',
    (o) => Object.assign(o.newServers.servers[1], { outcome: 'not-asked', tcp: 'not-asked', answers: [] }),
    'blocked dns.blocked.parity-unknown',
  ],
  [
    'a new server without any address',
    (o) =>
      o.newServers.servers.push({
        ...o.newServers.servers[0],
        server: 'ns3.nieuw-host.example.',
        address: '',
        outcome: 'unreachable',
        tcp: 'unreachable',
        answers: [],
      }),
    'blocked dns.blocked.parity-unknown',
  ],
  [
    'the new zone names the old servers',
    (o) =>
      all(
        [0, 1].map((server) => answer(o, server, DOMAIN, 'NS')),
        { rdatas: OLD },
      ),
    'blocked dns.blocked.apex-ns',
  ],
  ['only the TTLs differ', (o) => (answer(o, 0, DOMAIN, 'A').ttlSeconds = 17), 'act'],
  [
    'a DS is left at one parent',
    (o) =>
      Object.assign(o.delegation.parents[1] ?? o.delegation.parents[0], { dsOutcome: 'answer', ds: ['1 13 2 aa'] }),
    'blocked dns.blocked.ds',
  ],
  [
    'a DS is left that the new zone has no key for, and somebody typed the domain’s name',
    (o, ctx) => {
      Object.assign(o.delegation.parents[0], { dsOutcome: 'answer', ds: ['1 13 2 aa'] });
      overriding(ctx, 'bakkerij-dezon.example');
    },
    'act',
  ],
  [
    '… the name with its dot is not it',
    (o, ctx) => {
      Object.assign(o.delegation.parents[0], { dsOutcome: 'answer', ds: ['1 13 2 aa'] });
      overriding(ctx, DOMAIN);
    },
    'blocked dns.blocked.ds',
  ],
  [
    'that word opens no other gate',
    (o, ctx, now) => {
      overriding(ctx, 'bakkerij-dezon.example');
      facts(ctx, 'remove-ds')['untilMs'] = now + 1;
      o.delegation.parents[0].dsOutcome = 'nodata';
    },
    'blocked dns.blocked.ds-cached',
  ],
  [
    'a DS that the new zone satisfies took the place of one that caches still hold',
    (o, ctx, now) => {
      signedByNew(o);
      all(o.delegation.parents, { dsOutcome: 'answer', ds: [NEW_DS] });
      facts(ctx, 'remove-ds')['untilMs'] = now + 1;
    },
    'blocked dns.blocked.ds-cached',
  ],
  [
    'a DS that the new zone satisfies, and nothing else in caches',
    (o) => {
      signedByNew(o);
      all(o.delegation.parents, { dsOutcome: 'answer', ds: [NEW_DS] });
    },
    'act',
  ],
  [
    '… its signatures have run out at one address',
    (o) => {
      signedByNew(o);
      all(o.delegation.parents, { dsOutcome: 'answer', ds: [NEW_DS] });
      const keys = answer(o, 1, DOMAIN, 'DNSKEY');
      keys.signatures = [keys.signatures[0].replace('3000000000', '1700000000')];
    },
    'blocked dns.blocked.ds',
  ],
  [
    'the new zone has the key of the DS, and signs with one that the old servers do not publish',
    (o) => sharedKsk(o),
    'blocked dns.blocked.ds-keys',
  ],
  ['… they publish it too', (o) => sharedKsk(o, [KEY, ZSK_OLD, ZSK_NEW]), 'act'],
  [
    '… and with one that they do publish: validators need one signature that they can check',
    (o) => {
      sharedKsk(o);
      signedBy(o.newServers.servers, [KEY, ZSK_OLD, ZSK_NEW], ZSK_OLD, ZSK_NEW);
    },
    'act',
  ],
  [
    '… one of them is behind',
    (o) => {
      sharedKsk(o, [KEY, ZSK_OLD, ZSK_NEW]);
      oldKeys(o, 1).rdatas = [KEY, ZSK_OLD];
    },
    'blocked dns.blocked.ds-keys',
  ],
  [
    '… one of them serves the zone and does not say with which keys',
    (o) => {
      sharedKsk(o, [KEY, ZSK_OLD, ZSK_NEW]);
      Object.assign(oldKeys(o, 1), { outcome: 'timeout', rdatas: [] });
    },
    'blocked dns.wait.old-servers',
  ],
  [
    '… one of them is dead: it has what the other has',
    (o) => {
      sharedKsk(o, [KEY, ZSK_OLD, ZSK_NEW]);
      Object.assign(o.oldServers.servers[1], { outcome: 'timeout', answers: [] });
    },
    'act',
  ],
  [
    '… none of them is heard: caches may hold their keys',
    (o) => {
      sharedKsk(o, [KEY, ZSK_OLD, ZSK_NEW]);
      o.oldZone = null;
      all(o.oldServers.servers, { outcome: 'timeout', answers: [] });
    },
    'blocked dns.wait.old-servers',
  ],
  [
    '… none of them serves the zone any more',
    (o) => {
      sharedKsk(o);
      o.oldZone = null;
      all(o.oldServers.servers, { outcome: 'refused', answers: [] });
    },
    'act',
  ],
  [
    '… the old zone is signed by nobody: validators hold none of its keys, and the switch mends it',
    (o) => {
      sharedKsk(o);
      for (const server of [0, 1]) Object.assign(oldKeys(o, server), { outcome: 'nodata', rdatas: [] });
    },
    'act',
  ],
  [
    '… its keys’ signatures have run out: likewise',
    (o) => {
      sharedKsk(o);
      for (const server of [0, 1])
        oldKeys(o, server).signatures = [oldKeys(o, server).signatures[0].replace('3000000000', '1700000000')];
    },
    'act',
  ],
  [
    '… and somebody typed the domain’s name',
    (o, ctx) => {
      sharedKsk(o);
      overriding(ctx, 'bakkerij-dezon.example');
    },
    'act',
  ],
  [
    '… and the DS was taken away: caches hold the old keys all the same',
    (o, ctx, now) => {
      sharedKsk(o);
      all(o.delegation.parents, { dsOutcome: 'nodata', ds: [] });
      Object.assign(facts(ctx, 'remove-ds'), { ds: [NEW_DS], untilMs: now + 1 });
    },
    'blocked dns.blocked.ds-cached',
  ],
  [
    'a DS went away whose key both zones have, with all that signs',
    (o, ctx, now) => {
      sharedKsk(o, [KEY, ZSK_OLD, ZSK_NEW]);
      all(o.delegation.parents, { dsOutcome: 'nodata', ds: [] });
      Object.assign(facts(ctx, 'remove-ds'), { ds: [NEW_DS], untilMs: now + 1 });
    },
    'act',
  ],
  [
    'a DS came back after it was gone, and went again',
    (_o, ctx, now) =>
      watching(ctx, { dsAbsentSinceMs: now - MINUTE, dsTtlSeconds: 3600, dsPresentSinceMs: now - HOUR }),
    'blocked dns.blocked.ds-cached',
  ],
  [
    '… and was there at the last look, but not at this one',
    (_o, ctx, now) => watching(ctx, { dsAbsentSinceMs: null, dsTtlSeconds: 60, dsPresentSinceMs: now - MINUTE }),
    'blocked dns.blocked.ds-cached',
  ],
  [
    '… long enough ago',
    (_o, ctx, now) =>
      watching(ctx, { dsAbsentSinceMs: now - 2 * HOUR, dsTtlSeconds: 3600, dsPresentSinceMs: now - DAY }),
    'act',
  ],
  [
    'one parent does not say whether there is a DS',
    (o) => Object.assign(o.delegation.parents[0], { dsOutcome: 'timeout' }),
    'blocked dns.wait.parents',
  ],
  [
    'the DS is gone, caches still hold it',
    (_o, ctx, now) => (facts(ctx, 'remove-ds')['untilMs'] = now + 1),
    'blocked dns.blocked.ds-cached',
  ],
  ['… and in that very moment no longer', (_o, ctx, now) => (facts(ctx, 'remove-ds')['untilMs'] = now), 'act'],
  [
    'somebody edited the old zone',
    (o) => (o.oldZone.find((set: Observed) => set.type === 'MX').rdatas = ['10 elders.example.']),
    'blocked dns.blocked.drifted',
  ],
  [
    '… as its servers show, where there is no API',
    (o) => {
      o.oldZone = null;
      o.oldServers.servers[0].answers.find((one: Observed) => one.type === 'MX').rdatas = ['10 elders.example.'];
    },
    'blocked dns.blocked.drifted',
  ],
  [
    'the old servers are dead: nothing to lose there',
    (o) => {
      o.oldZone = null;
      all(o.oldServers.servers, { outcome: 'refused', answers: [] });
    },
    'act',
  ],
];

describe('the name servers are changed only when every gate is open', () => {
  test.each(gates)('%s: %3$s', (_title, change, decision) => expect(shortly(planned(change))).toBe(decision));

  test('the old zone names the new servers too, before the parent does; not where the interruption was accepted', () => {
    const kinds = (change: (o: Observed, ctx: Ctx) => void) =>
      (planned(change) as Extract<Decision<unknown>, { kind: 'act' }>).changes.map(
        (one) => (one as { kind: string }).kind,
      );
    expect(kinds(keep)).toEqual(['old-apex-ns', 'parent']);
    expect(kinds((_o, ctx) => (ctx['interruption'] = 'accepted'))).toEqual(['parent']);
    // Where no registrar is left nobody cuts the old zone off, whatever was accepted.
    for (const registration of ['ours', 'stays'])
      expect(kinds((_o, ctx) => cutBy(ctx, registration))).toEqual(['old-apex-ns', 'parent']);
    // Without an API of the old host its servers tell what it says; where they are dead there is nothing to say.
    expect(kinds((o) => (o.oldZone = null))).toEqual(['old-apex-ns', 'parent']);
    const dead = (o: Observed): void => {
      o.oldZone = null;
      all(o.oldServers.servers, { outcome: 'refused', answers: [] });
    };
    expect(kinds(dead)).toEqual(['parent']);
  });

  test('an address family that was not asked opens the gate only after a person took it on', () => {
    const notAsked = (o: Observed): void =>
      void Object.assign(o.newServers.servers[1], { outcome: 'not-asked', tcp: 'not-asked', answers: [] });
    const withSecond = (o: Observed): void => {
      o.newServers.servers.push(structuredClone(o.newServers.servers[1]));
      notAsked(o);
    };
    expect(shortly(planned(withSecond))).toBe('blocked dns.blocked.parity-unknown');
    const accepted = planned((o, ctx) => {
      withSecond(o);
      (ctx['answers'] as Record<string, unknown>)['free'] = { acceptNotAsked: 'yes' };
    });
    expect(shortly(accepted)).toBe('act');
  });

  test("a registry that does not publish becomes a person's business after four hours", () => {
    const waiting = planned((o, ctx, now) => {
      o.registrarNs = NEW;
      (ctx['earlier'] as Record<string, unknown>)['change-delegation'] = {
        state: 'waiting',
        facts: { waitingSinceMs: now - HOUR },
      };
    });
    expect(waiting).toMatchObject({ kind: 'wait', deadlineMs: before.now + 3 * HOUR, untilMs: before.now + MINUTE });
  });
});

describe('the parents have the new set', () => {
  const apexAt = (o: Observed, rdatas: readonly string[]): void => {
    for (const server of o.oldServers.servers)
      for (const one of server.answers) if (one.type === 'NS' && one.name === DOMAIN) one.rdatas = rdatas;
  };
  const apexInApi = (o: Observed, rdatas: readonly string[]): void =>
    void Object.assign(
      o.oldZone.find((set: Observed) => set.type === 'NS' && set.name === DOMAIN),
      { rdatas },
    );
  const own = (ctx: Ctx, remembered: object): void =>
    void Object.assign(ctx['earlier'] as object, { 'change-delegation': { state: 'waiting', facts: remembered } });
  type Change = (o: Observed, ctx: Ctx, now: number) => void;
  const cases: readonly [title: string, change: Change, decision: string, tags: readonly string[]][] = [
    ['and the old zone names them too', (o) => apexAt(o, NEW), 'done', []],
    ['the old zone is changed as well, after a moment', keep, 'wait dns.change-delegation.wait-old-apex', []],
    ['… then', (_o, ctx) => own(ctx, { apexOnly: true }), 'act', []],
    [
      '… not while the new zone is not fit to be asked',
      (o) => (answer(o, 0, DOMAIN, 'A').rdatas = ['127.0.0.9']),
      'done',
      ['OLD_APEX_NS_STAYS'],
    ],
    ['its API has it, its servers not yet', (o) => apexInApi(o, NEW), 'wait dns.change-delegation.wait-old-apex', []],
    [
      '… after an hour that is how it is',
      (o, ctx, now) => {
        apexInApi(o, NEW);
        own(ctx, { apexSinceMs: now - HOUR });
      },
      'done',
      ['OLD_APEX_NS_STAYS'],
    ],
    [
      'one old server is behind the others',
      (o) => {
        apexAt(o, NEW);
        apexInApi(o, NEW);
        first(o).rdatas = OLD;
      },
      'wait dns.change-delegation.wait-old-apex',
      [],
    ],
    ['there is no API of the old host', (o) => (o.oldZone = null), 'done', ['OLD_APEX_NS_STAYS']],
    [
      'the old servers are dead: nobody stays there',
      (o) => {
        o.oldZone = null;
        all(o.oldServers.servers, { outcome: 'refused' });
      },
      'done',
      [],
    ],
    ['an interruption was accepted', (_o, ctx) => (ctx['interruption'] = 'accepted'), 'done', []],
    [
      '… of a registration that stays: the old zone goes on',
      (_o, ctx) => cutBy(ctx, 'stays'),
      'wait dns.change-delegation.wait-old-apex',
      [],
    ],
    [
      'before anybody was asked',
      (o, ctx) => {
        apexAt(o, NEW);
        watching(ctx, { early: true, switchedAtMs: 7 });
      },
      'done',
      ['EARLY_SWITCH'],
    ],
    [
      '… but long after golive set it itself',
      (o, ctx, now) => {
        apexAt(o, NEW);
        watching(ctx, { early: true, switchedAtMs: 7 });
        ctx['startedMs'] = now - HOUR;
      },
      'done',
      [],
    ],
  ];
  const first = (o: Observed): Observed =>
    o.oldServers.servers[0].answers.find((one: Observed) => one.type === 'NS' && one.name === DOMAIN);
  const switchedTo = (change: Change) =>
    planned((o, ctx, now) => {
      all(o.delegation.parents, { ns: NEW });
      o.registrarNs = NEW;
      change(o, ctx, now);
    });
  test.each(cases)('%s: %3$s', (_title, change, decision, tags) => {
    const made = switchedTo(change);
    const found = made.kind === 'done' ? (made.findings ?? []) : [];
    expect([shortly(made), found.map(({ tag }) => tag)]).toEqual([decision, tags]);
  });

  test('the clock runs from the first look that found it, and not from one that found another switch', () => {
    const switchedAt = (change: Change) => switchedTo(change).facts?.['switchedAtMs'];
    const { now } = before;
    expect(switchedAt(keep)).toBe(now);
    expect(switchedAt((_o, ctx) => watching(ctx, { switchedAtMs: now - HOUR }))).toBe(now - HOUR);
    const ours: Change = (_o, ctx) => {
      watching(ctx, { switchedAtMs: now - HOUR });
      ctx['startedMs'] = now - MINUTE;
    };
    expect(switchedAt(ours)).toBe(now);
  });
});

describe('a half-day that was given back', () => {
  const waited = (ctx: Ctx): void =>
    void Object.assign(ctx['earlier'] as object, {
      'wait-for-slot': { state: 'done', facts: { slot: '2026-12-01/morning' } },
    });
  test.each([
    ['after it went by', {}],
    ['and the outage was accepted', { interruption: 'accepted' }],
  ])('%s: another one is booked before anything moves', (_title, more) => {
    const decision = planned((_o, ctx) => {
      waited(ctx);
      Object.assign(ctx, more);
    });
    expect([shortly(decision), (decision as { wants?: string }).wants]).toEqual([
      'ask task.wait-for-slot.over',
      'slot',
    ]);
  });
  test('what has begun goes on', () => {
    const decision = planned((_o, ctx) => {
      waited(ctx);
      Object.assign(ctx, { startedMs: 1 });
    });
    expect(decision.kind).toBe('act');
  });
});

describe('long TTLs that were lowered a moment ago', () => {
  const lowered = (ctx: Ctx, seen: object): void => {
    const known = ctx['earlier'] as Record<string, object>;
    known['lower-ttl'] = { state: 'skipped', facts: { ...facts(ctx, 'lower-ttl'), oldTtlSeconds: 172_800, ...seen } };
  };
  const contentOf = (change: (o: Observed, ctx: Ctx, now: number) => void) => {
    const terms = (planned(change).facts?.['terms'] ?? []) as { what: string; seconds: number }[];
    return terms.find(({ what }) => what === 'rrset')?.seconds;
  };
  test('are still in caches: where their wait was left out the deadline counts them', () => {
    expect(contentOf((_o, ctx, now) => lowered(ctx, { loweredAtMs: now - DAY }))).toBe(86_400);
    expect(contentOf((_o, ctx) => lowered(ctx, { loweredAtMs: null }))).toBe(172_800);
    expect(contentOf((_o, ctx, now) => lowered(ctx, { loweredAtMs: now - 2 * DAY }))).toBe(300);
  });
  test('and where somebody switched in the middle of it', () => {
    const early = (o: Observed, ctx: Ctx, now: number): void => {
      all(o.delegation.parents, { ns: NEW });
      watching(ctx, { switchedAtMs: now - HOUR, early: true });
      lowered(ctx, { loweredAtMs: now - DAY });
    };
    expect(contentOf(early)).toBe(86_400 + 3600);
  });
});

describe('a name that only the new zone has', () => {
  const KEY_NAME = `s1._domainkey.${DOMAIN}`;
  const negativeOf = (change: (o: Observed, ctx: Ctx) => void) => {
    const decision = planned((o, ctx) => {
      (facts(ctx, 'create-zone')['intended'] as object[]).push(rrset(KEY_NAME as Fqdn, 'TXT', 300, ['"v=DKIM1"']));
      for (const { answers } of o.newServers.servers)
        answers.push({
          name: KEY_NAME,
          type: 'TXT',
          outcome: 'answer',
          rdatas: ['"v=DKIM1"'],
          ttlSeconds: 300,
          alias: null,
        });
      change(o, ctx);
    });
    expect(shortly(decision)).toBe('act');
    const terms = (decision.facts?.['terms'] ?? []) as { what: string; seconds: number; source: string }[];
    return terms.find(({ what }) => what === 'negative');
  };
  const silent = (o: Observed): void => {
    const { servers } = o.oldServers;
    all(servers, { outcome: 'timeout', tcp: 'timeout', serial: null, negativeTtlSeconds: null });
    for (const { answers } of servers) all(answers, { outcome: 'timeout', rdatas: [], ttlSeconds: null, alias: null });
  };
  test('caches keep "does not exist" as long as the old servers say', () =>
    expect(negativeOf((o) => (o.oldServers.servers[1].negativeTtlSeconds = 86_400))?.seconds).toBe(86_400));
  test('… or said before they fell silent for this machine (RFC 2308 §5)', () =>
    expect(
      negativeOf((o, ctx) => {
        silent(o);
        watching(ctx, { negativeTtlSeconds: 86_400 });
      }),
    ).toMatchObject({ seconds: 86_400, source: `${DOMAIN} SOA at the old servers` }));
  test('… or three hours, where they never said', () =>
    expect(negativeOf(silent)).toMatchObject({
      seconds: 10_800,
      source: `${DOMAIN} SOA not heard at the old servers`,
    }));
});

describe('before preflight says go', () => {
  test('a plan says that the name servers change, and not to which', () => {
    const decision = planned((_o, ctx) => (ctx['preflight'] = 'open'));
    expect(decision).toMatchObject({ kind: 'act', changes: [{ kind: 'withheld' }] });
    expect(JSON.stringify(decision)).not.toContain('nieuw-host');
    expect(shortly(planned((_o, ctx) => (ctx['preflight'] = 'go')))).toBe('act');
  });
  test('it is never done', async () => {
    const change = { kind: 'withheld', zone: 'bakkerij-dezon.example' } as const;
    const apply = changeDelegation.apply(
      before.ctx as never,
      [change],
      rig.ports,
      {} as never,
      new AbortController().signal,
    );
    await expect(apply).rejects.toMatchObject({ code: 'not-allowed' });
  });
});

describe('in a whole world', () => {
  test('it switches, remembers the arithmetic measured before, and goes back to exactly what was', async () => {
    const world = await prepared();
    const start = world.world.snapshot();
    expect((await settle(world, changeDelegation)).kind).toBe('done');
    const kept = world.earlier['change-delegation']!.facts as Record<string, number & unknown>;
    // Delegation 86400 s at the parent; then content: the longest of the lowered TTLs and "does not exist" (900 s).
    expect(kept['worstCaseAtMs']! - kept['switchedAtMs']!).toBe((86_400 + 900) * 1000);
    expect(kept['oldNameServers']).toEqual(OLD);
    const oldZone = (await world.ports.oldDnsHost!.readZone(world.world.domain, new AbortController().signal)) ?? [];
    expect(oldZone.find(({ name, type }) => name === world.world.domain && type === 'NS')?.rdatas).toEqual(NEW);

    let decision = await world.back(changeDelegation);
    for (let round = 0; decision.kind === 'wait' && decision.for === 'outside' && round < 10; round++) {
      world.clock.advance(MINUTE);
      decision = await world.back(changeDelegation);
    }
    expect(world.world.snapshot()).toEqual(start);
    const { ctx, observed, now } = await seen(world, changeDelegation);
    for (const parent of observed.delegation.parents) Object.assign(parent, { ns: NEW, dsOutcome: 'timeout', ds: [] });
    observed.registrarNs = NEW;
    // Whether there is a DS that the old zone does not satisfy is not known.
    expect(shortly(changeDelegation.undo!(ctx as never, observed, observed, now))).toBe('wait dns.wait.parents');
    // Caches may have learned the new servers: what depends on the way back waits for that.
    expect(decision).toMatchObject({ kind: 'wait', for: 'time', reason: { text: 'dns.wait.way-back' } });
  });

  test('an edit between the look and the switch: what stood at the moment of acting counts', async () => {
    const world = await prepared();
    world.world.people.putRrsets('old', world.world.domain, [
      rrset(world.world.domain, 'MX', 300, ['10 mx.derde.example.']),
    ]);
    expect(shortly(await world.look(changeDelegation))).toBe('blocked dns.blocked.drifted');
  });

  test.each(['timeout', 'lame', 'servfail', 'stale-zone', 'refuses-tcp'] as const)(
    'one new server that is %s keeps it from switching',
    async (fault) => {
      const faulty = await prepared();
      const { people, faults, servers, domain } = faulty.world;
      const zone = await faulty.ports.newDnsHost!.readZone(domain, new AbortController().signal);
      const right = zone.filter(({ type }) => type === 'MX');
      people.putRrsets('new', domain, [rrset(domain, 'MX', 300, ['10 mx.derde.example.'])]);
      faults.dns(servers.filter(({ kind }) => kind === 'new')[1]!.address, fault);
      people.putRrsets('new', domain, right);
      expect((await faulty.look(changeDelegation)).kind).toBe('blocked');
      faults.stop();
      expect((await faulty.look(changeDelegation)).kind).toBe('act');
    },
  );
});

describe('what going back costs', () => {
  const terms = [{ what: 'delegation', seconds: 86_400, source: 'x' }];
  const cost = (remembered: object, seenByWatcher: object = {}) => {
    const ctx = JSON.parse(JSON.stringify(before.ctx)) as Ctx;
    Object.assign(ctx['earlier'] as object, { 'change-delegation': { state: 'ready', facts: remembered } });
    watching(ctx, seenByWatcher);
    return changeDelegation.undoCost!(ctx as never);
  };
  test('is known before the switch, from what the parents and the old servers were seen to give', () => {
    expect(cost({}).text).toBe('dns.change-delegation.undo-cost-unknown');
    const measured = { delegationTtlSeconds: 3600, longestTtl: { what: 'rrset', seconds: 300, source: 'x' } };
    expect(cost({}, measured)).toMatchObject({ text: 'dns.change-delegation.undo-cost', values: { seconds: 3900 } });
    expect(cost({ terms }, measured)).toMatchObject({ values: { seconds: 86_400 } });
  });
  test('a new zone that is signed already is named', () =>
    expect(cost({ terms, newSigned: true }).text).toBe('dns.change-delegation.undo-cost-signed'));
});

describe('the way back', () => {
  const back = (change: (o: Observed, ctx: Ctx, now: number) => void): string => {
    const { ctx, observed, now } = structuredClone({ ...before, ctx: JSON.parse(JSON.stringify(before.ctx)) as Ctx });
    // As it is after a switch that was ordered and published.
    all(observed.delegation.parents, { ns: NEW });
    observed.registrarNs = NEW;
    ctx['startedMs'] = now - HOUR;
    change(observed, ctx, now);
    return shortly(changeDelegation.undo!(ctx as never, structuredClone(before.observed), observed, now));
  };
  const DS_TERMS = [{ what: 'ds', seconds: 3600, source: 'x' }];
  const remembering = (ctx: Ctx, remembered: object): void =>
    void Object.assign(ctx['earlier'] as object, { 'change-delegation': { state: 'undoing', facts: remembered } });
  const unheardOld = (o: Observed): void => {
    all(o.delegation.parents, { ns: OLD });
    o.registrarNs = OLD;
    o.oldZone = null;
    for (const server of o.oldServers.servers) {
      server.outcome = 'timeout';
      all(server.answers, { outcome: 'timeout', rdatas: [], ttlSeconds: null });
    }
  };
  const cases: readonly [title: string, change: (o: Observed, ctx: Ctx, now: number) => void, decision: string][] = [
    ['the parents name the new servers: order the old ones', keep, 'act'],
    ['ordered, not yet published', (o) => (o.registrarNs = OLD), 'wait dns.change-delegation.wait-parents'],
    [
      'the old servers no longer answer: going back would be worse',
      (o) => all(o.oldServers.servers, { outcome: 'refused' }),
      'blocked dns.change-delegation.old-servers-dead',
    ],
    [
      'a DS of the new side is at the parent',
      (o) => Object.assign(o.delegation.parents[0], { dsOutcome: 'answer', ds: ['9 13 2 bb'] }),
      'blocked dns.blocked.ds-back',
    ],
    [
      '… beside that of the old one: caches may hold the new keys',
      (o) => {
        sharedKsk(o, [KEY, ZSK_OLD]);
        const other = `257 3 13 ${Buffer.alloc(64, 6).toString('base64')}`;
        signedBy(o.newServers.servers, [other, ZSK_NEW], ZSK_NEW);
        all(o.delegation.parents, { ds: [NEW_DS, dsFromDnskey(DOMAIN as Fqdn, other)] });
      },
      'blocked dns.blocked.ds-back',
    ],
    [
      '… and went a moment ago',
      (_o, ctx, now) => remembering(ctx, { backDsTerms: DS_TERMS, backDsGoneAtMs: now - HOUR + 1 }),
      'wait dns.wait.ds-back',
    ],
    [
      '… it went at some time since the last look: from now on',
      (_o, ctx) => remembering(ctx, { backDsTerms: DS_TERMS, backDsGoneAtMs: null }),
      'wait dns.wait.ds-back',
    ],
    [
      '… and one parent does not say',
      (o, ctx) => {
        remembering(ctx, { backDsTerms: DS_TERMS, backDsGoneAtMs: null });
        o.delegation.parents[0].dsOutcome = 'timeout';
      },
      'wait dns.wait.parents',
    ],
    [
      '… and every cache has forgotten it',
      (_o, ctx, now) => remembering(ctx, { backDsTerms: DS_TERMS, backDsGoneAtMs: now - HOUR }),
      'act',
    ],
    [
      'a DS of the old side, and one of a stand-by key that nobody publishes yet',
      (o) => {
        sharedKsk(o);
        all(o.delegation.parents, { ds: [NEW_DS, `9 13 2 ${'b'.repeat(64)}`] });
      },
      'act',
    ],
    [
      'a DS of a digest that nobody can compute: to validators there is none',
      (o) => all(o.delegation.parents, { dsOutcome: 'answer', ds: ['9 13 99 bb'] }),
      'act',
    ],
    [
      'published: then caches',
      (o) => {
        all(o.delegation.parents, { ns: OLD });
        o.registrarNs = OLD;
      },
      'wait dns.wait.way-back',
    ],
    [
      'published, and no old server says whom the old zone names: silence is no sign that it was put back',
      (o) => unheardOld(o),
      'wait dns.wait.old-servers',
    ],
    [
      '… for an hour: a person sees to it, and no word lets caches begin to forget',
      (o, ctx, now) => {
        unheardOld(o);
        remembering(ctx, { unseenSinceMs: now - HOUR });
      },
      'ask dns.change-delegation.old-apex-ns',
    ],
    [
      '… and it was seen to be back before',
      (o, ctx, now) => {
        unheardOld(o);
        remembering(ctx, { restoredAtMs: now - 1 });
      },
      'wait dns.wait.way-back',
    ],
    [
      '… and it may have been cut off, as somebody accepted',
      (o, ctx) => {
        unheardOld(o);
        ctx['interruption'] = 'accepted';
      },
      'wait dns.wait.way-back',
    ],
    [
      'published, but the order may still be under way at the registrar',
      (o) => all(o.delegation.parents, { ns: OLD }),
      'act',
    ],
    [
      'never begun: nothing to do',
      (o, ctx) => {
        all(o.delegation.parents, { ns: OLD });
        o.registrarNs = OLD;
        delete ctx['startedMs'];
      },
      'done',
    ],
  ];
  test.each(cases)('%s: %3$s', (_title, change, decision) => expect(back(change)).toBe(decision));
});
