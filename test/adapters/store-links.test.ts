import {
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { lookIntoSqliteStore, makeSqliteStore } from '../../src/adapters/store/kysely/open-sqlite.ts';
import { restoreSqlite } from '../../src/adapters/store/kysely/restore.ts';
import { Secret } from '../../src/domain/secret.ts';
import { begin, note, projection } from '../contract/store-samples.ts';
import { clock, eachInItsFolder, file, within } from './store-on-disk.ts';

// A store whose name is a link: all that belongs to it is looked for where SQLite keeps its log, beside the file that the link leads to.

eachInItsFolder();
let real = '';
beforeEach(() => {
  real = join(dirname(file), 'disk', 'real.db');
  mkdirSync(dirname(real));
  symlinkSync(real, file);
});
const beside = (path: string) => readdirSync(dirname(path)).sort();
const eventsIn = (path: string) => within({ file: path }, async (store) => (await store.readJournal('m-klant')).length);

/** Three events, of which the last are in the log alone, as a killed golive leaves them. */
async function killed(): Promise<void> {
  await within({}, (store) => begin(store, 'klant'));
  await within({}, async (store) => {
    await store.append('m-klant', 1, [note('a'), note('b')], projection());
    for (const part of ['', '-wal']) copyFileSync(`${real}${part}`, `${real}.kept${part}`);
  });
  for (const part of ['', '-wal']) renameSync(`${real}.kept${part}`, `${real}${part}`);
}

describe('a store behind a link', () => {
  test('has its count of writes beside its log, and its key beside its name', async () => {
    await within({}, async (store) => {
      await begin(store, 'klant');
      await store.putSecret('m-klant', 'authcode', new Secret('x'));
    });
    expect(beside(real)).toEqual(['real.db', 'real.db.writes']);
    expect(beside(file)).toEqual(['disk', 'golive.db', 'golive.db.key']);
  });

  test('that lost its end is not opened, by whichever name', async () => {
    await killed();
    rmSync(`${real}-wal`);
    for (const name of [file, real])
      await expect(within({ file: name }, async () => undefined)).rejects.toMatchObject({
        code: 'store-corrupt',
        subject: real,
      });
    const looking = await lookIntoSqliteStore({ file, clock });
    expect(await looking.check()).toMatchObject([{ where: 'file', what: expect.stringContaining('are not in it') }]);
    await looking.close();
  });

  test('whose log is taken away while it is open acknowledges nothing more', async () => {
    await within({}, async (store) => {
      await begin(store, 'klant');
      renameSync(`${real}-wal`, `${real}.away`);
      await expect(store.append('m-klant', 1, [note('a')], projection())).rejects.toMatchObject({
        code: 'store-full',
        why: expect.stringContaining('its log was taken away'),
      });
      renameSync(`${real}.away`, `${real}-wal`);
    });
  });

  test('whose link leads elsewhere by now acknowledges nothing more', async () => {
    await within({}, async (store) => {
      await begin(store, 'klant');
      await store.backup(`${real}.other`);
      rmSync(file);
      symlinkSync(`${real}.other`, file);
      await expect(store.append('m-klant', 1, [note('a')], projection())).rejects.toMatchObject({
        code: 'store-full',
        why: expect.stringContaining('its file was replaced'),
      });
    });
  });

  test.each<[string, string, Readonly<Record<string, string>>]>([
    ['a link to a link', 'again', { again: 'golive.db' }],
    ['a link in a folder that is one', 'other/golive.db', { other: 'disk', 'disk/golive.db': 'real.db' }],
    ['a link up from a folder that is one', 'up.db', { other: 'disk/deep', 'up.db': 'other/../real.db' }],
  ])('is found by %s', async (_what, name, links) => {
    mkdirSync(join(dirname(real), 'deep'));
    for (const [from, to] of Object.entries(links)) symlinkSync(to, join(dirname(file), from));
    await within({ file: join(dirname(file), name) }, (store) => begin(store, 'klant'));
    expect(beside(real)).toEqual(expect.arrayContaining(['real.db', 'real.db.writes']));
    expect(await eventsIn(real)).toBe(1);
  });

  const circle = (): string => {
    symlinkSync(`${file}.b`, `${file}.a`);
    symlinkSync(`${file}.a`, `${file}.b`);
    return `${file}.a`;
  };
  test('links that lead to each other are refused in one line', async () => {
    await expect(within({ file: circle() }, async () => undefined)).rejects.toMatchObject({
      code: 'store-full',
      why: 'its links lead in a circle',
    });
  });

  /** Everything that is done with a store, where its name leads to a folder that is not there. */
  const DEEDS: readonly (readonly [what: string, deed: (name: string) => Promise<unknown>])[] = [
    ['opened', (name) => within({ file: name }, async () => undefined)],
    ['looked into', (name) => lookIntoSqliteStore({ file: name, clock })],
    ['made', (name) => makeSqliteStore(name, async () => undefined)],
    ['restored', (name) => restoreSqlite(real, name, { clock, force: true })],
    ['restored from', (name) => restoreSqlite(name, `${file}.new`, { clock })],
  ];
  const LINKS: readonly (readonly [what: string, name: string, to: string, missing: string])[] = [
    ['a link', 'link.db', '../disk/golive.db', '../disk'],
    ['a link of a folder', 'data/golive.db', '../disk/golive', '../disk/golive'],
  ];
  for (const [what, name, to, missing] of LINKS)
    for (const [how, deed] of DEEDS)
      test(`by ${what} to a folder that is not there none is ${how}, and nothing is put in its place`, async () => {
        await within({}, (store) => begin(store, 'klant'));
        const link = join(dirname(file), name.split('/')[0]!);
        symlinkSync(to, link);
        const there = beside(file);
        const [folder, leadsTo] = [missing, to].map((path) => join(dirname(file), path));
        await expect(deed(join(dirname(file), name))).rejects.toMatchObject({
          code: 'store-missing',
          message: `${folder} is missing: the link ${link} leads to ${leadsTo}. Mount what belongs there, or make it (mkdir -p ${folder}), or let the link lead elsewhere.`,
        });
        expect(beside(file)).toEqual(there);
        expect(lstatSync(link).isSymbolicLink()).toBe(true);
      });

  test('is not backed up into such a folder', async () => {
    await within({}, (store) => begin(store, 'klant'));
    symlinkSync('../disk', join(dirname(file), 'data'));
    await expect(within({}, (store) => store.backup(join(dirname(file), 'data', 'copy.db')))).rejects.toMatchObject({
      code: 'store-missing',
      subject: join(dirname(dirname(file)), 'disk'),
    });
  });

  test('in whose place nothing can be seen is not put over', async () => {
    await within({}, (store) => begin(store, 'klant'));
    await expect(restoreSqlite(real, circle(), { clock })).rejects.toMatchObject({ code: 'store-full' });
    expect(lstatSync(`${file}.a`).isSymbolicLink()).toBe(true);
  });

  test('that is not there yet is made where the link leads', async () => {
    await makeSqliteStore(file, async () => undefined);
    expect(beside(real)).toEqual(['real.db']);
    await within({}, (store) => begin(store, 'klant'));
    expect(await eventsIn(real)).toBe(1);
  });
});

describe('a restore', () => {
  test('from a link takes the log of the file along', async () => {
    await killed();
    const target = `${file}.elsewhere`;
    await restoreSqlite(file, target, { clock });
    expect(await eventsIn(target)).toBe(3);
  });

  test('onto a link puts the store where it leads, and leaves none behind that is not paused', async () => {
    await within({}, async (store) => {
      await begin(store, 'klant');
      await store.putSecret('m-klant', 'authcode', new Secret('x'));
      await store.backup(`${file}.copy`);
      await store.append('m-klant', 1, [note('a')], projection());
    });
    const done = await restoreSqlite(`${file}.copy`, file, { clock, force: true });
    expect(done).toEqual({ file: real, replaced: `${real}.before-restore`, lost: 1, warnings: [] });
    expect(lstatSync(file).isSymbolicLink()).toBe(true);
    expect(await eventsIn(real)).toBe(1);
    expect(beside(real)).toEqual(['real.db', 'real.db.before-restore', 'real.db.writes']);
    expect(beside(file)).toEqual(['disk', 'golive.db', 'golive.db.copy', 'golive.db.key']);
  });

  test('over a killed store behind a link keeps its log', async () => {
    await within({ file: `${file}.made` }, (store) => store.backup(`${file}.copy`));
    await killed();
    rmSync(`${real}.writes`);
    const { lost, replaced } = await restoreSqlite(`${file}.copy`, file, { clock, force: true });
    expect(lost).toBeGreaterThan(0);
    expect(existsSync(`${real}-wal`)).toBe(false);
    expect(await eventsIn(replaced!)).toBe(3);
    expect(readFileSync(real)).not.toEqual(readFileSync(replaced!));
  });
});
