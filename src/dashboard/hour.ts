import type { DomainHour, HourShown, HourStage, Reachable } from '../app/hour-document.ts';
import { isDone, spanOf } from '../app/hour-document.ts';
import type { StepShown } from '../app/migration-schema.ts';
import type { Style } from '../texts/render.ts';
import { formatHalfDay, formatMoment } from '../texts/render.ts';
import { addRequest } from './add-task.ts';
import { placeOf } from './approve.ts';
import type { Content, Markup } from './html.ts';
import { html, join } from './html.ts';
import type { IconName } from './icons.ts';
import { LOCALE } from './month.ts';
import type { Frame } from './page.ts';
import type { Tone } from './parts.ts';
import {
  badge,
  button,
  card,
  details,
  domainName,
  empty,
  facts,
  field,
  form,
  linkButton,
  moment,
  section,
  since,
  stateBadge,
  statusBadge,
  toneOfState,
  words,
} from './parts.ts';

// The go-live hour: on a phone in one hand. What is next and whom to call stand at the top; everything is there without a script.

const OF_STAGE: Readonly<Record<HourStage, readonly [IconName, Tone]>> = {
  unbooked: ['question', 'you'],
  before: ['clock', 'calm'],
  during: ['play', 'busy'],
  late: ['warning', 'bad'],
  after: ['check', 'good'],
  over: ['check', 'over'],
};

export function hourPage(frame: Frame, hour: HourShown): Markup {
  return html`<div class="hour">
<p class="back"><a href="/projects/${hour.project.id}">${words(frame.style, 'hour.back')}</a></p>
${body(frame, hour, 1)}
</div>`;
}

/** Today's half-days one below the other; where there are none, when the next one is. */
export function todayPage(
  frame: Frame,
  hours: readonly HourShown[],
  next?: { readonly slot: string; readonly customer: string; readonly projectId: string },
): Markup {
  const { style } = frame;
  if (hours.length === 1) return html`<div class="hour">${body(frame, hours[0]!, 1)}</div>`;
  return html`<div class="hour"><h1>${words(style, 'hour.today')}</h1>
${
  hours.length === 0
    ? html`${empty(words(style, 'hour.none-today'))}${
        next !== undefined &&
        html`<p>${words(style, 'hour.next-one', { slot: next.slot, customer: next.customer })}</p><p>${linkButton(`/projects/${next.projectId}/hour`, words(style, 'hour.open'))}</p>`
      }<p>${linkButton('/calendar', words(style, 'hour.to-calendar'))}</p>`
    : join(
        hours.map(({ project, ...hour }) =>
          card(
            html`<a href="/projects/${project.id}/hour">${project.customer}</a>`,
            html`${lead({ project, ...hour }, style)}${hour.domains.map(({ next: own, migration }) => own !== undefined && html`<p>${domainName(migration)}: <strong>${own.title}</strong> (${own.who})</p>`)}${linkButton(`/projects/${project.id}/hour`, words(style, 'hour.open'), 'main')}`,
          ),
        ),
      )
}</div>`;
}

function body(frame: Frame, hour: HourShown, _level: 1): Markup {
  const { style } = frame;
  const isBefore = hour.stage === 'before' || hour.stage === 'unbooked';
  return html`<h1>${hour.project.customer}</h1>
${lead(hour, style)}
${calls(hour.people, style)}
${hour.domains.map((domain) => nextCard(frame, hour, domain))}
${isBefore ? join(hour.domains.map((domain) => ahead(domain, hour, style))) : false}
${hour.domains.map((domain) => checklist(frame, hour, domain))}
${requests(frame, hour)}
${moments(hour, style)}
${hour.domains.map((domain) => afterwards(domain, hour, style))}
${emergency(frame, hour)}`;
}

/** How it stands in one line, with the half-day's own moments before any countdown. */
function lead(hour: HourShown, style: Style): Markup {
  const span = spanOf(hour.project);
  const [name, tone] = OF_STAGE[hour.stage];
  return html`<div class="lead"><p>${badge(name, tone, words(style, `hour.stage.${hour.stage}`))}</p>
${
  span !== undefined &&
  html`<p class="big">${formatHalfDay(span.slot, style.language)}</p>
<p><strong>${clock(span.startsAt, style)} – ${clock(span.endsAt, style)}</strong> <span class="quiet">${countdown(hour, span, style)}</span></p>`
}
${hour.project.booking?.heldUntil !== undefined && html`<p>${badge('question', 'you', words(style, 'hour.held'))} ${words(style, 'booked.until')} ${moment(hour.project.booking.heldUntil, style)}</p>`}
${
  hour.stage === 'unbooked' &&
  html`<p>${linkButton(`/projects/${hour.project.id}/book`, words(style, 'book.title'), 'main')}</p>`
}
</div>`;
}

function countdown(
  { stage, nowMs }: HourShown,
  { startsAt, endsAt }: { startsAt: string; endsAt: string },
  style: Style,
): Content {
  const seconds = (iso: string) => Math.round(Math.abs(Date.parse(iso) - nowMs) / 1000);
  if (stage === 'before') return words(style, 'hour.begins-in', { left: seconds(startsAt) });
  if (stage === 'during') return words(style, 'hour.ends-in', { left: seconds(endsAt) });
  if (stage === 'late') return words(style, 'hour.ended-ago', { left: seconds(endsAt) });
  return false;
}

/** Two clock times of one day need no date each; the zone stands with them. */
function clock(iso: string, style: Style): Markup {
  const text = new Intl.DateTimeFormat(LOCALE[style.language], {
    hour: '2-digit',
    minute: '2-digit',
    timeZone: style.timeZone,
    timeZoneName: 'short',
  }).format(Date.parse(iso));
  return html`<time datetime="${iso}">${text}</time>`;
}

function calls(people: readonly Reachable[], style: Style): Markup {
  return section(
    words(style, 'hour.call'),
    html`<ul class="calls">${people.map(
      ({
        name,
        phone,
        mail,
        as,
      }) => html`<li><div><strong>${name}</strong><br><span class="quiet">${as.map((part) => words(style, `hour.part.${part}`)).join(', ')}</span></div>
<div class="ways">${
        phone === undefined
          ? html`<span class="quiet">${words(style, 'hour.no-phone')}</span>`
          : html`<a class="button" href="tel:${phone.replace(/[^\d+*#]/g, '')}">${phone}</a>`
      }${mail !== undefined && html` <a class="button plain" href="mailto:${encodeURIComponent(mail)}">${mail}</a>`}</div></li>`,
    )}</ul>`,
    'call',
  );
}

/** What is next, big, with what may be said of it. */
function nextCard(frame: Frame, hour: HourShown, { migration, next }: DomainHour): Content {
  const { style } = frame;
  if (next === undefined || hour.stage === 'over' || hour.stage === 'unbooked') return false;
  return card(
    html`${words(style, 'hour.next')} ${hour.domains.length > 1 && domainName(migration)}`,
    html`<p class="big">${next.title}</p>
<p>${stateBadge(next.status, style)} ${words(style, 'hour.who', { who: next.who })}</p>
${next.since !== undefined && html`<p class="quiet">${since(next.since, style)}</p>`}
${next.note !== undefined && html`<p class="said">${next.note}</p>`}
${next.until !== undefined && html`<p>${words(style, 'web.until')} <strong>${moment(next.until, style)}</strong></p>`}
${says(frame, hour, migration.id, next)}`,
    next.status === 'needs-you' || next.status === 'blocked' || next.status === 'failed' ? 'you' : 'busy',
  );
}

/** The words that may be said of a step as it stands; none for who may only read. */
function says(frame: Frame, hour: HourShown, migrationId: string, step: StepShown): Content {
  const { style, visitor } = frame;
  if (visitor?.csrf === undefined || isDone(step)) return false;
  if (step.mayBeApproved)
    return visitor.rights.has('approve')
      ? form(
          frame,
          `${placeOf({ id: migrationId }, step.step)}/offer`,
          button(words(style, 'hour.to-approve'), { kind: 'main' }),
        )
      : html`<p class="quiet">${words(style, 'web.may.approve')}</p>`;
  if (!visitor.rights.has('run')) return false;
  const say = (verb: string, body: Content) => sayForm(frame, hour, migrationId, verb, body, step.step);
  const mayDone = step.status === 'needs-you' && step.wants === undefined;
  const mayRetry = step.status === 'failed' || step.status === 'blocked' || step.status === 'unknown';
  return html`<div class="says">
${step.wants !== undefined && linkButton(`/migrations/${migrationId}#now`, words(style, 'hour.to-answer'), 'main')}
${mayDone && say('done', button(words(style, 'hour.say-done'), { kind: 'main' }))}
${mayRetry && say('retry', button(words(style, 'hour.say-retry')))}
${
  step.request !== true &&
  !step.asksForYes &&
  step.kind !== 'wait-for-slot' &&
  details(
    words(style, 'hour.say-skip'),
    say(
      'skip',
      html`${field({ name: 'why', label: words(style, 'hour.why'), required: true, maxLength: 400 }, style, `skip-${migrationId}-${step.step}`)}${button(words(style, 'hour.say-skip'))}`,
    ),
  )
}</div>`;
}

/** A word about a migration or one of its steps; the way back is this page. */
function sayForm(
  frame: Frame,
  hour: HourShown,
  migrationId: string,
  verb: string,
  inside: Content,
  step?: string,
): Markup {
  return form(
    frame,
    `/migrations/${migrationId}/${verb}`,
    html`${
      step !== undefined && html`<input type="hidden" name="step" value="${step}">`
    }<input type="hidden" name="back" value="/projects/${hour.project.id}/hour">${inside}`,
  );
}

function ahead({ ahead: open, migration }: DomainHour, hour: HourShown, style: Style): Content {
  const title = html`${words(style, 'hour.ahead')} ${hour.domains.length > 1 && domainName(migration)}`;
  if (open.length === 0) return section(title, html`<p>${badge('check', 'good', words(style, 'hour.all-ready'))}</p>`);
  return section(title, html`<ol class="steps">${open.map((step) => row(step, style))}</ol>`);
}

function checklist(frame: Frame, hour: HourShown, domain: DomainHour): Content {
  const { style } = frame;
  const { migration, checklist: steps } = domain;
  const own = steps.filter(({ request }) => request !== true);
  if (own.length === 0) return false;
  const done = own.filter(isDone).length;
  return section(
    html`${words(style, 'hour.checklist')} ${hour.domains.length > 1 && domainName(migration)} <span class="quiet">${done}/${own.length}</span>`,
    html`<p>${statusBadge(migration.status, style)} <a href="/migrations/${migration.id}">${words(style, 'hour.whole-move')}</a> · <a href="/migrations/${migration.id}/board">${words(style, 'hour.to-board')}</a></p>
<ol class="steps">${own.map((step) => row(step, style, step === domain.next))}</ol>`,
    `list-${migration.id}`,
  );
}

function row(step: StepShown, style: Style, isNext = false): Markup {
  const { note, until, doneAt, skipped, claimed, estimatedSeconds, status } = step;
  const aside = html`${step.who}${
    doneAt !== undefined
      ? html` · ${moment(doneAt, style)}`
      : step.since !== undefined && status !== 'waiting' && html` · ${since(step.since, style)}`
  }${!isDone(step) && until !== undefined && html` · ${words(style, 'web.until')} ${moment(until, style)}`}${
    !isDone(step) &&
    estimatedSeconds !== undefined &&
    html` · ${words(style, 'hour.takes', { seconds: estimatedSeconds })}`
  }${claimed !== undefined && html` · ${words(style, 'hour.said-by', { by: claimed.by })}`}`;
  const text = html`${skipped !== undefined && html`<p>${words(style, 'hour.skipped-by', { by: skipped.by, why: skipped.why })}</p>`}${
    !isDone(step) && !isNext && note !== undefined && html`<p>${note}</p>`
  }${step.pointOfNoReturn && html`<p>${badge('warning', 'you', words(style, 'hour.no-way-back'))}</p>`}`;
  return stepLine({ state: status, title: step.title, aside, body: text }, style);
}

/** What the customer asked for in the half-day: noted, done, or carried over to somebody by name. */
function requests(frame: Frame, hour: HourShown): Content {
  const { style, visitor } = frame;
  const mayPlan = visitor?.csrf !== undefined && visitor.rights.has('plan');
  const mayRun = visitor?.csrf !== undefined && visitor.rights.has('run');
  const all = hour.domains.flatMap(({ requests: own, migration }) => own.map((step) => ({ step, migration })));
  const isOver = hour.stage === 'over' || hour.stage === 'unbooked';
  if (all.length === 0 && (!mayPlan || isOver)) return false;
  const rows = all.map(({ step, migration }) =>
    stepLine(
      {
        state: step.status,
        title: step.title,
        aside: html`${step.who}${step.doneAt !== undefined && html` · ${moment(step.doneAt, style)}`}${step.until !== undefined && !isDone(step) && html` · ${words(style, 'web.until')} ${moment(step.until, style)}`}${hour.domains.length > 1 && html` · ${migration.domainUnicode}`}`,
        body: html`${step.skipped !== undefined && html`<p>${words(style, 'hour.carried', { by: step.skipped.by, why: step.skipped.why })}</p>`}${
          mayRun &&
          !isDone(step) &&
          html`<div class="says">${step.status === 'needs-you' && sayForm(frame, hour, migration.id, 'done', button(words(style, 'hour.say-done'), { kind: 'main' }), step.step)}${details(
            words(style, 'hour.carry-over'),
            sayForm(
              frame,
              hour,
              migration.id,
              'skip',
              html`${field({ name: 'to', label: words(style, 'hour.carry-to'), required: true, maxLength: 200 }, style, `carry-${step.step}`)}${field({ name: 'why', label: words(style, 'hour.why'), required: true, maxLength: 400 }, style, `carry-${step.step}`)}${button(words(style, 'hour.carry-over'))}`,
              step.step,
            ),
          )}</div>`
        }`,
      },
      style,
    ),
  );
  return section(
    words(style, 'hour.requests'),
    html`${rows.length === 0 ? empty(words(style, 'hour.no-requests')) : html`<ol class="steps">${rows}</ol>`}${
      mayPlan &&
      !isOver &&
      addRequest(
        frame,
        hour.project.id,
        hour.domains.map(({ migration }) => migration),
        'hour',
      )
    }`,
    'requests',
  );
}

/** Moments that everybody asks for, with the addresses' own pages for how they come about. */
function moments(hour: HourShown, style: Style): Content {
  const rows = hour.domains.flatMap(({ migration, cachesTurnedAt, closeAfter }): [Content, Content][] => {
    const of = hour.domains.length > 1 ? html` ${domainName(migration)}` : '';
    const { propagation } = migration;
    return [
      [html`${words(style, 'hour.switched')}${of}`, propagation?.switchedAt && moment(propagation.switchedAt, style)],
      [
        html`${words(style, 'hour.last-cache')}${of}`,
        cachesTurnedAt &&
          html`<strong>${moment(cachesTurnedAt, style)}</strong> <a href="/migrations/${migration.id}/board#deadline">${words(style, 'hour.how-so')}</a>`,
      ],
      [html`${words(style, 'hour.all-turned')}${of}`, propagation?.earlyAt && moment(propagation.earlyAt, style)],
      [html`${words(style, 'hour.close-old')}${of}`, closeAfter && html`<strong>${moment(closeAfter, style)}</strong>`],
    ];
  });
  const known = rows.filter(([, value]) => value !== undefined && value !== '');
  return known.length > 0 && section(words(style, 'hour.moments'), facts(known), 'moments');
}

function afterwards({ migration, remarks, accepted }: DomainHour, hour: HourShown, style: Style): Content {
  if (remarks.length === 0 && accepted === undefined) return false;
  return section(
    html`${words(style, 'hour.noted')} ${hour.domains.length > 1 && domainName(migration)}`,
    html`${accepted !== undefined && html`<p>${badge('check', 'good', words(style, accepted.by === undefined ? 'hour.accepted' : 'hour.accepted-by', { by: accepted.by ?? '' }))} ${moment(accepted.at, style)}</p>`}${
      remarks.length > 0 &&
      html`<ul>${remarks.map(({ text, by, at }) => html`<li>${text} <span class="quiet">${by}, ${moment(at, style)}</span></li>`)}</ul>`
    }`,
  );
}

/** Standing still and going back: below everything else, and never one slip of the thumb away. */
function emergency(frame: Frame, hour: HourShown): Content {
  const { style, visitor } = frame;
  if (visitor?.csrf === undefined || !visitor.rights.has('run') || hour.stage === 'over') return false;
  const each = hour.domains.map(({ migration, mayGoBack }) => {
    const id = migration.id;
    const why = (prefix: string) =>
      field({ name: 'why', label: words(style, 'hour.why'), maxLength: 400 }, style, `${prefix}-${id}`);
    return html`${hour.domains.length > 1 && html`<h3>${domainName(migration)}</h3>`}<div class="says">${
      migration.status === 'paused'
        ? sayForm(frame, hour, id, 'resume', button(words(style, 'hour.resume'), { kind: 'main' }))
        : details(
            words(style, 'hour.pause'),
            sayForm(
              frame,
              hour,
              id,
              'pause',
              html`<p>${words(style, 'hour.pause-what')}</p>${why('pause')}${button(words(style, 'hour.pause'))}`,
            ),
          )
    }${
      mayGoBack
        ? details(
            words(style, 'hour.go-back'),
            sayForm(
              frame,
              hour,
              id,
              'rollback',
              html`<p>${words(style, 'hour.go-back-what')}</p>${why('rollback')}${button(words(style, 'hour.go-back'), { kind: 'danger' })}`,
            ),
          )
        : migration.noWayBackSince !== undefined && html`<p>${words(style, 'hour.no-way-back-since')}</p>`
    }</div>`;
  });
  return section(words(style, 'hour.if-wrong'), join(each), 'if-wrong');
}

/** The time of an hour's page for its title. */
export function hourTitle(hour: HourShown, style: Style): string {
  const span = spanOf(hour.project);
  const when = span === undefined ? '' : ` – ${formatMoment(Date.parse(span.startsAt), style)}`;
  return `${words(style, `hour.stage.${hour.stage}`)} – ${hour.project.customer}${when}`;
}

/** One line of the checklist (`<ol class="steps">`). */
function stepLine(
  row: {
    readonly state: StepShown['status'];
    readonly title: Content;
    readonly aside: Content;
    readonly body: Content;
  },
  style: Style,
): Markup {
  return html`<li class="step ${toneOfState(row.state)}">
<div class="line"><span class="title">${row.title}</span>${stateBadge(row.state, style)}</div>
<p class="quiet">${row.aside}</p>
${row.body}
</li>`;
}
