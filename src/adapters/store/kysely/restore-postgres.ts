import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import { GoLiveError } from '../../../domain/errors.ts';
import { copyRows } from './copy-rows.ts';
import { askServer, connectPostgres, foreign, SCHEMA, takeTurns, upgradeIn } from './open-postgres.ts';
import { withoutPassword } from './postgres-url.ts';
import type { Restored, RestoreOptions } from './restore.ts';
import { checked, pausedIn, restoredAs } from './restore.ts';
import { connect, kyselyOn } from './sqlite-connection.ts';
import { inspect } from './sqlite-file.ts';
import type { Tables } from './tables.ts';

/**
 * Puts a backup into a PostgreSQL database that has no golive store, or one that is kept under another schema name with `force`. The backup is
 * checked whole first. One transaction, and no other restore beside it: the store is there with every row, paused where it knows less than the
 * one before, or nothing changed.
 *
 * @throws GoLiveError `already-exists` (a store is there, and no `force`), `store-corrupt`, `store-foreign` (with `force` too),
 *   `store-newer`, `store-busy`
 */
export async function restorePostgres(
  backupFile: string,
  url: string,
  options: RestoreOptions & { readonly keyFile: string },
): Promise<Restored> {
  const source = resolve(backupFile);
  if (inspect(source) === 'absent')
    throw new GoLiveError('store-foreign', { subject: source, why: 'there is no such file', fix: 'Name a backup.' });
  const folder = mkdtempSync(join(tmpdir(), 'golive-restore-'));
  try {
    const draft = join(folder, 'backup.db');
    copyFileSync(source, draft);
    const warnings = await checked(draft, source, options);
    const file = withoutPassword(url);
    const from = kyselyOn(connect(draft, {}), {});
    const { access, opening, close } = connectPostgres({ url });
    try {
      await askServer(opening);
      const known = await endsOf(from); // before a pause adds its own: what follows may be begun again
      return await access.write(async (into) => {
        await takeTurns(into);
        const before = await setAside(into, file, options.force === true);
        const lost = before === undefined ? 0 : missingEvents(before.ends, known);
        const paused = await pausedIn(draft, lost, options);
        await upgradeIn(into, file);
        await copyRows(from, into);
        return restoredAs(file, { replaced: before?.name, lost, paused, warnings });
      });
    } finally {
      await from.destroy();
      await close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Events by migration. */
type Ends = ReadonlyMap<string, number>;

async function endsOf(db: Kysely<Tables>): Promise<Ends> {
  const rows = await db
    .selectFrom('journal')
    .select((of) => ['migration_id', of.fn.max('seq').as('end')])
    .groupBy('migration_id')
    .execute();
  return new Map(rows.map(({ migration_id, end }) => [migration_id, Number(end)]));
}

/** How many events were on record that the backup does not know of. */
function missingEvents(were: Ends, known: Ends): number {
  return [...were].reduce((sum, [id, end]) => sum + Math.max(0, end - (known.get(id) ?? 0)), 0);
}

/**
 * Renames the schema of a store that has rows; an empty one is used as it is. In the caller's transaction.
 * @throws GoLiveError `already-exists`; `store-foreign`: another program's schema is never touched
 */
async function setAside(
  db: Kysely<Tables>,
  where: string,
  force: boolean,
): Promise<{ readonly name: string; readonly ends: Ends } | undefined> {
  const { rows: tables } = await sql<{ name: string }>`select schema_name as name from information_schema.schemata
    where schema_name like ${`${SCHEMA}%`}`.execute(db);
  const names = new Set(tables.map(({ name }) => name));
  if (!names.has(SCHEMA)) return undefined;
  const { rows } = await sql<{ name: string }>`select table_name as name from information_schema.tables
    where table_schema = ${SCHEMA}`.execute(db);
  if (rows.length === 0) return undefined;
  const has = (table: string) => rows.some(({ name }) => name === table);
  // What is left of a damaged store of ours has one of them.
  if (!has('meta') && !has('journal')) throw foreign(where);
  if (has('projects')) {
    const one = await db.selectFrom('projects').select('id').limit(1).executeTakeFirst();
    if (one === undefined) return undefined;
  }
  if (!force)
    throw new GoLiveError('already-exists', {
      subject: where,
      fix: 'Stop every golive that uses it and add --force; what is there is kept in a schema beside it.',
    });
  const ends: Ends = has('journal') ? await endsOf(db) : new Map();
  let name = `${SCHEMA}_before_restore`;
  for (let count = 2; names.has(name); count++) name = `${SCHEMA}_before_restore_${count}`;
  await sql`alter schema ${sql.id(SCHEMA)} rename to ${sql.id(name)}`.execute(db);
  return { name: `schema ${name}`, ends };
}
