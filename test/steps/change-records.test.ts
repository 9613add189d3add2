import { describe, expect, test } from 'vitest';
import type { Decided } from '../../src/dns/intended-zone.ts';
import type { Decision } from '../../src/domain/decision.ts';
import { fqdn } from '../../src/domain/name.ts';
import type { Rrset } from '../../src/domain/rrset.ts';
import { rrset } from '../../src/domain/rrset.ts';
import { DAY, HOUR, MINUTE } from '../../src/domain/time.ts';
import { changeRecords } from '../../src/steps/change-records.ts';
import { instructThirdParty } from '../../src/steps/instruct-third-party.ts';
import { lowerTtl } from '../../src/steps/lower-ttl.ts';
import { preflight } from '../../src/steps/preflight.ts';
import { watchPropagation } from '../../src/steps/watch-propagation.ts';
import { ready, settle, shortly } from '../checks/prepared.ts';
import type { RigOptions } from './rig.ts';

const STAYS: RigOptions = { answers: { registration: 'stays', nameServers: 'stays', mail: 'stays' } };
const signal = (): AbortSignal => new AbortController().signal;

describe('records of a zone that stays', () => {
  test('only what moves changes; the deadline is that of the changed records; the way back restores them', async () => {
    const rig = ready(STAYS);
    await settle(rig, lowerTtl);
    const before = rig.world.snapshot();
    const zone = await rig.ports.oldDnsHost!.readZone(rig.world.domain, signal());
    expect((await settle(rig, changeRecords)).kind).toBe('done');
    const after = await rig.ports.oldDnsHost!.readZone(rig.world.domain, signal());
    const differing = after.filter((set) => !zone.some((old) => JSON.stringify(old) === JSON.stringify(set)));
    expect(differing.map(({ name, type }) => `${name} ${type}`)).toEqual([
      `${rig.world.domain} A`,
      `www.${rig.world.domain} A`,
    ]);
    const { switchedAtMs, worstCaseAtMs } = rig.earlier['change-records']!.facts as Record<string, number>;
    expect(worstCaseAtMs! - switchedAtMs!).toBe(300_000);

    expect(shortly(await rig.look(watchPropagation))).toBe('wait dns.watch.caches');
    rig.clock.advance(300_000);
    expect((await rig.look(watchPropagation)).kind).toBe('done');

    expect(shortly(await rig.back(changeRecords))).toBe('wait dns.wait.way-back');
    expect(rig.world.snapshot()).toEqual(before);
    rig.clock.advance(DAY);
    expect((await rig.back(changeRecords)).kind).toBe('done');
  });

  test("not before the slot, and not over somebody's edit", async () => {
    const start = ready(STAYS).clock.now();
    const early = ready({ ...STAYS, slot: { slot: 's', startsAtMs: start + 1, endsAtMs: start + DAY } });
    expect(shortly(await early.look(changeRecords))).toBe('blocked dns.blocked.slot');

    const rig = ready(STAYS);
    await rig.look(changeRecords);
    rig.world.people.putRrsets('old', rig.world.domain, [
      rrset(fqdn(`los.${rig.world.domain}`), 'A', 300, ['127.77.0.9']),
    ]);
    expect((await rig.look(changeRecords)).kind).toBe('act');
    rig.world.people.putRrsets('old', rig.world.domain, [rrset(rig.world.domain, 'A', 300, ['127.77.0.99'])]);
    expect(shortly(await rig.look(changeRecords))).toBe('blocked dns.blocked.records-drifted');
  });

  test('without an API a person types it, and one stale server is not enough', async () => {
    const rig = ready({ ...STAYS, without: ['oldDnsHost'] });
    const task = (await rig.go(changeRecords)) as Extract<Decision<unknown>, { kind: 'act' }>;
    const [{ rrsets }] = task.changes as [{ rrsets: ReturnType<typeof rrset>[] }];
    const second = rig.world.servers.filter(({ kind }) => kind === 'old')[1]!;
    rig.world.faults.dns(second.address, 'stale-zone');
    rig.world.people.putRrsets('old', rig.world.domain, rrsets);
    expect((await rig.go(changeRecords)).kind).toBe('act');
    rig.world.faults.stop();
    expect((await rig.go(changeRecords)).kind).toBe('done');
  });
});

describe('under a wildcard, and where an alias takes the place of an address', () => {
  const DATA = '127.77.0.99';
  const host = (rig: ReturnType<typeof ready>, label: string) => fqdn(`${label}.${rig.world.domain}`);
  const STAR = ['*', 'A', '127.77.0.50'] as const;
  test.each([
    ['a name is new', [STAR], ['nieuw', 'A', DATA], undefined],
    ['a name is new as an alias', [STAR], ['nieuw', 'CNAME', 'elders.example.'], undefined],
    ['a name is left to the wildcard', [STAR, ['oud', 'A', DATA]], undefined, ['oud', 'A']],
    [
      'a name is left to a wildcard alias',
      [
        ['*', 'CNAME', 'elders.example.'],
        ['oud', 'A', DATA],
      ],
      undefined,
      ['oud', 'A'],
    ],
    ['an address becomes an alias', [['oud', 'A', DATA]], ['oud', 'CNAME', 'elders.example.'], undefined],
  ] as const)('%s', async (_title, there, put, remove) => {
    const rig = ready({ answers: { ...STAYS.answers, hosting: 'stays' } });
    const people = (label: string, type: string, ...rdatas: string[]) =>
      rig.world.people.putRrsets('old', rig.world.domain, [rrset(host(rig, label), type, 300, rdatas)]);
    for (const [label, type, data] of there) people(label, type, data);
    rig.clock.advance(HOUR);
    const change =
      put !== undefined
        ? { set: { name: host(rig, put[0]), type: put[1], ttlSeconds: 300, rdatas: [put[2]] }, why: 'new' }
        : { remove: { name: host(rig, remove![0]), type: remove![1] }, why: 'old' };
    rig.answers = { ...rig.answers, zoneChanges: [change] };
    expect((await settle(rig, changeRecords)).kind).toBe('done');
    rig.clock.advance(DAY);
    expect((await rig.look(watchPropagation)).kind).toBe('done');
    await rig.back(changeRecords);
    rig.clock.advance(DAY);
    expect((await rig.back(changeRecords)).kind).toBe('done');
  });
});

describe('somebody else makes the change', () => {
  const FOUR: RigOptions = {
    answers: { registration: 'stays', hosting: 'stays', mail: 'stays', nameServers: 'stays' },
  };

  test('nothing known: it asks what', async () =>
    expect(shortly(await ready(FOUR).go(instructThirdParty))).toBe('ask dns.ask.third-party-records'));

  test('an instruction sheet with exact records, closed by what is seen outside; nothing is ever sent from here', async () => {
    const rig = ready({ answers: { ...FOUR.answers, free: { newAddresses: '127.77.0.99' } } });
    const task = (await rig.go(instructThirdParty)) as Extract<Decision<unknown>, { kind: 'ask' }>;
    expect(task.task.values?.['records']).toBe(
      [`${rig.world.domain} 3600 IN A 127.77.0.99`, `www.${rig.world.domain} 3600 IN A 127.77.0.99`].join('\n'),
    );
    rig.claim();
    expect((await rig.go(instructThirdParty)).kind).toBe('ask');
    const put = (...names: string[]) =>
      rig.world.people.putRrsets(
        'old',
        rig.world.domain,
        names.map((name) => rrset(name as never, 'A', 300, ['127.77.0.99'])),
      );
    put(rig.world.domain);
    expect((await rig.go(instructThirdParty)).kind).toBe('ask');
    put(`www.${rig.world.domain}`);
    const done = await rig.go(instructThirdParty);
    expect(done.kind).toBe('done');
    expect(rig.sent).toEqual([]);
    // Caches hold what was there: 3600 s, not the TTL that the third party gave the new records.
    const { switchedAtMs, worstCaseAtMs } = rig.earlier['instruct-third-party']!.facts as Record<string, number>;
    expect(worstCaseAtMs! - switchedAtMs!).toBe(3_600_000);
    rig.clock.advance(MINUTE);
    expect(shortly(await rig.look(watchPropagation))).toBe('wait dns.watch.caches');
  });
});

test('what was approved at preflight is what is changed, or nothing (I22)', async () => {
  const rig = ready(STAYS);
  expect((await rig.look(preflight)).kind).toBe('done');
  expect((await rig.look(changeRecords)).kind).toBe('act');
  rig.answers = { ...rig.answers, free: { newAddresses: '127.77.0.99' } };
  expect(shortly(await rig.look(changeRecords))).toBe('blocked dns.blocked.plan-changed');
});

describe('a cutover that began under rules which made less of the same answers', () => {
  const NEW = '127.77.0.99';
  const MOVES: RigOptions = { answers: { ...STAYS.answers, free: { newAddresses: NEW } } };

  /** Another name shares the site's address; the plan that the step remembers, and that was carried out, leaves it. */
  async function begun(step: typeof changeRecords | typeof instructThirdParty) {
    const rig = ready({ ...MOVES, without: ['oldDnsHost'] });
    const { domain, people } = rig.world;
    const zone = await ready(STAYS).ports.oldDnsHost!.readZone(domain, signal());
    const sharing = fqdn(`shop.${domain}`);
    const old = zone.find(({ name, type }) => name === domain && type === 'A')!;
    people.putRrsets('old', domain, [{ ...old, name: sharing }]);
    rig.clock.advance(HOUR);
    await rig.look(step as never);
    const facts = rig.earlier[step.id]!.facts as { intended: Rrset[]; decided: Decided[] };
    expect(facts.decided.map(({ key }) => key)).toContain(`${sharing} A`);
    const intended = facts.intended.map((set) => (set.name === sharing ? { ...old, name: sharing } : set));
    const decided = facts.decided.filter(({ key }) => key !== `${sharing} A`);
    rig.earlier[step.id] = { state: 'working', facts: { ...facts, intended, decided } };
    people.putRrsets('old', domain, [rrset(domain, 'A', 300, [NEW]), rrset(fqdn(`www.${domain}`), 'A', 300, [NEW])]);
    return rig;
  }

  test.each([
    ['change-records', changeRecords],
    ['instruct-third-party', instructThirdParty],
  ] as const)('%s is done with what it began, and so is the watch', async (_id, step) => {
    const rig = await begun(step);
    expect((await rig.go(step as never)).kind).toBe('done');
    rig.clock.advance(DAY);
    expect((await rig.look(watchPropagation)).kind).toBe('done');
  });

  test('answers that say something else make the plan anew', async () => {
    const rig = await begun(instructThirdParty);
    rig.answers = { ...rig.answers, free: { newAddresses: '127.77.0.98' } };
    const task = (await rig.look(instructThirdParty)) as Extract<Decision<unknown>, { kind: 'ask' }>;
    expect(task.task.values?.['records']).toContain(`${rig.world.domain} 3600 IN A 127.77.0.98`);
  });
});
