import type { EpochMs } from '../src/domain/time.ts';
import type { Calendar, Lead, SlotCustomer, SlotOffer } from './calendar.ts';
import { dateAt } from './dates.ts';
import { MOST_DAYS, slotsFrom } from './judge.ts';
import { reachOf } from './rules.ts';

/** When a move can be made at the earliest, and all that follows from; each term with its moment. No slot: none is free within `MOST_DAYS`. */
export interface EarliestSlot {
  readonly slot?: SlotOffer;
  readonly terms: readonly {
    readonly rule: 'notice' | Lead['rule'];
    readonly subject: string;
    readonly fromMs?: EpochMs;
    /** A date, where the term counts in dates. */
    readonly from?: string;
    readonly beforeMs?: EpochMs;
    readonly sum: string;
  }[];
}

/** The first half-day that no rule refuses. `takenIn` answers how many places of a half-day are booked, for `MOST_DAYS` from today. */
export function earliestSafe(
  calendar: Calendar,
  takenIn: (slot: string) => number,
  now: EpochMs,
  customer: SlotCustomer,
): EarliestSlot {
  const today = dateAt(now, calendar.timeZone);
  const slot = slotsFrom(today, MOST_DAYS, calendar, takenIn, now, customer).find(({ free }) => free);
  const { noticeDays, noticeIn } = calendar.rules;
  const notice = {
    rule: 'notice' as const,
    subject: 'slots.noticeDays',
    from: reachOf(now, calendar).earliest,
    sum: `${today} + ${noticeDays} ${noticeIn}`,
  };
  const leads = customer.leads.map(({ rule, subject, untilMs, beforeMs, sum }) => ({
    rule,
    subject,
    ...(untilMs === undefined ? {} : { fromMs: untilMs }),
    ...(beforeMs === undefined ? {} : { beforeMs }),
    sum,
  }));
  return { ...(slot === undefined ? {} : { slot }), terms: [notice, ...leads] };
}
