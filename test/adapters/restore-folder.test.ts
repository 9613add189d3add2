import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { restoreSqlite } from '../../src/adapters/store/kysely/restore.ts';
import { restoreFolder } from '../../src/adapters/store/kysely/restore-folder.ts';
import { begin, note, projection } from '../contract/store-samples.ts';
import { clock, eachInItsFolder, file, mode, within } from './store-on-disk.ts';

eachInItsFolder();
let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'golive-folders-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(root, { recursive: true, force: true });
});
const prefix = () => join(root, 'golive.db.restore-');
const there = () => readdirSync(root).sort();

/** As a golive that was killed leaves it. */
function leave(path: string, ...parts: readonly string[]): void {
  mkdirSync(path, { mode: 0o700 });
  for (const part of parts) writeFileSync(join(path, part), '');
}

test('a folder is its owner’s alone, and gone when it is no longer wanted', () => {
  const folder = restoreFolder(prefix());
  expect(mode(folder.path)).toBe('700');
  writeFileSync(join(folder.path, 'copy.db'), 'x');
  folder.remove();
  expect(there()).toEqual([]);
});

test('one that was left is taken away with all that is in it by the next', () => {
  leave(`${prefix()}aB3dE6`, 'lock', 'copy.db', 'copy.db-wal');
  restoreFolder(prefix()).remove();
  expect(there()).toEqual([]);
});

test('what is in use, not of golive or of another name stays', () => {
  const used = restoreFolder(prefix());
  leave(`${prefix()}notour`, 'copy.db');
  leave(`${prefix()}notours`, 'lock');
  leave(join(root, 'other.db.restore-aB3dE6'), 'lock');
  writeFileSync(`${prefix()}aFiLe0`, '');
  const before = there();
  restoreFolder(prefix()).remove();
  expect(there()).toEqual(before);
  expect(existsSync(join(used.path, 'lock'))).toBe(true);
  used.remove();
});

test('what is somebody else’s stays', () => {
  leave(`${prefix()}aB3dE6`, 'lock', 'copy.db');
  vi.spyOn(process, 'getuid').mockReturnValue(process.getuid!() + 1);
  restoreFolder(prefix()).remove();
  expect(there()).toEqual(['golive.db.restore-aB3dE6']);
});

test('a restore takes away what one before it left, and nothing of one that is under way', async () => {
  await within({}, async (store) => {
    const id = await begin(store, 'klant');
    await store.backup(`${file}.copy`);
    await store.append(id, 1, [note('after')], projection());
  });
  const left = `${file}.restore-aB3dE6`;
  leave(left, 'lock', 'copy.db');
  const again = (pause: () => Promise<number>) => restoreSqlite(`${file}.copy`, file, { clock, force: true, pause });
  const folders = () => readdirSync(join(file, '..')).filter((name) => name.includes('.restore-'));
  await again(async () => {
    expect(existsSync(left)).toBe(false);
    const mine = folders();
    expect(mine).toHaveLength(1);
    await again(async () => 2);
    expect(folders()).toEqual(mine);
    return 1;
  });
  expect(folders()).toEqual([]);
});
