import { setTimeout as nap } from 'node:timers/promises';
import { DAY } from '../../src/domain/time.ts';
import { seededRandom } from '../../src/simulation/random.ts';
import type { Child } from './children.ts';
import type { Verdict } from './ground.ts';
import { openGround } from './ground.ts';
import { begun, finish, tending } from './kills.ts';
import type { Mode } from './steps.ts';

export interface StopOptions {
  readonly stops: number;
  readonly seed: number;
  readonly mode: Mode;
  /** False: without the check before the first byte, and without waiting for calls of workers that fell silent. */
  readonly lastCheck?: boolean;
  /** `postgres://…`; absent: SQLite. */
  readonly url?: string;
  readonly deadlineMs: number;
}

export interface StopOutcome extends Verdict {
  readonly stops: number;
  /** How many of them fell where they were aimed at. */
  readonly aimed: Readonly<Record<Aim, number>>;
  readonly seconds: number;
}

/** Where a worker is stopped: between the intent and the first byte, with its request at the provider, or anywhere. */
export type Aim = 'connecting' | 'got' | 'anywhere';
const AIMS: readonly Aim[] = ['connecting', 'got', 'anywhere'];

const LEASE_MS = 400;
/** As in the product, in a hurry: what leaves does so within this of the last look at the lease … */
const LEAVES_WITHIN_MS = 300;
/** … and has come to its end within this. */
const CALL_MS = 700;
const WORKERS = 6;
const STOPPED_AT_ONCE = 4;
/** Half of them wake soon after their lease; the others when the next holder has waited, looked, asked and been answered. */
const SOON_MS = 400;
const LATE_MS = 3200;
const START_MS = 20_000;
const PATIENCE_MS = 3000;

/** SIGSTOP past the lease, then SIGCONT, again and again, each time one of several workers. */
export async function stopLoop({
  stops,
  seed,
  mode,
  url,
  deadlineMs,
  lastCheck = true,
}: StopOptions): Promise<StopOutcome> {
  const began = performance.now();
  const random = seededRandom(seed);
  const isChecked = mode === 'careful' && lastCheck;
  const ground = await openGround({
    ...(url === undefined ? {} : { url }),
    seed,
    mode,
    pace: { leaseMs: LEASE_MS, callMs: isChecked ? CALL_MS : 0 },
    provider: { beforeMs: 30, afterMs: 30, lagMs: 120 },
    connectMs: 25,
    isChecked,
    leavesWithinMs: isChecked ? LEAVES_WITHIN_MS : DAY,
    open: 60,
  });
  try {
    const workers = await Promise.all(Array.from({ length: WORKERS }, () => ground.worker()));
    const aimed: Record<Aim, number> = { connecting: 0, got: 0, anywhere: 0 };
    const running = new Set(workers);
    // Only what works can be stopped at its work.
    await Promise.race([Promise.all(workers.map((worker) => begun(worker, 2))), nap(START_MS)]);
    let stopped = 0;
    const stopper = async (): Promise<void> => {
      while (stopped < stops) {
        stopped++;
        const free = [...running];
        const worker = free[Math.floor(random() * free.length)]!;
        running.delete(worker);
        const aim = AIMS[Math.floor(random() * AIMS.length)]!;
        const lengthMs = LEASE_MS + 50 + random() * (random() < 0.5 ? SOON_MS : LATE_MS);
        await nap(random() * 100);
        aimed[(await comesUp(aim, worker, ground.provider)) ? aim : 'anywhere']++;
        worker.signal('SIGSTOP');
        await nap(lengthMs);
        worker.signal('SIGCONT');
        running.add(worker);
      }
    };
    const isOver = tending(ground, true);
    await Promise.all(Array.from({ length: STOPPED_AT_ONCE }, stopper));
    await isOver();
    if (mode === 'careful') await finish(ground, workers, deadlineMs);
    const seconds = Math.round((performance.now() - began) / 1000);
    return { stops: stopped, aimed, ...(await ground.verdict()), seconds };
  } finally {
    await ground.close();
  }
}

/** Waits for the moment to stop at. False: it did not come up. */
async function comesUp(aim: Aim, worker: Child, provider: Child): Promise<boolean> {
  if (aim === 'anywhere') return true;
  const heard = aim === 'connecting' ? worker.line('connecting') : provider.line(`got ${worker.pid} `);
  return Promise.race([heard.then(() => true), nap(PATIENCE_MS, false)]);
}
