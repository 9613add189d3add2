import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPostgresStore } from '../../src/adapters/store/kysely/open-postgres.ts';
import type { Store } from '../../src/ports/store.ts';
import { MONDAY_EVENING } from '../engine/simulated-app.ts';
import { moveInto, saidOf } from '../files/moved-store.ts';
import type { Planted } from '../files/planted-damage.ts';
import { plantedIn, wronglyListed } from '../files/planted-damage.ts';
import type { Postgres } from './kit/postgres.ts';
import { startPostgres } from './kit/postgres.ts';

const folder = mkdtempSync(join(tmpdir(), 'golive-pg-doctor-'));
let postgres: Postgres;
let store: Store;
let hand: pg.Client;
beforeAll(async () => {
  postgres = await startPostgres();
  const url = postgres.database('golive');
  store = await openPostgresStore({
    url,
    keyFile: join(folder, 'golive.key'),
    clock: { now: () => MONDAY_EVENING },
    sameTime: false,
  });
  expect(await moveInto(store)).toBe('m-1');
  hand = new pg.Client({ connectionString: url, options: '-c search_path=golive' });
  await hand.connect();
  // Neither the journal's trigger nor the foreign keys hold a hand back.
  await hand.query('set session_replication_role = replica');
});
afterAll(async () => {
  await hand.end();
  await store.close();
  await postgres.stop();
  rmSync(folder, { recursive: true });
});

const TABLES = [
  'journal',
  'migrations',
  'bodies',
  'bookings',
  'booking_changes',
  'feeds',
  'projects',
  'playbooks',
  'secrets',
  'status_counts',
  'credentials',
  'deliveries',
] as const;

/** Does it, asks, and puts every row back. */
async function saidAfter(sql: readonly string[]): Promise<string> {
  for (const table of TABLES) await hand.query(`create temporary table kept_${table} as select * from ${table}`);
  try {
    for (const statement of sql) await hand.query(statement);
    const faults = await saidOf(store);
    for (const { where, what, fix } of faults) expect([where, what, fix]).not.toContain('');
    return faults.map(({ where, what }) => `${where}: ${what}`).join('\n');
  } finally {
    for (const table of TABLES) {
      await hand.query(`delete from ${table}`);
      await hand.query(`insert into ${table} select * from kept_${table}`);
      await hand.query(`drop table kept_${table}`);
    }
  }
}

describe('doctor on PostgreSQL says of every damage to the rows where it is and what it is', () => {
  test('and nothing of a whole store', async () => {
    expect(await saidAfter([])).toBe('');
  });
  test.each(plantedIn('m-1', 'p-2').map((one): readonly [string, Planted] => [one.what, one]))(
    '%s',
    async (_what, { sql, says }) => {
      expect(await saidAfter(sql)).toMatch(says);
    },
  );
  test('a list entry that was written wrong', async () => {
    const { rows } = await hand.query(
      'select id, project_id, domain, created_ms::float8, status, phase, due_ms::float8, summary from migrations',
    );
    // As golive would have written it: with all that follows from it.
    const role = (name: string) => `set session_replication_role = ${name}`;
    expect(await saidAfter([role('origin'), wronglyListed(rows[0], { status: 'done' }), role('replica')])).toMatch(
      /migration m-1: its list entry says status done, its journal \w+/,
    );
  });
});
