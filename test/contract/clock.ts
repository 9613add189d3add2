import { expect } from 'vitest';
import type { Clock } from '../../src/ports/clock.ts';
import { given, never } from './laboratory.ts';
import { contract } from './promise.ts';

export interface ClockFixture {
  readonly clock: Clock;
  close(): Promise<void>;
}

/** Every promise of the port `Clock`. Sleeps are of a few of the clock's milliseconds. */
export function clockContract(
  name: string,
  open: () => Promise<ClockFixture>,
  skip: Readonly<Record<string, string>> = {},
): void {
  contract<ClockFixture>(`${name} keeps its promises as a clock`, open, skip, {
    'it shows whole or broken milliseconds since 1970, and never goes back': ({ clock }) => {
      const first = clock.now();
      expect(first).toBeGreaterThan(Date.parse('2020-01-01'));
      expect(clock.now()).toBeGreaterThanOrEqual(first);
      return Promise.resolve();
    },
    'who sleeps until a moment wakes at it or after, not before': async ({ clock }) => {
      const untilMs = clock.now() + 20;
      await clock.sleepUntil(untilMs, never());
      expect(clock.now()).toBeGreaterThanOrEqual(untilMs);
    },
    'a moment that has passed is no sleep': async ({ clock }) => {
      const before = clock.now();
      await clock.sleepUntil(before - 10_000, never());
      expect(clock.now()).toBeGreaterThanOrEqual(before);
    },
    'an aborted sleep ends at once and does not reject': async ({ clock }) => {
      const farMs = clock.now() + 365 * 24 * 3_600_000;
      await clock.sleepUntil(farMs, given());
      expect(clock.now()).toBeLessThan(farMs);
    },
  });
}
