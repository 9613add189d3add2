import { describe, expect, test } from 'vitest';
import { judgeSlot, slotSpan } from '../../scheduler/slot.ts';
import fc from '../fast-check.ts';
import { calendarWith, wallClock } from './rules-sample.ts';

const QUARTER = 900_000;
const HOUR = 4 * QUARTER;
const ZONES = ['Europe/Amsterdam', 'Europe/Berlin', 'Europe/Paris', 'Europe/London', 'Europe/Lisbon'];
const YEARS = [2026, 2027, 2028, 2029, 2030, 2031, 2032, 2033, 2034, 2035, 2036];

/** Directive 2000/84/EC: 01:00 UTC on the last Sundays of March and October. */
const changes = YEARS.flatMap((year) =>
  [2, 9].map((month) => {
    const last = new Date(Date.UTC(year, month, 31));
    return {
      date: new Date(last.getTime() - last.getUTCDay() * 24 * HOUR).toISOString().slice(0, 10),
      isSpring: month === 2,
    };
  }),
);

const quarters = Array.from({ length: 96 }, (_, at) => `${two(Math.floor(at / 4))}:${two((at % 4) * 15)}`);
function two(number: number): string {
  return String(number).padStart(2, '0');
}

/** Every quarter of an hour that a date's clocks show, and when they show it. */
function shownOn(date: string, timeZone: string): Map<string, number[]> {
  const clock = wallClock(timeZone);
  const shown = new Map<string, number[]>();
  const noon = Date.parse(`${date}T12:00:00Z`);
  for (let atMs = noon - 16 * HOUR; atMs < noon + 16 * HOUR; atMs += QUARTER) {
    const wall = clock(atMs);
    if (wall.date === date) shown.set(wall.time, [...(shown.get(wall.time) ?? []), atMs]);
  }
  return shown;
}

/** When the morning begins if it is set to that time. */
const beginsAt = (date: string, time: string, timeZone: string): number =>
  slotSpan(`${date}/morning`, calendarWith({ morning: time, afternoon: '23:58', evening: '23:59' }, timeZone))
    .startsAtMs;

describe.each(ZONES)('the clocks of %s change', (timeZone) => {
  test('on every one of these days, by an hour, as the runtime’s own formatter shows it', () => {
    const wrong: string[] = [];
    for (const { date, isSpring } of changes) {
      const shown = shownOn(date, timeZone);
      const missing = quarters.filter((time) => !shown.has(time));
      const doubled = [...shown].filter(([, moments]) => moments.length > 1).map(([time]) => time);
      // 23 hours and four quarters missing, or 25 and four doubled.
      const expected = isSpring ? [4, 0, 92] : [0, 4, 100];
      if ([missing.length, doubled.length, [...shown.values()].flat().length].join() !== expected.join())
        wrong.push(date);
      for (const time of quarters) {
        const [first] = shown.get(time) ?? [];
        // A missing time is an hour later on the wall: the gap's length further on.
        const [later] = shown.get(`${two(Number(time.slice(0, 2)) + 1)}${time.slice(2)}`) ?? [];
        if (beginsAt(date, time, timeZone) !== (first ?? later)) wrong.push(`${date} ${time}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(changes).toHaveLength(22);
  });

  test('and a day from midnight to midnight is 23 or 25 hours long', () => {
    for (const { date, isSpring } of changes) {
      const whole = calendarWith({ morning: '00:00', afternoon: '12:00', evening: '23:59' }, timeZone);
      const morning = slotSpan(`${date}/morning`, whole);
      const afternoon = slotSpan(`${date}/afternoon`, whole);
      expect([date, (morning.endsAtMs - morning.startsAtMs) / HOUR]).toEqual([date, isSpring ? 11 : 13]);
      expect((afternoon.endsAtMs - morning.startsAtMs) / 60_000 + 1).toBe((isSpring ? 23 : 25) * 60);
      // What people work by is not touched.
      const usual = slotSpan(`${date}/morning`, calendarWith({}, timeZone));
      expect(usual.endsAtMs - usual.startsAtMs).toBe(4 * HOUR);
    }
  });
});

test.each([
  ['2026-03-29', '02:30', '2026-03-29T01:30:00.000Z', 'slot.warn.skipped-time'],
  ['2026-03-29', '02:00', '2026-03-29T01:00:00.000Z', 'slot.warn.skipped-time'],
  ['2026-03-29', '03:00', '2026-03-29T01:00:00.000Z', undefined],
  ['2026-10-25', '02:30', '2026-10-25T00:30:00.000Z', 'slot.warn.doubled-time'],
  ['2026-10-25', '03:00', '2026-10-25T02:00:00.000Z', undefined],
  ['2026-10-26', '02:30', '2026-10-26T01:30:00.000Z', undefined],
])('on %s %s in Amsterdam is %s, and is told (%s)', (date, morning, moment, text) => {
  const offer = judgeSlot(`${date}/morning`, calendarWith({ morning }), 0, Date.parse('2026-01-05T09:00:00Z'));
  expect(new Date(offer.startsAtMs).toISOString()).toBe(moment);
  const told = offer.warnings.filter(({ rule }) => rule === 'moved-time').map(({ why }) => why);
  expect(told).toEqual(text === undefined ? [] : [{ text, values: { wall: morning, at: Date.parse(moment) } }]);
});

test.each([
  [
    '02:30',
    '03:00',
    '04:00',
    ['01:30', '02:00', '03:00'],
    'half an hour each, though 03:00 comes before the moved 02:30',
  ],
  ['02:00', '02:30', '03:15', ['01:00', '01:30', '02:15'], 'all in the gap or right behind it'],
  ['02:45', '03:50', '17:00', ['01:45', '01:50', '15:00'], 'short, and in order'],
])('half-days at %s, %s, %s when the clocks go forward: %s (%s)', (morning, afternoon, evening, expected) => {
  const calendar = calendarWith({ morning, afternoon, evening });
  const one = slotSpan('2026-03-29/morning', calendar);
  const two = slotSpan('2026-03-29/afternoon', calendar);
  const utc = (atMs: number) => new Date(atMs).toISOString().slice(11, 16);
  expect([one.startsAtMs, two.startsAtMs, two.endsAtMs].map(utc)).toEqual(expected);
});

test('half-days follow each other without a gap, and none is empty or runs backwards, whatever the clocks do', () =>
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.oneof(fc.integer({ min: 60, max: 240 }), fc.integer({ min: 0, max: 1439 })), {
        minLength: 3,
        maxLength: 3,
      }),
      fc.constantFrom(...changes.map(({ date }) => date), '2026-06-01'),
      fc.constantFrom(...ZONES, 'Australia/Lord_Howe', 'America/St_Johns', 'Pacific/Chatham'),
      (minutes, date, timeZone) => {
        const [morning, afternoon, evening] = minutes
          .sort((a, b) => a - b)
          .map((minute) => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`) as [string, string, string];
        const calendar = calendarWith({ morning, afternoon, evening }, timeZone);
        const one = slotSpan(`${date}/morning`, calendar);
        const next = slotSpan(`${date}/afternoon`, calendar);
        expect(one.endsAtMs).toBeGreaterThan(one.startsAtMs);
        expect(next.startsAtMs).toBe(one.endsAtMs);
        expect(next.endsAtMs).toBeGreaterThan(next.startsAtMs);
      },
    ),
    { numRuns: 250, endOnFailure: true },
  ));
