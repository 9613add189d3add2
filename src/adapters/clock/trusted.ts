import { setTimeout as sleep } from 'node:timers/promises';
import type { ClockAnchor, ClockDoubt } from '../../domain/clock-trust.ts';
import { acceptClock, anchorAfterBoot, isOfSameBoot, judgeClock, moveAnchor } from '../../domain/clock-trust.ts';
import { MINUTE, SECOND } from '../../domain/time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Store } from '../../ports/store.ts';
import type { Machine } from './machine.ts';

/** Short naps: a machine may sleep, and a timer does not count on meanwhile. */
const LONGEST_NAP_MS = 30 * SECOND;
/** What the store knows of this boot is not older than this while somebody works. */
const KEPT_FOR_MS = 10 * MINUTE;

export type ClockShelf = Pick<Store, 'readClock' | 'keepClock' | 'newestMs'>;

/** A clock that goes on as time does, whatever the wall clock is set to. */
export interface TrustedClock extends Clock {
  doubt(): ClockDoubt | undefined;
  /**
   * Learns what the store knows of this boot, and tells it what is known here. Before the first decision, and every minute or so.
   * @throws GoLiveError of the store
   */
  keep(shelf: ClockShelf): Promise<void>;
  /** A person says that the wall clock is right: from here on it is believed. Others on this machine hear of it at their next `keep`. */
  accept(shelf: ClockShelf, by: string): Promise<void>;
}

/** @param nap waits so many milliseconds; rejects when the signal aborts */
export function trustedClock(
  machine: Machine,
  nap: (ms: number, signal: AbortSignal) => Promise<unknown> = (ms, signal) => sleep(ms, undefined, { signal }),
): TrustedClock {
  let anchor: ClockAnchor = anchorAfterBoot(machine.read(), undefined);
  let saidMs = 0;
  let stored: ClockAnchor | undefined;

  /** The moment, and what is wrong with the wall clock. */
  function look(): { readonly nowMs: number; readonly doubt?: ClockDoubt } {
    const reading = machine.read();
    // A machine that was put back to a snapshot under us: we know no more than what we have said already.
    anchor = isOfSameBoot(anchor, reading)
      ? moveAnchor(anchor, reading)
      : anchorAfterBoot(reading, saidMs, anchor.accepted);
    const judged = judgeClock(anchor, reading);
    saidMs = Math.max(saidMs, Math.floor(judged.nowMs));
    return judged;
  }

  function now(): number {
    look();
    return saidMs;
  }

  function believe(other: ClockAnchor): void {
    const beforeMs = now();
    anchor = other;
    const { nowMs } = look();
    // A little earlier is the same line, drawn from further back; much earlier means that what was said before was said too early.
    if (beforeMs - nowMs > SECOND) saidMs = Math.floor(nowMs);
  }

  async function learn(shelf: ClockShelf): Promise<void> {
    stored = await shelf.readClock(machine.read().bootId);
    const reading = machine.read();
    if (stored !== undefined && isOfSameBoot(stored, reading)) {
      // Ours began with the wall clock of the moment we started; who was there before knows more, and a person's word counts most.
      if (stored.accepted >= anchor.accepted) believe(stored);
      return;
    }
    const first = anchorAfterBoot(reading, await shelf.newestMs(), stored?.accepted ?? anchor.accepted);
    if (first.doubt !== undefined || stored !== undefined) believe(first);
  }

  async function write(shelf: ClockShelf): Promise<void> {
    await shelf.keepClock(anchor);
    stored = anchor;
  }

  return {
    now,
    doubt: () => look().doubt,
    isAccepted: () => look().doubt === undefined && anchor.acceptedBy !== undefined,
    async keep(shelf) {
      if (!machine.isKnownBoot) return;
      await learn(shelf);
      const isNews = look().doubt?.byMs !== stored?.doubt?.byMs;
      const isOld = stored === undefined || Math.abs(anchor.upMs - stored.upMs) >= KEPT_FOR_MS;
      if (isNews || isOld) await write(shelf);
    },
    async accept(shelf, by) {
      believe(acceptClock(anchor, machine.read(), by));
      if (machine.isKnownBoot) await write(shelf);
    },
    async sleepUntil(untilMs, signal) {
      for (let leftMs = untilMs - now(); leftMs > 0 && !signal.aborted; leftMs = untilMs - now())
        await nap(Math.min(leftMs, LONGEST_NAP_MS), signal).catch(() => undefined);
    },
  };
}
