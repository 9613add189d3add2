import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { openSqliteStore } from '../../src/adapters/store/kysely/open-sqlite.ts';
import { storeContract } from '../contract/store.ts';
import { NOW } from '../contract/store-samples.ts';

const folder = mkdtempSync(join(tmpdir(), 'golive-store-'));
afterAll(() => rmSync(folder, { recursive: true }));
let count = 0;

storeContract('SQLite', async () => {
  const clock = { nowMs: NOW };
  const options = { file: join(folder, `${count++}.db`), clock: { now: () => clock.nowMs } };
  return { store: await openSqliteStore(options), other: await openSqliteStore(options), clock };
});
