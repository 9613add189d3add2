import type { DocumentOf } from '../app/documents.ts';
import type { Style } from '../texts/render.ts';
import { formatMonth } from '../texts/render.ts';
import type { Content, Markup } from './html.ts';
import { html } from './html.ts';
import type { IconName } from './icons.ts';
import { icon } from './icons.ts';
import type { Tone } from './parts.ts';
import { badge, words } from './parts.ts';

// A month as a sheet: a table of weeks, each day with its two half-days. On a narrow screen the same table is a list of days.

export type SlotShown = DocumentOf<'slots'>['slots'][number];
export type Half = 'morning' | 'afternoon';

export const dateOf = ({ slot }: Pick<SlotShown, 'slot'>): string => slot.slice(0, slot.indexOf('/'));
export const halfOf = ({ slot }: Pick<SlotShown, 'slot'>): Half => slot.slice(slot.indexOf('/') + 1) as Half;

const DAYS_OF_A_WEEK = 7;
const MONTHS = 12;

/** A month as an address has it, `2026-12`; what is none is the month of `today`. */
export function monthIn(text: string | undefined, today: string): string {
  const [, month] = /^2\d{3}-(\d{2})$/.exec(text ?? '') ?? [];
  return month !== undefined && Number(month) >= 1 && Number(month) <= MONTHS ? text! : today.slice(0, 7);
}

export function monthAfter(month: string, by: number): string {
  const [year, number] = month.split('-').map(Number) as [number, number];
  return new Date(Date.UTC(year, number - 1 + by, 1)).toISOString().slice(0, 7);
}

export function daysIn(month: string): number {
  const [year, number] = month.split('-').map(Number) as [number, number];
  return new Date(Date.UTC(year, number, 0)).getUTCDate();
}

/** 0 for Monday. */
function columnOf(date: string): number {
  return (new Date(`${date}T12:00:00Z`).getUTCDay() + DAYS_OF_A_WEEK - 1) % DAYS_OF_A_WEEK;
}

/** ISO 8601: the week with the year's first Thursday is 1. */
export function weekOf(date: string): number {
  const day = Date.parse(`${date}T12:00:00Z`);
  const thursday = day + (3 - columnOf(date)) * 86_400_000;
  const first = Date.UTC(new Date(thursday).getUTCFullYear(), 0, 1, 12);
  return 1 + Math.floor((thursday - first) / 86_400_000 / DAYS_OF_A_WEEK);
}

export const LOCALE = { nl: 'nl-NL', de: 'de-DE', fr: 'fr-FR', en: 'en-GB' } as const;

const formatDay = (date: string, style: Style, form: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat(LOCALE[style.language], { ...form, timeZone: 'UTC' }).format(Date.parse(`${date}T12:00:00Z`));

export const longDay = (date: string, style: Style): string =>
  formatDay(date, style, { weekday: 'long', day: 'numeric', month: 'long' });

/** The sheet; `half` makes what stands in one half-day. */
export function monthSheet(
  sheet: { readonly month: string; readonly today: string; readonly slots: readonly SlotShown[] },
  half: (slot: SlotShown) => Content,
  style: Style,
): Markup {
  const days = Map.groupBy(sheet.slots, dateOf);
  const all = [...days.keys()].sort();
  // Of this month what is over is of no use any more; whole weeks of it are left out.
  const week = all.includes(sheet.today) ? weekOf(sheet.today) : undefined;
  const first = week === undefined ? undefined : all.find((date) => weekOf(date) === week);
  const dates = all.filter((date) => first === undefined || date >= first);
  const weeks = Map.groupBy(dates, weekOf);
  const [firstDate] = dates;
  // Any week has the names of its days.
  const monday = firstDate === undefined ? '2026-06-01' : addDays(firstDate, -columnOf(firstDate));
  const names = Array.from({ length: DAYS_OF_A_WEEK }, (_, index) => addDays(monday, index));
  const rows = [...weeks].map(([week, own]) => {
    const byColumn = new Map(own.map((date) => [columnOf(date), date]));
    return html`<tr role="row"><th scope="row" role="rowheader"><span class="unseen">${words(style, 'month.week')} </span>${week}</th>${names.map(
      (_name, column) => {
        const date = byColumn.get(column);
        if (date === undefined) return html`<td role="cell" class="no-day"></td>`;
        const isToday = date === sheet.today;
        const kind = isToday ? 'today' : date < sheet.today ? 'gone' : '';
        return html`<td role="cell" class="${kind}">
<p class="day"><span aria-hidden="true" class="number">${Number(date.slice(-2))}</span><span class="long">${longDay(date, style)}</span>${isToday && html` <span class="quiet">${words(style, 'slots.today')}</span>`}</p>
${days.get(date)!.map((slot) => html`<div class="half"><span class="which">${words(style, `month.${halfOf(slot)}`)}</span><div class="what">${half(slot)}</div></div>`)}
</td>`;
      },
    )}</tr>`;
  });
  return html`<table class="month" role="table"><caption class="unseen">${formatMonth(sheet.month, style.language)}</caption>
<thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader"><abbr title="${words(style, 'month.week')}">${words(style, 'slots.week')}</abbr></th>${names.map(
    (date) => html`<th scope="col" role="columnheader">${formatDay(date, style, { weekday: 'short' })}</th>`,
  )}</tr></thead>
<tbody role="rowgroup">${rows}</tbody></table>`;
}

function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T12:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** The month before and after; none before this one, where nothing can be booked any more. */
export function monthTurns(path: string, month: string, today: string, style: Style): Markup {
  const before = monthAfter(month, -1);
  const after = monthAfter(month, 1);
  const link = (to: string, key: string, rel: string) =>
    html`<a class="button" rel="${rel}" href="${path}?month=${to}">${words(style, key, { month: formatMonth(to, style.language) })}</a>`;
  return html`<nav class="turns" aria-label="${words(style, 'month.turns')}">${link(before, 'month.before', 'prev')}<strong>${formatMonth(month, style.language)}</strong>${link(after, 'month.after', 'next')}${
    month !== today.slice(0, 7) && html`<a href="${path}">${words(style, 'month.this')}</a>`
  }</nav>`;
}

/** What stands in the way, in one word, and how it is drawn; a rule that is not here yet is "not free". */
const RULES: Readonly<Record<string, readonly [IconName, Tone]>> = {
  past: ['skip', 'over'],
  notice: ['clock', 'over'],
  far: ['clock', 'over'],
  weekday: ['skip', 'over'],
  holiday: ['circle', 'over'],
  'customer-holiday': ['circle', 'over'],
  closed: ['cross', 'over'],
  freeze: ['pause', 'over'],
  customer: ['cross', 'over'],
  taken: ['cross', 'over'],
  ttl: ['clock', 'over'],
  ds: ['clock', 'over'],
  policy: ['clock', 'over'],
  certificate: ['clock', 'over'],
  mailboxes: ['clock', 'over'],
  code: ['clock', 'over'],
};

/** In one word why it cannot be had: what is the calendar's own before what is the move's. */
export function refusedBadge({ refusedBy = [] }: SlotShown, style: Style): Markup {
  const order = Object.keys(RULES);
  const [rule = ''] = refusedBy.map((one) => one.rule).sort((a, b) => order.indexOf(a) - order.indexOf(b));
  const [name, tone] = RULES[rule] ?? ['cross', 'over'];
  return badge(name, tone, words(style, rule in RULES ? `month.rule.${rule}` : 'month.not-free'));
}

/** Why half-days of this month cannot be had, each reason once with its days: `24–26 Dec: the agency is closed`. */
export function reasonsOf(
  slots: readonly SlotShown[],
  style: Style,
): { readonly days: string; readonly why: string; readonly lift: string }[] {
  const found = new Map<string, { readonly why: string; readonly lift: string; readonly dates: Set<string> }>();
  for (const slot of slots)
    for (const { rule, why, lift } of slot.refusedBy ?? []) {
      if (rule === 'past' || rule === 'taken') continue;
      const known = found.get(why) ?? { why, lift, dates: new Set<string>() };
      known.dates.add(dateOf(slot));
      found.set(why, known);
    }
  return [...found.values()].map(({ why, lift, dates }) => ({ why, lift, days: rangesOf([...dates].sort(), style) }));
}

/** Days that follow each other as one range. */
function rangesOf(dates: readonly string[], style: Style): string {
  const ranges: [string, string][] = [];
  for (const date of dates) {
    const last = ranges.at(-1);
    if (last !== undefined && addDays(last[1], 1) === date) last[1] = date;
    else ranges.push([date, date]);
  }
  const short = new Intl.DateTimeFormat(LOCALE[style.language], { day: 'numeric', month: 'short', timeZone: 'UTC' });
  const at = (date: string) => Date.parse(`${date}T12:00:00Z`);
  return ranges
    .map(([from, to]) => (from === to ? short.format(at(from)) : short.formatRange(at(from), at(to))))
    .join(', ');
}

/** What warns of a half-day that can be had: said once below the sheet, and pointed to from it by number. */
export interface Warnings {
  /** Of every half-day that can be had. */
  readonly always: readonly string[];
  readonly some: readonly string[];
}

const whysOf = ({ warnings = [] }: SlotShown): string[] => warnings.map(({ why }) => why);

export function warningsOf(slots: readonly SlotShown[]): Warnings {
  const free = slots.filter((slot) => slot.free);
  const all = [...new Set(free.flatMap(whysOf))];
  const always = free.length < 2 ? [] : all.filter((why) => free.every((slot) => whysOf(slot).includes(why)));
  return { always, some: all.filter((why) => !always.includes(why)) };
}

/** Numbers of the warnings of one half-day. */
export function marks(slot: SlotShown, { some }: Warnings, style: Style): Content {
  const numbers = whysOf(slot).flatMap((why) => (some.includes(why) ? [some.indexOf(why) + 1] : []));
  return (
    numbers.length > 0 &&
    html`<a class="mark" href="#warnings">${icon('warning')}<span class="unseen">${words(style, 'booked.warning')} </span>${numbers.join(', ')}</a>`
  );
}

export function warningList({ always, some }: Warnings, style: Style): Content {
  if (always.length + some.length === 0) return false;
  return html`<div id="warnings" class="stack"><p><strong>${words(style, 'month.warnings')}</strong></p>${always.map((why) => html`<p>${why}</p>`)}${
    some.length > 0 && html`<ol class="plain numbered">${some.map((why) => html`<li>${why}</li>`)}</ol>`
  }</div>`;
}
