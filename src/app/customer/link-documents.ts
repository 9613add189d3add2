import type { App } from '../app.ts';
import type { DocumentOf } from '../documents.ts';
import { documentOf, isoAt } from '../voice.ts';
import type { CustomerLink, NewCustomerLink } from './links.ts';

/** The links to customers' pages, without their secrets. */
export async function customerLinksDocument(
  app: App,
  links: readonly CustomerLink[],
): Promise<DocumentOf<'customerLinks'>> {
  const shown = await Promise.all(
    links.map(async (link) => linkShown(app, link, (await app.store.readProject(link.projectId))?.customer)),
  );
  return documentOf('customerLinks', app, { links: shown });
}

/** A new link; nothing shows its address again. */
export function customerLinkDocument(app: App, made: NewCustomerLink): DocumentOf<'customerLink'> {
  return documentOf('customerLink', app, { ...linkShown(app, made.link, made.customer), address: made.address });
}

function linkShown({ config }: App, link: CustomerLink, customer = '') {
  const { timeZone } = config.agency;
  return {
    id: link.id,
    project: link.projectId,
    customer,
    ...(link.contact === undefined ? {} : { contact: link.contact }),
    by: link.by,
    createdAt: isoAt(link.createdMs, timeZone),
    expiresAt: isoAt(link.expiresMs, timeZone),
  };
}
