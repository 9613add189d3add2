import { canonicalJson } from '../../../domain/json.ts';
import type { Booking, StoreFault } from '../../../ports/store.ts';
import { isEnd } from '../calendar.ts';
import { RESTORE } from '../failures.ts';
import type { Access } from './access.ts';
import { toBooking, toChange } from './booking-rows.ts';
import { toFeed } from './feeds.ts';

const WHERE = 'bookings';
const PAGE = 500;

/**
 * What is wrong with the calendar: rows that are not what was written or lie under another half-day or project than they tell of, lines of
 * its history that are missing, and bookings that the history does not tell of or tells otherwise.
 */
export async function calendarFaults(access: Access): Promise<StoreFault[]> {
  // The history last: whatever is booked by then is in it, and what was written in between shows twice in a row below.
  const first = await seenFaults(access);
  if (first.length === 0) return first;
  const again = new Set((await seenFaults(access)).map(({ what }) => what));
  return first.filter(({ what }) => again.has(what));
}

async function seenFaults({ read }: Access): Promise<StoreFault[]> {
  const faults: StoreFault[] = [];
  const fault = (where: string, what: string, fix = RESTORE) => faults.push({ where, what, fix });
  const tried = <Value>(where: string, work: () => Value): Value | undefined => {
    try {
      return work();
    } catch (thrown) {
      fault(where, (thrown as { why?: string }).why ?? String(thrown));
      return undefined;
    }
  };

  const held = new Map<string, { readonly booking: Booking; readonly isOld: boolean }>();
  const rows = await read((db) => db.selectFrom('bookings').selectAll().orderBy('slot').execute());
  const projects = new Set((await read((db) => db.selectFrom('projects').select('id').execute())).map(({ id }) => id));
  for (const row of rows) {
    const where = `${WHERE} ${row.slot} ${row.project_id}`;
    const booking = tried(where, () => toBooking(row));
    if (!projects.has(row.project_id)) fault(where, 'its project is not there');
    if (booking === undefined) continue;
    if (booking.slot !== row.slot || booking.place !== row.place || booking.projectId !== row.project_id)
      fault(where, `it tells of ${booking.slot}, place ${booking.place}, of ${booking.projectId}`);
    held.set(row.project_id, { booking, isOld: row.data === '' });
  }

  const last = new Map<string, Booking | undefined>();
  const ids = new Map<string, string>();
  let seq = 0;
  for (;;) {
    const page = await read((db) =>
      db.selectFrom('booking_changes').selectAll().where('seq', '>', seq).orderBy('seq').limit(PAGE).execute(),
    );
    for (const row of page) {
      if (row.seq !== ++seq) {
        fault(WHERE, `line ${seq} of their history is missing`);
        seq = row.seq;
      }
      const change = tried(`${WHERE} line ${row.seq}`, () => toChange(row));
      if (change === undefined) continue;
      const { booking } = change;
      const told = [booking.id, booking.sequence, booking.projectId, change.atMs];
      if (canonicalJson(told) !== canonicalJson([row.booking_id, row.sequence, row.project_id, row.at_ms]))
        fault(`${WHERE} line ${row.seq}`, `it tells of ${booking.id} of ${booking.projectId}`);
      last.set(booking.projectId, isEnd(change) ? undefined : booking);
      if ((ids.get(booking.id) ?? booking.projectId) !== booking.projectId)
        fault(`${WHERE} line ${row.seq}`, `${booking.id} belongs to two projects`);
      ids.set(booking.id, booking.projectId);
    }
    if (page.length < PAGE) break;
  }
  for (const projectId of new Set([...held.keys(), ...last.keys()])) {
    const { booking, isOld } = held.get(projectId) ?? {};
    const told = last.get(projectId);
    if (isOld === true && told === undefined) continue; // an older golive keeps no history
    if (canonicalJson(isOld === true ? told?.slot : told) === canonicalJson(isOld === true ? booking?.slot : booking))
      continue;
    fault(
      `${WHERE} ${projectId}`,
      `the calendar holds ${shown(booking)}, and its history says ${shown(told)}`,
      booking === undefined
        ? `Look at the customer's appointment, then hold it again: golive book ${projectId} --slot ${told!.slot}.`
        : `Look at the customer's appointment, then write it down anew: golive unbook ${projectId}, golive book ${projectId} --slot ${booking.slot}.`,
    );
  }

  for (const row of await read((db) => db.selectFrom('feeds').selectAll().execute())) {
    const feed = tried(`feeds ${row.id}`, () => toFeed(row));
    if (feed !== undefined && (feed.id !== row.id || feed.tokenHash !== row.token_hash))
      fault(`feeds ${row.id}`, `it tells of ${feed.id}`);
  }
  return faults;
}

function shown(booking: Booking | undefined): string {
  return booking === undefined ? 'none' : `${booking.slot}, number ${booking.sequence}`;
}
