import type { EpochMs } from '../domain/time.ts';
import { render } from '../texts/render.ts';
import type { App } from './app.ts';
import type { BookingDone } from './book.ts';
import { projectOf } from './calendar.ts';
import type { DocumentOf } from './documents.ts';
import { saidDocument } from './said-document.ts';
import { domainPair, isoAt, styleOf } from './voice.ts';

/** What came of booking, moving or giving back a half-day, and what is known of the time that the move itself needs. */
export async function bookedDocument(app: App, domain: string, done: BookingDone): Promise<DocumentOf<'said'>> {
  const style = styleOf(app);
  const { migrations, booking, warnings, standing, isRepeat, answered } = done;
  const iso = (moment: EpochMs) => isoAt(moment, style.timeZone);
  const project = migrations[0]!.project;
  const leads = booking === undefined ? [] : (await projectOf(app, domain)).customer.leads;
  return {
    ...saidDocument(app, migrations),
    ...(booking === undefined
      ? {}
      : {
          booking: {
            id: booking.id,
            slot: booking.slot,
            startsAt: isoAt(booking.startsAtMs, booking.timeZone),
            endsAt: isoAt(booking.endsAtMs, booking.timeZone),
            timeZone: booking.timeZone,
            place: booking.place,
            owner: booking.onDuty ?? project.owner,
            ...(booking.heldUntilMs === undefined ? {} : { heldUntil: iso(booking.heldUntilMs) }),
          },
          leads: leads.map(({ rule, subject, untilMs, beforeMs, sum }) => ({
            rule,
            subject,
            ...(untilMs === undefined ? {} : { until: iso(untilMs) }),
            ...(beforeMs === undefined ? {} : { before: iso(beforeMs) }),
            sum,
          })),
        }),
    ...(warnings.length === 0
      ? {}
      : { warnings: warnings.map(({ rule, why }) => ({ rule, why: render(why, style) })) }),
    ...(standing.length === 0
      ? {}
      : {
          standing: standing.map(({ domain: of, migrationId, step, doneMs }) => ({
            domain: domainPair(of).domain,
            migration: migrationId,
            step,
            since: iso(doneMs),
          })),
        }),
    ...(isRepeat ? { repeated: true as const } : {}),
    ...(answered === undefined ? {} : { answered: { id: answered.id, slot: answered.slot } }),
  };
}
