import type { SlotOffer } from '../../scheduler/slot.ts';
import { GoLiveError } from '../domain/errors.ts';
import { hasRunOut } from '../domain/journal.ts';
import { message } from '../domain/message.ts';
import type { Booking, BookingWanted } from '../ports/store.ts';
import type { App } from './app.ts';
import type { BookingDone } from './booking/done.ts';
import { done, repeat, settled, withoutStanding } from './booking/done.ts';
import { CONFIRMED_BEFORE_MS } from './booking/hold-end.ts';
import { clearJournals, followBooking } from './booking/journals.ts';
import { movedTime } from './booking/moved-time.ts';
import type { Party } from './booking/party.ts';
import { isAway, refuseBegun } from './booking/party.ts';
import { refuseBehind } from './booking/refuse-behind.ts';
import { refusedSlot } from './booking/refused-slot.ts';
import { repeated } from './booking/repeated.ts';
import type { Taken } from './booking/stands.ts';
import type { BookingAsked } from './booking/take-place.ts';
import { offerOf, takePlace } from './booking/take-place.ts';
import { wordOf } from './booking/word.ts';
import { forProject } from './calendar.ts';
import { calendarOf } from './config/slots.ts';
import type { Who } from './say.ts';
import { checkWho } from './say.ts';

export type { BookingDone } from './booking/done.ts';
export type { StandingHere } from './booking/stands.ts';
export type { BookingAsked } from './booking/take-place.ts';

/**
 * Books a half-day for a project, or holds it. The store keeps a place unique: of two who ask at once one gets it, the other the next free
 * ones. Booking what is held already confirms it; booking what is booked finishes what a crash left and changes nothing else.
 *
 * @throws GoLiveError `slot-refused` naming the rules, what would lift them, and the next free half-days; `not-allowed`: the project has
 * another half-day, its go-live has begun, or a hold could not last; `clock-behind`; `usage`
 */
export function book(app: App, domain: string, asked: BookingAsked, who: Who): Promise<BookingDone> {
  return takePlace(app, domain, { ...asked, mayMove: false }, who);
}

/**
 * Moves a booking, or a hold, which stays one. To the half-day that it has: its moments are those of today's rules then. One step in the store:
 * who cannot have the new place keeps the old one.
 *
 * @throws GoLiveError as `book`; `not-allowed`: there is none
 */
export async function reschedule(
  app: App,
  domain: string,
  { taken = 'keep', ...asked }: Pick<BookingAsked, 'slot' | 'onDuty' | 'key'> & { readonly taken?: Taken },
  who: Who,
): Promise<BookingDone> {
  const done = await takePlace(app, domain, { ...asked, mayMove: true }, who);
  return taken === 'keep' ? done : withoutStanding(app, done, who);
}

/**
 * The customer says yes to what was held; until a day before.
 *
 * @throws GoLiveError `not-allowed`: nothing is held, or not any more; `clock-behind`
 */
export async function confirmBooking(app: App, domain: string, who: Who, key?: string): Promise<BookingDone> {
  checkWho(who);
  return settled(app, domain, async (party, now) => {
    const { id, customer } = party.project;
    const change = await repeated(app, id, key, 'confirmed');
    if (change !== undefined) return repeat(app, party, change.booking, who);
    const subject = `Confirming the half-day of ${customer}`;
    refuseBegun(party, domain, now);
    await refuseBehind(app, subject);
    const held = await app.store.bookingOf(id);
    if (held === undefined)
      throw new GoLiveError('not-allowed', { subject, why: 'nothing is booked', fix: bookIt(domain) });
    const isLate = held.heldUntilMs !== undefined && now > held.startsAtMs - CONFIRMED_BEFORE_MS;
    if (hasRunOut(held, now) || isLate) {
      await followBooking(app, party, who);
      throw await refusedSlot(app, held.slot, forProject(party, now), message('booked.hold-over'));
    }
    const { heldUntilMs: _until, ...rest } = held;
    const warnings = await warningsNow(app, party, held);
    const wanted: BookingWanted = { ...rest, places: app.config.slots.perHalfDay, expected: held.slot };
    const { booking, isRepeat } = await app.store.book(wanted, await wordOf(app, who, warnings, key));
    return isRepeat ? repeat(app, party, booking, who) : done(app, party, warnings, who);
  });
}

/**
 * Gives the half-day back. `taken: 'undo'` has taken back what was done ahead of it.
 *
 * @throws GoLiveError `not-allowed`: nothing is booked, or the go-live has begun
 */
export async function unbook(
  app: App,
  domain: string,
  { key, taken = 'keep' }: { readonly key?: string; readonly taken?: Taken },
  who: Who,
): Promise<BookingDone> {
  checkWho(who);
  const after = await settled(app, domain, async (party, now) => {
    const { id, customer } = party.project;
    const change = await repeated(app, id, key, 'cancelled');
    if (change !== undefined) return repeat(app, party, change.booking, who);
    refuseBegun(party, domain, now);
    const held = await app.store.bookingOf(id);
    const isKnown = party.migrations.some((loaded) => !isAway(loaded) && loaded.state.slot !== undefined);
    if (held === undefined && !isKnown)
      throw new GoLiveError('not-allowed', { subject: `Unbooking ${customer}`, why: 'no half-day is booked' });
    const word = await wordOf(app, who, [], key);
    // The journals first: cut off in between, a half-day is kept that nobody goes live in, and not the other way round.
    await clearJournals(app, party, who);
    try {
      await app.store.unbook(id, word);
    } catch (thrown) {
      await followBooking(app, party, who);
      throw thrown;
    }
    return done(app, party, [], who);
  });
  return taken === 'keep' ? after : withoutStanding(app, after, who);
}

/** What a booking that stands should be known with: the rules may have changed since, and so may time zones. */
async function warningsNow(app: App, party: Party, booking: Booking): Promise<SlotOffer['warnings']> {
  const { warnings } = await offerOf(app, booking.slot, forProject(party, app.clock.now()));
  return [...warnings, ...movedTime(booking, calendarOf(app))];
}

const bookIt = (domain: string): string => `golive slots ${domain} shows what is free, golive book books it.`;
