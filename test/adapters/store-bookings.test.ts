import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { lookIntoSqliteStore } from '../../src/adapters/store/kysely/open-sqlite.ts';
import { restoreSqlite } from '../../src/adapters/store/kysely/restore.ts';
import type { Store } from '../../src/ports/store.ts';
import { bookedBefore, CARRIED, CARRIED_HISTORY, FIRST, MEANWHILE } from '../contract/store-carried.ts';
import { begin, NOW, wanted, word } from '../contract/store-samples.ts';
import { plantedInCalendar } from '../files/planted-damage.ts';
import { byHand, clock, eachInItsFolder, file, within } from './store-on-disk.ts';

eachInItsFolder();

const calendarFaults = async (store: Store) =>
  (await store.check()).map(({ where, what }) => `${where} ${what}`).filter((line) => line.startsWith('bookings'));

describe('bookings of schema version 1', () => {
  const writtenBefore = async () =>
    within({ upgrades: FIRST }, async () => {
      byHand(bookedBefore().join(';'));
    });

  test('are carried over, each with a line of history', async () => {
    await writtenBefore();
    await within({}, async (store) => {
      expect(await store.bookings('', '~')).toEqual(CARRIED);
      expect(await store.bookingChanges({ sinceMs: 0, limit: 9 })).toEqual(CARRIED_HISTORY);
      expect(await store.check()).toEqual([]);
      const moved = wanted('told', '2026-12-02/morning', { expected: '2026-12-01/afternoon' });
      expect((await store.book(moved, word())).booking).toMatchObject({ id: 'b-p-told', sequence: 1 });
    });
  });

  test('are no fault to whoever only looks', async () => {
    await writtenBefore();
    const looking = await lookIntoSqliteStore({ file, clock });
    expect(await looking.check()).toEqual([]);
    await looking.close();
  });

  test('that are made and given back by an older golive that still runs count', async () => {
    await writtenBefore();
    await within({}, async (store) => {
      for (const sql of MEANWHILE) byHand(sql);
      const booking = { slot: '2026-12-09/morning', startsAtMs: 0, sequence: 0, createdMs: NOW + 9 };
      expect(await store.bookingOf('p-told')).toMatchObject(booking);
      await expect(
        store.book(wanted('listed', '2026-12-09/morning', { expected: '2026-12-01/morning' }), word()),
      ).rejects.toMatchObject({ code: 'slot-refused' });
      expect(await calendarFaults(store)).toEqual([
        'bookings p-told the calendar holds 2026-12-09/morning, number 0, and its history says 2026-12-01/afternoon, number 0',
      ]);
      // Its next change is written down as every other, and counts on.
      const moved = wanted('told', '2026-12-02/morning', { expected: '2026-12-09/morning' });
      expect((await store.book(moved, word())).booking).toMatchObject({ id: 'b-p-told', sequence: 1 });
      expect(await calendarFaults(store)).toEqual([]);
    });
  });

  test('from a backup are carried over when it is restored', async () => {
    await writtenBefore();
    const copy = `${file}.copy`;
    await within({ upgrades: FIRST }, (store) => store.backup(copy));
    await restoreSqlite(copy, file, { clock, force: true });
    await within({}, async (store) => expect(await store.bookings('', '~')).toEqual(CARRIED));
  });
});

test('a backup has bookings, history and addresses, and numbers go on from there', async () => {
  const copy = `${file}.copy`;
  await within({}, async (store) => {
    await begin(store, 'klant');
    await store.book(wanted('klant'), word({ key: 'k' }));
    await store.unbook('p-klant', word());
    await store.addFeed({ id: 'f', tokenHash: 'h', scope: 'agency', subject: '', by: 'Anna', createdMs: NOW });
    await store.backup(copy);
    await store.book(wanted('klant', '2026-12-02/morning', { id: 'b-2' }), word());
  });
  await restoreSqlite(copy, file, { clock, force: true });
  await within({}, async (store) => {
    expect((await store.feeds()).map(({ id }) => id)).toEqual(['f']);
    expect((await store.book(wanted('klant'), word({ key: 'k' }))).isRepeat).toBe(true);
    await store.book(wanted('klant'), word());
    const changes = await store.bookingChanges({ projectId: 'p-klant' });
    expect(changes.map(({ seq, booking }) => [seq, booking.sequence])).toEqual([
      [1, 0],
      [2, 1],
      [3, 2],
    ]);
    expect(await store.check()).toEqual([]);
  });
});

test.each(plantedInCalendar('p-klant', '2026-12-01/morning').map((one) => [one.what, one] as const))(
  'check finds %s',
  async (_what, { sql, says }) => {
    await within({}, async (store) => {
      await begin(store, 'klant');
      await store.book(wanted('klant'), word());
      expect(await store.check()).toEqual([]);
      for (const verb of ['update', 'delete']) byHand(`drop trigger booking_changes_no_${verb}`);
      for (const statement of sql) byHand(statement);
      expect((await store.check()).map(({ where, what }) => `${where}: ${what}`).join('\n')).toMatch(says);
    });
  },
);

test('nobody changes the history at the prompt', async () => {
  await within({}, async (store) => {
    await begin(store, 'klant');
    await store.book(wanted('klant'), word());
    for (const sql of ["update booking_changes set data = ''", 'delete from booking_changes'])
      expect(() => byHand(sql)).toThrow(/append-only/);
  });
});

test('who loses, asks again or changes nothing writes nothing', async () => {
  await within({}, async (store) => {
    for (const name of ['klant', 'ander']) await begin(store, name);
    await store.book(wanted('klant'), word({ key: 'k' }));
    const writes: string[] = [];
    const onStatement = (sql: string) => writes.push(sql);
    await within({ onStatement }, async (other) => {
      const counted = () =>
        new DatabaseSync(file, { readOnly: true }).prepare("select value from meta where name = 'writes'").get();
      const before = counted();
      writes.length = 0;
      await other.book(wanted('ander'), word()).catch(() => undefined);
      await other
        .book(wanted('klant', '2026-12-02/morning', { expected: '2026-12-09/morning' }), word())
        .catch(() => undefined);
      await other.book(wanted('ander'), word({ key: 'k' })).catch(() => undefined);
      await other.book(wanted('klant'), word({ key: 'k' }));
      await other.book(wanted('klant', '2026-12-01/morning', { expected: '2026-12-01/morning' }), word());
      await other.unbook('p-ander', word());
      await other.unbook('p-klant', word(), 'lapsed');
      expect(writes).not.toEqual([]);
      expect(writes.filter((sql) => !sql.startsWith('select'))).toEqual([]);
      expect(counted()).toEqual(before);
    });
  });
});
