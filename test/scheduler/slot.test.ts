import { DateTime } from 'luxon';
import { describe, expect, test } from 'vitest';
import { judgeSlot, parseSlot, slotSpan, slotsFrom } from '../../scheduler/slot.ts';
import { asGoLiveError } from '../../src/domain/errors.ts';
import { calendarWith } from './rules-sample.ts';

const calendar = calendarWith({ closed: [{ from: '2026-12-24', to: '2027-01-03' }] });
const at = (iso: string) => DateTime.fromISO(iso, { zone: 'Europe/Amsterdam' }).toMillis();
const rulesOf = (slot: string, now: string, taken = 0) =>
  judgeSlot(slot, calendar, taken, at(now)).refusedBy.map(({ rule }) => rule);

describe('which half-days may be booked', () => {
  for (const [slot, now, taken, expected, because] of [
    ['2026-12-01/morning', '2026-11-29T23:59', 0, [], 'two dates ahead, though only 33 hours'],
    ['2026-12-01/morning', '2026-11-30T00:00', 0, ['notice'], 'one date ahead'],
    ['2026-12-01/afternoon', '2026-12-01T12:00', 0, ['notice'], 'today'],
    ['2026-12-01/morning', '2026-12-01T09:00', 0, ['past', 'notice'], 'begun'],
    ['2026-12-05/morning', '2026-11-20T09:00', 0, ['weekday'], 'a Saturday'],
    ['2026-12-24/morning', '2026-11-20T09:00', 0, ['closed'], 'first closed day'],
    ['2027-01-03/morning', '2026-11-20T09:00', 0, ['weekday', 'closed'], 'last closed day, a Sunday: both are said'],
    ['2027-01-04/morning', '2026-11-20T09:00', 0, [], 'open again'],
    ['2026-12-01/morning', '2026-11-20T09:00', 1, ['taken'], 'somebody has it'],
    ['2028-11-20/morning', '2026-11-20T09:00', 0, [], 'two years ahead'],
    ['2028-11-21/morning', '2026-11-20T09:00', 0, ['far'], 'a day more: the year is probably mistyped'],
    ['2062-12-01/morning', '2026-11-20T09:00', 0, ['far'], 'a year with its digits swapped'],
    ['2030-02-28/morning', '2028-02-29T09:00', 0, [], 'two years after a leap day'],
    ['2030-03-01/morning', '2028-02-29T09:00', 0, ['far'], 'and the day behind'],
  ] as const)
    test(`${slot} asked at ${now}: ${because}`, () => expect(rulesOf(slot, now, taken)).toEqual(expected));
});

test('where no notice is asked for, a half-day that has begun is past and no more', () => {
  const now = at('2026-12-01T12:00');
  const without = calendarWith({ noticeDays: 0 });
  const refused = (slot: string) => judgeSlot(slot, without, 0, now).refusedBy.map(({ rule }) => rule);
  expect(['2026-11-30/morning', '2026-12-01/morning', '2026-12-01/afternoon'].map(refused)).toEqual([
    ['past'],
    ['past'],
    [],
  ]);
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
});

const GENERAL = 'Write a date and a half-day, like 2026-12-01/morning; golive slots shows the free ones.';
const HALVES = 'there are morning and afternoon';

describe('what is no half-day is named, with the nearest that is one', () => {
  test.each([
    ['', undefined, GENERAL],
    ['morning', undefined, GENERAL],
    ['2026-12-01', `it names no half-day; ${HALVES}`, '2026-12-01/morning or 2026-12-01/afternoon'],
    ['2026-12-01/', `it names no half-day; ${HALVES}`, '2026-12-01/morning or 2026-12-01/afternoon'],
    ['2026-12-01/evening', `there is no half-day "evening"; ${HALVES}`, '2026-12-01/morning or 2026-12-01/afternoon'],
    ['2026-12-01/ochtend', undefined, '2026-12-01/morning'],
    ['2026-12-01/Morning', undefined, '2026-12-01/morning'],
    ['2026-12-01/nachmittags', undefined, '2026-12-01/afternoon'],
    ['2026-12-01/après-midi', undefined, '2026-12-01/afternoon'],
    ['2026-12-01 pm', undefined, '2026-12-01/afternoon'],
    [' 2026-12-01/morning', undefined, '2026-12-01/morning'],
    ['2026-12-1/morning', undefined, '2026-12-01/morning'],
    ['2026/12/01 morning', undefined, '2026-12-01/morning'],
    ['20261201/morning', undefined, '2026-12-01/morning'],
    ['1-12-2026 ochtend', undefined, '2026-12-01/morning'],
    ['01.12.2026 nachmittags', undefined, '2026-12-01/afternoon'],
    ['1/12/2026/matin', undefined, '2026-12-01/morning'],
    ['12/25/2026 am', undefined, '2026-12-25/morning'],
    ['2026-02-30/morning', 'there is no 2026-02-30', '2026-02-28/morning or 2026-03-01/morning'],
    ['2028-02-30/afternoon', 'there is no 2028-02-30', '2028-02-29/afternoon or 2028-03-01/afternoon'],
    ['2026-11-31/morning', 'there is no 2026-11-31', '2026-11-30/morning or 2026-12-01/morning'],
    ['2026-13-01/morning', undefined, GENERAL],
    ['2026-12-32/morning', undefined, GENERAL],
    ['1926-12-01/morning', undefined, GENERAL],
    ['12026-12-01/morning', undefined, GENERAL],
    ['next tuesday', `it names no half-day; ${HALVES}`, '2026-11-24/morning or 2026-11-24/afternoon'],
    ['dinsdag/middag', undefined, '2026-11-24/afternoon'],
    ['nächsten Freitag vormittags', undefined, '2026-11-27/morning'],
    ['am Freitag', `it names no half-day; ${HALVES}`, '2026-11-27/morning or 2026-11-27/afternoon'],
    ['2026-12-01-morning', undefined, '2026-12-01/morning'],
    ['dinsdagmiddag', undefined, '2026-11-24/afternoon'],
    ['Sonnabendvormittag', undefined, '2026-11-21/morning'],
    ['demain matin', undefined, '2026-11-21/morning'],
    ['1 december ochtend', undefined, '2026-12-01/morning'],
    ['1. Dezember nachmittags', undefined, '2026-12-01/afternoon'],
    ['le 1er déc. matin', undefined, '2026-12-01/morning'],
    ['3rd of May, afternoon', undefined, '2027-05-03/afternoon'],
    ['dinsdag 1 december 2026, middag', undefined, '2026-12-01/afternoon'],
    ['5 août 2027 après-midi', undefined, '2027-08-05/afternoon'],
    ['20 november ochtend', undefined, '2026-11-20/morning'],
    ['19 november ochtend', undefined, '2027-11-19/morning'],
    ['30 februari/ochtend', 'there is no 2027-02-30', '2027-02-28/morning or 2027-03-01/morning'],
    ['2 mardi matin', undefined, '2026-11-24/morning'],
    ['2026-12-01T13:00', `there is no half-day "13:00"; ${HALVES}`, '2026-12-01/morning or 2026-12-01/afternoon'],
  ])('%j', (text, why, fix) => {
    const thrown = caught(() => judgeSlot(text, calendar, 0, at('2026-11-20T09:00'))); // a Friday
    expect(thrown).toMatchObject({ code: 'usage', fix: fix === GENERAL ? GENERAL : `Write ${fix}.` });
    expect(thrown.message).toContain(JSON.stringify(text));
    if (why !== undefined) expect(thrown.message).toContain(why);
  });

  test('without a clock, words for days are not guessed at', () =>
    expect(['next tuesday', '1 december ochtend'].map((text) => caught(() => parseSlot(text)).fix)).toEqual([
      GENERAL,
      GENERAL,
    ]));

  test('what is offered can be booked as it stands', () => {
    for (const text of ['2026-02-30/morning', '1-12-2026', 'next tuesday'])
      for (const slot of caught(() => parseSlot(text, '2026-11-20')).fix!.match(/\d{4}-\S+\w/g)!)
        expect(`${parseSlot(slot).date}/${parseSlot(slot).half}`).toBe(slot);
  });
});

function caught(work: () => unknown) {
  try {
    work();
  } catch (thrown) {
    return asGoLiveError(thrown, '');
  }
  throw new Error('nothing was thrown');
}

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

test.each([
  ['2026-02-30', 'Write 2026-02-28 or 2026-03-01.'],
  ['1-12-2026', 'Write 2026-12-01.'],
  ['tuesday', 'Write 2026-11-24.'],
  ['soon', 'Write it like 2026-12-01.'],
])('a list from %j is refused: %s', (from, fix) =>
  expect(caught(() => slotsFrom(from, 1, calendar, () => 0, at('2026-11-20T10:00')))).toMatchObject({ fix }),
);
