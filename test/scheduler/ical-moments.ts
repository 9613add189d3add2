import { calendarFeed } from '../../scheduler/ical/calendar.ts';
import { vtimezoneOf } from '../../scheduler/ical/vtimezone.ts';
import { DAY, HOUR } from '../../src/domain/time.ts';
import { calendarOf, eventsOf } from './ical-read.ts';
import { eventAt, FROM_MS, feedOf, offsetMinutes, UNTIL_MS } from './ical-samples.ts';

/** A feed with an event at each of these moments, read by ical.js: how many it has, and which are not where they were. */
export function readBack(timeZone: string, moments: readonly number[]) {
  const events = moments.map((at) => eventAt(at, { endsAtMs: at + HOUR / 2 }));
  const read = eventsOf(calendarFeed(feedOf(events, { timeZone })));
  const wrong = read.filter(
    ({ startsAtMs, endsAtMs }, index) => startsAtMs !== moments[index] || endsAtMs !== moments[index]! + HOUR / 2,
  );
  return {
    events: read.length,
    wrong: wrong.map(({ uid, startsAtMs }) => `${uid} ${new Date(startsAtMs).toISOString()}`),
  };
}

/** Every zone of the runtime, each so many days for sixteen years: which wall times ical.js reads as other moments, and which zones have no rules. */
export function readEveryZone(stepDays: number) {
  const zones = Intl.supportedValuesOf('timeZone');
  const moments = Array.from(
    { length: Math.floor((16 * 365) / stepDays) },
    (_, index) => FROM_MS + index * stepDays * DAY,
  );
  const [wrong, without]: [string[], string[]] = [[], []];
  for (const timeZone of zones) {
    const zone = vtimezoneOf(timeZone, FROM_MS, UNTIL_MS - 1);
    if (zone === undefined) {
      without.push(timeZone);
      continue;
    }
    const read = wallTimesReadBy(zone, timeZone, moments);
    wrong.push(...moments.filter((at, index) => read[index] !== at).map((at) => `${timeZone} ${at}`));
  }
  return { zones: zones.length, wrong, without };
}

/** What ical.js makes of the wall times that the runtime shows at these moments. */
function wallTimesReadBy(zone: readonly string[], timeZone: string, moments: readonly number[]): number[] {
  const lines = moments.map((at) => {
    const wall = new Date(at + offsetMinutes(timeZone, at) * 60_000).toISOString().replace(/[-:]|\.\d+Z/g, '');
    return `BEGIN:VEVENT\r\nUID:${at}\r\nDTSTART;TZID=${timeZone}:${wall}\r\nEND:VEVENT`;
  });
  const text = ['BEGIN:VCALENDAR', ...zone, ...lines, 'END:VCALENDAR', ''].join('\r\n');
  return calendarOf(text)
    .getAllSubcomponents('vevent')
    .map((event) => (event.getFirstPropertyValue('dtstart') as { toUnixTime(): number }).toUnixTime() * 1000);
}
