import { isDate } from '../dates.ts';
import { nearestDates } from '../nearest-date.ts';
import type { HolidayOverride } from './holidays.ts';
import { isRegion, nearestRegion, regionIssue } from './regions.ts';

const MOST_LETTERS = 80;
const EXAMPLE =
  'write a date, a region and a name, like "2026-06-15 GB-SCT World Cup"; without a region it holds everywhere';

/**
 * An override as the configuration writes it: `DATE [REGION] [NAME]`, such as `2026-06-15 GB-SCT World Cup`, `2026-05-05 NL`,
 * `2026-12-24 Team day`. An `issue` says what is wrong and what would be right, and completes "<where it stands> …".
 */
export function parseOverride(text: string): { readonly override: HolidayOverride } | { readonly issue: string } {
  const [, date, rest = ''] = /^\s*(\S+)(?:\s+(.*?))?\s*$/s.exec(text) ?? [];
  if (date === undefined) return { issue: `is empty; ${EXAMPLE}` };
  if (!isDate(date)) return { issue: dateIssue(date) };
  const [first = '', ...others] = rest === '' ? [] : rest.split(/\s+/);
  const name = isRegion(first) ? others.join(' ') : rest.replace(/\s+/g, ' ');
  if (!isRegion(first) && looksLikeRegion(first)) return { issue: regionIssue(first) };
  if (/\p{Cc}|\p{Cf}|\p{Zl}|\p{Zp}/u.test(name)) return { issue: 'has a character in its name that cannot be printed' };
  if (name.length > MOST_LETTERS) return { issue: `has a name of ${name.length} letters; at most ${MOST_LETTERS} fit` };
  return { override: { date, ...(isRegion(first) ? { region: first } : {}), ...(name === '' ? {} : { name }) } };
}

/** `gb-sct`, `DE-BAY`, `UK`, `DK` and `de` were meant as regions; `De`, `Team` and `Co-op` begin a name. */
function looksLikeRegion(word: string): boolean {
  if (/^[A-Z]{2}(-[A-Z0-9]{1,3})?$/.test(word)) return true;
  return /^([a-z]{2}|[A-Za-z]{2}[-_][A-Za-z0-9]{1,3})$/.test(word) && nearestRegion(word) !== undefined;
}

function dateIssue(text: string): string {
  const shown = text.slice(0, 40);
  const { dates } = nearestDates(shown);
  return `${JSON.stringify(shown)} is no date; ${dates.length === 0 ? EXAMPLE : `write ${dates.join(' or ')}`}`;
}
