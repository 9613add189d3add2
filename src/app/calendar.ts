import type { Calendar, SlotOffer } from '../../scheduler/slot.ts';
import { addDays, dateAt, slotsFrom } from '../../scheduler/slot.ts';
import type { App } from './app.ts';

export function calendarOf(app: Pick<App, 'config'>): Calendar {
  return { rules: app.config.slots, timeZone: app.config.agency.timeZone };
}

/** The half-days of these dates, judged by the agency's rules and by what is booked. A project's own booking does not stand in its way. */
export async function offeredSlots(app: App, from: string, days: number, exceptProject?: string): Promise<SlotOffer[]> {
  const bookings = await app.store.bookings(`${from}/`, `${addDays(from, days)}/`);
  const taken = new Map<string, number>();
  for (const booking of bookings)
    if (booking.projectId !== exceptProject) taken.set(booking.slot, (taken.get(booking.slot) ?? 0) + 1);
  return slotsFrom(from, days, calendarOf(app), (slot) => taken.get(slot) ?? 0, app.clock.now());
}

const LOOK_AHEAD_DAYS = 60;

/** The next free half-days, for a refusal that helps. */
export async function nextFreeSlots(app: App, count: number): Promise<string[]> {
  const today = dateAt(app.clock.now(), app.config.agency.timeZone);
  const offers = await offeredSlots(app, today, LOOK_AHEAD_DAYS);
  return offers
    .filter(({ free }) => free)
    .slice(0, count)
    .map(({ slot }) => slot);
}
