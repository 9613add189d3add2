import { expect } from 'vitest';
import type { Fqdn } from '../../src/domain/name.ts';
import { child } from '../../src/domain/name.ts';
import type { Rrset } from '../../src/domain/rrset.ts';
import { rrset, rrsetKey } from '../../src/domain/rrset.ts';
import type { DnsHost } from '../../src/ports/dns-host.ts';
import { never, refuses } from './laboratory.ts';
import { contract } from './promise.ts';

export interface DnsHostFixture {
  readonly port: DnsHost;
  /** A zone that this account may hold and does not. */
  readonly zone: Fqdn;
  /** Lets the consistency window pass. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

/** Every promise of the port `DnsHost`. */
export function dnsHostContract(
  name: string,
  open: () => Promise<DnsHostFixture>,
  skip: Readonly<Record<string, string>> = {},
): void {
  const made = async ({ port, zone, settle }: DnsHostFixture, ...sets: Rrset[]): Promise<void> => {
    await port.createZone(zone, never());
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
    'a TXT longer than one character-string comes back whole': async (fixture) => {
      const long = rrset(child('s._domainkey', fixture.zone), 'TXT', 3600, [`"v=DKIM1; p=${'A'.repeat(400)}"`]);
      await made(fixture, long);
      expect(byKey(await fixture.port.readZone(fixture.zone, never()))[rrsetKey(long)]).toEqual(long);
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
