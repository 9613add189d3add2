import { Hono } from 'hono';
import type { App } from '../app/app.ts';
import { asGoLiveError } from '../domain/errors.ts';
import { isOurHost } from './allowed-hosts.ts';
import { calendarRoutes } from './calendar-routes.ts';

/** On every answer. What is served here is no page, and none of it may become part of one. */
const HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Robots-Tag': 'noindex, nofollow',
};

/**
 * What `golive serve` answers over HTTP; each part brings its own routes. Whatever is not there gets the same 404, requests are never
 * logged (an address may be a secret), and a name that is not ours gets 421.
 */
export function httpApp(app: App): Hono {
  const http = new Hono();
  const isOurs = isOurHost(app.config);
  http.use(async (context, next) => {
    // A request may name its host in its first line, which counts then (RFC 9112 §3.2.2); a web server in front may still go by the header.
    if (isOurs(context.req.header('host')) && isOurs(new URL(context.req.url).host)) await next();
    else context.res = context.text('This name is not served here.\n', 421);
    for (const [name, value] of Object.entries(HEADERS)) context.header(name, value);
  });
  http.get('/healthz', async (context) => {
    await app.store.nextDueMs();
    return context.text('ok\n', 200, { 'Cache-Control': 'no-store' });
  });
  http.route('/calendar', calendarRoutes(app));
  http.notFound((context) => context.text('Not found.\n', 404, { 'Cache-Control': 'no-store' }));
  http.onError((thrown, context) => {
    const failure = asGoLiveError(thrown, 'serve');
    app.log(failure.message);
    return context.text('Not possible just now.\n', 503, { 'Cache-Control': 'no-store', 'Retry-After': '60' });
  });
  return http;
}
