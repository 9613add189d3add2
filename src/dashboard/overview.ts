import type { DocumentOf, StatusEntry } from '../app/documents.ts';
import type { MigrationStatus } from '../domain/lifecycle.ts';
import { MIGRATION_STATUSES } from '../domain/lifecycle.ts';
import { urgencyOf } from '../domain/urgency.ts';
import type { Style } from '../texts/render.ts';
import { formatHalfDay } from '../texts/render.ts';
import type { Content, Markup } from './html.ts';
import { html, join } from './html.ts';
import { icon } from './icons.ts';
import type { Frame } from './page.ts';
import { button, card, domainName, empty, linkButton, moment, progress, statusBadge, toneOf, words } from './parts.ts';
import { moments, sentence } from './sentence.ts';

/** What of all there is somebody wants to see. */
export interface OverviewAsked {
  readonly status?: MigrationStatus;
  readonly q?: string;
  readonly after?: string;
}

/** So many domains of one project stand in its card; the others on the project's page. */
const DOMAINS_SHOWN = 5;
const WARNINGS_SHOWN = 2;

/** Every project, what needs somebody first. */
export function overviewPage(frame: Frame, document: DocumentOf<'status'>, asked: OverviewAsked): Markup {
  const { style } = frame;
  const nowMs = Date.parse(document.generatedAt);
  const groups = Map.groupBy(document.migrations, ({ project }) => project.id);
  const isAll = asked.status === undefined && asked.q === undefined && asked.after === undefined;
  return html`<div class="row between"><h1>${words(style, 'web.overview')}</h1>${search(asked, style)}</div>
${filters(document.counts ?? {}, asked, style)}
<div class="cards" id="list">${[...groups.values()].map((entries) => projectCard(entries, nowMs, frame))}</div>
${groups.size === 0 && empty(words(style, isAll ? 'web.none-yet' : 'web.none-found'))}
${pages(document, asked, style)}`;
}

export function overviewTitle({ counts = {} }: Pick<DocumentOf<'status'>, 'counts'>, style: Style): string {
  const count = counts['needs-you'] ?? 0;
  return `${count === 0 ? words(style, 'web.overview') : words(style, 'web.overview-you', { count })} – golive`;
}

/** An address of the overview. */
export function overviewAt(asked: OverviewAsked): string {
  const query = new URLSearchParams(Object.entries(asked).filter(([, value]) => value !== undefined && value !== ''));
  return query.size === 0 ? '/' : `/?${query}`;
}

function search({ status, q }: OverviewAsked, style: Style): Markup {
  return html`<form class="inline search screen-only" method="get" action="/" role="search">
<label class="unseen" for="q">${words(style, 'web.search-what')}</label>
<input id="q" name="q" type="search" value="${q}" placeholder="${words(style, 'web.search-what')}" maxlength="100" autocomplete="off" spellcheck="false">
${status !== undefined && html`<input type="hidden" name="status" value="${status}">`}${button(words(style, 'web.search'))}</form>`;
}

function filters(
  counts: Readonly<Partial<Record<MigrationStatus, number>>>,
  asked: OverviewAsked,
  style: Style,
): Markup {
  const kept = asked.q === undefined ? {} : { q: asked.q };
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const statuses = MIGRATION_STATUSES.filter((status) => (counts[status] ?? 0) > 0 || status === asked.status).toSorted(
    (a, b) => urgencyOf(a) - urgencyOf(b),
  );
  const one = (href: string, isHere: boolean, label: Content, count: number) =>
    html`<li><a href="${href}"${isHere && html` aria-current="page"`}>${label} <span class="count">${count}</span></a></li>`;
  return html`<nav class="filters screen-only" aria-label="${words(style, 'web.filter')}"><ul>${one(
    overviewAt(kept),
    asked.status === undefined,
    words(style, 'web.all'),
    all,
  )}${statuses.map((status) =>
    one(overviewAt({ ...kept, status }), status === asked.status, statusBadge(status, style), counts[status] ?? 0),
  )}</ul></nav>`;
}

function pages({ next }: DocumentOf<'status'>, asked: OverviewAsked, style: Style): Content {
  const { after: _after, ...first } = asked;
  return (
    (next !== undefined || asked.after !== undefined) &&
    html`<p class="row screen-only">${
      asked.after !== undefined && linkButton(overviewAt(first), words(style, 'web.first-page'))
    }${next !== undefined && linkButton(overviewAt({ ...first, after: next }), words(style, 'web.more'))}</p>`
  );
}

/** One project with those of its domains that are on this page, the most urgent first. */
export function projectCard(
  entries: readonly StatusEntry[],
  nowMs: number,
  frame: Pick<Frame, 'style' | 'isStatic'>,
): Markup {
  const { style, isStatic } = frame;
  const first = entries[0]!;
  const { project } = first;
  const booked = entries.find(({ slot }) => slot !== undefined);
  const shown = entries.slice(0, DOMAINS_SHOWN);
  const warnings = [...new Set(entries.flatMap(warningsOf))];
  const name = html`<bdi>${project.customer}</bdi>`;
  return card(
    isStatic === true ? name : html`<a href="/projects/${project.id}">${name}</a>`,
    html`<ul class="domains">${shown.map((entry) => domainLine(entry, nowMs, frame))}</ul>
${entries.length > shown.length && html`<p class="quiet">${words(style, 'web.where.more', { count: entries.length - shown.length })}</p>`}
${
  warnings.length > 0 &&
  html`<ul class="warnings">${warnings.slice(0, WARNINGS_SHOWN).map((text) => html`<li>${icon('warning')}<span>${text}</span></li>`)}${
    warnings.length > WARNINGS_SHOWN &&
    html`<li class="quiet">${words(style, 'web.where.more', { count: warnings.length - WARNINGS_SHOWN })}</li>`
  }</ul>`
}
<p class="quiet small">${join(
      [
        booked?.slot !== undefined &&
          html`${words(style, 'web.half-day')}: ${formatHalfDay(booked.slot, style.language)}${
            booked.slotHeldUntil !== undefined &&
            html` (${words(style, 'web.held-until')} ${moment(booked.slotHeldUntil, style)})`
          }`,
        html`${words(style, 'web.owner')}: <bdi>${booked?.slotOwner ?? project.owner}</bdi>`,
      ].filter(Boolean),
      ' · ',
    )}</p>`,
    toneOf(first.status),
  );
}

function domainLine(entry: StatusEntry, nowMs: number, frame: Pick<Frame, 'style' | 'isStatic'>): Markup {
  const { style, isStatic } = frame;
  const name = domainName(entry);
  return html`<li>
<div class="line"><span class="title">${isStatic === true ? name : html`<a href="/migrations/${entry.id}">${name}</a>`}</span>${statusBadge(entry.status, style)}</div>
${whereItIs(entry, nowMs, style)}</li>`;
}

/** The sentence, and under it since when, until when and how far. */
export function whereItIs(entry: StatusEntry, nowMs: number, style: Style): Markup {
  const { done, total } = entry.progress;
  const meta: Content[] = [
    moments(entry, nowMs, style),
    entry.deadline !== undefined && html`${words(style, 'web.deadline')} ${moment(entry.deadline, style)}`,
    !NO_PROGRESS.has(entry.status) && progress(done, total, style),
  ].filter(Boolean);
  return html`<p>${sentence(entry, style)}</p>
${
  meta.length > 0 &&
  html`<p class="quiet small meta">${join(
    meta.map((one) => html`<span>${one}</span>`),
    html`<span aria-hidden="true"> · </span>`,
  )}</p>`
}`;
}

/** Nothing has begun, or how far it came says nothing any more. */
const NO_PROGRESS: ReadonlySet<MigrationStatus> = new Set(['draft', 'planned', 'done', 'cancelled', 'rolled-back']);

function warningsOf({ findings, notes = [] }: StatusEntry): string[] {
  return [
    ...findings
      .filter(({ severity }) => ['critical', 'error', 'warning'].includes(severity))
      .map(({ message }) => message),
    ...notes,
  ];
}
