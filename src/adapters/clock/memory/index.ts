import type { EpochMs } from '../../../domain/time.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Machine } from '../machine.ts';
import type { TrustedClock } from '../trusted.ts';
import { trustedClock } from '../trusted.ts';

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

export interface SimulatedMachine extends Machine {
  /** What its wall clock says; golive must not go by it. */
  wallMs(): EpochMs;
  /** Somebody sets the wall clock: it moves by so much, and no time passes. */
  jump(byMs: number): void;
  /** The machine starts again: another boot, its wall clock as it was left. Make a new `clock()` after it. */
  reboot(): void;
  /** The clock of a process of golive that starts now on this machine. Call `keep(store)` on it before the process decides anything. */
  clock(): TrustedClock;
}

/**
 * A machine in a simulated world, with a wall clock beside true time:
 *
 *     const truth = jumpingClock(startMs)            // the world's own time: resolvers, providers, people
 *     const machine = simulatedMachine(truth)
 *     const clock = machine.clock()                  // app.clock of one process of golive
 *     await clock.keep(app.store)                    // when the process starts, and once in a while
 *     machine.jump(2 * DAY)                          // clock.now() stays, clock.doubt() says so
 *     await clock.accept(app.store, 'Anna')          // a person says the wall clock is right
 *
 * To sleep on `clock` lets true time pass. What a process that trusted the wall clock would do is tried with `now: machine.wallMs`.
 */
export function simulatedMachine(truth: Clock): SimulatedMachine {
  let boots = 1;
  let startedMs = truth.now();
  let skewMs = 0;
  const wallMs = () => truth.now() + skewMs;
  const machine: SimulatedMachine = {
    isKnownBoot: true,
    read: () => ({ bootId: `boot-${boots}`, wallMs: wallMs(), upMs: truth.now() - startedMs }),
    wallMs,
    jump: (byMs) => {
      skewMs += byMs;
    },
    reboot: () => {
      boots += 1;
      startedMs = truth.now();
    },
    clock: () => trustedClock(machine, (ms, signal) => truth.sleepUntil(truth.now() + ms, signal)),
  };
  return machine;
}
