import { html as escaping, raw } from 'hono/html';
import { printable } from '../domain/printable.ts';
import { scrub } from '../domain/scrub.ts';

/** HTML that was made here, and nowhere else: every text that goes into it is escaped. */
export interface Markup {
  readonly isEscaped: true;
  toString(): string;
}

/** What may stand in a page. `false`, `null` and `undefined` are nothing. */
export type Content = Markup | string | number | false | null | undefined | readonly Content[];

/**
 * HTML with texts in it: each text is escaped, control (but for the ends of lines) and direction characters in it are shown as `\u{…}`, and no secret that is known passes.
 * A value stands between tags or inside a quoted attribute, never in a tag's name, an address's scheme, a script or a style.
 */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Markup {
  return escaping(strings, ...values.map(shown)) as unknown as Markup;
}

/** A line may end; where that shows is for the style sheet. */
const LINE_END = /\r\n|\n/;

function shown(value: Content): unknown {
  if (typeof value === 'string') return value.includes('\n') ? byLine(value) : printable(value);
  return Array.isArray(value) ? value.map(shown) : value;
}

/** The whole of it first: a secret may run over the end of a line. */
const byLine = (text: string): string => scrub(text).split(LINE_END).map(printable).join('\n');

/** Pieces one after another. */
export function join(pieces: readonly Content[], between: Content = ''): Markup {
  return html`${pieces.flatMap((piece, index) => (index === 0 ? [piece] : [between, piece]))}`;
}

/** A text of several lines, each on its own. */
export function lines(text: string): Markup {
  return join(scrub(text).split('\n'), html`<br>`);
}

export const NOTHING: Markup = raw('') as unknown as Markup;
