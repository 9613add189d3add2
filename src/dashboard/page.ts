import { raw } from 'hono/html';
import type { Language } from '../domain/message.ts';
import { LANGUAGES } from '../domain/message.ts';
import type { Right } from '../domain/rights.ts';
import type { Style } from '../texts/render.ts';
import type { Content, Markup } from './html.ts';
import { html } from './html.ts';
import { button, form, notice, words } from './parts.ts';

/** Whom a page is for. */
export interface Reader {
  readonly name: string;
  readonly rights: ReadonlySet<Right>;
  /** What every form carries; absent where nothing can be said. */
  readonly csrf?: string;
}

/** What stands around every page. */
export interface Frame {
  readonly style: Style;
  /** State first: `Needs you – klant.nl`. */
  readonly title: string;
  /** Of this page, with its query; the way back after its language was changed. */
  readonly path: string;
  /** Absent: nobody has signed in, and there is no way to other pages. */
  readonly visitor?: Reader;
  readonly assets: Readonly<Record<'css' | 'js' | 'icon', { readonly name: string }>>;
  /** Looks for what is new by itself. */
  readonly live?: boolean;
  /** A file that lies beside its assets: nothing can be said in it, and it leads nowhere that needs golive to answer. */
  readonly isStatic?: boolean;
  /** Of such a file: how often a browser without scripts loads it anew; with them its script looks for a newer page. */
  readonly reloadSeconds?: number;
  readonly notice?: { readonly kind: 'done' | 'failed'; readonly text: string };
  /** Epoch ms by golive's own clock, of what is shown. */
  readonly madeAtMs?: number;
  /** Of what is shown, as a browser asks whether it is still so. */
  readonly tag?: string;
  /** Instead of the pages of the dashboard; a customer's page has its own. */
  readonly heading?: Content;
}

const PLACES = [
  ['/', 'web.overview'],
  ['/hour', 'web.hour'],
  ['/calendar', 'web.calendar'],
  ['/settings', 'web.settings'],
] as const;

export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  nl: 'Nederlands',
  de: 'Deutsch',
  fr: 'Français',
  en: 'English',
};

/** A whole page, ready to be sent. */
export function page(frame: Frame, main: Markup): string {
  const { style, assets } = frame;
  const at = (name: string) => (frame.isStatic === true ? name : `/assets/${name}`);
  const isLive = frame.live === true && frame.isStatic !== true;
  return html`${raw('<!doctype html>') as unknown as Markup}
<html lang="${style.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex, nofollow">
${frame.reloadSeconds !== undefined && html`<noscript><meta http-equiv="refresh" content="${frame.reloadSeconds}"></noscript>`}
<title>${frame.title}</title>
<link rel="icon" href="${at(assets.icon.name)}" type="image/svg+xml">
<link rel="stylesheet" href="${at(assets.css.name)}">
<script src="${at(assets.js.name)}" defer></script>
</head>
<body>
<a class="skip" href="#main">${words(style, 'web.skip')}</a>
<header class="top"><div class="wide">
<a class="brand" ${frame.visitor !== undefined && frame.isStatic !== true && html`href="/"`}><img src="${at(assets.icon.name)}" alt="" width="28" height="28">golive</a>
${frame.heading ?? navigation(frame)}
</div></header>
<main id="main" tabindex="-1" class="wide"${isLive && html` data-live="/api/v1/events" data-self="${withoutNotice(frame.path)}" data-tag="${frame.tag}"`}${
    frame.madeAtMs !== undefined && html` data-now="${frame.madeAtMs}"`
  }>
${frame.notice && notice(frame.notice.kind, frame.notice.text)}
${main}
</main>
${liveRegion(style)}
<footer class="wide">${footer(frame)}</footer>
</body>
</html>
`.toString();
}

function navigation({ style, visitor, path, isStatic, ...frame }: Frame): Content {
  if (visitor === undefined || isStatic === true) return false;
  const here = path.split('?')[0];
  return html`<nav aria-label="${words(style, 'web.navigation')}"><ul>${PLACES.map(
    ([href, key]) =>
      html`<li><a href="${href}"${here === href && html` aria-current="page"`}>${words(style, key)}</a></li>`,
  )}</ul></nav>
<div class="me"><span class="unseen">${words(style, 'web.signed-in-as')} </span><span class="name">${visitor.name}</span>${
    visitor.csrf !== undefined &&
    form({ ...frame, style, path, visitor }, '/logout', button(words(style, 'web.sign-out'), { kind: 'plain' }))
  }</div>`;
}

/** What the script says, in words that stand here already; empty until then. */
function liveRegion(style: Style): Markup {
  return html`<p id="live" class="live" role="status" data-changed="${words(style, 'web.changed')}" data-offline="${words(style, 'web.offline')}" data-newer="${words(style, 'web.newer')}" data-reload="${words(style, 'web.reload')}"></p>`;
}

function footer({ style, path, isStatic, madeAtMs }: Frame): Markup {
  return html`<p class="quiet">${
    madeAtMs !== undefined && html`${words(style, 'web.made-at', { at: madeAtMs })} `
  }${words(style, 'web.times-in', { zone: style.timeZone })}</p>
${
  isStatic !== true &&
  html`<ul class="languages" aria-label="${words(style, 'web.languages')}">${LANGUAGES.map(
    (language) =>
      html`<li><a href="${inLanguage(path, language)}" lang="${language}" hreflang="${language}"${
        language === style.language && html` aria-current="true"`
      }>${LANGUAGE_NAMES[language]}</a></li>`,
  )}</ul>`
}`;
}

function inLanguage(path: string, language: Language): string {
  return pathWith(path, (query) => query.set('lang', language));
}

function withoutNotice(path: string): string {
  return pathWith(path, (query) => query.delete('lang'));
}

/** What was just said is told once. */
function pathWith(path: string, change: (query: URLSearchParams) => void): string {
  const [asWritten = '/', asked] = path.split('?', 2);
  // Two slashes would be another host.
  const place = asWritten.replace(/^\/{2,}/, '/');
  const query = new URLSearchParams(asked);
  query.delete('said');
  change(query);
  return query.size === 0 ? place : `${place}?${query}`;
}
