import { bookingHistory } from '../app/booking-history.ts';
import { findMigrations } from '../app/find.ts';
import { MOST_DAYS, slotsDocument } from '../app/slots-document.ts';
import { GoLiveError } from '../domain/errors.ts';
import type { Style } from '../texts/render.ts';
import { formatMoment } from '../texts/render.ts';
import { earliestLines } from './earliest-lines.ts';
import { daysOf, monthOf } from './month.ts';
import type { Legend } from './month-grid.ts';
import { GRID_COLUMNS, monthGrid } from './month-grid.ts';
import type { Piece } from './print.ts';
import { table, wrapped } from './print.ts';
import type { CommonOptions, Outcome, Shell } from './shell.ts';
import { styleOf, withApp, words } from './shell.ts';
import type { ListWords } from './slot-list.ts';
import { slotTable } from './slot-list.ts';
import type { SlotRow } from './slot-row.ts';
import { apart, warningsIn } from './slot-row.ts';
import { wholeNumber } from './whole-number.ts';

interface Options extends CommonOptions {
  readonly from?: string;
  readonly days?: string;
  readonly month?: string;
  readonly history?: boolean;
}

export async function slots(
  shell: Shell,
  [domain]: readonly (string | undefined)[],
  options: Options,
): Promise<Outcome> {
  if (options.history === true) return history(shell, domain, options);
  const range = rangeOf(options);
  return withApp(shell, options, async (app) => {
    const document = await slotsDocument(app, { ...(domain === undefined ? {} : { domain }), ...range });
    if (options.json) {
      shell.json(document);
      return undefined;
    }
    const style = styleOf(app.config);
    const { rows, always } = apart(document.slots);
    if (range.month === undefined || shell.columns < GRID_COLUMNS) {
      if (range.month !== undefined) shell.say(words(style, 'slots.narrow'));
      showList(shell, rows, style);
    } else showMonth(shell, range.month, rows, document.generatedAt.slice(0, 10), style);
    if (document.earliest !== undefined) {
      const [migration] = await findMigrations(app.store, domain!);
      const booking = await app.store.bookingOf(migration!.projectId);
      shell.write('', ...earliestLines(shell, domain!, booking !== undefined, document.earliest, style));
    }
    for (const why of always) shell.write(...wrapped(why, shell.columns, ''));
    return undefined;
  });
}

async function history(shell: Shell, domain: string | undefined, options: Options): Promise<Outcome> {
  const other = (['from', 'days', 'month'] as const).find((name) => options[name] !== undefined);
  if (domain === undefined || other !== undefined)
    throw new GoLiveError('usage', {
      subject: other === undefined ? '--history' : `--history with --${other}`,
      fix: 'Write golive slots DOMAIN --history.',
    });
  return withApp(shell, options, async (app) => {
    const document = await bookingHistory(app, domain);
    if (options.json) {
      shell.json(document);
      return undefined;
    }
    const style = styleOf(app.config);
    const rows = document.changes.map(({ at, what, slot, from, by, why }): Piece[] => [
      formatMoment(Date.parse(at), style),
      words(style, `slots.history.${what}`),
      from === undefined ? slot : `${from} → ${slot}`,
      why === undefined ? by : `${by}: ${why}`,
    ]);
    if (rows.length === 0) shell.line(words(style, 'slots.history.none', { customer: document.customer }));
    else shell.write(...table(rows, shell.colours, shell.columns));
    return undefined;
  });
}

/** @throws GoLiveError `usage`: no month, no number, or two ways of saying which days */
function rangeOf({ from, days, month }: Options) {
  if (month === undefined)
    return {
      ...(from === undefined ? {} : { from }),
      ...(days === undefined ? {} : { days: wholeNumber('--days', days, 1, MOST_DAYS) }),
    };
  const other = from !== undefined ? '--from' : days !== undefined ? '--days' : undefined;
  if (other !== undefined)
    throw new GoLiveError('usage', {
      subject: `--month with ${other}`,
      fix: 'Give --month alone, or --from and --days.',
    });
  const found = monthOf(month);
  return { month: found, from: `${found}-01`, days: daysOf(found) };
}

function showList(shell: Shell, rows: readonly SlotRow[], style: Style): void {
  shell.write(...table(slotTable(rows, style.language, sayingOf(style)), shell.colours, shell.columns));
  const warnings = warningsIn(rows);
  if (warnings.length > 0) shell.write('');
  for (const [index, why] of warnings.entries())
    shell.write(...table([[{ text: `[${index + 1}]`, colour: 'yellow' }, why]], shell.colours, shell.columns));
}

function showMonth(shell: Shell, month: string, rows: readonly SlotRow[], today: string, style: Style): void {
  const { free, own, taken } = sayingOf(style);
  const grid = monthGrid(month, today, rows, style.language, {
    free,
    own,
    taken,
    week: words(style, 'slots.week'),
    today: words(style, 'slots.today'),
  });
  for (const line of grid.lines) shell.line(...line);
  const legend = grid.legend.map(({ sign, colour, text }: Legend) => [
    colour === undefined ? sign : { text: sign, colour },
    text,
  ]);
  shell.write('', ...table(legend, shell.colours, shell.columns));
}

function sayingOf(style: Style): ListWords & { taken(by: NonNullable<SlotRow['takenBy']>): string } {
  const named = ({ customer, heldUntil }: NonNullable<SlotRow['takenBy']>[number]) =>
    heldUntil === undefined ? customer : words(style, 'slots.held-by', { customer, until: Date.parse(heldUntil) });
  const taken = (by: NonNullable<SlotRow['takenBy']>) => by.map(named).join(', ');
  return {
    free: words(style, 'cli.free'),
    taken,
    own: ({ customer, heldUntil }) =>
      heldUntil === undefined
        ? words(style, 'slots.own', { customer })
        : words(style, 'slots.own-held', { customer, until: Date.parse(heldUntil) }),
    // Who has it comes first: that is what is looked for in a list.
    reasonsOf: ({ refusedBy = [], takenBy }) => [
      ...(takenBy === undefined ? [] : [words(style, 'slots.taken-by', { customers: taken(takenBy) })]),
      ...refusedBy.flatMap(({ rule, why }) => (rule === 'taken' && takenBy !== undefined ? [] : [why])),
    ],
  };
}
