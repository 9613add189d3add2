import { GoLiveError } from '../domain/errors.ts';
import { hasRunOut } from '../domain/journal.ts';
import type { App } from './app.ts';
import type { DocumentOf } from './documents.ts';
import { findMigrations } from './find.ts';
import { shownEntry } from './status-document.ts';
import type { Summary } from './summary.ts';
import { documentOf, domainPair, isoAt, styleOf } from './voice.ts';

/**
 * One customer's go-live: who, which domains, its half-day, and each domain's entry as in the status document.
 *
 * @param asked a project's id, or one of its domains
 * @throws GoLiveError `domain-unknown`
 */
export async function projectDocument(app: App, asked: string): Promise<DocumentOf<'project'>> {
  const { store } = app;
  const [header] = await findMigrations(store, asked);
  const project = await store.readProject(header!.projectId);
  if (project === undefined)
    throw new GoLiveError('store-corrupt', {
      subject: header!.projectId,
      why: 'there is no such project',
      fix: 'Run golive doctor, then restore a backup: golive restore FILE.',
    });
  const style = styleOf(app);
  const booking = await store.bookingOf(project.id);
  const ids = project.domains.map(({ migrationId }) => migrationId);
  const rows = await store.listProjections({ limit: ids.length, ids });
  const byId = new Map(rows.map((row) => [row.id, row.projection.summary as Summary]));
  return documentOf('project', app, {
    id: project.id,
    customer: project.customer,
    language: project.language,
    owner: project.owner,
    ...(project.ownerAssumed === true ? { ownerAssumed: true as const } : {}),
    contacts: project.contacts.map(({ name, language, parts, mail }) => ({
      name,
      language,
      parts: [...parts],
      hasMail: mail !== undefined,
    })),
    domains: project.domains.map(({ domain, role, migrationId }) => ({
      ...domainPair(domain),
      role,
      migration: migrationId,
    })),
    ...(booking === undefined || hasRunOut(booking, app.clock.now())
      ? {}
      : {
          booking: {
            id: booking.id,
            slot: booking.slot,
            startsAt: isoAt(booking.startsAtMs, booking.timeZone || style.timeZone),
            endsAt: isoAt(booking.endsAtMs, booking.timeZone || style.timeZone),
            timeZone: booking.timeZone || style.timeZone,
            place: booking.place,
            owner: booking.onDuty ?? project.owner,
            ...(booking.heldUntilMs === undefined ? {} : { heldUntil: isoAt(booking.heldUntilMs, style.timeZone) }),
          },
        }),
    migrations: ids.flatMap((id) => {
      const summary = byId.get(id);
      return summary === undefined ? [] : [shownEntry(app, summary)];
    }),
  });
}
