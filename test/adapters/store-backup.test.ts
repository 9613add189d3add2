import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { restoreSqlite } from '../../src/adapters/store/kysely/restore.ts';
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

  test('an older backup is brought up to date, a newer one refused', async () => {
    const copy = await withBackup();
    rmSync(file);
    const next: Upgrade = (db) => db.schema.createTable('extra').addColumn('id', 'text').execute();
    await within({ file: copy, upgrades: [...UPGRADES, next] }, async () => {});
    await expect(restoreSqlite(copy, file, { clock })).rejects.toMatchObject({ code: 'store-newer' });
    expect(existsSync(file)).toBe(false);
  });
});
