import type { EpochMs } from '../../../domain/time.ts';
import type { Clock } from '../../../ports/clock.ts';

/** A clock that stands still until somebody sleeps on it: then it jumps. It never goes back. */
export interface JumpingClock extends Clock {
  advance(byMs: number): void;
  jumpTo(ms: EpochMs): void;
}

export function jumpingClock(startMs: EpochMs): JumpingClock {
  let now = startMs;
  const jumpTo = (ms: EpochMs) => {
    now = Math.max(now, ms);
  };
  return {
    now: () => now,
    jumpTo,
    advance: (byMs) => jumpTo(now + byMs),
    sleepUntil: async (untilMs, signal) => {
      if (!signal.aborted) jumpTo(untilMs);
    },
  };
}
