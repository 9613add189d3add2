import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import { makeSqliteStore } from './open-sqlite.ts';
import type { Tables } from './tables.ts';

/**
 * Every table that is copied, with its primary key, in an order in which each row finds those it refers to; `meta` is each
 * database's own but for one row, and `status_counts` counts by itself.
 */
const KEYS = {
  playbooks: ['digest'],
  projects: ['id'],
  migrations: ['id'],
  journal: ['migration_id', 'seq'],
  bodies: ['hash'],
  secrets: ['migration_id', 'field'],
  bookings: ['slot', 'place'],
  booking_changes: ['seq'],
  feeds: ['id'],
  credentials: ['kind', 'id'],
  deliveries: ['id'],
} as const satisfies {
  readonly [Table in Exclude<keyof Tables, 'meta' | 'status_counts'>]: readonly (keyof Tables[Table])[];
};
export const COPIED: readonly string[] = Object.keys(KEYS);
/** Rows in one insert: 16 columns each stay below SQLite's 32,766 variables and PostgreSQL's 65,535. */
const ROWS = 500;

/** Every row of one store into another that is empty, page by page; both in a transaction of the caller's. */
export async function copyRows(from: Kysely<Tables>, into: Kysely<Tables>): Promise<void> {
  for (const [table, key] of Object.entries(KEYS) as [keyof typeof KEYS, readonly string[]][]) {
    const columns = sql.join(key.map((column) => sql.ref(column)));
    for (let last: Readonly<Record<string, unknown>> | undefined; ; ) {
      const after =
        last === undefined ? sql`` : sql`where (${columns}) > (${sql.join(key.map((name) => last![name]))})`;
      const { rows } = await sql<Readonly<Record<string, unknown>>>`
        select * from ${sql.table(table)} ${after} order by ${columns} limit ${sql.lit(ROWS)}`.execute(from);
      if (rows.length > 0) await into.insertInto(table).values(rows as never).execute(); // biome-ignore format: one table as the other
      last = rows.at(-1);
      if (rows.length < ROWS) break;
    }
  }
  await keepEventsLost(into, await eventsLost(from));
}

const LOST = 'events_lost';

/** How many events restores have left out of this store and those before it in its place. */
export async function eventsLost(db: Kysely<Tables>): Promise<number> {
  const row = await db.selectFrom('meta').select('value').where('name', '=', LOST).executeTakeFirst();
  return Number(row?.value ?? 0);
}

export async function keepEventsLost(db: Kysely<Tables>, count: number): Promise<void> {
  const value = String(count);
  const row = { name: LOST, value };
  await db.insertInto('meta').values(row).onConflict((on) => on.column('name').doUpdateSet({ value })).execute(); // biome-ignore format: one row
}

/**
 * A backup is an SQLite store, whatever database it was taken from: any golive can look at it, and put it back into either kind.
 * @throws GoLiveError `already-exists`, `store-full`
 */
export function rowsIntoFile(db: Kysely<Tables>, target: string): Promise<void> {
  return makeSqliteStore(target, (into) =>
    // One snapshot of all tables, while others go on writing.
    db
      .transaction()
      .setIsolationLevel('repeatable read')
      .execute((from) => copyRows(from, into)),
  );
}
