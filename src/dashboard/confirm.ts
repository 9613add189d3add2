import type { MigrationShown, StepShown } from '../app/migration-schema.ts';
import type { Content, Markup } from './html.ts';
import { html } from './html.ts';
import type { Frame } from './page.ts';
import { button, domainName, field, form, linkButton, notice, words } from './parts.ts';

// What cannot simply be taken back is asked once more, with what it costs.

/** States in which a step has done something, or may have. */
const TOUCHED: ReadonlySet<string> = new Set(['done', 'working', 'unknown', 'undoing']);

export function rollbackPage(frame: Frame, migration: MigrationShown): Markup {
  const { style } = frame;
  const behind = migration.steps.find(({ step }) => step === migration.noWayBackSince);
  const back = migration.steps.filter(({ status, undo }) => undo !== undefined && TOUCHED.has(status)).toReversed();
  if (behind !== undefined)
    return asked(
      frame,
      migration,
      'rollback',
      notice('note', words(style, 'web.no-way-back', { step: behind.title })),
      undefined,
    );
  return asked(
    frame,
    migration,
    'rollback',
    html`<p>${words(style, 'web.ask.rollback-what')}</p>
<h2>${words(style, 'web.ask.rollback-steps')}</h2>
${
  back.length === 0
    ? html`<p class="quiet">${words(style, 'web.ask.nothing-to-undo')}</p>`
    : html`<ul class="offered">${back.map(({ title, undo }) => html`<li><h3>${title}</h3><p class="quiet">${words(style, 'web.undo-cost')}: ${undo}</p></li>`)}</ul>`
}`,
    reason(frame, false),
  );
}

export function cancelPage(frame: Frame, migration: MigrationShown): Markup {
  const { style } = frame;
  const left =
    migration.status !== 'rolled-back' &&
    migration.steps.some(({ status, undo }) => undo !== undefined && TOUCHED.has(status));
  return asked(
    frame,
    migration,
    'cancel',
    html`<p>${words(style, 'web.ask.cancel-what')}</p>`,
    html`${left && html`<label><input type="checkbox" name="leave" value="yes">${words(style, 'web.ask.leave')}</label>`}${reason(frame, true)}`,
  );
}

export function skipPage(frame: Frame, migration: MigrationShown, step: StepShown): Markup {
  const { style } = frame;
  return html`<div class="head"><p class="quiet"><a href="/migrations/${migration.id}">${domainName(migration)}</a></p>
<h1>${words(style, 'web.ask.skip', { step: step.title })}</h1></div>
<p>${words(style, 'web.ask.skip-what')}</p>
${step.warning !== undefined && notice('note', step.warning)}
${form(
  frame,
  `/migrations/${migration.id}/skip`,
  html`<input type="hidden" name="step" value="${step.step}">
${step.request === true && field({ name: 'to', label: words(style, 'web.ask.skip-to'), required: true, maxLength: 200 }, style)}
${reason(frame, true)}${buttons(frame, migration, 'web.ask.skip-yes')}`,
)}`;
}

function asked(
  frame: Frame,
  migration: MigrationShown,
  verb: 'rollback' | 'cancel',
  told: Content,
  fields: Content,
): Markup {
  const { style } = frame;
  return html`<div class="head"><p class="quiet"><a href="/migrations/${migration.id}">${domainName(migration)}</a></p>
<h1>${words(style, `web.ask.${verb}`, { domain: migration.domainUnicode })}</h1></div>
${told}
${
  fields === undefined
    ? html`<p>${linkButton(`/migrations/${migration.id}`, words(style, 'web.back'))}</p>`
    : form(
        frame,
        `/migrations/${migration.id}/${verb}`,
        html`${fields}${buttons(frame, migration, `web.ask.${verb}-yes`)}`,
      )
}`;
}

function reason({ style }: Frame, isRequired: boolean): Markup {
  return field(
    {
      name: 'why',
      label: words(style, 'web.reason'),
      hint: words(style, 'web.reason-hint'),
      type: 'textarea',
      required: isRequired,
      maxLength: 4000,
    },
    style,
  );
}

function buttons({ style }: Frame, { id }: MigrationShown, yes: string): Markup {
  return html`<div class="row">${button(words(style, yes), { kind: 'danger' })}${linkButton(`/migrations/${id}`, words(style, 'web.back'))}</div>`;
}
