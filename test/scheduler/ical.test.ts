import { describe, expect, test } from 'vitest';
import { calendarFeed, type FeedEvent } from '../../scheduler/ical/calendar.ts';
import { DAY, HOUR, MINUTE } from '../../src/domain/time.ts';
import { calendarOf, eventsOf } from './ical-read.ts';
import { eventAt, feedOf } from './ical-samples.ts';

const AT = Date.UTC(2026, 11, 1, 8);

const unfolded = (text: string): string[] => text.replaceAll('\r\n ', '').split('\r\n').slice(0, -1);

describe('a feed', () => {
  test('as a whole', () => {
    const event = eventAt(AT, { url: 'https://golive.example/p/7', location: 'Office', categories: ['shop', 'klant'] });
    const events = [{ ...event, alarmsBeforeMs: [DAY, 90 * MINUTE] }];
    expect(unfolded(calendarFeed(feedOf(events, { timeZone: 'Asia/Kathmandu' })))).toEqual([
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//golive//calendar//EN',
      'CALSCALE:GREGORIAN',
      'METHOD:PUBLISH',
      'X-WR-CALNAME:Go-lives',
      'X-WR-TIMEZONE:Asia/Kathmandu',
      'REFRESH-INTERVAL;VALUE=DURATION:PT1H',
      'X-PUBLISHED-TTL:PT1H',
      'BEGIN:VTIMEZONE',
      'TZID:Asia/Kathmandu',
      'BEGIN:STANDARD',
      'DTSTART:19700101T000000',
      'TZOFFSETFROM:+0545',
      'TZOFFSETTO:+0545',
      'END:STANDARD',
      'END:VTIMEZONE',
      'BEGIN:VEVENT',
      'UID:1796112000000@golive.example',
      'SEQUENCE:0',
      'DTSTAMP:20261121T120000Z',
      'CREATED:20261102T080000Z',
      'LAST-MODIFIED:20261103T093000Z',
      'DTSTART;TZID=Asia/Kathmandu:20261201T134500',
      'DTEND;TZID=Asia/Kathmandu:20261201T174500',
      'STATUS:CONFIRMED',
      'TRANSP:OPAQUE',
      'SUMMARY:klant.nl goes live',
      'DESCRIPTION:Website and mail.',
      'LOCATION:Office',
      'URL:https://golive.example/p/7',
      'CATEGORIES:shop,klant',
      'BEGIN:VALARM',
      'ACTION:DISPLAY',
      'DESCRIPTION:klant.nl goes live',
      'TRIGGER:-PT24H',
      'END:VALARM',
      'BEGIN:VALARM',
      'ACTION:DISPLAY',
      'DESCRIPTION:klant.nl goes live',
      'TRIGGER:-PT90M',
      'END:VALARM',
      'END:VEVENT',
      'END:VCALENDAR',
    ]);
  });
  test('without events is one all the same', () =>
    expect(calendarOf(calendarFeed(feedOf([]))).getAllSubcomponents('vtimezone').length).toBe(1));
  test('a booking keeps its UID while it is moved and cancelled', () => {
    const alarmsBeforeMs = [DAY];
    const life: FeedEvent[] = [
      eventAt(AT, { uid: 'b7@golive.example', status: 'tentative', alarmsBeforeMs }),
      eventAt(AT + DAY, { uid: 'b7@golive.example', status: 'confirmed', sequence: 1, alarmsBeforeMs }),
      eventAt(AT + DAY, { uid: 'b7@golive.example', status: 'cancelled', sequence: 2, alarmsBeforeMs }),
    ];
    const seen = life.map((event) => {
      const text = calendarFeed(feedOf([event]));
      const [component] = calendarOf(text).getAllSubcomponents('vevent');
      const [{ uid, sequence, status, startsAtMs }] = eventsOf(text) as [ReturnType<typeof eventsOf>[number]];
      const alarms = component!.getAllSubcomponents('valarm').length;
      return [uid, sequence, status, component!.getFirstPropertyValue('transp'), alarms, startsAtMs - AT];
    });
    expect(seen).toEqual([
      ['b7@golive.example', 0, 'TENTATIVE', 'OPAQUE', 1, 0],
      ['b7@golive.example', 1, 'CONFIRMED', 'OPAQUE', 1, DAY],
      ['b7@golive.example', 2, 'CANCELLED', 'TRANSPARENT', 0, DAY],
    ]);
  });
  test.each([
    [0, 0],
    [HOUR, -3600],
    [DAY, -86_400],
    [90 * MINUTE, -5400],
    [61_000, -61],
    [-HOUR, 3600],
  ])('an alarm %i ms before', (before, seconds) => {
    const [event] = calendarOf(calendarFeed(feedOf([eventAt(AT, { alarmsBeforeMs: [before] })]))).getAllSubcomponents(
      'vevent',
    );
    const trigger = event!.getFirstSubcomponent('valarm')!.getFirstPropertyValue('trigger');
    expect((trigger as unknown as { toSeconds(): number }).toSeconds()).toBe(seconds);
  });
  test.each([
    ['https://golive.example/b/7?a=1,2;3&b=\\', 'https://golive.example/b/7?a=1,2;3&b=%5C'],
    ['https://golive.example/\r\nATTACH:x', 'https://golive.example/ATTACH:x'],
    ['https://bücher.example/ü', 'https://xn--bcher-kva.example/%C3%BC'],
    ['javascript:alert(1)', undefined],
    ['data:text/html,x', undefined],
    ['golive.example', undefined],
    ['', undefined],
  ])('the address %j', (url, read) => {
    const line = unfolded(calendarFeed(feedOf([eventAt(AT, { url })]))).find((one) => one.startsWith('URL:'));
    expect(line?.slice(4)).toBe(read);
  });
  test.each<[string, Partial<FeedEvent>]>([
    ['ends as it starts', { endsAtMs: AT }],
    ['ends at no time', { endsAtMs: Number.NaN }],
    ['a sequence below 0', { sequence: -1 }],
    ['a sequence of 1.5', { sequence: 1.5 }],
    ['no time of change', { changedMs: Number.NaN }],
  ])('is not written with an event of which: %s', (_, wrong) =>
    expect(() => calendarFeed(feedOf([eventAt(AT, wrong)]))).toThrow(RangeError),
  );
  test.each([0, 0.5, Number.NaN])('is not looked at every %d hours', (refreshHours) =>
    expect(() => calendarFeed(feedOf([], { refreshHours }))).toThrow(RangeError),
  );
});
