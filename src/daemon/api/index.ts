import type { Context } from 'hono';
import { Hono } from 'hono';
import { asGoLiveError } from '../../domain/errors.ts';
import { printableJson } from '../../domain/printable.ts';
import { needs } from '../access/index.ts';
import type { Env } from '../env.ts';
import { isKnown, weakTag } from '../etag.ts';
import { HEADERS } from '../headers.ts';
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

/** A text that was made, with its tag and all that stands above it. */
interface Made {
  /** As it goes down the line: encoded once, however many ask. */
  readonly body: Uint8Array<ArrayBuffer>;
  readonly etag: string;
  /** What every answer carries as well. */
  readonly headers: Readonly<Record<string, string>>;
}

async function answered(serving: Serving, row: Route, context: Context<Env>): Promise<Response> {
  try {
    if (row.method !== 'GET') return await changed(serving, row, context);
    const { remembersMs } = row;
    if (remembersMs === undefined) {
      const answer = await handled(serving, row, context);
      return answer instanceof Response ? answer : shown(context, madeOf(row, answer, context.req.url));
    }
    const { url } = context.req;
    const key = `api ${context.get('language')} ${url.slice(url.indexOf('/', SCHEME))}`;
    const make = async () => madeOf(row, await handled(serving, row, context), url);
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

/** No host name begins before it: `http://`. */
const SCHEME = 7;

function madeOf(row: Route, document: unknown, url: string): Made {
  // When it was made is no news.
  const { generatedAt: _, ...told } = document as Readonly<Record<string, unknown>>;
  const next = row.paged === true && told['next'] !== undefined ? String(told['next']) : undefined;
  const etag = weakTag(JSON.stringify(told));
  return {
    body: UTF8.encode(`${printableJson(document)}\n`),
    etag,
    headers:
      next === undefined ? headersFor(etag) : { ...headersFor(etag), Link: `<${pageAfter(url, next)}>; rel="next"` },
  };
}

const headersFor = (etag: string): Readonly<Record<string, string>> => ({
  ...HEADERS,
  ETag: etag,
  // Also a browser that knows the tag keeps no copy: whoever sits there after signing out finds nothing.
  'Cache-Control': 'no-store',
});

/** Made with plain headers, and nothing is looked up in them afterwards: so they go down the line as they are (src/adapters/http/listen.ts). */
function shown(context: Context<Env>, { body, etag, headers }: Made): Response {
  context.set('hasAllHeaders', true);
  if (isKnown(context.req.header('if-none-match'), etag)) return new Response(null, { status: 304, headers });
  return new Response(body, { headers: { 'Content-Type': 'application/json', ...headers } });
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
  return shown(context, openApiText());
}

let made: Made | undefined;

/** It never changes while a process runs. */
function openApiText(): Made {
  if (made === undefined) {
    const text = `${JSON.stringify(openApi(ROUTES))}\n`;
    const etag = weakTag(text);
    made = { body: UTF8.encode(text), etag, headers: headersFor(etag) };
  }
  return made;
}
