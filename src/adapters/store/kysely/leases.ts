import type { ExpressionBuilder, Kysely } from 'kysely';
import { sql } from 'kysely';
import type { EpochMs } from '../../../domain/time.ts';
import type { Lease, Store } from '../../../ports/store.ts';
import { leaseLost, unknownHere } from '../failures.ts';
import type { Access } from './access.ts';
import type { Tables } from './tables.ts';

/** Nobody holds it, or who did let the time run out. */
function isFree(now: EpochMs) {
  return (or: ExpressionBuilder<Tables, 'migrations'>) =>
    or.or([or('lease_until_ms', 'is', null), or('lease_until_ms', '<=', now)]);
}

export function leasesOf({
  backend,
  read,
  write,
  one,
}: Access): Pick<Store, 'claim' | 'claimDue' | 'renew' | 'release' | 'nextDueMs'> {
  return {
    claim: (migrationId, owner, now, untilMs) =>
      one(async (db) => {
        const claimed = await db
          .updateTable('migrations')
          .set((set) => ({
            lease_owner: owner,
            lease_generation: set('lease_generation', '+', 1),
            lease_until_ms: Math.round(untilMs),
          }))
          .where('id', '=', migrationId)
          .where(isFree(now))
          .returning('lease_generation')
          .executeTakeFirst();
        if (claimed !== undefined) return { migrationId, owner, generation: claimed.lease_generation, untilMs };
        const there = await db.selectFrom('migrations').select('id').where('id', '=', migrationId).executeTakeFirst();
        if (there === undefined) throw unknownHere(migrationId);
        return undefined;
      }),

    claimDue: async (limit, owner, now, untilMs) => {
      const due = (most: number) => (db: Pick<Kysely<Tables>, 'selectFrom'>) =>
        db
          .selectFrom('migrations')
          .select('id')
          .where('due_ms', '<=', now)
          .where(isFree(now))
          .orderBy('due_ms')
          .orderBy('id')
          .limit(most);
      if (limit <= 0) return [];
      if (backend.skipLocked) {
        // One journey to the server. `materialized`: the rows are chosen once, or a second look would lock others.
        const claimed = await one((db) =>
          db
            .with(
              (cte) => cte('due').materialized(),
              (db) => due(limit)(db).forUpdate().skipLocked(),
            )
            .updateTable('migrations')
            .from('due')
            .set((set) => ({
              lease_owner: owner,
              lease_generation: set('lease_generation', '+', 1),
              lease_until_ms: Math.round(untilMs),
            }))
            .whereRef('migrations.id', '=', 'due.id')
            .returning(['migrations.id', 'lease_generation', 'due_ms'])
            .execute(),
        );
        return claimed
          .sort((a, b) => a.due_ms! - b.due_ms! || (a.id < b.id ? -1 : 1))
          .map(({ id, lease_generation: generation }): Lease => ({ migrationId: id, owner, generation, untilMs }));
      }
      // Most ticks find nothing; they take no write lock to learn it.
      if ((await read((db) => due(1)(db).execute())).length === 0) return [];
      return write(async (db) => {
        const found = await due(limit)(db).execute();
        if (found.length === 0) return [];
        const ids = found.map(({ id }) => id);
        const claimed = await db
          .updateTable('migrations')
          .set((set) => ({
            lease_owner: owner,
            lease_generation: set('lease_generation', '+', 1),
            lease_until_ms: Math.round(untilMs),
          }))
          .where('id', 'in', ids)
          .returning(['id', 'lease_generation'])
          .execute();
        const generations = new Map(claimed.map((row) => [row.id, row.lease_generation]));
        return ids.map(
          (migrationId): Lease => ({ migrationId, owner, generation: generations.get(migrationId)!, untilMs }),
        );
      });
    },

    renew: (lease, untilMs) =>
      one(async (db) => {
        const renewed = await db
          .updateTable('migrations')
          .set({ lease_until_ms: Math.round(untilMs) })
          .where('id', '=', lease.migrationId)
          .where('lease_generation', '=', lease.generation)
          .where('lease_owner', '=', lease.owner)
          .returning('id')
          .executeTakeFirst();
        if (renewed === undefined) throw leaseLost(lease.migrationId);
        return { ...lease, untilMs };
      }),

    release: (lease) =>
      one(async (db) => {
        await db
          .updateTable('migrations')
          .set({ lease_owner: null, lease_until_ms: null })
          .where('id', '=', lease.migrationId)
          .where('lease_generation', '=', lease.generation)
          .where('lease_owner', '=', lease.owner)
          .execute();
      }),

    nextDueMs: () =>
      read(async (db) => {
        const free = await db
          .selectFrom('migrations')
          .select('due_ms')
          .where('due_ms', 'is not', null)
          .where('lease_until_ms', 'is', null)
          .orderBy('due_ms')
          .limit(1)
          .executeTakeFirst();
        // A leased one counts from the end of its lease: its worker may be dead.
        const leased = await db
          .selectFrom('migrations')
          .select(
            sql<number | null>`min(case when due_ms > lease_until_ms then due_ms else lease_until_ms end)`.as(
              'from_ms',
            ),
          )
          .where('lease_until_ms', 'is not', null)
          .where('due_ms', 'is not', null)
          .executeTakeFirst();
        const moments = [free?.due_ms, leased?.from_ms].filter((moment) => moment !== undefined && moment !== null);
        return moments.length === 0 ? undefined : Math.min(...moments);
      }),
  };
}
