import { Hono } from 'hono';
import type { App } from '../app/app.ts';
import { feedAt } from '../app/calendar-feed.ts';
import { hashOf } from '../app/feed-links.ts';
import { isKnown } from './etag.ts';
import { knownFeeds } from './known-feeds.ts';
import { missBudget } from './miss-budget.ts';

/** `GET /<token>.ics`: the feed behind a secret address. */
export function calendarRoutes(app: App): Hono {
  const routes = new Hono();
  const budget = missBudget(() => app.clock.now());
  const isKnownFeed = knownFeeds(
    () => app.store.feeds(),
    () => app.clock.now(),
  );
  routes.get('/:name', async (context) => {
    const [, token] = /^([A-Za-z0-9_-]{1,100})\.ics$/.exec(context.req.param('name')) ?? [];
    if (token === undefined) return context.notFound();
    const tokenHash = hashOf(token);
    const waitSeconds = budget.waitSeconds();
    // Who has an address is served however much others guess.
    if (waitSeconds > 0 && !(await isKnownFeed(tokenHash)))
      return context.text('Too many wrong addresses.\n', 429, { 'Retry-After': String(waitSeconds) });
    const feed = await feedAt(app, tokenHash);
    if (feed === undefined) {
      budget.missed();
      return context.notFound();
    }
    const headers = { ETag: feed.etag, 'Cache-Control': 'private, no-cache' };
    if (isKnown(context.req.header('if-none-match'), feed.etag)) return context.body(null, 304, headers);
    return context.body(feed.text, 200, {
      ...headers,
      'Content-Type': 'text/calendar; charset=utf-8',
      // Else a browser would name the file after the secret.
      'Content-Disposition': 'attachment; filename="golive.ics"',
    });
  });
  return routes;
}
