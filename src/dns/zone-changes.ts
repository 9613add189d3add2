import type { Fqdn } from '../domain/name.ts';
import type { Rrset, RrsetChange } from '../domain/rrset.ts';
import { diffRrsets, rrset, sameData } from '../domain/rrset.ts';

const isApexNs = (zone: Fqdn, set: { readonly name: Fqdn; readonly type: string }): boolean =>
  set.name === zone && set.type === 'NS';

export function withoutApexNs(zone: Fqdn, rrsets: readonly Rrset[]): Rrset[] {
  return rrsets.filter((set) => !isApexNs(zone, set));
}

/** What is missing to the intended zone. The apex NS set is the host's own: its TTL is left as the host wants it. */
export function zoneChanges(zone: Fqdn, present: readonly Rrset[], intended: readonly Rrset[]): RrsetChange[] {
  return diffRrsets(present, intended).filter(
    (change) => !(change.kind === 'set' && isApexNs(zone, change.rrset) && sameData(change.before, change.rrset)),
  );
}

/** As RRsets to put, one without rdatas to remove. Removals first, so that an alias and what takes its place never meet. */
export function puts(changes: readonly RrsetChange[]): Rrset[] {
  const removed = changes.filter(({ kind }) => kind === 'remove');
  const set = changes.filter(({ kind }) => kind === 'set');
  return [
    ...removed.map(({ rrset: old }) => rrset(old.name, old.type, old.ttlSeconds, [])),
    ...set.map((change) => change.rrset),
  ];
}
