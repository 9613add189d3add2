import type { Calendar, SlotOffer } from '../../../scheduler/slot.ts';
import { slotSpan } from '../../../scheduler/slot.ts';
import type { BookedSlot } from '../../domain/journal.ts';
import { message } from '../../domain/message.ts';

/**
 * A warning where a booked half-day would begin or end at another moment by today's time zone data and configuration. The booking keeps what
 * was said when it was made.
 */
export function movedTime(booked: BookedSlot, calendar: Calendar): SlotOffer['warnings'] {
  if (booked.startsAtMs === 0) return [];
  const today = slotSpan(booked.slot, calendar);
  if (today.startsAtMs === booked.startsAtMs && today.endsAtMs === booked.endsAtMs) return [];
  const why = message('slot.warn.moved-time', {
    slot: booked.slot,
    from: booked.startsAtMs,
    to: booked.endsAtMs,
    nowFrom: today.startsAtMs,
    nowTo: today.endsAtMs,
  });
  return [{ rule: 'moved-time', why }];
}
