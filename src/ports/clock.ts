import type { EpochMs } from '../domain/time.ts';

/** All time comes from here; a laboratory's clock may run faster than the wall's. */
export interface Clock {
  now(): EpochMs;
  /** Resolves at `untilMs` by this clock, or as soon as `signal` aborts; never rejects. */
  sleepUntil(untilMs: EpochMs, signal: AbortSignal): Promise<void>;
}
