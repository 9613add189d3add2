import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { openSqliteStore } from '../../src/adapters/store/kysely/open-sqlite.ts';
import { tick } from '../../src/app/engine/tick.ts';
import { say } from '../../src/app/say.ts';
import { statusDocument } from '../../src/app/status-document.ts';
import { fillWithWaiting } from '../bench/many.ts';
import { simulated } from '../engine/simulated-app.ts';
import { eachInItsFolder, file } from './store-on-disk.ts';

eachInItsFolder();

interface Statement {
  readonly sql: string;
  readonly rows: number;
}

/** What whole passes and a page of the status ask of a store in which `waiting` migrations wait and none of them is due. */
async function asked(waiting: number) {
  const path = `${file}.${waiting}`;
  let seen: Statement[] = [];
  const taken = (): Statement[] => seen.splice(0);
  const clock = { now: () => 0 };
  const store = await openSqliteStore({ file: path, clock, onStatement: (sql, rows) => seen.push({ sql, rows }) });
  try {
    await fillWithWaiting(store, waiting);
    const { app, ids } = await simulated({ store: () => store });
    const worker = { signal: new AbortController().signal, owner: 'w' };
    taken();
    expect(await tick(app, worker)).toEqual({ advanced: 0, failed: 0 });
    const idle = taken();
    await say(app, ids[0]!, 'approve', {}, { by: 'Anna' });
    taken();
    expect(await tick(app, worker)).toEqual({ advanced: 1, failed: 0 });
    const busy = taken();
    expect((await statusDocument(app, { limit: 50 })).migrations).toHaveLength(50);
    const page = taken();
    expect((await statusDocument(app, { domain: ids[0]! })).migrations).toHaveLength(1);
    return { idle, busy, page, one: taken() };
  } finally {
    seen = [];
    await store.close();
  }
}

const rowsOf = (statements: readonly Statement[]) => statements.reduce((sum, { rows }) => sum + rows, 0);

describe('golive tick, from end to end', () => {
  test('asks the same of a store with 10,000 waiting migrations as of one with 100', async () => {
    const few = await asked(100);
    const many = await asked(10_000);
    for (const part of ['idle', 'busy', 'page', 'one'] as const) expect(many[part], part).toEqual(few[part]);
    expect(rowsOf(many.idle)).toBe(0);
    expect(many.busy.length).toBeGreaterThan(20);
    expect(rowsOf(many.busy)).toBeLessThan(500);

    // Rows that a query returns are not all that it reads: none may walk through the migrations to find its own.
    const hand = new DatabaseSync(`${file}.10000`, { readOnly: true });
    const stepsOf = (sql: string) =>
      hand
        .prepare(`explain query plan ${sql}`)
        .all(...Array.from({ length: sql.split('?').length - 1 }, () => 1))
        .map((row) => `${String(row['detail'])}: ${sql}`);
    const planned = (statements: readonly Statement[]) =>
      statements.filter(({ sql }) => /^(select|update)/.test(sql)).flatMap(({ sql }) => stepsOf(sql));
    const ticks = planned([...many.idle, ...many.busy]);
    const all = [...ticks, ...planned([...many.page, ...many.one])];
    hand.close();
    expect(all.filter((step) => step.startsWith('SEARCH')).length).toBeGreaterThan(10);
    const firstOfAnIndex = /^SCAN migrations USING (COVERING )?INDEX .* limit \?$/;
    const walks = all.filter((step) => /^SCAN (migrations|journal)/.test(step) && !firstOfAnIndex.test(step));
    expect(walks).toEqual([]);
    // Sorting would mean that all were read before the first was known.
    expect(ticks.filter((step) => step.startsWith('USE TEMP B-TREE'))).toEqual([]);
  }, 120_000);
});
