import { DateTime } from 'luxon';
import { GoLiveError } from '../src/domain/errors.ts';
import type { BookedSlot } from '../src/domain/journal.ts';
import type { Message } from '../src/domain/message.ts';
import { message } from '../src/domain/message.ts';
import type { EpochMs } from '../src/domain/time.ts';

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export const HALVES = ['morning', 'afternoon'] as const;
export type Half = (typeof HALVES)[number];

/** When the agency lets customers go live. Times are `HH:MM` in its zone, dates `YYYY-MM-DD`, both ends of a range included. */
export interface SlotRules {
  readonly morning: string;
  readonly afternoon: string;
  /** The end of the afternoon's half-day. */
  readonly evening: string;
  readonly noticeDays: number;
  readonly perHalfDay: number;
  readonly weekdays: readonly (typeof WEEKDAYS)[number][];
  readonly closed: readonly { readonly from: string; readonly to: string }[];
}

export interface Calendar {
  readonly rules: SlotRules;
  /** IANA name. */
  readonly timeZone: string;
}

/** What the customer's domains have in caches, and until when a switch would not be safe. */
export interface CachesUntil {
  /** `DS`, or a record. */
  readonly what: string;
  readonly untilMs: EpochMs;
  /** The arithmetic. */
  readonly sum: string;
}

/** Why a half-day cannot be had. `past`, `notice` and `far` count from now, `caches` is the customer's, the others are the calendar's. */
export const SLOT_RULES = ['past', 'notice', 'far', 'weekday', 'closed', 'taken', 'caches'] as const;
export type SlotRule = (typeof SLOT_RULES)[number];

export interface SlotOffer extends BookedSlot {
  readonly free: boolean;
  readonly refusedBy: readonly { readonly rule: SlotRule; readonly why: Message }[];
}

/** Days that one question may span. */
export const MOST_DAYS = 366;
/** Who books further ahead has mistyped the year. */
const MOST_YEARS_AHEAD = 2;
/** Dates of this and the coming centuries; luxon writes years of five digits with a sign. */
const DATE = /^2\d{3}-\d{2}-\d{2}$/;

/** @throws GoLiveError `usage`: not a date of the calendar, or no half of a day */
export function parseSlot(text: string): { readonly date: string; readonly half: Half } {
  const [, date, half] = /^([^/]+)\/(morning|afternoon)$/.exec(text) ?? [];
  if (date === undefined || !isDate(date))
    throw new GoLiveError('usage', {
      subject: `slot ${JSON.stringify(text.slice(0, 40))}`,
      fix: 'Write a date and a half-day, like 2026-12-01/morning; golive slots shows the free ones.',
    });
  return { date, half: half as Half };
}

/** When a half-day begins and ends. A wall time that daylight saving skips is the moment the clocks jump to. */
export function slotSpan(text: string, { rules, timeZone }: Calendar): BookedSlot {
  const { date, half } = parseSlot(text);
  const at = (time: string) => momentOf(`${date}T${time}`, timeZone);
  return {
    slot: `${date}/${half}`,
    startsAtMs: at(half === 'morning' ? rules.morning : rules.afternoon),
    endsAtMs: at(half === 'morning' ? rules.afternoon : rules.evening),
  };
}

const MOST_MOMENTS = 4000;
const moments = new Map<string, EpochMs>();

/** A wall time in a zone is always the same moment, and a calendar of many days asks for the same ones again and again. */
function momentOf(wallTime: string, timeZone: string): EpochMs {
  const key = `${wallTime} ${timeZone}`;
  const known = moments.get(key);
  if (known !== undefined) return known;
  const moment = DateTime.fromISO(wallTime, { zone: timeZone }).toMillis();
  if (moments.size >= MOST_MOMENTS) moments.clear();
  moments.set(key, moment);
  return moment;
}

/** The first and the last date that can be had now, by notice and by how far ahead one may book. */
interface Reach {
  readonly earliest: string;
  readonly latest: string;
}

function reachOf(now: EpochMs, { rules, timeZone }: Calendar): Reach {
  const here = DateTime.fromMillis(now, { zone: timeZone });
  const earliest = here.startOf('day').plus({ days: rules.noticeDays });
  return { earliest: earliest.toISODate()!, latest: here.plus({ years: MOST_YEARS_AHEAD }).toISODate()! };
}

/**
 * One half-day judged by every rule. `taken` is how many of its places are booked. Notice is counted in calendar dates, not in hours.
 * `caches` absent: nothing is known that would have to be waited for.
 */
export function judgeSlot(
  text: string,
  calendar: Calendar,
  taken: number,
  now: EpochMs,
  caches?: CachesUntil,
  { earliest, latest }: Reach = reachOf(now, calendar),
): SlotOffer {
  const span = slotSpan(text, calendar);
  const { rules } = calendar;
  const date = span.slot.slice(0, span.slot.indexOf('/'));
  const closed = rules.closed.find(({ from, to }) => from <= date && date <= to);
  const refusals: Readonly<Record<SlotRule, Message | undefined>> = {
    past: span.startsAtMs <= now ? message('slot.past') : undefined,
    notice:
      span.startsAtMs > now && date < earliest
        ? message('slot.notice', { days: rules.noticeDays, earliest })
        : undefined,
    far: date > latest ? message('slot.far', { latest }) : undefined,
    weekday: rules.weekdays.includes(weekdayOf(date)) ? undefined : message('slot.weekday'),
    closed: closed === undefined ? undefined : message('slot.closed', { from: closed.from, to: closed.to }),
    taken: taken >= rules.perHalfDay ? message('slot.taken', { places: rules.perHalfDay }) : undefined,
    caches:
      caches !== undefined && span.startsAtMs < caches.untilMs
        ? message('slot.caches', { what: caches.what, earliest: caches.untilMs, sum: caches.sum })
        : undefined,
  };
  const refusedBy = SLOT_RULES.flatMap((rule) => {
    const why = refusals[rule];
    return why === undefined ? [] : [{ rule, why }];
  });
  return { ...span, free: refusedBy.length === 0, refusedBy };
}

/** Every half-day from a date on. `takenIn` answers how many places of a half-day are booked. */
export function slotsFrom(
  from: string,
  days: number,
  calendar: Calendar,
  takenIn: (slot: string) => number,
  now: EpochMs,
  caches?: CachesUntil,
): SlotOffer[] {
  const first = DateTime.fromISO(from, { zone: 'utc' });
  if (!isDate(from))
    throw new GoLiveError('usage', {
      subject: `date ${JSON.stringify(from.slice(0, 40))}`,
      fix: 'Write it like 2026-12-01.',
    });
  if (!Number.isInteger(days) || days < 1 || days > MOST_DAYS)
    throw new GoLiveError('usage', { subject: `${days} days`, fix: `Give a whole number from 1 to ${MOST_DAYS}.` });
  const reach = reachOf(now, calendar);
  return Array.from({ length: days }, (_, index) => first.plus({ days: index }).toISODate()!).flatMap((date) =>
    HALVES.map((half) => judgeSlot(`${date}/${half}`, calendar, takenIn(`${date}/${half}`), now, caches, reach)),
  );
}

function weekdayOf(date: string): (typeof WEEKDAYS)[number] {
  return WEEKDAYS[DateTime.fromISO(date, { zone: 'utc' }).weekday - 1]!;
}

function isDate(text: string): boolean {
  return DATE.test(text) && DateTime.fromISO(text, { zone: 'utc' }).isValid;
}

/** The date of a moment in the agency's zone. */
export function dateAt(now: EpochMs, timeZone: string): string {
  return DateTime.fromMillis(now, { zone: timeZone }).toISODate()!;
}

export function addDays(date: string, days: number): string {
  return DateTime.fromISO(date, { zone: 'utc' }).plus({ days }).toISODate()!;
}
