import type { DocumentOf } from '../app/documents.ts';
import type { Style } from '../texts/render.ts';
import { formatWeekday } from '../texts/render.ts';
import type { Piece } from './print.ts';
import { painted, table } from './print.ts';
import type { Shell } from './shell.ts';
import { words } from './shell.ts';

type Earliest = NonNullable<DocumentOf<'slots'>['earliest']>;
type Term = Earliest['terms'][number];

/** The earliest safe half-day, all that it follows from with its arithmetic, which of it decides, and the command that books it. */
export function earliestLines(
  shell: Shell,
  domain: string,
  isBooked: boolean,
  { slot, terms }: Earliest,
  style: Style,
): string[] {
  const say = (key: string, values?: Readonly<Record<string, string | number>>) => words(style, key, values);
  const last = decisive(terms);
  const command = `golive ${isBooked ? 'reschedule' : 'book'} ${domain} --slot ${slot}`;
  const rows = terms.map((term): Piece[] => {
    const isLast = term === last;
    const what =
      term.rule === 'notice' ? say('slots.term.notice') : `${say(`slots.term.${term.rule}`)} ${term.subject}`;
    const moments = momentsOf(term, style).join(', ');
    const when = `${moments}${isLast ? ` (${say('slots.decisive')})` : ''}`;
    const text = say('slots.sum', { when, sum: sumOf(term, style) });
    return [isLast ? { text: '→', colour: 'yellow' } : ' ', what, text];
  });
  const head = slot === undefined ? say('slots.earliest-none') : say('slots.earliest', { slot });
  return [
    painted({ text: head, colour: 'bold' }, shell.colours),
    ...table(rows, shell.colours, shell.columns),
    ...(slot === undefined
      ? []
      : [painted(say(isBooked ? 'slots.move-it' : 'slots.book-it', { command }), shell.colours)]),
  ];
}

function momentsOf({ from, until, before }: Term, style: Style): string[] {
  return [
    ...(from === undefined
      ? []
      : [words(style, 'slots.from-date', { day: formatWeekday(from, style.language), date: from })]),
    ...(until === undefined ? [] : [words(style, 'slots.from', { at: Date.parse(until) })]),
    ...(before === undefined ? [] : [words(style, 'slots.before', { at: Date.parse(before) })]),
  ];
}

/** The notice is counted in days, of which the reader's language has a word. */
function sumOf({ rule, sum }: Term, style: Style): string {
  return rule === 'notice' ? sum.replace(/(?<= )(days|working-days)$/, (unit) => words(style, `slots.${unit}`)) : sum;
}

/** The last that must be over. Moments are of one zone, so their texts are in their order. */
function decisive(terms: readonly Term[]): Term | undefined {
  const startOf = ({ from, until }: Term): string | undefined => until ?? (from && `${from}T00:00`);
  return terms
    .filter((term) => startOf(term) !== undefined)
    .reduce<Term | undefined>((last, term) => (last && startOf(last)! >= startOf(term)! ? last : term), undefined);
}
