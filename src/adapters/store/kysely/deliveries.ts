import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import { canonicalJson, sha256 } from '../../../domain/json.ts';
import type { Delivery, Store } from '../../../ports/store.ts';
import { corrupt } from '../failures.ts';
import { oneLine, storedDelivery } from '../ways-in.ts';
import type { Access } from './access.ts';
import type { DeliveryRow, Tables } from './tables.ts';

type Deliveries = Pick<
  Store,
  'unnoticed' | 'addDeliveries' | 'claimDeliveries' | 'settleDelivery' | 'deliveries' | 'dropDeliveries'
>;

const ROWS_PER_INSERT = 500;

export function deliveriesOf({ backend, read, write, one }: Access): Deliveries {
  return {
    unnoticed: (limit) =>
      read(async (db) => {
        const rows = await db
          .selectFrom('migrations')
          .select(['id', 'seq', 'noticed_seq'])
          .whereRef('seq', '>', 'noticed_seq')
          .orderBy('id')
          .limit(limit)
          .execute();
        return rows.map(({ id, seq, noticed_seq: noticedSeq }) => ({ migrationId: id, seq, noticedSeq }));
      }),

    addDeliveries: async (deliveries, noticed = []) => {
      if (deliveries.length === 0 && noticed.length === 0) return;
      // In the order of their names: of two that add the same, one waits for the other.
      const rows = deliveries.map((delivery) => rowOf(storedDelivery(delivery))).sort(byId);
      const marks = [...noticed].sort((a, b) => (a.migrationId < b.migrationId ? -1 : 1));
      await write(async (db) => {
        for (let start = 0; start < rows.length; start += ROWS_PER_INSERT)
          await db
            .insertInto('deliveries')
            .values(rows.slice(start, start + ROWS_PER_INSERT))
            .onConflict((already) => already.doNothing())
            .execute();
        for (const { migrationId, seq } of marks)
          await db
            .updateTable('migrations')
            .set({ noticed_seq: sql<number>`case when seq < ${seq} then seq else ${seq} end` })
            .where('id', '=', migrationId)
            .where('noticed_seq', '<', seq)
            .execute();
      });
    },

    claimDeliveries: async (limit, now, untilMs) => {
      if (limit <= 0) return [];
      const due = (most: number) => (db: Pick<Kysely<Tables>, 'selectFrom'>) =>
        db
          .selectFrom('deliveries')
          .select(['id', 'due_ms'])
          .where('state', '=', 'waiting')
          .where('due_ms', '<=', Math.floor(now))
          .orderBy('due_ms')
          .orderBy('id')
          .limit(most);
      const claimed = { due_ms: Math.ceil(untilMs), attempts: sql<number>`attempts + 1` };
      if (backend.skipLocked) {
        const rows = await one((db) =>
          db
            .with(
              (cte) => cte('due').materialized(),
              (db) => due(limit)(db).forUpdate().skipLocked(),
            )
            .updateTable('deliveries')
            .from('due')
            .set(claimed)
            .whereRef('deliveries.id', '=', 'due.id')
            .returningAll('deliveries')
            .returning('due.due_ms as was_due_ms')
            .execute(),
        );
        return rows.sort((a, b) => a.was_due_ms - b.was_due_ms || byId(a, b)).map(toDelivery);
      }
      // Most looks find nothing; they take no write lock to learn it.
      if ((await read((db) => due(1)(db).execute())).length === 0) return [];
      return write(async (db) => {
        const ids = (await due(limit)(db).execute()).map(({ id }) => id);
        if (ids.length === 0) return [];
        const rows = await db.updateTable('deliveries').set(claimed).where('id', 'in', ids).returningAll().execute();
        const byTheirId = new Map(rows.map((row) => [row.id, row]));
        return ids.map((id) => toDelivery(byTheirId.get(id)!));
      });
    },

    settleDelivery: async (id, { state, atMs, dueMs, error }) => {
      const isOpen = state === 'waiting';
      const values = {
        state,
        ...(isOpen ? {} : { settled_ms: Math.round(atMs) }),
        ...(isOpen && dueMs !== undefined ? { due_ms: Math.ceil(dueMs) } : {}),
        ...(error === undefined ? {} : { error: oneLine(error) }),
      };
      await one((db) =>
        db.updateTable('deliveries').set(values).where('id', '=', id).where('state', '=', 'waiting').execute(),
      );
    },

    deliveries: ({ limit, state, projectId, after }) =>
      read(async (db) => {
        const rows = await db
          .selectFrom('deliveries')
          .selectAll()
          .$if(state !== undefined, (query) => query.where('state', '=', state!))
          .$if(projectId !== undefined, (query) => query.where('project_id', '=', projectId!))
          .$if(after !== undefined, (query) =>
            query.where(sql<boolean>`(created_ms, id) < (select created_ms, id from deliveries where id = ${after})`),
          )
          .orderBy('created_ms', 'desc')
          .orderBy('id', 'desc')
          .limit(limit)
          .execute();
        return rows.map(toDelivery);
      }),

    dropDeliveries: async (beforeMs) => {
      const before = Math.ceil(beforeMs);
      const over = await read((db) =>
        db.selectFrom('deliveries').select('id').where('settled_ms', '<', before).limit(1).executeTakeFirst(),
      );
      if (over === undefined) return 0;
      const { numDeletedRows } = await one((db) =>
        db.deleteFrom('deliveries').where('settled_ms', '<', before).executeTakeFirstOrThrow(),
      );
      return Number(numDeletedRows);
    },
  };
}

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

function rowOf(delivery: Delivery): DeliveryRow {
  const { state, dueMs, attempts, settledMs = null, error = null, ...told } = delivery;
  const data = canonicalJson(told);
  return {
    id: delivery.id,
    state,
    project_id: delivery.projectId ?? null,
    created_ms: delivery.createdMs,
    due_ms: dueMs,
    attempts,
    settled_ms: settledMs,
    error,
    data,
    digest: sha256(data),
  };
}

/** @throws GoLiveError `store-corrupt` */
export function toDelivery(row: DeliveryRow): Delivery {
  if (sha256(row.data) !== row.digest) throw corrupt(`delivery ${row.id}`, 'it is not what was written');
  return {
    ...JSON.parse(row.data),
    dueMs: row.due_ms,
    state: row.state,
    attempts: row.attempts,
    ...(row.settled_ms === null ? {} : { settledMs: row.settled_ms }),
    ...(row.error === null ? {} : { error: row.error }),
  };
}
