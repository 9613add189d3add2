import { describe, expect, test } from 'vitest';
import { hasErrors, readZoneFile } from '../../src/dns/zone-file.ts';
import { child, type Fqdn } from '../../src/domain/name.ts';
import type { Rrset } from '../../src/domain/rrset.ts';
import { rrset, sortZone } from '../../src/domain/rrset.ts';
import type { DnsHost, RrsetPut, ZoneDeed } from '../../src/ports/dns-host.ts';
import type { Effects } from '../../src/steps/contract.ts';
import { createZone } from '../../src/steps/create-zone.ts';
import { lowerTtl } from '../../src/steps/lower-ttl.ts';
import { seenOf, writeZone, zoneCalls } from '../../src/steps/zone-write.ts';
import { ready } from '../checks/prepared.ts';
import { never, refuses } from '../contract/laboratory.ts';
import { Rig } from './rig.ts';

const ZONE = 'klant.nl.' as Fqdn;
const set = (label: string, type: string, ttlSeconds: number, ...rdatas: string[]): Rrset =>
  rrset(child(label, ZONE), type, ttlSeconds, rdatas);
const NS = set('@', 'NS', 3600, 'ns1.host.nl.', 'ns2.host.nl.');
const WWW = set('www', 'A', 300, '192.0.2.1');
const MX = set('@', 'MX', 300, '10 mail.klant.nl.');

/** A host that holds one zone, and what was sent to it and written down. */
function hostWith(...present: Rrset[]) {
  const soa = rrset(ZONE, 'SOA', 300, ['ns1.host.nl. admin.host.nl. 7 1 1 1 1']);
  const zone = new Map(present.map((one) => [`${one.name} ${one.type}`, one]));
  const sent: (readonly RrsetPut[])[] = [];
  const requests: { zoneFile?: string; rrsets: readonly Rrset[] }[] = [];
  const host = {
    limits: { minTtlSeconds: 0, atomic: true, consistencyMs: 0 },
    readZone: async () => sortZone([...zone.values()]),
    readWhole: async () => ({ rrsets: sortZone([...zone.values()]), soa, unsayable: ['a\\.b.klant.nl.'] }),
    putRrsets: async (_zone: Fqdn, rrsets: readonly RrsetPut[]) => void sent.push(rrsets),
  } as unknown as DnsHost;
  const effects = {
    absolute: async (_name: string, request: unknown, _ms: number, send: () => Promise<unknown>) => {
      requests.push(JSON.parse(JSON.stringify(request)));
      await send();
    },
  } as unknown as Effects;
  const write = (rrsets: readonly Rrset[], before?: readonly Rrset[]) =>
    writeZone(host, { effect: 'put', zone: ZONE, rrsets, before }, effects, never());
  return { host, write, sent, requests, soa, edit: (one: Rrset) => zone.set(`${one.name} ${one.type}`, one) };
}

describe('a write into a zone', () => {
  test('sends only what is not yet so, with what it must find there', async () => {
    const { write, sent } = hostWith(NS, WWW, MX);
    const wanted = [{ ...WWW, rdatas: ['192.0.2.9'] }, MX, set('ftp', 'A', 300, '192.0.2.5'), set('oud', 'A', 300)];
    await write(wanted, seenOf([NS, WWW, MX], wanted));
    expect(sent).toEqual([
      [
        { ...WWW, rdatas: ['192.0.2.9'], before: ['192.0.2.1'] },
        { ...set('ftp', 'A', 300, '192.0.2.5'), before: [] },
      ],
    ]);
  });

  test('all of it is so already: no effect at all', async () => {
    const { write, sent, requests } = hostWith(NS, WWW, MX);
    await write([WWW, set('oud', 'A', 300)], seenOf([NS, WWW, MX], [WWW]));
    expect([sent, requests]).toEqual([[], []]);
  });

  const meddling: readonly (readonly [string, Rrset, Rrset])[] = [
    ['another address', { ...WWW, rdatas: ['192.0.2.77'] }, { ...WWW, rdatas: ['192.0.2.9'] }],
    ['one address more', { ...WWW, rdatas: ['192.0.2.1', '192.0.2.77'] }, { ...WWW, rdatas: ['192.0.2.9'] }],
    ['a longer TTL, which caches will keep', { ...WWW, ttlSeconds: 86_400 }, { ...WWW, rdatas: ['192.0.2.9'] }],
    ['a record where there was none', set('ftp', 'A', 300, '192.0.2.77'), set('ftp', 'A', 300, '192.0.2.5')],
    ['another one where ours was to go', { ...WWW, rdatas: ['192.0.2.77'] }, { ...WWW, rdatas: [] }],
  ];
  for (const [what, edit, wanted] of meddling)
    test(`somebody put in ${what} since the plan: zone-changed, nothing sent, nothing on record`, async () => {
      const { write, sent, requests, edit: meddle } = hostWith(NS, WWW, MX);
      const before = seenOf([NS, WWW, MX], [wanted, MX]);
      meddle(edit);
      await refuses('zone-changed', () => write([wanted, { ...MX, ttlSeconds: 60 }], before));
      expect([sent, requests]).toEqual([[], []]);
      // What has become what we want in the meantime is no quarrel.
      meddle(wanted);
      if (wanted.rdatas.length > 0) await write([wanted], before);
      expect(sent).toEqual([]);
    });

  test("somebody's edit of another RRset is left alone and does not stop us", async () => {
    const { write, sent, edit } = hostWith(NS, WWW, MX);
    const wanted = { ...WWW, rdatas: ['192.0.2.9'] };
    edit({ ...MX, rdatas: ['10 elders.nl.'] });
    await write([wanted], seenOf([NS, WWW, MX], [wanted]));
    expect(sent[0]!.map(({ type }) => type)).toEqual(['A']);
  });

  test('the whole zone as it was is kept as a zone file, which reads back as the zone', async () => {
    const dkim = set('s._domainkey', 'TXT', 60, `"v=DKIM1; p=${'A'.repeat(400)}"`);
    const lua = `A "ifportup(443, {${"'192.0.2.1', ".repeat(40)}})"`;
    const { write, requests, soa } = hostWith(
      NS,
      WWW,
      MX,
      dkim,
      set('@', 'ALIAS', 300, 'elders.nl.'),
      set('bureau', 'LOC', 300, '52 N\n4 E'),
      set('slim', 'LUA', 60, lua),
    );
    await write([{ ...WWW, ttlSeconds: 60 }]);
    const { zoneFile } = requests[0]!;
    const read = readZoneFile(zoneFile!, { origin: ZONE });
    expect(hasErrors(read)).toBe(false);
    expect(read.rrsets).toEqual(sortZone([NS, WWW, MX, dkim, soa]));
    expect(zoneFile).toContain('; klant.nl. 300 ALIAS elders.nl.\n');
    expect(zoneFile).toContain('; bureau.klant.nl. 300 LOC 52 N\u{fffd}4 E\n');
    expect(zoneFile).toContain(`; slim.klant.nl. 60 LUA ${lua}\n`);
    expect(zoneFile).toContain('; left out: a\\.b.klant.nl.\n');
  });
});

test('two people at once: the step looks again, plans anew on what is there, and loses nobody an edit', async () => {
  const rig = new Rig();
  const { domain, people } = rig.world;
  const { putRrsets, ...others } = rig.ports.oldDnsHost!;
  const edit = rrset(domain, 'A', 14_400, ['127.77.0.99']);
  let reads = 0;
  // The second reading of a round is the one just before the write; by then somebody has been there.
  const meddled: DnsHost = {
    ...others,
    putRrsets,
    readZone: async (zone, signal) => {
      if (++reads === 2) {
        people.putRrsets('old', domain, [edit]);
        rig.clock.advance(60_000);
      }
      return others.readZone(zone, signal);
    },
  };
  (rig.ports as { oldDnsHost: DnsHost }).oldDnsHost = meddled;
  await refuses('zone-changed', () => rig.go(lowerTtl));
  expect(rig.sent).toEqual([]);
  expect(await rig.go(lowerTtl)).toMatchObject({ kind: 'wait', for: 'time' });
  const apex = (await others.readZone(domain, never())).find(({ name, type }) => name === domain && type === 'A');
  expect(apex).toEqual({ ...edit, ttlSeconds: 300 });
});

describe('a host where people make the zones', () => {
  const byHand = () => {
    const rig = ready();
    const host = rig.ports.newDnsHost!;
    const refuse = async () => {
      throw new Error('golive must not try');
    };
    (rig.ports as { newDnsHost: DnsHost }).newDnsHost = {
      ...host,
      limits: { ...host.limits, zonesByHand: true },
      createZone: refuse,
      deleteZone: refuse,
    };
    return { rig, host };
  };

  test('a person makes the zone, golive fills it, and on the way back leaves it as the person made it', async () => {
    const { rig, host } = byHand();
    const { domain } = rig.world;
    expect(await rig.go(createZone)).toMatchObject({
      kind: 'ask',
      task: { text: 'dns.create-zone.by-hand', values: { servers: 'ns1.nieuw-host.example, ns2.nieuw-host.example' } },
    });
    expect(rig.sent).toEqual([]);
    await host.createZone(domain, never());
    rig.clock.advance(60_000);
    expect((await rig.go(createZone)).kind).toBe('done');
    expect(rig.sent).toEqual(['create-zone put-rrsets']);
    // The empty zone was there before golive touched anything: that is what the way back leads to.
    expect((await rig.back(createZone)).kind).toBe('done');
    expect((await host.readZone(domain, never())).map(({ type }) => type)).toEqual(['NS']);
  });
});

test('what would be sent is shown as the host says it: each deed once, the put with what it must find', async () => {
  const rig = ready();
  const deeds: ZoneDeed[] = [];
  const host: DnsHost = {
    ...rig.ports.newDnsHost!,
    calls: (deed) => {
      deeds.push(deed);
      return [deed.kind];
    },
  };
  const ports = { ...rig.ports, newDnsHost: host };
  const { changes } = (await rig.look(createZone)) as unknown as { changes: never[] };
  expect(createZone.calls!(rig.ctx(createZone) as never, changes, ports)).toEqual(['create', 'put']);
  expect(deeds.map(({ zone }) => zone)).toEqual([rig.world.domain, rig.world.domain]);
  expect(zoneCalls(rig.ports.newDnsHost, deeds)).toEqual([]);
});
