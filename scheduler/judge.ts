import { GoLiveError } from '../src/domain/errors.ts';
import type { BookedSlot } from '../src/domain/journal.ts';
import type { EpochMs } from '../src/domain/time.ts';
import type { Calendar, Half, SlotCustomer, SlotOffer } from './calendar.ts';
import { HALVES, SLOT_RULES, SLOT_WARNINGS } from './calendar.ts';
import { addDays, dateAt } from './dates.ts';
import { halfDayOf } from './half-day.ts';
import type { Reach } from './rules.ts';
import { JUDGES, reachOf } from './rules.ts';
import { parseSlot, requireDate } from './slot-text.ts';
import { WARNERS } from './warnings.ts';

/** Days that one question may span. */
export const MOST_DAYS = 366;

/** When a half-day begins and ends. */
export function slotSpan(text: string, calendar: Calendar): BookedSlot {
  const { date, half } = parseSlot(text);
  return halfDayOf(date, half, calendar).span;
}

/** What is asked of every half-day alike. */
interface Asking {
  readonly calendar: Calendar;
  readonly now: EpochMs;
  readonly customer: SlotCustomer | undefined;
  readonly reach: Reach;
}

/**
 * One half-day judged by every rule: all refusals, all warnings. `taken` is how many of its places are booked.
 * `customer` absent: only what holds for everybody is judged.
 *
 * @throws GoLiveError `usage`: the text is no half-day
 */
export function judgeSlot(
  text: string,
  calendar: Calendar,
  taken: number,
  now: EpochMs,
  customer?: SlotCustomer,
): SlotOffer {
  const { date, half } = parseSlot(text, dateAt(now, calendar.timeZone));
  return judged(date, half, taken, { calendar, now, customer, reach: reachOf(now, calendar) });
}

/**
 * Every half-day from a date on. `takenIn` answers how many places of a half-day are booked.
 *
 * @throws GoLiveError `usage`: not a date, or not 1 to `MOST_DAYS` days
 */
export function slotsFrom(
  from: string,
  days: number,
  calendar: Calendar,
  takenIn: (slot: string) => number,
  now: EpochMs,
  customer?: SlotCustomer,
): SlotOffer[] {
  requireDate(from, dateAt(now, calendar.timeZone));
  if (!Number.isInteger(days) || days < 1 || days > MOST_DAYS)
    throw new GoLiveError('usage', { subject: `${days} days`, fix: `Give a whole number from 1 to ${MOST_DAYS}.` });
  const asking = { calendar, now, customer, reach: reachOf(now, calendar) };
  return Array.from({ length: days }, (_, index) => addDays(from, index)).flatMap((date) =>
    HALVES.map((half) => judged(date, half, takenIn(`${date}/${half}`), asking)),
  );
}

function judged(date: string, half: Half, taken: number, asking: Asking): SlotOffer {
  const { span, moved } = halfDayOf(date, half, asking.calendar);
  const asked = { ...asking, date, span, moved, taken };
  const refusedBy = SLOT_RULES.flatMap((rule) => JUDGES[rule](asked).map((refusal) => ({ rule, ...refusal })));
  const warnings = SLOT_WARNINGS.flatMap((rule) => WARNERS[rule](asked).map((why) => ({ rule, why })));
  return { ...span, free: refusedBy.length === 0, refusedBy, warnings };
}
