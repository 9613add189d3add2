import { accessSync, constants, existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Kysely } from 'kysely';
import { GoLiveError } from '../../../domain/errors.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Store } from '../../../ports/store.ts';
import { corrupt } from '../failures.ts';
import type { Access } from './access.ts';
import { accessTo } from './access.ts';
import { draftOf } from './durable-file.ts';
import { keyFileAt } from './key-file.ts';
import { kyselyStore } from './kysely-store.ts';
import { fileSystemType, refuseNetworkDisk } from './network-disk.ts';
import { asOlder } from './older.ts';
import type { Patience } from './patience.ts';
import { PATIENCE, patiently } from './patience.ts';
import { copyInto, sqliteBackend } from './sqlite-backend.ts';
import type { Probe } from './sqlite-connection.ts';
import { connect, connectToLook, kyselyOn } from './sqlite-connection.ts';
import { fromFileSystem, fromSqlite, isBusy } from './sqlite-errors.ts';
import { APPLICATION_ID, appearWhole, fileBehind, inspectPlace } from './sqlite-file.ts';
import { keptInPlace, lookBeforeOpening } from './sqlite-look.ts';
import type { Tables } from './tables.ts';
import type { Upgrade } from './upgrades.ts';
import { oneStep, UPGRADES, versionOf } from './upgrades.ts';
import { writeCountBeside } from './write-count.ts';

export interface SqliteStoreOptions extends Probe {
  readonly file: string;
  /** Only for when a secret expires. */
  readonly clock: Pick<Clock, 'now'>;
  /** 32 random bytes for a new key file. */
  readonly newKey?: () => Uint8Array;
  /** Default: the database's name with `.key`. */
  readonly keyFile?: string;
  readonly upgrades?: readonly Upgrade[];
  /** Whether to copy the database before an upgrade; default yes. */
  readonly backupFirst?: boolean;
  readonly patience?: Patience;
  /** What statfs(2) says of a file's place; a laboratory has none of the network's. */
  readonly fileSystemType?: (file: string) => number | undefined;
}

/**
 * Opens the store in an SQLite file, making it where there is none and bringing its schema up to date after a copy was put beside it.
 *
 * @throws GoLiveError `store-missing`, `store-foreign`, `store-corrupt`, `store-newer`, `store-full`, `store-busy`, `key-missing`
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<Store> {
  const named = resolve(options.file);
  const file = fileBehind(named);
  const patience = options.patience ?? PATIENCE;
  const upgrades = options.upgrades ?? UPGRADES;
  const keyFile = keyFileAt(options.keyFile ?? `${named}.key`, options.newKey);
  try {
    refuseNetworkDisk(file, (options.fileSystemType ?? fileSystemType)(file));
    const found = inspectPlace(file); // before the key: what keeps golive from both is told of the store
    keyFile.read(); // a key that others can read is refused before it is used
    if (found === 'absent') await create(file, upgrades, patience);
    else await patiently(async () => lookBeforeOpening(file), isBusy, patience);
    const database = await patiently(async () => connect(file, options), isBusy, patience);
    const db = kyselyOn(database, options);
    const close = async () => {
      await db.destroy();
      if (database.isOpen) database.close();
    };
    try {
      const guards = { inPlace: keptInPlace(file, named), writeCount: writeCountBeside(file, options.clock.now) };
      const access = accessTo(db, sqliteBackend(database, file, guards), patience);
      await upgrade(access, database, upgrades, options.backupFirst ?? true);
      return kyselyStore(access, keyFile, options.clock, close);
    } catch (thrown) {
      await close();
      throw thrown;
    }
  } catch (thrown) {
    if (thrown instanceof GoLiveError) throw thrown;
    throw fromSqlite(thrown, file) ?? fromFileSystem(thrown, file) ?? thrown;
  }
}

/**
 * The store for looking alone: nothing is made, upgraded, repaired or emptied into the file, and what would keep the store from being
 * opened is among what `check` finds. SQLite may leave an empty log beside it.
 *
 * @throws GoLiveError `store-missing`, `store-foreign`, `store-corrupt` (nothing in it can be read), `store-newer`, `store-full`, `store-busy`
 */
export async function lookIntoSqliteStore(
  options: Pick<SqliteStoreOptions, 'clock' | 'file' | 'keyFile' | 'patience'>,
): Promise<Store> {
  const file = fileBehind(options.file);
  const patience = options.patience ?? PATIENCE;
  try {
    if (inspectPlace(file) === 'absent') return nothingYet(file, options.clock);
    const database = await patiently(async () => connectToLook(file), isBusy, patience);
    const db = kyselyOn(database, {});
    const close = async () => {
      await db.destroy();
      if (database.isOpen) database.close();
    };
    const access = accessTo(db, sqliteBackend(database, file), patience);
    try {
      const version = await knownVersion(access, UPGRADES);
      const key = keyFileAt(options.keyFile ?? `${resolve(options.file)}.key`);
      const store = kyselyStore(access, key, options.clock, close);
      return asOlder(store, access, version);
    } catch (thrown) {
      await close();
      throw thrown;
    }
  } catch (thrown) {
    if (thrown instanceof GoLiveError) throw thrown;
    throw fromSqlite(thrown, file) ?? fromFileSystem(thrown, file) ?? thrown;
  }
}

/** Where no store is yet, one must be possible. */
async function nothingYet(file: string, clock: SqliteStoreOptions['clock']): Promise<Store> {
  try {
    accessSync(dirname(file), constants.W_OK);
  } catch (thrown) {
    throw fromFileSystem(thrown, file) ?? thrown;
  }
  const { openMemoryStore } = await import('../memory/index.ts');
  return openMemoryStore({ clock });
}

/** @param fill puts the first rows into it, in the transaction that makes the schema */
function create(
  file: string,
  upgrades: readonly Upgrade[],
  patience: Patience,
  fill: (db: Kysely<Tables>) => Promise<void> = async () => undefined,
): Promise<void> {
  return appearWhole(file, async (draft) => {
    const database = connect(draft, {});
    database.exec(`pragma application_id = ${APPLICATION_ID}`);
    const db = kyselyOn(database, {});
    try {
      await accessTo(db, sqliteBackend(database, draft), patience).write(async (trx) => {
        for (const [index, step] of upgrades.entries()) await oneStep(trx, 'sqlite', step, index);
        await fill(trx);
      });
    } finally {
      await db.destroy(); // the last connection to leave empties the log into the file
    }
  });
}

/**
 * A new store in a file, filled with rows from elsewhere. Appears whole or not at all.
 * @throws GoLiveError `already-exists`, `store-full`
 */
export async function makeSqliteStore(target: string, fill: (db: Kysely<Tables>) => Promise<void>): Promise<void> {
  const file = fileBehind(target);
  if (existsSync(file)) throw new GoLiveError('already-exists', { subject: file, fix: 'Choose another name.' });
  try {
    await create(file, UPGRADES, PATIENCE, fill);
  } catch (thrown) {
    if (thrown instanceof GoLiveError) throw thrown;
    throw fromSqlite(thrown, file) ?? fromFileSystem(thrown, file) ?? thrown;
  }
}

async function upgrade(access: Access, database: DatabaseSync, upgrades: readonly Upgrade[], backupFirst: boolean) {
  for (;;) {
    const version = await knownVersion(access, upgrades);
    if (version === upgrades.length) return;
    if (backupFirst) await copyOf(access, database, version);
    await access.write(async (trx) => {
      // Another process may have been faster.
      if ((await versionOf(trx)) === version) await oneStep(trx, 'sqlite', upgrades[version]!, version);
    });
  }
}

/** The schema's version, which is this golive's or one before it. @throws GoLiveError `store-corrupt`, `store-newer` */
async function knownVersion(access: Access, upgrades: readonly Upgrade[]): Promise<number> {
  const { where: file } = access.backend;
  const version = await access.read(versionOf);
  if (version === undefined) throw corrupt(file, 'its schema version cannot be read');
  if (version <= upgrades.length) return version;
  throw new GoLiveError('store-newer', {
    subject: file,
    why: `its schema is version ${version}, this golive knows ${upgrades.length}`,
    fix: `Install the newer golive again, or go back to the copy it made: golive restore ${file}.v${upgrades.length}.bak`,
  });
}

/** `<db>.v<N>.bak`: written beside its name first, so that a copy that is there is whole. */
async function copyOf(access: Access, database: DatabaseSync, version: number): Promise<void> {
  const target = `${access.backend.where}.v${version}.bak`;
  const draft = draftOf(target);
  await access.direct(() => copyInto(database, draft));
  const copy = new DatabaseSync(draft, { readOnly: true });
  const copied = copy.prepare("select value from meta where name = 'schema_version'").get()?.['value'];
  copy.close();
  // Upgraded by another process in between: the copy of the old version is theirs.
  if (copied === String(version)) await rename(draft, target);
  else await rm(draft, { force: true });
}
