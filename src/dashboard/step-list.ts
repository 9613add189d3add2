import type { StepShown } from '../app/migration-schema.ts';
import { PHASES } from '../domain/lifecycle.ts';
import type { Style } from '../texts/render.ts';
import type { Content, Markup } from './html.ts';
import { html, join } from './html.ts';
import { icon } from './icons.ts';
import { facts, moment, stateBadge, toneOfState, words } from './parts.ts';

const OVER: ReadonlySet<string> = new Set(['done', 'skipped', 'undone']);

/** All steps by phase, numbered as in the picture; a phase that is over or far ahead is folded, and so is what else is to know of a step. */
export function stepList(steps: readonly StepShown[], style: Style): Markup {
  const number = new Map(steps.map(({ step }, index) => [step, index + 1]));
  const titles = new Map(steps.map(({ step, title }) => [step, title]));
  const isBusy = ({ status, waitsFor }: StepShown) =>
    !OVER.has(status) && !(status === 'waiting' && (waitsFor ?? 'steps') === 'steps');
  const current = steps.find(isBusy) ?? steps.find(({ status }) => !OVER.has(status));
  return html`${PHASES.flatMap((phase) => {
    const own = steps.filter((step) => step.phase === phase);
    if (own.length === 0) return [];
    const done = own.filter(({ status }) => OVER.has(status)).length;
    const isOpen = own.some(isBusy) || current?.phase === phase;
    return [
      html`<details class="phase" id="phase-${phase}"${isOpen && html` open`}><summary><h3>${words(style, `phase.${phase}`)}</h3> <span class="quiet small">${words(style, 'web.progress', { done, total: own.length })}</span></summary>
<ol class="steps">${own.map((step) => row(step, number, titles, style))}</ol></details>`,
    ];
  })}`;
}

type Names<Value> = ReadonlyMap<string, Value>;

function row(step: StepShown, number: Names<number>, titles: Names<string>, style: Style): Markup {
  const isAhead = !OVER.has(step.status);
  const isTold = isAhead && step.status !== 'ready' && step.note !== undefined;
  return html`<li class="step ${toneOfState(step.status)}" id="step-${step.step}">
<details id="more-${step.step}"><summary class="line"><span class="title"><span class="number">${number.get(step.step)!}</span> ${step.title}</span> <span class="quiet small">${aside(step, style)}</span> ${stateBadge(step.status, style)}</summary>
<div class="inset">${more(step, number, titles, style)}</div></details>
${isTold && html`<p class="inset">${step.note}</p>`}
${isAhead && step.pointOfNoReturn && html`<p class="inset"><strong>${words(style, 'web.no-way-back-step')}</strong></p>`}
</li>`;
}

function aside(step: StepShown, style: Style): Markup {
  return join(
    [html`<bdi>${step.who}</bdi>`, step.doneAt !== undefined && moment(step.doneAt, style)].filter(Boolean),
    ' · ',
  );
}

function more(step: StepShown, number: Names<number>, titles: Names<string>, style: Style): Markup {
  const isAhead = !OVER.has(step.status);
  const changes = step.changes ?? [];
  const undo = isAhead && !step.pointOfNoReturn && step.undo;
  const known: readonly (readonly [Content, Content])[] = [
    [
      words(style, step.approved?.current === false ? 'web.approved-before' : 'web.approved'),
      step.approved !== undefined && html`<bdi>${step.approved.by}</bdi>, ${moment(step.approved.at, style)}`,
    ],
    [
      words(style, 'web.skipped'),
      step.skipped !== undefined && html`<bdi>${step.skipped.by}</bdi>: ${step.skipped.why}`,
    ],
    [
      words(style, 'web.since-when'),
      step.since !== undefined && step.doneAt === undefined && moment(step.since, style),
    ],
    [
      words(style, 'web.takes'),
      isAhead && step.estimatedSeconds !== undefined && words(style, 'web.about', { seconds: step.estimatedSeconds }),
    ],
    [words(style, 'web.condition'), isAhead && step.needsApproval && words(style, 'web.needs-approval')],
    [words(style, 'web.undo-cost'), undo],
    [
      words(style, 'web.changes'),
      changes.length > 0 && html`<ul class="changes">${changes.map((change) => html`<li>${change}</li>`)}</ul>`,
    ],
    [
      words(style, 'web.after'),
      step.after.length > 0 &&
        join(
          step.after.map((id) => html`<a href="#step-${id}">${number.get(id)} ${titles.get(id) ?? id}</a>`),
          ', ',
        ),
    ],
    [words(style, 'web.our-word'), html`<code>${step.step}</code>`],
  ];
  return html`${isAhead && step.warning !== undefined && html`<p>${icon('warning')} ${step.warning}</p>`}${facts(known)}`;
}
