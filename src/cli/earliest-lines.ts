import type { DocumentOf } from '../app/documents.ts';
import { decisive, sumOf, whenSafe } from '../app/earliest-words.ts';
import type { Style } from '../texts/render.ts';
import type { Piece } from './print.ts';
import { painted, table } from './print.ts';
import type { Shell } from './shell.ts';
import { words } from './shell.ts';

type Earliest = NonNullable<DocumentOf<'slots'>['earliest']>;

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
    const moments = whenSafe(term, style).join(', ');
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
