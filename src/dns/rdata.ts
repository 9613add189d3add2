import type { Fqdn } from '../domain/name.ts';
import { isName, isUnder } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';

/** `"v=spf1 …"` (RFC 7208 §4.5). */
export function isSpf(txt: string): boolean {
  return /^"v=spf1(?: |"$)/i.test(txt);
}

/** The domain name in an RRset's data that other records must exist for: MX, SRV, CNAME, NS targets. Null MX and null SRV have none. */
export function targetsOf(set: Pick<Rrset, 'type' | 'rdatas'>): Fqdn[] {
  const field = { MX: 1, SRV: 3, CNAME: 0, DNAME: 0, NS: 0 }[set.type];
  if (field === undefined) return [];
  return set.rdatas.flatMap((rdata) => {
    const target = rdata.split(/\s+/)[field];
    return target === undefined || target === '.' ? [] : [target as Fqdn];
  });
}

/** Names inside the zone that an SPF policy stands on: `a:`, `mx:`, `include:`, `redirect=` (RFC 7208 §5, §6.1). */
export function spfNames(set: Pick<Rrset, 'type' | 'rdatas'>, zone: Fqdn): Fqdn[] {
  if (set.type !== 'TXT') return [];
  return set.rdatas.filter(isSpf).flatMap((txt) =>
    [...txt.matchAll(/(?:^|[\s+\-~?])(?:a:|mx:|include:|redirect=)([a-z0-9._-]+)/gi)].flatMap((match) => {
      const name = `${match[1]!.toLowerCase().replace(/\.$/, '')}.`;
      return isName(name) && isUnder(name as Fqdn, zone) ? [name as Fqdn] : [];
    }),
  );
}

/** How long "does not exist" is kept: the lower of the SOA's TTL and its MINIMUM (RFC 2308 §5). */
export function negativeTtlSeconds(soa: Pick<Rrset, 'ttlSeconds' | 'rdatas'>): number {
  const minimum = Number(soa.rdatas[0]?.split(/\s+/)[6]);
  return Number.isFinite(minimum) ? Math.min(soa.ttlSeconds, minimum) : soa.ttlSeconds;
}

export function serialOf(soa: Pick<Rrset, 'rdatas'>): number | undefined {
  const serial = Number(soa.rdatas[0]?.split(/\s+/)[2]);
  return Number.isInteger(serial) ? serial : undefined;
}

/** Serials go round: which of two is the later one (RFC 1982 §3.2). */
export function isLaterSerial(one: number, other: number): boolean {
  const ahead = (one - other) >>> 0;
  return ahead > 0 && ahead < 2 ** 31;
}
