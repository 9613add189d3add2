import type { ApprovalOffer, ShownChange } from '../app/access/approvals.ts';
import { APPROVAL_LASTS_MS } from '../app/access/approvals.ts';
import type { MigrationShown } from '../app/migration-schema.ts';
import { SECOND } from '../domain/time.ts';
import type { Style } from '../texts/render.ts';
import type { Content, Markup } from './html.ts';
import { html } from './html.ts';
import type { Frame } from './page.ts';
import { button, domainName, field, form, linkButton, notice, words } from './parts.ts';

// A yes in two looks: what it is about, then exactly what would change, to which the yes is said.

type Of = Pick<MigrationShown, 'id' | 'domain' | 'domainUnicode'>;

/** Before anybody has looked: changes nothing, and a link in a mail may lead here. */
export function approvePage(frame: Frame, migration: MigrationShown, step: string | undefined): Markup {
  const { style } = frame;
  const asked = migration.steps.find((one) => one.step === step);
  const isPossible = step === undefined ? migration.status === 'draft' : asked?.mayBeApproved === true;
  return html`${head(migration, style)}
${asked !== undefined && html`<h2>${asked.title}</h2>`}
${asked?.note !== undefined && html`<p class="said">${asked.note}</p>`}
${
  isPossible
    ? html`<p>${words(style, 'web.approve.look')}</p>${form(frame, `${placeOf(migration, step)}/offer`, button(words(style, 'web.approve.show'), { kind: 'main' }))}`
    : notice('note', words(style, 'web.approve.already'))
}
${backTo(migration, style)}`;
}

/** What exactly would change, and the one form with which to say yes to it. */
export function offerPage(frame: Frame, migration: Of, offer: ApprovalOffer, problem?: string): Markup {
  const { style } = frame;
  const step = offer.step === 'plan' ? undefined : offer.step;
  return html`${head(migration, style)}
<p>${words(style, step === undefined ? 'web.approve.plan' : 'web.approve.step')}</p>
${offer.changes.some(({ pointOfNoReturn }) => pointOfNoReturn) && notice('note', words(style, 'web.approve.no-return'))}
<ol class="offered">${offer.changes.map((change) => changeShown(change, style))}</ol>
${offer.changes.some(({ changes }) => changes.length === 0) && html`<p class="quiet">${words(style, 'web.approve.unknown')}</p>`}
${form(
  frame,
  `${placeOf(migration, step)}/yes`,
  html`<input type="hidden" name="token" value="${offer.token}"><input type="hidden" name="planHash" value="${offer.planHash}">
${
  offer.needsName &&
  field(
    {
      name: 'typed',
      label: words(style, 'web.approve.type', { domain: migration.domainUnicode }),
      required: true,
      maxLength: 300,
      ...(problem === undefined ? {} : { problem }),
    },
    style,
    'yes',
  )
}
${field({ name: 'why', label: words(style, 'web.reason'), hint: words(style, 'web.reason-hint'), maxLength: 4000 }, style, 'yes')}
<p class="quiet">${words(style, 'web.approve.valid', { seconds: APPROVAL_LASTS_MS / SECOND })}</p>
<div class="row">${button(words(style, 'web.approve.yes'), { kind: 'main' })}${linkButton(`/migrations/${migration.id}`, words(style, 'web.back'))}</div>`,
)}`;
}

/** Why the yes did not count, and the way to say it after all. Nothing has happened. */
export function refusedPage(frame: Frame, migration: Of, step: string | undefined, why: string): Markup {
  const { style } = frame;
  return html`${head(migration, style)}
<h2>${words(style, 'web.approve.gone')}</h2>
<p>${why}</p>
<div class="row">${form(frame, `${placeOf(migration, step)}/offer`, button(words(style, 'web.approve.show'), { kind: 'main' }))}${linkButton(`/migrations/${migration.id}`, words(style, 'web.back'))}</div>`;
}

/** Of a step, and of a draft's whole plan. */
export function placeOf({ id }: Pick<Of, 'id'>, step: string | undefined): string {
  return `/migrations/${id}/approve${step === undefined ? '' : `/${encodeURIComponent(step)}`}`;
}

function head(migration: Of, style: Style): Markup {
  return html`<div class="head"><p class="quiet"><a href="/migrations/${migration.id}">${domainName(migration)}</a></p>
<h1>${words(style, 'web.approve.title', { domain: migration.domainUnicode })}</h1></div>`;
}

function backTo({ id }: Of, style: Style): Content {
  return html`<p>${linkButton(`/migrations/${id}`, words(style, 'web.back'))}</p>`;
}

function changeShown({ title, changes, undo, pointOfNoReturn }: ShownChange, style: Style): Markup {
  return html`<li><h3>${title}</h3>
${changes.length > 0 && html`<ul class="plain changes">${changes.map((change) => html`<li>${change}</li>`)}</ul>`}
${
  pointOfNoReturn
    ? html`<p><strong>${words(style, 'web.no-way-back-step')}</strong></p>`
    : undo !== undefined && html`<p class="quiet">${words(style, 'web.undo-cost')}: ${undo}</p>`
}</li>`;
}
