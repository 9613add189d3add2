import type { MigrationShown, StepShown } from '../app/migration-schema.ts';
import type { Right } from '../domain/rights.ts';
import { CATALOG } from '../texts/catalog.ts';
import type { Style } from '../texts/render.ts';
import { placeOf } from './approve.ts';
import type { Content, Markup } from './html.ts';
import { html, join } from './html.ts';
import type { Frame } from './page.ts';
import type { Field } from './parts.ts';
import {
  button,
  card,
  field,
  form,
  linkButton,
  moment,
  since,
  stateBadge,
  toneOfState,
  until,
  words,
} from './parts.ts';

/** What somebody typed that was refused: shown again where it was typed. Never a secret. */
export interface Typed {
  readonly step?: string;
  readonly value?: string;
  readonly problem: string;
}

type Now = MigrationShown['now'][number];

/** What the calendar answers, not a field. */
const BOOKED: ReadonlySet<string> = new Set(['slot', 'confirmation']);
/** Cannot be left out; somebody must say yes, or a half-day must come. */
const GATES: ReadonlySet<string> = new Set(['wait-for-slot']);
/** States in which a step can be left out: not while its answer is on the way. */
const SKIPPABLE: ReadonlySet<string> = new Set([
  'needs-you',
  'failed',
  'blocked',
  'waiting',
  'ready',
  'unknown',
  'undoing',
]);

/** One step that something is going on with, and the very form that brings it on, for who may send it. */
export function nowCard(frame: Frame, migration: MigrationShown, now: Now, typed?: Typed): Markup {
  const { style } = frame;
  const step = migration.steps.find((one) => one.step === now.step);
  const isLate =
    now.until !== undefined && now.who !== undefined && Date.parse(now.until) < Date.parse(migration.generatedAt);
  return card(
    html`<span class="row between"><span>${now.title}</span>${stateBadge(now.status, style)}</span>`,
    html`${now.waitsFor !== undefined && html`<p class="said">${now.waitsFor}</p>`}
<p class="quiet">${join(
      [
        html`<bdi>${now.who ?? 'golive'}</bdi>`,
        since(now.since, style),
        now.until !== undefined &&
          (isLate
            ? html`<strong class="late">${words(style, 'web.late-since')} ${moment(now.until, style)}</strong>`
            : until(now.until, style)),
      ].filter(Boolean),
      ' · ',
    )}</p>
${now.undo !== undefined && html`<p>${words(style, 'web.undo-cost')}: ${now.undo}</p>`}
${step?.pointOfNoReturn === true && html`<p><strong>${words(style, 'web.no-way-back-step')}</strong></p>`}
${frame.isStatic !== true && deeds(frame, migration, now, step, typed)}`,
    toneOfState(now.status),
    3,
  );
}

function deeds(
  frame: Frame,
  migration: MigrationShown,
  now: Now,
  step: StepShown | undefined,
  typed: Typed | undefined,
): Content {
  const { style, visitor } = frame;
  const may = (right: Right) => visitor?.rights.has(right) === true;
  const only = (right: 'run' | 'plan' | 'approve', content: Content): Content =>
    may(right) ? content : html`<p class="quiet">${words(style, `web.may.${right}`)}</p>`;
  const at = (verb: string) => `/migrations/${migration.id}/${verb}`;
  const named = html`<input type="hidden" name="step" value="${now.step}">`;
  const skip =
    may('run') &&
    SKIPPABLE.has(now.status) &&
    step?.asksForYes !== true &&
    !GATES.has(step?.kind ?? '') &&
    linkButton(`${at('skip')}/${encodeURIComponent(now.step)}`, words(style, 'web.skip-it'), 'plain');
  const done = form(frame, at('done'), html`${named}${button(words(style, 'web.done-it'), { kind: 'main' })}`);
  const retry = form(frame, at('retry'), html`${named}${button(words(style, 'web.retry'), { kind: 'main' })}`);
  if (step?.mayBeApproved === true && (now.wants === 'approval' || step.asksForYes))
    return only(
      'approve',
      form(frame, `${placeOf(migration, now.step)}/offer`, button(words(style, 'web.approve'), { kind: 'main' })),
    );
  if (now.status === 'needs-you' || now.status === 'undoing') {
    if (now.wants !== undefined && BOOKED.has(now.wants))
      return html`<div class="row">${linkButton(
        `/projects/${migration.project.id}/book`,
        words(style, now.wants === 'slot' ? 'web.book' : 'web.change-booking'),
        'main',
      )}${skip}</div>`;
    if (now.wants !== undefined && now.wants !== 'approval')
      return html`${only('plan', answerForm(frame, migration, now, typed))}
${now.status === 'undoing' || step?.closesOnWord !== false ? only('run', html`<div class="row">${done}${skip}</div>`) : html`<div class="row">${skip}</div>`}`;
    if (now.status === 'undoing' && now.who === undefined) return false;
    return only('run', html`<div class="row">${done}${skip}</div>`);
  }
  if (now.status === 'failed' || now.status === 'blocked' || now.status === 'unknown')
    return only(
      'run',
      html`<div class="row">${now.status !== 'unknown' || migration.status === 'halted' ? retry : false}${skip}</div>`,
    );
  return false;
}

/** A field for what is asked; a secret goes to the vault and is never shown again. */
function answerForm(frame: Frame, { id }: MigrationShown, now: Now, typed: Typed | undefined): Markup {
  const { style } = frame;
  const name = now.wants!;
  const isSecret = now.wantsSecret === true;
  const own = typed?.step === now.step ? typed : undefined;
  const value = isSecret ? undefined : own?.value;
  const options = isSecret ? [] : optionsOf(name, style);
  const label = html`${words(style, 'web.your-answer')} <span class="quiet">${name}</span>`;
  const shown: Field = {
    name: 'value',
    label: name === 'authcode' ? words(style, 'web.transfer-code') : label,
    type: isSecret ? 'password' : 'text',
    required: true,
    maxLength: 4000,
    ...(isSecret ? { hint: words(style, 'web.secret-hint') } : {}),
    ...(own === undefined ? {} : { problem: own.problem }),
  };
  return form(
    frame,
    `/migrations/${id}/${isSecret ? 'secret' : 'answer'}`,
    html`<input type="hidden" name="step" value="${now.step}"><input type="hidden" name="name" value="${name}">
${options.length > 0 ? choice(now.step, options, value, style) : field({ ...shown, ...(value === undefined ? {} : { value }) }, style, `a-${now.step}`)}
${button(words(style, 'web.save'), { kind: 'main' })}`,
  );
}

/** The answers that mean something, in words, where they are known. */
function optionsOf(name: string, style: Style): readonly (readonly [value: string, text: string])[] {
  const prefix = `interview.value.${name}.`;
  return Object.keys(CATALOG)
    .filter((key) => key.startsWith(prefix))
    .map((key) => [key.slice(prefix.length), words(style, key)]);
}

function choice(step: string, options: ReturnType<typeof optionsOf>, chosen: string | undefined, style: Style): Markup {
  return html`<fieldset><legend>${words(style, 'web.your-answer')}</legend>${options.map(
    ([value, text]) =>
      html`<label><input type="radio" name="value" id="a-${step}-${value}" value="${value}" required${value === chosen && html` checked`}>${text}</label>`,
  )}</fieldset>`;
}
