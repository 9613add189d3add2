import type { Style } from '../../texts/render.ts';
import type { Markup } from '../html.ts';
import { html } from '../html.ts';
import { words } from '../parts.ts';

/** The same for an address that was guessed, has run out or was taken back: nobody learns which. */
export function gonePage(style: Style): Markup {
  return html`<h1>${words(style, 'customer.gone.title')}</h1>
<p>${words(style, 'customer.gone.text')}</p>`;
}
