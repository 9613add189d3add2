import { dateAt, MOST_DAYS } from '../../scheduler/slot.ts';
import { render } from '../texts/render.ts';
import type { App } from './app.ts';
import { offeredSlots, projectOf } from './calendar.ts';
import type { DocumentOf } from './documents.ts';
import { documentOf, domainPair, isoAt, styleOf } from './voice.ts';

export { MOST_DAYS };
export const DAYS_SHOWN = 14;

/** Free and refused half-days from a date on, each refusal with its reason; for a domain also those that come too early for its caches. */
export async function slotsDocument(
  app: App,
  asked: { readonly from?: string; readonly days?: number; readonly domain?: string },
): Promise<DocumentOf<'slots'>> {
  const style = styleOf(app);
  const from = asked.from ?? dateAt(app.clock.now(), style.timeZone);
  const project = asked.domain === undefined ? undefined : await projectOf(app, asked.domain);
  const offers = await offeredSlots(app, from, asked.days ?? DAYS_SHOWN, project);
  return documentOf('slots', app, {
    timeZone: style.timeZone,
    ...(project === undefined || project.unmeasured.length === 0
      ? {}
      : { unmeasured: project.unmeasured.map((domain) => domainPair(domain).domain) }),
    slots: offers.map(({ slot, startsAtMs, endsAtMs, free, refusedBy }) => ({
      slot,
      startsAt: isoAt(startsAtMs, style.timeZone),
      endsAt: isoAt(endsAtMs, style.timeZone),
      free,
      ...(free ? {} : { refusedBy: refusedBy.map(({ rule, why }) => ({ rule, why: render(why, style) })) }),
    })),
  });
}
