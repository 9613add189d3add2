import type { Style } from '../texts/render.ts';
import type { Markup } from './html.ts';
import { html } from './html.ts';
import { details, linkButton, words } from './parts.ts';

/** What is said in four languages; another status is told as the nearest of these. */
const KNOWN = [400, 403, 404, 409, 503] as const;

function nearest(status: number): (typeof KNOWN)[number] {
  const known = KNOWN.find((one) => one === status);
  if (known !== undefined) return known;
  return status >= 500 || status === 429 ? 503 : 400;
}

export function errorTitle(status: number, style: Style): string {
  return words(style, `web.error.${nearest(status)}`);
}

/** What went wrong in words, what golive says of it, and a way on. */
export function errorPage(
  style: Style,
  told: { readonly status: number; readonly detail?: string; readonly back?: string },
): Markup {
  return html`<h1>${errorTitle(told.status, style)}</h1>
<p>${errorWords(told.status, style)}</p>
${told.detail !== undefined && details(words(style, 'web.error.details'), html`<p lang="en">${told.detail}</p>`)}
<p>${linkButton(told.back ?? '/', words(style, told.back === undefined ? 'web.error.to-overview' : 'web.back'))}</p>`;
}

export function errorWords(status: number, style: Style): string {
  return words(style, `web.error.${nearest(status)}-why`);
}
