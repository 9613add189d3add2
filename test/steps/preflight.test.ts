import { describe, expect, test } from 'vitest';
import { createZone } from '../../src/steps/create-zone.ts';
import { lowerTtl } from '../../src/steps/lower-ttl.ts';
import { preflight } from '../../src/steps/preflight.ts';
import { removeDs } from '../../src/steps/remove-ds.ts';
import { prepared, ready, settle, shortly } from '../checks/prepared.ts';
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
});
