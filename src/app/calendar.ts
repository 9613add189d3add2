import type { CachesUntil, Calendar, SlotOffer } from '../../scheduler/slot.ts';
import { addDays, dateAt, slotsFrom } from '../../scheduler/slot.ts';
import type { Fqdn } from '../domain/name.ts';
import type { App } from './app.ts';
import { earliestSlot } from './earliest-slot.ts';
import { findMigrations } from './find.ts';
import { load } from './record.ts';

export function calendarOf(app: Pick<App, 'config'>): Calendar {
  return { rules: app.config.slots, timeZone: app.config.agency.timeZone };
}

/** For whom a half-day is looked for. */
export interface ForProject {
  /** Its own booking does not stand in its way. */
  readonly projectId: string;
  /** What its domains have in caches still. */
  readonly caches?: CachesUntil;
}

/** The half-days of these dates, judged by the agency's rules and by what is booked; for a project also by what was measured of its domains. */
export async function offeredSlots(app: App, from: string, days: number, project?: ForProject): Promise<SlotOffer[]> {
  const bookings = await app.store.bookings(`${from}/`, `${addDays(from, days)}/`);
  const taken = new Map<string, number>();
  for (const booking of bookings)
    if (booking.projectId !== project?.projectId) taken.set(booking.slot, (taken.get(booking.slot) ?? 0) + 1);
  return slotsFrom(from, days, calendarOf(app), (slot) => taken.get(slot) ?? 0, app.clock.now(), project?.caches);
}

export const LOOK_AHEAD_DAYS = 60;

/** The next free half-days, for a refusal that helps. */
export async function nextFreeSlots(app: App, count: number, project?: ForProject): Promise<string[]> {
  const today = dateAt(app.clock.now(), app.config.agency.timeZone);
  const offers = await offeredSlots(app, today, LOOK_AHEAD_DAYS, project);
  return offers
    .filter(({ free }) => free)
    .slice(0, count)
    .map(({ slot }) => slot);
}

/** A project as one looks for a half-day for it, and its domains of which nothing was measured yet. */
export async function projectOf(
  app: App,
  domain: string,
): Promise<ForProject & { readonly unmeasured: readonly Fqdn[] }> {
  const [header] = await findMigrations(app.store, domain);
  const project = (await app.store.readProject(header!.projectId))!;
  const all = await Promise.all(project.domains.map(({ migrationId }) => load(app, migrationId)));
  return { projectId: project.id, ...earliestSlot(all, app.clock.now()) };
}
