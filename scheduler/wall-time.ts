import type { EpochMs } from '../src/domain/time.ts';
import { DAY } from '../src/domain/time.ts';
import { offsetMs } from './offset.ts';

/** A clock on a wall somewhere, and the moment it means. */
export interface WallMoment {
  readonly atMs: EpochMs;
  /** `skipped`: the clocks went over it. `doubled`: they showed it twice. */
  readonly is: 'plain' | 'skipped' | 'doubled';
}

/**
 * The moment of `2026-12-01` and `09:00` in a zone. A time that the clocks skip is read with the offset before the gap, so it moves on by the
 * gap's length; of a time that they show twice the first is meant (both as RFC 5545 §3.3.5, so that calendar programs agree).
 */
export function momentOf(date: string, time: string, timeZone: string): WallMoment {
  const asUtc = Date.parse(`${date}T${time}:00Z`);
  const offsetAt = (atMs: EpochMs): number => offsetMs(atMs, timeZone);
  // Offsets reach 14 hours: a day to either side is before and after whatever happens to the clocks here.
  const before = asUtc - offsetAt(asUtc - DAY);
  const after = asUtc - offsetAt(asUtc + DAY);
  if (before === after) return { atMs: before, is: 'plain' };
  const isBefore = offsetAt(before) === asUtc - before;
  const isAfter = offsetAt(after) === asUtc - after;
  if (isBefore && isAfter) return { atMs: before, is: 'doubled' };
  if (isBefore) return { atMs: before, is: 'plain' };
  return isAfter ? { atMs: after, is: 'plain' } : { atMs: before, is: 'skipped' };
}

/** Whether the clocks show this moment's time at another moment too, as when they are set back. */
export function happensTwice(atMs: EpochMs, timeZone: string): boolean {
  const here = offsetMs(atMs, timeZone);
  return [offsetMs(atMs - DAY, timeZone), offsetMs(atMs + DAY, timeZone)].some(
    (other) => other !== here && offsetMs(atMs + here - other, timeZone) === other,
  );
}
