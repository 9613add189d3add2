import type { Fqdn } from '../domain/name.ts';
import { isUnder, parentOf } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import { isInZone } from './parity.ts';

/** What a server with this zone would answer; `elsewhere`: the name is not this zone's, or was delegated away from it. */
export type ZoneLookup =
  | { readonly outcome: 'answer'; readonly rdatas: readonly string[] }
  | { readonly outcome: 'alias'; readonly target: Fqdn }
  | { readonly outcome: 'nodata' | 'nxdomain' | 'elsewhere' };

/** Looks a name up in a zone that may not be served yet: exact names, aliases, wildcards (RFC 4592), delegations. */
export function lookUpIn(zone: Fqdn, rrsets: readonly Rrset[], name: Fqdn, type: string): ZoneLookup {
  if (!isInZone(name, zone, rrsets)) return { outcome: 'elsewhere' };
  const here = rrsets.filter((set) => set.name === name);
  const found = here.length > 0 ? here : wildcardFor(zone, rrsets, name);
  const set = found.find((candidate) => candidate.type === type);
  if (set !== undefined) return { outcome: 'answer', rdatas: set.rdatas };
  const target = found.find((candidate) => candidate.type === 'CNAME')?.rdatas[0];
  if (target !== undefined) return { outcome: 'alias', target: target as Fqdn };
  const exists = found.length > 0 || rrsets.some((other) => isUnder(other.name, name));
  return { outcome: exists ? 'nodata' : 'nxdomain' };
}

/** The wildcard below the closest name that exists; a name that exists, even without records, hides those above it. */
function wildcardFor(zone: Fqdn, rrsets: readonly Rrset[], name: Fqdn): readonly Rrset[] {
  if (rrsets.some((set) => isUnder(set.name, name))) return [];
  for (let at = parentOf(name); isUnder(at, zone); at = parentOf(at)) {
    const wild = rrsets.filter((set) => set.name === `*.${at}`);
    if (wild.length > 0) return wild;
    if (at === zone || rrsets.some((set) => isUnder(set.name, at))) return [];
  }
  return [];
}
