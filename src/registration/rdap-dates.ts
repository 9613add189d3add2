import type { EpochMs } from '../domain/time.ts';
import type { Registration } from '../ports/registry.ts';
import { listed, member, textOf } from './json-walk.ts';

const MOST_EVENTS = 200;

/**
 * RFC 9083 §10.2.3, by the letters of the action; then what servers write instead of it, used where the action itself is absent. Of two with
 * one name the cautious one counts: the earliest beginning and end, the latest change.
 */
const DATES = {
  registration: ['createdMs', Math.min, 0],
  registrationdate: ['createdMs', Math.min, 1],
  registered: ['createdMs', Math.min, 1],
  creation: ['createdMs', Math.min, 1],
  creationdate: ['createdMs', Math.min, 1],
  created: ['createdMs', Math.min, 1],
  expiration: ['expiresMs', Math.min, 0],
  registryexpiration: ['expiresMs', Math.min, 0],
  softexpiration: ['expiresMs', Math.min, 1],
  recordexpires: ['expiresMs', Math.min, 1],
  expires: ['expiresMs', Math.min, 1],
  expiry: ['expiresMs', Math.min, 1],
  expirationdate: ['expiresMs', Math.min, 1],
  lastchanged: ['updatedMs', Math.max, 0],
  lastchange: ['updatedMs', Math.max, 1],
  lastmodified: ['updatedMs', Math.max, 1],
  lastupdated: ['updatedMs', Math.max, 1],
  lastupdate: ['updatedMs', Math.max, 1],
  updated: ['updatedMs', Math.max, 1],
  changed: ['updatedMs', Math.max, 1],
  registrarexpiration: ['soldUntilMs', Math.min, 0],
  transfer: ['transferredMs', Math.max, 0],
  transferred: ['transferredMs', Math.max, 1],
  lasttransfer: ['transferredMs', Math.max, 1],
} as const satisfies Readonly<Record<string, readonly [keyof Registration, (a: number, b: number) => number, 0 | 1]>>;

/** The moments a document tells (RFC 9083 §4.5); what cannot be read is absent. `askedMs`: a deletion after it is to come. */
export function datesOf(
  document: unknown,
  askedMs: EpochMs,
): Partial<Record<(typeof DATES)[keyof typeof DATES][0], EpochMs>> {
  const dates: Partial<Record<(typeof DATES)[keyof typeof DATES][0], EpochMs>> = {};
  const ranks: Partial<Record<keyof typeof dates, number>> = {};
  let againMs: EpochMs | undefined;
  let deletedMs: EpochMs | undefined;
  for (const event of listed(member(document, 'events'), MOST_EVENTS)) {
    const action = (textOf(member(event, 'eventAction')) ?? '')
      .slice(0, 200)
      .toLowerCase()
      .replace(/[^a-z]/g, '');
    const atMs = dateOf(member(event, 'eventDate'));
    if (atMs === undefined) continue;
    if (action === 'reregistration') againMs = Math.max(againMs ?? atMs, atMs);
    if (action === 'deletion' && atMs > askedMs) deletedMs = Math.min(deletedMs ?? atMs, atMs);
    if (!Object.hasOwn(DATES, action)) continue;
    const [key, choose, rank] = DATES[action as keyof typeof DATES];
    const known = ranks[key] ?? Infinity;
    if (rank > known) continue;
    dates[key] = rank < known || dates[key] === undefined ? atMs : choose(dates[key], atMs);
    ranks[key] = rank;
  }
  // A registry adds a year by itself when a name runs out (RFC 3915 §3.1), and its registrar may still delete it.
  const { soldUntilMs } = dates;
  if (soldUntilMs !== undefined) dates.expiresMs = Math.min(dates.expiresMs ?? soldUntilMs, soldUntilMs);
  // Ordered ahead, by whoever gave it up: until then it is as good as any.
  if (deletedMs !== undefined) dates.expiresMs = Math.min(dates.expiresMs ?? deletedMs, deletedMs);
  // It had been given up: what its holder has began then, and so do the days without a transfer (RFC 9083 §10.2.3).
  if (againMs !== undefined) dates.createdMs = Math.max(dates.createdMs ?? againMs, againMs);
  return dates;
}

/** RFC 3339. Without an offset it counts as UTC, without a time as its first moment. Years before 1980 stand for no date at all, as in WHOIS. */
function dateOf(value: unknown): EpochMs | undefined {
  const match =
    /^(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d(?::\d\d)?)(?:[.,](\d{1,9}))?\s?([Zz]|UTC|GMT|[+-]\d\d(?::?\d\d)?)?)?$/.exec(
      (textOf(value) ?? '').slice(0, 60).trim(),
    );
  if (match === null) return undefined;
  const [, day, time = '00:00:00', fraction = '0', offset = 'Z'] = match;
  const zone = /^[+-]/.test(offset) ? `${offset.slice(0, 3)}:${offset.slice(3).replace(':', '') || '00'}` : 'Z';
  const atMs = Date.parse(`${day}T${time.length === 5 ? `${time}:00` : time}.${fraction.slice(0, 3)}${zone}`);
  // Some engines read 31 February as 3 March.
  const isDay = new Date(Date.parse(`${day}T00:00:00Z`) || 0).toISOString().startsWith(day!);
  return Number.isNaN(atMs) || !isDay || Number(day!.slice(0, 4)) < 1980 ? undefined : atMs;
}
