import { describe, expect, test } from 'vitest';
import { calendarFeed } from '../../scheduler/ical/calendar.ts';
import { vtimezoneOf } from '../../scheduler/ical/vtimezone.ts';
import { HOUR } from '../../src/domain/time.ts';
import { eventAt, FROM_MS, feedOf, UNTIL_MS } from './ical-samples.ts';

describe('how a time is written', () => {
  const written = (at: number, endsAtMs = at + HOUR / 2, timeZone = 'Europe/Amsterdam') =>
    calendarFeed(feedOf([eventAt(at, { endsAtMs })], { timeZone }))
      .split('\r\n')
      .filter((line) => /^DT(START|END)/.test(line) && !/1970/.test(line));
  test.each([
    ['in winter', Date.UTC(2026, 11, 1, 8), ['DTSTART;TZID=Europe/Amsterdam:20261201T090000']],
    ['in summer', Date.UTC(2026, 6, 1, 7), ['DTSTART;TZID=Europe/Amsterdam:20260701T090000']],
    ['as the clocks jump', Date.UTC(2026, 2, 29, 1), ['DTSTART;TZID=Europe/Amsterdam:20260329T030000']],
    ['before the doubled hour', Date.UTC(2026, 9, 24, 23), ['DTSTART;TZID=Europe/Amsterdam:20261025T010000']],
    ['in the doubled hour', Date.UTC(2026, 9, 25, 0), ['DTSTART:20261025T000000Z', 'DTEND:20261025T003000Z']],
    ['in it again', Date.UTC(2026, 9, 25, 1), ['DTSTART:20261025T010000Z', 'DTEND:20261025T013000Z']],
    ['after the doubled hour', Date.UTC(2026, 9, 25, 2), ['DTSTART;TZID=Europe/Amsterdam:20261025T030000']],
  ])('%s', (_, at, lines) => expect(written(at)).toEqual(expect.arrayContaining(lines)));
  test('an end in the doubled hour takes the start with it', () =>
    expect(written(Date.UTC(2026, 9, 24, 20), Date.UTC(2026, 9, 25, 1))).toEqual([
      'DTSTART:20261024T200000Z',
      'DTEND:20261025T010000Z',
    ]));
  test.each(['UTC', 'Etc/UTC', 'Africa/Cairo', '+02:00'])('%s: in UTC, without a zone', (timeZone) => {
    const text = calendarFeed(feedOf([eventAt(Date.UTC(2026, 11, 1, 8))], { timeZone }));
    expect(text).toContain('\r\nDTSTART:20261201T080000Z\r\nDTEND:20261201T120000Z\r\n');
    expect(text).not.toMatch(/VTIMEZONE|TZID/);
  });
  test('one event from before a change of law puts the whole feed into UTC', () => {
    const moments = [Date.UTC(2026, 11, 1, 12), Date.UTC(2017, 11, 1, 12)];
    const inZone = moments.map((_, index) => {
      const events = moments.slice(0, index + 1).map((at) => eventAt(at));
      return calendarFeed(feedOf(events, { timeZone: 'America/Sao_Paulo' })).split('DTSTART;TZID=').length - 1;
    });
    expect(inZone).toEqual([1, 0]);
  });
  test('a zone that nobody knows is named', () =>
    expect(() => calendarFeed(feedOf([], { timeZone: 'Europe/Atlantis' }))).toThrow(/Europe\/Atlantis/));
});

describe('a zone as yearly rules', () => {
  const rules = (zone: string, fromMs = FROM_MS, untilMs = UNTIL_MS - 1) =>
    vtimezoneOf(zone, fromMs, untilMs)
      ?.join(' ')
      .match(/(?<=BEGIN:)(STANDARD|DAYLIGHT).*?(?= END)/g)
      ?.map((rule) => rule.replaceAll(/DTSTART:|RRULE:FREQ=YEARLY;|TZOFFSET/g, ''));
  test.each([
    [
      'Europe/Amsterdam',
      'STANDARD 19701025T030000 BYMONTH=10;BYDAY=-1SU FROM:+0200 TO:+0100',
      'DAYLIGHT 19700329T020000 BYMONTH=3;BYDAY=-1SU FROM:+0100 TO:+0200',
    ],
    // Irish law calls the summer the standard; no program reads it that way.
    [
      'Europe/Dublin',
      'STANDARD 19701025T020000 BYMONTH=10;BYDAY=-1SU FROM:+0100 TO:+0000',
      'DAYLIGHT 19700329T010000 BYMONTH=3;BYDAY=-1SU FROM:+0000 TO:+0100',
    ],
    [
      'America/New_York',
      'STANDARD 19701101T020000 BYMONTH=11;BYDAY=1SU FROM:-0400 TO:-0500',
      'DAYLIGHT 19700308T020000 BYMONTH=3;BYDAY=2SU FROM:-0500 TO:-0400',
    ],
    [
      'Australia/Sydney',
      'STANDARD 19700405T030000 BYMONTH=4;BYDAY=1SU FROM:+1100 TO:+1000',
      'DAYLIGHT 19701004T020000 BYMONTH=10;BYDAY=1SU FROM:+1000 TO:+1100',
    ],
    ['Asia/Kathmandu', 'STANDARD 19700101T000000 FROM:+0545 TO:+0545'],
    ['America/Sao_Paulo', 'STANDARD 19700101T000000 FROM:-0300 TO:-0300'],
  ])('%s', (zone, ...expected) => expect(rules(zone)).toEqual(expected));
  test.each([
    ['by the moon', 'Africa/Casablanca', 2024, 2025],
    ['the day before a last Sunday', 'America/Nuuk', 2026, 2026],
    ['the night after a last Thursday', 'Africa/Cairo', 2026, 2026],
    ['Sundays from the 2nd to the 8th', 'America/Santiago', 2026, 2026],
    ['daylight saving that ended in 2019', 'America/Sao_Paulo', 2017, 2026],
    ['daylight saving that ended in 2022, as regular as it was', 'America/Mexico_City', 2015, 2024],
    ['another law since 2007', 'America/New_York', 2005, 2026],
    ['standard time moved in 2014', 'Europe/Moscow', 2013, 2013],
    ['the law that changes within five years after the span', 'America/New_York', 2002, 2003],
  ])('%s: none', (_, zone, from, until) =>
    expect(vtimezoneOf(zone, Date.UTC(from, 0, 1), Date.UTC(until, 11, 31))).toBeUndefined(),
  );
  test('a law that ended before the span is no matter', () => {
    expect(rules('America/New_York', Date.UTC(2007, 0, 1))).toEqual(rules('America/New_York'));
    expect(rules('Europe/Moscow', Date.UTC(2015, 0, 1))).toEqual(['STANDARD 19700101T000000 FROM:+0300 TO:+0300']);
  });
  test('a span that begins between any two changes gets the same rules', () => {
    for (let month = 0; month < 24; month++)
      expect(rules('Europe/Amsterdam', Date.UTC(2026, month, 15), Date.UTC(2026, month, 16))).toEqual(
        rules('Europe/Amsterdam'),
      );
  });
});
