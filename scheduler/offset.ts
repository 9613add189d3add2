import { IANAZone } from 'luxon';
import { GoLiveError } from '../src/domain/errors.ts';
import type { EpochMs } from '../src/domain/time.ts';
import { DAY, MINUTE } from '../src/domain/time.ts';

const MOST_KEPT = 20_000;
/** Of each zone, its offset at midnight UTC, by the number of the day. Asking the time zone data is slow, and a calendar asks for every day. */
const kept = new Map<string, Map<number, number>>();

/**
 * How far a zone's clocks are ahead of UTC, in milliseconds. Between two midnights with the same offset nothing changed: no zone changes twice
 * a day.
 *
 * @throws GoLiveError `config-invalid`: the runtime knows no zone of this name
 */
export function offsetMs(atMs: EpochMs, timeZone: string): number {
  const days = kept.get(timeZone) ?? begun(timeZone);
  const day = Math.floor(atMs / DAY);
  const before = atMidnight(day, timeZone, days);
  return before === atMidnight(day + 1, timeZone, days) ? before : asked(atMs, timeZone);
}

function begun(timeZone: string): Map<number, number> {
  if (!IANAZone.isValidZone(timeZone))
    throw new GoLiveError('config-invalid', {
      subject: `time zone ${JSON.stringify(timeZone.slice(0, 60))}`,
      fix: 'Write an IANA name, like Europe/Amsterdam.',
    });
  const days = new Map<number, number>();
  kept.set(timeZone, days);
  return days;
}

function atMidnight(day: number, timeZone: string, days: Map<number, number>): number {
  const known = days.get(day);
  if (known !== undefined) return known;
  const offset = asked(day * DAY, timeZone);
  if (days.size >= MOST_KEPT) days.clear();
  days.set(day, offset);
  return offset;
}

const asked = (atMs: EpochMs, timeZone: string): number => Math.round(IANAZone.create(timeZone).offset(atMs) * MINUTE);
