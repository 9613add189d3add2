import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openSqliteStore } from '../../src/adapters/store/kysely/open-sqlite.ts';
import type { Upgrade } from '../../src/adapters/store/kysely/upgrades.ts';
import { UPGRADES } from '../../src/adapters/store/kysely/upgrades.ts';
import { Secret } from '../../src/domain/secret.ts';
import { begin, note, projection } from '../contract/store-samples.ts';
import { byHand, clock, eachInItsFolder, file, mode, root, within } from './store-on-disk.ts';

eachInItsFolder();

describe('files', () => {
  test('are for their owner alone, also where a copy was not', async () => {
    const before = process.umask(0);
    try {
      await within({}, async (store) => {
        await begin(store, 'klant');
        await store.putSecret('m-klant', 'authcode', new Secret('x'));
        await store.backup(`${file}.copy`);
        for (const part of ['', '-wal', '-shm', '.key', '.copy', '.writes'])
          expect([part, mode(`${file}${part}`)]).toEqual([part, '600']);
      });
      chmodSync(file, 0o644);
      await within({}, async () => expect(mode(file)).toBe('600'));
      expect(readdirSync(join(file, '..')).sort()).toEqual([
        'golive.db',
        'golive.db.copy',
        'golive.db.key',
        'golive.db.writes',
      ]);
    } finally {
      process.umask(before);
    }
  });

  test('connections are as promised', async () => {
    await within(
      {
        onConnection: (database) => {
          const value = (name: string) => Object.values(database.prepare(`pragma ${name}`).get()!)[0];
          expect(['journal_mode', 'synchronous', 'foreign_keys', 'secure_delete'].map(value)).toEqual(['wal', 2, 1, 1]);
          expect(value('busy_timeout')).toBeLessThanOrEqual(20);
        },
      },
      async () => {},
    );
  });

  // Begun as a reader, a transaction cannot become a writer once another process wrote.
  test('a transaction takes the write lock before it reads', async () => {
    const seen: string[] = [];
    await within({ onStatement: (sql) => seen.push(sql) }, async (store) => {
      await begin(store, 'klant');
      seen.length = 0;
      await store.append('m-klant', 1, [note('x')], projection());
    });
    expect(seen[0]).toBe('begin immediate');
    expect(seen.at(-1)).toBe('commit');
  });

  test('two that open a new store at once make one', async () => {
    const stores = await Promise.all(Array.from({ length: 4 }, () => openSqliteStore({ file, clock })));
    await begin(stores[0]!, 'klant');
    for (const store of stores) expect(await store.findMigrations('m-klant')).toHaveLength(1);
    for (const store of stores) await store.close();
    expect(readdirSync(join(file, '..')).sort()).toEqual(['golive.db', 'golive.db.writes']);
  });

  const FOREIGN: readonly [string, () => void, { code: string; why: string }][] = [
    [
      'a text',
      () => writeFileSync(file, 'agency: Voorbeeld Media\n'),
      { code: 'store-foreign', why: 'it is not an SQLite database' },
    ],
    ['short text', () => writeFileSync(file, 'x'), { code: 'store-foreign', why: 'it is not an SQLite database' }],
    ['a folder', () => mkdirSync(file), { code: 'store-foreign', why: 'it is not a file' }],
    ['an empty file', () => writeFileSync(file, ''), { code: 'store-corrupt', why: 'it is empty' }],
    ['a beginning', () => writeFileSync(file, 'SQLite format 3\0'), { code: 'store-corrupt', why: 'it is cut short' }],
    [
      'a log without its database',
      () => writeFileSync(`${file}-wal`, 'x'),
      { code: 'store-missing', why: 'golive.db-wal is there without it' },
    ],
    [
      "another program's database",
      () => byHand('create table meta (name text, value text)'),
      { code: 'store-foreign', why: 'it is an SQLite database of another program' },
    ],
  ];
  test.each(FOREIGN)('%s is refused, and left as it is', async (_what, make, { code, why }) => {
    make();
    const bytes = existsSync(file) && statSync(file).isFile() ? readFileSync(file) : undefined;
    const failure = await openSqliteStore({ file, clock }).catch((thrown: unknown) => thrown);
    expect(failure).toMatchObject({
      code,
      why: expect.stringContaining(why),
      fix: expect.stringContaining('golive restore FILE'),
    });
    expect((failure as Error).message).not.toContain('\n');
    if (bytes !== undefined) expect(readFileSync(file)).toEqual(bytes);
  });

  test('a folder that is not there is told', async () => {
    await expect(openSqliteStore({ file: join(root, 'nowhere', 'x.db'), clock })).rejects.toMatchObject({
      code: 'store-full',
      why: 'its folder does not exist',
    });
  });

  test('a schema version that makes no sense is damage', async () => {
    await within({}, async () => {});
    byHand("update meta set value = 'x'");
    await expect(openSqliteStore({ file, clock })).rejects.toMatchObject({ code: 'store-corrupt' });
  });
});

describe('schema versions', () => {
  const second: Upgrade = async (db) => {
    await db.schema.alterTable('projects').addColumn('colour', 'text').execute();
  };
  const NEXT = [...UPGRADES, second];

  test('an older store is copied, then brought up to date', async () => {
    await within({}, (store) => begin(store, 'klant'));
    await within({ upgrades: NEXT }, async (store) => {
      expect(await store.readJournal('m-klant')).toHaveLength(1);
      expect(await store.check()).toEqual([]);
    });
    const copy = `${file}.v${UPGRADES.length}.bak`;
    expect(mode(copy)).toBe('600');
    await within({ file: copy }, async (store) => {
      expect(await store.readJournal('m-klant')).toHaveLength(1);
      expect(await store.check()).toEqual([]);
    });
    expect(readdirSync(join(file, '..')).sort()).toEqual([
      'golive.db',
      `golive.db.v${UPGRADES.length}.bak`,
      'golive.db.writes',
    ]);
  });

  test('a newer store is refused, with the copy to go back to', async () => {
    await within({ upgrades: NEXT }, async () => {});
    const bytes = readFileSync(file);
    await expect(openSqliteStore({ file, clock })).rejects.toMatchObject({
      code: 'store-newer',
      why: `its schema is version ${NEXT.length}, this golive knows ${UPGRADES.length}`,
      fix: expect.stringContaining(`golive restore ${file}.v${UPGRADES.length}.bak`),
    });
    expect(readFileSync(file)).toEqual(bytes);
  });

  test('an upgrade that fails changes nothing and can be tried again', async () => {
    await within({}, (store) => begin(store, 'klant'));
    const fails: Upgrade = async (db) => {
      await second(db, 'sqlite');
      throw new Error('planted');
    };
    await expect(openSqliteStore({ file, clock, upgrades: [...UPGRADES, fails] })).rejects.toThrow('planted');
    await within({}, async (store) => expect(await store.check()).toEqual([]));
    await within({ upgrades: NEXT }, async (store) => expect(await store.readJournal('m-klant')).toHaveLength(1));
  });

  test('a copy of the new version never takes the name of the old one', async () => {
    await within({}, (store) => begin(store, 'klant'));
    let asked = 0;
    const onStatement = (sql: string) => {
      // Another process upgrades right after this one has read the version.
      if (sql.includes('"meta"') && asked++ === 0)
        byHand(`alter table projects add column colour text; update meta set value = '${NEXT.length}'`);
    };
    await within({ upgrades: NEXT, onStatement }, async (store) => expect(await store.check()).toEqual([]));
    expect(readdirSync(join(file, '..')).sort()).toEqual(['golive.db', 'golive.db.writes']);
  });

  test('of processes that upgrade at once one does it', async () => {
    await within({}, (store) => begin(store, 'klant'));
    const stores = await Promise.all(Array.from({ length: 4 }, () => openSqliteStore({ file, clock, upgrades: NEXT })));
    for (const store of stores) await store.close();
    await within({ file: `${file}.v${UPGRADES.length}.bak` }, async (store) => expect(await store.check()).toEqual([]));
    await within({ upgrades: NEXT }, async (store) => expect(await store.check()).toEqual([]));
  });
});
