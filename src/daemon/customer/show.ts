import type { Context } from 'hono';
import type { Failed, Said } from '../../app/customer/say.ts';
import { FAILED, SAID } from '../../app/customer/say.ts';
import type { CustomerView } from '../../app/customer/view.ts';
import type { At } from '../../dashboard/customer/at.ts';
import { customerTitle } from '../../dashboard/customer/index.ts';
import type { Markup } from '../../dashboard/html.ts';
import { page } from '../../dashboard/page.ts';
import { words } from '../../dashboard/parts.ts';
import type { Language } from '../../domain/message.ts';
import { LANGUAGES } from '../../domain/message.ts';
import type { Style } from '../../texts/render.ts';
import type { Env } from '../env.ts';
import type { Serving } from '../serving.ts';

export type Asked = Context<Env>;

/** The language that this very address names. What the agency's people chose for themselves in this browser is not asked here. */
export function languageIn(context: Asked): Language | undefined {
  return LANGUAGES.find((known) => known === context.req.query('lang'));
}

export function pageOf(context: Asked, { app }: Serving, token: string, view: CustomerView): At {
  const chosen = languageIn(context);
  return {
    view,
    style: { language: chosen ?? view.language, timeZone: app.config.agency.timeZone },
    path: `/c/${token}`,
    query: chosen === undefined ? '' : `?lang=${chosen}`,
  };
}

/** Never kept, by nobody; and without what the dashboard shows to those who are signed in. */
export function show(
  context: Asked,
  { assets, app }: Serving,
  frame: { readonly style: Style; readonly path: string; readonly title: string; readonly notice?: Notice },
  main: Markup,
  status: 200 | 404 | 429 = 200,
): Response {
  const heading = words(frame.style, 'customer.from-whom', { agency: app.config.agency.name });
  return context.html(page({ ...frame, assets, heading }, main), status, { 'Cache-Control': 'no-store' }) as Response;
}

export interface Notice {
  readonly kind: 'done' | 'failed';
  readonly text: string;
}

export function showPage(context: Asked, serving: Serving, at: At, main: Markup, notice?: Notice): Response {
  const frame = { style: at.style, path: `${at.path}${at.query}`, title: customerTitle(at) };
  return show(context, serving, { ...frame, ...(notice === undefined ? {} : { notice }) }, main);
}

/** What came of the last word, from the address; only keys that there are. */
export function noticeIn(context: Asked, { style, view }: At): Notice | undefined {
  const said = SAID.find((key) => key === context.req.query('said'));
  if (said !== undefined) return { kind: 'done', text: words(style, `customer.said.${said}`) };
  const failed = [...FAILED, 'often' as const].find((key) => key === context.req.query('failed'));
  return (
    failed && { kind: 'failed', text: words(style, `customer.failed.${failed}`, { domains: view.domains.join(', ') }) }
  );
}

/** Back to the page, with a key of what came of it. */
export function backTo(
  context: Asked,
  token: string,
  outcome: { readonly said: Said } | { readonly failed: Failed | 'often' },
): Response {
  const query = new URLSearchParams('said' in outcome ? { said: outcome.said } : { failed: outcome.failed });
  const language = languageIn(context);
  if (language !== undefined) query.set('lang', language);
  context.header('Cache-Control', 'no-store');
  return context.redirect(`/c/${token}?${query}`, 303) as Response;
}
