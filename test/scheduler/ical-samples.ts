import type { Feed, FeedEvent } from '../../scheduler/ical/calendar.ts';
import { DAY, HOUR, MINUTE } from '../../src/domain/time.ts';

// Moments and texts that calendar programs stumble over. Nothing here asks the product: the clocks are the runtime's own (Intl).

/** Zones, and how often their clocks change from 2026 to 2036. */
export const CHANGES_OF: Readonly<Record<string, number>> = {
  'Europe/Amsterdam': 22,
  'Europe/Berlin': 22,
  'Europe/Paris': 22,
  'Europe/London': 22,
  'Europe/Lisbon': 22,
  'Europe/Dublin': 22,
  'America/New_York': 22,
  'Australia/Sydney': 22,
  'Australia/Lord_Howe': 22,
  'Asia/Kathmandu': 0,
  'America/Sao_Paulo': 0,
  UTC: 0,
};
export const ZONES = Object.keys(CHANGES_OF);
export const FROM_MS = Date.UTC(2026, 0, 1);
export const UNTIL_MS = Date.UTC(2037, 0, 1);

const offsets = new Map<string, Intl.DateTimeFormat>();

/** Minutes ahead of UTC, by the runtime. */
export function offsetMinutes(zone: string, at: number): number {
  const format = offsets.get(zone) ?? new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' });
  offsets.set(zone, format);
  const [, sign, hours = '0', minutes = '0'] = /GMT(?:([+-])(\d\d):(\d\d))?/.exec(format.format(at))!;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/** Starts of the UTC days in which the clocks change. */
export function daysOfChange(zone: string): number[] {
  const days: number[] = [];
  for (let day = FROM_MS; day < UNTIL_MS; day += DAY)
    if (offsetMinutes(zone, day) !== offsetMinutes(zone, day + DAY)) days.push(day);
  return days;
}

/** Each half-hour of the day, each hour of the day before and the day after. */
export const MOMENTS_OF_A_CHANGE = 48 + 24 + 24;

/** Around every `step`-th change, from the first; where the clocks never change, around those of Amsterdam. */
export function momentsAround(zone: string, step = 1): number[] {
  const days = daysOfChange(CHANGES_OF[zone] === 0 ? 'Europe/Amsterdam' : zone);
  return days
    .filter((_, index) => index % step === 0)
    .flatMap((day) => [
      ...Array.from({ length: 24 }, (_, hour) => day - DAY + hour * HOUR),
      ...Array.from({ length: 48 }, (_, half) => day + half * 30 * MINUTE),
      ...Array.from({ length: 24 }, (_, hour) => day + DAY + hour * HOUR),
    ]);
}

export function eventAt(startsAtMs: number, more: Partial<FeedEvent> = {}): FeedEvent {
  return {
    uid: `${startsAtMs}@golive.example`,
    sequence: 0,
    status: 'confirmed',
    startsAtMs,
    endsAtMs: startsAtMs + 4 * HOUR,
    createdMs: Date.UTC(2026, 10, 2, 8),
    changedMs: Date.UTC(2026, 10, 3, 9, 30),
    summary: 'klant.nl goes live',
    description: 'Website and mail.',
    alarmsBeforeMs: [],
    ...more,
  };
}

export function feedOf(events: readonly FeedEvent[], more: Partial<Feed> = {}): Feed {
  return {
    name: 'Go-lives',
    prodId: '-//golive//calendar//EN',
    timeZone: 'Europe/Amsterdam',
    nowMs: Date.UTC(2026, 10, 21, 12),
    refreshHours: 1,
    events,
    ...more,
  };
}

/** What a customer may call himself. */
export const HOSTILE: readonly string[] = [
  'Bakker\r\nBEGIN:VEVENT\r\nUID:stolen\r\nEND:VEVENT',
  'Bakker\nEND:VEVENT\nEND:VCALENDAR\nBEGIN:VCALENDAR',
  'Bakker\rATTACH:file:///etc/passwd',
  'Bakker\u2028SUMMARY:other\u2029X-A:1\x85X-B:2\vX-C:3\fX-D:4',
  'Bakker\\nBEGIN:VALARM\\',
  '\\\\n\\;\\,;,:"',
  'a;b,c:d"e=f',
  '\u202egnp.lanigiro\u202c \u2066isolated\u2069 \u200emark',
  'nul\0 bell\x07 escape\x1b[31m delete\x7f',
  'half \ud83d of a pair, \ude00, and \ufffe\uffff',
  ' leading and trailing \t',
  '\tTZID=Europe/Berlin:',
  '👩‍👩‍👧‍👦'.repeat(40),
  'é'.repeat(200),
  'Ω'.repeat(5_000),
  'BEGIN:VEVENT\r\n'.repeat(750),
  ';'.repeat(10_000),
  ' '.repeat(300),
  '',
];
