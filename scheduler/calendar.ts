import type { BookedSlot } from '../src/domain/journal.ts';
import type { Message } from '../src/domain/message.ts';
import type { EpochMs } from '../src/domain/time.ts';
import type { HolidayOverrides, Region } from './holidays/holidays.ts';

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];
export const HALVES = ['morning', 'afternoon'] as const;
export type Half = (typeof HALVES)[number];

/** Dates `YYYY-MM-DD`, both ends included. */
export interface DateRange {
  readonly from: string;
  readonly to: string;
  readonly why?: string;
}

/** Nobody goes live, or only those named do not: a customer of one of the `customers` (by name), or with one of the `tags`. Neither: everybody. */
export interface Freeze extends DateRange {
  readonly tags?: readonly string[];
  readonly customers?: readonly string[];
}

export const NOTICE_UNITS = ['days', 'working-days'] as const;

/** When the agency lets customers go live. Times are `HH:MM` in its zone. */
export interface SlotRules {
  readonly morning: string;
  readonly afternoon: string;
  /** The end of the afternoon's half-day. */
  readonly evening: string;
  readonly noticeDays: number;
  readonly noticeIn: (typeof NOTICE_UNITS)[number];
  readonly perHalfDay: number;
  readonly weekdays: readonly Weekday[];
  readonly closed: readonly DateRange[];
  readonly freezes: readonly Freeze[];
  /** The agency's own; its holidays and the customer's are no working days. A country whose holidays are not known has those that are added. */
  readonly region?: string;
  readonly holidays: HolidayOverrides;
  readonly warn: readonly ('friday' | 'before-holiday')[];
}

export interface Calendar {
  readonly rules: SlotRules;
  /** IANA name. */
  readonly timeZone: string;
}

/** A lead time of the very move. `until`: safe from then on. `before`: safe only until then (a transfer code that runs out). */
export interface Lead {
  readonly rule: 'ttl' | 'ds' | 'policy' | 'certificate' | 'mailboxes' | 'code';
  /** A record, a domain; what people are told. */
  readonly subject: string;
  readonly untilMs?: EpochMs;
  readonly beforeMs?: EpochMs;
  /** The arithmetic. */
  readonly sum: string;
  readonly isEstimate?: true;
}

/** Whom the half-day is for. */
export interface SlotCustomer {
  readonly name: string;
  /** Freezes may name the project instead of the customer. */
  readonly projectId?: string;
  readonly region?: Region;
  readonly tags: readonly string[];
  readonly leads: readonly Lead[];
  /** What could not be measured: warns, never refuses. */
  readonly unmeasured: readonly { readonly rule: Lead['rule']; readonly subject: string }[];
  /** `tue/morning`, `tue`, `afternoon`; empty likes all. */
  readonly liked: readonly string[];
  /** Dates and ranges the customer said no to. */
  readonly blocked: readonly DateRange[];
  /** The half-day that it has, where its go-live is still to begin. */
  readonly booked?: BookedSlot;
}

/**
 * Why a half-day cannot be had, in the order in which it is told. `past`, `notice` and `far` count from now; from `ttl` on they are the
 * move's own lead times.
 */
export const SLOT_RULES = [
  'past',
  'notice',
  'far',
  'weekday',
  'holiday',
  'customer-holiday',
  'closed',
  'freeze',
  'customer',
  'taken',
  'ttl',
  'ds',
  'policy',
  'certificate',
  'mailboxes',
  'code',
] as const;
export type SlotRule = (typeof SLOT_RULES)[number];

/** What one should know of a half-day that can be had. */
export const SLOT_WARNINGS = [
  'friday',
  'before-holiday',
  'holidays-unknown',
  'unmeasured',
  'not-preferred',
  'moved-time',
  'no-longer-safe',
] as const;
export type SlotWarning = (typeof SLOT_WARNINGS)[number];

export interface SlotOffer extends BookedSlot {
  readonly free: boolean;
  /** All of them, not only the first; `lift`: what would lift it. */
  readonly refusedBy: readonly { readonly rule: SlotRule; readonly why: Message; readonly lift: Message }[];
  readonly warnings: readonly { readonly rule: SlotWarning; readonly why: Message }[];
}
