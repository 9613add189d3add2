import { closeSync, openSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Backend } from './access.ts';
import { syncFile, syncFolderOf } from './durable-file.ts';
import { fromFileSystem, fromSqlite, isBusy } from './sqlite-errors.ts';
import { structureFaultsOf } from './sqlite-look.ts';
import type { WriteCount } from './write-count.ts';

export function sqliteBackend(
  database: DatabaseSync,
  file: string,
  guards: { readonly inPlace?: () => void; readonly writeCount?: WriteCount } = {},
): Backend {
  return {
    ...guards,
    where: file,
    skipLocked: false,
    isBusy,
    translate: (thrown) => fromSqlite(thrown, file) ?? fromFileSystem(thrown, file),
    structureFaults: async () => structureFaultsOf(database, file),
    backup: async (target) => copyInto(database, target),
    // Pages that held the value were overwritten; this lets go of the log that still has them.
    wipe: () => {
      try {
        database.exec('pragma wal_checkpoint(truncate)');
      } catch (thrown) {
        if (!isBusy(thrown)) throw thrown;
      }
    },
  };
}

/**
 * A whole, compact copy in a new file of mode 0600, on disk when this returns.
 * @throws GoLiveError `already-exists`, `store-full`
 */
export function copyInto(database: DatabaseSync, target: string): void {
  const file = resolve(target);
  try {
    closeSync(openSync(file, 'wx', 0o600)); // SQLite writes into an empty file, and would make one that others can read
  } catch (thrown) {
    throw fromFileSystem(thrown, file) ?? thrown;
  }
  try {
    database.prepare('vacuum into ?').run(file);
    syncFile(file);
    syncFolderOf(file);
  } catch (thrown) {
    rmSync(file, { force: true });
    throw isBusy(thrown) ? thrown : (fromSqlite(thrown, file) ?? fromFileSystem(thrown, file) ?? thrown);
  }
}
