import type { Fqdn } from './name.ts';

/**
 * All records of one owner name and type (RFC 9499 §4). `rdatas` is in presentation form, names in it absolute and lower case, TXT as
 * one quoted string per record with its character-strings joined; sorted, without duplicates. Made canonical by `rrset`.
 */
export interface Rrset {
  readonly name: Fqdn;
  readonly type: string;
  readonly ttlSeconds: number;
  readonly rdatas: readonly string[];
  /**
   * How TXT stands, by its text in `rdatas`, where its strings are cut elsewhere than at 255 octets. What it says is compared joined; it is
   * written as it stands, since some readers take each string by itself (RFC 6763 §6.1).
   */
  readonly strings?: Readonly<{ [rdata: string]: string }>;
}

/** @param strings those of data that is not among `rdatas` are left out */
export function rrset(
  name: Fqdn,
  type: string,
  ttlSeconds: number,
  rdatas: readonly string[],
  strings: Rrset['strings'] = {},
): Rrset {
  const set = { name, type: type.toUpperCase(), ttlSeconds, rdatas: [...new Set(rdatas)].sort() };
  const cut = set.rdatas.filter((rdata) => Object.hasOwn(strings, rdata));
  if (cut.length === 0) return set;
  return { ...set, strings: Object.fromEntries(cut.map((rdata) => [rdata, strings[rdata]!])) };
}

/** The data as it is to be written: strings that stood apart stay apart. */
export function writtenRdatas({ rdatas, strings = {} }: Pick<Rrset, 'rdatas' | 'strings'>): readonly string[] {
  return rdatas.map((rdata) => strings[rdata] ?? rdata);
}

export function rrsetKey(set: { readonly name: Fqdn; readonly type: string }): string {
  return `${set.name} ${set.type}`;
}

/** A zone by `rrsetKey`; of two sets of one key the last. Zones are values that are replaced, never changed, and are searched often. */
export function byKey(zone: readonly Rrset[]): ReadonlyMap<string, Rrset> {
  const known = INDEXED.get(zone);
  if (known !== undefined) return known;
  const index = new Map(zone.map((set) => [rrsetKey(set), set]));
  INDEXED.set(zone, index);
  return index;
}

const INDEXED = new WeakMap<readonly Rrset[], ReadonlyMap<string, Rrset>>();

/** Same owner, type and data; the TTL may differ. */
export function sameData(a: Rrset | undefined, b: Rrset | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return (
    rrsetKey(a) === rrsetKey(b) &&
    a.rdatas.length === b.rdatas.length &&
    a.rdatas.every((data, index) => data === b.rdatas[index])
  );
}

/** What makes one zone into another. `set` replaces an RRset whole, TTL included; `remove` takes one away. */
export type RrsetChange =
  | { readonly kind: 'set'; readonly rrset: Rrset; readonly before?: Rrset }
  | { readonly kind: 'remove'; readonly rrset: Rrset };

export function diffRrsets(from: readonly Rrset[], to: readonly Rrset[]): RrsetChange[] {
  const before = new Map(from.map((set) => [rrsetKey(set), set]));
  const after = new Map(to.map((set) => [rrsetKey(set), set]));
  const changes: RrsetChange[] = [];
  for (const [key, set] of before) if (!after.has(key)) changes.push({ kind: 'remove', rrset: set });
  for (const [key, set] of after) {
    const old = before.get(key);
    if (old === undefined) changes.push({ kind: 'set', rrset: set });
    else if (!sameData(old, set) || old.ttlSeconds !== set.ttlSeconds)
      changes.push({ kind: 'set', rrset: set, before: old });
  }
  return changes;
}

export function applyChanges(zone: readonly Rrset[], changes: readonly RrsetChange[]): Rrset[] {
  const sets = new Map(zone.map((set) => [rrsetKey(set), set]));
  for (const change of changes) {
    if (change.kind === 'set') sets.set(rrsetKey(change.rrset), change.rrset);
    else sets.delete(rrsetKey(change.rrset));
  }
  return sortZone([...sets.values()]);
}

/** The longest TTL of these, in seconds; 0 of none. By a loop: a large zone has more sets than a call takes arguments. */
export function longestTtlOf(sets: readonly Pick<Rrset, 'ttlSeconds'>[]): number {
  return sets.reduce((longest, { ttlSeconds }) => Math.max(longest, ttlSeconds), 0);
}

export function sortZone(sets: readonly Rrset[]): Rrset[] {
  return [...sets].sort((a, b) => (rrsetKey(a) < rrsetKey(b) ? -1 : 1));
}
