import type { Markup } from './html.ts';
import { html } from './html.ts';
import type { Frame } from './page.ts';
import { button, details, field, form, words } from './parts.ts';

// What somebody adds to a plan by hand: a task, or what the customer wants done in the half-day.

/** The longest name of a task that a page takes. */
export const LONGEST_TITLE = 200;

interface Migration {
  readonly id: string;
  readonly domainUnicode: string;
}

/** What the customer wants, for one of a project's domains; `back` is the page of ours that it is said on. */
export function addRequest(
  frame: Frame,
  projectId: string,
  migrations: readonly Migration[],
  back: 'hour' | 'project',
): Markup {
  const { style } = frame;
  const which =
    migrations.length === 1
      ? html`<input type="hidden" name="migration" value="${migrations[0]!.id}">`
      : html`<div class="field"><label for="request-migration">${words(style, 'hour.which-domain')}</label><select id="request-migration" name="migration">${migrations.map(({ id, domainUnicode }) => html`<option value="${id}">${domainUnicode}</option>`)}</select></div>`;
  return details(
    words(style, 'hour.add-request'),
    form(
      frame,
      `/projects/${projectId}/hour/request`,
      html`<input type="hidden" name="back" value="${back}">${which}${field({ name: 'title', label: words(style, 'hour.request-what'), required: true, maxLength: LONGEST_TITLE }, style, 'request')}${button(words(style, 'hour.add-request'), { kind: 'main' })}`,
    ),
    'add-request',
  );
}

/** A task of ours or of the customer's, with which one may begin at once. */
export function addTask(
  frame: Frame,
  migrationId: string,
  owners: { readonly agency: string; readonly customer: string },
): Markup {
  const { style } = frame;
  return details(
    words(style, 'web.add-task'),
    form(
      frame,
      `/migrations/${migrationId}/task`,
      html`${field({ name: 'title', label: words(style, 'web.task-what'), required: true, maxLength: LONGEST_TITLE }, style, 'task')}
<fieldset><legend>${words(style, 'web.task-who')}</legend>
<label><input type="radio" name="owner" id="task-agency" value="agency" checked><bdi>${owners.agency}</bdi></label>
<label><input type="radio" name="owner" id="task-customer" value="customer"><bdi>${owners.customer}</bdi></label></fieldset>
<label><input type="checkbox" name="request" id="task-request" value="yes"> ${words(style, 'web.task-request')}</label>
${button(words(style, 'web.add-task'), { kind: 'main' })}`,
    ),
    'add-task',
  );
}
