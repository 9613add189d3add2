import { describe, expect, test } from 'vitest';
import { recordLines } from '../../src/checks/zone-memory.ts';
import { child } from '../../src/domain/name.ts';
import { rrset } from '../../src/domain/rrset.ts';
import { HOUR } from '../../src/domain/time.ts';
import type { DnsHost } from '../../src/ports/dns-host.ts';
import { createZone } from '../../src/steps/create-zone.ts';
import { lowerTtl } from '../../src/steps/lower-ttl.ts';
import { prepared, ready, seen, settle, shortly } from '../checks/prepared.ts';
import { Rig } from './rig.ts';

const ttls = async (rig: Rig): Promise<number[]> => {
  const zone = await rig.ports.oldDnsHost!.readZone(rig.world.domain, new AbortController().signal);
  return [...new Set(zone.map(({ ttlSeconds }) => ttlSeconds))].sort((a, b) => a - b);
};

describe('shorter TTLs', () => {
  test('are set, and then the longest old one is waited for, from the moment every server shows them', async () => {
    const rig = new Rig();
    const wait = await rig.go(lowerTtl);
    expect(await ttls(rig)).toEqual([300, 3600]); // the apex NS not below an hour
    expect(wait).toMatchObject({
      kind: 'wait',
      for: 'time',
      untilMs: rig.clock.now() + 4 * HOUR,
      facts: { oldTtlSeconds: 14_400 },
    });
    rig.clock.advance(4 * HOUR - 1);
    expect((await rig.look(lowerTtl)).kind).toBe('wait');
    rig.clock.advance(1);
    expect((await rig.look(lowerTtl)).kind).toBe('done');
  });

  test.each([
    ['ours', ['newDnsHost'], 'newDnsHost'],
    ['stays', ['oldDnsHost'], 'oldDnsHost'],
    ['switch', ['oldDnsHost'], 'oldDnsHost'],
  ] as const)(
    'name servers: %s, without an API for that zone: a person does it, never another host',
    (nameServers, without, wanted) => {
      const rig = new Rig({ answers: { nameServers }, without });
      expect(lowerTtl.needs(rig.ctx(lowerTtl) as never)).toEqual([wanted]);
    },
  );

  test('one server still gives the long ones: the clock does not run yet', async () => {
    const rig = new Rig();
    const slow = rig.world.servers.find(({ kind }) => kind === 'old')!;
    rig.world.faults.dns(slow.address, 'stale-zone');
    await rig.look(lowerTtl);
    rig.world.people.putRrsets(
      'old',
      rig.world.domain,
      (await seen(rig, lowerTtl)).observed.zone.map((set: object) => ({ ...set, ttlSeconds: 300 })),
    );
    expect(shortly(await rig.look(lowerTtl))).toBe('wait dns.lower-ttl.wait-servers');
    rig.world.faults.dns(slow.address, undefined);
    expect(shortly(await rig.look(lowerTtl))).toBe('wait dns.lower-ttl.wait-caches');
  });

  test('a question that one server left open: it may still give the long one, and what is running runs on', async () => {
    const rig = new Rig();
    await rig.go(lowerTtl);
    const running = rig.earlier['lower-ttl']!.facts['loweredAtMs'];
    const { ctx, observed, now } = await seen(rig, lowerTtl);
    const open = structuredClone(observed);
    const one = open.servers.servers[0].answers.find(({ type }: { type: string }) => type === 'MX');
    Object.assign(one, { outcome: 'timeout', rdatas: [], ttlSeconds: null });
    const first = { ...ctx, earlier: {} };
    expect(shortly(lowerTtl.plan(first as never, open, now))).toBe('wait dns.lower-ttl.wait-servers');
    const again = lowerTtl.plan(ctx as never, open, now + 4 * HOUR);
    expect(shortly(again)).toBe('wait dns.lower-ttl.wait-servers');
    expect(again).toMatchObject({ facts: { loweredAtMs: running } });
    expect(lowerTtl.plan(ctx as never, observed, now + 4 * HOUR).kind).toBe('done');
  });

  test('a TTL that went up again starts the wait anew', async () => {
    const rig = new Rig();
    await rig.go(lowerTtl);
    const back = (await seen(rig, lowerTtl)).observed.zone
      .slice(0, 1)
      .map((set: object) => ({ ...set, ttlSeconds: 86_400 }));
    rig.world.people.putRrsets('old', rig.world.domain, back);
    expect(await rig.go(lowerTtl)).toMatchObject({ kind: 'wait', untilMs: rig.clock.now() + 24 * HOUR });
  });

  test('of a zone with more records than a call takes arguments, and back again', async () => {
    const rig = new Rig();
    const { ctx, observed, now } = await seen(rig, lowerTtl);
    const one = rrset(child('n', rig.world.domain), 'A', 300, ['192.0.2.1']);
    const zone = (ttlSeconds: number) =>
      Array.from({ length: 130_000 }, (_, index) => ({ ...one, name: `n${index}.${one.name}`, ttlSeconds }));
    const long = { ...observed, zone: [...zone(7200), { ...one, ttlSeconds: 9000 }] };
    const there = lowerTtl.plan(ctx as never, long, now);
    expect([there.kind, there.kind === 'act' && there.facts?.['oldTtlSeconds']]).toEqual(['act', 9000]);
    const back = lowerTtl.undo!(ctx as never, long, { ...observed, zone: [...zone(300), one] }, now);
    expect(back.kind === 'act' && back.changes.map(({ ttlSeconds }) => ttlSeconds)).toEqual([9000]);
  });

  test('short already: done at once', async () => {
    const rig = new Rig({ scenario: { recordTtlSeconds: 300, oldApexNsTtlSeconds: 3600 } });
    expect((await rig.go(lowerTtl)).kind).toBe('done');
    expect(rig.sent).toEqual([]);
  });

  test('without an API a person does it, and it is seen from outside', async () => {
    const rig = new Rig({ without: ['oldDnsHost'] });
    expect((await rig.go(lowerTtl)).kind).toBe('act');
    const { zone } = (await seen(rig, lowerTtl)).observed;
    rig.world.people.putRrsets(
      'old',
      rig.world.domain,
      zone.map((set: { type: string }) => ({ ...set, ttlSeconds: set.type === 'NS' ? 3600 : 300 })),
    );
    expect(await rig.look(lowerTtl)).toMatchObject({ kind: 'wait', for: 'time', facts: { oldTtlSeconds: 14_400 } });
  });

  test('strings of a text that stand apart stay apart: here, in the copy, on record and on the way back', async () => {
    const rig = ready();
    const { domain, people } = rig.world;
    const strings = { '"txtvers=1rp=ipp/print"': '"txtvers=1" "rp=ipp/print"' };
    const printer = rrset(child('p._ipp._tcp', domain), 'TXT', 7200, Object.keys(strings), strings);
    people.putRrsets('old', domain, [printer]);
    const at = async (host: DnsHost) =>
      (await host.readZone(domain, new AbortController().signal)).find(({ name }) => name === printer.name);
    for (const step of [createZone, lowerTtl]) expect((await settle(rig, step)).kind).toBe('done');
    const lowered = { ...printer, ttlSeconds: 300 };
    const copy = { ...printer, ttlSeconds: 3600 };
    expect([await at(rig.ports.oldDnsHost!), await at(rig.ports.newDnsHost!)]).toEqual([lowered, copy]);
    expect(recordLines([lowered])).toBe(`${printer.name} 300 IN TXT "txtvers=1" "rp=ipp/print"`);
    expect((await rig.back(lowerTtl)).kind).toBe('done');
    expect(await at(rig.ports.oldDnsHost!)).toEqual(printer);
  });

  test('the way back: every TTL is what it was', async () => {
    const rig = await prepared();
    const before = new Rig().world.snapshot() as { zones: { old: unknown } };
    expect(await ttls(rig)).toEqual([300, 3600]);
    expect((await rig.back(lowerTtl)).kind).toBe('done');
    expect((rig.world.snapshot() as typeof before).zones.old).toEqual(before.zones.old);
    expect((await settle(new Rig(), lowerTtl)).kind).toBe('done');
  });
});
