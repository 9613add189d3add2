import type { MigrationShown, ProjectShown } from '../app/migration-schema.ts';
import { isOver } from '../domain/lifecycle.ts';
import { formatHalfDay } from '../texts/render.ts';
import { addRequest } from './add-task.ts';
import type { Content, Markup } from './html.ts';
import { html, join } from './html.ts';
import { icon } from './icons.ts';
import { whereItIs } from './overview.ts';
import type { Frame } from './page.ts';
import { LANGUAGE_NAMES } from './page.ts';
import { domainName, facts, linkButton, moment, section, stateBadge, statusBadge, table, words } from './parts.ts';

/** A request of the customer's, with the domain it belongs to. */
export type RequestShown = Pick<MigrationShown['steps'][number], 'step' | 'title' | 'status' | 'who'> & {
  readonly migration: string;
};

export function projectPage(frame: Frame, project: ProjectShown, requests: readonly RequestShown[]): Markup {
  const { style } = frame;
  const open = project.migrations.filter(({ status }) => !isOver(status));
  const mayAdd = frame.isStatic !== true && frame.visitor?.rights.has('plan') === true && open.length > 0;
  return html`<div class="head"><p class="quiet"><a href="/">${words(style, 'web.overview')}</a></p>
<h1><bdi>${project.customer}</bdi></h1></div>
<section class="bare" id="domains"><h2>${words(style, 'web.domains')}</h2>${domains(frame, project)}</section>
${section(words(style, 'web.half-day'), halfDay(frame, project), 'half-day')}
${
  (requests.length > 0 || mayAdd) &&
  section(
    words(style, 'web.requests'),
    html`${requests.length > 0 && requestList(requests, frame)}${mayAdd && addRequest(frame, project.id, open, 'project')}`,
    'requests',
  )
}
${section(words(style, 'web.contacts'), contacts(frame, project), 'contacts')}
${
  frame.visitor?.rights.has('plan') === true &&
  section(
    words(style, 'web.customer-page'),
    html`<p>${words(style, 'web.customer-page-hint')}</p><p>${linkButton(`/projects/${project.id}/customer`, words(style, 'web.customer-page'))}</p>`,
    'customer',
  )
}`;
}

function domains({ style }: Frame, { migrations, ...project }: ProjectShown): Markup {
  const nowMs = Date.parse(project.generatedAt);
  return html`<ul class="domains">${migrations.map((entry) => {
    const notes = entry.notes ?? [];
    return html`<li><div class="line"><span class="title"><a href="/migrations/${entry.id}">${domainName(entry)}</a></span>${statusBadge(entry.status, style)}</div>
${whereItIs(entry, nowMs, style)}
${notes.length > 0 && html`<ul class="warnings">${notes.map((text) => html`<li>${icon('warning')}<span>${text}</span></li>`)}</ul>`}</li>`;
  })}</ul>`;
}

function halfDay(frame: Frame, { id, booking, owner }: ProjectShown): Markup {
  const { style } = frame;
  const can = frame.isStatic !== true && frame.visitor?.rights.has('plan') === true;
  return html`${
    booking === undefined
      ? html`<p class="quiet">${words(style, 'web.no-half-day')}</p>`
      : facts([
          [
            words(style, 'web.half-day'),
            html`${formatHalfDay(booking.slot, style.language)}<br><span class="quiet">${moment(booking.startsAt, style)} – ${moment(booking.endsAt, style)}</span>`,
          ],
          [words(style, 'web.held-until'), booking.heldUntil !== undefined && moment(booking.heldUntil, style)],
          [words(style, 'web.on-duty'), html`<bdi>${booking.owner}</bdi>`],
        ])
  }
${booking === undefined && facts([[words(style, 'web.owner'), html`<bdi>${owner}</bdi>`]])}
<div class="row screen-only">${
    can &&
    linkButton(
      `/projects/${id}/book`,
      words(style, booking === undefined ? 'web.book' : 'web.change-booking'),
      booking === undefined ? 'main' : undefined,
    )
  }${booking !== undefined && frame.isStatic !== true && linkButton(`/projects/${id}/hour`, words(style, 'web.the-hour'))}${
    frame.isStatic !== true && html`<a href="/projects/${id}/book#history">${words(style, 'web.booking-history')}</a>`
  }</div>`;
}

function requestList(requests: readonly RequestShown[], { style }: Frame): Markup {
  return html`<ul class="domains">${requests.map(
    ({ title, status, who, migration }) =>
      html`<li><div class="line"><span class="title"><a href="/migrations/${migration}#steps">${title}</a> <span class="quiet">· <bdi>${who}</bdi></span></span>${stateBadge(status, style)}</div></li>`,
  )}</ul>`;
}

function contacts({ style }: Frame, { contacts: people, owner }: ProjectShown): Content {
  if (people.length === 0) return html`<p class="quiet">${words(style, 'web.no-contacts', { owner })}</p>`;
  return table(
    ['web.name', 'web.part', 'web.mail', 'web.language'].map((key) => words(style, key)),
    people.map(({ name, parts, hasMail, language }) => [
      html`<bdi>${name}</bdi>`,
      join(
        parts.map((part) => words(style, `web.part.${part}`)),
        ', ',
      ),
      words(style, hasMail ? 'web.mail-known' : 'web.mail-unknown'),
      html`<span lang="${language}">${LANGUAGE_NAMES[language]}</span>`,
    ]),
  );
}
