import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EpochMs } from '../../domain/time.ts';
import type { Clock } from '../../ports/clock.ts';

/** How a laboratory's time follows the wall's. Processes that are given the same three numbers read the same time. */
export interface ClockScale {
  /** Laboratory time at the anchor. */
  readonly startsAtMs: EpochMs;
  /** Wall time at the anchor. */
  readonly realStartMs: EpochMs;
  /** Laboratory milliseconds per wall millisecond: 7200 makes a day of 12 s. */
  readonly factor: number;
}

/** Node's timers hold 31 bits of milliseconds and fire at once beyond. */
const LONGEST_NAP_MS = 60 * 60 * 1000;

/**
 * A clock that runs `factor` times as fast as the wall's. Between two reads it never goes back: the wall's clock is read once, then the
 * monotonic one counts.
 */
export function scaledClock(scale: ClockScale): Clock {
  const wallAtZeroMs = Date.now() - performance.now();
  const now = () =>
    Math.floor(scale.startsAtMs + (wallAtZeroMs + performance.now() - scale.realStartMs) * scale.factor);
  return {
    now,
    async sleepUntil(untilMs, signal) {
      for (let leftMs = untilMs - now(); leftMs > 0 && !signal.aborted; leftMs = untilMs - now()) {
        const realMs = Math.min(Math.ceil(leftMs / scale.factor), LONGEST_NAP_MS);
        await sleep(realMs, undefined, { signal }).catch(() => undefined);
      }
    },
  };
}
