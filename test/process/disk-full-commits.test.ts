import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { afterAll, expect, test } from 'vitest';
import { openSqliteStore } from '../../src/adapters/store/kysely/open-sqlite.ts';
import { MONDAY_EVENING } from '../engine/simulated-app.ts';
import type { MovedOn } from '../files/refused-writes.ts';
import { movedOn, repeated } from '../files/refused-writes.ts';

/** A disk of our own, small enough to be filled in a moment. Mounting one needs root, as containers and CI machines have it. */
const disk = mkdtempSync(join(tmpdir(), 'golive-disk-'));
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', disk]).status === 0;
afterAll(() => {
  if (mounted) spawnSync('umount', ['--lazy', disk]);
  rmdirSync(disk);
});

const file = join(disk, 'golive.db');
const filler = join(disk, 'filler');
const clock = { now: () => MONDAY_EVENING };

async function moved(fills: boolean): Promise<MovedOn> {
  for (const part of ['', '-wal', '-shm', '.writes', '.key']) rmSync(`${file}${part}`, { force: true });
  let database: DatabaseSync | undefined;
  const onConnection = (opened: DatabaseSync) => {
    database = opened;
  };
  let store = await openSqliteStore({ file, clock, onConnection });
  let refusals = 0;
  const full = {
    fill: () => {
      database!.exec('pragma wal_checkpoint(truncate)'); // an empty log: whatever is written now needs room
      fill();
    },
    free: async (refused: boolean) => {
      // Whoever is told so ends; the next one opens the store anew, and before there is room again.
      const anew = refused && refusals++ % 3 === 0;
      if (anew) await store.close();
      if (anew && refusals % 2 === 0)
        await openSqliteStore({ file, clock }).then(
          (other) => other.close(),
          () => undefined,
        );
      rmSync(filler);
      if (anew) store = await openSqliteStore({ file, clock, onConnection });
    },
  };
  try {
    return await movedOn({ store: () => store, ...(fills ? full : {}) });
  } finally {
    await store.close();
  }
}

test.skipIf(!mounted)(
  'a disk that is full at every commit of a move: refused in one line, nothing lost, nothing done twice',
  async () => {
    const without = await moved(false);
    expect(without.status).toBe('done');
    const withIt = await moved(true);
    expect(withIt.wrong).toEqual([]);
    expect(withIt.status).toBe('done');
    expect(withIt.faults).toEqual([]);
    expect(withIt.journal).toEqual(withIt.acknowledged);
    expect(withIt.refused['append']).toBeGreaterThan(withIt.journal.length * 0.7);
    expect(repeated(without, withIt)).toEqual([]);
  },
);

function fill(): void {
  for (let size = 1 << 20; size >= 1 << 9; size >>= 1)
    for (;;)
      try {
        writeFileSync(filler, Buffer.alloc(size), { flag: 'a' });
      } catch {
        break;
      }
}
