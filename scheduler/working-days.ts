import type { DateRange, SlotRules } from './calendar.ts';
import { addDays, weekdayOf } from './dates.ts';
import { holidayOn } from './holidays/holidays.ts';

export function isWithin(date: string, { from, to }: DateRange): boolean {
  return from <= date && date <= to;
}

/** The first date after a range that is in none of the ranges: of two that touch, what ends the first ends nothing. */
export function firstAfter({ to }: DateRange, ranges: readonly DateRange[]): string {
  const day = addDays(to, 1);
  const next = ranges.find((range) => isWithin(day, range));
  return next === undefined ? day : firstAfter(next, ranges);
}

/** Whether the agency works: one of its days of the week, no holiday in its region, not closed. */
export function isWorkingDay(date: string, rules: SlotRules): boolean {
  return (
    rules.weekdays.includes(weekdayOf(date)) &&
    (rules.region === undefined || holidayOn(date, rules.region, rules.holidays) === undefined) &&
    !rules.closed.some((range) => isWithin(date, range))
  );
}

/** No search goes further than this: an agency that is closed for longer has no working day. */
const MOST_LOOKED_AT = 800;

/** The `count`-th working day after a date, which itself does not count; 0 is the date. `undefined`: there are not so many. */
export function workingDaysAfter(date: string, count: number, rules: SlotRules): string | undefined {
  let left = count;
  for (let ahead = 0; ahead <= MOST_LOOKED_AT; ahead++) {
    const day = addDays(date, ahead);
    if (ahead > 0 && isWorkingDay(day, rules)) left--;
    if (left <= 0) return day;
  }
  return undefined;
}

/** The first working day after a date on which nobody in these regions has a holiday; the next date where there is none for long. */
export function nextWorkingDay(date: string, rules: SlotRules, regions: readonly string[] = []): string {
  for (let ahead = 1; ahead <= MOST_LOOKED_AT; ahead++) {
    const day = addDays(date, ahead);
    const isHoliday = regions.some((region) => holidayOn(day, region, rules.holidays) !== undefined);
    if (!isHoliday && isWorkingDay(day, rules)) return day;
  }
  return addDays(date, 1);
}

/** The next date of a day of the week on which the agency works, whatever happens on it. */
export function nextWeekday(date: string, { weekdays }: SlotRules): string {
  return [1, 2, 3, 4, 5, 6, 7].map((ahead) => addDays(date, ahead)).find((day) => weekdays.includes(weekdayOf(day)))!;
}
