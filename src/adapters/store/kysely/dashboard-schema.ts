import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Tables } from './tables.ts';

export const DASHBOARD_VERSION = 3;

const SHARDS = 16;

/**
 * Version 3: what lists are ordered by, how many migrations there are of each status, ways in, and messages. A golive of version 2 that still
 * runs writes none of it: the counts and `touched_ms` follow from what it writes by triggers, and what it begins has no message yet, as
 * what this one begins. Nobody gets messages of what was written before.
 */
export async function dashboardSchema(db: Kysely<Tables>, kind: 'sqlite' | 'postgres'): Promise<void> {
  // In the order in which an append takes its locks, so that neither waits for the other: migrations, then journal.
  await listColumns(db);
  await statusCounts(db, kind);
  await touchedByJournal(db, kind);
  await credentials(db, kind);
  await deliveries(db, kind);
}

async function listColumns(db: Kysely<Tables>): Promise<void> {
  for (const column of ['touched_ms', 'noticed_seq'])
    await db.schema
      .alterTable('migrations')
      .addColumn(column, 'bigint', (added) => added.notNull().defaultTo(0))
      .execute();
  await sql`update migrations set noticed_seq = seq, touched_ms = coalesce(
    (select journal.at_ms from journal where journal.migration_id = migrations.id and journal.seq = migrations.seq),
    created_ms)`.execute(db);
  await sql`create index migrations_of_status on migrations (status, touched_ms, id)`.execute(db);
  await sql`create index migrations_touched on migrations (touched_ms, id)`.execute(db);
  await sql`create index migrations_unnoticed on migrations (id) where seq > noticed_seq`.execute(db);
}

async function statusCounts(db: Kysely<Tables>, kind: 'sqlite' | 'postgres'): Promise<void> {
  await db.schema
    .createTable('status_counts')
    .addColumn('status', textOf(kind), (column) => column.notNull())
    .addColumn('shard', 'bigint', (column) => column.notNull())
    .addColumn('count', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('status_counts_key', ['status', 'shard'])
    .execute();
  await sql`insert into status_counts (status, shard, count)
    select status, 0, count(*) from migrations group by status`.execute(db);
  if (kind === 'sqlite') {
    const one = (whose: 'old' | 'new', by: 1 | -1) => sql`insert into status_counts (status, shard, count)
      values (${sql.raw(whose)}.status, 0, ${sql.lit(by)})
      on conflict (status, shard) do update set count = count + excluded.count;`;
    await sql`create trigger status_counted after insert on migrations begin ${one('new', 1)} end`.execute(db);
    await sql`create trigger status_recounted after update of status on migrations when old.status <> new.status
      begin ${one('old', -1)} ${one('new', 1)} end`.execute(db);
    await sql`create trigger status_uncounted after delete on migrations begin ${one('old', -1)} end`.execute(db);
    return;
  }
  // A row is locked until its transaction is on disk: each connection has its own of `SHARDS`, or the counts would be what all appends of a
  // fleet wait for. They are always locked in the order of the statuses: of two transactions, one waits for the other.
  const shard = sql`pg_backend_pid() % ${sql.lit(SHARDS)}`;
  await sql`create function count_new_statuses() returns trigger language plpgsql set search_path from current as $$ begin
    insert into status_counts as kept (status, shard, count)
      select status, ${shard}, count(*) from added group by status order by status
      on conflict (status, shard) do update set count = kept.count + excluded.count;
    return null;
  end $$`.execute(db);
  await sql`create function recount_statuses() returns trigger language plpgsql set search_path from current as $$ begin
    insert into status_counts as kept (status, shard, count)
      select status, ${shard}, by from (values (case when tg_op = 'UPDATE' then new.status end, 1), (old.status, -1)) as moved (status, by)
      where status is not null order by status
      on conflict (status, shard) do update set count = kept.count + excluded.count;
    return null;
  end $$`.execute(db);
  await sql`create trigger status_counted after insert on migrations
    referencing new table as added for each statement execute function count_new_statuses()`.execute(db);
  await sql`create trigger status_recounted after update of status on migrations
    for each row when (old.status is distinct from new.status) execute function recount_statuses()`.execute(db);
  await sql`create trigger status_uncounted after delete on migrations
    for each row execute function recount_statuses()`.execute(db);
}

/** For whoever appends without saying the moment in the migration's row. */
async function touchedByJournal(db: Kysely<Tables>, kind: 'sqlite' | 'postgres'): Promise<void> {
  if (kind === 'sqlite') {
    await sql`create trigger migration_touched after insert on journal
      when exists (select 1 from migrations where id = new.migration_id and seq = new.seq and touched_ms <> new.at_ms)
      begin update migrations set touched_ms = new.at_ms where id = new.migration_id; end`.execute(db);
    return;
  }
  await sql`create function touch_migrations() returns trigger language plpgsql set search_path from current as $$ begin
    update migrations set touched_ms = added.at_ms from added
      where migrations.id = added.migration_id and migrations.seq = added.seq and migrations.touched_ms <> added.at_ms;
    return null;
  end $$`.execute(db);
  await sql`create trigger migration_touched after insert on journal
    referencing new table as added for each statement execute function touch_migrations()`.execute(db);
}

async function credentials({ schema }: Kysely<Tables>, kind: 'sqlite' | 'postgres'): Promise<void> {
  const text = textOf(kind);
  await schema
    .createTable('credentials')
    .addColumn('kind', text, (column) => column.notNull())
    .addColumn('id', text, (column) => column.notNull())
    .addColumn('hash', text)
    .addColumn('subject', text, (column) => column.notNull())
    .addColumn('expires_ms', 'bigint')
    .addColumn('data', text, (column) => column.notNull())
    .addColumn('digest', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('credentials_key', ['kind', 'id'])
    .execute();
  await schema
    .createIndex('credentials_hash')
    .unique()
    .on('credentials')
    .columns(['kind', 'hash'])
    .where(sql.ref('hash'), 'is not', null)
    .execute();
  await schema.createIndex('credentials_subject').on('credentials').columns(['kind', 'subject', 'id']).execute();
  await schema
    .createIndex('credentials_expire')
    .on('credentials')
    .column('expires_ms')
    .where(sql.ref('expires_ms'), 'is not', null)
    .execute();
}

async function deliveries(db: Kysely<Tables>, kind: 'sqlite' | 'postgres'): Promise<void> {
  const { schema } = db;
  const text = textOf(kind);
  await schema
    .createTable('deliveries')
    .addColumn('id', text, (column) => column.primaryKey())
    .addColumn('state', text, (column) => column.notNull())
    .addColumn('project_id', text)
    .addColumn('created_ms', 'bigint', (column) => column.notNull())
    .addColumn('due_ms', 'bigint', (column) => column.notNull())
    .addColumn('attempts', 'bigint', (column) => column.notNull())
    .addColumn('settled_ms', 'bigint')
    .addColumn('error', text)
    .addColumn('data', text, (column) => column.notNull())
    .addColumn('digest', text, (column) => column.notNull())
    .execute();
  await schema.createIndex('deliveries_due').on('deliveries').columns(['state', 'due_ms', 'id']).execute();
  await sql`create index deliveries_settled on deliveries (settled_ms) where settled_ms is not null`.execute(db);
  await schema.createIndex('deliveries_created').on('deliveries').columns(['created_ms', 'id']).execute();
  await schema.createIndex('deliveries_state').on('deliveries').columns(['state', 'created_ms', 'id']).execute();
  await schema.createIndex('deliveries_project').on('deliveries').columns(['project_id', 'created_ms', 'id']).execute();
}

function textOf(kind: 'sqlite' | 'postgres') {
  return kind === 'sqlite' ? 'text' : sql`text collate "C"`;
}
