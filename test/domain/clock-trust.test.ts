import { describe, expect, test } from 'vitest';
import type { ClockAnchor, ClockReading } from '../../src/domain/clock-trust.ts';
import {
  acceptClock,
  anchorAfterBoot,
  isOfSameBoot,
  judgeClock,
  MOST_DRIFT_MS,
  moveAnchor,
} from '../../src/domain/clock-trust.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/domain/time.ts';
import fc from '../fast-check.ts';

const START = Date.UTC(2027, 0, 11);
const AT_START: ClockReading = { bootId: 'a', wallMs: START, upMs: HOUR };
const ANCHOR = anchorAfterBoot(AT_START, undefined);
const later = (elapsedMs: number, wallIsOffBy = 0): ClockReading => ({
  bootId: 'a',
  wallMs: START + elapsedMs + wallIsOffBy,
  upMs: HOUR + elapsedMs,
});

describe('what time it is, after so long and with the wall clock off by so much', () => {
  for (const [title, elapsedMs, offBy, movesBy, alarm] of [
    ['nothing happened', HOUR, 0, 0, false],
    ['a second more is followed as fast as a crystal drifts', HOUR, SECOND, 180, false],
    ['a second less too', HOUR, -SECOND, -180, false],
    ['within a second nothing is followed to speak of', SECOND, 59 * SECOND, 0.05, false],
    ['however long nobody looked, five seconds are followed', 300 * DAY, 59 * SECOND, 5 * SECOND, false],
    ['what is followed is never more than what it is off by', DAY, 500, 500, false],
    ['a minute is no alarm', HOUR, MOST_DRIFT_MS, 180, false],
    ['more than a minute is, and moves nothing', HOUR, MOST_DRIFT_MS + 1, 0, true],
    ['two days ahead', HOUR, 2 * DAY, 0, true],
    ['400 days back', HOUR, -400 * DAY, 0, true],
    ['the machine slept for a week, and both clocks counted it', 7 * DAY, 0, 0, false],
  ] as const)
    test(title, () => {
      const { nowMs, doubt } = judgeClock(ANCHOR, later(elapsedMs, offBy));
      expect(nowMs - START - elapsedMs).toBeCloseTo(movesBy, 3);
      expect(doubt).toEqual(alarm ? { kind: 'jumped', byMs: offBy, seenMs: START + elapsedMs } : undefined);
    });
});

test('a jump is told with the moment it was first seen, until the clock is set right again', () => {
  const jumped = moveAnchor(ANCHOR, later(HOUR, 2 * DAY));
  const then = moveAnchor(jumped, later(3 * HOUR, 2 * DAY + SECOND));
  expect(then.doubt).toEqual({ kind: 'jumped', byMs: 2 * DAY, seenMs: START + HOUR });
  const further = moveAnchor(then, later(4 * HOUR, 3 * DAY));
  expect(further.doubt).toEqual({ kind: 'jumped', byMs: 3 * DAY, seenMs: START + 4 * HOUR });
  expect(moveAnchor(further, later(5 * HOUR, 0)).doubt).toBeUndefined();
});

test('once a person has said so, the wall clock is right', () => {
  const accepted = acceptClock(moveAnchor(ANCHOR, later(HOUR, 2 * DAY)), later(HOUR, 2 * DAY), 'Anna');
  expect(accepted).toMatchObject({ accepted: 1, acceptedBy: 'Anna' });
  expect(judgeClock(accepted, later(2 * HOUR, 2 * DAY))).toEqual({ nowMs: START + 2 * HOUR + 2 * DAY });
});

describe('after a start of the machine', () => {
  for (const [title, newestMs, doubt] of [
    ['with an empty store there is only the wall clock', undefined, undefined],
    ['a wall clock that is ahead of the record may be right: it was off', START - 30 * DAY, undefined],
    ['a minute behind is no alarm: two machines differ', START + MINUTE, undefined],
    ['behind the record it cannot be right', START + HOUR, { kind: 'behind', byMs: -HOUR, seenMs: START }],
  ] as const)
    test(title, () => {
      const anchor = anchorAfterBoot(AT_START, newestMs);
      expect(anchor.trustedMs).toBe(START);
      expect(anchor.doubt).toEqual(doubt);
      // Time alone does not settle it.
      expect(moveAnchor(anchor, later(2 * HOUR)).doubt).toEqual(doubt);
    });

  test('an anchor of another boot, or from a future that was undone, says nothing', () => {
    expect(isOfSameBoot(ANCHOR, later(MINUTE))).toBe(true);
    expect(isOfSameBoot(ANCHOR, { ...later(MINUTE), bootId: 'b' })).toBe(false);
    expect(isOfSameBoot(ANCHOR, { ...AT_START, upMs: AT_START.upMs - MINUTE })).toBe(false);
  });
});

test('however often and far the wall clock is moved, what is believed never goes back and hardly runs ahead', () => {
  const walks = fc.array(
    fc.record({ passMs: fc.integer({ min: 0, max: DAY }), jumpMs: fc.integer({ min: -400 * DAY, max: 400 * DAY }) }),
    { maxLength: 40 },
  );
  fc.assert(
    fc.property(walks, (walk) => {
      let anchor: ClockAnchor = ANCHOR;
      let passedMs = 0;
      let offBy = 0;
      for (const { passMs, jumpMs } of walk) {
        passedMs += passMs;
        offBy += jumpMs;
        const next = moveAnchor(anchor, later(passedMs, offBy));
        expect(next.trustedMs).toBeGreaterThanOrEqual(anchor.trustedMs - passMs * 50e-6);
        anchor = next;
      }
      expect(Math.abs(anchor.trustedMs - START - passedMs)).toBeLessThanOrEqual(passedMs * 50e-6 + 1);
    }),
  );
});
