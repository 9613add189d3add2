import type { DocumentOf, StatusEntry } from '../app/documents.ts';
import type { MigrationStatus } from '../domain/lifecycle.ts';
import { MIGRATION_STATUSES } from '../domain/lifecycle.ts';
import { urgencyOf } from '../domain/urgency.ts';
import type { Style } from '../texts/render.ts';
import type { Markup } from './html.ts';
import { html } from './html.ts';
import { overviewTitle, projectCard } from './overview.ts';
import type { Frame } from './page.ts';
import { page } from './page.ts';
import { empty, statusBadge, words } from './parts.ts';

// The overview as files that any web server can host: no form, and no way to a page that is not there.

/** So many domains stand on a page; a project is not torn apart. */
export const STATIC_PAGE = 1000;
/** Of a browser without scripts; the script has its own minute. */
const RELOAD_SECONDS = 60;
export const DATA_FILE = 'status.json';

export interface StaticFile {
  readonly name: string;
  readonly text: string;
}

/** Those of golive's own naming: whatever else is in the folder is somebody else's. */
export const STATIC_NAMES =
  /^(?:index\.html|page-\d+\.html|status\.json|golive-[0-9a-f]+\.css|published-[0-9a-f]+\.js|icon-[0-9a-f]+\.svg)$/;

/**
 * The overview on as many pages as it takes, the first one last: what it leads to is there before.
 *
 * @param document all there is, in any order
 */
export function staticPages(
  { style, assets }: Pick<Frame, 'style' | 'assets'>,
  document: DocumentOf<'status'>,
  perPage = STATIC_PAGE,
): readonly StaticFile[] {
  const nowMs = Date.parse(document.generatedAt);
  const pages = inPages(byUrgency(document.migrations), perPage);
  const title = overviewTitle(document, style);
  return pages
    .map((projects, index): StaticFile => {
      const name = nameOf(index);
      const frame: Frame = {
        style,
        assets,
        title,
        path: name,
        isStatic: true,
        reloadSeconds: RELOAD_SECONDS,
      };
      const main = html`<h1>${words(style, 'web.overview')}</h1>
<p class="quiet">${words(style, 'publish.as-of', { at: nowMs })}</p>
${index === 0 && numbers(document.counts ?? {}, style)}
${browse(index, pages.length, style)}
<div class="cards">${projects.map((entries) => projectCard(entries, nowMs, frame))}</div>
${projects.length === 0 && empty(words(style, 'cli.nobody'))}
${browse(index, pages.length, style)}
<p class="quiet small">${words(style, 'publish.data')} <a href="${DATA_FILE}">${DATA_FILE}</a></p>`;
      return { name, text: page(frame, main) };
    })
    .toReversed();
}

const nameOf = (index: number): string => (index === 0 ? 'index.html' : `page-${index + 1}.html`);

function numbers(counts: Readonly<Partial<Record<MigrationStatus, number>>>, style: Style): Markup {
  const statuses = MIGRATION_STATUSES.filter((status) => (counts[status] ?? 0) > 0).toSorted(
    (a, b) => urgencyOf(a) - urgencyOf(b),
  );
  return html`<ul class="numbers" aria-label="${words(style, 'publish.numbers')}">${statuses.map(
    (status) => html`<li>${statusBadge(status, style)} <span class="count">${counts[status]}</span></li>`,
  )}</ul>`;
}

function browse(index: number, count: number, style: Style): Markup | false {
  return (
    count > 1 &&
    html`<nav class="filters" aria-label="${words(style, 'publish.pages')}"><ul>${Array.from(
      { length: count },
      (_, at) =>
        html`<li><a href="${nameOf(at)}"${at === index && html` aria-current="page"`}>${words(style, 'publish.page', { page: at + 1, pages: count })}</a></li>`,
    )}</ul></nav>`
  );
}

/** Projects with their domains, what needs somebody first, and of those what changed last. */
function byUrgency(entries: readonly StatusEntry[]): (readonly StatusEntry[])[] {
  const sorted = entries.toSorted(
    (a, b) => urgencyOf(a.status) - urgencyOf(b.status) || Date.parse(b.changedAt) - Date.parse(a.changedAt),
  );
  return [...Map.groupBy(sorted, ({ project }) => project.id).values()];
}

function inPages(projects: readonly (readonly StatusEntry[])[], perPage: number): (readonly StatusEntry[])[][] {
  const pages: (readonly StatusEntry[])[][] = [[]];
  let onPage = 0;
  for (const project of projects) {
    if (onPage > 0 && onPage + project.length > perPage) {
      pages.push([]);
      onPage = 0;
    }
    pages.at(-1)!.push(project);
    onPage += project.length;
  }
  return pages;
}
