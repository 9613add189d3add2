import type { EarliestSlot, SlotCustomer, SlotOffer } from '../../scheduler/slot.ts';
import { addDays, dateAt, earliestSafe, MOST_DAYS, slotsFrom } from '../../scheduler/slot.ts';
import { hasRunOut } from '../domain/journal.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Booking, Store } from '../ports/store.ts';
import type { App } from './app.ts';
import { customerOf } from './booking/customer.ts';
import type { Party } from './booking/party.ts';
import { partyOf } from './booking/party.ts';
import { calendarOf } from './config/slots.ts';

/** For whom a half-day is looked for. */
export interface ForProject {
  /** Its own booking does not stand in its way. */
  readonly projectId: string;
  readonly customer: SlotCustomer;
}

export function forProject({ project, migrations }: Party, now: EpochMs): ForProject {
  return { projectId: project.id, customer: customerOf(project, migrations, now) };
}

/** A project as one looks for a half-day for it. @throws GoLiveError `domain-unknown` */
export async function projectOf(app: App, domain: string): Promise<ForProject> {
  return forProject(await partyOf(app, domain), app.clock.now());
}

/** The bookings of these dates; what is read is these dates' rows and no others. */
export function bookingsIn(
  { store }: { readonly store: Store },
  from: string,
  days: number,
): Promise<readonly Booking[]> {
  return store.bookings(`${from}/`, `${addDays(from, days)}/`);
}

/** How many places of a half-day others have. A hold that ran out has none. */
function takenBy(bookings: readonly Booking[], projectId: string | undefined, now: EpochMs): (slot: string) => number {
  const taken = new Map<string, number>();
  for (const booking of bookings)
    if (booking.projectId !== projectId && !hasRunOut(booking, now))
      taken.set(booking.slot, (taken.get(booking.slot) ?? 0) + 1);
  return (slot) => taken.get(slot) ?? 0;
}

/** The half-days of these dates, judged by the agency's rules and by what is booked; for a project also by what was answered and measured of it. */
export async function offeredSlots(app: App, from: string, days: number, project?: ForProject): Promise<SlotOffer[]> {
  const now = app.clock.now();
  const calendar = calendarOf(app);
  slotsFrom(from, 1, calendar, () => 0, now); // what is no date is asked of nobody
  const taken = takenBy(await bookingsIn(app, from, days), project?.projectId, now);
  return slotsFrom(from, days, calendar, taken, now, project?.customer);
}

const PAGE_DAYS = 14;

/**
 * The next free half-days that suit, for a refusal that helps, without the one that the project has: fortnight by fortnight, for a year. `near`
 * is the half-day that was asked for: whoever wants one in January is not helped with one before Christmas, unless there is none after it.
 */
export async function nextFreeSlots(app: App, count: number, project?: ForProject, near?: string): Promise<string[]> {
  const now = app.clock.now();
  const today = dateAt(now, app.config.agency.timeZone);
  const asked = near?.slice(0, near.indexOf('/')) ?? today;
  const from = today < asked && asked < addDays(today, MOST_DAYS) ? asked : today;
  const held = project && (await app.store.bookingOf(project.projectId));
  const own = held && !hasRunOut(held, now) ? held.slot : undefined;
  const found: string[] = [];
  for (const [first, end] of [
    [from, addDays(from, MOST_DAYS)],
    [today, from], // a transfer code that runs out leaves earlier ones alone
  ] as const)
    for (let date = first; date < end && found.length < count; date = addDays(date, PAGE_DAYS)) {
      const page = await offeredSlots(app, date, PAGE_DAYS, project);
      found.push(...page.flatMap(({ free, slot }) => (free && slot !== own && slot < end ? [slot] : [])));
    }
  return found.slice(0, count);
}

/** When a project's move can be made at the earliest. Mostly that is soon: a year of bookings is read only where the first weeks are full. */
export async function earliestFor(app: App, { projectId, customer }: ForProject): Promise<EarliestSlot> {
  const now = app.clock.now();
  const calendar = calendarOf(app);
  const today = dateAt(now, calendar.timeZone);
  const within = async (days: number): Promise<EarliestSlot> =>
    earliestSafe(calendar, takenBy(await bookingsIn(app, today, days), projectId, now), now, customer);
  const soon = await within(2 * PAGE_DAYS);
  const isSeen = soon.slot !== undefined && soon.slot.slot < addDays(today, 2 * PAGE_DAYS);
  return isSeen ? soon : within(MOST_DAYS);
}
