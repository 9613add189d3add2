import { describe, expect, test } from 'vitest';
import { judgeSlot } from '../../scheduler/slot.ts';
import { calendarWith, datesFrom } from './rules-sample.ts';

const everyDay = (timeZone: string) =>
  calendarWith({ noticeDays: 2, weekdays: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] }, timeZone);

describe('notice is counted in dates, whatever hour it is asked at', () => {
  test.each([
    ['2026-10-23T16:00+02:00', '2026-10-25/afternoon', true, 'two dates ahead, 46 hours'],
    ['2026-10-23T23:59+02:00', '2026-10-25/morning', true, 'the last minute of the day'],
    ['2026-10-24T00:00+02:00', '2026-10-25/afternoon', false, 'the first minute of the next: one date ahead'],
    ['2026-10-24T00:00+02:00', '2026-10-26/morning', true, 'and two'],
    ['2026-03-27T23:59+01:00', '2026-03-29/morning', true, 'two dates ahead, 32 hours'],
    ['2026-03-28T00:00+01:00', '2026-03-29/afternoon', false, 'one date ahead, 36 hours'],
  ])('asked at %s, %s: %s (%s)', (now, slot, isFree) =>
    expect(judgeSlot(slot, everyDay('Europe/Amsterdam'), 0, Date.parse(now)).free).toBe(isFree),
  );

  test('who asks at the same moment in another zone has another date', () => {
    const now = Date.parse('2026-11-30T23:30:00Z'); // already December in Amsterdam
    expect(judgeSlot('2026-12-02/morning', everyDay('Europe/Amsterdam'), 0, now).free).toBe(false);
    expect(judgeSlot('2026-12-02/morning', everyDay('Europe/London'), 0, now).free).toBe(true);
  });
});

describe('notice in working days', () => {
  const calendar = calendarWith({
    noticeIn: 'working-days',
    region: 'NL',
    closed: [{ from: '2026-12-24', to: '2026-12-31' }],
  });
  const firstFree = (now: string, days: number) => {
    const rules = { ...calendar.rules, noticeDays: days };
    return datesFrom(now.slice(0, 10), 60).find((date) => {
      const { refusedBy } = judgeSlot(`${date}/afternoon`, { ...calendar, rules }, 0, Date.parse(`${now}:00Z`));
      return !refusedBy.some(({ rule }) => rule === 'notice');
    });
  };
  test.each([
    ['2026-11-19T10:00', 2, '2026-11-23', 'Thursday: Friday and Monday count'],
    ['2026-11-20T10:00', 2, '2026-11-24', 'Friday: Monday and Tuesday'],
    ['2026-11-21T10:00', 2, '2026-11-24', 'Saturday: Monday and Tuesday'],
    ['2026-11-22T23:30', 2, '2026-11-25', 'Sunday evening in London, Monday in Amsterdam'],
    ['2026-11-20T10:00', 0, '2026-11-20', 'none: today'],
    ['2026-04-02T10:00', 2, '2026-04-07', 'Thursday: Good Friday counts in the Netherlands, Easter Monday does not'],
    ['2026-04-24T10:00', 2, '2026-04-29', 'Friday: not on King’s Day'],
    ['2026-12-22T10:00', 2, '2027-01-04', 'Tuesday: Wednesday, then closed and New Year, then Monday'],
  ])('asked at %s, %i working days: %s (%s)', (now, days, expected) => expect(firstFree(now, days)).toBe(expected));

  test('an agency that never works again has no first date', () => {
    const rules = { ...calendar.rules, closed: [{ from: '2026-01-01', to: '2099-12-31' }] };
    const offer = judgeSlot('2028-11-20/morning', { ...calendar, rules }, 0, Date.parse('2026-11-20T10:00:00Z'));
    expect(offer.refusedBy.map(({ rule }) => rule)).toEqual(['notice', 'closed']);
  });
});
