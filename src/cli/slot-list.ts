import type { Language } from '../domain/message.ts';
import { formatWeekday } from '../texts/render.ts';
import type { Piece } from './print.ts';
import type { SlotRow } from './slot-row.ts';
import { dateOf, ownIn, warningsIn } from './slot-row.ts';

const HALVES_OF_A_DAY = 2;

/** Half-days that stand on one line: one, or a run that is refused for the same reason. */
interface Run {
  readonly rows: readonly SlotRow[];
  /** Reasons that all of them have; empty for one that is free. */
  readonly reasons: readonly string[];
}

/**
 * Neighbours that share a reason are one run: a weekend is one line, and so is a closure with all its Sundays and holidays. A half-day that
 * somebody has stands by itself, also tomorrow's: who goes live then is what is looked for.
 */
export function runsOf(rows: readonly SlotRow[], reasonsOf: (row: SlotRow) => readonly string[]): Run[] {
  const runs: Run[] = [];
  for (const row of rows) {
    const own = row.free || ownIn(row) !== undefined ? [] : reasonsOf(row);
    const last = runs.at(-1);
    const isSomebodys = [row, ...(last?.rows ?? [])].some(({ takenBy = [] }) => takenBy.length > 0);
    const shared = isSomebodys ? [] : (last?.reasons.filter((why) => own.includes(why)) ?? []);
    if (last !== undefined && shared.length > 0) runs[runs.length - 1] = { rows: [...last.rows, row], reasons: shared };
    else runs.push({ rows: [row], reasons: own });
  }
  return runs;
}

export interface ListWords {
  readonly free: string;
  /** Why it cannot be had, each reason a sentence. */
  reasonsOf(row: SlotRow): readonly string[];
  /** Of the domain's own half-day. */
  own(by: NonNullable<ReturnType<typeof ownIn>>): string;
}

/** Rows of a table: weekday, half-day or dates, and whether it can be had. Numbers in brackets point to `warningsIn`. */
export function slotTable(rows: readonly SlotRow[], language: Language, words: ListWords): Piece[][] {
  const warnings = warningsIn(rows);
  return runsOf(rows, words.reasonsOf).map(({ rows: run, reasons }) => {
    const [first] = run;
    const last = run.at(-1)!;
    const marks = (first!.warnings ?? []).map(({ why }) => ` [${warnings.indexOf(why) + 1}]`).join('');
    const own = ownIn(first!);
    return [
      spanned(formatWeekday(dateOf(first!), language), formatWeekday(dateOf(last), language), '–', run),
      spanned(nameOf(run, first!), nameOf(run, last), ' … ', run),
      own !== undefined
        ? { text: `${words.own(own)}${marks}`, colour: 'blue' }
        : first!.free
          ? { text: `${words.free}${marks}`, colour: marks === '' ? 'green' : 'yellow' }
          : { text: reasons.join(' '), colour: 'dim' },
    ];
  });
}

function spanned(from: string, to: string, between: string, rows: readonly SlotRow[]): string {
  return dateOf(rows[0]!) === dateOf(rows.at(-1)!) ? from : `${from}${between}${to}`;
}

/** Whole days stand without their halves. */
function nameOf(rows: readonly SlotRow[], row: SlotRow): string {
  return rows.filter((one) => dateOf(one) === dateOf(row)).length === HALVES_OF_A_DAY ? dateOf(row) : row.slot;
}
