import { describe, expect, test } from 'vitest';
import type { Decision } from '../../src/domain/decision.ts';
import { child } from '../../src/domain/name.ts';
import type { Rrset } from '../../src/domain/rrset.ts';
import { rrset } from '../../src/domain/rrset.ts';
import { DAY } from '../../src/domain/time.ts';
import { changeRecords } from '../../src/steps/change-records.ts';
import { copyMail } from '../../src/steps/copy-mail.ts';
import { lowerTtl } from '../../src/steps/lower-ttl.ts';
import { raiseTtl } from '../../src/steps/raise-ttl.ts';
import { ready, seen, settle, shortly } from '../checks/prepared.ts';
import { Rig } from './rig.ts';

const silence = (rig: Rig, kind: 'old' | 'new', fault: 'timeout' | undefined): void => {
  for (const server of rig.world.servers) if (server.kind === kind) rig.world.faults.dns(server.address, fault);
};
const rrsetsOf = (decision: Decision<unknown>): readonly Rrset[] =>
  decision.kind === 'act' ? (decision.changes[0] as { rrsets: readonly Rrset[] }).rrsets : [];

describe('on the way back by hand, while no server of the zone answers', () => {
  test('TTLs that nobody can read have not been lengthened: it waits, then asks for the long ones', async () => {
    const rig = new Rig({ without: ['oldDnsHost'] });
    const { domain, people } = rig.world;
    expect((await rig.go(lowerTtl)).kind).toBe('act');
    const { observed } = await seen(rig, lowerTtl);
    const short = observed.zone.map((set: Rrset) => ({ ...set, ttlSeconds: 300 }));
    people.putRrsets('old', domain, short);
    silence(rig, 'old', 'timeout');
    expect(shortly(await rig.back(lowerTtl))).toBe('wait dns.wait.old-zone-unreadable');
    silence(rig, 'old', undefined);
    expect(await rig.back(lowerTtl)).toMatchObject({ kind: 'act', changes: [{ back: true, ttlSeconds: 14_400 }] });
    // What the servers say is gone is nobody's to lengthen, and holds nothing up.
    const gone = child('shop', domain);
    people.putRrsets('old', domain, [rrset(gone, 'A', 300, [])]);
    expect(rrsetsOf(await rig.back(lowerTtl)).map(({ name }) => name)).not.toContain(gone);
    const host = new Rig();
    await host.go(lowerTtl);
    host.world.people.putRrsets('old', domain, [rrset(gone, 'A', 300, [])]);
    silence(host, 'old', 'timeout');
    expect(await host.back(lowerTtl), 'its API has the zone, and what is no longer in it is gone').toEqual({
      kind: 'done',
    });
  });

  test('nor have those been shortened that were lengthened last', async () => {
    const rig = new Rig({ answers: { nameServers: 'stays' }, without: ['oldDnsHost'] });
    const { domain, people } = rig.world;
    await rig.go(lowerTtl);
    const { observed } = await seen(rig, lowerTtl);
    const put = (ttlSeconds: number) =>
      people.putRrsets(
        'old',
        domain,
        observed.zone.map((set: Rrset) => ({ ...set, ttlSeconds })),
      );
    put(300);
    expect((await settle(rig, lowerTtl)).kind).toBe('done');
    people.putRrsets('old', domain, rrsetsOf(await rig.go(raiseTtl)));
    expect((await rig.go(raiseTtl)).kind).toBe('done');
    silence(rig, 'old', 'timeout');
    expect(shortly(await rig.back(raiseTtl))).toBe('wait dns.wait.new-servers');
    silence(rig, 'old', undefined);
    expect((await rig.back(raiseTtl)).kind).toBe('act');
  });

  test('records that nobody can read have not been put back: no cache begins to forget them', async () => {
    const rig = ready({
      answers: { registration: 'stays', nameServers: 'stays', mail: 'stays' },
      without: ['oldDnsHost'],
    });
    const put = rrsetsOf(await rig.go(changeRecords));
    expect(put.length).toBeGreaterThan(0);
    rig.world.people.putRrsets('old', rig.world.domain, put);
    expect((await rig.go(changeRecords)).kind).toBe('done');
    silence(rig, 'old', 'timeout');
    expect(shortly(await rig.back(changeRecords))).toBe('wait dns.wait.old-zone-unreadable');
    rig.clock.advance(DAY);
    expect(shortly(await rig.back(changeRecords))).toBe('wait dns.wait.old-zone-unreadable');
    silence(rig, 'old', undefined);
    expect((await rig.back(changeRecords)).kind).toBe('act');
  });
});

test('mail that was copied goes back where nobody can say any more which mailboxes there are: a person sees to it', () => {
  const rig = new Rig();
  const undo = (acted: number) => {
    rig.acted = acted;
    return copyMail.undo!(rig.ctx(copyMail) as never, {}, {}, 0);
  };
  expect(undo(3)).toMatchObject({ kind: 'ask', closesOnWord: true, task: { text: 'task.copy-mail.all-back' } });
  expect(undo(0), 'nothing was copied').toEqual({ kind: 'done' });
});
