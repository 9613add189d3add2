import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { openSqliteStore } from '../../src/adapters/store/kysely/open-sqlite.ts';
import { Secret } from '../../src/domain/secret.ts';
import type { Store } from '../../src/ports/store.ts';
import { begin } from '../contract/store-samples.ts';
import { byHand, clock, eachInItsFolder, file, within } from './store-on-disk.ts';

eachInItsFolder();

describe('secrets', () => {
  const stored = (work: (store: Store) => Promise<void> = async () => {}) =>
    within({}, async (store) => {
      await begin(store, 'one');
      await begin(store, 'two');
      await store.putSecret('m-one', 'authcode', new Secret('canary-authcode-1'));
      await store.putSecret('m-one', 'ftp', new Secret('canary-ftp'));
      await store.putSecret('m-two', 'authcode', new Secret('canary-authcode-2'));
      await work(store);
    });

  test('are in no file in the clear, and the key is in no other file', async () => {
    await stored(async (store) => {
      await store.backup(`${file}.copy`);
      const key = readFileSync(`${file}.key`, 'utf8').trim();
      for (const name of readdirSync(join(file, '..'))) {
        const bytes = readFileSync(join(file, '..', name));
        expect([name, bytes.includes('canary')]).toEqual([name, false]);
        expect([name, bytes.includes(Buffer.from(key, 'hex'))]).toEqual([name, false]);
        expect([name, bytes.includes(key)]).toEqual([name, name === 'golive.db.key']);
      }
    });
  });

  test('leave nothing behind when they are forgotten or replaced', async () => {
    await stored(async (store) => {
      const hand = new DatabaseSync(file);
      const sealed = hand
        .prepare("select sealed from secrets where field = 'authcode'")
        .all()
        .map((row) => String(row['sealed']));
      hand.close();
      const files = () =>
        ['', '-wal'].filter((part) => existsSync(`${file}${part}`)).map((part) => readFileSync(`${file}${part}`));
      expect(files().some((bytes) => bytes.includes(sealed[0]!))).toBe(true);
      await store.deleteSecret('m-one', 'authcode');
      expect(files().some((bytes) => bytes.includes(sealed[0]!))).toBe(false);
      await store.putSecret('m-two', 'authcode', new Secret('other'));
      expect(files().some((bytes) => bytes.includes(sealed[1]!))).toBe(false);
    });
  });

  test.each([
    [
      'swapped between two migrations',
      `update secrets set sealed = (select sealed from secrets other where other.field = 'authcode' and other.migration_id <> secrets.migration_id) where field = 'authcode'`,
    ],
    [
      'swapped between two fields',
      `update secrets set sealed = (select sealed from secrets other where other.migration_id = 'm-one' and other.field <> secrets.field) where migration_id = 'm-one'`,
    ],
    ['of another version', 'update secrets set version = 2'],
    ['cut short', `update secrets set sealed = substr(sealed, 1, 20)`],
  ])('do not open %s', async (_what, sql) => {
    await stored();
    byHand(sql);
    await within({}, async (store) => {
      await expect(store.readSecret('m-one', 'authcode')).rejects.toMatchObject({ code: 'secret-unreadable' });
      expect((await store.check()).map(({ where }) => where)).toContain('secrets m-one authcode');
    });
  });

  test('no character of a ciphertext can change', async () => {
    await stored();
    const hand = new DatabaseSync(file);
    const sealed = String(
      hand.prepare("select sealed from secrets where migration_id = 'm-one' and field = 'authcode'").get()!['sealed'],
    );
    await within({}, async (store) => {
      for (let at = 0; at < sealed.length; at++) {
        const other = sealed[at] === 'A' ? 'B' : 'A';
        hand
          .prepare("update secrets set sealed = ? where migration_id = 'm-one' and field = 'authcode'")
          .run(sealed.slice(0, at) + other + sealed.slice(at + 1));
        await expect(store.readSecret('m-one', 'authcode')).rejects.toMatchObject({ code: 'secret-unreadable' });
      }
    });
    hand.close();
  });

  test('the same value is never the same ciphertext', async () => {
    await stored(async (store) => {
      const hand = new DatabaseSync(file);
      const seen = new Set<string>();
      for (let round = 0; round < 50; round++) {
        await store.putSecret('m-one', 'authcode', new Secret('same'));
        seen.add(
          String(
            hand.prepare("select sealed from secrets where migration_id = 'm-one' and field = 'authcode'").get()![
              'sealed'
            ],
          ).slice(0, 16),
        );
      }
      expect(seen.size).toBe(50);
      hand.close();
    });
  });

  test.each([
    ['others can read', () => chmodSync(`${file}.key`, 0o640), 'can be read by others (mode 640)', `chmod 600`],
    ['is too short', () => writeFileSync(`${file}.key`, 'abcd'), 'is not a key', 'Put back the key file'],
  ])('a key file that %s is refused before anything else', async (_what, change, why, fix) => {
    await stored();
    change();
    await expect(openSqliteStore({ file, clock })).rejects.toMatchObject({
      code: 'key-missing',
      why: expect.stringContaining(why),
      fix: expect.stringContaining(fix),
    });
  });

  test('a lost key file is told, stops nothing else, and is not replaced while secrets wait for it', async () => {
    await stored();
    rmSync(`${file}.key`);
    await within({}, async (store) => {
      expect(await store.readJournal('m-one')).toHaveLength(1);
      await expect(store.readSecret('m-one', 'authcode')).rejects.toMatchObject({ code: 'key-missing' });
      await expect(store.putSecret('m-one', 'ftp', new Secret('x'))).rejects.toMatchObject({ code: 'key-missing' });
      expect(existsSync(`${file}.key`)).toBe(false);
      expect((await store.check()).map(({ where }) => where)).toEqual(['secrets']);
      await store.deleteSecret('m-one', 'authcode');
      await store.deleteSecret('m-two', 'authcode');
      await store.deleteSecret('m-one', 'ftp');
      await store.putSecret('m-one', 'ftp', new Secret('anew'));
      expect((await store.readSecret('m-one', 'ftp'))!.reveal()).toBe('anew');
    });
  });

  test('the key comes from where it is asked', async () => {
    await within({ newKey: () => Buffer.alloc(32, 7) }, async (store) => {
      await begin(store, 'klant');
      await store.putSecret('m-klant', 'authcode', new Secret('x'));
    });
    expect(readFileSync(`${file}.key`, 'utf8')).toBe(`${'07'.repeat(32)}\n`);
  });
});
