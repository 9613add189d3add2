import type { StatusEntry } from '../app/documents.ts';
import type { Severity } from '../domain/finding.ts';
import type { MigrationStatus, StepState } from '../domain/lifecycle.ts';
import { formatMoment, render, type Style } from '../texts/render.ts';
import type { Content, Markup } from './html.ts';
import { html, NOTHING } from './html.ts';
import type { IconName } from './icons.ts';
import { icon } from './icons.ts';
import type { Frame } from './page.ts';

// What pages are put together from. Nothing here knows a migration; texts come in as they are shown.

/** A sentence of the catalogues. */
export function words(style: Style, key: string, values?: Readonly<Record<string, string | number>>): string {
  return render(values === undefined ? { text: key } : { text: key, values }, style);
}

/** How calm or loud something is shown: the colour, never without its word. */
export type Tone = 'calm' | 'good' | 'busy' | 'you' | 'bad' | 'over';

const OF_STATUS: Readonly<Record<MigrationStatus, readonly [IconName, Tone]>> = {
  draft: ['pencil', 'calm'],
  planned: ['circle', 'calm'],
  running: ['play', 'busy'],
  waiting: ['clock', 'calm'],
  'needs-you': ['hand', 'you'],
  paused: ['pause', 'you'],
  halted: ['stop', 'bad'],
  'rolling-back': ['back', 'bad'],
  'rolled-back': ['back', 'over'],
  done: ['check', 'good'],
  cancelled: ['cross', 'over'],
};

const OF_STATE: Readonly<Record<StepState, readonly [IconName, Tone]>> = {
  waiting: ['clock', 'calm'],
  ready: ['play', 'busy'],
  working: ['play', 'busy'],
  done: ['check', 'good'],
  'needs-you': ['hand', 'you'],
  blocked: ['stop', 'bad'],
  unknown: ['question', 'bad'],
  failed: ['stop', 'bad'],
  skipped: ['skip', 'over'],
  undoing: ['back', 'bad'],
  undone: ['back', 'over'],
};

const OF_SEVERITY: Readonly<Record<Severity, readonly [IconName, Tone]>> = {
  info: ['info', 'calm'],
  notice: ['info', 'calm'],
  warning: ['warning', 'you'],
  error: ['stop', 'bad'],
  critical: ['stop', 'bad'],
};

export function badge(name: IconName, tone: Tone, text: string): Markup {
  return html`<span class="badge ${tone}">${icon(name)}${text}</span>`;
}

export function statusBadge(status: MigrationStatus, style: Style): Markup {
  const [name, tone] = OF_STATUS[status];
  return badge(name, tone, words(style, `status.${status}`));
}

export function stateBadge(state: StepState, style: Style): Markup {
  const [name, tone] = OF_STATE[state];
  return badge(name, tone, words(style, `state.${state}`));
}

export function toneOf(status: MigrationStatus): Tone {
  return OF_STATUS[status][1];
}

export function toneOfState(state: StepState): Tone {
  return OF_STATE[state][1];
}

/** A moment of a document, with its zone. */
export function moment(iso: string, style: Style): Markup {
  return html`<time datetime="${iso}">${formatMoment(Date.parse(iso), style)}</time>`;
}

/** `since Tue 1 Dec, 14:05 CET`; the script adds how long that is. */
export function since(iso: string, style: Style): Markup {
  return html`<span class="since">${words(style, 'web.since')} <time datetime="${iso}" data-ago>${formatMoment(Date.parse(iso), style)}</time></span>`;
}

export function until(iso: string, style: Style): Markup {
  return html`${words(style, 'web.until')} ${moment(iso, style)}`;
}

/** As people write it; beside it what computers write, where that differs. */
export function domainName({ domain, domainUnicode }: { domain: string; domainUnicode: string }): Markup {
  return domain === domainUnicode
    ? html`<bdi class="domain">${domain}</bdi>`
    : html`<bdi class="domain">${domainUnicode}</bdi> <bdi class="domain quiet">(${domain})</bdi>`;
}

export type FindingShown = StatusEntry['findings'][number];

export function finding(found: FindingShown, style: Style): Markup {
  const [name, tone] = OF_SEVERITY[found.severity];
  return html`<article class="finding ${tone}">
<p>${badge(name, tone, words(style, `preflight.severity.${found.severity}`))} <strong>${found.message}</strong></p>
${found.fix !== undefined && html`<p>${words(style, 'web.what-helps')} ${found.fix}</p>`}
${
  found.evidence.length > 0 &&
  details(
    words(style, 'web.evidence'),
    html`<p class="quiet">${found.subject} · ${found.tag}</p>${table(
      ['web.asked', 'web.answered', 'web.when'].map((key) => words(style, key)),
      found.evidence.map(({ asked, answered, at }) => [asked, html`<code>${answered}</code>`, moment(at, style)]),
    )}`,
  )
}
</article>`;
}

/** One line of a list of steps (`<ol class="steps">`). */
export function stepRow(
  row: {
    readonly state: StepState;
    readonly title: Content;
    readonly aside?: Content;
    readonly body?: Content;
    readonly id?: string;
  },
  style: Style,
): Markup {
  const [, tone] = OF_STATE[row.state];
  return html`<li class="step ${tone}"${row.id !== undefined && html` id="${row.id}"`}>
<div class="line"><span class="title">${row.title}</span>${stateBadge(row.state, style)}</div>
${row.aside && html`<p class="quiet">${row.aside}</p>`}
${row.body}
</li>`;
}

/** A part of a page under its own heading; `id` is what a link leads to. */
export function section(title: Content, body: Content, id?: string): Markup {
  return html`<section${id !== undefined && html` id="${id}"`}><h2>${title}</h2>
${body}
</section>`;
}

/** A form of this page's reader, with what shows that it was sent from here. */
export function form(frame: Pick<Frame, 'visitor'> & Partial<Frame>, action: string, body: Content): Markup {
  return html`<form method="post" action="${action}">${
    frame.visitor?.csrf !== undefined && html`<input type="hidden" name="csrf" value="${frame.visitor.csrf}">`
  }${body}</form>`;
}

export interface ButtonLook {
  /** `main`: what most come for. `danger`: cannot simply be taken back. `plain`: looks like a link. */
  readonly kind?: 'main' | 'danger' | 'plain';
  readonly name?: string;
  readonly value?: string;
}

export function button(label: Content, { kind, name, value }: ButtonLook = {}): Markup {
  return html`<button type="submit" class="button ${kind}"${name !== undefined && html` name="${name}"`}${
    value !== undefined && html` value="${value}"`
  }>${label}</button>`;
}

/** A link that looks like a button. */
export function linkButton(href: string, label: Content, kind?: ButtonLook['kind']): Markup {
  return html`<a class="button ${kind}" href="${href}">${label}</a>`;
}

export interface Field {
  readonly name: string;
  readonly label: Content;
  readonly hint?: Content;
  readonly type?: 'text' | 'password' | 'textarea' | 'date' | 'search' | 'email';
  readonly value?: string;
  readonly required?: boolean;
  /** Default `off`. */
  readonly autocomplete?: string;
  readonly maxLength?: number;
  /** Told of what was given before. */
  readonly problem?: string;
}

/** A label, what it holds, and what is to know of it; `id` is unique on the page by `prefix`. */
export function field(one: Field, style: Style, prefix = 'f'): Markup {
  const id = `${prefix}-${one.name}`;
  const described = [one.hint !== undefined && `${id}-hint`, one.problem !== undefined && `${id}-problem`].filter(
    Boolean,
  );
  const common = html`id="${id}" name="${one.name}"${one.required === true && html` required`}${
    one.maxLength !== undefined && html` maxlength="${one.maxLength}"`
  }${described.length > 0 && html` aria-describedby="${described.join(' ')}"`}${
    one.problem !== undefined && html` aria-invalid="true"`
  } autocomplete="${one.autocomplete ?? 'off'}" autocapitalize="off" spellcheck="false"`;
  return html`<div class="field"><label for="${id}">${one.label}${
    one.required !== true && html` <span class="quiet">(${words(style, 'web.optional')})</span>`
  }</label>
${one.hint !== undefined && html`<p class="quiet" id="${id}-hint">${one.hint}</p>`}
${one.problem !== undefined && html`<p class="problem" id="${id}-problem">${icon('stop')}${one.problem}</p>`}
${
  one.type === 'textarea'
    ? html`<textarea ${common} rows="4">${one.value}</textarea>`
    : html`<input ${common} type="${one.type ?? 'text'}"${one.value !== undefined && html` value="${one.value}"`}>`
}</div>`;
}

/** Scrolls by itself where it is wider than the screen. Of each row the first cell is its heading. */
export function table(head: readonly Content[], rows: readonly (readonly Content[])[], caption?: Content): Markup {
  return html`<div class="table" tabindex="0" role="group"${typeof caption === 'string' && html` aria-label="${caption}"`}><table>
${caption !== undefined && html`<caption>${caption}</caption>`}
<thead><tr>${head.map((cell) => html`<th scope="col">${cell}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((cell, index) => (index === 0 ? html`<th scope="row">${cell}</th>` : html`<td>${cell}</td>`))}</tr>`)}</tbody>
</table></div>`;
}

/** Something that stands for itself in a list of its like; `level` is its heading's. */
export function card(title: Content, body: Content, tone: Tone = 'calm', level: 2 | 3 = 2): Markup {
  return html`<article class="card ${tone}">${level === 2 ? html`<h2>${title}</h2>` : html`<h3>${title}</h3>`}
${body}
</article>`;
}

/** Nothing is there, and what to do about it. */
export function empty(text: Content): Markup {
  return html`<p class="empty">${text}</p>`;
}

export function progress(done: number, total: number, style: Style): Markup {
  const text = words(style, 'web.progress', { done, total });
  return total === 0
    ? NOTHING
    : html`<span class="progress"><progress max="${total}" value="${done}" aria-label="${text}"></progress><span aria-hidden="true">${text}</span></span>`;
}

/** What is known, name beside value; what is empty is left out. */
export function facts(pairs: readonly (readonly [term: Content, value: Content])[]): Markup {
  const known = pairs.filter(([, value]) => value !== undefined && value !== null && value !== false && value !== '');
  return html`<dl class="facts">${known.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>`;
}

export function details(summary: Content, body: Content, id?: string): Markup {
  return html`<details${id !== undefined && html` id="${id}"`}><summary>${summary}</summary>
${body}
</details>`;
}

/** What came of what somebody has just said. */
export function notice(kind: 'done' | 'failed' | 'note', text: Content): Markup {
  const [name, tone] = ({ done: ['check', 'good'], failed: ['stop', 'bad'], note: ['info', 'calm'] } as const)[kind];
  return html`<div class="notice ${tone}" role="${kind === 'failed' ? 'alert' : 'status'}">${icon(name)}<div>${text}</div></div>`;
}
