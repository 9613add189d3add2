import type { Store } from '../../../ports/store.ts';
import { corrupt } from '../failures.ts';
import type { Access } from './access.ts';
import { digestOfRow, HEADER, PROJECTION, toHeader, toProjection } from './rows.ts';

/** Identifiers in one query: below SQLite's limit of 32,766 variables and PostgreSQL's of 65,535. */
const IDS_PER_QUERY = 10_000;

export function projectionsOf({ read }: Access): Pick<Store, 'listProjections' | 'countByStatus'> {
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
        return rows.slice(0, limit).map((row) => {
          if (digestOfRow(row) !== row.digest)
            throw corrupt(`the projection of ${row.id}`, 'it is not what was written');
          return { ...toHeader(row), projection: toProjection(row) };
        });
      }),

    countByStatus: () =>
      read(async (db) => {
        const rows = await db
          .selectFrom('migrations')
          .select((select) => ['status', select.fn.countAll<number>().as('count')])
          .groupBy('status')
          .execute();
        return Object.fromEntries(rows.map(({ status, count }) => [status, Number(count)]));
      }),
  };
}
