import type { EarliestSlot, SlotOffer } from '../../scheduler/slot.ts';
import { dateAt, MOST_DAYS } from '../../scheduler/slot.ts';
import { hasRunOut } from '../domain/journal.ts';
import { fqdn } from '../domain/name.ts';
import type { Booking } from '../ports/store.ts';
import type { Style } from '../texts/render.ts';
import { render } from '../texts/render.ts';
import type { App } from './app.ts';
import { movedTime } from './booking/moved-time.ts';
import type { ForProject } from './calendar.ts';
import { bookingsIn, earliestFor, offeredSlots, projectOf } from './calendar.ts';
import { calendarOf } from './config/slots.ts';
import type { DocumentOf } from './documents.ts';
import { documentOf, domainPair, isoAt, styleOf } from './voice.ts';

export { MOST_DAYS };
export const DAYS_SHOWN = 14;

type SlotsDocument = DocumentOf<'slots'>;
type SlotShown = SlotsDocument['slots'][number];
type Taken = NonNullable<SlotShown['takenBy']>[number];

/**
 * Free and refused half-days from a date on, each refusal with its reason and what would lift it, and who has what is taken; for a domain
 * also those that come too early for its move, and the earliest that does not. Reads the bookings of these dates and no others.
 */
export async function slotsDocument(
  app: App,
  asked: { readonly from?: string; readonly days?: number; readonly domain?: string },
): Promise<SlotsDocument> {
  const style = styleOf(app);
  const from = asked.from ?? dateAt(app.clock.now(), style.timeZone);
  const days = asked.days ?? DAYS_SHOWN;
  const project = asked.domain === undefined ? undefined : await projectOf(app, asked.domain);
  const offers = await offeredSlots(app, from, days, project);
  const bookings = (await bookingsIn(app, from, days)).filter((booking) => !hasRunOut(booking, app.clock.now()));
  const taken = await takenSlots(app, bookings, style, project);
  return documentOf('slots', app, {
    timeZone: style.timeZone,
    ...unmeasuredIn(project),
    slots: offers.map((offer) => shown(offer, bookings, taken.get(offer.slot), app, style)),
    ...(project === undefined ? {} : { earliest: earliestShown(await earliestFor(app, project), style) }),
  });
}

function shown(
  { slot, startsAtMs, endsAtMs, free, refusedBy, warnings }: SlotOffer,
  bookings: readonly Booking[],
  takenBy: Taken[] | undefined,
  app: App,
  style: Style,
): SlotShown {
  const moved = bookings
    .filter((booking) => booking.slot === slot)
    .flatMap((booking) => movedTime(booking, calendarOf(app)));
  const warned = [...warnings, ...moved].map(({ rule, why }) => ({ rule, why: render(why, style) }));
  return {
    slot,
    startsAt: isoAt(startsAtMs, style.timeZone),
    endsAt: isoAt(endsAtMs, style.timeZone),
    free,
    ...(free
      ? {}
      : {
          refusedBy: refusedBy.map(({ rule, why, lift }) => ({
            rule,
            why: render(why, style),
            lift: render(lift, style),
          })),
        }),
    ...(warned.length === 0 ? {} : { warnings: warned }),
    ...(takenBy === undefined ? {} : { takenBy }),
  };
}

/** By half-day, who has it, as the agency's own people may know. */
async function takenSlots(
  app: App,
  bookings: readonly Booking[],
  style: Style,
  own: ForProject | undefined,
): Promise<ReadonlyMap<string, Taken[]>> {
  const taken = new Map<string, Taken[]>();
  for (const { slot, projectId, place, heldUntilMs, onDuty } of bookings) {
    const project = await app.store.readProject(projectId);
    const one: Taken = {
      project: projectId,
      customer: project?.customer ?? projectId,
      domains: (project?.domains ?? []).map(({ domain }) => domainPair(domain).domain),
      place,
      owner: onDuty ?? project?.owner ?? '',
      ...(heldUntilMs === undefined ? {} : { heldUntil: isoAt(heldUntilMs, style.timeZone) }),
      ...(projectId === own?.projectId ? { own: true } : {}),
    };
    taken.set(slot, [...(taken.get(slot) ?? []), one]);
  }
  return taken;
}

function earliestShown({ slot, terms }: EarliestSlot, style: Style): NonNullable<SlotsDocument['earliest']> {
  return {
    ...(slot === undefined ? {} : { slot: slot.slot, startsAt: isoAt(slot.startsAtMs, style.timeZone) }),
    terms: terms.map(({ rule, subject, from, fromMs, beforeMs, sum }) => ({
      rule,
      subject,
      ...(from === undefined ? {} : { from }),
      ...(fromMs === undefined ? {} : { until: isoAt(fromMs, style.timeZone) }),
      ...(beforeMs === undefined ? {} : { before: isoAt(beforeMs, style.timeZone) }),
      sum,
    })),
  };
}

function unmeasuredIn(project: ForProject | undefined): { readonly unmeasured?: string[] } {
  const caches = (project?.customer.unmeasured ?? []).filter(({ rule }) => rule === 'ttl' || rule === 'ds');
  const domains = [...new Set(caches.map(({ subject }) => domainPair(fqdn(subject)).domain))];
  return domains.length === 0 ? {} : { unmeasured: domains };
}
