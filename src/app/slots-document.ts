import { dateAt, MOST_DAYS } from '../../scheduler/slot.ts';
import { render } from '../texts/render.ts';
import type { App } from './app.ts';
import { offeredSlots } from './calendar.ts';
import type { DocumentOf } from './documents.ts';
import { documentOf, isoAt, styleOf } from './voice.ts';

export { MOST_DAYS };
export const DAYS_SHOWN = 14;

/** Free and refused half-days from a date on, each refusal with its reason. */
export async function slotsDocument(
  app: App,
  asked: { readonly from?: string; readonly days?: number },
): Promise<DocumentOf<'slots'>> {
  const style = styleOf(app);
  const from = asked.from ?? dateAt(app.clock.now(), style.timeZone);
  const offers = await offeredSlots(app, from, asked.days ?? DAYS_SHOWN);
  return documentOf('slots', app, {
    timeZone: style.timeZone,
    slots: offers.map(({ slot, startsAtMs, endsAtMs, free, refusedBy }) => ({
      slot,
      startsAt: isoAt(startsAtMs, style.timeZone),
      endsAt: isoAt(endsAtMs, style.timeZone),
      free,
      ...(free ? {} : { refusedBy: refusedBy.map(({ rule, why }) => ({ rule, why: render(why, style) })) }),
    })),
  });
}
