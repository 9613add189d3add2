import { describe, expect, test } from 'vitest';
import { nextAt, quietUntil, whenFor } from '../../src/app/notices/hours.ts';
import type { Receiver } from '../../src/app/notices/receivers.ts';
import { DAY, HOUR } from '../../src/domain/time.ts';
import fc from '../fast-check.ts';

const ZONE = 'Europe/Amsterdam';
const at = (text: string) => Date.parse(text);
const iso = (moment: number | undefined) => (moment === undefined ? undefined : new Date(moment).toISOString());
const NIGHT = { from: '18:00', to: '08:00' };

test.each([
  ['in the evening', '2026-12-01T19:00+01:00', '2026-12-02T07:00:00.000Z'],
  ['behind midnight', '2026-12-02T03:00+01:00', '2026-12-02T07:00:00.000Z'],
  ['when they begin', '2026-12-01T18:00+01:00', '2026-12-02T07:00:00.000Z'],
  ['when they end', '2026-12-02T08:00+01:00', undefined],
  ['at noon', '2026-12-01T12:00+01:00', undefined],
  ['the night in which an hour is missing', '2027-03-27T23:00+01:00', '2027-03-28T06:00:00.000Z'],
  ['the night that has an hour twice', '2026-10-24T23:00+02:00', '2026-10-25T07:00:00.000Z'],
])('quiet hours, %s', (_title, now, until) => {
  expect(iso(quietUntil(at(now), NIGHT, ZONE))).toBe(until);
});

test('quiet but for the hour that the clocks leave out: until the next day', () => {
  const until = quietUntil(at('2027-03-27T12:00+01:00'), { from: '03:00', to: '02:00' }, ZONE);
  expect(iso(until)).toBe('2027-03-29T00:00:00.000Z');
});

test.each([
  ['an hour that is left out: it moves on', '2027-03-28T00:00+01:00', '02:30', '2027-03-28T01:30:00.000Z'],
  ['an hour that comes twice: the first', '2026-10-25T00:00+02:00', '02:30', '2026-10-25T00:30:00.000Z'],
  ['the hour itself', '2026-12-01T08:00+01:00', '08:00', '2026-12-01T07:00:00.000Z'],
  ['the next day', '2026-12-01T08:01+01:00', '08:00', '2026-12-02T07:00:00.000Z'],
])('a digest at %s', (_title, now, time, moment) => {
  expect(iso(nextAt(at(now), time, ZONE))).toBe(moment);
});

test('quiet hours end within a day, at their hour on the clock, and what they put off is not put off again', () => {
  const time = fc
    .integer({ min: 0, max: 47 })
    .map((half) => `${String(half >> 1).padStart(2, '0')}:${half % 2 === 0 ? '00' : '30'}`);
  const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone: ZONE });
  fc.assert(
    fc.property(fc.integer({ min: at('2026-01-01'), max: at('2028-01-01') }), time, time, (now, from, to) => {
      fc.pre(from !== to);
      const until = quietUntil(now, { from, to }, ZONE);
      if (until === undefined) return;
      expect(until).toBeGreaterThan(now);
      const isGap = to >= '02:00' && to < '03:00';
      expect(until - now).toBeLessThanOrEqual(isGap ? 2 * DAY : DAY + HOUR);
      if (!isGap) expect(clock.format(until)).toBe(to);
      expect(quietUntil(until, { from, to }, ZONE)).toBeUndefined();
    }),
    { numRuns: 3000 },
  );
});

describe('who waits for the morning', () => {
  const evening = at('2026-12-01T19:00+01:00');
  const receiver = (more: Partial<Receiver>): Receiver => ({
    target: 'mail:a@b.nl',
    audience: 'agency',
    language: 'nl',
    quiet: NIGHT,
    ...more,
  });
  test.each([
    ['the agency, for what can wait', receiver({}), 'booked', 13],
    ['nobody at the agency, for what cannot', receiver({}), 'halted', 0],
    [
      'nobody at the agency, for what cannot, whatever it comes together with',
      receiver({ digest: '08:00' }),
      'gate-closed',
      0,
    ],
    ['the owner neither', receiver({ audience: 'owner' }), 'overdue', 0],
    ['the customer, for everything', receiver({ audience: 'customer' }), 'rolled-back', 13],
    ['who gets it all at once', receiver({ digest: '09:30' }), 'booked', 14.5],
  ] as const)('%s', (_title, who, event, hours) => {
    const { dueMs } = whenFor(who, { event }, evening, ZONE);
    expect((dueMs - evening) / HOUR).toBe(hours);
  });
});
