import { weekdayOf } from './dates.ts';

/** Whether a half-day (`2026-12-01/morning`) is one that somebody would like (`tue/morning`, `tue`, `morning`); an empty list likes all. */
export function isLiked(slot: string, liked: readonly string[]): boolean {
  const [date = '', half = ''] = slot.split('/');
  const day = weekdayOf(date);
  return liked.length === 0 || liked.some((one) => one === day || one === half || one === `${day}/${half}`);
}
