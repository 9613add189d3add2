import type { Style } from '../texts/render.ts';
import { formatWeekday, render } from '../texts/render.ts';
import type { DocumentOf } from './documents.ts';

/** One of the times that a half-day waits for. */
export type Term = NonNullable<DocumentOf<'slots'>['earliest']>['terms'][number];

/** When it is safe: from a date, from a moment, before another. */
export function whenSafe({ from, until, before }: Term, style: Style): string[] {
  const say = (text: string, values: Readonly<Record<string, string | number>>) => render({ text, values }, style);
  return [
    ...(from === undefined ? [] : [say('slots.from-date', { day: formatWeekday(from, style.language), date: from })]),
    ...(until === undefined ? [] : [say('slots.from', { at: Date.parse(until) })]),
    ...(before === undefined ? [] : [say('slots.before', { at: Date.parse(before) })]),
  ];
}

/** The notice is counted in days, of which the reader's language has a word. */
export function sumOf({ rule, sum }: Term, style: Style): string {
  if (rule !== 'notice') return sum;
  return sum.replace(/(?<= )(days|working-days)$/, (unit) => render({ text: `slots.${unit}` }, style));
}

/** The last that must be over. Moments are of one zone, so their texts are in their order. */
export function decisive(terms: readonly Term[]): Term | undefined {
  const startOf = ({ from, until }: Term): string | undefined => until ?? (from && `${from}T00:00`);
  return terms
    .filter((term) => startOf(term) !== undefined)
    .reduce<Term | undefined>((last, term) => (last && startOf(last)! >= startOf(term)! ? last : term), undefined);
}
