import type { SlotOffer } from '../../../scheduler/slot.ts';
import { dateAt, judgeSlot, parseSlot } from '../../../scheduler/slot.ts';
import { asGoLiveError, GoLiveError } from '../../domain/errors.ts';
import { hasRunOut } from '../../domain/journal.ts';
import { message } from '../../domain/message.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { Booked, Booking, BookingWanted } from '../../ports/store.ts';
import type { App } from '../app.ts';
import type { ForProject } from '../calendar.ts';
import { forProject, offeredSlots } from '../calendar.ts';
import { calendarOf } from '../config/slots.ts';
import type { Who } from '../say.ts';
import { checkWho } from '../say.ts';
import type { BookingDone } from './done.ts';
import { done, repeat, settled } from './done.ts';
import { CONFIRMED_BEFORE_MS, holdEnd } from './hold-end.ts';
import { followBooking } from './journals.ts';
import { movedTime } from './moved-time.ts';
import { personOnDuty } from './on-duty.ts';
import { isAway, refuseAway, refuseBegun } from './party.ts';
import { refuseBehind } from './refuse-behind.ts';
import { refusedSlot } from './refused-slot.ts';
import { repeated } from './repeated.ts';
import { waitsForHalfDay } from './waits-for-half-day.ts';
import { TZDATA, wordOf } from './word.ts';

export interface BookingAsked {
  /** `2026-12-01/morning` */
  readonly slot: string;
  /** Until somebody confirms it; it ends by itself at `holdUntil`, else after five days, and a day before the half-day at the latest. */
  readonly hold?: boolean;
  readonly holdUntil?: EpochMs;
  /** Absent: the project's owner, or who it was. */
  readonly onDuty?: string;
  /** Who asks twice with one key gets the answer of the first time. */
  readonly key?: string;
}

/** `mayMove`: a booking is moved; else one is made, or a hold confirmed. */
export type Placing = BookingAsked & { readonly mayMove: boolean };

export async function takePlace(app: App, domain: string, asked: Placing, who: Who): Promise<BookingDone> {
  checkWho(who);
  const { date, half } = parseSlot(asked.slot, dateAt(app.clock.now(), app.config.agency.timeZone));
  const slot = `${date}/${half}`;
  const onDuty = asked.onDuty === undefined ? undefined : personOnDuty(app, asked.onDuty);
  return settled(app, domain, async (party, now) => {
    const { id, customer } = party.project;
    const change = await repeated(app, id, asked.key, { slot });
    if (change !== undefined) return repeat(app, party, change.booking, who);
    refuseAway(party);
    refuseBegun(party, domain, now);
    if (!party.migrations.some((loaded) => !isAway(loaded) && waitsForHalfDay(loaded)))
      throw new GoLiveError('not-allowed', {
        subject: `Booking ${slot} for ${customer}`,
        why: 'nothing of this project waits for a half-day',
      });
    await refuseBehind(app, `Booking ${slot} for ${customer}`);
    const found = await app.store.bookingOf(id);
    const held = found === undefined || hasRunOut(found, now) ? undefined : found;
    const other = refusalOfOther(held, slot, asked.mayMove, domain, customer);
    if (other !== undefined) {
      await followBooking(app, party, who); // what a crash left is finished, also where nothing new comes of it
      throw other;
    }
    const meant = forProject(party, now);
    const offer = await offerOf(app, slot, meant);
    const stays = held?.slot === slot;
    if (!offer.free && !stays) {
      await followBooking(app, party, who);
      throw await refusedSlot(app, slot, meant, offer);
    }
    // Booked once, its moments stay what was said then; only who moves it there anew takes today's.
    const keeps = stays && !asked.mayMove && held.startsAtMs !== 0;
    const span = keeps ? held : offer;
    const warnings = [...offer.warnings, ...(keeps ? movedTime(held, calendarOf(app)) : [])];
    const person = onDuty ?? held?.onDuty;
    const until = heldUntil(app, asked, held, { slot, startsAtMs: span.startsAtMs }, now);
    const wanted: BookingWanted = {
      id: app.newId('b'),
      projectId: id,
      slot,
      places: app.config.slots.perHalfDay,
      startsAtMs: span.startsAtMs,
      endsAtMs: span.endsAtMs,
      timeZone: keeps ? held.timeZone : app.config.agency.timeZone,
      tzdata: keeps ? held.tzdata : TZDATA,
      ...(until === undefined ? {} : { heldUntilMs: until }),
      ...(person === undefined ? {} : { onDuty: person }),
      expected: held?.slot ?? null,
    };
    const { booking, isRepeat } = await placed(app, wanted, meant, await wordOf(app, who, warnings, asked.key));
    return isRepeat ? repeat(app, party, booking, who) : done(app, party, warnings, who);
  });
}

function refusalOfOther(
  held: Booking | undefined,
  slot: string,
  mayMove: boolean,
  domain: string,
  customer: string,
): GoLiveError | undefined {
  if (held === undefined && mayMove)
    return new GoLiveError('not-allowed', {
      subject: `Moving ${customer} to ${slot}`,
      why: 'nothing is booked',
      fix: `Book it: golive book ${domain} --slot ${slot}.`,
    });
  if (held !== undefined && held.slot !== slot && !mayMove)
    return new GoLiveError('not-allowed', {
      subject: `Booking ${slot} for ${customer}`,
      why: `${held.slot} is ${held.heldUntilMs === undefined ? 'booked' : 'held'}`,
      fix: `Move it with golive reschedule ${domain} --slot ${slot}.`,
    });
  return undefined;
}

/** Who asks for a hold of what is confirmed keeps it confirmed; a hold that moves stays one. */
function heldUntil(
  app: App,
  { hold = false, holdUntil, mayMove }: Placing,
  held: Booking | undefined,
  of: { readonly slot: string; readonly startsAtMs: EpochMs },
  now: EpochMs,
): EpochMs | undefined {
  const isHold = mayMove ? held?.heldUntilMs !== undefined : hold || holdUntil !== undefined;
  if (!isHold || (held !== undefined && held.heldUntilMs === undefined)) return undefined;
  if (held?.heldUntilMs !== undefined && held.slot === of.slot && holdUntil === undefined)
    return Math.min(held.heldUntilMs, of.startsAtMs - CONFIRMED_BEFORE_MS);
  return holdEnd({ ...of, timeZone: app.config.agency.timeZone }, now, holdUntil);
}

async function placed(
  app: App,
  wanted: BookingWanted,
  meant: ForProject,
  word: Awaited<ReturnType<typeof wordOf>>,
): Promise<Booked> {
  try {
    return await app.store.book(wanted, word);
  } catch (thrown) {
    if (asGoLiveError(thrown, wanted.slot).code !== 'slot-refused') throw thrown;
    const slot = wanted.expected ?? undefined;
    const lost = slot === undefined ? message('booked.lost') : message('booked.lost-kept', { slot });
    throw await refusedSlot(app, wanted.slot, meant, lost);
  }
}

/** One half-day as this project would have it. */
export async function offerOf(app: App, slot: string, meant: ForProject): Promise<SlotOffer> {
  const { date } = parseSlot(slot);
  const offers = await offeredSlots(app, date, 1, meant);
  return (
    offers.find((offer) => offer.slot === slot) ?? judgeSlot(slot, calendarOf(app), 0, app.clock.now(), meant.customer)
  );
}
