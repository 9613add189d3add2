/**
 * The calendar of the agency in the test, worked out without anything of golive's: weekdays from the calendar, what is closed from a list that a
 * person wrote down, moments with `Intl`.
 */
export const ZONE = 'Europe/Amsterdam';
/** A Wednesday. */
export const TODAY = '2026-12-09';
export const A_YEAR_ON = '2027-12-10';
const LAST = '2027-01-22';

/** Nobody goes live on these, by a look at the calendar on the wall: Christmas Eve, Christmas, between the years, New Year's Day. */
const SHUT: ReadonlySet<string> = new Set([
  '2026-12-24',
  '2026-12-25',
  '2026-12-28',
  '2026-12-29',
  '2026-12-30',
  '2026-12-31',
  '2027-01-01',
]);

const BEGINS = { morning: '09:00', afternoon: '13:00' } as const;
const ENDS = { morning: '13:00', afternoon: '17:30' } as const;

/** Every half-day that somebody could have, in order: from the day after tomorrow, Mondays to Fridays. */
export const BOOKABLE: readonly string[] = datesFrom(TODAY, LAST)
  .slice(2)
  .filter((date) => ![0, 6].includes(new Date(date).getUTCDay()) && !SHUT.has(date))
  .flatMap((date) => [`${date}/morning`, `${date}/afternoon`]);

function datesFrom(first: string, last: string): string[] {
  const dates: string[] = [];
  for (let at = Date.parse(first); at <= Date.parse(last); at += 86_400_000)
    dates.push(new Date(at).toISOString().slice(0, 10));
  return dates;
}

export function momentsOf(slot: string): { readonly startsAtMs: number; readonly endsAtMs: number } {
  const [date, half] = slot.split('/') as [string, keyof typeof BEGINS];
  return { startsAtMs: instantOf(date, BEGINS[half]), endsAtMs: instantOf(date, ENDS[half]) };
}

const WALL = new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE, dateStyle: 'short', timeStyle: 'medium' });

/** The moment at which a clock in the zone shows this: tried quarter by quarter, whatever the zone's offset may be. */
export function instantOf(date: string, time: string): number {
  const asUtc = Date.parse(`${date}T${time}:00Z`);
  for (let offsetMinutes = -14 * 60; offsetMinutes <= 14 * 60; offsetMinutes += 15) {
    const at = asUtc - offsetMinutes * 60_000;
    if (WALL.format(at) === `${date} ${time}:00`) return at;
  }
  throw new Error(`no clock in ${ZONE} shows ${date} ${time}`);
}
