import type { DocumentOf } from '../app/documents.ts';
import { decisive, sumOf, whenSafe } from '../app/earliest-words.ts';
import type { Style } from '../texts/render.ts';
import { formatHalfDay } from '../texts/render.ts';
import type { CalendarShown } from './calendar.ts';
import { madeLink } from './calendar.ts';
import type { Content, Markup } from './html.ts';
import { html } from './html.ts';
import type { SlotShown, Warnings } from './month.ts';
import {
  dateOf,
  halfOf,
  longDay,
  marks,
  monthSheet,
  monthTurns,
  reasonsOf,
  refusedBadge,
  warningList,
  warningsOf,
} from './month.ts';
import type { Frame } from './page.ts';
import {
  badge,
  button,
  card,
  details,
  empty,
  facts,
  field,
  form,
  moment,
  notice,
  section,
  table,
  words,
} from './parts.ts';

/** What the booking page of a project shows. */
export interface BookShown {
  readonly project: DocumentOf<'project'>;
  readonly month: string;
  readonly today: string;
  readonly slots: readonly SlotShown[];
  readonly earliest: NonNullable<DocumentOf<'slots'>['earliest']>;
  readonly unmeasured: readonly string[];
  readonly history: DocumentOf<'slotHistory'>['changes'];
  /** Done ahead of the half-day, and there: what would be kept or taken back if it were given up. */
  readonly standing: readonly { readonly domain: string; readonly title: string; readonly since: string }[];
  readonly people: readonly string[];
  /** One for each time that the page is made: who sends a form twice is answered twice, and it is done once. */
  readonly key: string;
  /** The go-live has begun: nothing can be changed any more. */
  readonly hasBegun: boolean;
  readonly links: CalendarShown['links'];
  readonly made?: CalendarShown['made'];
  /** What was asked for and could not be had, with what is free instead. */
  readonly refusal?: Refusal;
}

export interface Refusal {
  readonly slot: string;
  readonly why: string;
  readonly lift?: string;
  /** What would have been done. */
  readonly verb: 'book' | 'hold' | 'move' | 'confirm';
  readonly next: readonly string[];
}

export function bookPage(frame: Frame, shown: BookShown): Markup {
  const { style } = frame;
  const { id, customer, booking } = shown.project;
  const path = `/projects/${id}/book`;
  const may = frame.visitor?.csrf !== undefined && frame.visitor.rights.has('plan') && !shown.hasBegun;
  return html`<p class="back"><a href="/projects/${id}">${customer}</a></p>
<h1>${words(style, booking === undefined ? 'book.title-for' : 'book.title-has', { customer })}</h1>
${shown.made !== undefined && madeLink(shown.made, style)}
${shown.refusal !== undefined && refused(frame, shown, shown.refusal)}
${shown.hasBegun && html`<p>${badge('play', 'busy', words(style, 'book.begun'))} <a href="/projects/${id}/hour">${words(style, 'hour.open')}</a></p>`}
${has(frame, shown, may)}
${!shown.hasBegun && earliest(frame, shown, may)}
${!shown.hasBegun && sheet(frame, shown, path, may)}
${past(shown, style)}
${feed(frame, shown)}`;
}

/** The loser of a race, and who asked for what no rule allows, are helped with what is free. */
function refused(frame: Frame, shown: BookShown, { slot, why, lift, verb, next }: Refusal): Markup {
  const { style } = frame;
  const { booking } = shown.project;
  return notice(
    'failed',
    html`<p><strong>${words(style, 'book.refused', { slot })}</strong> ${why}</p>
${lift !== undefined && html`<p>${lift}</p>`}
${booking !== undefined && html`<p>${words(style, 'book.kept', { slot: booking.slot })}</p>`}
${next.length === 0 ? html`<p>${words(style, 'booked.none-free')}</p>` : html`<p>${words(style, 'book.instead')}</p><div class="row">${next.map((one) => bookForm(frame, shown, verb === 'confirm' ? 'book' : verb, one, button(formatHalfDay(one, style.language))))}</div>`}`,
  );
}

function bookForm(
  frame: Frame,
  { project, key, month }: BookShown,
  verb: string,
  slot: string,
  inside: Content,
): Markup {
  return form(
    frame,
    `/projects/${project.id}/book`,
    html`<input type="hidden" name="key" value="${key}"><input type="hidden" name="month" value="${month}"><input type="hidden" name="verb" value="${verb}"><input type="hidden" name="slot" value="${slot}">${inside}`,
  );
}

/** What it has now, and what can be done with it. */
function has(frame: Frame, shown: BookShown, may: boolean): Content {
  const { style } = frame;
  const { booking, migrations } = shown.project;
  if (booking === undefined) return false;
  const pairs: [Content, Content][] = [
    [words(style, 'booked.begins'), moment(booking.startsAt, { ...style, timeZone: booking.timeZone })],
    [words(style, 'book.ends'), moment(booking.endsAt, { ...style, timeZone: booking.timeZone })],
    [words(style, 'booked.domains'), migrations.map(({ domainUnicode }) => domainUnicode).join(', ')],
    [words(style, 'booked.on-duty'), booking.owner],
    [words(style, 'booked.until'), booking.heldUntil !== undefined && moment(booking.heldUntil, style)],
  ];
  const drafts = migrations.filter(({ status }) => status === 'draft');
  const notes = [...new Set(migrations.flatMap(({ notes: own }) => own ?? []))];
  return card(
    formatHalfDay(booking.slot, style.language),
    html`<p>${booking.heldUntil === undefined ? badge('check', 'good', words(style, 'slots.history.booked')) : badge('question', 'you', words(style, 'month.held'))}</p>
${facts(pairs)}
${notes.map((note) => html`<p>${badge('warning', 'you', words(style, 'booked.warning'))} ${note}</p>`)}
${drafts.length > 0 && html`<p>${badge('hand', 'you', words(style, 'status.draft'))} ${words(style, 'book.draft')} ${drafts.map(({ id, domainUnicode }) => html`<a href="/migrations/${id}/approve">${domainUnicode}</a> `)}</p>`}
${
  may &&
  html`<div class="says">${
    booking.heldUntil !== undefined &&
    bookForm(frame, shown, 'confirm', booking.slot, button(words(style, 'book.confirm'), { kind: 'main' }))
  }${details(
    words(style, 'book.give-back'),
    bookForm(
      frame,
      shown,
      'give-back',
      booking.slot,
      html`<p>${words(style, 'book.give-back-what')}</p>${standing(shown, style, 'give')}${field({ name: 'why', label: words(style, 'hour.why'), maxLength: 400 }, style, 'give')}${button(words(style, 'book.give-back'), { kind: 'danger' })}`,
    ),
    'give-back',
  )}</div>`
}`,
    booking.heldUntil === undefined ? 'good' : 'you',
  );
}

/** What was done ahead stays, or is taken back: a question only where there is something. */
function standing({ standing: all }: BookShown, style: Style, prefix: string): Content {
  if (all.length === 0) return false;
  return html`<fieldset><legend>${words(style, 'booked.standing')}</legend>
<ul class="plain">${all.map(({ domain, title, since }) => html`<li>${domain}: ${title} <span class="quiet">${moment(since, style)}</span></li>`)}</ul>
<div class="choice"><input type="radio" name="taken" value="keep" id="${prefix}-keep" checked><label for="${prefix}-keep">${words(style, 'book.keep')}</label></div>
<div class="choice"><input type="radio" name="taken" value="undo" id="${prefix}-undo"><label for="${prefix}-undo">${words(style, 'book.undo')}</label></div>
</fieldset>`;
}

/** The first half-day that is safe, and what it follows from. */
function earliest(frame: Frame, shown: BookShown, may: boolean): Content {
  const { style } = frame;
  const { slot, terms } = shown.earliest;
  const { booking } = shown.project;
  const last = decisive(terms);
  const rows = terms.map((term): Content[] => [
    html`${words(style, `book.term.${term.rule}`)}${term.rule !== 'notice' && html` <span class="quiet">${words(style, `slots.term.${term.rule}`)}: ${term.subject}</span>`}`,
    html`${whenSafe(term, style).join(', ')}${term === last && html` ${badge('clock', 'busy', words(style, 'slots.decisive'))}`}`,
    html`<code>${sumOf(term, style)}</code>`,
  ]);
  const isIt = slot !== undefined && booking?.slot === slot;
  return section(
    words(style, 'book.earliest'),
    html`<p class="big">${slot === undefined ? words(style, 'slots.earliest-none') : formatHalfDay(slot, style.language)}</p>
${
  may &&
  slot !== undefined &&
  !isIt &&
  bookForm(
    frame,
    shown,
    booking === undefined ? 'book' : 'move',
    slot,
    button(words(style, booking === undefined ? 'book.this' : 'book.move-here'), {
      kind: booking === undefined ? 'main' : undefined!,
    }),
  )
}
${shown.unmeasured.length > 0 && html`<p>${badge('question', 'you', words(style, 'booked.warning'))} ${words(style, 'book.unmeasured', { domains: shown.unmeasured.join(', ') })}</p>`}
${
  rows.length > 0 &&
  details(
    words(style, 'book.why-then'),
    table(
      ['book.head.what', 'book.head.safe', 'book.head.sum'].map((key) => words(style, key)),
      rows,
      words(style, 'book.why-then'),
    ),
    'arithmetic',
  )
}`,
    'earliest',
  );
}

/** The month with what is free for this project to choose from: one form, so that arrows and thumbs do. */
function sheet(frame: Frame, shown: BookShown, path: string, may: boolean): Markup {
  const { style } = frame;
  const { booking } = shown.project;
  const isFree = shown.slots.some((slot) => slot.free && slot.slot !== booking?.slot);
  const warn = warningsOf(shown.slots);
  const body = monthSheet(shown, (slot) => half(slot, shown, warn, may, style), style);
  const owner = booking?.owner ?? shown.project.owner;
  const others = shown.people.filter((name) => name !== owner);
  const before = html`${
    others.length > 0 &&
    html`<div class="field"><label for="on-duty">${words(style, 'booked.on-duty')}</label><select id="on-duty" name="owner"><option value="">${owner}</option>${others.map((name) => html`<option value="${name}">${name}</option>`)}</select></div>`
  }${booking !== undefined && standing(shown, style, 'move')}`;
  const deeds = html`<div class="deeds"><div class="row">${
    booking === undefined
      ? html`${button(words(style, 'book.book'), { kind: 'main', name: 'verb', value: 'book' })}${button(words(style, 'book.hold'), { name: 'verb', value: 'hold' })}`
      : button(words(style, 'book.move'), { kind: 'main', name: 'verb', value: 'move' })
  }</div></div>`;
  const reasons = reasonsOf(shown.slots, style);
  return section(
    words(style, booking === undefined ? 'book.choose' : 'book.choose-other'),
    html`${monthTurns(path, shown.month, shown.today, style)}
${
  may
    ? form(
        frame,
        path,
        html`<input type="hidden" name="key" value="${shown.key}"><input type="hidden" name="month" value="${shown.month}">${isFree && before}${body}${isFree ? deeds : empty(words(style, 'book.none-this-month'))}`,
      )
    : body
}
${may && isFree && booking === undefined && html`<p class="quiet">${words(style, 'book.hold-what')}</p>`}
${warningList(warn, style)}
${
  reasons.length > 0 &&
  details(
    words(style, 'book.why-not'),
    html`<ul class="reasons">${reasons.map(({ days, why, lift }) => html`<li><strong>${days}</strong> ${why} <span class="quiet">${lift}</span></li>`)}</ul>`,
    'reasons',
  )
}`,
    'choose',
  );
}

function half(slot: SlotShown, { project }: BookShown, warn: Warnings, may: boolean, style: Style): Content {
  const { takenBy = [], free } = slot;
  if (takenBy.some(({ own }) => own === true) || project.booking?.slot === slot.slot)
    return badge('check', 'busy', words(style, 'book.own'));
  if (!free) {
    const [other] = takenBy;
    return other !== undefined && slot.refusedBy?.some(({ rule }) => rule === 'taken')
      ? html`${badge('cross', 'over', words(style, 'month.rule.taken'))} <span class="quiet">${other.customer}</span>`
      : refusedBadge(slot, style);
  }
  if (!may) return html`${badge('check', 'good', words(style, 'cli.free'))} ${marks(slot, warn, style)}`;
  const id = `slot-${slot.slot.replace('/', '-')}`;
  return html`<span class="choice"><input type="radio" name="slot" value="${slot.slot}" id="${id}" required><label for="${id}"><span class="unseen">${longDay(dateOf(slot), style)} ${words(style, `month.${halfOf(slot)}`)} </span>${words(style, 'cli.free')}</label>${marks(slot, warn, style)}</span>`;
}

function past({ history, project }: BookShown, style: Style): Markup {
  const rows = history
    .map(({ at, what, slot, from, by, why, heldUntil }): Content[] => [
      moment(at, style),
      words(style, `slots.history.${what}`),
      html`${from !== undefined && html`${formatHalfDay(from, style.language)} → `}${formatHalfDay(slot, style.language)}${heldUntil !== undefined && html` <span class="quiet">${words(style, 'web.until')} ${moment(heldUntil, style)}</span>`}`,
      why === undefined ? by : `${by}: ${why}`,
    ])
    .reverse();
  return section(
    words(style, 'book.history'),
    rows.length === 0
      ? empty(words(style, 'slots.history.none', { customer: project.customer }))
      : table(
          ['web.when', 'book.head.happened', 'book.head.slot', 'book.head.who'].map((key) => words(style, key)),
          rows,
          words(style, 'book.history'),
        ),
    'history',
  );
}

/** The customer's own calendar address: made and taken back here. */
function feed(frame: Frame, { project, links }: BookShown): Content {
  const { style } = frame;
  if (frame.visitor?.csrf === undefined || !frame.visitor.rights.has('plan')) return false;
  return section(
    words(style, 'feeds.customer'),
    html`<p>${words(style, 'feeds.customer-what', { customer: project.customer })}</p>
${links.map(({ id, createdAt, by }) => html`<div class="row">${moment(createdAt, style)} · ${by} ${form(frame, '/calendar/links/remove', html`<input type="hidden" name="id" value="${id}"><input type="hidden" name="project" value="${project.id}">${button(words(style, 'feeds.take-back'))}`)}</div>`)}
${form(frame, '/calendar/links', html`<input type="hidden" name="project" value="${project.id}">${button(words(style, 'feeds.make'))}`)}`,
    'feeds',
  );
}
