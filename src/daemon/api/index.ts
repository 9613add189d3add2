import type { Context } from 'hono';
import { Hono } from 'hono';
import { asGoLiveError } from '../../domain/errors.ts';
import { printableJson } from '../../domain/printable.ts';
import { needs } from '../access/index.ts';
import type { Env } from '../env.ts';
import { isKnown, weakTag } from '../etag.ts';
import { problemResponse, Refused } from '../problem.ts';
import { rememberedBy } from '../remembered.ts';
import type { Serving } from '../serving.ts';
import { handled } from './handled.ts';
import { openApi } from './openapi.ts';
import type { Route } from './route.ts';
import { ROUTES } from './routes.ts';

export function apiRoutes(serving: Serving): Hono<Env> {
  const routes = new Hono<Env>();
  for (const row of ROUTES)
    routes.on(row.method, honoPath(row.path), needs(row.right), (context) => answered(serving, row, context));
  routes.get('/openapi.json', needs('read'), (context) => openApiAnswer(context));
  routes.all('*', needs('read'), (context) => noSuchPage(context));
  return routes;
}

/** `/openapi.json`, where programs look for it. */
export function openApiRoutes(): Hono<Env> {
  const routes = new Hono<Env>();
  routes.get('/openapi.json', needs('read'), (context) => openApiAnswer(context));
  return routes;
}

const honoPath = (path: string): string => path.replace(/\{(\w+)\}/g, ':$1');

const UTF8 = new TextEncoder();

/** A text that was made, with its tag and what the next page is. */
interface Made {
  /** As it goes down the line: encoded once, however many ask. */
  readonly body: Uint8Array<ArrayBuffer>;
  readonly etag: string;
  readonly next: string | undefined;
}

async function answered(serving: Serving, row: Route, context: Context<Env>): Promise<Response> {
  try {
    if (row.method !== 'GET') return await changed(serving, row, context);
    const { remembersMs } = row;
    if (remembersMs === undefined) {
      const answer = await handled(serving, row, context);
      return answer instanceof Response ? answer : shown(context, madeOf(row, answer));
    }
    const { pathname, search } = new URL(context.req.url);
    const key = `api ${context.get('language')} ${pathname}${search}`;
    const make = async () => madeOf(row, await handled(serving, row, context));
    return shown(context, await rememberedBy(serving).get(key, remembersMs, make));
  } catch (thrown) {
    return refused(serving, thrown);
  }
}

async function changed(serving: Serving, row: Route, context: Context<Env>): Promise<Response> {
  try {
    const answer = await handled(serving, row, context);
    return context.body(`${printableJson(answer)}\n`, row.status, {
      'Content-Type': 'application/json',
      'Cache-Control': 'no-store',
    });
  } finally {
    rememberedBy(serving).forget(); // also what was refused may have changed something, of one domain of several
  }
}

function madeOf(row: Route, document: unknown): Made {
  // When it was made is no news.
  const { generatedAt: _, ...told } = document as Readonly<Record<string, unknown>>;
  const next = row.paged === true && told['next'] !== undefined ? String(told['next']) : undefined;
  return { body: UTF8.encode(`${printableJson(document)}\n`), etag: weakTag(JSON.stringify(told)), next };
}

function shown(context: Context<Env>, { body, etag, next }: Made): Response {
  const headers = {
    ETag: etag,
    // Also a browser that knows the tag keeps no copy: whoever sits there after signing out finds nothing.
    'Cache-Control': 'no-store',
    ...(next === undefined ? {} : { Link: `<${pageAfter(context.req.url, next)}>; rel="next"` }),
  };
  if (isKnown(context.req.header('if-none-match'), etag)) return context.body(null, 304, headers);
  return context.body(body, 200, { ...headers, 'Content-Type': 'application/json' });
}

/** The same address for the page that follows (RFC 8288); without our name, which a web server in front may have changed. */
function pageAfter(url: string, next: string): string {
  const { pathname, searchParams } = new URL(url);
  searchParams.set('after', next);
  return `${pathname}?${searchParams}`;
}

function refused({ app }: Serving, thrown: unknown): Response {
  if (thrown instanceof Refused) return problemResponse(thrown);
  const failure = asGoLiveError(thrown, 'serve');
  const response = problemResponse(failure);
  if (response.status === 500) app.log(failure.message);
  return response;
}

function noSuchPage(context: Context<Env>): Response {
  const { pathname } = new URL(context.req.url);
  const allowed = ROUTES.filter(({ path }) => patternOf(path).test(pathname)).map(({ method }) => method);
  if (allowed.length === 0) return problemResponse(new Refused('no-such-page', pathname.slice(0, LONGEST_SUBJECT)));
  const methods = [...new Set(allowed.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])))];
  const why = `it takes ${methods.join(', ')}`;
  return problemResponse(new Refused('method-unknown', pathname.slice(0, LONGEST_SUBJECT), { why }), {
    Allow: methods.join(', '),
  });
}

const LONGEST_SUBJECT = 300;

const patternOf = (path: string): RegExp =>
  new RegExp(`^/api/v1${path.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+')}$`);

function openApiAnswer(context: Context<Env>): Response {
  const { body, etag } = openApiText();
  return shown(context, { body, etag, next: undefined });
}

let made: Pick<Made, 'body' | 'etag'> | undefined;

/** It never changes while a process runs. */
function openApiText(): Pick<Made, 'body' | 'etag'> {
  if (made === undefined) {
    const text = `${JSON.stringify(openApi(ROUTES))}\n`;
    made = { body: UTF8.encode(text), etag: weakTag(text) };
  }
  return made;
}
