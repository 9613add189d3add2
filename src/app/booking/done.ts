import type { SlotOffer } from '../../../scheduler/slot.ts';
import { asGoLiveError } from '../../domain/errors.ts';
import { hasRunOut } from '../../domain/journal.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { Booking } from '../../ports/store.ts';
import type { App } from '../app.ts';
import type { Loaded } from '../record.ts';
import type { Who } from '../say.ts';
import { followBooking } from './journals.ts';
import type { Party } from './party.ts';
import { partyOf } from './party.ts';
import type { StandingHere } from './stands.ts';
import { standing, takeAllBack } from './stands.ts';

export interface BookingDone {
  /** Of all domains of the project, as they are now. */
  readonly migrations: readonly Loaded[];
  /** What the project holds now; absent: nothing. */
  readonly booking?: Booking;
  readonly warnings: SlotOffer['warnings'];
  /** The key was used before: nothing was booked or given back now. */
  readonly isRepeat: boolean;
  /** Of a repeat: what the key had led to, where the project holds something else by now. */
  readonly answered?: Booking;
  /** What was done ahead of a half-day and stands (TTL lowered, DS removed). */
  readonly standing: readonly StandingHere[];
}

/** Another of the same project came in between: what it did is looked at, and the request judged anew. */
const TRIES = 5;

export async function settled(
  app: App,
  domain: string,
  work: (party: Party, now: EpochMs) => Promise<BookingDone>,
): Promise<BookingDone> {
  for (let tries = 1; ; tries++) {
    try {
      return await work(await partyOf(app, domain), app.clock.now());
    } catch (thrown) {
      if (asGoLiveError(thrown, domain).code !== 'journal-conflict' || tries >= TRIES) throw thrown;
    }
  }
}

/** Brings the journals after the store, and tells what is so now. */
export async function done(app: App, party: Party, warnings: SlotOffer['warnings'], who: Who): Promise<BookingDone> {
  const migrations = await followBooking(app, party, who);
  const booking = await app.store.bookingOf(party.project.id);
  return {
    migrations,
    ...(booking === undefined || hasRunOut(booking, app.clock.now()) ? {} : { booking }),
    warnings,
    isRepeat: false,
    standing: standing(migrations),
  };
}

/** What the key led to, with what a crash then left finished; a booking that has moved on since stays where it is. */
export async function repeat(app: App, party: Party, answered: Booking, who: Who): Promise<BookingDone> {
  const after = await done(app, party, [], who);
  const isSame = after.booking?.id === answered.id && after.booking.slot === answered.slot;
  return { ...after, isRepeat: true, ...(isSame ? {} : { answered }) };
}

/** As it was done, with all that stands taken back. */
export async function withoutStanding(app: App, after: BookingDone, who: Who): Promise<BookingDone> {
  if (after.standing.length === 0 || after.isRepeat) return after;
  const migrations = await takeAllBack(app, after, who);
  return { ...after, migrations };
}
