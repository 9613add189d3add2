import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import { canonicalJson, sha256 } from '../../../domain/json.ts';
import type { Booked, Booking, BookingWord, Store } from '../../../ports/store.ts';
import type { Decision, NewChange, Seen } from '../calendar.ts';
import { decideBooking, decideGivingBack, following, isEnd } from '../calendar.ts';
import { unknownHere } from '../failures.ts';
import { storable } from '../journal-chain.ts';
import type { Access } from './access.ts';
import { toBooking, toChange } from './booking-rows.ts';
import type { BookingChangeRow, Tables } from './tables.ts';

/** Whoever changes the calendar of a server holds this until the transaction ends: one at a time, as SQLite has it ("golc"). */
const CALENDAR_LOCK = 0x676f6c63;

type Bookings = Pick<Store, 'book' | 'unbook' | 'bookings' | 'bookingOf' | 'bookingChanges'>;

/** One request: what it needs to see, and what it does with that. */
interface Request {
  readonly projectId: string;
  readonly slot?: string;
  readonly word: BookingWord;
  decide(seen: Seen): Decision;
}

export function bookingsOf(access: Access): Bookings {
  const { read } = access;
  return {
    book: async (wanted, word) => {
      const { projectId, slot } = wanted;
      const decide = (seen: Seen) => decideBooking(wanted, word, seen);
      return (await settled(access, { projectId, slot, word, decide }))!;
    },

    unbook: async (projectId, word, what = 'cancelled') => {
      const decide = (seen: Seen) => decideGivingBack(projectId, word, what, seen);
      return (await settled(access, { projectId, word, decide }))?.booking;
    },

    bookings: (fromSlot, toSlot) =>
      read(async (db) => {
        const rows = await db
          .selectFrom('bookings')
          .selectAll()
          .where('slot', '>=', fromSlot)
          .where('slot', '<=', toSlot)
          .orderBy('slot')
          .orderBy('place')
          .execute();
        return rows.map(toBooking);
      }),

    bookingOf: (projectId) =>
      read(async (db) => {
        const row = await db.selectFrom('bookings').selectAll().where('project_id', '=', projectId).executeTakeFirst();
        return row && toBooking(row);
      }),

    bookingChanges: (asked) =>
      read(async (db) => {
        const ordered = db.selectFrom('booking_changes').selectAll().orderBy('seq');
        if ('projectId' in asked) {
          const rows = await ordered.where('project_id', '=', asked.projectId).execute();
          return rows.map(toChange);
        }
        const sinceMs = Math.ceil(asked.sinceMs);
        let after = asked.afterSeq;
        if (after === undefined) {
          // Clocks go back now and then: the lowest number in the span, not the number of its first moment.
          const first = await db
            .selectFrom('booking_changes')
            .select((of) => of.fn.min('seq').as('seq'))
            .where('at_ms', '>=', sinceMs)
            .executeTakeFirst();
          if (!first?.seq) return [];
          after = first.seq - 1;
        }
        // By number: `+` keeps SQLite from the index of moments, whose whole span it would sort for each page.
        const rows = await ordered
          .where('seq', '>', after)
          .where(sql<boolean>`+at_ms >= ${sinceMs}`)
          .limit(asked.limit)
          .execute();
        return rows.map(toChange);
      }),
  };
}

/**
 * Most who lose, ask again or change nothing learn it without a lock and without a write. Whoever would write looks again under the lock,
 * where what was seen stays true to the end.
 */
async function settled({ backend, read, write }: Access, request: Request): Promise<Booked | undefined> {
  const first = await read(async (db) => request.decide(await look(db, request)));
  if ('answer' in first) return first.answer;
  const sent: { rows: readonly BookingChangeRow[] } = { rows: [] };
  return write(async (db) => {
    if (backend.skipLocked) await sql`select pg_advisory_xact_lock(${CALENDAR_LOCK})`.execute(db);
    const before = await alreadyThere(db, sent.rows);
    if (before !== undefined) return { booking: before, isRepeat: false };
    const project = await db.selectFrom('projects').select('id').where('id', '=', request.projectId).executeTakeFirst();
    if (project === undefined) throw unknownHere(request.projectId);
    const decision = request.decide(await look(db, request));
    if ('answer' in decision) return decision.answer;
    let booking: Booking | undefined;
    const rows: BookingChangeRow[] = [];
    for (const change of decision.changes) {
      const row = await rowFor(db, change);
      rows.push(row);
      booking = toChange(row).booking;
      await put(db, change, booking);
      await db.insertInto('booking_changes').values(row).execute();
    }
    sent.rows = rows;
    return { booking: booking!, isRepeat: false };
  });
}

/** The bookings in one statement and the key after it: whoever used the key in between was seen in neither, or is seen now. */
async function look(db: Kysely<Tables>, { projectId, slot, word }: Request): Promise<Seen> {
  const rows = await db
    .selectFrom('bookings')
    .selectAll()
    .where((or) => or.or([or('project_id', '=', projectId), ...(slot === undefined ? [] : [or('slot', '=', slot)])]))
    .execute();
  const used =
    word.key === undefined
      ? undefined
      : await db.selectFrom('booking_changes').selectAll().where('key', '=', storable(word.key)).executeTakeFirst();
  return { there: rows.map(toBooking), used: used && toChange(used) };
}

/** An earlier try of this call, whose answer got lost, may have been written after all. */
async function alreadyThere(db: Kysely<Tables>, sent: readonly BookingChangeRow[]): Promise<Booking | undefined> {
  const last = sent.at(-1);
  if (last === undefined) return undefined;
  const row = await db.selectFrom('booking_changes').selectAll().where('seq', '=', last.seq).executeTakeFirst();
  return row?.digest === last.digest ? toChange(row).booking : undefined;
}

async function rowFor(db: Kysely<Tables>, change: NewChange): Promise<BookingChangeRow> {
  const newest = await db
    .selectFrom('booking_changes')
    .select('seq')
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  const last = await db
    .selectFrom('booking_changes')
    .select('sequence')
    .where('booking_id', '=', change.booking.id)
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst();
  const kept = following(change, last?.sequence);
  const seq = (newest?.seq ?? 0) + 1;
  const data = canonicalJson(kept);
  return {
    seq,
    booking_id: kept.booking.id,
    sequence: kept.booking.sequence,
    project_id: kept.booking.projectId,
    at_ms: kept.atMs,
    key: kept.key === undefined ? null : storable(kept.key),
    data,
    digest: sha256(`${seq} ${data}`),
  };
}

/** The project's row as it is after this change. */
async function put(db: Kysely<Tables>, change: NewChange, booking: Booking): Promise<void> {
  if (isEnd(change)) {
    await db.deleteFrom('bookings').where('project_id', '=', booking.projectId).execute();
    return;
  }
  const data = canonicalJson(booking);
  const values = {
    slot: booking.slot,
    place: booking.place,
    by: storable(change.by),
    at_ms: booking.createdMs,
    data,
    digest: sha256(data),
  };
  await db
    .insertInto('bookings')
    .values({ project_id: booking.projectId, ...values })
    .onConflict((already) => already.column('project_id').doUpdateSet(values))
    .execute();
}
