import type { Fqdn } from '../domain/name.ts';
import { isUnder, parentOf } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';

/** The delegations below the apex: names at or under them are not this zone's to answer. */
export function cutsOf(rrsets: readonly Rrset[], zone: Fqdn): ReadonlySet<Fqdn> {
  return new Set(rrsets.filter(({ name, type }) => type === 'NS' && name !== zone).map(({ name }) => name));
}

export function isBelowCut(set: Pick<Rrset, 'name' | 'type'>, cuts: ReadonlySet<Fqdn>, zone: Fqdn): boolean {
  if (cuts.has(set.name)) return set.type !== 'NS' && set.type !== 'DS';
  for (let name = parentOf(set.name); name !== zone && name !== '.'; name = parentOf(name))
    if (cuts.has(name)) return true;
  return false;
}

/** Whether a name lies in the zone and is not delegated away from it. */
export function isInZone(name: Fqdn, zone: Fqdn, rrsets: readonly Rrset[]): boolean {
  return isUnder(name, zone) && !isBelowCut({ name, type: 'A' }, cutsOf(rrsets, zone), zone);
}

/** What a server with this zone would answer; `elsewhere`: the name is not this zone's, or was delegated away from it. */
export type ZoneLookup =
  | { readonly outcome: 'answer'; readonly rdatas: readonly string[] }
  | { readonly outcome: 'alias'; readonly target: Fqdn }
  | { readonly outcome: 'nodata' | 'nxdomain' | 'elsewhere' };

/** Looks a name up in a zone that may not be served yet: exact names, aliases, wildcards (RFC 4592), delegations. */
export function lookUpIn(zone: Fqdn, rrsets: readonly Rrset[], name: Fqdn, type: string): ZoneLookup {
  if (!isInZone(name, zone, rrsets)) return { outcome: 'elsewhere' };
  const dname = rrsets.find((set) => set.type === 'DNAME' && set.name !== name && isUnder(name, set.name));
  // All below it is that of another name (RFC 6672 §3.1).
  if (dname !== undefined)
    return { outcome: 'alias', target: `${name.slice(0, -dname.name.length)}${dname.rdatas[0]}` as Fqdn };
  const here = rrsets.filter((set) => set.name === name);
  const found = here.length > 0 ? here : wildcardFor(zone, rrsets, name);
  const set = found.find((candidate) => candidate.type === type);
  if (set !== undefined) return { outcome: 'answer', rdatas: set.rdatas };
  const target = found.find((candidate) => candidate.type === 'CNAME')?.rdatas[0];
  if (target !== undefined) return { outcome: 'alias', target: target as Fqdn };
  const exists = found.length > 0 || rrsets.some((other) => isUnder(other.name, name));
  return { outcome: exists ? 'nodata' : 'nxdomain' };
}

/** What a server with this zone gives to a question: data, its own or a wildcard's, or the alias that stands for all types; neither is "nothing". */
export interface Given {
  readonly rdatas: readonly string[];
  readonly alias?: Fqdn;
}

export function givenIn(
  zone: Fqdn,
  rrsets: readonly Rrset[],
  { name, type }: { readonly name: Fqdn; readonly type: string },
): Given {
  const said = lookUpIn(zone, rrsets, name, type);
  if (said.outcome === 'alias') return { rdatas: [], alias: said.target };
  return { rdatas: said.outcome === 'answer' ? said.rdatas : [] };
}

/** The RRsets of the wildcard that answers for a name; none where the name exists, even without records, or is delegated away. */
export function wildcardsOver(zone: Fqdn, rrsets: readonly Rrset[], name: Fqdn): readonly Rrset[] {
  return isInZone(name, zone, rrsets) ? wildcardFor(zone, rrsets, name) : [];
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
