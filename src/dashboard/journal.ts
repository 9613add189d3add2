import type { DocumentOf } from '../app/documents.ts';
import type { Style } from '../texts/render.ts';
import type { Markup } from './html.ts';
import { html, lines } from './html.ts';
import type { Frame } from './page.ts';
import { domainName, linkButton, moment, words } from './parts.ts';

type Named = readonly { readonly step: string; readonly title: string }[];

/** What happened, the newest first. */
export function journalTable({ events }: DocumentOf<'journal'>, steps: Named, style: Style): Markup {
  const titles = new Map(steps.map(({ step, title }) => [step, title]));
  return html`<ol class="journal" reversed>${events.toReversed().map((event) => {
    const title = event.step === undefined ? undefined : titles.get(event.step);
    return html`<li id="event-${event.seq}"><p class="quiet small">${moment(event.at, style)} · <bdi>${event.by}</bdi></p>
<p>${title !== undefined && html`<strong>${title}</strong> · `}${lines(title === undefined ? event.text : withoutId(event.text, event.step!))}</p>
${event.why !== undefined && html`<p class="quiet">${words(style, 'web.reason')}: ${lines(event.why)}</p>`}</li>`;
  })}</ol>`;
}

/** @param older the `before` of the page of what happened earlier */
export function journalPage(
  frame: Frame,
  journal: DocumentOf<'journal'>,
  steps: Named,
  pages: { readonly older?: number; readonly isFirst: boolean },
): Markup {
  const { style } = frame;
  const here = `/migrations/${journal.id}/journal`;
  return html`<div class="head"><p class="quiet"><a href="/migrations/${journal.id}">${domainName(journal)}</a></p>
<h1>${words(style, 'web.journal')}</h1></div>
${journalTable(journal, steps, style)}
<p class="row screen-only">${!pages.isFirst && linkButton(here, words(style, 'web.newest'))}${
    pages.older !== undefined && linkButton(`${here}?before=${pages.older}`, words(style, 'web.older'))
  }</p>`;
}

/** `ask-code: waits.` beside its title: the id says nothing more. */
function withoutId(text: string, step: string): string {
  return text.startsWith(step) ? text.slice(step.length).replace(/^\s?:\s*/, '') : text;
}
