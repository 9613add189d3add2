import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeEach } from 'vitest';
import { openSqliteStore } from '../../src/adapters/store/kysely/open-sqlite.ts';
import type { Store } from '../../src/ports/store.ts';
import { NOW } from '../contract/store-samples.ts';

export const clock = { now: () => NOW };

/** The store's file of the test that runs; each test has a folder of its own, and nothing is shared between test files. */
export interface OwnFolder {
  readonly file: string;
  within<Result>(work: (store: Store) => Promise<Result>, file?: string): Promise<Result>;
  /** What somebody does at the SQLite prompt. */
  byHand(sql: string): void;
}

/** Call once in a test file. */
export function ownFolder(): OwnFolder {
  const root = mkdtempSync(join(tmpdir(), 'golive-files-'));
  let count = 0;
  const fileNow = () => join(root, String(count), 'golive.db');
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  beforeEach(() => {
    count++;
    mkdirSync(join(root, String(count)));
  });
  return {
    get file() {
      return fileNow();
    },
    async within(work, file = fileNow()) {
      const store = await openSqliteStore({ file, clock });
      try {
        return await work(store);
      } finally {
        await store.close();
      }
    },
    byHand(sql) {
      const hand = new DatabaseSync(fileNow());
      hand.exec('pragma foreign_keys = off');
      hand.exec(sql);
      hand.close();
    },
  };
}
