import { sql } from 'kysely';
import type { MigrationStatus } from '../../../domain/lifecycle.ts';
import type { Store } from '../../../ports/store.ts';
import type { Access } from './access.ts';
import { HEADER, PROJECTION, toListed } from './rows.ts';

/** Identifiers in one query: below SQLite's limit of 32,766 variables and PostgreSQL's of 65,535. */
const IDS_PER_QUERY = 10_000;

export function projectionsOf({ read }: Access): Pick<Store, 'listProjections' | 'touchedSince' | 'countByStatus'> {
  return {
    listProjections: ({ limit, after, ids }) =>
      read(async (db) => {
        const page = (some: readonly string[] | undefined) =>
          db
            .selectFrom('migrations')
            .select([...HEADER, ...PROJECTION, 'digest'])
            .$if(after !== undefined, (query) => query.where('id', '>', after!))
            .$if(some !== undefined, (query) => query.where('id', 'in', some!))
            .orderBy('id')
            .limit(limit)
            .execute();
        const rows = [];
        if (ids === undefined) rows.push(...(await page(undefined)));
        else {
          const wanted = [...new Set(ids)].sort();
          for (let start = 0; start < wanted.length && rows.length < limit; start += IDS_PER_QUERY)
            rows.push(...(await page(wanted.slice(start, start + IDS_PER_QUERY))));
        }
        return rows.slice(0, limit).map(toListed);
      }),

    touchedSince: (sinceMs, limit) =>
      read(async (db) => {
        const rows = await db
          .selectFrom('migrations')
          .select(['id', 'project_id', 'status', 'seq', 'touched_ms'])
          .where('touched_ms', '>=', Math.ceil(sinceMs))
          .orderBy('touched_ms')
          .orderBy('id')
          .limit(limit)
          .execute();
        return rows.map(({ project_id: projectId, touched_ms: touchedMs, ...row }) => ({
          ...row,
          projectId,
          touchedMs,
        }));
      }),

    countByStatus: () =>
      read(async (db) => {
        const { rows } = await sql<{ readonly status: MigrationStatus; readonly count: number }>`
          select status, cast(sum(count) as bigint) as count from status_counts
          group by status having sum(count) > 0`.execute(db);
        return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
      }),
  };
}
