import type { Verdict } from '../domain/finding.ts';
import type { EpochMs } from '../domain/time.ts';
import { HOUR, MINUTE, SECOND } from '../domain/time.ts';
import type { TurnOutcome } from './propagation.ts';

// When to look at what. Caches are asked when their copy dies and not before: until then nothing can have changed in them, and a question
// more is only a burden. Parents are asked often while a change is expected, and rarely otherwise.

/** The parents, around the cutover … */
const PARENT_SOON_MS = 20 * SECOND;
const PARENT_JITTER_MS = 5 * SECOND;
/** … which begins a little early, and for as long as registries take to publish … */
const CUTOVER_BEFORE_MS = 2 * MINUTE;
const CUTOVER_AFTER_MS = 4 * HOUR;
/** … and otherwise. */
const PARENT_BEFORE_MS = 15 * MINUTE;
const PARENT_OVERDUE_MS = 2 * MINUTE;
const PARENT_AFTER_MS = HOUR;

const SERVERS_WRONG_MS = MINUTE;
const SERVERS_RIGHT_MS = 2 * HOUR;
const OLD_ZONE_MS = HOUR;

/** Behind the moment at which a copy dies; every pair a little otherwise, so that they do not all ask in one second. */
const AFTER_DEATH_MS = SECOND;
const DEATH_JITTER_MS = 3 * SECOND;
/** Nobody is asked the same more often, whatever TTL it gives. */
const SOONEST_MS = 30 * SECOND;
/** Past the deadline a copy that is still old is stale or fixed by hand: no TTL says when that ends. */
const LATE_MS = 5 * MINUTE;
/** Without an answer, or with one that has no TTL: again after this, twice as long each time. */
const SILENT_MS = MINUTE;
const SILENT_MOST_MS = 15 * MINUTE;
/** `new` is looked at again after these, then no more. */
const AGAIN_MS = [MINUTE, 5 * MINUTE, 20 * MINUTE, HOUR] as const;
/** The site's own question is asked so many times on the way to the deadline, where its copies die more often than that. */
const SITE_LOOKS = 48;
const SITE_LEAST_MS = 5 * MINUTE;
const SITE_MOST_MS = HOUR / 2;

export interface ParentState {
  readonly lastMs: EpochMs | null;
  /** The slot's beginning, or when the change was ordered; `null`: nobody said when. */
  readonly cutoverAtMs: EpochMs | null;
  /** Since when somebody watches. */
  readonly watchedSinceMs: EpochMs;
  readonly delegated: Verdict;
  /** Some parent server names something else than before. */
  readonly changing: boolean;
}

/** @param chance a fraction of 1, the same for a domain each time */
export function nextParentLook(state: ParentState, chance: number): EpochMs {
  const { lastMs, cutoverAtMs, watchedSinceMs, delegated, changing } = state;
  if (lastMs === null) return watchedSinceMs;
  if (delegated === 'yes') return lastMs + PARENT_AFTER_MS;
  const soon = lastMs + PARENT_SOON_MS + Math.round((2 * chance - 1) * PARENT_JITTER_MS);
  if (changing) return soon;
  // Nobody said when: whoever watches expects it now.
  const fromMs = cutoverAtMs === null ? watchedSinceMs : cutoverAtMs - CUTOVER_BEFORE_MS;
  if (lastMs < fromMs) return Math.min(lastMs + PARENT_BEFORE_MS, fromMs);
  return lastMs < (cutoverAtMs ?? watchedSinceMs) + CUTOVER_AFTER_MS ? soon : lastMs + PARENT_OVERDUE_MS;
}

export function nextServersLook(lastMs: EpochMs | null, served: Verdict, now: EpochMs): EpochMs {
  if (lastMs === null) return now;
  return lastMs + (served === 'yes' ? SERVERS_RIGHT_MS : SERVERS_WRONG_MS);
}

/** The zone that is left, until nobody can be sent to it any more; `null`: not again. */
export function nextOldZoneLook(lastMs: EpochMs | null, deadlineMs: EpochMs | null, now: EpochMs): EpochMs | null {
  if (lastMs === null) return now;
  return deadlineMs !== null && lastMs >= deadlineMs ? null : lastMs + OLD_ZONE_MS;
}

/** One question at one cache, as far as it was asked. */
export interface Copy {
  /** How long the old data are kept where they come from. */
  readonly ttlSeconds: number;
  /** That it is new shows that the cache finds the new servers. Not so the apex NS set: the zone that is left may name them too. */
  readonly shows: boolean;
  readonly askedAtMs: EpochMs | null;
  /** `null`: never asked. */
  readonly outcome: TurnOutcome | null;
  /** The first moment at which what it holds can be gone. */
  readonly clearsAtMs: EpochMs | null;
  /** `new` so many times in a row. */
  readonly matches: number;
  /** Without an answer so many times in a row. */
  readonly silences: number;
}

export const UNASKED: Omit<Copy, 'ttlSeconds' | 'shows'> = {
  askedAtMs: null,
  outcome: null,
  clearsAtMs: null,
  matches: 0,
  silences: 0,
};

/** What an answer makes of a copy. */
export function heard(
  copy: Copy,
  answer: { readonly outcome: TurnOutcome; readonly clearsAtMs: EpochMs | null },
  atMs: EpochMs,
): Copy {
  const { outcome, clearsAtMs } = answer;
  return {
    ...copy,
    askedAtMs: atMs,
    outcome,
    clearsAtMs,
    matches: outcome === 'new' ? copy.matches + 1 : 0,
    silences: outcome === 'error' ? copy.silences + 1 : 0,
  };
}

export interface CacheState {
  /** The authoritative truth stands since then; before it no cache is asked, so that none learns a "no" too early. */
  readonly rightSinceMs: EpochMs;
  readonly deadlineMs: EpochMs | null;
  /** Caches find the right servers already: records change in a zone that stays. */
  readonly pathIsRight: boolean;
  /** Several caches stand behind the address, and each answer is from one of them. */
  readonly sharded: boolean;
}

/** So many times in a row `new`, and a question is settled; behind an address with several caches it takes more. */
const SETTLED = { plain: 2, sharded: 6 } as const;

export function isSettled(copy: Copy, cache: Pick<CacheState, 'sharded'>): boolean {
  return copy.matches >= SETTLED[cache.sharded ? 'sharded' : 'plain'];
}

/**
 * When each question of one cache is due; `null`: not before something else is seen, or no more. A cache cannot give anything new before it
 * finds its way to the new servers. Until one of its answers shows that, two questions stand for all: the one whose copy lives longest, exactly
 * when that dies, and the first of the list besides (the site's), now and then. Then every question is due when its own copy dies. So the
 * moment at which all of a cache's answers have become new is never missed: the longest-lived copy is watched throughout.
 *
 * @param copies in the order of their weight for people
 * @param chance a fraction of 1, the same for a pair each time
 */
export function copyLooks(copies: readonly Copy[], cache: CacheState, chance: number): (EpochMs | null)[] {
  const isFresh = ({ outcome }: Copy): boolean => outcome === 'new' || outcome === 'mixed';
  const pathSeen = cache.pathIsRight || copies.some((copy) => copy.shows && isFresh(copy));
  const speaking = [...copies.keys()].filter((index) => copies[index]!.shows && copies[index]!.outcome !== 'new');
  const longest = speaking.reduce((best, index) => {
    const known = copies[best];
    return known === undefined || copies[index]!.ttlSeconds > known.ttlSeconds ? index : best;
  }, -1);
  const site = speaking.find((index) => index !== longest);
  return copies.map((copy, index) => {
    if (copy.askedAtMs === null || copy.outcome === null) return cache.rightSinceMs;
    if (copy.outcome === 'new')
      return isSettled(copy, cache) ? null : copy.askedAtMs + AGAIN_MS[Math.min(copy.matches, AGAIN_MS.length) - 1]!;
    if (copy.outcome === 'error' || copy.clearsAtMs === null) {
      const wait = SILENT_MS * 2 ** Math.min(Math.max(copy.silences, 1) - 1, 10);
      return copy.askedAtMs + Math.min(wait, SILENT_MOST_MS);
    }
    const atDeath = copy.clearsAtMs + AFTER_DEATH_MS + Math.round(chance * DEATH_JITTER_MS);
    const isLate = cache.deadlineMs !== null && copy.askedAtMs >= cache.deadlineMs;
    const due = Math.max(atDeath, copy.askedAtMs + (isLate ? LATE_MS : SOONEST_MS));
    if (pathSeen || index === longest || !copy.shows) return due;
    return index === site ? Math.max(due, copy.askedAtMs + siteRestMs(cache)) : null;
  });
}

function siteRestMs({ rightSinceMs, deadlineMs }: CacheState): number {
  if (deadlineMs === null) return SITE_LEAST_MS;
  return Math.min(Math.max((deadlineMs - rightSinceMs) / SITE_LOOKS, SITE_LEAST_MS), SITE_MOST_MS);
}

/** A fraction of 1 that is the same for a text each time (FNV-1a). */
export function chanceOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return (hash >>> 0) / 2 ** 32;
}

export function earliest(moments: readonly (EpochMs | null)[]): EpochMs | null {
  const known = moments.filter((moment) => moment !== null);
  return known.length === 0 ? null : Math.min(...known);
}
