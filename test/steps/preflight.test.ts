import { describe, expect, test } from 'vitest';
import { HOUR } from '../../src/domain/time.ts';
import type { StepContext } from '../../src/steps/contract.ts';
import { createZone } from '../../src/steps/create-zone.ts';
import { dayBefore } from '../../src/steps/day-before.ts';
import { lowerTtl } from '../../src/steps/lower-ttl.ts';
import { preflight } from '../../src/steps/preflight.ts';
import { removeDs } from '../../src/steps/remove-ds.ts';
import { prepared, ready, seen, settle, shortly } from '../checks/prepared.ts';
import type { Rig } from './rig.ts';

const tags = async (rig: Rig): Promise<string[]> => {
  const decision = await rig.look(preflight);
  return 'findings' in decision ? [...new Set((decision.findings ?? []).map(({ tag }) => tag))] : [];
};

describe('preflight', () => {
  test('all is ready: open', async () =>
    expect(await (await prepared()).look(preflight)).toMatchObject({ kind: 'done' }));

  const faults: readonly [title: string, damage: (rig: Rig) => void, tag: string][] = [
    [
      'a new server is lame',
      ({ world }) => world.faults.dns(world.servers.find(({ kind }) => kind === 'new')!.address, 'lame'),
      'SERVER_LAME',
    ],
    [
      'a new server times out',
      ({ world }) => world.faults.dns(world.servers.find(({ kind }) => kind === 'new')!.address, 'timeout'),
      'SERVER_UNREACHABLE',
    ],
    [
      'a new server refuses TCP',
      ({ world }) => world.faults.dns(world.servers.find(({ kind }) => kind === 'new')!.address, 'refuses-tcp'),
      'TCP_REFUSED',
    ],
    ['the new zone is gone', ({ world }) => world.people.deleteZone('new', world.domain), 'ZONE_ABSENT'],
    [
      'a record of the new zone is gone',
      ({ world }) =>
        world.people.putRrsets('new', world.domain, [{ name: world.domain, type: 'MX', ttlSeconds: 300, rdatas: [] }]),
      'RRSET_MISSING',
    ],
    [
      'the old zone was edited',
      ({ world }) =>
        world.people.putRrsets('old', world.domain, [
          { name: world.domain, type: 'CAA', ttlSeconds: 300, rdatas: ['0 issue "x.example"'] },
        ]),
      'ZONE_DRIFTED',
    ],
    [
      'a mailbox is missing at the new mail host',
      ({ world }) => world.people.deleteMailbox('new', `info@${world.domain.slice(0, -1)}`),
      'MX_REFUSES_RECIPIENT',
    ],
    [
      'the certificate does not cover the site',
      ({ world }) => world.people.requestCertificate(world.domain, ['elders.example']),
      'CERTIFICATE_INVALID',
    ],
    [
      'the new site does not answer',
      ({ world }) => world.people.setPublished('new', world.domain, false),
      'SITE_UNREACHABLE',
    ],
    ['the domain is on hold', ({ world }) => world.people.setStatuses(world.domain, ['clientHold']), 'ON_HOLD'],
    [
      'the registry forbids updates',
      ({ world }) => world.people.setStatuses(world.domain, ['serverUpdateProhibited']),
      'UPDATE_PROHIBITED',
    ],
  ];
  test.each(faults)('%s: %3$s', async (_title, damage, tag) => {
    const rig = await prepared({ answers: { mailboxes: ['info'] } });
    damage(rig);
    expect(await tags(rig)).toContain(tag);
    expect((await rig.look(preflight)).kind).toBe('blocked');
  });

  test('the DS is still there, then still cached, then not', async () => {
    const rig = ready();
    await settle(rig, createZone);
    await settle(rig, lowerTtl);
    expect(await tags(rig)).toContain('DS_BLOCKS_SWITCH');
    const wait = await rig.go(removeDs);
    const done = wait.kind === 'wait' ? wait.untilMs : rig.clock.now();
    if (wait.kind === 'wait') expect(await rig.look(preflight)).toMatchObject({ kind: 'blocked', untilMs: done });
    await settle(rig, removeDs);
    expect(shortly(await rig.look(preflight))).toBe('done');
  });

  test('where records change in a zone that stays, the new site is looked at all the same', async () => {
    const rig = ready({ answers: { registration: 'stays', nameServers: 'stays', mail: 'stays' } });
    expect((await rig.look(preflight)).kind).toBe('done');
    rig.world.people.setPublished('new', rig.world.domain, false);
    expect(await tags(rig)).toContain('SITE_UNREACHABLE');
  });

  describe('the second look, right before the switch', () => {
    const STAYS = { registration: 'stays', nameServers: 'stays', mail: 'stays' } as const;
    const again = (rig: Rig) => rig.look(preflight, {}, 'preflight-again');

    test('it compares with what the first one fixed, and fixes nothing itself', async () => {
      const rig = ready({ answers: STAYS });
      const first = await rig.look(preflight);
      expect(first).toMatchObject({ kind: 'done', facts: { plan: { records: expect.any(String) } } });
      const second = await again(rig);
      expect(second.kind).toBe('done');
      expect(second.facts).not.toHaveProperty('plan');
      // The first one, asked again by a person, fixes anew what it sees.
      expect(await rig.look(preflight)).toMatchObject({ kind: 'done', facts: { plan: expect.anything() } });
    });

    test('what would change is another thing than what was approved', async () => {
      const rig = ready({ answers: STAYS });
      await rig.look(preflight);
      const { domain } = rig.world;
      rig.answers = {
        ...rig.answers,
        zoneChanges: [
          { set: { name: domain, type: 'CAA', ttlSeconds: 60, rdatas: ['0 iodef "mailto:a@b.example"'] }, why: 'late' },
        ],
      };
      expect(shortly(await again(rig))).toBe('blocked dns.blocked.plan-changed');
      // The day before says so while the half-day can still be moved, and fixes nothing.
      const startsAtMs = rig.clock.now() + 5 * HOUR;
      const slot = { slot: 's', startsAtMs, endsAtMs: startsAtMs + HOUR };
      const ctx = { ...rig.ctx(dayBefore), slot } as StepContext<Record<string, never>>;
      const sight = await preflight.observe(ctx, rig.ports, new AbortController().signal);
      expect(dayBefore.plan(ctx, { sight }, rig.clock.now())).toMatchObject({
        kind: 'ask',
        task: { text: 'task.day-before.plan-changed' },
        facts: { verdict: 'no-go', lookedMs: rig.clock.now(), lookFor: startsAtMs },
      });
    });

    test('what was right before is looked at again', async () => {
      const rig = await prepared();
      expect((await rig.look(preflight)).kind).toBe('done');
      expect((await again(rig)).kind).toBe('done');
      rig.world.people.requestCertificate(rig.world.domain, ['elders.example']);
      const blocked = await again(rig);
      expect(blocked).toMatchObject({ kind: 'blocked' });
      expect('findings' in blocked && blocked.findings?.map(({ tag }) => tag)).toContain('CERTIFICATE_INVALID');
    });

    test('it sees the same world in the same way', async () => {
      const rig = await prepared();
      const one = await seen(rig, preflight);
      rig.clock.advance(60_000);
      expect((await seen(rig, preflight)).observed).toEqual(one.observed);
    });
  });

  test('what goes far needs a yes of its own, and only then is it asked for', async () => {
    const rig = ready({ answers: { mailboxes: ['info'] } });
    const { domain } = rig.world;
    const remove = { name: `_dmarc.${domain}`, type: 'TXT' };
    rig.answers = { ...rig.answers, zoneChanges: [{ remove, why: 'not wanted' }] };
    for (const step of [createZone, lowerTtl, removeDs]) expect((await settle(rig, step)).kind).toBe('done');
    const asked = await rig.look(preflight);
    expect(asked).toMatchObject({ kind: 'ask', wants: 'confirmPlan', task: { text: 'preflight.ask.decision' } });
    const token = String((asked as Extract<typeof asked, { kind: 'ask' }>).task.values?.['token']);
    rig.answers = { ...rig.answers, free: { confirmPlan: token } };
    expect((await rig.look(preflight)).kind).toBe('done');
    // Something else stands against it as well: first that.
    rig.answers = { ...rig.answers, free: {} };
    rig.world.people.deleteMailbox('new', `info@${domain.slice(0, -1)}`);
    expect((await rig.look(preflight)).kind).toBe('blocked');
  });

  test('a switch that somebody made already is no reason to wait, unless something is wrong with it', async () => {
    const rig = await prepared();
    rig.world.people.setNameServers(rig.world.domain, ['ns1.nieuw-host.example.', 'ns2.nieuw-host.example.'] as never);
    rig.clock.advance(3_600_000);
    const done = await rig.look(preflight);
    expect(done).toMatchObject({
      kind: 'done',
      facts: { alreadyMoved: true, remarks: expect.arrayContaining([expect.stringContaining('ALREADY_MOVED')]) },
    });
    rig.world.people.putRrsets('new', rig.world.domain, [
      { name: rig.world.domain, type: 'MX', ttlSeconds: 300, rdatas: [] },
    ]);
    expect((await rig.look(preflight)).kind).toBe('blocked');
  });

  test('no parent answers: it waits, and says no to nothing', async () => {
    const rig = await prepared();
    for (const { address, kind } of rig.world.servers) if (kind === 'tld') rig.world.faults.dns(address, 'timeout');
    const blocked = await rig.look(preflight);
    expect(blocked).toMatchObject({ kind: 'blocked', reason: { text: 'preflight.parents.silent' } });
  });

  test('one parent server does not answer: it may have a DS, so that is no go, and nothing is wrong either', async () => {
    const rig = await prepared();
    const [one] = rig.world.servers.filter(({ kind }) => kind === 'tld');
    rig.world.faults.dns(one!.address, 'timeout');
    expect(shortly(await rig.look(preflight))).toBe('blocked dns.wait.parents');
  });
});
