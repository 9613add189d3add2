import type { EpochMs } from './time.ts';
import { DAY, SECOND } from './time.ts';

/** The clocks of one machine at one moment. */
export interface ClockReading {
  /** Another one after every start of the machine. */
  readonly bootId: string;
  /** The clock that people and NTP set. */
  readonly wallMs: EpochMs;
  /** Since the machine started, its sleep counted in; nobody can set it. */
  readonly upMs: number;
}

/** A moment at which the time was believed, on the two clocks of one boot. Stored, so that a process that starts later knows it. */
export interface ClockAnchor {
  readonly bootId: string;
  readonly trustedMs: EpochMs;
  readonly upMs: number;
  /** How often a person said that the wall clock is right; what carries less is older. */
  readonly accepted: number;
  readonly acceptedBy?: string;
  /** Why the wall clock is not believed, since it is not. */
  readonly doubt?: ClockDoubt;
}

/**
 * `jumped`: the wall clock moved within one boot and time did not. `behind`: after a start of the machine it says a moment before the newest
 * that is on record.
 */
export interface ClockDoubt {
  readonly kind: 'jumped' | 'behind';
  /** Wall clock less what is believed (`jumped`), or less the newest on record (`behind`). */
  readonly byMs: number;
  readonly seenMs: EpochMs;
}

/** More than this is an alarm. */
export const MOST_DRIFT_MS = 60 * SECOND;
/**
 * What is less is followed, so slowly that a wait of a day ends at most 4.4 s early: 50 millionths, about what the crystal of a machine without
 * NTP drifts by. The two clocks of a machine with NTP run alike.
 */
const FOLLOWED_SHARE = 50e-6;
/** However long nobody looked. */
const MOST_FOLLOWED_MS = 5 * SECOND;

/**
 * What time it is: the anchor and what has passed since. A wall clock that was set within the boot moves nothing by more than what is followed.
 * A reading of another boot, or from before the anchor (a machine put back to a snapshot), needs `anchorAfterBoot` first.
 */
export function judgeClock(
  anchor: ClockAnchor,
  reading: ClockReading,
): { readonly nowMs: EpochMs; readonly doubt?: ClockDoubt } {
  const elapsedMs = Math.max(0, reading.upMs - anchor.upMs);
  const countedMs = anchor.trustedMs + elapsedMs;
  const driftMs = reading.wallMs - countedMs;
  if (Math.abs(driftMs) > MOST_DRIFT_MS) {
    const known = anchor.doubt?.kind === 'jumped' ? anchor.doubt : undefined;
    // The same jump is told with the same figures; a further one is news.
    const isSame = known !== undefined && Math.abs(known.byMs - driftMs) <= MOST_DRIFT_MS;
    return { nowMs: countedMs, doubt: isSame ? known : { kind: 'jumped', byMs: driftMs, seenMs: countedMs } };
  }
  const mostMs = Math.min(MOST_FOLLOWED_MS, elapsedMs * FOLLOWED_SHARE);
  const nowMs = countedMs + Math.max(-mostMs, Math.min(mostMs, driftMs));
  // Set right again, a jump is over. That the clock was behind after a start only a person can settle.
  return anchor.doubt?.kind === 'behind' ? { nowMs, doubt: anchor.doubt } : { nowMs };
}

/** The same belief, told at a later moment of the same boot. */
export function moveAnchor(anchor: ClockAnchor, reading: ClockReading): ClockAnchor {
  const { nowMs, doubt } = judgeClock(anchor, reading);
  const { doubt: _old, ...rest } = anchor;
  return {
    ...rest,
    trustedMs: nowMs,
    upMs: Math.max(anchor.upMs, reading.upMs),
    ...(doubt === undefined ? {} : { doubt }),
  };
}

/** Whether the anchor says anything about this reading. */
export function isOfSameBoot(anchor: ClockAnchor, reading: ClockReading): boolean {
  return anchor.bootId === reading.bootId && reading.upMs >= anchor.upMs - SECOND;
}

/**
 * The first anchor of a boot: there is only the wall clock to believe. Behind the newest moment on record it cannot be right; that it is ahead
 * cannot be told from a machine that was off.
 */
export function anchorAfterBoot(reading: ClockReading, newestMs: EpochMs | undefined, accepted = 0): ClockAnchor {
  const { bootId, wallMs, upMs } = reading;
  const byMs = wallMs - (newestMs ?? wallMs);
  return {
    bootId,
    trustedMs: wallMs,
    upMs,
    accepted,
    ...(byMs < -MOST_DRIFT_MS ? { doubt: { kind: 'behind', byMs, seenMs: wallMs } as const } : {}),
  };
}

/** A person says that the wall clock is right. */
export function acceptClock(anchor: ClockAnchor, reading: ClockReading, by: string): ClockAnchor {
  return {
    bootId: reading.bootId,
    trustedMs: reading.wallMs,
    upMs: reading.upMs,
    accepted: anchor.accepted + 1,
    acceptedBy: by,
  };
}

/** Boots whose anchors are of no use any more. */
export const ANCHOR_KEPT_MS = 400 * DAY;
