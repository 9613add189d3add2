import { ENGINE, hasRunOut } from '../../domain/journal.ts';
import { canonicalJson } from '../../domain/json.ts';
import { scrubbed } from '../../domain/scrub.ts';
import type { Booked, Booking, BookingChange, BookingWanted, BookingWord } from '../../ports/store.ts';
import { keyUsed, otherThanExpected, taken } from './failures.ts';

/** A change that has no number yet. */
export type NewChange = Omit<BookingChange, 'seq'>;

/** What the calendar holds, as far as one request asks of it. */
export interface Seen {
  /** The change that the request's key led to. */
  readonly used: BookingChange | undefined;
  /** Who is in the half-day, and the project's own booking wherever it is. */
  readonly there: readonly Booking[];
}

/** Nothing is written without changes: either the answer is known already, or it is the last change's booking. */
export type Decision = { readonly answer: Booked | undefined } | { readonly changes: readonly NewChange[] };

/** What `book` does with what is there. @throws GoLiveError as `Store.book`, but for a project that is not there */
export function decideBooking(wanted: BookingWanted, word: BookingWord, { used, there }: Seen): Decision {
  const { projectId, slot, places, expected } = wanted;
  if (used !== undefined) {
    const isSame = used.booking.projectId === projectId && used.booking.slot === slot && !isEnd(used);
    if (!isSame) throw keyUsed(word.key!, used);
    return { answer: { booking: used.booking, isRepeat: true } };
  }
  const atMs = Math.round(word.atMs);
  const mine = there.find((booking) => booking.projectId === projectId);
  const own = mine === undefined || hasRunOut(mine, atMs) ? undefined : mine;
  if ((own?.slot ?? null) !== expected) throw otherThanExpected(projectId, own?.slot, expected);
  const over = there.filter((booking) => (booking === mine || booking.slot === slot) && hasRunOut(booking, atMs));
  const rivals = there.filter((booking) => booking !== mine && booking.slot === slot && !over.includes(booking));
  const place = own?.slot === slot ? own.place : freePlace(places, rivals);
  if (place === undefined) throw taken(slot, places === 1 ? 'somebody else has it' : `all ${places} places are taken`);
  const booking: Booking = clean({
    id: own?.id ?? wanted.id,
    slot,
    place,
    projectId,
    startsAtMs: Math.round(wanted.startsAtMs),
    endsAtMs: Math.round(wanted.endsAtMs),
    timeZone: wanted.timeZone,
    tzdata: wanted.tzdata,
    ...(wanted.heldUntilMs === undefined ? {} : { heldUntilMs: Math.round(wanted.heldUntilMs) }),
    ...(wanted.onDuty === undefined ? {} : { onDuty: wanted.onDuty }),
    createdMs: own?.createdMs ?? atMs,
    changedMs: atMs,
    sequence: own === undefined ? 0 : own.sequence + 1,
  });
  const what = whatBecomes(own, booking);
  if (what === undefined) return { answer: { booking: own!, isRepeat: false } };
  const lapsed = over.map((hold) => ending(hold, 'lapsed', { by: ENGINE, atMs }));
  const from = what === 'moved' ? { from: own!.slot } : {};
  return { changes: [...lapsed, clean({ what, ...said(word), booking, ...from })] };
}

/** What `unbook` does. @throws GoLiveError as `Store.unbook` */
export function decideGivingBack(
  projectId: string,
  word: BookingWord,
  what: 'cancelled' | 'lapsed',
  { used, there }: Seen,
): Decision {
  if (used !== undefined) {
    if (used.booking.projectId !== projectId || used.what !== what) throw keyUsed(word.key!, used);
    return { answer: { booking: used.booking, isRepeat: true } };
  }
  const own = there.find((booking) => booking.projectId === projectId);
  if (own === undefined || (what === 'lapsed' && !hasRunOut(own, Math.round(word.atMs)))) return { answer: undefined };
  return { changes: [ending(own, what, word)] };
}

/** Whether the project has nothing in the calendar after this change. */
export function isEnd({ what }: Pick<BookingChange, 'what'>): boolean {
  return what === 'cancelled' || what === 'lapsed';
}

/** The change as it is kept, where `last` is the highest sequence number ever written of that booking: it comes back as no lower one. */
export function following(change: NewChange, last: number | undefined): NewChange {
  const sequence = Math.max(change.booking.sequence, (last ?? -1) + 1);
  return { ...change, booking: { ...change.booking, sequence } };
}

function freePlace(places: number, rivals: readonly Booking[]): number | undefined {
  const used = new Set(rivals.map(({ place }) => place));
  for (let place = 1; place <= places; place++) if (!used.has(place)) return place;
  return undefined;
}

/** The version of the time zone data alone is no change: the moments that it led to are what counts. */
const COMPARED = ['startsAtMs', 'endsAtMs', 'timeZone', 'heldUntilMs', 'onDuty'] as const;

function whatBecomes(own: Booking | undefined, booking: Booking): BookingChange['what'] | undefined {
  if (own === undefined) return booking.heldUntilMs === undefined ? 'booked' : 'held';
  if (own.slot !== booking.slot) return 'moved';
  if (own.heldUntilMs !== undefined && booking.heldUntilMs === undefined) return 'confirmed';
  return COMPARED.every((name) => own[name] === booking[name]) ? undefined : 'changed';
}

function ending(own: Booking, what: 'cancelled' | 'lapsed', word: BookingWord): NewChange {
  const atMs = Math.round(word.atMs);
  return clean({ what, ...said(word), booking: { ...own, changedMs: atMs, sequence: own.sequence + 1 } });
}

function said({ by, why, atMs, rules, warnings, key }: BookingWord) {
  return {
    by,
    ...(why === undefined ? {} : { why }),
    atMs: Math.round(atMs),
    ...(rules === undefined ? {} : { rules }),
    warnings: warnings ?? [],
    ...(key === undefined ? {} : { key }),
  };
}

/** As it is kept and read again; the last look for secrets is here. */
function clean<Value>(value: Value): Value {
  return JSON.parse(canonicalJson(scrubbed(value)));
}
