import { chmodSync, copyFileSync, existsSync, linkSync, renameSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { GoLiveError } from '../../../domain/errors.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Store, StoreFault } from '../../../ports/store.ts';
import { syncFile, syncFolderOf } from './durable-file.ts';
import { openSqliteStore } from './open-sqlite.ts';
import type { RestoreFolder } from './restore-folder.ts';
import { restoreFolder } from './restore-folder.ts';
import { connect } from './sqlite-connection.ts';
import { fromFileSystem, fromSqlite, isBusy } from './sqlite-errors.ts';
import { fileBehind, inspect } from './sqlite-file.ts';
import { writesIn } from './sqlite-look.ts';
import { acknowledgedBeside, countOnFrom } from './write-count.ts';

export interface Restored {
  readonly file: string;
  /** Where the database that stood there is now. */
  readonly replaced?: string;
  /** How many writes were acknowledged here that the backup does not know of, where that can be told. */
  readonly lost?: number;
  /** What `pause` answered; only where something is lost. */
  readonly paused?: number;
  /** What is wrong with the secrets, mostly that the key file is not here; all else was in order. */
  readonly warnings: readonly StoreFault[];
}

export interface RestoreOptions {
  readonly clock: Pick<Clock, 'now'>;
  readonly force?: boolean;
  /**
   * Pauses what is under way in a store that knows less than the one before it, and answers how many there are. Asked before that store is
   * put in place: there is no moment at which a golive could go on from it.
   */
  readonly pause?: (store: Store, lost: number) => Promise<number>;
}

/**
 * Puts a backup in the place of the store. The backup is copied, checked whole (and brought to this golive's schema) and, where it knows less
 * than what stands there, paused first; nothing changes where that fails. What the store learnt after the backup is not in it.
 *
 * @throws GoLiveError `already-exists` (a store is there, and no `force`), `store-busy` (a golive has it open), `store-corrupt`,
 *   `store-foreign`, `store-newer`, `store-full`
 */
export async function restoreSqlite(backupFile: string, targetDb: string, options: RestoreOptions): Promise<Restored> {
  const source = fileBehind(backupFile);
  const target = fileBehind(targetDb);
  const keyFile = `${resolve(targetDb)}.key`;
  if (inspect(source) === 'absent')
    throw new GoLiveError('store-foreign', { subject: source, why: 'there is no such file', fix: 'Name a backup.' });
  const occupied = existsSync(target) || existsSync(`${target}-wal`);
  if (occupied && options.force !== true)
    throw new GoLiveError('already-exists', {
      subject: target,
      fix: 'Stop every golive that uses it and add --force; the file is kept beside it.',
    });
  let folder: RestoreFolder | undefined;
  try {
    folder = restoreFolder(`${target}.restore-`);
    const draft = copiedInto(folder, source);
    const known = knownWrites(draft);
    const warnings = await checked(draft, source, { clock: options.clock, keyFile });
    // Also what is in it: what is beside it may lag behind, or be gone.
    const were = Math.max(acknowledgedBeside(target)?.count ?? 0, occupied ? knownWrites(target) : 0);
    const lost = Math.max(0, were - known);
    // Whatever is put over it later is compared with all that was known here, and not with this backup alone.
    if (lost > 0) countOnFrom(draft, were);
    const paused = await pausedIn(draft, lost, { ...options, keyFile });
    syncFile(draft);
    const replaced = occupied ? setAside(target) : undefined;
    renameSync(draft, target);
    syncFolderOf(target);
    return restoredAs(target, { replaced, lost, paused, warnings });
  } catch (thrown) {
    if (thrown instanceof GoLiveError) throw thrown;
    throw fromSqlite(thrown, target) ?? fromFileSystem(thrown, target) ?? thrown;
  } finally {
    folder?.remove();
  }
}

/** A copy to work on. */
export function copiedInto(folder: RestoreFolder, source: string): string {
  const draft = join(folder.path, 'copy.db');
  copyFileSync(source, draft);
  chmodSync(draft, 0o600);
  // A store that was copied as it lay there, or is itself to be gone on with, has its end in its log.
  if (existsSync(`${source}-wal`)) copyFileSync(`${source}-wal`, `${draft}-wal`);
  return draft;
}

/** What cannot be read counts as nothing; in a backup it is refused when it is checked. */
function knownWrites(file: string): number {
  try {
    return writesIn(file) || 0;
  } catch {
    return 0;
  }
}

/** What a restore answers. @param more `lost` 0: the backup knows all that was known */
export function restoredAs(
  file: string,
  more: Pick<Restored, 'warnings'> & {
    readonly replaced: string | undefined;
    readonly lost: number;
    readonly paused: number | undefined;
  },
): Restored {
  const { replaced, lost, paused, warnings } = more;
  return {
    file,
    ...(replaced === undefined ? {} : { replaced }),
    ...(lost === 0 ? {} : { lost }),
    ...(paused === undefined ? {} : { paused }),
    warnings,
  };
}

/** Pauses what is under way in a checked copy of a backup that lacks writes; it may be asked again. */
export async function pausedIn(
  draft: string,
  lost: number,
  { pause, clock, keyFile }: RestoreOptions & { readonly keyFile: string },
): Promise<number | undefined> {
  if (lost === 0 || pause === undefined) return undefined;
  const store = await openSqliteStore({ file: draft, clock, keyFile });
  try {
    return await pause(store, lost);
  } finally {
    await store.close();
  }
}

/**
 * Brings a copy of a backup to this golive's schema and reads it to the last row; answers what is wrong with the secrets alone.
 * @throws GoLiveError `store-corrupt`: something else is
 */
export async function checked(
  draft: string,
  source: string,
  options: { readonly clock: Pick<Clock, 'now'>; readonly keyFile: string },
): Promise<StoreFault[]> {
  const store = await openSqliteStore({ ...options, file: draft, backupFirst: false });
  recount(draft);
  const faults = await store.check();
  await store.close();
  const fatal = faults.find((fault) => !fault.where.startsWith('secrets'));
  if (fatal !== undefined)
    throw new GoLiveError('store-corrupt', {
      subject: source,
      why: `${fatal.where}: ${fatal.what}`,
      fix: 'Take an older backup.',
    });
  return [...faults];
}

/** How many migrations there are of each status follows from them; a wrong number is no reason to refuse a backup. */
function recount(draft: string): void {
  const database = connect(draft, {});
  try {
    database.exec('begin immediate');
    database.exec('delete from status_counts');
    database.exec('insert into status_counts select status, 0, count(*) from migrations group by status');
    database.exec('commit');
  } catch {
    // What cannot be read is found by the check.
  } finally {
    database.close();
  }
}

/**
 * Keeps the old database, with its log, under a name that is free; it stays where it was too, until the new one is put over it.
 * @throws GoLiveError `store-busy`: a golive has it open, and would go on writing what nobody reads
 */
function setAside(target: string): string {
  let name = `${target}.before-restore`;
  for (let count = 2; existsSync(name) || existsSync(`${name}-wal`); count++)
    name = `${target}.before-restore-${count}`;
  // To see whether it is in use SQLite must open it, which throws a damaged log away: that is copied before.
  const copied = (statSync(`${target}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
  if (copied)
    for (const part of ['', '-wal'])
      if (existsSync(`${target}${part}`)) copyFileSync(`${target}${part}`, `${name}${part}`);
  const state = usage(target);
  // Its log, if it had one, is now in the file.
  if (state !== 'damaged') for (const part of ['', '-wal']) rmSync(`${name}${part}`, { force: true });
  if (state === 'in use')
    throw new GoLiveError('store-busy', { subject: target, why: 'a golive has it open', fix: 'Stop it first.' });
  // A second name: at no moment is there no store, for which a new and empty one would be made.
  if (existsSync(target) && !existsSync(name)) linkSync(target, name);
  for (const part of ['', '-wal']) if (existsSync(`${name}${part}`)) chmodSync(`${name}${part}`, 0o600);
  for (const part of ['-wal', '-shm']) rmSync(`${target}${part}`, { force: true });
  return name;
}

function usage(target: string): 'free' | 'in use' | 'damaged' {
  if (!existsSync(target)) return 'damaged';
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(target, { timeout: 0 });
    database.exec('pragma locking_mode = exclusive');
    database.exec('begin exclusive');
    database.exec('commit');
    return 'free';
  } catch (thrown) {
    return isBusy(thrown) ? 'in use' : 'damaged';
  } finally {
    database?.close();
  }
}
