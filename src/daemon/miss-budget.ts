import type { EpochMs } from '../domain/time.ts';
import { MINUTE, SECOND } from '../domain/time.ts';

const MOST_MISSES = 60;
const WINDOW_MS = MINUTE;

export interface MissBudget {
  /** Seconds until guessing is looked at again; 0: now. */
  waitSeconds(): number;
  missed(): void;
}

/**
 * So many misses a minute are looked up, of all callers together: behind a web server they all have one address. A secret address cannot be
 * guessed; this keeps those who try from keeping the store busy.
 */
export function missBudget(now: () => EpochMs): MissBudget {
  let beganMs = Number.NEGATIVE_INFINITY;
  let misses = 0;
  const roll = () => {
    const at = now();
    // Also where the clock was set back.
    if (at - beganMs < WINDOW_MS && at >= beganMs) return;
    beganMs = at;
    misses = 0;
  };
  return {
    waitSeconds() {
      roll();
      return misses < MOST_MISSES ? 0 : Math.ceil((beganMs + WINDOW_MS - now()) / SECOND);
    },
    missed() {
      roll();
      misses += 1;
    },
  };
}
