import type { DocumentOf } from '../app/documents.ts';
import type { Markup } from './html.ts';
import { html } from './html.ts';
import type { Frame } from './page.ts';
import { LANGUAGE_NAMES } from './page.ts';
import { details, domainName, empty, words } from './parts.ts';

type Letters = DocumentOf<'letter'>;

/** The letters that fit now, to be copied: golive sends none of them. */
export function lettersPage(frame: Frame, of: Letters, letters: readonly NonNullable<Letters['letter']>[]): Markup {
  const { style } = frame;
  return html`<div class="head"><p class="quiet"><a href="/migrations/${of.id}">${domainName(of)}</a></p>
<h1>${words(style, 'web.letters')}</h1></div>
${letters.length === 0 ? empty(words(style, 'web.no-letters')) : html`<p>${words(style, 'web.letters-hint')}</p>`}
${letters.map(({ which, to, subject, text, language, gaps, addressee }) =>
  details(
    html`<span lang="${language}">${subject}</span>`,
    html`<p class="quiet">${words(style, `web.letter-to.${to}`)}${addressee !== undefined && html` · <bdi>${addressee.name}</bdi>`} · <span lang="${language}">${LANGUAGE_NAMES[language]}</span></p>
${gaps.length > 0 && html`<p>${words(style, 'web.letter-gaps')}</p>`}
<pre lang="${language}">${text}</pre>`,
    which,
  ),
)}`;
}
