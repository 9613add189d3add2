import type { Journey, Stage } from '../../app/customer/journey.ts';
import type { PersonToCall, Wish } from '../../app/customer/view.ts';
import { CATALOG } from '../../texts/catalog.ts';
import { formatMoment } from '../../texts/render.ts';
import type { Content, Markup } from '../html.ts';
import { html } from '../html.ts';
import { icon } from '../icons.ts';
import { badge, button, field, section, words } from '../parts.ts';
import type { At } from './at.ts';
import { wordForm } from './at.ts';
import { halfDaySection, halfDayTurn } from './half-day.ts';
import { mailboxSection } from './mailboxes.ts';
import { dayOf, halfOf, timeOf, untilOf } from './moments.ts';
import { displayPhone } from './phone.ts';
import { receivedSecrets, turnCard } from './turns.ts';

export interface Calendar {
  /** The `.ics` on this host; absent: none was asked for yet. */
  readonly path: string;
  readonly address: string;
}

/** A customer's page: where are we, your turn, what comes, whom to call. */
export function customerPage(at: At, calendar: Calendar | undefined): Markup {
  const { style, view } = at;
  return html`<p class="quiet">${words(style, 'customer.for', { customer: view.customer, agency: view.agency })} · ${view.domains.join(', ')}</p>
<h1>${whereText(at)}</h1>
${yourTurn(at)}
${section(
  words(style, 'customer.stages'),
  html`<ol class="steps">${view.journey.stages.map((stage) => stageRow(at, stage))}</ol>`,
)}
${section(words(style, 'customer.next'), html`<p>${words(style, `customer.next.${view.journey.place}`)}</p>`)}
${expectations(at)}
${halfDaySection(at)}
${wishes(at)}
${mailboxSection(at)}
${secrets(at)}
${calendarSection(at, calendar)}
${people(at)}`;
}

/** State first, for tabs and whoever hears the page. */
export function customerTitle({ style, view }: At): string {
  const [first = '', ...more] = view.domains;
  const domains = more.length === 0 ? first : `${first} +${more.length}`;
  return words(style, isTheirTurn(view) ? 'customer.title.turn' : 'customer.title', { domains });
}

function isTheirTurn({ turns, halfDay }: At['view']): boolean {
  return turns.some(({ other }) => other === undefined) || halfDay.may.some((w) => w === 'confirm' || w === 'choose');
}

/** One sentence: the most exact there is for what moves. */
function whereText(at: At): string {
  const { style, view } = at;
  const { place, moving, everywhereMs } = view.journey;
  const { halfDay, nowMs } = view;
  const openEnd = place === 'spreading' && (everywhereMs === undefined || everywhereMs <= nowMs);
  const stem = `customer.where.${place}`;
  const key = openEnd ? 'customer.where.spreading.open' : [`${stem}.${moving}`, stem].find((one) => one in CATALOG)!;
  return words(style, key, {
    what: words(style, `customer.moving.${moving}`),
    ...(halfDay.slot === undefined || halfDay.startsAtMs === undefined
      ? {}
      : {
          day: dayOf(halfDay.startsAtMs, style),
          half: halfOf(halfDay.slot, style),
          from: timeOf(halfDay.startsAtMs, style),
        }),
    ...(everywhereMs === undefined ? {} : { until: untilOf(everywhereMs, nowMs, style) }),
  });
}

function yourTurn(at: At): Markup {
  const { style, view } = at;
  const halfDay = halfDayTurn(at);
  if (halfDay === undefined && view.turns.length === 0)
    return html`<p>${badge('check', 'good', words(style, 'customer.turn.nothing'))}</p>`;
  return html`<section id="turn" class="bare"><h2>${words(style, isTheirTurn(view) ? 'customer.turn' : 'customer.turn.nothing')}</h2>
${halfDay}
${view.turns.map((turn) => turnCard(at, turn))}
</section>`;
}

const LOOK = { done: ['check', 'good'], now: ['play', 'busy'], ahead: ['circle', 'calm'] } as const;

function stageRow({ style }: At, { stage, state }: Stage): Markup {
  const [sign, tone] = LOOK[state];
  return html`<li class="step ${tone}"${state === 'now' && html` aria-current="step"`}><div class="line"><span class="title">${words(style, `customer.stage.${stage}`)}</span>${badge(sign, tone, words(style, `customer.stage-state.${state}`))}</div></li>`;
}

function expectations(at: At): Content {
  const { style, view } = at;
  const { journey } = view;
  if (OVER.has(journey.place)) return undefined;
  const isAhead = !AFTER_THE_MOVE.has(journey.place);
  const { moving, outageSeconds } = journey;
  const lines = [
    journey.freeze !== undefined && freezeLine(at, journey.freeze),
    isAhead &&
      outageSeconds !== undefined &&
      words(style, 'customer.expect.outage', { hours: Math.ceil(outageSeconds / 3600) }),
    outageSeconds === undefined &&
      moving !== 'mail' &&
      moving !== 'name' &&
      (isAhead || journey.place === 'spreading') &&
      words(style, 'customer.expect.site'),
    view.mailMoves && words(style, 'customer.expect.mail'),
    view.keepOld && words(style, 'customer.expect.keep'),
  ].filter((line) => typeof line === 'string');
  if (lines.length === 0) return undefined;
  return section(
    words(style, 'customer.expect'),
    html`<ul class="plain">${lines.map((line) => html`<li>${line}</li>`)}</ul>`,
  );
}

const OVER: ReadonlySet<string> = new Set(['done', 'stopped', 'going-back']);
const AFTER_THE_MOVE: ReadonlySet<string> = new Set(['spreading', 'live', 'transfer']);

function freezeLine({ style, view }: At, { fromMs, untilMs, isNow }: NonNullable<Journey['freeze']>): string | false {
  if (isNow && untilMs <= view.nowMs) return false;
  return isNow
    ? words(style, 'customer.expect.freeze-now', { until: untilOf(untilMs, view.nowMs, style) })
    : words(style, 'customer.expect.freeze', {
        day: dayOf(fromMs, style),
        from: timeOf(fromMs, style),
        until: untilOf(untilMs, fromMs, style),
      });
}

function wishes(at: At): Content {
  const { style, view } = at;
  const { wish } = view;
  if (wish === undefined && view.wishes.length === 0) return undefined;
  const isRequest = wish?.as === 'request';
  const at_ = view.halfDay.endsAtMs ?? 0;
  return section(
    words(style, 'customer.wish'),
    html`${
      wish !== undefined &&
      wordForm(
        at,
        'wish',
        { seen: wish.seen },
        html`${field(
          {
            name: 'text',
            label: words(style, isRequest ? 'customer.wish.request' : 'customer.wish.note'),
            hint: isRequest
              ? words(style, 'customer.wish.request-hint', { at: timeOf(at_, style) })
              : words(style, 'customer.wish.note-hint'),
            type: isRequest ? 'text' : 'textarea',
            required: true,
            maxLength: isRequest ? 200 : 2000,
          },
          style,
          'wish',
        )}<p>${button(words(style, 'customer.button.send'))}</p>`,
      )
    }
${
  view.wishes.length > 0 &&
  html`<h3>${words(style, 'customer.wishes')}</h3><ul class="steps">${view.wishes.map((one) => wishRow(at, one))}</ul>`
}`,
    'wish',
  );
}

const WISH_LOOK = {
  noted: ['pencil', 'calm'],
  open: ['play', 'busy'],
  done: ['check', 'good'],
  later: ['clock', 'you'],
} as const;

function wishRow({ style }: At, { text, state, to, atMs }: Wish): Markup {
  const [sign, tone] = WISH_LOOK[state];
  const became =
    to === undefined
      ? words(style, `customer.wish-state.${state}`)
      : words(style, 'customer.wish-state.later-by', { person: to });
  return html`<li class="step ${tone}"><div class="line"><span class="title written">${text}</span>${badge(sign, tone, became)}</div>${atMs !== undefined && html`<p class="quiet">${formatMoment(atMs, style)}</p>`}</li>`;
}

function secrets(at: At): Content {
  const received = receivedSecrets(at);
  return received.length === 0 ? undefined : section(words(at.style, 'customer.secrets'), received, 'secrets');
}

function calendarSection(at: At, calendar: Calendar | undefined): Content {
  const { style, view } = at;
  if (OVER.has(view.journey.place) || view.halfDay.slot === undefined) return undefined;
  return section(
    words(style, 'customer.calendar'),
    calendar === undefined
      ? html`<p>${words(style, 'customer.calendar.how')}</p>
${wordForm(at, 'calendar', {}, html`<p>${button(words(style, 'customer.calendar.make'))}</p>`)}`
      : html`<p class="row"><a class="button" href="webcal:${calendar.address.replace(/^https?:/, '')}">${words(style, 'customer.calendar.subscribe')}</a> <a href="${calendar.path}">${words(style, 'customer.calendar.file')}</a></p>
<p>${words(style, 'customer.calendar.address')}</p>
<p><code class="address">${calendar.address}</code></p>`,
    'calendar',
  );
}

function people({ style, view }: At): Markup {
  const shown = view.people.map((person) => html`<li>${personLine(person)}</li>`);
  return section(
    words(style, 'customer.people'),
    html`${
      shown.length === 0
        ? html`<p>${words(style, 'customer.people.none', { agency: view.agency })}</p>`
        : html`<ul class="stack">${shown}</ul>`
    }
<p class="quiet">${icon('info')} ${words(style, 'customer.people.private')}</p>`,
    'people',
  );

  function personLine({ name, phone, mail, isOnDuty }: PersonToCall): Markup {
    const number = phone === undefined ? undefined : displayPhone(phone);
    return html`<strong>${name}</strong>${isOnDuty && html` (${words(style, 'customer.people.duty')})`}${
      number !== undefined && html`, <a class="target" href="tel:${number.dialled}">${number.shown}</a>`
    }${mail !== undefined && html`, <a class="target" href="mailto:${mail}">${mail}</a>`}`;
  }
}
