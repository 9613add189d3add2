import type { CustomerView } from '../../app/customer/view.ts';
import type { Style } from '../../texts/render.ts';
import type { Content, Markup } from '../html.ts';
import { html } from '../html.ts';

/** What every part of a customer's page needs: what to show, how, and where its forms go. */
export interface At {
  readonly view: CustomerView;
  readonly style: Style;
  /** `/c/<token>` */
  readonly path: string;
  /** `?lang=fr`, or nothing: carried along, so that a language that was chosen stays. */
  readonly query: string;
}

export const urlOf = ({ path, query }: At, word?: string): string =>
  `${path}${word === undefined ? '' : `/${word}`}${query}`;

/** A form that says one word; everything in it is one of the page's own keys, or what the customer writes. */
export function wordForm(
  at: At,
  word: string,
  hidden: Readonly<Record<string, string>>,
  body: Content,
  isUpload = false,
): Markup {
  const fields = Object.entries(hidden).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  return html`<form class="stack" method="post" action="${urlOf(at, word)}"${isUpload && html` enctype="multipart/form-data"`}>${fields}${body}</form>`;
}
