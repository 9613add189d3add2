import type { Result, Router } from 'hono/router';
import { RegExpRouter } from 'hono/router/reg-exp-router';
import { SmartRouter } from 'hono/router/smart-router';
import { TrieRouter } from 'hono/router/trie-router';

/**
 * Hono's own choice of a router, for each method by itself. Its fast one takes no `/x/:id/y` beside `/x/z`, and then all routes go through the
 * slow one, which leaves much to clean up at every request. What is only read keeps the fast one, whatever is written beside it.
 */
export function routerOfEachMethod<T>(): Router<T> {
  const every: (readonly [path: string, handler: T])[] = [];
  const routers = new Map<string, Router<T>>();
  const others = chosenByHono<T>();
  return {
    name: 'one for each method',
    add(method, path, handler) {
      if (method === 'ALL') {
        every.push([path, handler]);
        for (const router of [...routers.values(), others]) router.add(method, path, handler);
        return;
      }
      const known = routers.get(method) ?? chosenByHono<T>();
      // The order in which they were added is the order in which they are called.
      if (!routers.has(method)) for (const [before, one] of every) known.add('ALL', before, one);
      routers.set(method, known);
      known.add(method, path, handler);
    },
    match: (method, path): Result<T> => (routers.get(method) ?? others).match(method, path),
  };
}

const chosenByHono = <T>(): Router<T> => new SmartRouter<T>({ routers: [new RegExpRouter(), new TrieRouter()] });
