import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';

/** What the database's own rows say, read by a connection that golive knows nothing of. */
export interface Book {
  /** Half-day by domain. */
  held(): Promise<ReadonlyMap<string, string>>;
  /** Half-days with more bookings than places, projects with more than one. */
  faults(): Promise<string[]>;
  /** Half-day by domain, as the last event about it in each journal says; those without one are not there. */
  inJournals(): Promise<ReadonlyMap<string, string | undefined>>;
  close(): Promise<void>;
}

export type OpenBook = (store: string) => Promise<Book>;

type Ask = (sql: string) => Promise<readonly Record<string, unknown>[]>;

const HELD =
  'select m.domain as domain, b.slot as slot from bookings b join migrations m on m.project_id = b.project_id';
const TWICE = `select 'half-day ' || slot as what from bookings group by slot having count(*) > 1
  union all select 'project ' || project_id from bookings group by project_id having count(*) > 1`;
const SAID = `select m.domain as domain, j.event as event from journal j join migrations m on m.id = j.migration_id
  where j.seq = (select max(seq) from journal l where l.migration_id = j.migration_id
    and (l.event like '%"type":"booked"%' or l.event like '%"type":"unbooked"%'))`;

function bookOf(ask: Ask, close: () => Promise<void>): Book {
  const nameOf = (row: Record<string, unknown>) => String(row['domain']).replace(/\.$/, '');
  return {
    held: async () => new Map((await ask(HELD)).map((row) => [nameOf(row), String(row['slot'])])),
    faults: async () => (await ask(TWICE)).map((row) => `${row['what']} is booked twice`),
    inJournals: async () =>
      new Map(
        (await ask(SAID)).map((row) => {
          const event = JSON.parse(String(row['event'])) as { readonly slot?: { readonly slot: string } };
          return [nameOf(row), event.slot?.slot];
        }),
      ),
    close,
  };
}

export const sqliteBook: OpenBook = async (store) => {
  const db = new DatabaseSync(store.replace('sqlite:', ''), { readOnly: true, timeout: 5000 });
  return bookOf(
    async (sql) => db.prepare(sql).all(),
    async () => db.close(),
  );
};

export const postgresBook: OpenBook = async (store) => {
  const client = new pg.Client({ connectionString: store });
  await client.connect();
  return bookOf(
    async (sql) => (await client.query<Record<string, unknown>>(sql)).rows,
    () => client.end(),
  );
};
