import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import { GoLiveError } from '../../../domain/errors.ts';
import { COPIED, copyRows, eventsLost, keepEventsLost } from './copy-rows.ts';
import {
  askServer,
  connectPostgres,
  foreign,
  namesInSchema,
  ofOurs,
  SCHEMA,
  takeTurns,
  upgradeIn,
} from './open-postgres.ts';
import { stateOfPostgres } from './postgres-errors.ts';
import { withoutPassword } from './postgres-url.ts';
import type { Restored, RestoreOptions } from './restore.ts';
import { checked, copiedInto, inspectBackup, pausedIn, refuseLostEnd, restoredAs } from './restore.ts';
import type { RestoreFolder } from './restore-folder.ts';
import { restoreFolder } from './restore-folder.ts';
import { connect, kyselyOn } from './sqlite-connection.ts';
import { fromFileSystem, fromSqlite } from './sqlite-errors.ts';
import { fileBehind } from './sqlite-file.ts';
import type { Tables } from './tables.ts';

/** For each table: nobody's write takes so long. */
const LOCK_MS = 5_000;
const NOT_LOCKED = '55P03';

/**
 * Puts a backup into a PostgreSQL database that has no golive store, or one that is kept under another schema name with `force`. The backup is
 * checked whole first. One transaction, and no other restore beside it: the store is there with every row, paused where it knows less than the
 * one before, or nothing changed.
 *
 * @throws GoLiveError `already-exists` (a store is there, and no `force`), `store-corrupt`, `store-foreign` (with `force` too),
 *   `store-newer`, `store-busy`, `store-full`
 */
export async function restorePostgres(
  backupFile: string,
  url: string,
  options: RestoreOptions & { readonly keyFile: string },
): Promise<Restored> {
  const source = fileBehind(backupFile);
  inspectBackup(source);
  const { folder, draft, known: writes, acknowledged } = copyOf(source);
  try {
    const warnings = await checked(draft, source, options);
    if (options.force !== true) refuseLostEnd(source, writes, acknowledged);
    const file = withoutPassword(url);
    const from = kyselyOn(connect(draft, {}), {});
    const { access, opening, close } = connectPostgres({ url });
    try {
      await askServer(opening);
      const known: Known = { ends: await endsOf(from), lost: await eventsLost(from) }; // before a pause adds its own: what follows may be begun again
      return await access.write(async (into) => {
        await takeTurns(into);
        const before = await setAside(into, file, options.force === true);
        const missing = before === undefined ? 0 : missingEvents(before.known, known);
        const lost = Math.max(missing, (acknowledged?.count ?? 0) - writes);
        // Whatever is put over it later is compared with all that was known here, and not with this backup alone.
        await keepEventsLost(from, known.lost + lost);
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
    folder.remove();
  }
}

/** A copy of a backup, in a folder for temporary files. @throws GoLiveError `store-full`, `answer-invalid` */
function copyOf(source: string) {
  const prefix = join(tmpdir(), 'golive-restore-');
  let folder: RestoreFolder | undefined;
  try {
    folder = restoreFolder(prefix);
    return { folder, ...copiedInto(folder, source) };
  } catch (thrown) {
    folder?.remove();
    if (thrown instanceof GoLiveError) throw thrown;
    throw fromSqlite(thrown, prefix) ?? fromFileSystem(thrown, prefix) ?? thrown;
  }
}

interface Known {
  /** Events by migration. */
  readonly ends: ReadonlyMap<string, number>;
  /** Events that restores have left out so far. */
  readonly lost: number;
}

async function endsOf(db: Kysely<Tables>): Promise<Known['ends']> {
  const rows = await db
    .selectFrom('journal')
    .select((of) => ['migration_id', of.fn.max('seq').as('end')])
    .groupBy('migration_id')
    .execute();
  return new Map(rows.map(({ migration_id, end }) => [migration_id, Number(end)]));
}

/** How many events were on record that the backup does not know of: in the journals that are there, and in those that restores took away. */
function missingEvents(were: Known, known: Known): number {
  const here = [...were.ends].reduce((sum, [id, end]) => sum + Math.max(0, end - (known.ends.get(id) ?? 0)), 0);
  return Math.max(here, everIn(were) - everIn(known));
}

/** Grows with every event and never falls: what a restore leaves out is counted on. */
function everIn({ ends, lost }: Known): number {
  return [...ends.values()].reduce((sum, end) => sum + end, lost);
}

/**
 * Renames the schema of a store that knows something; an empty one is used as it is. In the caller's transaction, until whose end nobody
 * else writes there.
 * @throws GoLiveError `already-exists`; `store-foreign`: another program's schema is never touched; `store-full`: this user may not see it;
 *   `store-busy`: somebody does not come to the end of a write
 */
async function setAside(
  db: Kysely<Tables>,
  where: string,
  force: boolean,
): Promise<{ readonly name: string; readonly known: Known } | undefined> {
  const there = await namesInSchema(db, where);
  if (there.length === 0) return undefined;
  // What is left of a damaged store of ours has one of them.
  if (!there.includes('meta') && !there.includes('journal')) throw foreign(where);
  const lost = there.includes('meta') ? await ofOurs(where, () => eventsLost(db)) : 0;
  const knowsSomething = async () => {
    if (there.includes('projects') && lost === 0) {
      const one = await db.selectFrom('projects').select('id').limit(1).executeTakeFirst();
      if (one === undefined) return false;
    }
    if (force) return true;
    throw new GoLiveError('already-exists', {
      subject: where,
      fix: 'Stop every golive that uses it and add --force; what is there is kept in a schema beside it.',
    });
  };
  await knowsSomething(); // nobody waits for a restore that is refused
  await standStill(db, where, there);
  if (!(await knowsSomething())) return undefined;
  const ends: Known['ends'] = there.includes('journal') ? await endsOf(db) : new Map();
  const { rows } = await sql<{ name: string }>`select nspname as name from pg_namespace`.execute(db);
  const names = new Set(rows.map(({ name }) => name));
  let name = `${SCHEMA}_before_restore`;
  for (let count = 2; names.has(name); count++) name = `${SCHEMA}_before_restore_${count}`;
  await sql`alter schema ${sql.id(SCHEMA)} rename to ${sql.id(name)}`.execute(db);
  return { name: `schema ${name}`, known: { ends, lost } };
}

/**
 * Waits for whoever is in the middle of a write. Whoever begins one waits for the caller's transaction, and then writes into what that puts
 * there: nothing goes into the old store after its ends were read, or half into each.
 */
async function standStill(db: Kysely<Tables>, where: string, there: readonly string[]): Promise<void> {
  const tables = COPIED.filter((name) => there.includes(name)).map((name) => sql.table(name));
  if (tables.length === 0) return;
  await sql`set local lock_timeout = ${sql.lit(LOCK_MS)}`.execute(db);
  try {
    await sql`lock table ${sql.join(tables)} in access exclusive mode`.execute(db);
  } catch (cause) {
    if (stateOfPostgres(cause) !== NOT_LOCKED) throw cause;
    const why = 'a golive, or somebody else, has a transaction open in it';
    throw new GoLiveError('store-busy', { subject: where, why, fix: 'Stop every golive that uses it first.', cause });
  }
}
