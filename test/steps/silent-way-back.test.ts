import { describe, expect, test } from 'vitest';
import type { Decision } from '../../src/domain/decision.ts';
import { child } from '../../src/domain/name.ts';
import type { Rrset } from '../../src/domain/rrset.ts';
import { rrset } from '../../src/domain/rrset.ts';
import { DAY, HOUR } from '../../src/domain/time.ts';
import { changeRecords } from '../../src/steps/change-records.ts';
import { copyMail } from '../../src/steps/copy-mail.ts';
import { createZone } from '../../src/steps/create-zone.ts';
import { lowerTtl } from '../../src/steps/lower-ttl.ts';
import { raiseTtl } from '../../src/steps/raise-ttl.ts';
import { ready, seen, settle, shortly } from '../checks/prepared.ts';
import { Rig } from './rig.ts';

const silence = (rig: Rig, kind: 'old' | 'new', fault: 'timeout' | 'servfail' | undefined): void => {
  for (const server of rig.world.servers) if (server.kind === kind) rig.world.faults.dns(server.address, fault);
};
const rrsetsOf = (decision: Decision<unknown>): readonly Rrset[] =>
  decision.kind === 'act' ? (decision.changes[0] as { rrsets: readonly Rrset[] }).rrsets : [];

describe('on the way back by hand, while no server of the zone answers', () => {
  test('TTLs that nobody can read have not been lengthened: it waits, then asks for the long ones', async () => {
    const rig = new Rig({ without: ['oldDnsHost'] });
    const { domain, people } = rig.world;
    const forward = await rig.go(lowerTtl);
    const { observed } = await seen(rig, lowerTtl);
    const longOf = (name: string, type: string) =>
      observed.zone.find((set: Rrset) => set.name === name && set.type === type).ttlSeconds;
    const short = observed.zone.map((set: Rrset) => ({ ...set, ttlSeconds: 300 }));
    people.putRrsets('old', domain, short);
    silence(rig, 'old', 'timeout');
    expect(shortly(await rig.back(lowerTtl))).toBe('wait dns.wait.old-zone-unreadable');
    rig.clock.advance(HOUR);
    expect(await rig.back(lowerTtl), 'after an hour a person is asked').toMatchObject({
      kind: 'ask',
      task: {
        text: 'dns.lower-ttl.back',
        values: {
          count: rrsetsOf(forward).length,
          // No data: what is remembered of them may be older than what the customer made of them since.
          records: observed.zone
            .map(({ name, type }: Rrset) => `${name} ${type}: TTL ${longOf(name, type)}`)
            .join('\n'),
        },
      },
      closesOnWord: true,
    });
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
    const zone = await host.ports.oldDnsHost!.readZone(domain, new AbortController().signal);
    expect(zone.map(({ name }) => name)).not.toContain(gone);
  });

  test('one name that no server can answer for holds no other up, and is on the list with them', async () => {
    const rig = new Rig({ without: ['oldDnsHost'] });
    const forward = await rig.go(lowerTtl);
    rig.world.people.putRrsets('old', rig.world.domain, rrsetsOf(forward));
    const { ctx, observed, now } = await seen(rig, lowerTtl);
    const [first] = rrsetsOf(forward);
    const failing = structuredClone(observed);
    failing.zone = failing.zone.filter(({ name, type }: Rrset) => name !== first!.name || type !== first!.type);
    for (const { answers } of failing.servers.servers)
      for (const answer of answers)
        if (answer.name === first!.name && answer.type === first!.type)
          Object.assign(answer, { outcome: 'servfail', rdatas: [], ttlSeconds: null });
    const back = lowerTtl.undo!(ctx as never, failing, failing, now);
    expect(back.kind).toBe('act');
    const listed = rrsetsOf(back).map(({ name, type }) => `${name} ${type}`);
    expect(listed).toHaveLength(rrsetsOf(forward).length);
    expect(listed).toContain(`${first!.name} ${first!.type}`);
    // What was as short before is nobody's to lengthen.
    const short = {
      ...ctx,
      earlier: { 'lower-ttl': { state: 'undoing', facts: { originals: [{ ...first, ttlSeconds: 60 }] } } },
    };
    expect(lowerTtl.undo!(short as never, failing, failing, now)).toEqual({ kind: 'done' });
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
    rig.clock.advance(HOUR);
    expect(shortly(await rig.back(raiseTtl))).toBe('ask dns.raise-ttl.set');
    silence(rig, 'old', undefined);
    expect((await rig.back(raiseTtl)).kind).toBe('act');
  });

  test.each(['timeout', 'servfail'] as const)(
    'a zone is not gone because of a %s at all its servers',
    async (fault) => {
      const answers = { mail: 'stays', free: { newAddresses: '127.77.0.51' } } as const;
      const rig = new Rig({ without: ['newDnsHost'], answers });
      const { domain, people } = rig.world;
      expect(shortly(await rig.go(createZone))).toContain('act');
      people.createZone('new', domain);
      silence(rig, 'new', fault);
      expect(shortly(await rig.back(createZone))).toBe('wait dns.wait.zone-gone');
      rig.clock.advance(HOUR);
      expect(await rig.back(createZone), 'then a person sees to it').toMatchObject({
        kind: 'ask',
        task: { text: 'dns.create-zone.delete' },
        closesOnWord: true,
      });
      silence(rig, 'new', undefined);
      expect((await rig.back(createZone)).kind).toBe('act');
      people.deleteZone('new', domain);
      expect((await rig.back(createZone)).kind).toBe('done');
    },
  );

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
    const asked = await rig.back(changeRecords);
    expect(asked).toMatchObject({ kind: 'ask', task: { text: 'dns.change-records.back' } });
    expect(asked, 'nobody’s word lets caches begin to forget').not.toHaveProperty('closesOnWord');
    silence(rig, 'old', undefined);
    const back = await rig.back(changeRecords);
    expect(back.kind).toBe('act');
    rig.world.people.putRrsets('old', rig.world.domain, rrsetsOf(back));
    const [one] = rig.world.servers.filter(({ kind }) => kind === 'old');
    rig.world.faults.dns(one!.address, 'timeout');
    expect(shortly(await rig.back(changeRecords)), 'that server may still have the new ones').toBe(
      'ask dns.change-records.back',
    );
    silence(rig, 'old', undefined);
    expect(shortly(await rig.back(changeRecords))).toBe('wait dns.wait.way-back');
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
