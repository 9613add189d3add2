import { resolve } from 'node:path';
import type { App } from '../app/app.ts';
import type { DocumentOf, StatusEntry } from '../app/documents.ts';
import { LONGEST_PAGE, statusDocument } from '../app/status-document.ts';
import { DATA_FILE, STATIC_NAMES, staticPages } from '../dashboard/static.ts';
import { GoLiveError } from '../domain/errors.ts';
import { printableJson } from './print.ts';
import type { Shell } from './shell.ts';
import { styleOf, words } from './shell.ts';

/** Writes the status of everything into a folder that a web server hosts: a page for people, the document for programs. */
export async function publish(shell: Shell, app: App, folder: string, json: boolean): Promise<DocumentOf<'status'>> {
  if (folder.trim() === '')
    throw new GoLiveError('usage', { subject: '--publish', fix: 'Name the folder that the web server hosts.' });
  const style = styleOf(app.config);
  const document = await everything(app);
  const { css, icon, js } = await shell.publishedAssets();
  const pages = staticPages({ style, assets: { css, icon, js } }, document);
  await shell.publishFolder(
    resolve(shell.surroundings.cwd, folder),
    [
      ...[css, js, icon].map(({ name, body }) => ({ name, text: body })),
      { name: DATA_FILE, text: `${printableJson(document)}\n` },
      ...pages,
    ],
    STATIC_NAMES,
    'index.html',
  );
  const { length: domains } = document.migrations;
  if (!json)
    shell.line(
      words(style, 'publish.done', {
        folder,
        domains,
        pages: pages.length,
      }),
    );
  return document;
}

/** Page after page in the order of ids: nothing that changes meanwhile is missed or comes twice. */
async function everything(app: App): Promise<DocumentOf<'status'>> {
  const migrations: StatusEntry[] = [];
  let page = await statusDocument(app, { limit: LONGEST_PAGE });
  const { next: _next, ...first } = page;
  migrations.push(...page.migrations);
  while (page.next !== undefined) {
    page = await statusDocument(app, { limit: LONGEST_PAGE, after: page.next });
    migrations.push(...page.migrations);
  }
  return { ...first, migrations };
}
