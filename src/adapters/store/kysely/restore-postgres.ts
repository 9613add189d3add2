import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { sql } from 'kysely';
import { GoLiveError } from '../../../domain/errors.ts';
import type { Clock } from '../../../ports/clock.ts';
import { copyRows } from './copy-rows.ts';
import { connectPostgres, openPostgresStore, SCHEMA, withoutPassword } from './open-postgres.ts';
import type { Restored } from './restore.ts';
import { checked } from './restore.ts';
import { connect, kyselyOn } from './sqlite-connection.ts';
import { inspect } from './sqlite-file.ts';

/**
 * Puts a backup into a PostgreSQL database that has no golive store, or one that is kept under another schema name with `force`. The backup is
 * checked whole first. One transaction: the store is there with every row, or nothing changed.
 *
 * @throws GoLiveError `already-exists` (a store is there, and no `force`), `store-corrupt`, `store-foreign`, `store-newer`, `store-busy`
 */
export async function restorePostgres(
  backupFile: string,
  url: string,
  options: { readonly clock: Pick<Clock, 'now'>; readonly keyFile: string; readonly force?: boolean },
): Promise<Restored> {
  const source = resolve(backupFile);
  if (inspect(source) === 'absent')
    throw new GoLiveError('store-foreign', { subject: source, why: 'there is no such file', fix: 'Name a backup.' });
  const folder = mkdtempSync(join(tmpdir(), 'golive-restore-'));
  try {
    const draft = join(folder, 'backup.db');
    copyFileSync(source, draft);
    const warnings = await checked(draft, source, options);
    const replaced = await setAside(url, options.force === true);
    await (await openPostgresStore({ ...options, url, sameTime: false })).close();
    const { access, close } = connectPostgres({ url });
    const from = kyselyOn(connect(draft, {}), {});
    try {
      await access.write((into) => copyRows(from, into));
    } finally {
      await from.destroy();
      await close();
    }
    const file = withoutPassword(url);
    return { file, ...(replaced === undefined ? {} : { replaced }), warnings };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Renames the schema of a store that has rows; an empty one is used as it is. */
async function setAside(url: string, force: boolean): Promise<string | undefined> {
  const { access, close } = connectPostgres({ url });
  try {
    return await access.write(async (db) => {
      const { rows: tables } = await sql<{ name: string }>`select schema_name as name from information_schema.schemata
        where schema_name like ${`${SCHEMA}%`}`.execute(db);
      const names = new Set(tables.map(({ name }) => name));
      if (!names.has(SCHEMA)) return undefined;
      const { rows } = await sql<{ found: string | null }>`select to_regclass(${`${SCHEMA}.projects`})::text as found`.execute(db); // biome-ignore format: one question
      if (rows[0]?.found !== null) {
        const one = await db.selectFrom('projects').select('id').limit(1).executeTakeFirst();
        if (one === undefined) return undefined;
      }
      if (!force)
        throw new GoLiveError('already-exists', {
          subject: withoutPassword(url),
          fix: 'Stop every golive that uses it and add --force; what is there is kept in a schema beside it.',
        });
      let name = `${SCHEMA}_before_restore`;
      for (let count = 2; names.has(name); count++) name = `${SCHEMA}_before_restore_${count}`;
      await sql`alter schema ${sql.id(SCHEMA)} rename to ${sql.id(name)}`.execute(db);
      return `schema ${name}`;
    });
  } finally {
    await close();
  }
}
