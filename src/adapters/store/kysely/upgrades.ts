import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import { calendarSchema } from './calendar-schema.ts';
import { dashboardSchema } from './dashboard-schema.ts';
import type { Tables } from './tables.ts';

/**
 * One step of the schema, in one transaction. The list's first entry makes version 1 from nothing; an entry that was released is never
 * changed, a new version is a new entry at the end.
 */
export type Upgrade = (db: Kysely<Tables>, kind: 'sqlite' | 'postgres') => Promise<void>;

export const UPGRADES: readonly Upgrade[] = [firstSchema, calendarSchema, dashboardSchema];

/** One step and the version it leads to, in the caller's transaction. */
export async function oneStep(
  trx: Kysely<Tables>,
  kind: 'sqlite' | 'postgres',
  step: Upgrade,
  from: number,
): Promise<void> {
  await step(trx, kind);
  const value = String(from + 1);
  await trx
    .insertInto('meta')
    .values({ name: 'schema_version', value })
    .onConflict((already) => already.column('name').doUpdateSet({ value }))
    .execute();
}

/** `undefined`: not to be read. */
export async function versionOf(db: Kysely<Tables>): Promise<number | undefined> {
  const row = await db.selectFrom('meta').select('value').where('name', '=', 'schema_version').executeTakeFirst();
  return row !== undefined && /^[1-9]\d{0,8}$/.test(row.value) ? Number(row.value) : undefined;
}

async function firstSchema(db: Kysely<Tables>, kind: 'sqlite' | 'postgres'): Promise<void> {
  const { schema } = db;
  // Ordered by byte, as SQLite does and as cursors and slots want it, whatever the database's own collation.
  const text = kind === 'sqlite' ? 'text' : sql`text collate "C"`;
  await schema
    .createTable('meta')
    .addColumn('name', text, (column) => column.primaryKey())
    .addColumn('value', text, (column) => column.notNull())
    .execute();
  await schema
    .createTable('projects')
    .addColumn('id', text, (column) => column.primaryKey())
    .addColumn('data', text, (column) => column.notNull())
    .addColumn('digest', text, (column) => column.notNull())
    .execute();
  await schema
    .createTable('migrations')
    .addColumn('id', text, (column) => column.primaryKey())
    .addColumn('project_id', text, (column) => column.notNull().references('projects.id'))
    .addColumn('domain', text, (column) => column.notNull())
    .addColumn('created_ms', 'bigint', (column) => column.notNull())
    .addColumn('status', text, (column) => column.notNull())
    .addColumn('phase', text, (column) => column.notNull())
    .addColumn('due_ms', 'bigint')
    .addColumn('summary', text, (column) => column.notNull())
    .addColumn('digest', text, (column) => column.notNull())
    .addColumn('seq', 'bigint', (column) => column.notNull())
    .addColumn('head_hash', text, (column) => column.notNull())
    .addColumn('lease_owner', text)
    .addColumn('lease_generation', 'bigint', (column) => column.notNull())
    .addColumn('lease_until_ms', 'bigint')
    .execute();
  // Due work in its order; a lease in the index lets a busy row be passed over without reading it.
  await sql`create index migrations_due on migrations (due_ms, id, lease_until_ms) where due_ms is not null`.execute(
    db,
  );
  await sql`create index migrations_leased on migrations (lease_until_ms, due_ms) where lease_until_ms is not null`.execute(
    db,
  );
  await sql`create unique index one_live_migration_per_domain on migrations (domain)
    where status not in ('done', 'cancelled', 'rolled-back')`.execute(db);
  await schema.createIndex('migrations_domain').on('migrations').column('domain').execute();
  await schema.createIndex('migrations_project').on('migrations').column('project_id').execute();
  await schema.createIndex('migrations_status').on('migrations').column('status').execute();
  await schema
    .createTable('journal')
    .addColumn('migration_id', text, (column) => column.notNull().references('migrations.id'))
    .addColumn('seq', 'bigint', (column) => column.notNull())
    .addColumn('at_ms', 'bigint', (column) => column.notNull())
    .addColumn('by', text, (column) => column.notNull())
    .addColumn('why', text)
    .addColumn('event', text, (column) => column.notNull())
    .addColumn('hash', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('journal_key', ['migration_id', 'seq'])
    .execute();
  await schema
    .createTable('bodies')
    .addColumn('hash', text, (column) => column.primaryKey())
    .addColumn('data', text, (column) => column.notNull())
    .execute();
  await schema
    .createTable('playbooks')
    .addColumn('digest', text, (column) => column.primaryKey())
    .addColumn('data', text, (column) => column.notNull())
    .execute();
  await schema
    .createTable('secrets')
    .addColumn('migration_id', text, (column) => column.notNull().references('migrations.id'))
    .addColumn('field', text, (column) => column.notNull())
    .addColumn('version', 'bigint', (column) => column.notNull())
    .addColumn('sealed', text, (column) => column.notNull())
    .addColumn('expires_at_ms', 'bigint')
    .addPrimaryKeyConstraint('secrets_key', ['migration_id', 'field'])
    .execute();
  await schema
    .createTable('bookings')
    .addColumn('slot', text, (column) => column.notNull())
    .addColumn('place', 'bigint', (column) => column.notNull())
    .addColumn('project_id', text, (column) => column.notNull().unique().references('projects.id'))
    .addColumn('by', text, (column) => column.notNull())
    .addColumn('at_ms', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('bookings_key', ['slot', 'place'])
    .execute();
  // Nothing here changes or deletes a journal row; this stops a hand at the database's prompt too.
  if (kind === 'sqlite')
    for (const verb of ['update', 'delete'])
      await sql`create trigger ${sql.raw(`journal_no_${verb}`)} before ${sql.raw(verb)} on journal
        begin select raise(abort, 'the journal is append-only'); end`.execute(db);
  else {
    await sql`create function journal_is_append_only() returns trigger language plpgsql as
      $$ begin raise exception 'the journal is append-only'; end $$`.execute(db);
    await sql`create trigger journal_append_only before update or delete or truncate on journal
      for each statement execute function journal_is_append_only()`.execute(db);
  }
}
