import { dateAt } from '../../scheduler/slot.ts';
import { hasRunOut } from '../domain/journal.ts';
import type { MigrationStatus } from '../domain/lifecycle.ts';
import { displayName } from '../domain/name.ts';
import { statusOf } from '../domain/status.ts';
import type { Booking, StoreFault } from '../ports/store.ts';
import { render } from '../texts/render.ts';
import type { App } from './app.ts';
import { customerOf } from './booking/customer.ts';
import { isBehind } from './booking/journals.ts';
import { movedTime } from './booking/moved-time.ts';
import { noLongerSafe } from './booking/no-longer-safe.ts';
import { partyOfProject } from './booking/party.ts';
import { calendarOf } from './config/slots.ts';
import { faultsOfEach } from './doctor-each.ts';
import type { Loaded } from './record.ts';
import { load } from './record.ts';
import { styleOf } from './voice.ts';

/**
 * Where a migration's journal says something else of its half-day than the calendar: a crash came between the two. Journals that cannot be read
 * are the store's own check's business.
 */
export function bookingFaults(app: App): Promise<StoreFault[]> {
  return faultsOfEach(app, seenFaults);
}

async function seenFaults(app: App, id: string): Promise<StoreFault[]> {
  const loaded = await load(app, id).catch(() => undefined);
  if (loaded === undefined) return [];
  const booking = await app.store.bookingOf(loaded.project.id);
  const now = app.clock.now();
  if (!isBehind(loaded, booking, calendarOf(app), now) || hasEndedByItself(loaded, booking, now)) return [];
  const { domain, slot } = loaded.state;
  const name = displayName(domain);
  return [
    {
      where: `migration ${id} (${name})`,
      what: `its journal says ${told(slot)}, the calendar ${told(booking)}`,
      fix:
        booking === undefined
          ? `Finish it: golive unbook ${name}. Or book again: golive book ${name} --slot ….`
          : `Finish it: golive book ${name} --slot ${booking.slot}.`,
    },
  ];
}

/** A hold that ran out needs nobody: everything that reads the journal sees that it has. */
function hasEndedByItself({ state: { slot } }: Loaded, booking: Booking | undefined, now: number): boolean {
  return slot !== undefined && hasRunOut(slot, now) && (booking === undefined || hasRunOut(booking, now));
}

function told(booked: Pick<Booking, 'slot' | 'heldUntilMs'> | undefined): string {
  if (booked === undefined) return 'that nothing is booked';
  return booked.heldUntilMs === undefined ? booked.slot : `${booked.slot}, held`;
}

/** Half-days ahead that nobody will go live in: a crash came between the end of a project and giving its place back. */
export async function deadBookings(app: App): Promise<StoreFault[]> {
  const faults: StoreFault[] = [];
  for (const booking of await ahead(app)) {
    const project = await app.store.readProject(booking.projectId);
    if (project === undefined) continue;
    const { migrations } = await partyOfProject(app, project);
    if (!migrations.every(({ playbook, state }) => GONE.has(statusOf(playbook, state)))) continue;
    faults.push({
      where: `the half-day of ${project.customer}`,
      what: `${booking.slot} is ${told(booking) === booking.slot ? 'booked' : 'held'}, and none of its migrations goes on`,
      fix: `Give it back: golive unbook ${project.id}.`,
    });
  }
  return faults;
}

const GONE: ReadonlySet<MigrationStatus> = new Set(['cancelled', 'rolled-back']);

async function ahead(app: App): Promise<Booking[]> {
  const now = app.clock.now();
  const today = dateAt(now, app.config.agency.timeZone);
  const bookings = await app.store.bookings(`${today}/`, '9~');
  return bookings.filter((booking) => !hasRunOut(booking, now) && (booking.startsAtMs === 0 || booking.endsAtMs > now));
}

/** Bookings ahead that would be refused today: something was measured since, or the calendar was changed. */
export async function unsafeBookings(app: App): Promise<StoreFault[]> {
  const now = app.clock.now();
  const style = styleOf(app);
  const faults: StoreFault[] = [];
  for (const booking of await ahead(app)) {
    const project = await app.store.readProject(booking.projectId);
    if (project === undefined) continue;
    const { migrations } = await partyOfProject(app, project);
    const against = noLongerSafe(calendarOf(app), now, customerOf(project, migrations, now));
    if (against.length === 0) continue;
    faults.push({
      where: `the half-day of ${project.customer}`,
      what: against.map(({ why }) => render(why, style)).join(' '),
      fix: `See what is free with golive slots ${project.id}, and move it: golive reschedule ${project.id} --slot ….`,
    });
  }
  return faults;
}

/** Bookings ahead whose moments are others by today's time zone data and configuration. */
export async function movedBookings(app: App): Promise<StoreFault[]> {
  const calendar = calendarOf(app);
  const style = styleOf(app);
  const faults: StoreFault[] = [];
  for (const booking of await ahead(app)) {
    const [moved] = movedTime(booking, calendar);
    if (moved === undefined) continue;
    const project = await app.store.readProject(booking.projectId);
    faults.push({
      where: `the half-day of ${project?.customer ?? booking.projectId}`,
      what: render(moved.why, style),
      fix: `To take the new times: golive reschedule ${booking.projectId} --slot ${booking.slot}.`,
    });
  }
  return faults;
}
