import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeEach } from 'vitest';
import type { SqliteStoreOptions } from '../../src/adapters/store/kysely/open-sqlite.ts';
import { openSqliteStore } from '../../src/adapters/store/kysely/open-sqlite.ts';
import type { Store } from '../../src/ports/store.ts';
import { NOW } from '../contract/store-samples.ts';

export const clock = { now: () => NOW };
export const root = mkdtempSync(join(tmpdir(), 'golive-store-'));
/** The store's file; each test has a folder of its own. */
export let file = '';
let count = 0;

/** Call once in a test file. */
export function eachInItsFolder(): void {
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  beforeEach(() => {
    const folder = join(root, String(count++));
    mkdirSync(folder, { recursive: true }); // the root too: one process may run several test files, and each ends by deleting it
    file = join(folder, 'golive.db');
  });
}

export const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);

export async function within<Result>(
  options: Partial<SqliteStoreOptions>,
  work: (store: Store) => Promise<Result>,
): Promise<Result> {
  const store = await openSqliteStore({ file, clock, ...options });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** What somebody does at the SQLite prompt. */
export function byHand(sql: string): void {
  const hand = new DatabaseSync(file);
  hand.exec('pragma foreign_keys = off');
  hand.exec(sql);
  hand.close();
}
