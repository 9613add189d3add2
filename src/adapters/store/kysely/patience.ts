import { setTimeout as timer } from 'node:timers/promises';

/**
 * How long to wait for another process's lock. A lock is held in real time by a real process, so this is no matter of the domain's clock:
 * it must also work where that one is simulated.
 */
export interface Patience {
  readonly giveUpAfterMs: number;
  now(): number;
  pause(ms: number): Promise<void>;
  /** 0 ≤ … < 1 */
  random(): number;
}

export const PATIENCE: Patience = {
  giveUpAfterMs: 15_000,
  now: () => performance.now(),
  pause: (ms) => timer(ms),
  random: Math.random,
};

const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 250;

/** Repeats `work` while it is refused because of a lock, with growing pauses and full jitter; at the end throws its last error. */
export async function patiently<Result>(
  work: () => Promise<Result>,
  isBusy: (thrown: unknown) => boolean,
  patience: Patience,
): Promise<Result> {
  const endMs = patience.now() + patience.giveUpAfterMs;
  for (let longestMs = FIRST_PAUSE_MS; ; longestMs = Math.min(longestMs * 2, LONGEST_PAUSE_MS)) {
    try {
      return await work();
    } catch (thrown) {
      if (!isBusy(thrown) || patience.now() >= endMs) throw thrown;
      await patience.pause(1 + patience.random() * longestMs);
    }
  }
}
