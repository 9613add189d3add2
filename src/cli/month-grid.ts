import type { Language } from '../domain/message.ts';
import { formatMonth, formatWeekday } from '../texts/render.ts';
import type { Colour, Piece } from './print.ts';
import type { SlotRow } from './slot-row.ts';
import { dateOf, halfOf, ownIn } from './slot-row.ts';

// A month as a grid: Monday to Sunday, two signs a day (morning and afternoon). Every sign says by itself what it means; colour only helps.

/** Columns that the grid takes; a narrower screen gets the list. */
export const GRID_COLUMNS = 75;
const WEEK_COLUMNS = 5;
const DAY_COLUMNS = 10;
const SIGN_COLUMNS = 2;
const DAYS_OF_A_WEEK = 7;

/** In the order in which one sign stands for a half-day that several rules refuse; lead times are the move's own. */
const SIGNS: readonly (readonly [rule: string, sign: string])[] = [
  ['past', '.'],
  ['closed', '#'],
  ['holiday', '*'],
  ['customer-holiday', '+'],
  ['weekday', '-'],
  ['freeze', '%'],
  ['notice', '<'],
  ['far', '>'],
  ['ttl', '~'],
  ['ds', '~'],
  ['policy', '~'],
  ['certificate', '~'],
  ['mailboxes', '~'],
  ['code', '~'],
  ['customer', '/'],
];
/** A rule that this table does not know yet. */
const OTHER = '?';
const FREE = 'o';
const WARNED = 'o!';
const SEVERAL = '&';
const OWN = '@';
/** Of these the days are named: their sentence does not say them. */
const DAYS_NAMED: ReadonlySet<string> = new Set(['holiday', 'customer-holiday', 'customer']);

export interface Legend {
  readonly sign: string;
  readonly colour?: Colour;
  readonly text: string;
}

export interface MonthGrid {
  readonly lines: readonly (readonly Piece[])[];
  readonly legend: readonly Legend[];
}

export interface GridWords {
  readonly free: string;
  readonly week: string;
  readonly today: string;
  /** Who has it: `Klant BV, held until …`. */
  taken(by: NonNullable<SlotRow['takenBy']>): string;
  /** Of the domain's own half-day. */
  own(by: NonNullable<ReturnType<typeof ownIn>>): string;
}

/** `month` is `2026-12`, `today` a date; `rows` are the half-days of the month. */
export function monthGrid(
  month: string,
  today: string,
  rows: readonly SlotRow[],
  language: Language,
  words: GridWords,
): MonthGrid {
  const legend = legendOf(rows, words);
  const dates = [...new Set(rows.map(dateOf))];
  const signed = new Map(rows.map((row) => [row.slot, legend.signOf(row)]));
  const halves = new Map(rows.map((row) => [`${dateOf(row)} ${halfOf(row)}`, signed.get(row.slot)!]));
  const lines: Piece[][] = [[{ text: formatMonth(month, language), colour: 'bold' }], headOf(language, words)];
  let line: Piece[] = [];
  for (const date of dates) {
    const column = columnOf(date);
    if (line.length === 0) line.push(week(date), ' '.repeat(column * DAY_COLUMNS));
    line.push(dayOf(date, today), ...(['morning', 'afternoon'] as const).flatMap((half) => cell(halves, date, half)));
    if (column === DAYS_OF_A_WEEK - 1 || date === dates.at(-1)) {
      lines.push(line);
      line = [];
    }
  }
  const isThisMonth = dates.includes(today);
  return { lines, legend: [...legend.used(), ...(isThisMonth ? [{ sign: '[ ]', text: words.today }] : [])] };
}

interface Signs {
  signOf(row: SlotRow): Legend;
  /** What was asked for, in a steady order. */
  used(): Legend[];
}

function legendOf(rows: readonly SlotRow[], words: GridWords): Signs {
  const entries = new Map<string, Legend & { readonly days: number[]; readonly namesDays: boolean }>();
  const letters = lettersOf(rows);
  for (const row of rows) {
    const day = Number(dateOf(row).slice(-2));
    for (const entry of entriesOf(row, letters, words)) {
      const key = `${entry.sign} ${entry.text}`;
      const known = entries.get(key) ?? { ...entry, days: [] };
      if (known.days.at(-1) !== day) known.days.push(day);
      entries.set(key, known);
    }
  }
  return {
    signOf: (row) => entriesOf(row, letters, words)[0]!,
    used: () =>
      bySign([...entries.values()]).map(({ days, namesDays, text, ...rest }) => ({
        ...rest,
        text: namesDays ? `${rangesOf(days)}: ${text}` : text,
      })),
  };
}

/** All of one sign together, in the order in which the signs come. */
function bySign<Signed extends Legend>(entries: readonly Signed[]): Signed[] {
  const signs = [...new Set(entries.map(({ sign }) => sign))];
  return signs.flatMap((sign) => entries.filter((entry) => entry.sign === sign));
}

type Entry = Legend & { readonly namesDays: boolean };

/** What the sign of a half-day stands for; the first has the sign itself, the others explain it too (a warned one has several warnings). */
function entriesOf(row: SlotRow, letters: ReadonlyMap<string, string>, words: GridWords): Entry[] {
  const by = row.takenBy ?? [];
  const own = ownIn(row);
  if (own !== undefined) return [{ sign: OWN, colour: 'blue', text: words.own(own), namesDays: false }];
  if (row.free) {
    const warnings = row.warnings ?? [];
    if (warnings.length === 0) return [{ sign: FREE, colour: 'green', text: words.free, namesDays: false }];
    return warnings.map(({ why }) => ({ sign: WARNED, colour: 'yellow', text: why, namesDays: true }));
  }
  const refusals = row.refusedBy ?? [];
  const isTaken = refusals.some(({ rule }) => rule === 'taken');
  if (isTaken && by.length > 0) {
    const sign = by.length > 1 ? SEVERAL : letters.get(by[0]!.customer)!;
    const shown = by.length === 1 && by[0]!.heldUntil !== undefined ? sign.toLowerCase() : sign;
    return [{ sign: shown, colour: 'blue', text: words.taken(by), namesDays: true }];
  }
  const order = SIGNS.findIndex(([rule]) => refusals.some((refusal) => refusal.rule === rule));
  const [rule, sign] = SIGNS[order] ?? [refusals[0]?.rule ?? '', isTaken ? SEVERAL : OTHER];
  const why = refusals.find((refusal) => refusal.rule === rule)?.why ?? '';
  return [{ sign, colour: 'dim', text: why, namesDays: DAYS_NAMED.has(rule) }];
}

/** A customer has one letter for the month, in the order of their half-days: A … Z, AA, AB … */
function lettersOf(rows: readonly SlotRow[]): ReadonlyMap<string, string> {
  const customers = [...new Set(rows.flatMap(({ takenBy }) => (takenBy ?? []).map(({ customer }) => customer)))];
  return new Map(customers.map((customer, index) => [customer, letterOf(index)]));
}

const ALPHABET = 26;
const letter = (index: number): string => String.fromCharCode(65 + index);

function letterOf(index: number): string {
  return index < ALPHABET ? letter(index) : letter(Math.floor(index / ALPHABET) - 1) + letter(index % ALPHABET);
}

function headOf(language: Language, { week: title }: GridWords): Piece[] {
  // A Monday and the six days after it.
  const names = Array.from({ length: DAYS_OF_A_WEEK }, (_, day) => formatWeekday(`2026-06-0${day + 1}`, language));
  return [
    { text: title.padEnd(WEEK_COLUMNS), colour: 'dim' },
    {
      text: names
        .map((name) => ` ${name}`.padEnd(DAY_COLUMNS))
        .join('')
        .trimEnd(),
      colour: 'dim',
    },
  ];
}

function week(date: string): Piece {
  return { text: String(weekOf(date)).padStart(2).padEnd(WEEK_COLUMNS), colour: 'dim' };
}

function dayOf(date: string, today: string): Piece {
  const day = String(Number(date.slice(-2))).padStart(2);
  return date === today ? { text: `[${day}]`, colour: 'bold' } : ` ${day} `;
}

function cell(halves: ReadonlyMap<string, Legend>, date: string, half: 'morning' | 'afternoon'): Piece[] {
  const { sign, colour } = halves.get(`${date} ${half}`) ?? { sign: ' ' };
  const text = sign.padEnd(SIGN_COLUMNS);
  return [colour === undefined ? text : { text, colour }, ' '];
}

const MS_OF_A_DAY = 86_400_000;
const atNoon = (date: string): number => Date.parse(`${date}T12:00:00Z`);

/** 0 for Monday. */
function columnOf(date: string): number {
  return (new Date(atNoon(date)).getUTCDay() + DAYS_OF_A_WEEK - 1) % DAYS_OF_A_WEEK;
}

/** ISO 8601: the week with the year's first Thursday is 1. */
export function weekOf(date: string): number {
  const thursday = new Date(atNoon(date) + (3 - columnOf(date)) * MS_OF_A_DAY);
  const firstMs = Date.UTC(thursday.getUTCFullYear(), 0, 1, 12);
  return 1 + Math.floor((thursday.getTime() - firstMs) / MS_OF_A_DAY / DAYS_OF_A_WEEK);
}

/** `1, 5–7` */
export function rangesOf(days: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const day of days) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] + 1 === day) last[1] = day;
    else ranges.push([day, day]);
  }
  return ranges.map(([from, to]) => (from === to ? String(from) : `${from}–${to}`)).join(', ');
}
