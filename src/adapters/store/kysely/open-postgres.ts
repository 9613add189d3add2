import type { Kysely } from 'kysely';
import { Kysely as KyselyOn, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { GoLiveError } from '../../../domain/errors.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Store } from '../../../ports/store.ts';
import { RESTORE } from '../failures.ts';
import type { Access, Backend } from './access.ts';
import { accessTo } from './access.ts';
import { rowsIntoFile } from './copy-rows.ts';
import { keyFileAt } from './key-file.ts';
import { kyselyStore } from './kysely-store.ts';
import type { Patience } from './patience.ts';
import { PATIENCE } from './patience.ts';
import { PostgresClient } from './postgres-client.ts';
import { fromPostgres, isBusyPostgres, stateOfPostgres } from './postgres-errors.ts';
import { askedOf, withoutPassword } from './postgres-url.ts';
import type { Tables } from './tables.ts';
import type { Upgrade } from './upgrades.ts';
import { oneStep, UPGRADES, versionOf } from './upgrades.ts';

export interface PostgresStoreOptions {
  /** `postgres://user:password@host:5432/database` */
  readonly url: string;
  /** Only for when a secret expires. */
  readonly clock: Pick<Clock, 'now'>;
  /** The same file on every machine that uses this store. */
  readonly keyFile: string;
  readonly upgrades?: readonly Upgrade[];
  readonly patience?: Patience;
  /** Default true: a machine whose clock is off by more than a minute is refused. A laboratory's clock runs as it likes. */
  readonly sameTime?: boolean;
  /** Default 10. */
  readonly connections?: number;
}

/** Our tables live in a schema of their own; nothing else of the database is touched. */
export const SCHEMA = 'golive';
/** Held while the schema is made or upgraded, so that workers that start together take turns ("golv"). */
const UPGRADE_LOCK = 0x676f6c76;
const CONNECT_MS = 5_000;
/** Whoever begins is told soon that nobody is there; whoever is at work waits longer. */
const OPENING_MS = 2_000;
const STATEMENT_MS = 30_000;
const INT8 = 20;
const MOST_SKEW_SECONDS = 60;
/** Those that keep every character; SQL_ASCII keeps the bytes as they come. */
const ENCODINGS: readonly string[] = ['UTF8', 'SQL_ASCII'];
/** What a statement of ours meets in tables that are not ours: no such column, no such table, another type. */
const OTHER_TABLES = /^(22|42(?!501))/;
/** And what making ours does: a table, type or function of that name is there. */
const THERE_ALREADY = /^42(P07|710|723)$/;
const RIGHT_FOR_MS = 1_000;

/**
 * Opens the store in a PostgreSQL database, making its schema where there is none and bringing it up to date. Workers of an older golive go
 * on meanwhile: an upgrade only adds.
 *
 * @throws GoLiveError `config-invalid`, `store-foreign`, `store-newer`, `store-busy`, `store-full`
 */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<Store> {
  const keyFile = keyFileAt(options.keyFile);
  keyFile.read(); // a key that others can read is refused before it is used
  const { access, opening, close } = connectPostgres(options);
  try {
    const serverMs = await askServer(opening);
    if (options.sameTime ?? true) for (const now of clocksOf(options)) refuseAnotherTime(serverMs, now);
    const upgrades = options.upgrades ?? UPGRADES;
    await upgrade(access, upgrades);
    const store = kyselyStore(access, keyFile, options.clock, close);
    return guarded(store, stillRight(access, options, upgrades.length));
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

/** Nothing is claimed by a golive that became too old meanwhile, or whose clock was put wrong; it says so and stops. */
function guarded(store: Store, check: () => Promise<void>): Store {
  return {
    ...store,
    claim: async (...asked) => {
      await check();
      return store.claim(...asked);
    },
    claimDue: async (...asked) => {
      await check();
      return store.claimDue(...asked);
    },
  };
}

/** What was true when the store was opened: asked again when a second has passed, and at once when a clock has jumped. */
function stillRight(access: Access, options: PostgresStoreOptions, known: number): () => Promise<void> {
  let askedAtMs = Number.NEGATIVE_INFINITY;
  let asked: readonly number[] = [];
  return async () => {
    const clocks = options.sameTime === false ? [] : clocksOf(options);
    const atMs = performance.now();
    const passedMs = atMs - askedAtMs;
    const jumped = clocks.some((now, index) => Math.abs(now - (asked[index] ?? 0) - passedMs) > RIGHT_FOR_MS);
    if (passedMs < RIGHT_FOR_MS && !jumped) return;
    const { rows } = await access.read((db) =>
      sql<{ now: number; version: string | null }>`select (extract(epoch from clock_timestamp()) * 1000)::bigint as now,
        (select value from meta where name = 'schema_version') as version`.execute(db),
    );
    const { now: serverMs, version } = rows[0]!;
    if (Number(version) > known) throw newer(access.backend.where, Number(version), known);
    for (const now of clocks) refuseAnotherTime(serverMs, now + performance.now() - atMs);
    askedAtMs = atMs;
    asked = clocks;
  };
}

/** Ours, and the one that the machine shows: ours may go on as time does while the other was put wrong, and then another machine is better. */
function clocksOf({ clock }: PostgresStoreOptions): readonly number[] {
  return [clock.now(), Date.now()];
}

function newer(where: string, version: number, known: number): GoLiveError {
  return new GoLiveError('store-newer', {
    subject: where,
    why: `its schema is version ${version}, this golive knows ${known}`,
    fix: 'Install the newer golive on this machine too.',
  });
}

export function connectPostgres({
  url,
  patience = PATIENCE,
  connections = 10,
}: Pick<PostgresStoreOptions, 'url' | 'patience' | 'connections'>): {
  readonly access: Access;
  /** The same with little patience. */
  readonly opening: Access;
  readonly close: () => Promise<void>;
} {
  const where = withoutPassword(url);
  const pool = new pg.Pool({
    ...askedOf(url, `-c search_path=${SCHEMA}`),
    Client: PostgresClient,
    max: connections,
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: STATEMENT_MS,
    application_name: 'golive',
    keepAlive: true,
    types: { getTypeParser: (oid, format) => (oid === INT8 ? Number : pg.types.getTypeParser(oid, format)) },
  });
  // A connection that the server closes while no query is on it says so here, and would end the process; the next query fails by itself.
  pool.on('connect', (client) => client.on('error', () => undefined));
  pool.on('error', () => undefined);
  const db = new KyselyOn<Tables>({ dialect: new PostgresDialect({ pool }) });
  const backend: Backend = {
    where,
    skipLocked: true,
    isBusy: isBusyPostgres,
    translate: (thrown) => fromPostgres(thrown, where),
    structureFaults: async () => {
      // PostgreSQL has no check of its files that a client may ask for; reading every row is the check.
      const version = await access.read(versionOf);
      return version === undefined
        ? [{ where: 'schema', what: 'its schema version cannot be read', fix: RESTORE }]
        : [];
    },
    backup: (file) => rowsIntoFile(db, file),
    wipe: () => undefined, // dead rows go with the server's own vacuum
  };
  const access = accessTo(db, backend, patience);
  const little = { ...patience, giveUpAfterMs: Math.min(patience.giveUpAfterMs, OPENING_MS) };
  return { access, opening: accessTo(db, backend, little), close: () => db.destroy() };
}

/** The first thing that is asked; it shows whether anybody is there, and whether what we need of a connection is kept. */
export async function askServer(access: Access): Promise<number> {
  const { where } = access.backend;
  const { rows } = await access
    .read((db) =>
      sql<{ now: number; encoding: string; path: string }>`
        select (extract(epoch from clock_timestamp()) * 1000)::bigint as now,
        current_setting('server_encoding') as encoding, current_setting('search_path') as path`.execute(db),
    )
    .catch((thrown: unknown) => {
      // Nothing in the question can be wrong: it is a setting that the address asks for.
      if (stateOfPostgres(thrown) === undefined) throw thrown;
      throw invalid(
        where,
        `the server refuses its settings: ${(thrown as Error).message}`,
        'Look at ?options= in store.',
      );
    });
  const { now, encoding, path } = rows[0]!;
  if (!ENCODINGS.includes(encoding))
    throw invalid(where, `it keeps text as ${encoding}`, "Make the database with encoding 'UTF8'.");
  if (path !== SCHEMA)
    throw invalid(where, `its search_path is ${path}, not ${SCHEMA}`, 'Connect directly: a pooler loses settings.');
  return now;
}

function invalid(where: string, why: string, fix: string): GoLiveError {
  return new GoLiveError('config-invalid', { subject: where, why, fix });
}

/** Deadlines, leases and half-days are moments: machines that share a store must agree on what time it is. */
function refuseAnotherTime(serverMs: number, now: number): void {
  const seconds = Math.round(Math.abs(now - serverMs) / 1000);
  if (seconds > MOST_SKEW_SECONDS)
    throw new GoLiveError('config-invalid', {
      subject: "this machine's clock",
      why: `it differs from the database server's by ${seconds} s`,
      fix: 'Set both by NTP, then start again.',
    });
}

async function upgrade(access: Access, upgrades: readonly Upgrade[]): Promise<void> {
  const { where } = access.backend;
  if ((await access.read((db) => stateOf(db, where))) === upgrades.length) return;
  await access.write((trx) => upgradeIn(trx, where, upgrades));
}

/** Until the caller's transaction ends, whoever makes, upgrades or replaces the schema waits. */
export async function takeTurns(trx: Kysely<Tables>): Promise<void> {
  await sql`select pg_advisory_xact_lock(${UPGRADE_LOCK})`.execute(trx);
}

/** Makes the schema where there is none and brings it up to date, in the caller's transaction. @throws GoLiveError `store-foreign`, `store-newer` */
export async function upgradeIn(trx: Kysely<Tables>, where: string, upgrades = UPGRADES): Promise<void> {
  await takeTurns(trx);
  let version = await stateOf(trx, where);
  if (version > upgrades.length) throw newer(where, version, upgrades.length);
  // One that was made for this user beforehand is enough; `if not exists` would want the right to make it all the same.
  if (version === 0 && !(await hasSchema(trx))) await sql`create schema ${sql.id(SCHEMA)}`.execute(trx);
  const isNew = version === 0;
  try {
    for (; version < upgrades.length; version++) await oneStep(trx, 'postgres', upgrades[version]!, version);
  } catch (thrown) {
    throw isNew && THERE_ALREADY.test(stateOfPostgres(thrown) ?? '') ? foreign(where) : thrown;
  }
}

async function hasSchema(db: Kysely<Tables>): Promise<boolean> {
  const { rows } = await sql`select 1 from pg_namespace where nspname = ${SCHEMA}`.execute(db);
  return rows.length > 0;
}

/** What our schema holds, also what this user has no right to, which information_schema would hide. @throws GoLiveError `store-full` */
export async function namesInSchema(db: Kysely<Tables>, where: string): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string | null; mayUse: boolean }>`
    select c.relname as name, has_schema_privilege(n.oid, 'usage') as "mayUse"
    from pg_namespace n left join pg_class c on c.relnamespace = n.oid where n.nspname = ${SCHEMA}`.execute(db);
  if (rows.some(({ mayUse }) => !mayUse)) throw fromPostgres({ code: '42501' }, where);
  return rows.map(({ name }) => name).filter((name) => name !== null);
}

/** The schema's version; 0: there is none. @throws GoLiveError `store-foreign`: a schema of that name that is not ours */
async function stateOf(db: Kysely<Tables>, where: string): Promise<number> {
  const names = await namesInSchema(db, where);
  if (names.length === 0) return 0;
  const version = names.includes('meta') ? await ofOurs(where, () => versionOf(db)) : undefined;
  if (version !== undefined) return version;
  throw foreign(where);
}

/** What tables tell that have our names. @throws GoLiveError `store-foreign`: they are not ours */
export async function ofOurs<Told>(where: string, ask: () => Promise<Told>): Promise<Told> {
  try {
    return await ask();
  } catch (thrown) {
    throw OTHER_TABLES.test(stateOfPostgres(thrown) ?? '') ? foreign(where) : thrown;
  }
}

export function foreign(where: string): GoLiveError {
  return new GoLiveError('store-foreign', {
    subject: where,
    why: `its schema ${SCHEMA} belongs to another program`,
    fix: 'Name another database as store in golive.yaml.',
  });
}
