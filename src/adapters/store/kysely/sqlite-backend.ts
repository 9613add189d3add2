import { lstatSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { GoLiveError } from '../../../domain/errors.ts';
import type { Backend } from './access.ts';
import { draftOf, syncFile, syncFolderOf, writeDurably } from './durable-file.ts';
import { fromFileSystem, fromSqlite, isBusy, taken } from './sqlite-errors.ts';
import { put } from './sqlite-file.ts';
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
 * A whole, compact copy in a new file of mode 0600, on disk when this returns. Who is killed before that leaves no file of that name.
 * @throws GoLiveError `already-exists`, `store-full`, `store-corrupt`
 */
export function copyInto(database: DatabaseSync, target: string): void {
  const file = resolve(target);
  const draft = draftOf(file);
  try {
    if (lstatSync(file, { throwIfNoEntry: false }) !== undefined) throw taken(file);
    writeDurably(draft, ''); // SQLite writes into an empty file, and would make one that others can read
    database.prepare('vacuum into ?').run(draft);
    syncFile(draft);
    if (!put(draft, file)) throw taken(file);
    syncFolderOf(file);
  } catch (thrown) {
    if (thrown instanceof GoLiveError || isBusy(thrown)) throw thrown;
    // What is damaged is what was to be copied.
    const about = fromSqlite(thrown, file)?.code === 'store-corrupt' ? (database.location() ?? file) : file;
    throw fromSqlite(thrown, about) ?? fromFileSystem(thrown, file) ?? thrown;
  } finally {
    // A full disk leaves the journal too.
    for (const part of [draft, `${draft}-journal`]) rmSync(part, { force: true });
  }
}
