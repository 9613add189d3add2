import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import { canonicalJson, sha256 } from '../../../domain/json.ts';
import type { Tables } from './tables.ts';

export const CALENDAR_VERSION = 2;

/**
 * Version 2: the bookings with all that is known of them, their history, and the addresses of calendars. A golive of version 1 that still
 * runs goes on booking: what it writes has no `data`. Each booking that is there is carried over, with one line of history.
 */
export async function calendarSchema(db: Kysely<Tables>, kind: 'sqlite' | 'postgres'): Promise<void> {
  const { schema } = db;
  const text = kind === 'sqlite' ? 'text' : sql`text collate "C"`;
  for (const column of ['data', 'digest'])
    await schema
      .alterTable('bookings')
      .addColumn(column, text, (added) => added.notNull().defaultTo(''))
      .execute();
  await schema
    .createTable('booking_changes')
    // Counted by golive, which has one writer of the calendar at a time: no gap, and the same after a restore.
    .addColumn('seq', kind === 'sqlite' ? 'integer' : 'bigint', (column) => column.primaryKey())
    .addColumn('booking_id', text, (column) => column.notNull())
    .addColumn('sequence', 'bigint', (column) => column.notNull())
    .addColumn('project_id', text, (column) => column.notNull().references('projects.id'))
    .addColumn('at_ms', 'bigint', (column) => column.notNull())
    .addColumn('key', text)
    .addColumn('data', text, (column) => column.notNull())
    .addColumn('digest', text, (column) => column.notNull())
    // A calendar program that saw a sequence number does not look at another booking under the same one.
    .addUniqueConstraint('booking_changes_sequence', ['booking_id', 'sequence'])
    .execute();
  await schema.createIndex('booking_changes_project').on('booking_changes').columns(['project_id', 'seq']).execute();
  await schema.createIndex('booking_changes_at').on('booking_changes').columns(['at_ms', 'seq']).execute();
  await sql`create unique index booking_changes_key on booking_changes (key) where key is not null`.execute(db);
  await schema
    .createTable('feeds')
    .addColumn('id', text, (column) => column.primaryKey())
    .addColumn('token_hash', text, (column) => column.notNull().unique())
    .addColumn('data', text, (column) => column.notNull())
    .addColumn('digest', text, (column) => column.notNull())
    .execute();
  await carryOver(db);
  if (kind === 'sqlite')
    for (const verb of ['update', 'delete'])
      await sql`create trigger ${sql.raw(`booking_changes_no_${verb}`)} before ${sql.raw(verb)} on booking_changes
        begin select raise(abort, 'the history of bookings is append-only'); end`.execute(db);
  else {
    await sql`create function booking_changes_are_append_only() returns trigger language plpgsql as
      $$ begin raise exception 'the history of bookings is append-only'; end $$`.execute(db);
    await sql`create trigger booking_changes_append_only before update or delete or truncate on booking_changes
      for each statement execute function booking_changes_are_append_only()`.execute(db);
  }
}

async function carryOver(db: Kysely<Tables>): Promise<void> {
  const rows = await db
    .selectFrom('bookings')
    .select(['slot', 'place', 'project_id', 'by', 'at_ms'])
    .orderBy('at_ms')
    .orderBy('project_id')
    .execute();
  for (const [index, { slot, place, project_id: projectId, by, at_ms: atMs }] of rows.entries()) {
    const id = `b-${projectId}`;
    const booking = canonicalJson({
      id,
      slot,
      place,
      projectId,
      ...(await momentsOf(db, projectId, slot)),
      timeZone: '',
      tzdata: '',
      createdMs: atMs,
      changedMs: atMs,
      sequence: 0,
    });
    await db
      .updateTable('bookings')
      .set({ data: booking, digest: sha256(booking) })
      .where('project_id', '=', projectId)
      .execute();
    const data = canonicalJson({ what: 'booked', by, atMs, warnings: [], booking: JSON.parse(booking) });
    await db
      .insertInto('booking_changes')
      .values({
        seq: index + 1,
        booking_id: id,
        sequence: 0,
        project_id: projectId,
        at_ms: atMs,
        key: null,
        data,
        digest: sha256(`${index + 1} ${data}`),
      })
      .execute();
  }
}

interface Moments {
  readonly startsAtMs: number;
  readonly endsAtMs: number;
}

/** From the lists' entries of the project's migrations, else from their journals; 0 where no migration knows of this half-day. */
async function momentsOf(db: Kysely<Tables>, projectId: string, slot: string): Promise<Moments> {
  const entries = await db.selectFrom('migrations').select('summary').where('project_id', '=', projectId).execute();
  const events = await db
    .selectFrom('journal')
    .innerJoin('migrations', 'migrations.id', 'journal.migration_id')
    .select('event')
    .where('migrations.project_id', '=', projectId)
    .where('event', 'like', '%"type":"booked"%')
    .orderBy('journal.at_ms', 'desc')
    .orderBy('journal.seq', 'desc')
    .execute();
  for (const text of [...entries.map(({ summary }) => summary), ...events.map(({ event }) => event)]) {
    const booked = slotIn(text);
    if (booked?.slot === slot && Number.isSafeInteger(booked.startsAtMs) && Number.isSafeInteger(booked.endsAtMs))
      return { startsAtMs: booked.startsAtMs, endsAtMs: booked.endsAtMs };
  }
  return { startsAtMs: 0, endsAtMs: 0 };
}

/** What cannot be read is found by `check`, and is no reason to stay with the old version. */
function slotIn(text: string): (Moments & { readonly slot: unknown }) | undefined {
  try {
    return JSON.parse(text)?.slot;
  } catch {
    return undefined;
  }
}
