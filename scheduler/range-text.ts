import { isDate } from './dates.ts';
import type { NearestDates } from './nearest-date.ts';
import { nearestDates } from './nearest-date.ts';

/** The range, or what is wrong with the text and what would be right; completes `"<text>" …`. */
export type ReadRange = { readonly from: string; readonly to: string } | { readonly issue: string };

const FORM = 'write 2026-12-24 or "2026-12-24..2027-01-03"';

/** `2026-12-24` or `2026-12-24..2027-01-03`, both ends included. */
export function readRange(text: string): ReadRange {
  const parts = text.split('..');
  const [from = '', to = from] = parts;
  if (parts.length <= 2 && isDate(from) && isDate(to))
    return from <= to ? { from, to } : { issue: `ends before it begins; write ${written(to, from)}` };
  return { issue: issueOf(text) };
}

const written = (from: string, to: string): string => (from === to ? from : JSON.stringify(`${from}..${to}`));

const LONGEST = 100;

/** What joins two dates where people do not know of `..`. */
const BETWEEN = /^\s*(?:\.{2,}|…|–|—|-|\/|to|until|t\/m|tot|bis|au|et)\s*$/i;

function issueOf(text: string): string {
  const read = text.length > LONGEST ? [] : datesIn(text);
  const missing = read.find((one) => one.missing !== undefined);
  if (!isUnderstood(read)) return `is not a date or a range; ${FORM}`;
  if (missing !== undefined)
    return `has a date that does not exist; ${missing.missing} could be ${missing.dates.join(' or ')}`;
  const [from, to = from] = read.map(({ dates }) => dates[0]!).sort();
  return `is not a date or a range; write ${written(from!, to!)}`;
}

/** What can be read as dates, one after the other; `before` and `after` is what stands between them. */
function datesIn(text: string): NearestDates[] {
  const next = nearestDates(text);
  return next.dates.length === 0 ? [] : [next, ...datesIn(next.after)];
}

/** One date, or two that a word or sign joins, and no number beside them: half of what was meant is worse than nothing. */
function isUnderstood([first, second, ...more]: readonly NearestDates[]): boolean {
  if (first === undefined || more.length > 0) return false;
  const beside = [first.before, (second ?? first).after];
  const isJoined = second === undefined ? !beside.some((one) => BETWEEN.test(one)) : BETWEEN.test(second.before);
  return isJoined && !beside.some((one) => /\d/.test(one));
}

/** Of ranges, the first two that have a date in common, by where they stand. */
export function firstOverlap(
  ranges: readonly { readonly from: string; readonly to: string }[],
): { readonly at: number; readonly other: number; readonly both: string } | undefined {
  for (const [at, one] of ranges.entries())
    for (const [other, before] of ranges.slice(0, at).entries()) {
      if (one.from > before.to || before.from > one.to) continue;
      const from = one.from < before.from ? one.from : before.from;
      const to = one.to > before.to ? one.to : before.to;
      return { at, other, both: written(from, to) };
    }
  return undefined;
}
