import type { EpochMs } from '../src/domain/time.ts';
import { DAY } from '../src/domain/time.ts';
import type { Weekday } from './calendar.ts';
import { WEEKDAYS } from './calendar.ts';
import { offsetMs } from './offset.ts';

/** A date is text, `2026-12-01`: it has no hour and no zone, and the order of the texts is the order of the dates. */
const DATE = /^(2\d{3})-(\d{2})-(\d{2})$/;

/** Of this and the coming centuries. */
export function isDate(text: string): boolean {
  const [, year, month, day] = DATE.exec(text)?.map(Number) ?? [];
  return year !== undefined && month! >= 1 && month! <= 12 && day! >= 1 && day! <= daysInMonth(year, month!);
}

export function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

const atMidnight = (date: string): EpochMs => Date.parse(`${date}T00:00:00Z`);
const dateOf = (atMs: EpochMs): string => new Date(atMs).toISOString().slice(0, 10);

export function addDays(date: string, days: number): string {
  return dateOf(atMidnight(date) + days * DAY);
}

/** 29 February becomes 28 February where there is none. */
export function addYears(date: string, years: number): string {
  const moved = `${Number(date.slice(0, 4)) + years}${date.slice(4)}`;
  return isDate(moved) ? moved : `${moved.slice(0, 8)}28`;
}

export function weekdayOf(date: string): Weekday {
  return WEEKDAYS[(new Date(atMidnight(date)).getUTCDay() + 6) % 7]!;
}

/** The date of a moment in a zone. */
export function dateAt(now: EpochMs, timeZone: string): string {
  return dateOf(now + offsetMs(now, timeZone));
}
