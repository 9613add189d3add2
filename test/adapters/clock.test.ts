import { describe, expect, test } from 'vitest';
import { scaledClock } from '../../src/adapters/clock/scaled.ts';
import { systemClock } from '../../src/adapters/clock/system.ts';
import { DAY, MINUTE } from '../../src/domain/time.ts';
import type { Clock } from '../../src/ports/clock.ts';

const FAST = { startsAtMs: Date.UTC(2026, 11, 1), realStartMs: Date.now(), factor: 1_000_000 };

for (const [name, clock, napMs] of [
  ['the system clock', systemClock(), 3],
  ['a scaled clock', scaledClock(FAST), 30 * MINUTE],
] as const satisfies readonly (readonly [string, Clock, number])[])
  describe(name, () => {
    test('counts whole milliseconds and never goes back', () => {
      const seen = Array.from({ length: 1000 }, () => clock.now());
      expect(seen.every(Number.isInteger)).toBe(true);
      expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    });

    test('sleeps until the moment, not shorter', async () => {
      const untilMs = clock.now() + napMs;
      await clock.sleepUntil(untilMs, new AbortController().signal);
      expect(clock.now()).toBeGreaterThanOrEqual(untilMs);
    });

    test('a moment that is past, or a signal that is aborted, is no sleep', async () => {
      await clock.sleepUntil(clock.now() - DAY, new AbortController().signal);
      await clock.sleepUntil(Number.POSITIVE_INFINITY, AbortSignal.abort());
    });

    test('a sleep of centuries ends when it is called off', async () => {
      const stop = new AbortController();
      const slept = clock.sleepUntil(clock.now() + 400_000 * DAY, stop.signal);
      setImmediate(() => stop.abort());
      await slept;
    });
  });

test('two scaled clocks of one scale agree, and run at its factor', () => {
  const scale = { startsAtMs: 5000, realStartMs: Date.now() - 1000, factor: 10 };
  const nowMs = scaledClock(scale).now();
  expect(Math.abs(scaledClock(scale).now() - nowMs)).toBeLessThan(5000);
  expect(nowMs).toBeGreaterThanOrEqual(14_900);
  expect(nowMs).toBeLessThan(60_000);
});
