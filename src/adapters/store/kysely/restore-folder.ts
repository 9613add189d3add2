import { existsSync, lstatSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** An empty database that is locked by the process whose folder it is: the lock goes with that process, however it ends. */
const LOCK = 'lock';
/** What mkdtemp(3) puts behind a prefix. */
const CHANCE = /^[A-Za-z0-9]{6}$/;

export interface RestoreFolder {
  readonly path: string;
  remove(): void;
}

/** A new folder `<prefix>XXXXXX`, for its owner alone, in which a copy of a backup is worked on. Those of golives that were killed go first. */
export function restoreFolder(prefix: string): RestoreFolder {
  removeLeftOnes(prefix);
  const path = mkdtempSync(prefix);
  let lock: DatabaseSync | undefined;
  const remove = () => {
    lock?.close();
    rmSync(path, { recursive: true, force: true });
  };
  try {
    // Another name first: under its own it is locked as soon as it is there, and nobody takes the folder for one that was left.
    lock = locked(join(path, `${LOCK}.new`));
    renameSync(join(path, `${LOCK}.new`), join(path, LOCK));
    return { path, remove };
  } catch (thrown) {
    remove();
    throw thrown;
  }
}

function removeLeftOnes(prefix: string): void {
  for (const name of namesIn(dirname(prefix)))
    if (name.startsWith(basename(prefix)) && CHANCE.test(name.slice(basename(prefix).length)))
      removeIfLeft(join(dirname(prefix), name));
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // whoever wants to write there is told why that fails
  }
}

/** What is somebody else's, in use or not from here stays. */
function removeIfLeft(path: string): void {
  const { uid } = lstatSync(path, { throwIfNoEntry: false }) ?? {};
  if (uid !== (process.getuid?.() ?? uid) || !existsSync(join(path, LOCK))) return;
  try {
    locked(join(path, LOCK)).close();
    rmSync(path, { recursive: true, force: true });
  } catch {}
}

/** Throws SQLite's own error where another process, or this one, has it. */
function locked(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec('begin exclusive');
    return database;
  } catch (thrown) {
    database.close();
    throw thrown;
  }
}
