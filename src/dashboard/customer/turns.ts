import type { SecretPlace, Turn } from '../../app/customer/turns.ts';
import { CHOICES } from '../../app/customer/turns.ts';
import { titleIn } from '../../app/voice.ts';
import { CATALOG } from '../../texts/catalog.ts';
import type { Content, Markup } from '../html.ts';
import { html } from '../html.ts';
import { button, card, details, field, words } from '../parts.ts';
import type { At } from './at.ts';
import { wordForm } from './at.ts';

/** What waits for the customer, big and first; each with what it is, and how. */
export function turnCard(at: At, turn: Turn): Markup {
  const { style, view } = at;
  const { saidMs, dueMs, other } = turn;
  return card(
    titleOf(at, turn),
    html`<p class="said">${howOf(at, turn)}</p>
${
  dueMs !== undefined &&
  html`<p>${words(style, dueMs < view.nowMs ? 'customer.turn.late' : 'customer.turn.by', { at: dueMs })}</p>`
}
${saidMs !== undefined && html`<p>${words(style, 'customer.turn.said', { at: saidMs })}</p>`}
${other === undefined ? answerTo(at, turn) : html`<p>${words(style, 'customer.turn.other', { person: other })}</p>`}
${turn.kind !== 'accept' && whomToAsk(at)}`,
    other === undefined ? 'you' : 'calm',
    3,
  );
}

const valuesOf = ({ domain, values }: Turn) => ({ ...values, domain });

const wordsOf = ({ of, about }: Turn): string => (about === undefined ? of : `${of}.${about}`);

/** A step that the page has words for; another's own title says what it is. */
function titleOf({ style }: At, turn: Turn): string {
  const key = `customer.do.${turn.kind === 'mailboxes' ? 'mailboxes' : wordsOf(turn)}`;
  return key in CATALOG && isWhole(key, turn) ? words(style, key, valuesOf(turn)) : titleIn(turn.title, style);
}

function howOf({ style }: At, turn: Turn): string {
  const { kind, of } = turn;
  const keys =
    kind === 'mailboxes'
      ? ['customer.how.mailboxes']
      : kind === 'talk'
        ? ['customer.how.talk']
        : kind === 'done' && of === 'collect-access'
          ? ['customer.how.collect-access.talk']
          : [`customer.how.${wordsOf(turn)}`, 'customer.how.other'];
  const key = keys.find((one) => one in CATALOG && isWhole(one, turn)) ?? 'customer.how.other';
  return words(style, key, valuesOf(turn));
}

/** All that the sentence wants is known: a task may ask the same step for something else. */
function isWhole(key: string, turn: Turn): boolean {
  const values = valuesOf(turn);
  return [...CATALOG[key]!.en.matchAll(/\{(\w+)/g)].every(([, name]) => name! in values);
}

function answerTo(at: At, turn: Turn): Content {
  const { style, view } = at;
  const { key, kind, wants } = turn;
  const hidden = { turn: key };
  switch (kind) {
    case 'done':
      return wordForm(
        at,
        'done',
        hidden,
        html`<p>${button(words(style, 'customer.button.done'), { kind: 'main' })}</p>`,
      );
    case 'accept':
      return wordForm(
        at,
        'accept',
        hidden,
        html`${checkbox('read', words(style, `customer.check.${turn.of}`), true)}
<p>${button(words(style, 'customer.button.accept'), { kind: 'main' })}</p>`,
      );
    case 'choice':
      return wordForm(
        at,
        'answer',
        hidden,
        html`<fieldset class="stack"><legend>${words(style, `customer.question.${wants!}`)}</legend>${CHOICES[
          wants!
        ]!.map(
          (value) =>
            html`<label><input type="radio" name="value" value="${value}" required> ${words(style, `customer.choice.${wants!}.${value}`)}</label>`,
        )}</fieldset><p>${button(words(style, 'customer.button.send'), { kind: 'main' })}</p>`,
      );
    case 'secret':
      return view.secrets
        .filter(({ migrationId, isAsked }) => isAsked && migrationId === turn.migrationId)
        .filter(({ field: name }) => (turn.of === 'obtain-authcode') === (name === 'authcode'))
        .map((place) => secretForm(at, place, true));
    case 'mailboxes':
      return html`<p><a href="#mailboxes">${words(style, 'customer.mailboxes')}</a></p>`;
    case 'talk':
      return false;
  }
}

function checkbox(name: string, label: string, required = false): Markup {
  return html`<label><input type="checkbox" name="${name}" value="yes"${required && html` required`}> ${label}</label>`;
}

export function secretLabel({ style }: At, { field: name }: Pick<SecretPlace, 'field'>): string {
  const key = `customer.secret.${name}`;
  return key in CATALOG ? words(style, key) : name;
}

/** What is typed is never shown, and never comes back. */
function secretForm(at: At, place: SecretPlace, isMain: boolean): Markup {
  const { style } = at;
  const isCode = place.field === 'authcode';
  return wordForm(
    at,
    'secret',
    { place: place.key },
    html`${field(
      {
        name: 'value',
        label: secretLabel(at, place),
        hint: words(style, 'customer.secret.hint'),
        type: 'password',
        required: true,
        autocomplete: 'new-password',
        maxLength: 4000,
      },
      style,
      place.key,
    )}
${isCode && checkbox('exact', words(style, 'customer.secret.exact'))}
<p>${button(words(style, 'customer.button.secret'), isMain ? { kind: 'main' } : {})}</p>`,
  );
}

/** What came safely, each with a way to send another. */
export function receivedSecrets(at: At): readonly Markup[] {
  const { style, view } = at;
  return view.secrets.flatMap((place) =>
    place.receivedMs === undefined || place.isAsked
      ? []
      : [
          html`<p>${words(style, 'customer.secret.received', {
            what: `${secretLabel(at, place)}${view.domains.length > 1 ? ` (${place.domain})` : ''}`,
            at: place.receivedMs,
          })}</p>
${details(words(style, 'customer.secret.replace'), secretForm(at, place, false))}`,
        ],
  );
}

function whomToAsk({ style, view }: At): Content {
  const [person] = [...view.people].sort((a, b) => Number(b.phone !== undefined) - Number(a.phone !== undefined));
  if (person === undefined) return false;
  const { name, phone } = person;
  return html`<p class="quiet">${
    phone === undefined
      ? words(style, 'customer.turn.ask', { person: name })
      : words(style, 'customer.turn.call', { person: name, phone })
  }</p>`;
}
