import type { DeadlineTerm } from '../dns/deadline.ts';
import { decisiveTerms, worstCaseAt } from '../dns/deadline.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Remembering, ZoneMemory } from './zone-memory.ts';
import { memoryOf, WATCHER } from './zone-memory.ts';

export interface DsClear {
  /** When the DS was last seen to be gone at every parent server. */
  readonly goneAtMs: EpochMs;
  /** When no validator that keeps to TTLs expects the old keys any more. */
  readonly untilMs: EpochMs;
  readonly terms: readonly DeadlineTerm[];
}

/**
 * When a DS that is at no parent any more (`present`: another is) will be out of every cache, with the keys it vouched for: from the moment it was gone at every
 * parent server, and anew when it was seen again after that. `undefined`: there was none as far as anybody saw.
 */
export function dsClearOf(ctx: Remembering, now: EpochMs, present = false): DsClear | undefined {
  const own = memoryOf(ctx, 'remove-ds');
  const seen: ZoneMemory = present ? {} : memoryOf(ctx, WATCHER);
  const terms = decisiveTerms([...(own.terms ?? []), ...watchedDsTerms(ctx, seen)]);
  const isBack = seen.dsAbsentSinceMs === null && (own.goneAtMs ?? 0) < (seen.dsPresentSinceMs ?? 0);
  const moments = [own.goneAtMs, seen.dsAbsentSinceMs].filter((moment) => typeof moment === 'number');
  if (moments.length === 0 && !isBack) return undefined;
  // There a while ago, and now nowhere: it may have gone this minute.
  const goneAtMs = isBack ? now : Math.max(...moments);
  const cachedUntilMs = goneAtMs === own.goneAtMs ? (own.untilMs ?? 0) : 0;
  return { goneAtMs, untilMs: Math.max(worstCaseAt({ switchedAtMs: goneAtMs, terms }), cachedUntilMs), terms };
}

/** How long a DS that `watch-parents` saw, and the keys beside it, may be kept. */
export function watchedDsTerms(ctx: Remembering, seen: ZoneMemory = memoryOf(ctx, WATCHER)): DeadlineTerm[] {
  if (seen.dsTtlSeconds === undefined) return [];
  return [
    { what: 'ds', seconds: seen.dsTtlSeconds, source: `${ctx.domain} DS at the parent` },
    ...(seen.keysTtlSeconds === undefined
      ? []
      : [{ what: 'dnskey' as const, seconds: seen.keysTtlSeconds, source: `${ctx.domain} DNSKEY at the old servers` }]),
  ];
}
