import { hash, timingSafeEqual } from 'node:crypto';
import type { Context } from 'hono';
import type { MiddlewareHandler } from 'hono/types';
import { isLoopback } from '../../app/config/listen.ts';
import type { Env } from '../env.ts';
import type { Serving } from '../serving.ts';
import type { Refusal } from './refuse.ts';
import { refuse } from './refuse.ts';

/** What only reads. Nothing that answers one of these changes anything. */
const READING = new Set(['GET', 'HEAD']);
const OVERRIDES = ['x-http-method-override', 'x-http-method', 'x-method-override'];
/** A form of another site can send plain text without asking; these it can send as well, but then its origin is looked at. */
const BODIES =
  /^(?:application\/(?:[\w.+-]+\+)?json|application\/x-www-form-urlencoded|multipart\/form-data)\s*(?:;|$)/i;
const FORMS = /^(?:application\/x-www-form-urlencoded|multipart\/form-data)\s*(?:;|$)/i;
/** What stands on a secret in the address or on a password, and not on who is signed in with this browser. */
const ON_ITS_OWN = /^\/(?:c|welcome)\/|^\/login$/;

/** Refuses what another site's page makes a browser send. */
export function sameOrigin(serving: Serving): MiddlewareHandler<Env> {
  return async (context, next) => {
    const refusal = await refusalOf(serving, context);
    if (refusal !== undefined) return refuse(context, refusal);
    await next();
    return undefined;
  };
}

async function refusalOf(serving: Serving, context: Context<Env>): Promise<Refusal | undefined> {
  const { req } = context;
  if (OVERRIDES.some((name) => req.header(name) !== undefined)) return 'method-override';
  if (READING.has(req.method)) return undefined;
  const site = req.header('sec-fetch-site');
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return 'cross-site';
  const origin = req.header('origin');
  if (origin !== undefined && !isOurs(serving, context, origin)) return 'cross-site';
  if (hasBody(context) && !BODIES.test(req.header('content-type') ?? '')) return 'body-type';
  const visitor = context.get('visitor');
  if (visitor?.csrf === undefined || ON_ITS_OWN.test(req.path)) return undefined;
  return isSame(await csrfIn(context), visitor.csrf) ? undefined : 'csrf-missing';
}

/**
 * The origin of our own pages: that of `serve.url` where it is set, else whatever name this very request was sent to; on this machine itself
 * also without the web server in front.
 */
function isOurs({ app }: Serving, context: Context<Env>, origin: string): boolean {
  const { url } = app.config.serve;
  if (url !== undefined && origin === new URL(url).origin) return true;
  const host = context.req.header('host') ?? new URL(context.req.url).host;
  const asked = URL.parse(origin);
  if (asked === null || asked.origin !== origin || asked.host !== URL.parse(`http://${host}`)?.host) return false;
  return url === undefined || isLoopback(asked.hostname.replace(/^\[|\]$/g, '')) || asked.hostname === 'localhost';
}

/** As HTTP/1.1 has it (RFC 9112 §6.3): a request with neither header has no body. */
function hasBody({ req }: Context<Env>): boolean {
  const length = req.header('content-length');
  if (length !== undefined) return length.trim() !== '0';
  return req.header('transfer-encoding') !== undefined || req.header('content-type') !== undefined;
}

async function csrfIn(context: Context<Env>): Promise<string | undefined> {
  const header = context.req.header('x-csrf-token');
  if (header !== undefined) return header;
  if (!FORMS.test(context.req.header('content-type') ?? '')) return undefined;
  // What cannot be read as a form has no token either.
  const form = await context.req.parseBody().catch(() => undefined);
  return typeof form?.csrf === 'string' ? form.csrf : undefined;
}

/** In a time that tells nothing of where they differ. */
function isSame(given: string | undefined, wanted: string): boolean {
  const digest = (text: string) => hash('sha256', text, 'buffer');
  return given !== undefined && timingSafeEqual(digest(given), digest(wanted));
}
