import { addDays, dateAt } from '../../scheduler/slot.ts';
import { hasRunOut } from '../domain/journal.ts';
import type { EpochMs } from '../domain/time.ts';
import { DAY } from '../domain/time.ts';
import type { Booking, BookingChange, Store } from '../ports/store.ts';
import type { FeedOf } from './feed-links.ts';

/** What a calendar shows of one booking. */
export interface Entry {
  readonly booking: Booking;
  readonly status: 'confirmed' | 'tentative' | 'cancelled';
  /** Of what is shown: a hold that ran out is one change further than the store says, until somebody drops it. */
  readonly sequence: number;
  readonly changedMs: EpochMs;
}

/** How long something that is over or was cancelled stays in a calendar. */
export const KEPT_MS = 30 * DAY;
const PAGE = 500;

/**
 * The bookings of a calendar: those of the past 30 days and all that are ahead, what was cancelled or ran out in the past 30 days, and for a
 * person also what somebody else took over in that time. `ownerOf` answers who is on duty where a booking names nobody, `breathe` is awaited
 * between the pieces of a long work.
 */
export async function entriesOf(
  store: Store,
  { scope, subject }: FeedOf,
  now: EpochMs,
  timeZone: string,
  ownerOf: (projectId: string) => Promise<string | undefined>,
  breathe: () => Promise<void>,
): Promise<readonly Entry[]> {
  const sinceMs = now - KEPT_MS;
  const fromDate = addDays(dateAt(sinceMs, timeZone), -1);
  const live =
    scope === 'project'
      ? [await store.bookingOf(subject)].filter((booking) => booking !== undefined)
      : await store.bookings(`${fromDate}/`, '9~');
  const changes =
    scope === 'project'
      ? (await store.bookingChanges({ projectId: subject })).filter(({ atMs }) => atMs >= sinceMs)
      : await allChanges(store, sinceMs);
  const there = live.filter(({ slot }) => slot >= fromDate).flatMap((booking) => liveEntry(booking, now, sinceMs));
  const shown = lastOfEach([...endedEntries(changes), ...there]);
  return scope === 'person' ? ofPerson(store, subject, shown, changes, ownerOf, breathe) : shown;
}

async function allChanges(store: Store, sinceMs: EpochMs): Promise<readonly BookingChange[]> {
  const all: BookingChange[] = [];
  for (;;) {
    const afterSeq = all.at(-1)?.seq;
    const page = await store.bookingChanges({
      sinceMs,
      limit: PAGE,
      ...(afterSeq === undefined ? {} : { afterSeq }),
    });
    all.push(...page);
    if (page.length < PAGE) return all;
  }
}

function liveEntry(booking: Booking, now: EpochMs, sinceMs: EpochMs): Entry[] {
  const { heldUntilMs, sequence, changedMs } = booking;
  if (heldUntilMs !== undefined && hasRunOut(booking, now))
    return heldUntilMs < sinceMs
      ? []
      : [{ booking, status: 'cancelled', sequence: sequence + 1, changedMs: heldUntilMs }];
  // Of a store before these were kept the end is 0: the half-day's own date says whether it is over.
  if (booking.endsAtMs !== 0 && booking.endsAtMs < sinceMs) return [];
  return [{ booking, status: heldUntilMs === undefined ? 'confirmed' : 'tentative', sequence, changedMs }];
}

const ENDS: ReadonlySet<BookingChange['what']> = new Set(['cancelled', 'lapsed']);

/**
 * Who books again has another booking. Only a golive of store version 1 gives one identifier to all of a project's: the last of them is shown,
 * as a change that came after the others.
 */
function lastOfEach(entries: readonly Entry[]): Entry[] {
  const last = new Map<string, Entry>();
  for (const entry of entries) {
    const { id } = entry.booking;
    const before = last.get(id)?.sequence ?? -1;
    last.set(id, { ...entry, sequence: Math.max(entry.sequence, before + 1) });
  }
  return [...last.values()];
}

function endedEntries(changes: readonly BookingChange[]): Entry[] {
  return changes
    .filter(({ what }) => ENDS.has(what))
    .map(({ booking, atMs }) => ({ booking, status: 'cancelled', sequence: booking.sequence, changedMs: atMs }));
}

async function ofPerson(
  store: Store,
  person: string,
  shown: readonly Entry[],
  changes: readonly BookingChange[],
  ownerOf: (projectId: string) => Promise<string | undefined>,
  breathe: () => Promise<void>,
): Promise<readonly Entry[]> {
  const isTheirs = async ({ onDuty, projectId }: Booking) => (onDuty ?? (await ownerOf(projectId))) === person;
  const changed = new Set(changes.map(({ booking }) => booking.id));
  const entries: Entry[] = [];
  for (const entry of shown) {
    if (await isTheirs(entry.booking)) entries.push(entry);
    else if (changed.has(entry.booking.id) && (await wasTheirs(entry.booking)))
      entries.push({ ...entry, status: 'cancelled' });
    await breathe();
  }
  return entries;

  /** A calendar program that has it is told that it is gone; one that never had it need not know. */
  async function wasTheirs({ id, projectId }: Booking): Promise<boolean> {
    for (const { booking } of await store.bookingChanges({ projectId }))
      if (booking.id === id && (await isTheirs(booking))) return true;
    return false;
  }
}
