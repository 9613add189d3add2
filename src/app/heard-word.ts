import type { Style } from '../texts/render.ts';
import { render } from '../texts/render.ts';

const IN_WORDS: ReadonlySet<string> = new Set(['answer', 'timeout', 'unreachable', 'not-asked']);

/** How a server was heard; the words of the wire (REFUSED, lame) stay. */
export function heardWord(outcome: string, style: Style): string {
  return IN_WORDS.has(outcome) ? render({ text: `check.heard.${outcome}` }, style) : outcome;
}
