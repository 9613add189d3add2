import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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
    expect(outcome).toMatchObject({ done: migrations, effects: migrations * EFFECTS_EACH, twice: 0 });
  });
});
