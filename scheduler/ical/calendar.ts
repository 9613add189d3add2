import { type EpochMs, HOUR, MINUTE, SECOND } from '../../src/domain/time.ts';
import { offsetMs } from '../offset.ts';
import { happensTwice } from '../wall-time.ts';
import { documentOf, textValue, uriValue } from './content-line.ts';
import { utcStamp, wallStamp } from './stamp.ts';
import { vtimezoneOf } from './vtimezone.ts';

export interface FeedEvent {
  /** Stays the same for the life of the booking. */
  readonly uid: string;
  /** Higher after each change that moves, cancels or restores it; from 0. */
  readonly sequence: number;
  readonly status: 'confirmed' | 'tentative' | 'cancelled';
  readonly startsAtMs: EpochMs;
  /** After the start. */
  readonly endsAtMs: EpochMs;
  readonly createdMs: EpochMs;
  readonly changedMs: EpochMs;
  readonly summary: string;
  readonly description: string;
  readonly location?: string;
  /** `https:` or `http:`; anything else is left out. */
  readonly url?: string;
  readonly categories?: readonly string[];
  /** How long before the start each alarm sounds. A cancelled event has none. */
  readonly alarmsBeforeMs: readonly number[];
}

export interface Feed {
  readonly name: string;
  /** Who wrote it, by convention `-//maker//program//EN`. */
  readonly prodId: string;
  /** IANA name. */
  readonly timeZone: string;
  readonly nowMs: EpochMs;
  /** How often a subscriber is asked to look again; whole hours, from 1. */
  readonly refreshHours: number;
  readonly events: readonly FeedEvent[];
}

/** What a feed says of an event in each state. */
const STATES = {
  confirmed: { status: 'CONFIRMED', transparency: 'OPAQUE', alarms: true },
  tentative: { status: 'TENTATIVE', transparency: 'OPAQUE', alarms: true },
  cancelled: { status: 'CANCELLED', transparency: 'TRANSPARENT', alarms: false },
} as const;

/** UTC itself needs no TZID, and may have none (RFC 5545 §3.2.19). */
const UTC_NAMES: ReadonlySet<string> = new Set(['UTC', 'Etc/UTC', 'Etc/UCT', 'Etc/Zulu', 'Etc/Universal']);

/**
 * A calendar that programs subscribe to (RFC 5545, METHOD:PUBLISH), CRLF at the end of each line, at most 75 octets a line in UTF-8.
 *
 * Times stand in the agency's zone, with its rules. They stand in UTC where those rules cannot be told (see `vtimezoneOf`), and for an event that
 * begins or ends in an hour that the clocks show twice: programs do not agree which of the two is meant.
 *
 * @throws GoLiveError `config-invalid`: the runtime knows no such zone
 * @throws RangeError: an event that does not end after its start, a sequence or a number of hours that is none
 */
export function calendarFeed(feed: Feed): string {
  return [...calendarParts(feed)].join('');
}

/** The same in parts, each worked out when it is asked for: its head, one for each event, its end. @throws as `calendarFeed` */
export function* calendarParts({ name, prodId, timeZone, nowMs, refreshHours, events }: Feed): Generator<string> {
  const every = `PT${counting('hours', refreshHours, 1)}H`;
  const zone = UTC_NAMES.has(timeZone) ? undefined : vtimezoneOf(timeZone, ...spanOf(events, nowMs));
  yield documentOf([
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    `PRODID:${textValue(prodId)}`,
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `X-WR-CALNAME:${textValue(name)}`,
    `X-WR-TIMEZONE:${textValue(timeZone)}`,
    `REFRESH-INTERVAL;VALUE=DURATION:${every}`,
    `X-PUBLISHED-TTL:${every}`,
    ...(zone ?? []),
  ]);
  for (const event of events) yield documentOf(eventLines(event, nowMs, zone && timeZone));
  yield documentOf(['END:VCALENDAR']);
}

function spanOf(events: readonly FeedEvent[], nowMs: EpochMs): [EpochMs, EpochMs] {
  return events.reduce<[EpochMs, EpochMs]>(
    ([from, until], { startsAtMs, endsAtMs }) => [Math.min(from, startsAtMs), Math.max(until, endsAtMs)],
    [nowMs, nowMs],
  );
}

/** `zone`: in whose wall times it is written; without one in UTC. */
function eventLines(event: FeedEvent, nowMs: EpochMs, zone: string | undefined): string[] {
  const { startsAtMs, endsAtMs, summary, location, url, categories = [] } = event;
  if (!(startsAtMs < endsAtMs)) throw new RangeError(`event ${JSON.stringify(event.uid)} does not end after its start`);
  const { status, transparency, alarms } = STATES[event.status];
  const inUtc = zone === undefined || [startsAtMs, endsAtMs].some((at) => happensTwice(at, zone));
  const time = (at: EpochMs) => (inUtc ? `:${utcStamp(at)}` : `;TZID=${zone}:${wallStamp(at, offsetMs(at, zone))}`);
  const uri = url === undefined ? undefined : uriValue(url);
  return [
    'BEGIN:VEVENT',
    `UID:${textValue(event.uid)}`,
    `SEQUENCE:${counting('sequence', event.sequence, 0)}`,
    `DTSTAMP:${utcStamp(nowMs)}`,
    `CREATED:${utcStamp(event.createdMs)}`,
    `LAST-MODIFIED:${utcStamp(event.changedMs)}`,
    `DTSTART${time(startsAtMs)}`,
    `DTEND${time(endsAtMs)}`,
    `STATUS:${status}`,
    `TRANSP:${transparency}`,
    `SUMMARY:${textValue(summary)}`,
    `DESCRIPTION:${textValue(event.description)}`,
    ...(location === undefined ? [] : [`LOCATION:${textValue(location)}`]),
    ...(uri === undefined ? [] : [`URL:${uri}`]),
    ...(categories.length === 0 ? [] : [`CATEGORIES:${categories.map(textValue).join(',')}`]),
    ...(alarms ? event.alarmsBeforeMs.flatMap((before) => alarmLines(before, summary)) : []),
    'END:VEVENT',
  ];
}

function alarmLines(beforeMs: number, summary: string): string[] {
  return [
    'BEGIN:VALARM',
    'ACTION:DISPLAY',
    `DESCRIPTION:${textValue(summary)}`,
    `TRIGGER:${durationBefore(beforeMs)}`,
    'END:VALARM',
  ];
}

/** `-PT24H` (RFC 5545 §3.3.6). Never in days: a day before may be 23 or 25 hours. */
function durationBefore(beforeMs: number): string {
  const unit = ([HOUR, MINUTE, SECOND] as const).find((one) => beforeMs % one === 0) ?? SECOND;
  const letter = { [HOUR]: 'H', [MINUTE]: 'M', [SECOND]: 'S' }[unit];
  return `${beforeMs > 0 ? '-' : ''}PT${counting('alarm', Math.round(Math.abs(beforeMs) / unit), 0)}${letter}`;
}

/** What RFC 5545 §3.3.8 takes for an INTEGER. */
function counting(what: string, value: number, least: number): number {
  if (!Number.isInteger(value) || value < least || value > 0x7fffffff)
    throw new RangeError(`${what} ${value} is no whole number from ${least}`);
  return value;
}
