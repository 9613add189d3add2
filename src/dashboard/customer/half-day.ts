import type { Content, Markup } from '../html.ts';
import { html } from '../html.ts';
import { button, card, details, linkButton, section, words } from '../parts.ts';
import type { At } from './at.ts';
import { urlOf, wordForm } from './at.ts';
import { dayOf, halfOf, hourOf, timeOf } from './moments.ts';

/** A half-day as people say it, ready for a sentence. */
export function halfDayValues({ view: { halfDay }, style }: At): Record<string, string> {
  const { slot = '', startsAtMs = 0, endsAtMs = 0 } = halfDay;
  return {
    day: dayOf(startsAtMs, style),
    half: halfOf(slot, style),
    from: hourOf(startsAtMs, style),
    to: timeOf(endsAtMs, style),
  };
}

/** It is the customer's turn: a day that is held wants a yes, and one that was given back another. */
export function halfDayTurn(at: At): Content {
  const { style, view } = at;
  const { halfDay } = view;
  if (halfDay.may.includes('confirm'))
    return card(
      words(style, 'customer.half-day.confirm-title', halfDayValues(at)),
      html`<p>${words(style, 'customer.half-day.held', { until: halfDay.heldUntilMs ?? 0 })}</p>
${wordForm(at, 'confirm', { seen: halfDay.seen }, html`<p>${button(words(style, 'customer.half-day.confirm'), { kind: 'main' })}</p>`)}
<p><a href="#half-day">${words(style, 'customer.half-day.move')}</a></p>`,
      'you',
      3,
    );
  if (halfDay.may.includes('choose'))
    return card(
      words(style, 'customer.half-day.choose-title'),
      html`<p>${words(style, 'customer.half-day.choose-how')}</p><p><a href="#half-day">${words(style, 'customer.half-day.choose')}</a></p>`,
      'you',
      3,
    );
  return undefined;
}

export function halfDaySection(at: At): Content {
  const { style, view } = at;
  const { halfDay } = view;
  const { may } = halfDay;
  if (view.journey.place === 'done' || view.journey.place === 'stopped') return undefined;
  if (halfDay.slot === undefined && !may.includes('choose'))
    return view.journey.place === 'preparing'
      ? section(words(style, 'customer.half-day'), html`<p>${words(style, 'customer.half-day.none')}</p>`, 'half-day')
      : undefined;
  return section(
    words(style, 'customer.half-day'),
    html`${halfDay.slot !== undefined && html`<p><strong>${words(style, 'customer.half-day.is', halfDayValues(at))}</strong></p>`}
${may.includes('choose') && offers(at, 'choose')}
${may.includes('move') && details(words(style, 'customer.half-day.move'), offers(at, 'move'), 'move')}
${may.includes('cancel') && html`<p><a href="${urlOf(at, 'cancel')}">${words(style, 'customer.half-day.cancel')}</a></p>`}`,
    'half-day',
  );
}

function offers(at: At, word: 'move' | 'choose'): Markup {
  const { style, view, path, query } = at;
  const { offers: free, laterFrom, seen } = view.halfDay;
  if (free.length === 0) return html`<p>${words(style, 'customer.half-day.no-offers')}</p>`;
  const choices = free.map(({ slot, startsAtMs }) => {
    const values = { day: dayOf(startsAtMs, style), half: halfOf(slot, style), from: timeOf(startsAtMs, style) };
    return html`<label><input type="radio" name="slot" value="${slot}" required> ${words(style, 'customer.half-day.offer', values)}</label>`;
  });
  const later = (date: string) => `${path}${query}${query === '' ? '?' : '&'}later=${date}#half-day`;
  return html`${wordForm(
    at,
    word,
    { seen },
    html`<fieldset class="stack"><legend>${words(style, 'customer.half-day.offers')}</legend>${choices}</fieldset>
<p>${button(words(style, 'customer.half-day.take'), word === 'choose' ? { kind: 'main' } : {})}</p>`,
  )}
${laterFrom !== undefined && html`<p><a href="${later(laterFrom)}">${words(style, 'customer.half-day.later')}</a></p>`}`;
}

/** Asks once more, on a page of its own. */
export function cancelPage(at: At): Markup {
  const { style, view } = at;
  return html`<h1>${words(style, 'customer.half-day.cancel-title')}</h1>
<p>${words(style, 'customer.half-day.cancel-how', halfDayValues(at))}</p>
${wordForm(at, 'cancel', { seen: view.halfDay.seen }, html`<p>${button(words(style, 'customer.half-day.cancel-yes'), { kind: 'danger' })}</p>`)}
<p>${linkButton(urlOf(at), words(style, 'customer.half-day.cancel-no'))}</p>`;
}
