import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { openSqliteStore } from '../../src/adapters/store/kysely/open-sqlite.ts';
import { statusDocument } from '../../src/app/status-document.ts';
import { fillLists, QUESTIONS } from '../bench/listed.ts';
import { simulated } from '../engine/simulated-app.ts';
import { clock, eachInItsFolder, file } from './store-on-disk.ts';

eachInItsFolder();

interface Asked {
  readonly statements: readonly string[];
  readonly rows: number;
  readonly bytes: number;
}

/** What each question asks of a store with so many migrations. */
async function askedOf(count: number): Promise<Readonly<Record<string, Asked>>> {
  let statements: string[] = [];
  let rows = 0;
  const store = await openSqliteStore({
    file: `${file}.${count}`,
    clock,
    onConnection: (database) => database.exec('pragma synchronous = off'), // filling it is no test of the disk
    onStatement: (sql, returned) => {
      statements.push(sql);
      rows += returned;
    },
  });
  await fillLists(store, count);
  const { app } = await simulated({ store: () => store });
  const questions: Record<string, () => Promise<unknown>> = {
    ...Object.fromEntries(Object.entries(QUESTIONS).map(([name, ask]) => [name, () => ask(store, count)])),
    'the page of the status': () => statusDocument(app, { order: 'urgent', limit: 50 }),
  };
  const asked: Record<string, Asked> = {};
  for (const [name, ask] of Object.entries(questions)) {
    [statements, rows] = [[], 0];
    const answer = await ask();
    asked[name] = { statements, rows, bytes: Buffer.byteLength(JSON.stringify(answer) ?? '') };
  }
  await store.close();
  return asked;
}

describe('what a dashboard asks', () => {
  test('needs as much of a store with 10,000 migrations as of one with 100, by index', async () => {
    const few = await askedOf(100);
    const many = await askedOf(10_000);
    for (const [name, { statements, rows, bytes }] of Object.entries(many)) {
      console.log(
        `${name}: ${few[name]!.rows} rows and ${few[name]!.bytes} bytes of 100, ${rows} and ${bytes} of 10,000`,
      );
      expect({ name, statements, rows }).toEqual({ name, statements: few[name]!.statements, rows: few[name]!.rows });
      // The numbers themselves grow by a digit here and there.
      expect(Math.abs(bytes - few[name]!.bytes), name).toBeLessThan(200);
    }
    expect(many['the first page']!.rows).toBe(51);
    expect(many['those that were cancelled']!.rows).toBe(10);
    expect(many['counts']!.rows).toBe(8);

    // Rows that a query returns are not all that it reads.
    const hand = new DatabaseSync(`${file}.10000`, { readOnly: true });
    const plans = Object.values(many)
      .flatMap(({ statements }) => statements)
      .filter((sql) => /^\s*(select|update|delete)/.test(sql))
      .flatMap((sql) =>
        hand
          .prepare(`explain query plan ${sql}`)
          .all(...Array.from({ length: sql.split('?').length - 1 }, () => 1))
          .map((row) => `${String(row['detail'])}: ${sql}`),
      );
    hand.close();
    expect(plans.filter((step) => step.startsWith('SEARCH')).length).toBeGreaterThan(25);
    // One row for each status, and for each clock; or what another step of the same plan found.
    const fewRows = /^SCAN (status_counts|meta|found|place|of_status|\(subquery-\d+\))\b/;
    const firstOfAnIndex = /^SCAN (migrations|deliveries) USING (COVERING )?INDEX .* limit \?$/;
    const walks = plans.filter((step) => step.startsWith('SCAN') && !fewRows.test(step) && !firstOfAnIndex.test(step));
    expect(walks).toEqual([]);
    // Only the places of a page are sorted, of which there are so many for each status at most.
    const sorted = plans.filter((step) => step.startsWith('USE TEMP B-TREE') && !step.includes('place_rank'));
    expect(sorted).toEqual([]);
  }, 120_000);
});
