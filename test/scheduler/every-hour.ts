import { judgeSlot } from '../../scheduler/slot.ts';
import { calendarWith, datesFrom, wallClock } from './rules-sample.ts';

const HOUR = 3_600_000;
export const ZONES = ['Europe/Amsterdam', 'Europe/Berlin', 'Europe/Paris', 'Europe/London', 'Europe/Lisbon'];

const dates = datesFrom('2025-12-31', 1102);
const place = new Map(dates.map((date, at) => [date, at]));

/** Asks in every `step`-th hour of 2026 to 2028 for the last date that is too early and for the first that is not; what was wrong, and how often it was asked. */
export function askedEvery(
  step: number,
  timeZone: string,
): { readonly wrong: readonly string[]; readonly asked: number } {
  const calendar = calendarWith({ weekdays: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] }, timeZone);
  const clock = wallClock(timeZone);
  const wrong: string[] = [];
  let asked = 0;
  for (let now = Date.UTC(2026, 0, 1); now < Date.UTC(2029, 0, 1); now += step * HOUR) {
    const today = place.get(clock(now).date)!;
    for (const [ahead, isRefused] of [
      [1, true],
      [2, false],
    ] as const) {
      const slot = `${dates[today + ahead]}/${now % (2 * HOUR) === 0 ? 'morning' : 'afternoon'}`;
      const { refusedBy } = judgeSlot(slot, calendar, 0, now);
      if (refusedBy.some(({ rule }) => rule === 'notice') !== isRefused)
        wrong.push(`${slot} at ${new Date(now).toISOString()}`);
    }
    asked++;
  }
  return { wrong, asked };
}
