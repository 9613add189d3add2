import { addDays, daysInMonth, isDate, weekdayOf } from './dates.ts';
import { dayNamed, monthNamed, wordsApart } from './half-day-words.ts';

const two = (number: number): string => String(number).padStart(2, '0');

/** A date inside a longer text, year first or last. */
const WRITTEN =
  /(?<!\d)(?:(\d{4})[-./](\d{1,2})[-./](\d{1,2})|(\d{1,2})[-./](\d{1,2})[-./](\d{4})|(\d{4})(\d{2})(\d{2}))(?!\d)/;

/** A date with its month as a word: `1 december`, `1. Dez. 2026`, `1er août`, `3rd of May`. */
const SPELLED = /(?<!\d)(\d{1,2})(?:\.|er|e|de|ste|st|nd|rd|th)?\s+(?:of\s+)?(\p{L}{3,})\.?(?:,?\s+(\d{4})(?!\d))?/gu;

export interface NearestDates {
  /** One; or the last before and the first after a day that its month does not have; none where nothing can be made of it. */
  readonly dates: readonly string[];
  /** The date that does not exist, where that is what is wrong: `2026-02-30`. */
  readonly missing?: string;
  /** What stands around the date. */
  readonly before: string;
  readonly after: string;
}

/**
 * The dates that somebody may have meant: `2026-12-1`, `1-12-2026`, `1/12/2026` (the day first, as people here write; the month first where
 * it cannot be otherwise), `1 december 2026`, `2026-02-30`; and with `today` also `1 december`, `next Tuesday`, `dinsdag`, `tomorrow`.
 */
export function nearestDates(said: string, today?: string): NearestDates {
  const text = inNumbers(said, today);
  const found = WRITTEN.exec(text);
  if (found === null) return spokenDates(text, today);
  const [whole, y1, m1, d1, d2, m2, y2, y3, m3, d3] = found;
  const around = {
    before: text.slice(0, found.index),
    after: text.slice(found.index + whole.length).replace(/^T(?=\d)/, ' '),
  };
  const [year, first, second] = [y1 ?? y2 ?? y3, m1 ?? m2 ?? m3, d1 ?? d2 ?? d3].map(Number) as [
    number,
    number,
    number,
  ];
  const [month, day] = first > 12 && y2 !== undefined ? [second, first] : [first, second];
  if (year < 2000 || year > 2999 || month < 1 || month > 12 || day < 1 || day > 31) return { dates: [], ...around };
  const written = `${year}-${two(month)}-${two(day)}`;
  if (isDate(written)) return { dates: [written], ...around };
  const last = `${year}-${two(month)}-${two(daysInMonth(year, month))}`;
  return { dates: [last, addDays(last, 1)], missing: written, ...around };
}

/** Months that are words as their numbers; of a date without a year the next such date. */
function inNumbers(text: string, today: string | undefined): string {
  return text.replace(SPELLED, (whole, day: string, word: string, year: string | undefined) => {
    const month = monthNamed(word.toLowerCase());
    if (month === undefined || (year ?? today) === undefined) return whole;
    const thisYear = Number(today?.slice(0, 4));
    const isOver = today !== undefined && `${two(month)}-${two(Number(day))}` < today.slice(5);
    return `${day}-${month}-${year ?? (isOver ? thisYear + 1 : thisYear)}`;
  });
}

/** Days from today, by their word. */
const AHEAD: Readonly<Record<string, number>> = {
  today: 0,
  vandaag: 0,
  heute: 0,
  'aujourd’hui': 0,
  "aujourd'hui": 0,
  tomorrow: 1,
  morgen: 1,
  demain: 1,
  overmorgen: 2,
  übermorgen: 2,
};

function spokenDates(text: string, today: string | undefined): NearestDates {
  const words = wordsApart(text).split(/[\s/,]+/);
  const at = words.findIndex((word) => Object.hasOwn(AHEAD, word) || dayNamed(word) !== undefined);
  if (today === undefined || at === -1) return { dates: [], before: text, after: '' };
  const around = { before: words.slice(0, at).join(' '), after: words.slice(at + 1).join(' ') };
  const ahead = AHEAD[words[at]!];
  if (ahead !== undefined) return { dates: [addDays(today, ahead)], ...around };
  const day = dayNamed(words[at]!);
  const week = [1, 2, 3, 4, 5, 6, 7].map((days) => addDays(today, days));
  return { dates: week.filter((date) => weekdayOf(date) === day), ...around };
}
