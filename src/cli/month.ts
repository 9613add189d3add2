import { GoLiveError } from '../domain/errors.ts';

const MONTHS = 12;

/** A month as it was typed. @throws GoLiveError `usage`, with the nearest that there is */
export function monthOf(text: string): string {
  const [, year, month] = /^(2\d{3})-(\d{1,2})$/.exec(text) ?? [];
  const number = Number(month);
  if (month?.length === 2 && number >= 1 && number <= MONTHS) return text;
  const nearest = year === undefined ? undefined : `${year}-${two(Math.min(Math.max(number, 1), MONTHS))}`;
  throw new GoLiveError('usage', {
    subject: `--month ${JSON.stringify(text.slice(0, 40))}`,
    fix: nearest === undefined ? 'Write a year and a month, like 2026-12.' : `Did you mean ${nearest}?`,
  });
}

const two = (number: number): string => String(number).padStart(2, '0');

/** How many days a month has. */
export function daysOf(month: string): number {
  const [year, number] = month.split('-').map(Number) as [number, number];
  return new Date(Date.UTC(year, number, 0)).getUTCDate();
}
