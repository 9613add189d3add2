import { afterAll, beforeAll, expect, it } from 'vitest';
import { postgresBook } from '../races/judge.ts';
import { race } from '../races/races.ts';
import type { Postgres } from './kit/postgres.ts';
import { startPostgres } from './kit/postgres.ts';

let postgres: Postgres;
beforeAll(async () => {
  postgres = await startPostgres();
}, 60_000);
afterAll(() => postgres.stop());

it('gives a half-day that twenty want at once to one of them, in four processes on PostgreSQL', async () => {
  const figures = await race({ store: postgres.database('races'), openBook: postgresBook, races: 200 });
  expect(figures.faults).toEqual([]);
  expect(figures.refusals).toBeGreaterThan(1000);
  expect([figures.controls, figures.wouldDouble]).toEqual([20, 20]);
}, 120_000);
