import type { ApprovalOffer } from './access/approvals.ts';
import type { App } from './app.ts';
import type { DocumentOf } from './documents.ts';
import { documentOf, isoAt } from './voice.ts';

/** What somebody is shown before a yes, with the token that says it. */
export function offerDocument(app: App, offer: ApprovalOffer): DocumentOf<'approvalOffer'> {
  const { expiresAtMs, migrationId, changes, ...rest } = offer;
  return documentOf('approvalOffer', app, {
    ...rest,
    migration: migrationId,
    expiresAt: isoAt(expiresAtMs, app.config.agency.timeZone),
    changes: changes.map((change) => ({ ...change, changes: [...change.changes] })),
  });
}
