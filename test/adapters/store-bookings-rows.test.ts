import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { openSqliteStore } from '../../src/adapters/store/kysely/open-sqlite.ts';
import { BOOKINGS, filled, YEAR_BOOKED } from '../bench/booked.ts';
import { NOW, wanted, word } from '../contract/store-samples.ts';
import { clock, eachInItsFolder, file } from './store-on-disk.ts';

eachInItsFolder();

describe('a calendar of 5,000 bookings over several years', () => {
  interface Statement {
    readonly sql: string;
    readonly rows: number;
  }

  test('is read by index, and no more of it than is asked for', async () => {
    const seen: Statement[] = [];
    const store = await openSqliteStore({
      file,
      clock,
      onConnection: (database) => database.exec('pragma synchronous = off'), // filling it is no test of the disk
      onStatement: (sql, rows) => seen.push({ sql, rows }),
    });
    await filled(store);
    seen.length = 0;
    const asked = async (work: () => Promise<unknown>) => {
      await work();
      return seen.splice(0);
    };
    const rows = (statements: readonly Statement[]) => statements.reduce((sum, one) => sum + one.rows, 0);
    const year = await asked(() => store.bookings('2027-01-01/', '2027-12-31/~'));
    const fortnight = await asked(() => store.bookings('2027-03-01/', '2027-03-14/~'));
    const own = await asked(() => store.bookingOf('p-0'));
    const told = await asked(() => store.bookingChanges({ projectId: 'p-0' }));
    const first = await asked(() => store.bookingChanges({ sinceMs: NOW + BOOKINGS - 40, limit: 20 }));
    const next = await asked(() => store.bookingChanges({ sinceMs: NOW, limit: 20, afterSeq: 3000 }));
    const feed = await asked(() => store.findFeed('hash 7'));
    const lost = await asked(() =>
      store.book(wanted('1', '2027-03-01/morning', { expected: null }), word()).catch(() => undefined),
    );
    const booked = await asked(() =>
      store.book(wanted('free', '2027-03-01/evening', { id: 'b-new' }), word({ key: 'new' })),
    );
    const given = await asked(() => store.unbook('p-free', word()));
    expect([year, fortnight, own, told, first, next, feed].map(rows)).toEqual([YEAR_BOOKED, 28, 1, 1, 21, 20, 1]);
    expect([lost, booked, given].map(rows).every((count) => count < 10)).toBe(true);

    // Rows that a query returns are not all that it reads.
    const hand = new DatabaseSync(file, { readOnly: true });
    const plans = [year, fortnight, own, told, first, next, feed, lost, booked, given]
      .flat()
      .filter(({ sql }) => /^(select|update|delete)/.test(sql))
      .flatMap(({ sql }) =>
        hand
          .prepare(`explain query plan ${sql}`)
          .all(...Array.from({ length: sql.split('?').length - 1 }, () => 1))
          .map((row) => `${String(row['detail'])}: ${sql}`),
      );
    hand.close();
    await store.close();
    expect(plans.filter((step) => step.startsWith('SEARCH')).length).toBeGreaterThan(10);
    // The newest number is the last of the key: one step, however many there are.
    const last = /^SCAN booking_changes: select "seq" from "booking_changes" order by "seq" desc limit \?$/;
    expect(plans.filter((step) => /^(SCAN|USE TEMP)/.test(step) && !last.test(step))).toEqual([]);
  }, 120_000);
});
