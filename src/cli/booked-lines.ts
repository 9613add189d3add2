import type { BookingDone } from '../app/book.ts';
import type { DocumentOf } from '../app/documents.ts';
import { domainPair } from '../app/voice.ts';
import type { Style } from '../texts/render.ts';
import { formatMoment, render } from '../texts/render.ts';
import type { Piece } from './print.ts';
import { nameShown, table, wrapped } from './print.ts';
import type { Shell } from './shell.ts';
import { words } from './shell.ts';

type Said = DocumentOf<'said'>;

/** Of a project with many domains, the list of which stands above. */
const MOST_COMMANDS = 3;

/** When it begins, who is on duty, what the move itself needs, and what to know of it. */
export function showBooked(shell: Shell, { booking, leads, migrations }: Said, done: BookingDone, style: Style): void {
  const { slot, startsAt, owner, heldUntil, timeZone } = booking!;
  const project = done.migrations[0]!.project;
  const say = (key: string, values?: Readonly<Record<string, string | number>>) => words(style, key, values);
  const domain = project.domains[0]!.domain.slice(0, -1);
  const head = say(heldUntil === undefined ? 'booked.confirmed' : 'booked.held', { customer: project.customer, slot });
  shell.line({ text: head, colour: 'green' });
  if (done.isRepeat) shell.write(...wrapped(say('booked.repeat'), shell.columns, '  '));
  const rows: Piece[][] = [
    [say('booked.begins'), `${formatMoment(Date.parse(startsAt), { ...style, timeZone })} (${timeZone})`],
    [say('booked.domains'), done.migrations.map(({ state }) => nameShown(domainPair(state.domain))).join(', ')],
    [say('booked.on-duty'), owner],
    ...(heldUntil === undefined ? [] : [[say('booked.until'), formatMoment(Date.parse(heldUntil), style)]]),
    ...(leads ?? []).map(({ rule, subject, until, before, sum }): Piece[] => {
      const from = until === undefined ? [] : [say('slots.from', { at: Date.parse(until) })];
      const to = before === undefined ? [] : [say('slots.before', { at: Date.parse(before) })];
      const when = `${subject} ${[...from, ...to].join(', ')}`;
      return [say(`slots.term.${rule}`), say('slots.sum', { when, sum })];
    }),
    ...done.warnings.map(({ why }): Piece[] => [{ text: say('booked.warning'), colour: 'yellow' }, render(why, style)]),
  ];
  shell.write(
    ...table(
      rows.map(([name, ...rest]) => ['', name!, ...rest]),
      shell.colours,
      shell.columns,
    ),
  );
  const drafts = migrations.filter(({ status }) => status === 'draft').map((one) => `golive approve ${one.domain}`);
  if (drafts.length > 0) {
    shell.write(...wrapped(say('booked.draft'), shell.columns, ''));
    for (const command of drafts.slice(0, MOST_COMMANDS)) shell.line(`  ${command}`);
    if (drafts.length > MOST_COMMANDS) shell.line('  …');
  }
  if (heldUntil !== undefined) shell.line(say('booked.confirm', { domain }));
}

export function showGivenBack(shell: Shell, done: BookingDone, style: Style): void {
  const customer = done.migrations[0]!.project.customer;
  shell.line(words(style, 'booked.given-back', { customer }));
  if (done.isRepeat) shell.write(...wrapped(words(style, 'booked.repeat'), shell.columns, '  '));
}

/** What was done ahead of a half-day that was given up, one line each. */
export function showStanding(shell: Shell, { standing }: BookingDone, style: Style): void {
  shell.line(words(style, 'booked.standing'));
  for (const { domain, step, doneMs } of standing) {
    const values = { domain: nameShown(domainPair(domain)), step, done: doneMs };
    shell.write(...wrapped(words(style, 'booked.standing-one', values), shell.columns, '  '));
  }
}
