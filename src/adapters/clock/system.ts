import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../ports/clock.ts';

/** Short naps: the wall's clock may be set, and a machine may sleep, while a timer counts on. */
const LONGEST_NAP_MS = 30_000;

/** The wall's clock. */
export function systemClock(): Clock {
  return {
    now: () => Date.now(),
    async sleepUntil(untilMs, signal) {
      for (let leftMs = untilMs - Date.now(); leftMs > 0 && !signal.aborted; leftMs = untilMs - Date.now())
        await sleep(Math.min(leftMs, LONGEST_NAP_MS), undefined, { signal }).catch(() => undefined);
    },
  };
}
