import type { DocumentOf } from '../../app/documents.ts';
import type { Content, Markup } from '../html.ts';
import { html } from '../html.ts';
import type { Frame } from '../page.ts';
import { button, empty, form, moment, section, table, words } from '../parts.ts';

type Links = DocumentOf<'customerLinks'>['links'];

/** For the agency: makes a customer's link, and takes links back. `project` is an id, `contacts` the customer's people by name. */
export function customerLinkPage(
  frame: Frame,
  project: {
    readonly id: string;
    readonly customer: string;
    readonly contacts: readonly string[];
    readonly days: number;
  },
  links: Links,
): Markup {
  const { style } = frame;
  const say = (key: string, values?: Readonly<Record<string, string | number>>) => words(style, key, values);
  const rows = links.map(({ id, contact, by, createdAt, expiresAt }): Content[] => [
    html`<bdi>${contact ?? project.customer}</bdi>`,
    by,
    moment(createdAt, style),
    moment(expiresAt, style),
    form(
      frame,
      `/projects/${project.id}/customer-link/end`,
      html`<input type="hidden" name="link" value="${id}">${button(html`${say('customer.link.end')}<span class="unseen"> (${contact ?? project.customer}, ${id})</span>`, { kind: 'danger' })}`,
    ),
  ]);
  return html`<p class="quiet"><a href="/projects/${project.id}">${say('customer.link.back')}</a></p>
<h1>${say('customer.link.title')}: <bdi>${project.customer}</bdi></h1>
<p>${say('customer.link.how', { days: project.days })}</p>
${customerLinkForm(frame, project)}
${section(
  say('customer.link.there'),
  links.length === 0
    ? empty(say('customer.link.none'))
    : table(
        ['whose', 'by', 'made-at', 'until', 'end'].map((name) => say(`customer.link.${name}`)),
        rows,
        say('customer.link.there'),
      ),
)}`;
}

/** The button that makes one; its answer is the one page on which the address stands. */
export function customerLinkForm(
  frame: Frame,
  { id, customer, contacts }: { readonly id: string; readonly customer: string; readonly contacts: readonly string[] },
): Markup {
  const { style } = frame;
  const choice =
    contacts.length > 0 &&
    html`<div class="field"><label for="link-contact">${words(style, 'customer.link.for')}</label><select id="link-contact" name="contact"><option value="">${words(style, 'customer.link.for-all', { customer })}</option>${contacts.map((name) => html`<option value="${name}">${name}</option>`)}</select></div>`;
  return form(
    frame,
    `/projects/${id}/customer-link`,
    html`${choice}<p>${button(words(style, 'customer.link.make'), { kind: 'main' })}</p>`,
  );
}

/** The one time that the address is shown. */
export function customerLinkMade(
  { style }: Frame,
  project: { readonly id: string },
  made: { readonly customer: string; readonly address: string; readonly untilMs: number; readonly hint?: string },
): Markup {
  return html`<h1>${words(style, 'customer.link.title')}: <bdi>${made.customer}</bdi></h1>
<p>${words(style, 'customer.link.made', { customer: made.customer, until: made.untilMs })}</p>
<p><code class="address">${made.address}</code></p>
<p>${words(style, 'customer.link.copy')}</p>
${made.hint !== undefined && html`<p>${words(style, made.hint)}</p>`}
<p><a href="/projects/${project.id}">${words(style, 'customer.link.back')}</a></p>`;
}
