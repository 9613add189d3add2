import type { App } from './app.ts';
import { partyOf } from './booking/party.ts';
import type { DocumentOf } from './documents.ts';
import { documentOf, isoAt } from './voice.ts';

/** What became of a project's half-day: who changed it, when and why, by which rules, and what they were warned of. Oldest first. */
export async function bookingHistory(app: App, domain: string): Promise<DocumentOf<'slotHistory'>> {
  const { project } = await partyOf(app, domain);
  const { timeZone } = app.config.agency;
  const all = await app.store.bookingChanges({ projectId: project.id });
  const digests = [...new Set(all.flatMap(({ rules }) => rules ?? []))];
  const bodies = await Promise.all(digests.map(async (digest) => [digest, await app.store.readBody(digest)] as const));
  return documentOf('slotHistory', app, {
    customer: project.customer,
    changes: all.map(({ what, by, why, atMs, booking, from, key, rules, warnings }) => ({
      at: isoAt(atMs, timeZone),
      what,
      slot: booking.slot,
      ...(from === undefined ? {} : { from }),
      by,
      ...(why === undefined ? {} : { why }),
      ...(booking.onDuty === undefined ? {} : { owner: booking.onDuty }),
      ...(booking.heldUntilMs === undefined ? {} : { heldUntil: isoAt(booking.heldUntilMs, timeZone) }),
      ...(key === undefined ? {} : { key }),
      ...(rules === undefined ? {} : { rules }),
      warnings: [...warnings],
    })),
    rules: Object.fromEntries(bodies),
  });
}
