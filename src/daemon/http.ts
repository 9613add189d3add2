import { Hono } from 'hono';
import { asGoLiveError, HTTP_STATUS } from '../domain/errors.ts';
import { accessRoutes, identify, sameOrigin } from './access/index.ts';
import { wantsPage } from './access/refuse.ts';
import { isOurHost } from './allowed-hosts.ts';
import { apiRoutes, openApiRoutes } from './api/index.ts';
import { LONGEST_BODY, limitBody } from './body-limit.ts';
import { calendarRoutes } from './calendar-routes.ts';
import { customerRoutes } from './customer/index.ts';
import type { Env } from './env.ts';
import { HEADERS } from './headers.ts';
import { pageRoutes } from './pages/index.ts';
import { showError } from './pages/reply.ts';
import { problemResponse, Refused } from './problem.ts';
import { counting } from './request-counts.ts';
import { routerOfEachMethod } from './router.ts';
import type { Serving } from './serving.ts';

/** What answers whoever asks, as routes are written; each looks at a secret in the address itself, or says nothing. */
export const PUBLIC_ROUTES: readonly RegExp[] = [
  /^\/healthz$/,
  /^\/assets\//,
  /^\/calendar\/:name$/,
  /^\/login$/,
  /^\/welcome\/:token$/,
  /^\/c\/(?::token|\*$)/,
];

/**
 * What `golive serve` answers over HTTP; each part brings its own routes. Whatever is not there gets the same 404, requests are never
 * logged (an address may be a secret), and a name that is not ours gets 421.
 */
export function httpApp(serving: Serving): Hono<Env> {
  const { app, assets } = serving;
  const http = new Hono<Env>({ router: routerOfEachMethod() });
  const isOurs = isOurHost(app.config);
  http.use(counting(serving));
  http.use(async (context, next) => {
    // A request may name its host in its first line, which counts then (RFC 9112 §3.2.2); a web server in front may still go by the header.
    if (isOurs(context.req.header('host')) && isOurs(hostIn(context.req.url))) await next();
    else context.res = context.text('This name is not served here.\n', 421);
    if (context.get('hasAllHeaders') === true) return;
    // `context.header` would make a whole new answer for each of them, each time.
    const { headers } = context.res;
    for (const [name, value] of Object.entries(HEADERS)) headers.set(name, value);
  });
  http.get('/healthz', async (context) => {
    await app.store.nextDueMs();
    return context.text('ok\n', 200, { 'Cache-Control': 'no-store' });
  });
  for (const { name, type, body } of Object.values(assets))
    http.get(`/assets/${name}`, (context) =>
      context.body(body, 200, { 'Content-Type': type, 'Cache-Control': 'public, max-age=31536000, immutable' }),
    );
  http.route('/calendar', calendarRoutes(app));
  http.use(identify(serving));
  http.use(
    limitBody((context, most) =>
      context.req.path.startsWith('/api/')
        ? problemResponse(new Refused('body-too-long', 'the body'))
        : context.text(`That is more than ${most === LONGEST_BODY ? '1 MB' : '64 kB'}.\n`, 413),
    ),
  );
  http.use(sameOrigin(serving));
  http.route('/', accessRoutes(serving));
  http.route('/c', customerRoutes(serving));
  http.route('/api/v1', apiRoutes(serving));
  http.route('/', openApiRoutes());
  http.route('/', pageRoutes(serving));
  http.notFound((context) =>
    wantsPage(context)
      ? showError(context, serving, { status: 404 })
      : context.text('Not found.\n', 404, { 'Cache-Control': 'no-store' }),
  );
  http.onError((thrown, context) => {
    const failure = asGoLiveError(thrown, 'serve');
    const status = HTTP_STATUS[failure.code];
    // Who asked can do something about it, and is told what; all else is for whoever runs golive.
    if (status < 500 && wantsPage(context) && context.get('visitor') !== undefined)
      return showError(context, serving, { status, detail: failure.message });
    app.log(failure.message);
    if (wantsPage(context)) return showError(context, serving, { status: 503 });
    return context.text('Not possible just now.\n', 503, { 'Cache-Control': 'no-store', 'Retry-After': '60' });
  });
  return http;
}

/** Of an address as Node's adapter makes them; cheaper than taking the whole of it apart. */
const hostIn = (url: string): string | undefined => /^https?:\/\/([^/?#]+)/.exec(url)?.[1];
