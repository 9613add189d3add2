import { routePath } from 'hono/route';
import type { MiddlewareHandler } from 'hono/types';
import type { Env } from './env.ts';
import type { Serving } from './serving.ts';

/** How often each route was asked for, by the class of its answer (`2xx`). Routes as they are written: no address is ever in it. */
export interface RequestCounts {
  add(method: string, route: string, status: number): void;
  list(): readonly {
    readonly method: string;
    readonly route: string;
    readonly status: string;
    readonly count: number;
  }[];
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE']);

export function requestCounts(): RequestCounts {
  const counts = new Map<
    string,
    { readonly method: string; readonly route: string; readonly status: string; count: number }
  >();
  return {
    add(method, route, status) {
      const shown = METHODS.has(method) ? method : 'other';
      const of = `${Math.floor(status / 100)}xx`;
      const key = `${shown} ${route} ${of}`;
      const known = counts.get(key) ?? { method: shown, route, status: of, count: 0 };
      known.count += 1;
      counts.set(key, known);
    },
    list: () => [...counts.values()],
  };
}

const OF = new WeakMap<Serving, RequestCounts>();

export function countsOf(serving: Serving): RequestCounts {
  const known = OF.get(serving) ?? requestCounts();
  OF.set(serving, known);
  return known;
}

/** Stands before everything else, so that every request is counted. */
export function counting(serving: Serving): MiddlewareHandler<Env> {
  const counts = countsOf(serving);
  return async (context, next) => {
    await next();
    const route = routePath(context);
    counts.add(context.req.method, route.includes('*') || route === '' ? 'other' : route, context.res.status);
  };
}
