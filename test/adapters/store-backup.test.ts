import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { restoreSqlite } from '../../src/adapters/store/kysely/restore.ts';
import { copyInto } from '../../src/adapters/store/kysely/sqlite-backend.ts';
import { fromFileSystem, fromReading } from '../../src/adapters/store/kysely/sqlite-errors.ts';
import type { Upgrade } from '../../src/adapters/store/kysely/upgrades.ts';
import { UPGRADES } from '../../src/adapters/store/kysely/upgrades.ts';
import { Secret } from '../../src/domain/secret.ts';
import { begin, note, projection } from '../contract/store-samples.ts';
import { clock, eachInItsFolder, file, mode, root, within } from './store-on-disk.ts';

eachInItsFolder();

describe('backup and restore', () => {
  test('a backup is whole, taken while others write, and never over another file', async () => {
    await within({}, async (store) => {
      const id = await begin(store, 'klant');
      const copy = `${file}.copy`;
      await Promise.all([
        store.append(id, 1, [note('a')], projection()),
        store.backup(copy),
        store.append(id, 2, [note('b')], projection()).catch(() => {}),
      ]);
      await expect(store.backup(copy)).rejects.toMatchObject({ code: 'already-exists' });
      await expect(store.backup(join(root, 'nowhere', 'x'))).rejects.toMatchObject({ code: 'store-full' });
      await within({ file: copy }, async (restored) => expect(await restored.check()).toEqual([]));
    });
  });

  async function withBackup(): Promise<string> {
    const copy = `${file}.copy`;
    await within({}, async (store) => {
      await begin(store, 'klant');
      await store.putSecret('m-klant', 'authcode', new Secret('x'));
      await store.backup(copy);
      await store.append('m-klant', 1, [note('after the backup')], projection());
    });
    return copy;
  }

  test('a store is replaced only when that is asked for, and kept', async () => {
    const copy = await withBackup();
    await expect(restoreSqlite(copy, file, { clock })).rejects.toMatchObject({ code: 'already-exists' });
    const first = await restoreSqlite(copy, file, { clock, force: true });
    expect(first).toEqual({ file, replaced: `${file}.before-restore`, lost: 1, warnings: [] });
    await within({}, async (store) => {
      expect(await store.readJournal('m-klant')).toHaveLength(1);
      expect((await store.readSecret('m-klant', 'authcode'))!.reveal()).toBe('x');
    });
    await within({ file: first.replaced!, keyFile: `${file}.key` }, async (store) => {
      expect(await store.readJournal('m-klant')).toHaveLength(2);
      expect(await store.check()).toEqual([]);
    });
    expect((await restoreSqlite(copy, file, { clock, force: true })).replaced).toBe(`${file}.before-restore-2`);
    expect(mode(file)).toBe('600');
    expect(readdirSync(join(file, '..')).filter((name) => name.includes('.restore-'))).toEqual([]);
  });

  test('a damaged store is replaced with its log kept beside it', async () => {
    const copy = await withBackup();
    writeFileSync(file, readFileSync(file).subarray(0, 5000));
    writeFileSync(`${file}-wal`, 'what was left of it');
    const { replaced } = await restoreSqlite(copy, file, { clock, force: true });
    expect(readFileSync(`${replaced}-wal`, 'utf8')).toBe('what was left of it');
    expect(existsSync(`${file}-wal`)).toBe(false);
    await within({}, async (store) => expect(await store.check()).toEqual([]));
  });

  test('onto a machine without the key it works, and says so', async () => {
    const copy = await withBackup();
    const target = `${file}.elsewhere`;
    const { warnings } = await restoreSqlite(copy, target, { clock });
    expect(warnings.map(({ where }) => where)).toEqual(['secrets']);
    await within({ file: target }, async (store) => expect(await store.readJournal('m-klant')).toHaveLength(1));
  });

  test('a store that is open is not replaced', async () => {
    const copy = await withBackup();
    await within({}, async (store) => {
      await expect(restoreSqlite(copy, file, { clock, force: true })).rejects.toMatchObject({ code: 'store-busy' });
      expect(await store.readJournal('m-klant')).toHaveLength(2);
    });
  });

  test('a bad backup is refused before anything is touched', async () => {
    const copy = await withBackup();
    const bytes = readFileSync(file);
    const whole = readFileSync(copy);
    const at = whole.indexOf('"registration":"moves"');
    for (const bad of [
      Buffer.from(''),
      Buffer.from('x'),
      whole.subarray(0, 9000),
      Buffer.concat([whole.subarray(0, at), Buffer.from('"registration":"stays"'), whole.subarray(at + 22)]),
    ]) {
      writeFileSync(copy, bad);
      await expect(restoreSqlite(copy, file, { clock, force: true })).rejects.toMatchObject({
        code: expect.stringMatching(/^store-(corrupt|foreign)$/),
      });
      expect(readFileSync(file)).toEqual(bytes);
    }
    await expect(restoreSqlite(`${copy}.none`, file, { clock, force: true })).rejects.toMatchObject({
      code: 'store-foreign',
    });
  });

  test.each([
    ['EACCES', 'no permission to read it'],
    ['EPERM', 'no permission to read it'],
    ['EIO', 'the disk cannot read it'],
  ])('a backup that the file system does not let us read (%s) is what the line is about', (code, why) => {
    const thrown = Object.assign(new Error('raw'), { code });
    expect(fromReading(thrown, 'b.db')).toMatchObject({ code: 'answer-invalid', subject: 'b.db', why, cause: thrown });
    // Whatever else happens while it is copied is not its fault.
    expect(fromReading(Object.assign(new Error('raw'), { code: 'ENOSPC' }), 'b.db')).toBeUndefined();
  });

  test.each([
    ['EIO', 'the disk reports an error'],
    ['EFBIG', 'no file may be so large there'],
    ['EMFILE', 'too many files are open'],
    ['ENFILE', 'too many files are open'],
  ])('a place that cannot be written is told in words (%s)', (code, why) =>
    expect(fromFileSystem(Object.assign(new Error('raw'), { code }), 'b.db')).toMatchObject({
      code: 'store-full',
      why,
    }),
  );

  test('a folder in the place of the store is not put aside', async () => {
    const copy = await withBackup();
    const folder = `${file}.folder`;
    mkdirSync(folder);
    for (const force of [false, true])
      await expect(restoreSqlite(copy, folder, { clock, force })).rejects.toMatchObject({
        code: 'store-foreign',
        why: 'it is not a file',
      });
    await expect(restoreSqlite(copy, `${file}/new.db`, { clock })).rejects.toMatchObject({
      code: 'store-full',
      why: 'what should be its folder is a file',
    });
    await expect(restoreSqlite(copy, `${file}${'x'.repeat(300)}`, { clock })).rejects.toMatchObject({
      code: 'store-full',
      why: 'its name is too long',
    });
  });

  test('the log of a backup is a part of it, also where it cannot be read', async () => {
    const copy = await withBackup();
    mkdirSync(`${copy}-wal`);
    await expect(restoreSqlite(copy, file, { clock, force: true })).rejects.toMatchObject({
      code: 'answer-invalid',
      subject: copy,
    });
  });

  /** A database that is copied so. */
  const copiedBy = (run: (into: string) => void) =>
    ({ location: () => file, prepare: () => ({ run }) }) as unknown as DatabaseSync;
  const thrownBy = (work: () => void): unknown => {
    try {
      work();
    } catch (thrown) {
      return thrown;
    }
    return undefined;
  };

  test('a backup has its name only when it is whole', () => {
    const copy = `${file}.copy`;
    let named: boolean | undefined;
    const database = copiedBy((into) => {
      named = existsSync(copy);
      expect(mode(into)).toBe('600');
      writeFileSync(into, 'whole');
    });
    copyInto(database, copy);
    expect([named, readFileSync(copy, 'utf8')]).toEqual([false, 'whole']);
    expect(readdirSync(join(file, '..'))).toEqual(['golive.db.copy']);
  });

  test('a name that is taken meanwhile, or by a link that leads nowhere, is not written over', () => {
    const copy = `${file}.copy`;
    const faster = copiedBy(() => writeFileSync(copy, 'somebody else’s'));
    expect(thrownBy(() => copyInto(faster, copy))).toMatchObject({ code: 'already-exists', subject: copy });
    expect(readFileSync(copy, 'utf8')).toBe('somebody else’s');
    rmSync(copy);
    symlinkSync('nothing-yet', copy);
    const asked: string[] = [];
    expect(
      thrownBy(() =>
        copyInto(
          copiedBy((into) => asked.push(into)),
          copy,
        ),
      ),
    ).toMatchObject({
      code: 'already-exists',
    });
    expect(asked).toEqual([]);
    expect(readdirSync(join(file, '..'))).toEqual(['golive.db.copy']);
  });

  test.each([
    [13, 'store-full', 'copy', 'the disk is full'],
    [4874, 'store-full', 'copy', 'the disk is full'],
    [11, 'store-corrupt', 'store', 'its structure is damaged'],
  ])('a backup that fails (%i) leaves nothing behind, and blames the right file', (errcode, code, which, why) => {
    const copy = `${file}.copy`;
    const failing = copiedBy((into) => {
      writeFileSync(`${into}-journal`, 'as SQLite leaves it');
      throw Object.assign(new Error('SQLite'), { errcode });
    });
    expect(thrownBy(() => copyInto(failing, copy))).toMatchObject({
      code,
      why,
      subject: which === 'copy' ? copy : file,
    });
    expect(readdirSync(join(file, '..'))).toEqual([]);
  });

  test('an older backup is brought up to date, a newer one refused', async () => {
    const copy = await withBackup();
    rmSync(file);
    const next: Upgrade = (db) => db.schema.createTable('extra').addColumn('id', 'text').execute();
    await within({ file: copy, upgrades: [...UPGRADES, next] }, async () => {});
    await expect(restoreSqlite(copy, file, { clock })).rejects.toMatchObject({ code: 'store-newer' });
    expect(existsSync(file)).toBe(false);
  });
});
