import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fill } from './fleet/fill.ts';
import type { Fleet, FleetWorker } from './fleet/run.ts';
import { EFFECTS_EACH, stopped, withFleet } from './fleet/run.ts';
import type { Postgres } from './kit/postgres.ts';
import { startPostgres } from './kit/postgres.ts';

const MIGRATIONS = 200;
const HANDS = 4;
const DEADLINE_MS = 200_000;
const ALL = { effects: MIGRATIONS * EFFECTS_EACH, twice: 0 };

let postgres: Postgres;
const folder = mkdtempSync(join(tmpdir(), 'golive-changes-'));
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(async () => {
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (const end = performance.now() + DEADLINE_MS; !(await holds()); await pause(50))
    if (performance.now() > end) throw new Error(`not within ${DEADLINE_MS} ms: ${what}`);
}

const partDone = (fleet: Fleet, share: number) =>
  until(`${share} of all effects`, async () => (await fleet.counts()).effects >= share * ALL.effects);
const allDone = (fleet: Fleet) => until('all done', async () => (await fleet.done()) === MIGRATIONS);
const lastLine = (worker: FleetWorker) => worker.said().trim().split('\n').at(-1);

/** Where Debian keeps it; it lets a process see a clock that a file describes, and that may change. */
function faketimeLibrary(): string | undefined {
  const root = '/usr/lib';
  const folders = existsSync(root) ? readdirSync(root).map((name) => join(root, name, 'faketime')) : [];
  return folders.map((place) => join(place, 'libfaketimeMT.so.1')).find((file) => existsSync(file));
}

/** The environment of a process whose clock is the wall's, moved by what `file` says, now and later. */
function clockOf(file: string): NodeJS.ProcessEnv {
  const library = faketimeLibrary();
  if (library === undefined) throw new Error('libfaketime is not installed: apt-get install faketime');
  return {
    LD_PRELOAD: library,
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_CACHE_DURATION: '1',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
  };
}

describe('a fleet while something about it changes', () => {
  test('a newer golive upgrades the schema under two workers: they end with one line, and nothing is lost or doubled', async () => {
    await withFleet({ url: postgres.database('upgraded'), atOnce: 2, effectMs: 100 }, async (fleet) => {
      await fill(fleet.app, MIGRATIONS, () => Date.now());
      const old = [await fleet.start(), await fleet.start()];
      await partDone(fleet, 0.1);
      const newer = await fleet.start({ later: true, atOnce: 16 });
      expect((await fleet.counts()).effects).toBeLessThan(ALL.effects);
      for (const worker of old) {
        expect(await worker.ended).toBe(2);
        expect(lastLine(worker)).toMatch(
          / was written by a newer golive: its schema is version \d+, this golive knows \d+\. Install/,
        );
      }
      await expect(fleet.start()).rejects.toThrow(/ended with 2 .*was written by a newer golive/);
      await allDone(fleet);
      expect(await fleet.counts()).toEqual(ALL);
      expect(await stopped(newer)).toBe(0);
      expect(await fleet.app.store.check()).toEqual([]);
    });
  });

  test('a worker whose clock is an hour off is refused, and one whose clock jumps by an hour stops', async () => {
    const file = join(folder, 'clock');
    await withFleet({ url: postgres.database('clocks'), atOnce: HANDS }, async (fleet) => {
      await fill(fleet.app, MIGRATIONS, () => Date.now());
      for (const off of ['+1h', '-1h']) {
        writeFileSync(file, off);
        await expect(fleet.start({}, clockOf(file))).rejects.toThrow(
          /ended with 2 .*this machine's clock is not a valid configuration: it differs .* by 3[56]\d\d s\. Set both by NTP/,
        );
      }
      writeFileSync(file, '+0');
      const right = await fleet.start();
      const jumps = await fleet.start({}, clockOf(file));
      await partDone(fleet, 0.1);
      writeFileSync(file, '+1h');
      expect(await jumps.ended).toBe(2);
      expect(lastLine(jumps)).toMatch(/this machine's clock .* by 3[56]\d\d s/);
      // What it had in its hands may wait for a person's word about the clock; the others go on.
      let parked = 0;
      await until('the others done', async () => {
        const { done = 0, 'needs-you': needsYou = 0 } = await fleet.app.store.countByStatus();
        parked = needsYou;
        return done + needsYou === MIGRATIONS;
      });
      expect(parked).toBeLessThanOrEqual(HANDS);
      expect(await fleet.counts()).toMatchObject({ twice: 0 });
      expect((await fleet.counts()).effects).toBeGreaterThanOrEqual(ALL.effects - parked);
      expect(await fleet.app.store.newestMs()).toBeLessThan(Date.now() + 60_000);
      expect(await stopped(right)).toBe(0);
    });
  });

  test('serve works beside workers, through a restart, and each effect happens once', async () => {
    await withFleet({ url: postgres.database('serving'), atOnce: 4 }, async (fleet) => {
      await fill(fleet.app, MIGRATIONS, () => Date.now());
      await Promise.all([fleet.start({ serves: true }), fleet.start({ serves: true }), fleet.start()]);
      await partDone(fleet, 0.3);
      await postgres.restart('immediate', 500);
      await allDone(fleet);
      expect(await fleet.counts()).toEqual(ALL);
      expect(await Promise.all(fleet.workers.map(stopped))).toEqual([0, 0, 0]);
    });
  });

  test('serve and workers outlive a server that is away for longer than anybody waits', async () => {
    await withFleet({ url: postgres.database('away'), atOnce: 2, effectMs: 200 }, async (fleet) => {
      await fill(fleet.app, 40, () => Date.now());
      await Promise.all([fleet.start({ serves: true }), fleet.start()]);
      await until('some effects', async () => (await fleet.counts()).effects >= 10);
      await postgres.restart('fast', 20_000);
      await until('all done', async () => (await fleet.done()) === 40);
      expect(await fleet.counts()).toEqual({ effects: 40 * EFFECTS_EACH, twice: 0 });
      expect(await Promise.all(fleet.workers.map(stopped))).toEqual([0, 0]);
    });
  });
});
