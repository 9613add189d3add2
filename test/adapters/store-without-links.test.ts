import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test, vi } from 'vitest';
import { restoreSqlite } from '../../src/adapters/store/kysely/restore.ts';
import { begin, note, projection } from '../contract/store-samples.ts';
import { clock, eachInItsFolder, file, mode, within } from './store-on-disk.ts';

/** Another process was faster with this name. */
const taken = vi.hoisted(() => ({ name: '' }));
// A file system that gives no file a second name (exFAT, some network folders).
vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  const linkSync: typeof fs.linkSync = (from, to) => {
    if (to === taken.name)
      throw Object.assign(new Error(`EEXIST: file already exists, link '${from}'`), { code: 'EEXIST' });
    throw Object.assign(new Error(`EPERM: operation not permitted, link '${from}'`), { code: 'EPERM' });
  };
  return { ...fs, linkSync };
});

eachInItsFolder();

test('a store is made, copied, and put back over, where no file can have two names', async () => {
  const copy = `${file}.copy`;
  await within({}, async (store) => {
    await begin(store, 'klant');
    await store.backup(copy);
    await expect(store.backup(copy)).rejects.toMatchObject({ code: 'already-exists' });
    await store.append('m-klant', 1, [note('after the backup')], projection());
  });
  expect(mode(copy)).toBe('600');
  const replaced = `${file}.before-restore`;
  expect(await restoreSqlite(copy, file, { clock, force: true })).toEqual({ file, replaced, lost: 1, warnings: [] });
  expect(mode(replaced)).toBe('600');
  expect(readdirSync(dirname(file)).sort()).toEqual([
    'golive.db',
    'golive.db.before-restore',
    'golive.db.copy',
    'golive.db.writes',
  ]);
  await within({}, async (store) => expect(await store.readJournal('m-klant')).toHaveLength(1));
  await within({ file: replaced }, async (store) => {
    expect(await store.readJournal('m-klant')).toHaveLength(2);
    expect(await store.check()).toEqual([]);
  });
});

test('what stood there is not put aside over what another process put there meanwhile: then nothing changes', async () => {
  const copy = `${file}.copy`;
  await within({}, async (store) => {
    await begin(store, 'klant');
    await store.backup(copy);
    await store.append('m-klant', 1, [note('after the backup')], projection());
  });
  taken.name = `${file}.before-restore`;
  await expect(restoreSqlite(copy, file, { clock, force: true })).rejects.toMatchObject({
    code: 'already-exists',
    subject: taken.name,
  });
  await within({}, async (store) => expect(await store.readJournal('m-klant')).toHaveLength(2));
});
