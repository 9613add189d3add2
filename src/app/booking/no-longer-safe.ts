import type { Calendar, SlotCustomer, SlotOffer } from '../../../scheduler/slot.ts';
import { judgeSlot } from '../../../scheduler/slot.ts';
import type { EpochMs } from '../../domain/time.ts';

/** What speaks by now against the half-day that somebody has; none for who has none, or whose go-live has begun. */
export function noLongerSafe(calendar: Calendar, now: EpochMs, customer: SlotCustomer): SlotOffer['warnings'] {
  if (customer.booked === undefined) return [];
  const { warnings } = judgeSlot(customer.booked.slot, calendar, 0, now, customer);
  return warnings.filter(({ rule }) => rule === 'no-longer-safe');
}
