import type { ClockDoubt } from '../domain/clock-trust.ts';
import type { EpochMs } from '../domain/time.ts';

/** All time comes from here; a laboratory's clock may run faster than the wall's. */
export interface Clock {
  now(): EpochMs;
  /** Resolves at `untilMs` by this clock, or as soon as `signal` aborts; never rejects. */
  sleepUntil(untilMs: EpochMs, signal: AbortSignal): Promise<void>;
  /** Why the machine's clock is not believed: what cannot be taken back waits for a person. Absent: a clock that cannot be set. */
  doubt?(): ClockDoubt | undefined;
  /** A person has said that this machine's clock is right: what is newer on record does not speak against it. */
  isAccepted?(): boolean;
}
