import { expect, test } from 'vitest';
import { killLoop } from '../crash/kills.ts';
import { stopLoop } from '../crash/stops.ts';

const SEED = 4;
/** For what is under way when the last was killed or woken; a busy machine takes a while. */
const DEADLINE_MS = 120_000;
const NOTHING_WRONG = { duplicates: 0, undone: 0, lost: [], faults: [] };

test('SIGKILL, 50 times at any moment: nothing twice, nothing lost, and all of it done', async () => {
  const outcome = await killLoop({ kills: 50, seed: SEED, mode: 'careful', deadlineMs: DEADLINE_MS });
  console.log(outcome);
  expect(outcome).toMatchObject({ kills: 50, ...NOTHING_WRONG, done: outcome.migrations });
  expect(outcome.acknowledged).toBeGreaterThan(1000);
});

test('the control: who sends again without looking is found out', async () => {
  const outcome = await killLoop({ kills: 30, seed: SEED, mode: 'blind', deadlineMs: DEADLINE_MS });
  console.log(outcome);
  expect(outcome.duplicates).toBeGreaterThanOrEqual(10);
});

test('SIGSTOP past the lease, 20 times, also between the intent and the first byte: no second effect', async () => {
  const outcome = await stopLoop({ stops: 20, seed: SEED, mode: 'careful', deadlineMs: DEADLINE_MS });
  console.log(outcome);
  expect(outcome).toMatchObject({ stops: 20, ...NOTHING_WRONG, done: outcome.migrations });
  expect(outcome.aimed.connecting).toBeGreaterThan(0);
});

test('the control: a lease alone does not hold a worker back that wakes', async () => {
  const outcome = await stopLoop({ stops: 20, seed: SEED, mode: 'blind', deadlineMs: DEADLINE_MS });
  console.log(outcome);
  expect(outcome.duplicates).toBeGreaterThanOrEqual(8);
});
