import type { Context } from 'hono';
import type { App } from '../../app/app.ts';
import { forPages, inLanguage, styleOf } from '../../app/voice.ts';
import { errorPage, errorTitle } from '../../dashboard/error.ts';
import type { Markup } from '../../dashboard/html.ts';
import type { Frame } from '../../dashboard/page.ts';
import { page } from '../../dashboard/page.ts';
import { saidNotice } from '../../dashboard/said.ts';
import type { FailureCode } from '../../domain/errors.ts';
import { asGoLiveError, HTTP_STATUS } from '../../domain/errors.ts';
import { sha256 } from '../../domain/json.ts';
import type { Env } from '../env.ts';
import { rememberedBy } from '../remembered.ts';
import type { Serving } from '../serving.ts';

// How every page is answered: in whose language, with what around it, and how a browser sees whether it has changed.

export type Asked = Context<Env>;
export type PageStatus = 200 | 400 | 403 | 404 | 409 | 413 | 421 | 422 | 429 | 500 | 502 | 503;

/** The application in the reader's language. */
export function appFor(context: Asked, { app }: Serving): App {
  return forPages(inLanguage(app, context.get('language') ?? app.config.agency.language));
}

/** What stands around this page, for whoever asks. `path` where this is no page of its own: a form that is shown again. */
export function frameFor(
  context: Asked,
  serving: Serving,
  more: { readonly title: string } & Partial<Pick<Frame, 'live' | 'notice' | 'path' | 'madeAtMs' | 'heading'>>,
): Frame {
  const url = new URL(context.req.url);
  const style = styleOf(appFor(context, serving));
  const visitor = context.get('visitor');
  const notice = more.notice ?? saidNotice(url.searchParams.get('said'), style);
  return {
    style,
    path: `${url.pathname}${url.search}`,
    assets: serving.assets,
    ...(visitor === undefined ? {} : { visitor }),
    ...more,
    ...(notice === undefined ? {} : { notice }),
  };
}

/** Never kept by a browser or a proxy. The tag changes with what is said and not with the moment at which it is said. */
export function show(context: Asked, frame: Frame, main: Markup, status: PageStatus = 200): Response {
  const tag = `W/"${sha256(`${frame.style.language} ${main}`).slice(0, 24)}"`;
  const headers = { 'Cache-Control': 'no-store', Vary: 'Cookie', ETag: tag };
  if (status === 200 && context.req.header('if-none-match') === tag) return context.body(null, 304, headers);
  return context.html(page({ ...frame, tag }, main), status, headers);
}

/** Back to a page of ours after something was said; `said` is a key of the catalogue, never words. */
export function back(context: Asked, path: string, said?: string): Response {
  rememberedBy(context.get('serving')).forget(); // whoever said it sees it
  return context.redirect(said === undefined ? path : `${path}${path.includes('?') ? '&' : '?'}said=${said}`, 303);
}

/** What a form sent, texts alone; what cannot be read as one is empty. */
export async function formOf(context: Asked): Promise<Readonly<Record<string, string>>> {
  const sent = await context.req.parseBody().catch(() => ({}));
  return Object.fromEntries(
    Object.entries(sent).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
}

/** A page that says in words what went wrong. */
export function showError(
  context: Asked,
  serving: Serving,
  told: { readonly status: PageStatus; readonly detail?: string; readonly back?: string },
): Response {
  const style = styleOf(appFor(context, serving));
  const frame = frameFor(context, serving, { title: `${errorTitle(told.status, style)} – golive` });
  return show(context, frame, errorPage(style, told), told.status);
}

/** A failure that a form met, for whoever sent it. @throws what is thrown, where it is a fault of ours */
export function refusalOf(thrown: unknown): {
  readonly status: PageStatus;
  readonly detail: string;
  readonly code: FailureCode;
} {
  const failure = asGoLiveError(thrown, 'golive');
  const status = HTTP_STATUS[failure.code];
  if (status >= 500 && status !== 503) throw thrown;
  return { status, detail: failure.message, code: failure.code };
}
