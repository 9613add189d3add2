import type { MailboxList } from '../../app/customer/mailbox-list.ts';
import { LONGEST_LIST } from '../../app/customer/mailbox-list.ts';
import type { Content, Markup } from '../html.ts';
import { html } from '../html.ts';
import { button, field, linkButton, section, words } from '../parts.ts';
import type { At } from './at.ts';
import { urlOf, wordForm } from './at.ts';

/** Where a list of mailboxes is handed in; nothing of it is saved before it was shown. */
export function mailboxSection(at: At): Content {
  const { style, view } = at;
  const { mailboxes } = view;
  if (mailboxes === undefined) return undefined;
  return section(
    words(style, 'customer.mailboxes'),
    html`<p>${words(style, 'customer.mailboxes.how')}</p>
${mailboxes.known > 0 && html`<p>${words(style, 'customer.mailboxes.known', { count: mailboxes.known })}</p>`}
${wordForm(
  at,
  'mailboxes',
  {},
  html`${field({ name: 'text', label: words(style, 'customer.mailboxes.text'), type: 'textarea', maxLength: LONGEST_LIST }, style, 'mailboxes')}
<div class="field"><label for="mailboxes-file">${words(style, 'customer.mailboxes.file')}</label><input type="file" id="mailboxes-file" name="file" accept=".csv,.txt,text/csv,text/plain"></div>
<p class="quiet">${words(style, 'customer.mailboxes.look-hint')}</p>
<p>${button(words(style, 'customer.mailboxes.look'))}</p>`,
  true,
)}`,
    'mailboxes',
  );
}

/** What was understood of it. Passwords are counted and never shown; `pending` names the list where it waits. */
export function mailboxPreview(at: At, list: MailboxList, pending: string, domains: readonly string[]): Markup {
  const { style } = at;
  const count = list.addresses.length;
  return html`<h1>${words(style, 'customer.mailboxes.preview')}</h1>
<p>${count === 1 ? words(style, 'customer.mailboxes.understood-one') : words(style, 'customer.mailboxes.understood', { count })}</p>
<ul class="plain">${list.addresses.map((address) => html`<li><bdi>${address}</bdi></li>`)}</ul>
${list.passwords.size > 0 && html`<p>${words(style, 'customer.mailboxes.passwords', { count: list.passwords.size })}</p>`}
${list.elsewhere > 0 && html`<p>${words(style, 'customer.mailboxes.elsewhere', { count: list.elsewhere, domains: domains.join(', ') })}</p>`}
${list.unread > 0 && html`<p>${words(style, 'customer.mailboxes.unread', { count: list.unread })}</p>`}
${wordForm(at, 'mailboxes-save', { list: pending }, html`<p>${button(words(style, 'customer.mailboxes.save'), { kind: 'main' })}</p>`)}
<p>${linkButton(`${urlOf(at)}#mailboxes`, words(style, 'customer.mailboxes.again'))}</p>`;
}
