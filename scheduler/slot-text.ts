import { GoLiveError } from '../src/domain/errors.ts';
import type { Half } from './calendar.ts';
import { HALVES } from './calendar.ts';
import { isDate } from './dates.ts';
import { halfNamed } from './half-day-words.ts';
import { nearestDates } from './nearest-date.ts';

/**
 * A half-day as it is written everywhere: `2026-12-01/morning`.
 *
 * @param today so that the way out can name the date that was meant with `next Tuesday`
 * @throws GoLiveError `usage`: not a date of the calendar, or no half of a day; with the nearest right form
 */
export function parseSlot(text: string, today?: string): { readonly date: string; readonly half: Half } {
  const [, date, half] = /^([^/]+)\/(morning|afternoon)$/.exec(text) ?? [];
  if (date === undefined || !isDate(date)) throw new GoLiveError('usage', faultOf(text, today));
  return { date, half: half as Half };
}

/** @throws GoLiveError `usage` with the nearest date */
export function requireDate(text: string, today?: string): string {
  if (isDate(text)) return text;
  const { dates, missing } = nearestDates(text.slice(0, LONGEST), today);
  throw new GoLiveError('usage', {
    subject: `date ${JSON.stringify(text.slice(0, LONGEST))}`,
    ...(missing === undefined ? {} : { why: `there is no ${missing}` }),
    fix: dates.length === 0 ? 'Write it like 2026-12-01.' : `Write ${dates.join(' or ')}.`,
  });
}

const LONGEST = 40;

function faultOf(text: string, today: string | undefined): { subject: string; why?: string; fix: string } {
  const shown = text.slice(0, LONGEST);
  const subject = `slot ${JSON.stringify(shown)}`;
  const { dates, missing, before, after } = nearestDates(shown, today);
  // In front of a date, `am` is German and says nothing of the half.
  const words = [...wordsOf(after), ...wordsOf(before).filter((word) => word !== 'am')];
  const half = words.map(halfNamed).find((one) => one !== undefined);
  const why = whyWrong(missing, half, wordsOf(after).at(-1), dates.length > 0);
  if (dates.length === 0)
    return {
      subject,
      ...why,
      fix: 'Write a date and a half-day, like 2026-12-01/morning; golive slots shows the free ones.',
    };
  const halves = half === undefined ? HALVES : [half];
  const meant = dates.flatMap((date) => halves.map((one) => `${date}/${one}`));
  return { subject, ...why, fix: `Write ${meant.join(' or ')}.` };
}

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}:]+/gu) ?? [];

/** What is wrong, where that can be said in words: a date that does not exist, a half that does not, none at all. */
function whyWrong(
  missing: string | undefined,
  half: Half | undefined,
  word: string | undefined,
  hasDate: boolean,
): { why?: string } {
  if (missing !== undefined) return { why: `there is no ${missing}` };
  if (!hasDate || half !== undefined) return {};
  const named = word === undefined ? 'it names no half-day' : `there is no half-day ${JSON.stringify(word)}`;
  return { why: `${named}; there are morning and afternoon` };
}
