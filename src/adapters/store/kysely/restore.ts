import { chmodSync, copyFileSync, existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { FailureCode } from '../../../domain/errors.ts';
import { GoLiveError } from '../../../domain/errors.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Store, StoreFault } from '../../../ports/store.ts';
import { syncFile, syncFolderOf } from './durable-file.ts';
import { openSqliteStore } from './open-sqlite.ts';
import type { RestoreFolder } from './restore-folder.ts';
import { restoreFolder } from './restore-folder.ts';
import { connect } from './sqlite-connection.ts';
import { fromFileSystem, fromReading, fromSqlite, isBusy } from './sqlite-errors.ts';
import { fileBehind, foreign, inspect, put } from './sqlite-file.ts';
import { lostEnd, writesIn } from './sqlite-look.ts';
import type { Acknowledged } from './write-count.ts';
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
  /** Default: the name of the database that is restored to, with `.key`. */
  readonly keyFile?: string;
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
 *   `store-foreign`, `store-newer`, `store-missing`, `store-full`, `answer-invalid` (the backup cannot be read)
 */
export async function restoreSqlite(backupFile: string, targetDb: string, options: RestoreOptions): Promise<Restored> {
  const source = fileBehind(backupFile);
  const target = fileBehind(targetDb);
  const keyFile = options.keyFile ?? `${resolve(targetDb)}.key`;
  inspectBackup(source);
  let folder: RestoreFolder | undefined;
  try {
    // Not `existsSync`, which would take what may not be looked at for an empty place.
    const [there, log] = [target, `${target}-wal`].map((part) => statSync(part, { throwIfNoEntry: false }));
    if (there?.isFile() === false) throw foreign(target, 'it is not a file');
    const occupied = there !== undefined || log !== undefined;
    if (occupied && options.force !== true)
      throw new GoLiveError('already-exists', {
        subject: target,
        fix: 'Stop every golive that uses it and add --force; the file is kept beside it.',
      });
    folder = restoreFolder(`${target}.restore-`);
    const { draft, known, acknowledged } = copiedInto(folder, source);
    const warnings = await checked(draft, source, { clock: options.clock, keyFile });
    if (options.force !== true) refuseLostEnd(source, known, acknowledged);
    // Also what is in it: what is beside it may lag behind, or be gone.
    const were = Math.max(
      acknowledged?.count ?? 0,
      acknowledgedBeside(target)?.count ?? 0,
      occupied ? knownWrites(target) : 0,
    );
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

/** Looks whether there is something to restore. @throws GoLiveError as `restoreSqlite` does of the backup */
export function inspectBackup(source: string): void {
  let found: ReturnType<typeof inspect>;
  try {
    found = inspect(source);
  } catch (thrown) {
    throw ofBackup(thrown, source);
  }
  if (found === 'absent')
    throw new GoLiveError('store-foreign', { subject: source, why: 'there is no such file', fix: 'Name a backup.' });
}

/** What a backup is refused for is told of the file that was named, not of the copy; and who restores one is not told to restore one. */
const INSTEAD: { readonly [Code in FailureCode]?: string } = {
  'store-foreign': 'Name a backup.',
  'store-corrupt': 'Take an older backup.',
  'store-newer': 'Install the newer golive, or take an older backup.',
};

function ofBackup(thrown: unknown, source: string): unknown {
  if (!(thrown instanceof GoLiveError)) return fromReading(thrown, source) ?? thrown;
  const { code, why } = thrown;
  const fix = INSTEAD[code];
  if (fix === undefined) return thrown;
  return new GoLiveError(code, { subject: source, ...(why === undefined ? {} : { why }), fix, cause: thrown });
}

/** A backup's copy to work on. */
interface Copied {
  readonly draft: string;
  /** How many writes it knows of. */
  readonly known: number;
  /** What was acknowledged where it lay, as far as that is known. */
  readonly acknowledged: Acknowledged | undefined;
}

/** @throws GoLiveError `answer-invalid` */
export function copiedInto(folder: RestoreFolder, source: string): Copied {
  const draft = join(folder.path, 'copy.db');
  // First what was acknowledged, then what is there: a golive may be writing.
  const acknowledged = acknowledgedBeside(source);
  try {
    copyFileSync(source, draft);
    chmodSync(draft, 0o600);
    // A store that was copied as it lay there, or is itself to be gone on with, has its end in its log.
    if (existsSync(`${source}-wal`)) copyFileSync(`${source}-wal`, `${draft}-wal`);
  } catch (thrown) {
    throw ofBackup(thrown, source);
  }
  return { draft, known: knownWrites(draft), acknowledged };
}

/** What is whole may still lack its end. @throws GoLiveError `store-corrupt` */
export function refuseLostEnd(source: string, known: number, acknowledged: Acknowledged | undefined): void {
  const lost = lostEnd(source, acknowledged, known);
  if (lost !== undefined) throw lost;
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
  { clock, keyFile }: { readonly clock: Pick<Clock, 'now'>; readonly keyFile: string },
): Promise<StoreFault[]> {
  const store = await openSqliteStore({ clock, keyFile, file: draft, backupFirst: false }).catch((thrown: unknown) => {
    throw ofBackup(thrown, source);
  });
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
  if (existsSync(target) && !existsSync(name) && !put(target, name))
    throw new GoLiveError('already-exists', { subject: name, fix: 'Take it away, and try again.' });
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
