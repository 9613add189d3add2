import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { calendarFeed } from '../../scheduler/ical/calendar.ts';
import { DAY, HOUR, MINUTE } from '../../src/domain/time.ts';
import { readBack, readEveryZone } from '../scheduler/ical-moments.ts';
import { eventsOf } from '../scheduler/ical-read.ts';
import { eventAt, feedOf, HOSTILE, momentsAround, ZONES } from '../scheduler/ical-samples.ts';
import { type Radicale, startRadicale } from './kit/radicale.ts';

// Two programs that had no part in writing the feed: Radicale (vobject and dateutil) and python3-icalendar (pytz). Both know zones themselves;
// under a name that nobody knows they have to go by the feed's VTIMEZONE.

/** No program knows it. One for each zone: vobject keeps what it first learns of a name. */
const ownName = (zone: string): string => `Golive/${zone.replaceAll('/', '-')}`;
const QUARTER = 15 * MINUTE;
const UTC_ZONES: ReadonlySet<string> = new Set(['UTC']);

const quarters = (moments: readonly number[], timeZone: string): string =>
  calendarFeed(
    feedOf(
      moments.map((at) => eventAt(at, { endsAtMs: at + QUARTER, alarmsBeforeMs: [DAY] })),
      { timeZone },
    ),
  );
const renamed = (text: string, zone: string): string => text.replaceAll(zone, ownName(zone));

/** One booking of each state, and every hostile text as a booking of its own. */
const MIXED = calendarFeed(
  feedOf([
    eventAt(Date.UTC(2026, 11, 1, 8), { uid: 'a@golive.example', alarmsBeforeMs: [DAY], categories: ['shop', 'nl'] }),
    eventAt(Date.UTC(2026, 11, 1, 12), { uid: 'b@golive.example', status: 'tentative', sequence: 1 }),
    eventAt(Date.UTC(2026, 11, 2, 8), { uid: 'c@golive.example', status: 'cancelled', sequence: 2 }),
    ...HOSTILE.map((text, index) =>
      eventAt(Date.UTC(2027, 0, 4, 8) + index * DAY, {
        uid: `hostile-${index}@golive.example`,
        summary: text,
        description: text,
        location: text,
        categories: [text],
        url: `https://golive.example/${text}`,
        alarmsBeforeMs: [DAY, HOUR],
      }),
    ),
  ]),
);
const byUid = (one: { uid: string }, other: { uid: string }) => (one.uid < other.uid ? -1 : 1);

describe('Radicale', () => {
  let server: Radicale;
  beforeAll(async () => {
    server = await startRadicale();
  });
  afterAll(() => server?.stop());

  test.each(ZONES)('%s: each hour of two days of change, entry by entry', async (zone) => {
    const around = momentsAround(zone);
    // The first change of 2026 and the last of 2036.
    const moments = [around.slice(24, 72), around.slice(-72, -24)].flat().filter((at) => at % HOUR === 0);
    const calendar = `/golive/${zone.replaceAll('/', '-')}/`;
    expect(await server.makeCalendar(calendar)).toBe(201);
    const statuses = new Set<number>();
    for (const at of moments)
      statuses.add(await server.put(`${calendar}${at}.ics`, renamed(quarters([at], zone), zone)));
    expect([...statuses]).toEqual([201]);
    const stored = await server.get(calendar);
    expect(stored.includes(`TZID:${ownName(zone)}`)).toBe(!UTC_ZONES.has(zone));
    const read = eventsOf(stored).sort((one, other) => one.startsAtMs - other.startsAtMs);
    expect(read.map(({ uid }) => uid)).toEqual(moments.map((at) => `${at}@golive.example`));
    expect(read.map(({ startsAtMs }) => startsAtMs)).toEqual(moments);
    expect(read.map(({ endsAtMs }) => endsAtMs)).toEqual(moments.map((at) => at + QUARTER));
    // What the server itself makes of the times: it is asked in UTC.
    const found: string[] = [];
    for (const at of moments)
      for (const entry of await server.between(calendar, at, at + QUARTER))
        found.push(...eventsOf(entry).map(({ uid }) => uid));
    expect(found).toEqual(moments.map((at) => `${at}@golive.example`));
  });

  test('takes a feed as a whole, hostile texts among them', async () => {
    expect(await server.put('/golive/whole/', MIXED)).toBe(201);
    const read = eventsOf(await server.get('/golive/whole/'));
    const sent = eventsOf(MIXED);
    const told = ({ zone: _, ...event }: (typeof read)[number]) => event;
    expect(read.map(told).sort(byUid)).toEqual(sent.map(told).sort(byUid));
    expect(sent.length).toBe(3 + HOSTILE.length);
  });

  test('complained of nothing', () => {
    expect(server.log()).toContain('PUT request');
    expect(server.log()).not.toMatch(/WARNING|ERROR|CRITICAL/);
  });
});

describe('ical.js', () => {
  test.each(ZONES)('%s: each half-hour of 22 days of change', (zone) =>
    expect(readBack(zone, momentsAround(zone))).toEqual({ events: 22 * 96, wrong: [] }),
  );
  test('every zone of the runtime, five times a year', () => expect(readEveryZone(73).wrong).toEqual([]));
});

interface Read {
  readonly errors: readonly unknown[];
  readonly components: readonly string[];
  readonly events: readonly {
    readonly uid: string;
    readonly sequence: number;
    readonly status: string;
    readonly summary: string;
    readonly description: string;
    readonly startsAtMs: number;
    readonly endsAtMs: number;
    readonly alarms: number;
    readonly properties: readonly string[];
    readonly errors: readonly string[];
  }[];
}

function readByPython(text: string): Read {
  const script = join(import.meta.dirname, 'kit/read-ical.py');
  return JSON.parse(
    execFileSync('/usr/bin/python3', [script], { input: text, encoding: 'utf8', maxBuffer: 1 << 28 }),
  ) as Read;
}

describe('python3-icalendar', () => {
  test.each(ZONES)('%s: each half-hour of 22 days of change', (zone) => {
    const moments = momentsAround(zone);
    const feed = quarters(moments, zone);
    for (const text of [feed, renamed(feed, zone)]) {
      const { events, errors } = readByPython(text);
      expect(errors).toEqual([]);
      expect(events.map(({ uid }) => uid)).toEqual(moments.map((at) => `${at}@golive.example`));
      expect(events.map(({ startsAtMs }) => startsAtMs)).toEqual(moments);
      expect(events.map(({ endsAtMs }) => endsAtMs)).toEqual(moments.map((at) => at + QUARTER));
    }
  });

  test('reads states and hostile texts', () => {
    const { events, errors, components } = readByPython(MIXED);
    const sent = eventsOf(MIXED);
    expect([errors, events.flatMap((event) => event.errors)]).toEqual([[], []]);
    expect(components).toEqual(['VTIMEZONE', ...sent.map(() => 'VEVENT')]);
    expect(events.map(({ uid, sequence, status, startsAtMs }) => [uid, sequence, status, startsAtMs])).toEqual(
      sent.map(({ uid, sequence, status, startsAtMs }) => [uid, sequence, status, startsAtMs]),
    );
    expect(events.map(({ alarms }) => alarms)).toEqual([1, 0, 0, ...HOSTILE.map(() => 2)]);
    const hostile = events.slice(3);
    expect(new Set(hostile.map(({ properties }) => properties.join())).size).toBe(1);
    // Version 4.0.3 takes `\\n` (a backslash, and an n) for a line end: texts with a backslash it reads its own way.
    const plain = (event: { readonly summary: string }, index: number) =>
      HOSTILE[index]!.includes('\\') ? undefined : event.summary;
    expect(hostile.map(plain)).toEqual(sent.slice(3).map(plain));
  });
});
