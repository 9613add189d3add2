import type { Verdict } from '../domain/finding.ts';
import type { Fqdn } from '../domain/name.ts';
import type { DelegationView, Judging, ParentAnswer } from './views.ts';
import { isDefinite } from './views.ts';

export function sameNames(a: readonly string[], b: readonly string[]): boolean {
  const names = new Set(a);
  return names.size === new Set(b).size && b.every((name) => names.has(name));
}

function countedParents(view: DelegationView, judging: Judging): readonly ParentAnswer[] {
  const asked = view.parents.filter(({ outcome }) => outcome !== 'not-asked');
  return judging.acceptNotAsked === true && asked.length > 0 ? asked : view.parents;
}

export type AgreedNs =
  | { readonly kind: 'agreed'; readonly ns: readonly Fqdn[] }
  /** The parent's servers say different things: a change is being published, or went wrong. */
  | { readonly kind: 'partial'; readonly sets: readonly (readonly Fqdn[])[] }
  | { readonly kind: 'not-delegated' }
  | { readonly kind: 'unknown' };

/** What those parent servers that answered say. For a gate use `servesExactly`, which also counts those that did not. */
export function agreedNs(view: DelegationView): AgreedNs {
  const definite = view.parents.filter(({ outcome }) => isDefinite(outcome));
  if (definite.length === 0) return { kind: 'unknown' };
  const sets = new Map(definite.map(({ ns }) => [[...ns].sort().join(' '), ns]));
  if (sets.size > 1) return { kind: 'partial', sets: [...sets.values()] };
  const [ns] = sets.values();
  return ns === undefined || ns.length === 0 ? { kind: 'not-delegated' } : { kind: 'agreed', ns };
}

/** Whether every address of every parent server delegates to exactly these servers. One that did not answer makes it unknown, never no. */
export function servesExactly(view: DelegationView, ns: readonly Fqdn[], judging: Judging = {}): Verdict {
  const parents = countedParents(view, judging);
  if (parents.some((parent) => isDefinite(parent.outcome) && !sameNames(parent.ns, ns))) return 'no';
  if (parents.length === 0 || parents.some(({ outcome }) => !isDefinite(outcome))) return 'unknown';
  return 'yes';
}

/** Whether any parent server still names one of these servers. `no` takes an answer from every one. */
export function namesAnyOf(view: DelegationView, servers: readonly Fqdn[], judging: Judging = {}): Verdict {
  const parents = countedParents(view, judging);
  if (parents.some((parent) => parent.ns.some((name) => servers.includes(name)))) return 'yes';
  if (parents.length === 0 || parents.some(({ outcome }) => !isDefinite(outcome))) return 'unknown';
  return 'no';
}

/** Whether no parent server has a DS for the zone any more. */
export function dsGone(view: DelegationView, judging: Judging = {}): Verdict {
  const parents = countedParents(view, judging);
  if (parents.some(({ ds }) => ds.length > 0)) return 'no';
  if (parents.length === 0 || parents.some(({ dsOutcome }) => !isDefinite(dsOutcome))) return 'unknown';
  return 'yes';
}

/** Whether every parent server has exactly this DS set. */
export function dsIsExactly(view: DelegationView, ds: readonly string[], judging: Judging = {}): Verdict {
  const parents = countedParents(view, judging);
  if (parents.some((parent) => isDefinite(parent.dsOutcome) && !sameNames(parent.ds, ds))) return 'no';
  if (parents.length === 0 || parents.some(({ dsOutcome }) => !isDefinite(dsOutcome))) return 'unknown';
  return 'yes';
}

/** Every DS that any parent server has. */
export function dsSeen(view: DelegationView): readonly string[] {
  return [...new Set(view.parents.flatMap(({ ds }) => ds))].sort();
}

const longest = (ttls: readonly (number | null)[]): number | undefined => {
  const known = ttls.filter((ttl) => ttl !== null);
  return known.length === 0 ? undefined : Math.max(...known);
};

/** The longest TTL of the delegation at any parent server. */
export function delegationTtlSeconds(view: DelegationView): number | undefined {
  return longest(view.parents.map(({ nsTtlSeconds }) => nsTtlSeconds));
}

export function dsTtlSeconds(view: DelegationView): number | undefined {
  return longest(view.parents.map((parent) => parent.dsTtlSeconds));
}
