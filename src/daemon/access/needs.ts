import type { Context } from 'hono';
import type { MiddlewareHandler } from 'hono/types';
import type { Right } from '../../domain/rights.ts';
import type { Env } from '../env.ts';
import { refuse, wantsPage } from './refuse.ts';

const RIGHT_OF = new WeakMap<object, Right>();

/** The right that a route's handler asks for; `undefined`: it is none of ours. For who walks all routes. */
export function rightOf(handler: object): Right | undefined {
  return RIGHT_OF.get(handler);
}

/** Lets through who has that right; every route that is not public begins with it. */
export function needs(right: Right): MiddlewareHandler<Env> {
  const handler: MiddlewareHandler<Env> = async (context, next) => {
    const visitor = context.get('visitor');
    if (visitor?.rights.has(right) === true) {
      await next();
      // What one user sees is no other's, and gone after signing out.
      if (context.get('hasAllHeaders') !== true && !context.res.headers.has('Cache-Control'))
        context.header('Cache-Control', 'no-store');
      return undefined;
    }
    if (visitor !== undefined) return refuse(context, 'not-permitted');
    if (wantsPage(context)) return context.redirect(`/login?to=${encodeURIComponent(pageOf(context))}`, 303);
    return refuse(context, 'not-signed-in');
  };
  RIGHT_OF.set(handler, right);
  return handler;
}

/** Where to go on after signing in; a form is sent to a path below its page. */
function pageOf({ req }: Context<Env>): string {
  const { pathname, search } = new URL(req.url);
  return req.method === 'GET' || req.method === 'HEAD' ? pathname + search : pathname.replace(/\/[^/]*$/, '') || '/';
}

const LONGEST_PATH = 1000;

/** The path to go on to, if it is one of ours; else the first page. */
export function localPath(to: string | undefined): string {
  if (to === undefined || to.length > LONGEST_PATH || !isLocal(to)) return '/';
  // Dots may lead out of what it looks like.
  const { pathname, search, origin } = new URL(to, NOWHERE);
  return origin === NOWHERE && isLocal(pathname) && !/^\/(?:login|logout|welcome)\b/.test(pathname)
    ? pathname + search
    : '/';
}

const NOWHERE = 'http://here.invalid';
const isLocal = (path: string): boolean => /^\/(?!\/)[\x21-\x5b\x5d-\x7e]*$/.test(path);
