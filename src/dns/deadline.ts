import type { EpochMs } from '../domain/time.ts';
import { clampTtlSeconds, SECOND, ttlToMs } from '../domain/time.ts';

/**
 * What each kind of term measures, and which terms run at the same time. Within a group the longest counts; the groups follow each other:
 * a cache may fetch old content at the last moment at which it still finds its way to the old servers.
 */
export const TERM_GROUPS = {
  /** TTL of the delegation at the parent. */
  delegation: 'path',
  /** TTL of the apex NS RRset at the servers that are left: a child-centric cache goes by it (RFC 2181 §5.4.1). */
  'apex-ns': 'path',
  /** TTL of an RRset whose data changes. */
  rrset: 'content',
  /** How long "does not exist" is kept for a name that only the new zone has (RFC 2308 §5). */
  negative: 'content',
  /** TTL of a DS at the parent that was removed. */
  ds: 'ds',
  /**
   * TTL of the keys it vouched for. A cache may fetch them anew while it still has the DS, and then keeps them as secure for their own TTL,
   * not the DS's (RFC 4035 §5.3.3), and expects signatures. Measured with unbound: DS 40 s, DNSKEY 30 s, SERVFAIL 50 s after the DS went.
   */
  dnskey: 'keys',
} as const satisfies Record<string, 'path' | 'content' | 'ds' | 'keys'>;
export type TermWhat = keyof typeof TERM_GROUPS;
export const TERM_KINDS = Object.keys(TERM_GROUPS) as [TermWhat, ...TermWhat[]];

export interface DeadlineTerm {
  readonly what: TermWhat;
  readonly seconds: number;
  /** Where it was read: `klant.nl. NS at the parent`. */
  readonly source: string;
}

/** The terms' sum as described at `TERM_GROUPS`, each TTL held to its range first. */
export function worstCaseSeconds(terms: readonly DeadlineTerm[]): number {
  const groups = new Map<string, number>();
  for (const { what, seconds } of terms) {
    const group = TERM_GROUPS[what];
    groups.set(group, Math.max(groups.get(group) ?? 0, clampTtlSeconds(seconds)));
  }
  return [...groups.values()].reduce((sum, seconds) => sum + seconds, 0);
}

/**
 * The last moment at which a cache that honours TTLs may still answer with the old data.
 * Caches that serve stale data (RFC 8767) may answer later; only looking at them shows it.
 *
 * @param switchedAtMs when the last server that gave the old data stopped giving it
 */
export function worstCaseAt(deadline: {
  readonly switchedAtMs: EpochMs;
  readonly terms: readonly DeadlineTerm[];
}): EpochMs {
  return deadline.switchedAtMs + worstCaseSeconds(deadline.terms) * SECOND;
}

/** When one resolver will have forgotten an answer that it gives with this remaining TTL. */
export function clearsAt(atMs: EpochMs, remainingTtlSeconds: number): EpochMs {
  return atMs + ttlToMs(remainingTtlSeconds);
}

/** Only the longest term of each kind: what a person needs to see of the arithmetic. */
export function decisiveTerms(terms: readonly DeadlineTerm[]): DeadlineTerm[] {
  const longest = new Map<TermWhat, DeadlineTerm>();
  for (const term of terms) {
    const known = longest.get(term.what);
    if (known === undefined || clampTtlSeconds(term.seconds) > clampTtlSeconds(known.seconds))
      longest.set(term.what, term);
  }
  return TERM_KINDS.flatMap((what) => longest.get(what) ?? []);
}

/** The terms as a resolver with a ceiling of its own keeps them: none longer than that. */
export function termsWithin(terms: readonly DeadlineTerm[], ceilingSeconds: number | undefined): DeadlineTerm[] {
  if (ceilingSeconds === undefined) return [...terms];
  return terms.map((term) => ({ ...term, seconds: Math.min(clampTtlSeconds(term.seconds), ceilingSeconds) }));
}

/**
 * The same moment for one RRset alone: the way to the old servers, then this RRset's own TTL. The terms of DS and keys run before the switch and
 * hold for all of them. Without a content term there is one row: the way itself.
 */
export function deadlinePerRrset(deadline: {
  readonly switchedAtMs: EpochMs;
  readonly terms: readonly DeadlineTerm[];
}): { readonly source: string; readonly seconds: number; readonly atMs: EpochMs }[] {
  const shared = deadline.terms.filter(({ what }) => TERM_GROUPS[what] !== 'content');
  const content = deadline.terms.filter(({ what }) => TERM_GROUPS[what] === 'content');
  const rows = content.length === 0 ? [{ source: shared[0]?.source ?? '', terms: shared }] : [];
  return [...rows, ...content.map((term) => ({ source: term.source, terms: [...shared, term] }))].map(
    ({ source, terms }) => {
      const seconds = worstCaseSeconds(terms);
      return { source, seconds, atMs: deadline.switchedAtMs + seconds * SECOND };
    },
  );
}
