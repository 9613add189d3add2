import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Lease, NewEvent, Projection } from '../../../ports/store.ts';
import type { JournalRow } from '../journal-chain.ts';
import { seal } from '../journal-chain.ts';
import type { Access } from './access.ts';
import type { HeaderColumns } from './rows.ts';
import { digestOfRow, fromProjection } from './rows.ts';
import type { MigrationRow, Tables } from './tables.ts';

/** A migration's row as this process saw it last; only the journal's end and the status change. */
export type KnownHead = HeaderColumns & Pick<MigrationRow, 'status' | 'seq' | 'head_hash'>;

/** What left for the server; `rows` without an answer may be there or not. */
export interface Sent {
  rows: readonly JournalRow[] | undefined;
}

/**
 * An append of a lease's holder as one PostgreSQL statement, where the journal's end is known: one journey instead of five, and the row is
 * locked for as long as the server needs alone. Answers the new end; `undefined`: nothing was written now, because journal or lease are
 * not what they were, or because an earlier try of this call was written and its answer got lost.
 */
export async function appendAtOnce(
  { one }: Access,
  known: KnownHead,
  events: readonly NewEvent[],
  projection: Projection,
  lease: Lease,
  sent: Sent,
): Promise<KnownHead | undefined> {
  const rows = seal(known.id, { seq: known.seq, hash: known.head_hash }, events);
  const columns = fromProjection(projection);
  const { status, phase, due_ms: dueMs, summary } = columns;
  const head = { ...known, status, seq: known.seq + rows.length, head_hash: rows.at(-1)?.hash ?? known.head_hash };
  const touchedMs = rows.at(-1)?.at_ms ?? null;
  const digest = digestOfRow({ ...known, ...columns });
  const moved = sql`update migrations
    set status = ${status}, phase = ${phase}, due_ms = ${dueMs}, summary = ${summary}, digest = ${digest},
      seq = ${head.seq}, head_hash = ${head.head_hash}, touched_ms = coalesce(${touchedMs}::bigint, touched_ms)
    where id = ${known.id} and seq = ${known.seq} and head_hash = ${known.head_hash}
      and lease_generation = ${lease.generation} and lease_owner = ${lease.owner}
    returning id`;
  const statement =
    rows.length === 0
      ? moved
      : sql`with moved as (${moved})
          insert into journal (migration_id, seq, at_ms, by, why, event, hash)
          select moved.id, new.* from moved, (values ${sql.join(
            rows.map(
              ({ seq, at_ms: atMs, by, why, event, hash }) =>
                sql`(${seq}::bigint, ${atMs}::bigint, ${by}::text, ${why}::text, ${event}::text, ${hash}::text)`,
            ),
          )}) as new returning seq`;
  let tries = 0;
  const written = await one(async (db) => {
    tries++;
    sent.rows = rows;
    return (await statement.execute(db)).rows.length;
  });
  if (written > 0) return head;
  if (tries === 1) sent.rows = undefined; // answered at once: it was not ours that stands there
  return undefined;
}

/** Whether an earlier try wrote these rows. They continue the chain from where it was: nobody else's can have this hash. */
export async function isWritten(db: Kysely<Tables>, rows: readonly JournalRow[] | undefined): Promise<boolean> {
  const last = rows?.at(-1);
  if (last === undefined) return false;
  const there = await db
    .selectFrom('journal')
    .select('hash')
    .where('migration_id', '=', last.migration_id)
    .where('seq', '=', last.seq)
    .executeTakeFirst();
  return there?.hash === last.hash;
}
