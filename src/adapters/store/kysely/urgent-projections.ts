import type { Kysely, RawBuilder } from 'kysely';
import { sql } from 'kysely';
import type { MigrationStatus } from '../../../domain/lifecycle.ts';
import { MIGRATION_STATUSES } from '../../../domain/lifecycle.ts';
import { urgencyOf } from '../../../domain/urgency.ts';
import type { Store } from '../../../ports/store.ts';
import type { UrgentPlace } from '../urgent.ts';
import { cursorOf, placeAt, searching } from '../urgent.ts';
import type { Access } from './access.ts';
import type { HeaderColumns } from './rows.ts';
import { HEADER, PROJECTION, toHeader, toListed } from './rows.ts';
import type { MigrationRow, Tables } from './tables.ts';

interface PlaceRow {
  readonly place_rank: number;
  readonly place_touched_ms: number;
  readonly id: string;
}

/** How many are looked at before the next are fetched, where a text is searched for. */
const LOOKED_AT = 500;

/**
 * The most urgent migrations. Of each status the last touched ones are one range of an index, so a page needs as many rows however many
 * migrations there are; how urgent a status is stands in the code alone.
 */
export function urgentOf({ read }: Access): Pick<Store, 'urgentProjections'> {
  return {
    urgentProjections: async ({ limit, after, statuses = MIGRATION_STATUSES, text = '' }) => {
      const from = after === undefined ? undefined : placeAt(after);
      const most = Math.max(0, limit);
      return read(async (db) => {
        if (text.trim() !== '') return searched(db, { from, statuses, text, most });
        const { rows } = await sql<MigrationRow & PlaceRow>`
          select ${columnsOf([...HEADER, ...PROJECTION, 'digest'])}, place_rank, place_touched_ms
          from (${places({ from, statuses, most: most + 1 })}) as place join migrations on migrations.id = place.place_id
          ${IN_ORDER}`.execute(db);
        const page = rows.slice(0, most);
        return { rows: page.map(toListed), ...nextOf(page.map(placeOf), rows.length > page.length) };
      });
    },
  };
}

interface Wanted {
  readonly from: UrgentPlace | undefined;
  readonly statuses: readonly MigrationStatus[];
  readonly most: number;
}

const IN_ORDER = sql`order by place_rank, place_touched_ms desc, place_id desc`;

/** Where they are, by the index alone: of each status as many as could be wanted, of those the first. */
function places({ from, statuses, most }: Wanted): RawBuilder<unknown> {
  const branches = [...new Set(statuses)]
    .map((status) => ({ status, rank: urgencyOf(status) }))
    .filter(({ rank }) => from === undefined || rank >= from.rank)
    .map(({ status, rank }) => {
      const after = rank === from?.rank ? sql`and (touched_ms, id) < (${from.touchedMs}, ${from.id})` : sql``;
      return sql`select * from (select ${sql.lit(rank)} as place_rank, touched_ms as place_touched_ms, id as place_id
        from migrations where status = ${status} ${after} order by touched_ms desc, id desc limit ${most}) as of_status`;
    });
  const none = sql`select 0 as place_rank, touched_ms as place_touched_ms, id as place_id from migrations where 1 = 0`;
  return sql`select * from (${sql.join(branches.length === 0 ? [none] : branches, sql` union all `)}) as found
    ${IN_ORDER} limit ${most}`;
}

async function searched(
  db: Kysely<Tables>,
  { text, ...wanted }: Wanted & { readonly text: string },
): Promise<Awaited<ReturnType<Store['urgentProjections']>>> {
  const isFound = searching(text);
  const found: UrgentPlace[] = [];
  for (let from = wanted.from; ; ) {
    const { rows } = await sql<HeaderColumns & PlaceRow & { readonly data: string }>`
      select ${columnsOf(HEADER)}, projects.data, place_rank, place_touched_ms
      from (${places({ ...wanted, from, most: LOOKED_AT })}) as place
      join migrations on migrations.id = place.place_id join projects on projects.id = migrations.project_id
      ${IN_ORDER}`.execute(db);
    found.push(...rows.filter((row) => isFound(toHeader(row), customerIn(row.data))).map(placeOf));
    const last = rows.at(-1);
    if (last === undefined || rows.length < LOOKED_AT || found.length > wanted.most) break;
    from = placeOf(last);
  }
  const page = found.slice(0, wanted.most);
  if (page.length === 0) return { rows: [] };
  const rows = await db
    .selectFrom('migrations')
    .select([...HEADER, ...PROJECTION, 'digest'])
    .where(
      'id',
      'in',
      page.map(({ id }) => id),
    )
    .execute();
  const byId = new Map(rows.map((row) => [row.id, row]));
  // Who changed meanwhile may have been seen twice.
  const ids = [...new Set(page.map(({ id }) => id))];
  return { rows: ids.map((id) => toListed(byId.get(id)!)), ...nextOf(page, found.length > page.length) };
}

function nextOf(page: readonly UrgentPlace[], isMore: boolean): { readonly next?: string } {
  const last = page.at(-1);
  return isMore && last !== undefined ? { next: cursorOf(last) } : {};
}

function placeOf({ place_rank: rank, place_touched_ms: touchedMs, id }: PlaceRow): UrgentPlace {
  return { rank, touchedMs, id };
}

function columnsOf(names: readonly string[]): RawBuilder<unknown> {
  return sql.join(names.map((name) => sql.ref(`migrations.${name}`)));
}

/** What cannot be read is found by `check`, and by nobody who searches. */
function customerIn(data: string): string {
  try {
    return String(JSON.parse(data).customer ?? '');
  } catch {
    return '';
  }
}
