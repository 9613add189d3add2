import { setTimeout as nap } from 'node:timers/promises';
import { seededRandom } from '../../src/simulation/random.ts';
import type { Child } from './children.ts';
import type { Ground, Verdict } from './ground.ts';
import { openGround } from './ground.ts';
import type { Mode } from './steps.ts';

export interface KillOptions {
  readonly kills: number;
  readonly seed: number;
  readonly mode: Mode;
  /** `postgres://…`; absent: SQLite. */
  readonly url?: string;
  /** For what is left when the last was killed. */
  readonly deadlineMs: number;
}

export interface KillOutcome extends Verdict {
  readonly kills: number;
  readonly seconds: number;
}

/** A worker dies this long after so many of its effects have begun; it has eight migrations in its hands. */
const MOST_EFFECTS = 12;
const LATER_MS = 70;
/** Where there is little left to do it dies anyhow. */
const PATIENCE_MS = 2500;
const AT_ONCE = 2;

/** SIGKILL at random moments, each time a new worker in its place, until all that was begun is done. A naive run is not waited for. */
export async function killLoop({ kills, seed, mode, url, deadlineMs }: KillOptions): Promise<KillOutcome> {
  const began = performance.now();
  const random = seededRandom(seed);
  const ground = await openGround({
    ...(url === undefined ? {} : { url }),
    seed,
    mode,
    // Only the dead fall silent here: what they sent has arrived or never will, and a short wait is enough.
    pace: { leaseMs: 500, callMs: 100 },
    provider: { beforeMs: 30, afterMs: 30, lagMs: 150 },
    connectMs: 5,
    leavesWithinMs: 5_000,
    isChecked: mode === 'careful',
    open: 96,
  });
  try {
    let killed = 0;
    const killer = async (): Promise<void> => {
      while (killed < kills) {
        killed++;
        const worker = await ground.worker();
        const effects = 1 + Math.floor(random() * MOST_EFFECTS);
        await Promise.race([begun(worker, effects), nap(PATIENCE_MS)]);
        await nap(random() * LATER_MS);
        worker.signal('SIGKILL');
        await worker.gone;
      }
    };
    const isOver = tending(ground, true);
    await Promise.all(Array.from({ length: AT_ONCE }, killer));
    await isOver();
    if (mode === 'careful') await finish(ground, await Promise.all([ground.worker(), ground.worker()]), deadlineMs);
    return { kills: killed, ...(await ground.verdict()), seconds: Math.round((performance.now() - began) / 1000) };
  } finally {
    await ground.close();
  }
}

/** When so many effects have their intent on disk and are on their way. */
export function begun(worker: Child, effects: number): Promise<void> {
  let left = effects;
  return new Promise((enough) => {
    worker.onLine((line) => {
      if (line.startsWith('connecting') && --left === 0) enough();
    });
  });
}

/** Tends the ground all the while, until the answer is called and has returned. */
export function tending(ground: Ground, refill: boolean): () => Promise<void> {
  let over = false;
  const loop = (async () => {
    for (; !over; await nap(200)) await ground.tend(refill);
  })();
  loop.catch(() => undefined);
  return () => {
    over = true;
    return loop;
  };
}

/** Nobody disturbs them any more: all that was begun comes to its end, or the deadline. */
export async function finish(ground: Ground, workers: readonly Child[], deadlineMs: number): Promise<void> {
  const endMs = performance.now() + deadlineMs;
  while ((await ground.tend(false)).open > 0 && performance.now() < endMs) await nap(100);
  for (const worker of workers) worker.signal('SIGTERM');
  await Promise.all(workers.map(({ gone }) => gone));
}
