import { GoLiveError } from '../../domain/errors.ts';
import type { EpochMs } from '../../domain/time.ts';
import { DAY, HOUR } from '../../domain/time.ts';
import { isoAt } from '../voice.ts';

/** A customer confirms until so long before the half-day begins: then the engineers' day before has to be sure of it. */
export const CONFIRMED_BEFORE_MS = DAY;
/** Where nobody says how long. */
export const HOLD_LASTS_MS = 5 * DAY;
/** Nobody can be asked in less. */
export const SHORTEST_HOLD_MS = HOUR;

/**
 * When a hold ends by itself: as asked, else after five days, and a day before the half-day begins at the latest.
 *
 * @throws GoLiveError `not-allowed`: less than an hour would be left, or the asked moment is later than a hold can last
 */
export function holdEnd(
  of: { readonly slot: string; readonly startsAtMs: EpochMs; readonly timeZone: string },
  now: EpochMs,
  asked?: EpochMs,
): EpochMs {
  const latestMs = of.startsAtMs - CONFIRMED_BEFORE_MS;
  const shown = (moment: EpochMs): string => isoAt(moment, of.timeZone).slice(0, 16).replace('T', ' ');
  const refused = (why: string, fix: string) =>
    new GoLiveError('not-allowed', { subject: `A hold of ${of.slot}`, why, fix });
  if (latestMs - now < SHORTEST_HOLD_MS)
    throw refused(
      `it would end at ${shown(latestMs)}, a day before the half-day, and nobody could confirm it by then`,
      'Book it without a hold, or hold a later half-day.',
    );
  if (asked === undefined) return Math.min(latestMs, now + HOLD_LASTS_MS);
  if (asked > latestMs)
    throw refused(
      `until ${shown(asked)} is too long: a hold ends a day before the half-day`,
      `Give ${shown(latestMs)} or earlier.`,
    );
  if (asked - now < SHORTEST_HOLD_MS)
    throw refused(
      `until ${shown(asked)} is less than an hour`,
      `Give a moment from ${shown(now + SHORTEST_HOLD_MS)} on.`,
    );
  return asked;
}
