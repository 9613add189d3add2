import ICAL from 'ical.js';

export interface ReadEvent {
  readonly uid: string;
  readonly sequence: number;
  readonly status: string;
  readonly summary: string;
  readonly description: string;
  readonly startsAtMs: number;
  readonly endsAtMs: number;
  /** The zone whose rules the start was read by. */
  readonly zone: string;
}

/** A feed as ical.js sees it. It brings no zones of its own: the feed's VTIMEZONE is all that it can go by. */
export function calendarOf(text: string): ICAL.Component {
  return new ICAL.Component(ICAL.parse(text) as unknown[]);
}

export function eventsOf(text: string): ReadEvent[] {
  return calendarOf(text)
    .getAllSubcomponents('vevent')
    .map((component) => {
      const { uid, sequence, summary, description, startDate, endDate } = new ICAL.Event(component);
      return {
        uid,
        sequence,
        status: String(component.getFirstPropertyValue('status')),
        summary,
        description,
        startsAtMs: startDate.toUnixTime() * 1000,
        endsAtMs: endDate.toUnixTime() * 1000,
        zone: startDate.zone!.tzid,
      };
    });
}

/** Its zones, apart from UTC under its names. */
export function zonesOfReader(zones: readonly string[]): string[] {
  return zones.filter((zone) => zone !== 'UTC' && ICAL.TimezoneService.has(zone));
}
