import type { BookedSlot } from '../src/domain/journal.ts';
import type { Message } from '../src/domain/message.ts';
import { message } from '../src/domain/message.ts';
import type { EpochMs } from '../src/domain/time.ts';
import type { Calendar, DateRange, Freeze, Lead, SlotCustomer, SlotRule, SlotRules } from './calendar.ts';
import { addDays, addYears, dateAt, weekdayOf } from './dates.ts';
import type { MovedTime } from './half-day.ts';
import type { Holiday } from './holidays/holidays.ts';
import { holidayOn } from './holidays/holidays.ts';
import { firstAfter, isWithin, nextWorkingDay, workingDaysAfter } from './working-days.ts';

/** Who books further ahead has mistyped the year. */
const MOST_YEARS_AHEAD = 2;

/** The first and the last date that can be had now, by notice and by how far ahead one may book. */
export interface Reach {
  readonly earliest: string;
  readonly latest: string;
}

/** Notice counts dates, never hours: who asks at 23:59 and who asks at 00:01 that day may have the same dates. */
export function reachOf(now: EpochMs, { rules, timeZone }: Calendar): Reach {
  const today = dateAt(now, timeZone);
  const latest = addYears(today, MOST_YEARS_AHEAD);
  const earliest =
    rules.noticeIn === 'days'
      ? addDays(today, rules.noticeDays)
      : (workingDaysAfter(today, rules.noticeDays, rules) ?? addDays(latest, 1));
  return { earliest, latest };
}

/** All that a rule may look at. */
export interface Asked {
  readonly date: string;
  readonly span: BookedSlot;
  /** Wall times of this half-day that the clocks skip or show twice. */
  readonly moved: readonly MovedTime[];
  readonly calendar: Calendar;
  /** Absent: only what holds for everybody is judged. */
  readonly customer?: SlotCustomer | undefined;
  /** How many of its places are booked. */
  readonly taken: number;
  readonly now: EpochMs;
  readonly reach: Reach;
}

export interface Refusal {
  readonly why: Message;
  readonly lift: Message;
}
type Judge = (asked: Asked) => readonly Refusal[];

/** Which sentence says why, and which what lifts it. */
type Texts = readonly [why: string, lift: string];
const READY: Texts = ['ready', 'ready'];
const ENDS: Texts = ['ends', 'ends'];

/** One row per rule. None looks at another: whatever stands in the way is told at once. */
export const JUDGES: Readonly<Record<SlotRule, Judge>> = {
  past: ({ span, now }) => (span.startsAtMs <= now ? [refusal('past')] : []),
  notice: ({ date, reach: { earliest }, calendar: { rules } }) =>
    // Without notice what is too early has begun.
    rules.noticeDays > 0 && date < earliest
      ? [
          refusal(
            'notice',
            { days: rules.noticeDays, earliest },
            `notice${rules.noticeIn === 'days' ? '' : '-working'}${rules.noticeDays === 1 ? '-one' : ''}`,
          ),
        ]
      : [],
  far: ({ date, reach: { latest } }) => (date > latest ? [refusal('far', { latest })] : []),
  weekday: ({ date, calendar: { rules } }) =>
    rules.weekdays.includes(weekdayOf(date))
      ? []
      : [refusal('weekday', { weekday: weekdayOf(date), next: nextWorkingDay(date, rules) })],
  holiday: ({ date, calendar: { rules } }) => onHoliday('holiday', date, rules, rules.region),
  'customer-holiday': ({ date, calendar: { rules }, customer }) =>
    // Told once where it is the same holiday for both.
    customer?.region === rules.region ? [] : onHoliday('customer-holiday', date, rules, customer?.region),
  closed: ({ date, calendar: { rules } }) =>
    rules.closed
      .filter((range) => isWithin(date, range))
      .map((range) => refusal('closed', ...said(range, rules.closed, 'closed'))),
  freeze: ({ date, calendar: { rules }, customer }) => {
    const holding = rules.freezes.flatMap((freeze) => {
      const who = whomItHolds(freeze, customer);
      return who === undefined ? [] : [{ ...freeze, who }];
    });
    return holding
      .filter((freeze) => isWithin(date, freeze))
      .map(({ who, ...freeze }) => {
        const [values, text] = said(freeze, holding, who === '' ? 'freeze' : 'freeze-for');
        return refusal('freeze', { ...values, who }, text);
      });
  },
  customer: ({ date, customer: { blocked } = { blocked: [] } }) =>
    blocked.filter((range) => isWithin(date, range)).map((range) => refusal('customer', datesOf(range, blocked))),
  taken: ({ taken, calendar: { rules } }) =>
    taken >= rules.perHalfDay ? [refusal('taken', { places: rules.perHalfDay })] : [],
  ttl: leadTime('ttl', ['cached', 'ttl']),
  ds: leadTime('ds', ['cached', 'ds']),
  policy: leadTime('policy', ['policy', 'policy']),
  certificate: leadTime('certificate', ['certificate', 'certificate']),
  mailboxes: leadTime('mailboxes', ['mailboxes', 'mailboxes']),
  code: leadTime('code', READY, ['code', 'code']),
};

/** Why and what lifts it, filled in with the same values. `text`, `lift`: where a sentence is not called like the rule. */
function refusal(
  rule: SlotRule,
  values?: NonNullable<Message['values']>,
  text: string = rule,
  lift: string = rule,
): Refusal {
  return { why: message(`slot.${text}`, values), lift: message(`slot.lift.${lift}`, values) };
}

function onHoliday(
  rule: 'holiday' | 'customer-holiday',
  date: string,
  rules: SlotRules,
  region: string | undefined,
): Refusal[] {
  const holiday = region === undefined ? undefined : holidayOn(date, region, rules.holidays);
  if (region === undefined || holiday === undefined) return [];
  const values = { ...spoken(holiday), next: nextWorkingDay(date, rules, [region]) };
  return [refusal(rule, values, rule, holiday.type === 'own' ? 'own-holiday' : rule)];
}

/** A holiday as the texts name it: `{holiday:spoken}`, `{date}`, `{region}`. */
export function spoken({ date, region, names }: Holiday): Readonly<Record<string, string>> {
  const inFour = Object.entries(names).map(([language, name]) => [`holiday.${language}`, name]);
  return { date, region, ...Object.fromEntries(inFour) };
}

/** A range as the texts name it, and which text: one with a reason where somebody gave one. */
function said(
  { why, ...range }: DateRange,
  all: readonly DateRange[],
  text: string,
): [Readonly<Record<string, string>>, string] {
  const values = datesOf(range, all);
  return why === undefined ? [values, text] : [{ ...values, why: why.replace(/[\s.]+$/, '') }, `${text}-why`];
}

function datesOf(range: DateRange, all: readonly DateRange[]): Readonly<Record<'dates' | 'next', string>> {
  const { from, to } = range;
  return { dates: from === to ? from : `${from} – ${to}`, next: firstAfter(range, all) };
}

/** The customer's name or tag that a freeze is for; empty: it is for everybody. `undefined`: not for this one. */
function whomItHolds({ customers, tags }: Freeze, customer: SlotCustomer | undefined): string | undefined {
  if (customers === undefined && tags === undefined) return '';
  if (customer === undefined) return undefined;
  const called = [customer.name, ...(customer.projectId === undefined ? [] : [customer.projectId])].map(plain);
  return (
    customers?.find((name) => called.includes(plain(name))) ??
    tags?.find((tag) => customer.tags.some((one) => plain(one) === plain(tag)))
  );
}

const plain = (name: string): string => name.normalize('NFC').trim().toLowerCase();

/**
 * Lead times of the move of one kind. What has to be over is over when the half-day begins; what runs out lasts until the half-day ends: the
 * move may be made at any moment in it.
 */
function leadTime(rule: Lead['rule'], until: Texts, before: Texts = ENDS): Judge {
  return ({ span, customer }) =>
    (customer?.leads ?? []).flatMap((lead) => {
      if (lead.rule !== rule) return [];
      const { subject, untilMs, beforeMs, sum } = lead;
      const values = { what: subject, sum };
      const isEarly = untilMs !== undefined && span.startsAtMs < untilMs;
      const isLate = beforeMs !== undefined && span.endsAtMs > beforeMs;
      return [
        ...(isEarly ? [leadRefusal(until, { ...values, until: untilMs })] : []),
        ...(isLate ? [leadRefusal(before, { ...values, before: beforeMs })] : []),
      ];
    });
}

function leadRefusal([why, lift]: Texts, values: NonNullable<Message['values']>): Refusal {
  return { why: message(`slot.${why}`, values), lift: message(`slot.lift.${lift}`, values) };
}
