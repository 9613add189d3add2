import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, test } from 'vitest';
import type { Calendar } from '../../scheduler/slot.ts';
import { addDays, judgeSlot, parseSlot, slotSpan, slotsFrom } from '../../scheduler/slot.ts';

const calendar: Calendar = {
  timeZone: 'Europe/Amsterdam',
  rules: {
    morning: '09:00',
    afternoon: '13:00',
    evening: '17:30',
    noticeDays: 2,
    perHalfDay: 1,
    weekdays: ['mon', 'tue', 'wed', 'thu', 'fri'],
    closed: [{ from: '2026-12-24', to: '2027-01-03' }],
  },
};
const at = (iso: string) => DateTime.fromISO(iso, { zone: 'Europe/Amsterdam' }).toMillis();
const rulesOf = (slot: string, now: string, taken = 0) =>
  judgeSlot(slot, calendar, taken, at(now)).refusedBy.map(({ rule }) => rule);

describe('which half-days may be booked', () => {
  for (const [slot, now, taken, expected, because] of [
    ['2026-12-01/morning', '2026-11-29T23:59', 0, [], 'two dates ahead, though only 33 hours'],
    ['2026-12-01/morning', '2026-11-30T00:00', 0, ['notice'], 'one date ahead'],
    ['2026-12-01/afternoon', '2026-12-01T12:00', 0, ['notice'], 'today'],
    ['2026-12-01/morning', '2026-12-01T09:00', 0, ['past'], 'begun'],
    ['2026-12-05/morning', '2026-11-20T09:00', 0, ['weekday'], 'a Saturday'],
    ['2026-12-24/morning', '2026-11-20T09:00', 0, ['closed'], 'first closed day'],
    ['2027-01-03/morning', '2026-11-20T09:00', 0, ['weekday', 'closed'], 'last closed day, a Sunday: both are said'],
    ['2027-01-04/morning', '2026-11-20T09:00', 0, [], 'open again'],
    ['2026-12-01/morning', '2026-11-20T09:00', 1, ['taken'], 'somebody has it'],
    ['2028-11-20/morning', '2026-11-20T09:00', 0, [], 'two years ahead'],
    ['2028-11-21/morning', '2026-11-20T09:00', 0, ['far'], 'a day more: the year is probably mistyped'],
    ['2062-12-01/morning', '2026-11-20T09:00', 0, ['far'], 'a year with its digits swapped'],
  ] as const)
    test(`${slot} asked at ${now}: ${because}`, () => expect(rulesOf(slot, now, taken)).toEqual(expected));

  test('a half-day that begins before the last cache has forgotten is refused with the arithmetic', () => {
    const untilMs = at('2026-12-02T14:00');
    const caches = { what: 'DS', untilMs, sum: 'max(DS 86400 s, DNSKEY 3600 s) = 86400 s' };
    const judged = (slot: string) => judgeSlot(slot, calendar, 0, at('2026-11-20T09:00'), caches).refusedBy;
    for (const slot of ['2026-12-01/afternoon', '2026-12-02/morning', '2026-12-02/afternoon'])
      expect(judged(slot)).toEqual([
        { rule: 'caches', why: { text: 'slot.caches', values: { what: 'DS', earliest: untilMs, sum: caches.sum } } },
      ]);
    expect(judged('2026-12-03/morning')).toEqual([]);
    const onTime = { ...caches, untilMs: at('2026-12-02T13:00') };
    expect(judgeSlot('2026-12-02/afternoon', calendar, 0, at('2026-11-20T09:00'), onTime).free).toBe(true);
  });

  test('a slot that no rule refuses is free, and only that one', () =>
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 2 }), (day, taken) => {
        for (const half of ['morning', 'afternoon']) {
          const offer = judgeSlot(`${addDays('2026-11-20', day)}/${half}`, calendar, taken, at('2026-11-20T10:00'));
          expect(offer.free).toBe(offer.refusedBy.length === 0);
          if (offer.free) expect(day).toBeGreaterThanOrEqual(2);
          expect(offer.endsAtMs).toBeGreaterThan(offer.startsAtMs);
        }
      }),
      { numRuns: 50 },
    ));
});

describe('when a half-day is', () => {
  for (const [slot, startsAt, endsAt] of [
    ['2026-12-01/morning', '2026-12-01T08:00:00.000Z', '2026-12-01T12:00:00.000Z'],
    ['2026-07-01/afternoon', '2026-07-01T11:00:00.000Z', '2026-07-01T15:30:00.000Z'],
    ['2026-03-27/morning', '2026-03-27T08:00:00.000Z', '2026-03-27T12:00:00.000Z'],
    ['2026-03-30/morning', '2026-03-30T07:00:00.000Z', '2026-03-30T11:00:00.000Z'], // after the clocks went forward
  ])
    test(`${slot} begins ${startsAt}`, () => {
      const span = slotSpan(slot!, calendar);
      expect([new Date(span.startsAtMs).toISOString(), new Date(span.endsAtMs).toISOString()]).toEqual([
        startsAt,
        endsAt,
      ]);
    });

  for (const text of [
    '',
    '2026-12-01',
    '2026-13-01/morning',
    '2026-02-30/morning',
    '2026-12-01/night',
    ' 2026-12-01/morning',
  ])
    test(`"${text}" is no slot`, () => expect(() => parseSlot(text)).toThrow(/like 2026-12-01\/morning/));
});

test('a list has two half-days a day, and says which are taken', () => {
  const offers = slotsFrom(
    '2026-12-01',
    2,
    calendar,
    (slot) => (slot === '2026-12-01/afternoon' ? 1 : 0),
    at('2026-11-20T10:00'),
  );
  expect(offers.map(({ slot, free }) => [slot, free])).toEqual([
    ['2026-12-01/morning', true],
    ['2026-12-01/afternoon', false],
    ['2026-12-02/morning', true],
    ['2026-12-02/afternoon', true],
  ]);
});

test('a list of no days or of a thousand is refused', () => {
  for (const days of [0, -1, 1.5, 1000, Number.NaN])
    expect(() => slotsFrom('2026-12-01', days, calendar, () => 0, 0)).toThrow(/1 to 366/);
});
