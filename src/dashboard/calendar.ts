import type { DocumentOf } from '../app/documents.ts';
import type { Style } from '../texts/render.ts';
import type { Content, Markup } from './html.ts';
import { html } from './html.ts';
import type { SlotShown, Warnings } from './month.ts';
import { marks, monthSheet, monthTurns, reasonsOf, refusedBadge, warningList, warningsOf } from './month.ts';
import type { Frame } from './page.ts';
import { badge, button, details, empty, form, moment, notice, section, table, words } from './parts.ts';

/** What the calendar page shows. */
export interface CalendarShown {
  readonly month: string;
  readonly today: string;
  readonly slots: readonly SlotShown[];
  readonly links: DocumentOf<'calendarLinks'>['links'];
  /** Whose calendar an address can be made for. */
  readonly people: readonly string[];
  /** Just made; it is shown this once. */
  readonly made?: { readonly whose: string; readonly address: string; readonly hasHost: boolean };
  /** For whom a half-day can be looked for: what is booked for nobody. */
  readonly unbooked: readonly { readonly id: string; readonly customer: string }[];
}

export function calendarPage(frame: Frame, shown: CalendarShown): Markup {
  const { style } = frame;
  const reasons = reasonsOf(shown.slots, style);
  const warn = warningsOf(shown.slots);
  const mayPlan = frame.visitor?.csrf !== undefined && frame.visitor.rights.has('plan');
  return html`<h1>${words(style, 'month.title')}</h1>
${shown.made !== undefined && madeLink(shown.made, style)}
${monthTurns('/calendar', shown.month, shown.today, style)}
${monthSheet(shown, (slot) => half(slot, warn, style), style)}
${warningList(warn, style)}
${
  reasons.length > 0 &&
  section(
    words(style, 'month.not-possible'),
    html`<ul class="reasons">${reasons.map(({ days, why }) => html`<li><strong>${days}</strong> ${why}</li>`)}</ul>`,
    'reasons',
  )
}
${
  mayPlan &&
  shown.unbooked.length > 0 &&
  section(
    words(style, 'month.unbooked'),
    html`<ul class="rows">${shown.unbooked.map(({ id, customer }) => html`<li><a href="/projects/${id}/book">${words(style, 'month.book-for', { customer })}</a></li>`)}</ul>`,
    'unbooked',
  )
}
${feeds(frame, shown)}`;
}

function half(slot: SlotShown, warn: Warnings, style: Style): Content {
  const { takenBy = [], free } = slot;
  const taken = takenBy.map(
    ({
      project,
      customer,
      owner,
      heldUntil,
      domains,
    }) => html`<div class="taken"><a href="/projects/${project}/hour">${customer}</a> <span class="quiet">${domains.slice(0, 2).join(', ')}${domains.length > 2 && ' …'}</span>
<span>${words(style, 'month.duty', { owner })}</span>${
      heldUntil !== undefined &&
      html` ${badge('question', 'you', words(style, 'month.held'))} <span class="quiet">${words(style, 'web.until')} ${moment(heldUntil, style)}</span>`
    }</div>`,
  );
  if (takenBy.length > 0)
    return html`${taken}${free && html` ${badge('check', 'good', words(style, 'month.place-left'))}`}${marks(slot, warn, style)}`;
  return free
    ? html`${badge('check', 'good', words(style, 'cli.free'))}${marks(slot, warn, style)}`
    : refusedBadge(slot, style);
}

/** Addresses that a phone's calendar follows; the secret part is never shown again. */
export function feeds(frame: Frame, shown: Pick<CalendarShown, 'links' | 'people'>): Content {
  const { style } = frame;
  if (frame.visitor?.csrf === undefined || !frame.visitor.rights.has('plan')) return false;
  const rows = shown.links.map(({ id, whose, by, createdAt }): Content[] => [
    whose,
    by,
    moment(createdAt, style),
    form(
      frame,
      '/calendar/links/remove',
      html`<input type="hidden" name="id" value="${id}">${button(words(style, 'feeds.take-back'))}`,
    ),
  ]);
  return section(
    words(style, 'feeds.title'),
    html`<p>${words(style, 'feeds.what')}</p>${
      rows.length === 0
        ? empty(words(style, 'feeds.none'))
        : table(
            ['feeds.whose', 'feeds.by', 'feeds.since', 'feeds.deed'].map((key) => words(style, key)),
            rows,
            words(style, 'feeds.title'),
          )
    }${details(
      words(style, 'feeds.make'),
      form(
        frame,
        '/calendar/links',
        html`<div class="field"><label for="feed-person">${words(style, 'feeds.for')}</label><select id="feed-person" name="person"><option value="">${words(style, 'feeds.everybody')}</option>${shown.people.map((name) => html`<option value="${name}">${name}</option>`)}</select></div>${button(words(style, 'feeds.make'), { kind: 'main' })}`,
      ),
    )}`,
    'feeds',
  );
}

/** The one time that the address is shown. */
export function madeLink({ whose, address, hasHost }: NonNullable<CalendarShown['made']>, style: Style): Markup {
  return notice(
    'done',
    html`<p>${words(style, 'feeds.made', { whose })}</p><p><code class="secret">${address}</code></p><p>${words(style, hasHost ? 'feeds.once' : 'feeds.no-host')}</p>`,
  );
}
