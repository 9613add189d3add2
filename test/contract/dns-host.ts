import { expect } from 'vitest';
import type { Fqdn } from '../../src/domain/name.ts';
import { child } from '../../src/domain/name.ts';
import type { Rrset } from '../../src/domain/rrset.ts';
import { rrset, rrsetKey } from '../../src/domain/rrset.ts';
import type { DnsHost, RrsetPut } from '../../src/ports/dns-host.ts';
import { never, refuses } from './laboratory.ts';
import { contract } from './promise.ts';

export interface DnsHostFixture {
  readonly port: DnsHost;
  /** A zone that this account may hold and does not. */
  readonly zone: Fqdn;
  /** The person who makes zones where the port cannot: with its apex NS and nothing else. */
  makeZone?(): Promise<void>;
  /** Lets the consistency window pass. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

const OF_EVERY_TYPE = (zone: Fqdn): Rrset[] => [
  rrset(child('v6', zone), 'AAAA', 300, ['2001:db8::1', '2001:db8::2']),
  rrset(child('*', zone), 'A', 300, ['192.0.2.9']),
  rrset(child('shop', zone), 'CNAME', 300, ['shops.elders.example.']),
  rrset(child('_sip._tls', zone), 'SRV', 300, ['100 1 443 sipdir.elders.example.']),
  rrset(zone, 'CAA', 300, ['0 issue "letsencrypt.org"', '128 iodef "mailto:a@elders.example"']),
  rrset(zone, 'TXT', 300, ['"een \\"aanhaling\\" en een \\\\ en ;"', '"v=spf1 -all"']),
  rrset(child('_25._tcp.mail', zone), 'TLSA', 300, [`3 1 1 ${'ab'.repeat(32)}`]),
  rrset(child('ssh', zone), 'SSHFP', 300, [`4 2 ${'cd'.repeat(32)}`]),
  rrset(child('sub', zone), 'NS', 300, ['ns1.elders.example.', 'ns2.elders.example.']),
  rrset(child('sub', zone), 'DS', 300, [`12345 13 2 ${'ef'.repeat(32)}`]),
  rrset(zone, 'HTTPS', 300, ['1 . alpn=h2,h3 ipv4hint=192.0.2.1']),
  rrset(child('_dns', zone), 'SVCB', 300, ['1 svc.elders.example. port=853']),
  rrset(child('eigen', zone), 'TYPE65300', 300, ['\\# 4 0a0b0c0d']),
  rrset(child('naptr', zone), 'NAPTR', 300, ['100 10 "u" "E2U+sip" "!^.*$!sip:a@elders.example!" .']),
];

/** Every promise of the port `DnsHost`. */
export function dnsHostContract(
  name: string,
  open: () => Promise<DnsHostFixture>,
  skip: Readonly<Record<string, string>> = {},
): void {
  const made = async ({ port, zone, settle, makeZone }: DnsHostFixture, ...sets: RrsetPut[]): Promise<void> => {
    await (makeZone?.() ?? port.createZone(zone, never()));
    if (sets.length > 0) await port.putRrsets(zone, sets, never());
    await settle();
  };
  const www = (zone: Fqdn, ttlSeconds: number, ...rdatas: string[]) =>
    rrset(child('www', zone), 'A', ttlSeconds, rdatas);
  const mx = (zone: Fqdn) => rrset(zone, 'MX', 3600, [`10 mail.${zone}`, `20 mail2.${zone}`]);
  const byKey = (sets: readonly Rrset[]) => Object.fromEntries(sets.map((set) => [rrsetKey(set), set]));

  contract<DnsHostFixture>(`${name} keeps its promises as a DNS host`, open, skip, {
    'the name servers of a zone are absolute names, two at least': async ({ port, zone }) => {
      const servers = await port.nameServers(zone, never());
      expect(servers.length).toBeGreaterThanOrEqual(2);
      for (const server of servers) expect(server).toMatch(/^[a-z0-9.-]+\.$/);
    },
    'a zone that is not here is zone-missing, to read and to write': async ({ port, zone }) => {
      await refuses('zone-missing', () => port.readZone(zone, never()));
      await refuses('zone-missing', () => port.putRrsets(zone, [www(zone, 3600, '192.0.2.1')], never()));
    },
    'a new zone has its apex NS and nothing else': async (fixture) => {
      await made(fixture);
      const sets = await fixture.port.readZone(fixture.zone, never());
      expect(sets.map(rrsetKey)).toEqual([`${fixture.zone} NS`]);
      expect(sets[0]!.rdatas).toEqual([...(await fixture.port.nameServers(fixture.zone, never()))].sort());
    },
    'making a zone that exists leaves it as it is': async (fixture) => {
      await made(fixture, www(fixture.zone, 3600, '192.0.2.1'));
      const before = await fixture.port.readZone(fixture.zone, never());
      await made(fixture);
      expect(await fixture.port.readZone(fixture.zone, never())).toEqual(before);
    },
    'what is read is canonical: sorted data, no SOA, TTL and all as it was put': async (fixture) => {
      await made(fixture, mx(fixture.zone), www(fixture.zone, 3600, '192.0.2.2', '192.0.2.1'));
      const sets = byKey(await fixture.port.readZone(fixture.zone, never()));
      expect(Object.keys(sets).some((key) => key.endsWith(' SOA'))).toBe(false);
      expect(sets[`${fixture.zone} MX`]).toEqual(mx(fixture.zone));
      expect(sets[`www.${fixture.zone} A`]).toEqual(www(fixture.zone, 3600, '192.0.2.1', '192.0.2.2'));
    },
    'data in another spelling is put in its canonical one': async (fixture) => {
      const { zone } = fixture;
      const spelled = { name: zone, type: 'MX', ttlSeconds: 3600, rdatas: [`010  MAIL.${zone.toUpperCase()}`] };
      const words = { name: zone, type: 'TXT', ttlSeconds: 3600, rdatas: ['"v=spf1 " "-all"'] };
      await made(fixture, spelled, words);
      const sets = byKey(await fixture.port.readZone(zone, never()));
      expect([sets[`${zone} MX`]!.rdatas, sets[`${zone} TXT`]!.rdatas]).toEqual([
        [`10 mail.${zone}`],
        ['"v=spf1 -all"'],
      ]);
    },
    'every type of record that customers have comes back as it was put': async (fixture) => {
      const { zone } = fixture;
      const sets = OF_EVERY_TYPE(zone);
      await made(fixture, ...sets);
      const read = byKey(await fixture.port.readZone(zone, never()));
      expect(sets.map((set) => read[rrsetKey(set)])).toEqual(sets);
    },
    'the lowest TTL and one of a month are kept to the second; a lower one is refused': async (fixture) => {
      const { zone, port } = fixture;
      const lowest = Math.max(1, port.limits.minTtlSeconds);
      const sets = [www(zone, lowest, '192.0.2.1'), rrset(zone, 'TXT', 2_592_000, ['"lang"'])];
      await made(fixture, ...sets);
      const read = byKey(await port.readZone(zone, never()));
      expect(sets.map((set) => read[rrsetKey(set)]?.ttlSeconds)).toEqual([lowest, 2_592_000]);
      await refuses('refused', () =>
        port.putRrsets(zone, [www(zone, port.limits.minTtlSeconds - 1, '192.0.2.1')], never()),
      );
    },
    'a TTL alone can be changed, in both directions, also of the apex NS': async (fixture) => {
      const { zone, port } = fixture;
      const ns = (ttlSeconds: number, of: readonly string[]) => rrset(zone, 'NS', ttlSeconds, of);
      await made(fixture, www(zone, 3600, '192.0.2.1', '192.0.2.2'));
      const servers = await port.nameServers(zone, never());
      for (const ttlSeconds of [300, 7200]) {
        await made(fixture, www(zone, ttlSeconds, '192.0.2.1', '192.0.2.2'), ns(ttlSeconds, servers));
        const read = byKey(await port.readZone(zone, never()));
        expect([read[`www.${zone} A`], read[`${zone} NS`]]).toEqual([
          www(zone, ttlSeconds, '192.0.2.1', '192.0.2.2'),
          ns(ttlSeconds, servers),
        ]);
      }
    },
    'a TXT longer than one character-string comes back whole': async (fixture) => {
      const long = rrset(child('s._domainkey', fixture.zone), 'TXT', 3600, [`"v=DKIM1; p=${'A'.repeat(400)}"`]);
      await made(fixture, long);
      expect(byKey(await fixture.port.readZone(fixture.zone, never()))[rrsetKey(long)]).toEqual(long);
    },
    'strings of a text that stand apart stay apart, whatever its TTL': async (fixture) => {
      const { zone, port } = fixture;
      const printer = rrset(child('p._ipp._tcp', zone), 'TXT', 3600, ['"txtvers=1rp=ipp/print"', '"zonder"'], {
        '"txtvers=1rp=ipp/print"': '"txtvers=1" "rp=ipp/print"',
      });
      await made(fixture, printer);
      expect(byKey(await port.readZone(zone, never()))[rrsetKey(printer)]).toEqual(printer);
      await made(fixture, { ...printer, ttlSeconds: 300, before: printer.rdatas });
      expect(byKey(await port.readZone(zone, never()))[rrsetKey(printer)]).toEqual({ ...printer, ttlSeconds: 300 });
    },
    'putting an RRset replaces it whole and leaves the others alone': async (fixture) => {
      await made(fixture, mx(fixture.zone), www(fixture.zone, 3600, '192.0.2.1', '192.0.2.2'));
      await made(fixture, www(fixture.zone, 600, '192.0.2.9'));
      const sets = byKey(await fixture.port.readZone(fixture.zone, never()));
      expect(sets[`www.${fixture.zone} A`]).toEqual(www(fixture.zone, 600, '192.0.2.9'));
      expect(sets[`${fixture.zone} MX`]).toEqual(mx(fixture.zone));
    },
    'putting an RRset twice changes nothing': async (fixture) => {
      await made(fixture, www(fixture.zone, 3600, '192.0.2.1'));
      const once = await fixture.port.readZone(fixture.zone, never());
      await made(fixture, www(fixture.zone, 3600, '192.0.2.1'));
      expect(await fixture.port.readZone(fixture.zone, never())).toEqual(once);
    },
    'an RRset without data is removed, and may be removed again': async (fixture) => {
      await made(fixture, mx(fixture.zone), www(fixture.zone, 3600, '192.0.2.1'));
      for (let round = 0; round < 2; round++) await made(fixture, www(fixture.zone, 3600));
      const keys = Object.keys(byKey(await fixture.port.readZone(fixture.zone, never())));
      expect(keys.sort()).toEqual([`${fixture.zone} MX`, `${fixture.zone} NS`]);
    },
    'the apex NS set can be put like any other': async (fixture) => {
      const other = rrset(fixture.zone, 'NS', 3600, ['ns1.elders.example.', 'ns2.elders.example.']);
      await made(fixture, other);
      expect(byKey(await fixture.port.readZone(fixture.zone, never()))[rrsetKey(other)]).toEqual(other);
    },
    'part of the apex NS set can go, the whole of it cannot': async (fixture) => {
      const { zone, port } = fixture;
      const ns = (...of: string[]) => rrset(zone, 'NS', 3600, of);
      await made(fixture, ns('ns1.elders.example.', 'ns2.elders.example.', 'ns3.elders.example.'));
      await made(fixture, ns('ns2.elders.example.'));
      await refuses('refused', () => port.putRrsets(zone, [ns()], never()));
      await fixture.settle();
      expect(byKey(await port.readZone(zone, never()))[`${zone} NS`]).toEqual(ns('ns2.elders.example.'));
    },
    'a CNAME beside other data is refused, and nothing of what came with it is done': async (fixture) => {
      const { zone, port, settle } = fixture;
      const alias = rrset(child('www', zone), 'CNAME', 300, [zone]);
      await made(fixture, www(zone, 3600, '192.0.2.1'));
      await refuses('refused', () => port.putRrsets(zone, [mx(zone), alias], never()));
      await settle();
      expect(Object.keys(byKey(await port.readZone(zone, never()))).sort()).toEqual([`${zone} NS`, `www.${zone} A`]);
    },
    'an alias takes the place of what goes at once, whatever their order; and the other way round': async (fixture) => {
      const { zone, port, settle } = fixture;
      const alias = rrset(child('www', zone), 'CNAME', 300, [`web.${zone}`]);
      await made(fixture, www(zone, 3600, '192.0.2.1'));
      await port.putRrsets(zone, [alias, www(zone, 0)], never());
      await settle();
      expect(byKey(await port.readZone(zone, never()))[rrsetKey(alias)]).toEqual(alias);
      await port.putRrsets(zone, [www(zone, 300, '192.0.2.2'), { ...alias, rdatas: [] }], never());
      await settle();
      const keys = Object.keys(byKey(await port.readZone(zone, never())));
      expect(keys.sort()).toEqual([`${zone} NS`, `www.${zone} A`]);
    },
    'a name outside the zone is refused': async (fixture) => {
      await made(fixture);
      const stranger = rrset('www.elders.example.' as Fqdn, 'A', 300, ['192.0.2.1']);
      await refuses('refused', () => fixture.port.putRrsets(fixture.zone, [stranger], never()));
    },
    'data that is none of its type is rdata-invalid, and nothing is done': async (fixture) => {
      const { zone, port, settle } = fixture;
      await made(fixture);
      await refuses('rdata-invalid', () => port.putRrsets(zone, [mx(zone), www(zone, 300, 'geen adres')], never()));
      await settle();
      expect((await port.readZone(zone, never())).map(rrsetKey)).toEqual([`${zone} NS`]);
    },
    'what must be there before is looked at: as it is, it is replaced': async (fixture) => {
      const { zone, port, settle } = fixture;
      await made(fixture, www(zone, 3600, '192.0.2.1'));
      await port.putRrsets(
        zone,
        [
          { ...www(zone, 3600, '192.0.2.2'), before: ['192.0.2.1'] },
          { ...mx(zone), before: [] },
        ],
        never(),
      );
      await settle();
      const read = byKey(await port.readZone(zone, never()));
      expect([read[`www.${zone} A`], read[`${zone} MX`]]).toEqual([www(zone, 3600, '192.0.2.2'), mx(zone)]);
    },
    'somebody changed, added or removed it meanwhile: zone-changed, and nothing of the whole is done': async (
      fixture,
    ) => {
      const { zone, port, settle } = fixture;
      await made(fixture, www(zone, 3600, '192.0.2.7'));
      const before = await port.readZone(zone, never());
      for (const put of [
        { ...www(zone, 3600, '192.0.2.2'), before: ['192.0.2.1'] },
        { ...www(zone, 3600, '192.0.2.2'), before: ['192.0.2.1', '192.0.2.7'] },
        { ...www(zone, 3600, '192.0.2.2'), before: [] },
        { ...www(zone, 3600), before: ['192.0.2.1'] },
        { ...rrset(child('ftp', zone), 'A', 300, ['192.0.2.2']), before: ['192.0.2.1'] },
      ])
        await refuses('zone-changed', () => port.putRrsets(zone, [mx(zone), put], never()));
      await settle();
      expect(await port.readZone(zone, never())).toEqual(before);
    },
    'three hundred RRsets are put in one call': async (fixture) => {
      const { zone } = fixture;
      const sets = Array.from({ length: 300 }, (_, index) =>
        rrset(child(`host${index}`, zone), 'TXT', 300, [`"${'x'.repeat(200)} ${index}"`]),
      );
      await made(fixture, ...sets);
      expect(await fixture.port.readZone(zone, never())).toHaveLength(301);
    },
    'where zones are made by hand, making and removing them is refused': async (fixture) => {
      const { zone, port } = fixture;
      if (port.limits.zonesByHand !== true) return;
      await refuses('refused', () => port.createZone(zone, never()));
      await port.deleteZone(zone, never());
      await made(fixture);
      await port.createZone(zone, never());
      await refuses('refused', () => port.deleteZone(zone, never()));
    },
    'a deleted zone is gone, and may be deleted again': async (fixture) => {
      await made(fixture);
      for (let round = 0; round < 2; round++) await fixture.port.deleteZone(fixture.zone, never());
      await fixture.settle();
      await refuses('zone-missing', () => fixture.port.readZone(fixture.zone, never()));
    },
    'signing twice answers the same DS, or never any': async (fixture) => {
      await made(fixture);
      const first = await fixture.port.signZone(fixture.zone, never());
      expect(await fixture.port.signZone(fixture.zone, never())).toEqual(first);
      if (first !== undefined) for (const ds of first) expect(ds).toMatch(/^\d+ \d+ \d+ [0-9a-f]+$/);
    },
  });
}
