import type { Message } from '../src/domain/message.ts';
import { message } from '../src/domain/message.ts';
import type { Lead, SlotRule, SlotWarning } from './calendar.ts';
import { SLOT_RULES } from './calendar.ts';
import { addDays, weekdayOf } from './dates.ts';
import type { Holiday } from './holidays/holidays.ts';
import { areHolidaysKnown, HOLIDAYS_FROM, HOLIDAYS_UNTIL, holidayOn, isRegion } from './holidays/holidays.ts';
import { isLiked } from './liked.ts';
import type { Asked } from './rules.ts';
import { JUDGES, spoken } from './rules.ts';
import { nextWeekday } from './working-days.ts';

const UNMEASURED_TEXT: Readonly<Record<Lead['rule'], string>> = {
  ttl: 'slot.not-measured',
  ds: 'slot.not-measured',
  policy: 'slot.unmeasured.policy',
  certificate: 'slot.unmeasured.certificate',
  mailboxes: 'slot.unmeasured.mailboxes',
  code: 'slot.unmeasured.code',
};

/** What to know of a half-day, whether it can be had or not. One row per warning; none refuses. */
export const WARNERS: Readonly<Record<SlotWarning, (asked: Asked) => readonly Message[]>> = {
  friday: ({ date, calendar: { rules } }) =>
    rules.warn.includes('friday') && weekdayOf(date) === 'fri' ? [message('slot.warn.friday')] : [],
  'before-holiday': (asked) => {
    const holiday = asked.calendar.rules.warn.includes('before-holiday') ? holidayAhead(asked) : undefined;
    return holiday === undefined ? [] : [message('slot.warn.before-holiday', spoken(holiday))];
  },
  'holidays-unknown': (asked) => {
    const regions = regionsOf(asked);
    const { date } = asked;
    const isOutside = regions.some(isRegion) && !areHolidaysKnown(date);
    return [
      ...regions.flatMap((region) => (isRegion(region) ? [] : [message('slot.warn.no-holidays', { region })])),
      ...(isOutside
        ? [message('slot.warn.holidays-unknown', { date, from: HOLIDAYS_FROM, until: HOLIDAYS_UNTIL })]
        : []),
    ];
  },
  unmeasured: ({ customer }) => {
    const told = new Map<string, Set<string>>();
    for (const { rule, subject } of customer?.unmeasured ?? []) {
      const text = UNMEASURED_TEXT[rule];
      told.set(text, (told.get(text) ?? new Set()).add(subject));
    }
    return [...told].map(([text, subjects]) => message(text, { domain: [...subjects].join(', ') }));
  },
  'not-preferred': ({ span, customer }) =>
    customer === undefined || isLiked(span.slot, customer.liked)
      ? []
      : [message('slot.warn.not-preferred', { liked: customer.liked.join(', ') })],
  'no-longer-safe': noLongerSafe,
  'moved-time': ({ moved }) => moved.map(({ wall, is, atMs }) => message(`slot.warn.${is}-time`, { wall, at: atMs })),
};

/** They ask whether one may book now; of what is booked they say nothing. */
const OF_BOOKING: ReadonlySet<SlotRule> = new Set(['past', 'notice', 'far', 'taken']);

/** What was booked is judged again: something was measured since, or the calendar was changed. By the moments that were said, not today's. */
function noLongerSafe(asked: Asked): readonly Message[] {
  const { span, customer, now } = asked;
  const booked = customer?.booked;
  if (booked === undefined || booked.slot !== span.slot || booked.startsAtMs <= now) return [];
  const against = SLOT_RULES.flatMap((rule) =>
    OF_BOOKING.has(rule) ? [] : JUDGES[rule]({ ...asked, span: booked }).map(({ why }) => why),
  );
  return against.length === 0 ? [] : [message('slot.warn.no-longer-safe', { slot: booked.slot }), ...against];
}

/** The first holiday, of the agency or of the customer, from the day after up to the next day of the week on which the agency works. */
function holidayAhead(asked: Asked): Holiday | undefined {
  const { date } = asked;
  const { rules } = asked.calendar;
  const until = nextWeekday(date, rules);
  for (let day = addDays(date, 1); day <= until; day = addDays(day, 1))
    for (const region of regionsOf(asked)) {
      const holiday = holidayOn(day, region, rules.holidays);
      if (holiday !== undefined) return holiday;
    }
  return undefined;
}

/** The agency's and the customer's, as far as somebody said where they are. */
function regionsOf({ calendar: { rules }, customer }: Asked): readonly string[] {
  return [rules.region, customer?.region].filter((region) => region !== undefined);
}
