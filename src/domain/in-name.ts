import type { Span } from './text-view.ts';

const LONGEST_NAME = 254;
/** Of a label, or all of one: `hotel2000`, `Hotel2000`, `bakkerij-1950`. A code has digits all over. */
const WORD = /^(?:[A-Z]?[a-z-]*(?:\d+[a-z-]*){0,2}|[A-Z-]*(?:\d+[A-Z-]*){0,2})$/;
/**
 * The rest of the label, of which a word behind a hyphen may be written otherwise (`HOTEL2000-Utrecht.NL`), and the labels behind it, the last as a
 * top-level domain is written; what begins a sentence is none.
 */
const LABELS_BEHIND = [
  /^(?:[a-z\d_-]*|-[\w-]*)(?:\.[a-z\d_-]+)*\.(?:[a-z]{2,}|xn--[a-z\d-]+)(?![\w-])/,
  /^(?:[A-Z\d_-]*|-[\w-]*)(?:\.[A-Z\d_-]+)*\.(?:[A-Z]{2,}|XN--[A-Z\d-]+)(?![\w-])/,
];

/**
 * Whether a word stands in a domain name, and other labels behind it. Many a password is the name of the business, and its domain is that
 * too: without that name there is no fact, no question to a server and no zone; and it says no more than everybody sees in the DNS.
 */
export function isInName(text: string, word: string, [, to]: Span): boolean {
  if (!WORD.test(word)) return false;
  const behind = text.slice(to, to + LONGEST_NAME);
  return LABELS_BEHIND.some((labels) => labels.test(behind));
}
