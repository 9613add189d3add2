import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pgBossDispatcher } from '../../src/adapters/dispatcher/pg-boss/index.ts';
import type { Dispatcher } from '../../src/ports/dispatcher.ts';
import type { Postgres } from './kit/postgres.ts';
import { startPostgres } from './kit/postgres.ts';

let postgres: Postgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.stop());

const DEADLINE = { timeout: 60_000, interval: 50 };

/** Two workers' alarm clocks on one database, and who answered what, when (epoch ms). */
async function clocks(name: string) {
  const url = postgres.database(name);
  const rings: { readonly id: string; readonly atMs: number }[] = [];
  const said: string[] = [];
  const open = async (): Promise<Dispatcher> => {
    const wallTime = (atMs: number) => new Date(atMs);
    const dispatcher = pgBossDispatcher({ url, wallTime, atOnce: 8, log: (line) => said.push(line) });
    await dispatcher.start(async (id) => void rings.push({ id, atMs: Date.now() }));
    return dispatcher;
  };
  const both = await Promise.all([open(), open()]);
  return { both, rings, said, close: () => Promise.all(both.map((one) => one.stop())) };
}

describe('the alarm clock of a fleet', () => {
  test('rings once, for one worker, not before its moment; the newest setting counts', async () => {
    const { both, rings, close } = await clocks('alarms');
    const atMs = Date.now() + 3000;
    for (const wanted of [atMs - 2500, atMs + 600_000, atMs]) await both[0]!.wake('m-moved', wanted);
    for (const one of both) await one.wake('m-both', atMs);
    await both[1]!.wake('m-later', atMs + 600_000);
    await expect.poll(() => rings.length, DEADLINE).toBe(2);
    await pause(1500);
    expect(rings.map(({ id }) => id).sort()).toEqual(['m-both', 'm-moved']);
    for (const ring of rings) expect(ring.atMs).toBeGreaterThanOrEqual(atMs);
    await close();
  });

  test('outlives its server, and keeps what was set', async () => {
    const { both, rings, close } = await clocks('alarms_restarted');
    const atMs = Date.now() + 4000;
    await both[0]!.wake('m-kept', atMs);
    await postgres.restart('immediate', 1000);
    await postgres.restart('fast');
    await expect.poll(() => rings.map(({ id }) => id), DEADLINE).toContain('m-kept');
    await expect
      .poll(
        () =>
          both[1]!.wake('m-new', Date.now()).then(
            () => true,
            () => false,
          ),
        DEADLINE,
      )
      .toBe(true);
    await expect.poll(() => rings.map(({ id }) => id), DEADLINE).toContain('m-new');
    await close();
  });
});
