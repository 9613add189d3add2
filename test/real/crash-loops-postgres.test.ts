import { afterAll, beforeAll, expect, test } from 'vitest';
import { killLoop } from '../crash/kills.ts';
import { stopLoop } from '../crash/stops.ts';
import type { Postgres } from './kit/postgres.ts';
import { startPostgres } from './kit/postgres.ts';

const SEED = 5;
const DEADLINE_MS = 120_000;
const NOTHING_WRONG = { duplicates: 0, undone: 0, lost: [], faults: [] };

let postgres: Postgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.stop());

test('SIGKILL, 25 times at any moment: nothing twice, nothing lost, and all of it done', async () => {
  const url = postgres.database('kills');
  const outcome = await killLoop({ kills: 25, seed: SEED, mode: 'careful', url, deadlineMs: DEADLINE_MS });
  console.log(outcome);
  expect(outcome).toMatchObject({ kills: 25, ...NOTHING_WRONG, done: outcome.migrations });
});

test('SIGSTOP past the lease, 12 times: no second effect', async () => {
  const url = postgres.database('stops');
  const outcome = await stopLoop({ stops: 12, seed: SEED, mode: 'careful', url, deadlineMs: DEADLINE_MS });
  console.log(outcome);
  expect(outcome).toMatchObject({ stops: 12, ...NOTHING_WRONG, done: outcome.migrations });
});

test('the controls are found out here too', async () => {
  const killed = await killLoop({ kills: 60, seed: SEED, mode: 'blind', url: postgres.database('k0'), deadlineMs: 0 });
  const stopped = await stopLoop({ stops: 8, seed: SEED, mode: 'blind', url: postgres.database('s0'), deadlineMs: 0 });
  console.log(killed, stopped);
  expect(killed.duplicates).toBeGreaterThanOrEqual(3);
  expect(stopped.duplicates).toBeGreaterThanOrEqual(3);
});
