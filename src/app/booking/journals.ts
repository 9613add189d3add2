import type { Calendar } from '../../../scheduler/slot.ts';
import { slotSpan } from '../../../scheduler/slot.ts';
import type { BookedSlot, JournalEvent } from '../../domain/journal.ts';
import { ENGINE, hasRunOut } from '../../domain/journal.ts';
import { sameJson } from '../../domain/json.ts';
import { dependentsOf, stepsOf } from '../../domain/migration.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { Booking } from '../../ports/store.ts';
import type { App } from '../app.ts';
import { calendarOf } from '../config/slots.ts';
import type { Loaded } from '../record.ts';
import { load, record } from '../record.ts';
import type { Who } from '../say.ts';
import type { Party } from './party.ts';
import { hasMoved, isAway, waitForSlotDone } from './party.ts';

/** Nobody changes one booking as often in that time; what differs for ever is no reason to write for ever. */
const MOST_LOOKS = 20;

/**
 * Makes each migration's journal say what the store has booked for the project. Who wrote looks once more: what was read of the store may have
 * changed before the journal had it, and whoever changed it may have looked into the journal before that.
 */
export async function followBooking(app: App, { project, migrations }: Party, who: Who): Promise<readonly Loaded[]> {
  const after: Loaded[] = [];
  for (const { state } of migrations) {
    let found: Loaded | undefined;
    for (let wrote = true, looks = 0; wrote && looks < MOST_LOOKS; looks++)
      found = await record(app, state.id, who, async (loaded) => {
        const events = eventsToward(loaded, await app.store.bookingOf(project.id), calendarOf(app), app.clock.now());
        wrote = events.length > 0;
        return events;
      });
    after.push(found!);
  }
  return after;
}

/**
 * Before the engine goes by a journal's half-day: where a crash kept the calendar's last word from it, it hears it now, from whoever said it.
 * Otherwise a half-day that was moved, and that somebody else may have by now, would still be gone live in.
 */
export async function hearCalendar(app: App, migrationId: string): Promise<void> {
  const loaded = await load(app, migrationId);
  if (waitForSlotDone(loaded) !== undefined) return;
  const { project } = loaded;
  const booking = await app.store.bookingOf(project.id);
  const now = app.clock.now();
  // One that has run out is everybody's to see as that; a word cut off, of a half-day, a confirmation or its being given back, is not.
  if ((booking !== undefined && hasRunOut(booking, now)) || !isBehind(loaded, booking, calendarOf(app), now)) return;
  const said = (await app.store.bookingChanges({ projectId: project.id })).at(-1);
  await followBooking(app, { project, migrations: [loaded] }, { by: said?.by ?? ENGINE });
}

/** No journal says any more that something is booked. */
export async function clearJournals(app: App, { migrations }: Party, who: Who): Promise<void> {
  for (const { state } of migrations)
    await record(app, state.id, who, (loaded) =>
      isAway(loaded) || hasMoved(loaded) || loaded.state.slot === undefined ? [] : [{ type: 'unbooked' }],
    );
}

/** Whether a journal says something else than the store: a crash came between the two. */
export function isBehind(loaded: Loaded, booking: Booking | undefined, calendar: Calendar, now: EpochMs): boolean {
  return eventsToward(loaded, booking, calendar, now).some(({ type }) => type === 'booked' || type === 'unbooked');
}

function eventsToward(loaded: Loaded, booking: Booking | undefined, calendar: Calendar, now: EpochMs): JournalEvent[] {
  // What has moved keeps the half-day in which it did, whatever is booked for the rest.
  if (isAway(loaded) || hasMoved(loaded)) return [];
  const { slot } = loaded.state;
  if (booking === undefined || hasRunOut(booking, now)) return slot === undefined ? [] : [{ type: 'unbooked' }];
  const wanted = slotOf(booking, calendar, slot);
  if (sameJson(slot, wanted)) return [];
  return [{ type: 'booked', slot: wanted }, ...(slot?.slot === wanted.slot ? [] : onceMore(loaded))];
}

/** The booking as the journal has it. One that was carried over without its moments has those of the journal, else those of today's rules. */
export function slotOf(booking: Booking, calendar: Calendar, known?: BookedSlot): BookedSlot {
  const { slot, startsAtMs, endsAtMs, heldUntilMs, tzdata, onDuty } = booking;
  if (startsAtMs === 0) return known?.slot === slot ? known : slotSpan(slot, calendar);
  return {
    slot,
    startsAtMs,
    endsAtMs,
    ...(heldUntilMs === undefined ? {} : { heldUntilMs }),
    ...(tzdata === '' ? {} : { tzdata }),
    ...(onDuty === undefined ? {} : { onDuty }),
  };
}

/** What was done at the beginning of a half-day that went by is done again in the next: the content has changed since. */
function onceMore(loaded: Loaded): JournalEvent[] {
  const waited = waitForSlotDone(loaded);
  if (waited === undefined) return [];
  const { playbook, state } = loaded;
  const behind = dependentsOf(stepsOf(playbook, state), waited.id);
  return stepsOf(playbook, state)
    .filter(({ id }) => id === waited.id || (behind.has(id) && state.steps[id]?.state === 'done'))
    .map(({ id }) => ({ type: 'step', step: id, event: 'retried', detail: {} }));
}
