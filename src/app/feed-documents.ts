import type { FeedLink } from '../ports/store.ts';
import { render } from '../texts/render.ts';
import type { App } from './app.ts';
import type { DocumentOf } from './documents.ts';
import type { NewLink } from './feed-links.ts';
import { documentOf, isoAt, styleOf } from './voice.ts';

/** The secret addresses of calendars, without their secrets. */
export async function feedLinksDocument(app: App): Promise<DocumentOf<'calendarLinks'>> {
  const links = await Promise.all((await app.store.feeds()).map((link) => shown(app, link)));
  return documentOf('calendarLinks', app, { links });
}

/** A new address; nothing shows it again. */
export async function newLinkDocument(app: App, { link, address }: NewLink): Promise<DocumentOf<'calendarLink'>> {
  return documentOf('calendarLink', app, { ...(await shown(app, link)), address });
}

async function shown(app: App, { id, scope, subject, by, createdMs }: FeedLink) {
  const style = styleOf(app);
  const project = scope === 'project' ? await app.store.readProject(subject) : undefined;
  const values = { subject: project?.customer ?? subject };
  return {
    id,
    scope,
    ...(scope === 'agency' ? {} : { subject }),
    whose: render({ text: `links.whose.${scope}`, values }, style),
    by,
    createdAt: isoAt(createdMs, style.timeZone),
  };
}
