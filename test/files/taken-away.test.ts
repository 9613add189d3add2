import { copyFileSync, renameSync, rmSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { refuseNetworkDisk } from '../../src/adapters/store/kysely/network-disk.ts';
import { openSqliteStore } from '../../src/adapters/store/kysely/open-sqlite.ts';
import type { Store } from '../../src/ports/store.ts';
import { begin, NOW, note, projection } from '../contract/store-samples.ts';
import { clock, ownFolder } from './own-folder.ts';

const here = ownFolder();

const ID = 'm-klant';

async function atWork(): Promise<Store> {
  const store = await openSqliteStore({ file: here.file, clock });
  await begin(store, 'klant', { dueMs: NOW });
  return store;
}

const TAKEN: readonly (readonly [string, () => void, RegExp])[] = [
  ['deleted', () => rmSync(here.file), /^its file was taken away while golive had it open$/],
  ['moved', () => renameSync(here.file, `${here.file}.elsewhere`), /^its file was taken away/],
  [
    'replaced by a copy of itself',
    () => {
      copyFileSync(here.file, `${here.file}.copy`);
      renameSync(`${here.file}.copy`, here.file);
    },
    /^its file was replaced while golive had it open$/,
  ],
  ['without its log, which was deleted', () => rmSync(`${here.file}-wal`), /^its log was taken away/],
];

describe('a store that is taken away from under a running golive', () => {
  test.each(TAKEN)('%s: nothing more is acknowledged, nor read as if it were there', async (_what, take, why) => {
    const store = await atWork();
    await store.append(ID, 1, [note('before')], projection(NOW));
    take();
    const tries: (() => Promise<unknown>)[] = [
      () => store.append(ID, 2, [note('after')], projection()),
      () => store.claimDue(1, 'w', NOW, NOW + 1),
      () => store.nextDueMs(),
      () => store.readJournal(ID),
      () => store.putBody({}),
    ];
    for (const attempt of tries) {
      const failure = await attempt().catch((thrown: unknown) => thrown);
      expect(failure).toMatchObject({
        code: 'store-full',
        why: expect.stringMatching(why),
        fix: expect.stringContaining('Stop every golive'),
      });
      expect((failure as Error).message).not.toContain('\n');
    }
    await store.close();
  });

  test('in the middle of a write: that write is not acknowledged', async () => {
    let take: () => void = () => undefined;
    const store = await openSqliteStore({
      file: here.file,
      clock,
      onStatement: (sql) => {
        if (sql === 'commit') take();
      },
    });
    await begin(store, 'klant');
    take = () => renameSync(here.file, `${here.file}.elsewhere`);
    await expect(store.append(ID, 1, [note('x')], projection())).rejects.toMatchObject({ code: 'store-full' });
    take = () => undefined;
    // Put back, it goes on.
    renameSync(`${here.file}.elsewhere`, here.file);
    const journal = await store.readJournal(ID);
    await store.append(ID, journal.length, [note('y')], projection());
    expect(await store.check()).toEqual([]);
    await store.close();
  });

  test('put back where it was, it goes on', async () => {
    const store = await atWork();
    renameSync(here.file, `${here.file}.elsewhere`);
    await expect(store.append(ID, 1, [note('x')], projection())).rejects.toMatchObject({ code: 'store-full' });
    renameSync(`${here.file}.elsewhere`, here.file);
    await store.append(ID, 1, [note('y')], projection());
    expect(await store.readJournal(ID)).toHaveLength(2);
    await store.close();
  });
});

describe('a store on a disk of the network', () => {
  const NETWORK = {
    NFS: 0x6969,
    SMB: 0xfe534d42,
    'SMB with a sign': 0xfe534d42 | 0,
    CIFS: 0xff534d42,
    Ceph: 0x00c36400,
  };
  test.each(Object.entries(NETWORK))('%s is refused before anything is made there', async (name, type) => {
    const failure = await openSqliteStore({ file: here.file, clock, fileSystemType: () => type }).catch(
      (thrown: unknown) => thrown,
    );
    expect(failure).toMatchObject({
      code: 'config-invalid',
      why: `it lies on a network file system (${name.split(' ')[0]}), where two machines would write over each other`,
      fix: expect.stringContaining('postgres://'),
    });
  });
  const LOCAL = {
    ext4: 0xef53,
    xfs: 0x58465342,
    btrfs: 0x9123683e,
    tmpfs: 0x01021994,
    overlayfs: 0x794c7630,
    APFS: 0x1a,
    unknown: undefined,
  };
  test.each(Object.entries(LOCAL))('%s is not', (_name, type) => {
    expect(() => refuseNetworkDisk(here.file, type)).not.toThrow();
  });
});
