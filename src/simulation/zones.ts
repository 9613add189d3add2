import type { Record as DnsRecord } from '../dns/response.ts';
import type { Fqdn } from '../domain/name.ts';
import { parentOf } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import { rrset } from '../domain/rrset.ts';

/** One zone as a server holds it, indexed for answering. Immutable. */
export interface Zone {
  readonly apex: Fqdn;
  readonly soa: DnsRecord;
  /** TTL of negative answers: the lower of the SOA's TTL and MINIMUM (RFC 2308 §5). */
  readonly negativeTtlSeconds: number;
  get(name: string, type: string): Rrset | undefined;
  at(name: string): readonly Rrset[];
  /** Also for an empty non-terminal (RFC 4592 §2.2.2). */
  exists(name: string): boolean;
}

export interface SoaValues {
  readonly primary: Fqdn;
  readonly serial: number;
  readonly negativeTtlSeconds: number;
}

export function zoneOf(apex: Fqdn, rrsets: readonly Rrset[], soa: SoaValues): Zone {
  const nodes = new Map<string, Map<string, Rrset>>();
  const existing = new Set<string>([apex]);
  const soaSet = rrset(apex, 'SOA', 3600, [
    `${soa.primary} hostmaster.${parentOf(soa.primary) === '.' ? soa.primary : parentOf(soa.primary)} ${soa.serial} 14400 3600 1209600 ${soa.negativeTtlSeconds}`,
  ]);
  for (const set of [soaSet, ...rrsets]) {
    if (set.rdatas.length === 0) continue;
    const node = nodes.get(set.name) ?? new Map<string, Rrset>();
    node.set(set.type, set);
    nodes.set(set.name, node);
    for (let name: Fqdn = set.name; name !== apex && name !== '.' && !existing.has(name); name = parentOf(name))
      existing.add(name);
  }
  return {
    apex,
    soa: recordsOf(soaSet)[0]!,
    negativeTtlSeconds: Math.min(soaSet.ttlSeconds, soa.negativeTtlSeconds),
    get: (name, type) => nodes.get(name)?.get(type),
    at: (name) => [...(nodes.get(name)?.values() ?? [])],
    exists: (name) => existing.has(name),
  };
}

export function recordsOf(set: Rrset): DnsRecord[] {
  return set.rdatas.map((rdata) => ({ name: set.name, type: set.type, ttlSeconds: set.ttlSeconds, rdata }));
}
