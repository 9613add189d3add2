import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { atShares, runRestarts } from './fleet/restarts.ts';
import { EFFECTS_EACH, runFleet } from './fleet/run.ts';
import type { Postgres } from './kit/postgres.ts';
import { startPostgres } from './kit/postgres.ts';

let postgres: Postgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.stop());

describe('a fleet on one PostgreSQL store', () => {
  test('two workers, a thousand migrations: each effect once', async () => {
    const migrations = 1000;
    const outcome = await runFleet({ url: postgres.database('two'), migrations, workers: 2, deadlineMs: 200_000 });
    expect(outcome).toMatchObject({ done: migrations, effects: migrations * EFFECTS_EACH, twice: 0, exits: [0, 0] });
  });

  test('two workers, two hundred migrations, PostgreSQL restarted three times: each effect once', async () => {
    const migrations = 200;
    const outcome = await runRestarts({
      postgres,
      database: 'restarted',
      migrations,
      atOnce: 8,
      next: atShares([0.15, 0.4, 0.65], migrations),
      seed: 4,
      deadlineMs: 200_000,
    });
    expect(outcome).toMatchObject({
      restarts: 3,
      done: migrations,
      effects: migrations * EFFECTS_EACH,
      twice: 0,
      exits: [0, 0],
      faults: [],
    });
  });
});
