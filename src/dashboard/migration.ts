import type { DocumentOf } from '../app/documents.ts';
import type { MigrationShown } from '../app/migration-schema.ts';
import { isOver } from '../domain/lifecycle.ts';
import type { Style } from '../texts/render.ts';
import { formatDuration, formatHalfDay } from '../texts/render.ts';
import { addTask } from './add-task.ts';
import type { AnswersShown } from './answers.ts';
import { placeOf } from './approve.ts';
import type { Content, Markup } from './html.ts';
import { html, join } from './html.ts';
import { icon } from './icons.ts';
import { journalTable } from './journal.ts';
import type { Typed } from './migration-now.ts';
import { nowCard } from './migration-now.ts';
import type { Frame } from './page.ts';
import {
  button,
  details,
  domainName,
  facts,
  field,
  finding,
  form,
  linkButton,
  moment,
  notice,
  progress,
  section,
  statusBadge,
  table,
  words,
} from './parts.ts';
import { sentence, moments as sinceWhen } from './sentence.ts';
import { stepGraph } from './step-graph.ts';
import { stepList } from './step-list.ts';

/** What one page of a migration is made of. */
export interface MigrationView {
  readonly migration: MigrationShown;
  /** The last events, the newest last. */
  readonly journal: DocumentOf<'journal'>;
  /** "everything moves to us". */
  readonly optionText: string;
  readonly answers: AnswersShown;
  readonly typed?: Typed;
}

export function migrationTitle({ status, domainUnicode }: MigrationShown, style: Style): string {
  const state = words(style, `status.${status}`);
  return `${state.charAt(0).toLocaleUpperCase(style.language)}${state.slice(1)} – ${domainUnicode}`;
}

export function migrationPage(frame: Frame, view: MigrationView): Markup {
  const { style } = frame;
  const { migration } = view;
  const when = sinceWhen(migration, Date.parse(migration.generatedAt), style);
  const behind = migration.steps.find(({ step }) => step === migration.noWayBackSince);
  return html`<div class="head"><p class="quiet"><a href="/projects/${migration.project.id}"><bdi>${migration.project.customer}</bdi></a></p>
<div class="row"><h1>${domainName(migration)}</h1>${statusBadge(migration.status, style)}</div>
<p class="lead">${sentence(migration, style)}</p>${when !== undefined && html`<p class="quiet">${when}</p>`}</div>
${behind !== undefined && !isOver(migration.status) && notice('note', words(style, 'web.no-way-back', { step: behind.title }))}
<div class="columns"><div class="stack">
${nowSection(frame, view)}
${migration.next.length > 0 && nextSection(migration, style)}
</div>
<aside class="stack">${overviewFacts(frame, view)}${places(frame, migration)}</aside></div>
${findingsSection(migration, style)}
${section(words(style, 'web.timeline'), timeline(migration, style), 'timeline')}
${section(
  words(style, 'web.all-steps'),
  html`${stepGraph(migration.steps, style)}${stepList(migration.steps, style)}${
    frame.isStatic !== true &&
    frame.visitor?.rights.has('plan') === true &&
    !isOver(migration.status) &&
    addTask(frame, migration.id, { agency: migration.project.owner, customer: migration.project.customer })
  }`,
  'steps',
)}
${section(words(style, 'web.answers'), answers(view, style), 'answers')}
${section(words(style, 'web.notes'), notes(frame, migration), 'notes')}
${section(
  words(style, 'web.journal'),
  html`${journalTable(view.journal, migration.steps, style)}${
    frame.isStatic !== true &&
    html`<p class="screen-only"><a href="/migrations/${migration.id}/journal">${words(style, 'web.journal-all')}</a></p>`
  }`,
  'journal',
)}
${frame.isStatic !== true && steer(frame, migration)}`;
}

function nowSection(frame: Frame, { migration, typed }: MigrationView): Markup {
  const { style } = frame;
  const approvePlan =
    migration.status === 'draft' &&
    (frame.visitor?.rights.has('approve') === true
      ? form(frame, `${placeOf(migration, undefined)}/offer`, button(words(style, 'web.approve'), { kind: 'main' }))
      : html`<p class="quiet">${words(style, 'web.may.approve')}</p>`);
  return html`<section class="bare stack" id="now"><h2>${words(style, 'web.now')}</h2>
${migration.now.map((now) => nowCard(frame, migration, now, typed))}
${migration.status === 'draft' && (frame.isStatic === true ? html`<p>${words(style, 'web.where.draft')}</p>` : approvePlan)}
${migration.now.length === 0 && migration.status !== 'draft' && html`<p class="quiet">${isOver(migration.status) ? sentence(migration, style) : words(style, 'web.nothing-now')}</p>`}
</section>`;
}

function nextSection({ next }: MigrationShown, style: Style): Markup {
  return html`<section class="stack"><h2>${words(style, 'web.next')}</h2><ol class="plain">${next.map(
    ({ title, who, at }) =>
      html`<li>${title} <span class="quiet">· <bdi>${who}</bdi>${at !== undefined && html` · ${moment(at, style)}`}</span></li>`,
  )}</ol></section>`;
}

function overviewFacts({ style }: Frame, { migration, optionText }: MigrationView): Markup {
  const { slot, slotHeldUntil, project } = migration;
  const say = (key: string) => words(style, key);
  return html`${facts([
    [say('web.what'), optionText],
    [
      say('web.half-day'),
      slot === undefined
        ? say('web.no-half-day')
        : html`${formatHalfDay(slot, style.language)}${slotHeldUntil !== undefined && html`, ${say('web.held-until')} ${moment(slotHeldUntil, style)}`}`,
    ],
    [say('web.steps-done'), progress(migration.progress.done, migration.progress.total, style)],
    [say('web.deadline'), migration.deadline !== undefined && moment(migration.deadline, style)],
    [say('web.risk'), say(`risk.${migration.risk}`)],
    [say('web.phase'), say(`phase.${migration.phase}`)],
    [say('web.owner'), html`<bdi>${project.owner}</bdi>`],
    [say('web.on-duty'), migration.slotOwner !== undefined && html`<bdi>${migration.slotOwner}</bdi>`],
    [say('web.requests'), migration.requests !== undefined && words(style, 'cli.requests-are', migration.requests)],
    [
      say('web.old-service'),
      migration.oldServiceMayCloseAfter !== undefined && moment(migration.oldServiceMayCloseAfter, style),
    ],
  ])}
${details(
  say('web.our-words'),
  facts([
    [say('cli.playbook'), `${migration.playbookTitle} (${migration.playbook.id})`],
    [say('web.plan'), html`<code>${migration.planHash}</code>`],
    ['ID', html`<code>${migration.id}</code>`],
  ]),
  'our-words',
)}`;
}

function places({ style, isStatic }: Frame, { id, project, slot, status }: MigrationShown): Content {
  if (isStatic === true) return false;
  const links: readonly (readonly [string, string])[] = [
    [`/migrations/${id}/board`, 'web.board'],
    [`/projects/${project.id}/hour`, 'web.the-hour'],
  ];
  // What is over waits for no letter and no half-day.
  const open: typeof links = [
    [`/migrations/${id}/letters`, 'web.letters'],
    [`/projects/${project.id}/book`, slot === undefined ? 'web.book' : 'web.change-booking'],
  ];
  return html`<ul class="links screen-only">${[...links, ...(isOver(status) ? [] : open)].map(([href, key]) => html`<li><a href="${href}">${words(style, key)}</a></li>`)}</ul>`;
}

function findingsSection({ findings, notes: said = [], warnings }: MigrationShown, style: Style): Content {
  const worth = [...said, ...warnings];
  return section(
    words(style, 'web.findings'),
    html`${findings.length === 0 && html`<p class="quiet">${words(style, 'web.no-findings')}</p>`}
<div class="findings">${findings.map((one) => finding(one, style))}</div>
${worth.length > 0 && html`<ul class="warnings">${worth.map((text) => html`<li>${icon('warning')}<span>${text}</span></li>`)}</ul>`}`,
    'findings',
  );
}

/** Further moments are folded: who looks wants what comes next. */
const MOMENTS_SHOWN = 8;

function timeline({ deadlines, propagation }: MigrationShown, style: Style): Markup {
  const [shown, later] = [deadlines.slice(0, MOMENTS_SHOWN), deadlines.slice(MOMENTS_SHOWN)];
  return html`${deadlines.length === 0 ? html`<p class="quiet">${words(style, 'web.no-moments')}</p>` : momentList(shown, style)}
${later.length > 0 && details(words(style, 'web.moments-later', { count: later.length }), momentList(later, style), 'moments-later')}
${
  propagation?.worstCaseAt !== undefined &&
  propagation.switchedAt !== undefined &&
  details(
    words(style, 'web.arithmetic'),
    html`${table(
      [words(style, 'web.what'), words(style, 'web.when')],
      [
        [words(style, 'web.switched-at'), moment(propagation.switchedAt, style)],
        ...propagation.terms.map(({ source, seconds }) => [source, `+ ${formatDuration(seconds, style.language)}`]),
        [words(style, 'web.deadline'), moment(propagation.worstCaseAt, style)],
      ],
    )}`,
    'arithmetic',
  )
}`;
}

function momentList(moments: MigrationShown['deadlines'], style: Style): Markup {
  return html`<ol class="timeline">${moments.map(
    ({ at, what, who, isPast }) =>
      html`<li${isPast && html` class="past"`}><span class="when">${moment(at, style)}</span><span>${what}${
        who !== undefined && html` <span class="quiet">· <bdi>${who}</bdi></span>`
      }${isPast && html` <span class="quiet">(${words(style, 'web.past')})</span>`}</span></li>`,
  )}</ol>`;
}

function answers({ answers: known, migration }: MigrationView, style: Style): Markup {
  return html`${facts(known.axes)}
${known.others.length > 0 && details(words(style, 'web.answers-all'), facts(known.others), 'answers-all')}
${
  migration.secrets.length > 0 &&
  facts([
    [
      words(style, 'web.kept-secrets'),
      join(
        migration.secrets.map(
          ({ field: name, storedAt, until }) =>
            html`${name === 'authcode' ? words(style, 'web.transfer-code') : name} <span class="quiet">(${moment(storedAt, style)}${until !== undefined && html`, ${words(style, 'web.until')} ${moment(until, style)}`})</span>`,
        ),
        ', ',
      ),
    ],
  ])
}`;
}

function notes(frame: Frame, { id, remarks }: MigrationShown): Markup {
  const { style } = frame;
  return html`<ul class="remarks">${remarks.map(
    ({ text, by, at }) =>
      html`<li><p class="text">${text}</p><p class="quiet small"><bdi>${by}</bdi> · ${moment(at, style)}</p></li>`,
  )}</ul>
${
  frame.isStatic !== true &&
  frame.visitor?.rights.has('plan') === true &&
  details(
    words(style, 'web.add-note'),
    form(
      frame,
      `/migrations/${id}/note`,
      html`${field({ name: 'text', label: words(style, 'web.note'), type: 'textarea', required: true, maxLength: 4000 }, style, 'note')}${button(words(style, 'web.save'))}`,
    ),
    'add-note',
  )
}`;
}

/** What somebody in charge can do about the whole; each that cannot be taken back is asked once more. */
function steer(frame: Frame, { id, status, noWayBackSince }: MigrationShown): Content {
  const { style, visitor } = frame;
  if (visitor?.rights.has('run') !== true || isOver(status))
    return (
      status === 'rolled-back' &&
      visitor?.rights.has('run') === true &&
      html`<section class="screen-only"><h2>${words(style, 'web.steer')}</h2>${linkButton(`/migrations/${id}/cancel`, words(style, 'web.cancel'), 'danger')}</section>`
    );
  const hasBegun = status !== 'draft';
  return html`<section id="steer" class="screen-only"><h2>${words(style, 'web.steer')}</h2>
<div class="row">
${status === 'paused' && form(frame, `/migrations/${id}/resume`, button(words(style, 'web.resume'), { kind: 'main' }))}
${hasBegun && status !== 'paused' && form(frame, `/migrations/${id}/pause`, button(words(style, 'web.pause')))}
${hasBegun && status !== 'rolling-back' && noWayBackSince === undefined && linkButton(`/migrations/${id}/rollback`, words(style, 'web.roll-back'), 'danger')}
${linkButton(`/migrations/${id}/cancel`, words(style, 'web.cancel'), 'danger')}
</div>
${hasBegun && status !== 'paused' && html`<p class="quiet small">${words(style, 'web.pause-hint')}</p>`}</section>`;
}
