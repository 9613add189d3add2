import type { Listener } from '../hub.ts';
import { hubOf } from '../hub.ts';
import { metricsText } from '../metrics.ts';
import { Refused } from '../problem.ts';
import type { Serving } from '../serving.ts';
import { route } from './route.ts';

export const EVENT_STREAM = 'text/event-stream';
export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** What goes on, for pages and for whoever watches golive itself. */
export const LIVE = [
  route({
    method: 'GET',
    path: '/events',
    right: 'read',
    summary: 'What changes, as it changes (server-sent events).',
    more: '`hello` at the beginning: ask again for what you show. `migration` {id, project, status, at}: it has changed. A comment every 15 seconds is a sign of life. A stream ends after a quarter of an hour, or when golive stops; browsers connect again by themselves.',
    answers: { type: EVENT_STREAM, what: 'Server-sent events.' },
    refuses: ['too-many-listeners'],
    handle: async ({ serving, request }) => eventStream(serving, request),
  }),
  route({
    method: 'GET',
    path: '/metrics',
    right: 'read',
    summary:
      'For Prometheus: migrations by status, what is due and overdue, how far behind golive is, messages, requests.',
    answers: { type: METRICS_TYPE, what: 'Text exposition format 0.0.4.' },
    handle: async ({ serving }) =>
      new Response(await metricsText(serving), {
        headers: { 'Content-Type': METRICS_TYPE, 'Cache-Control': 'no-store' },
      }),
  }),
];

const HEADERS = {
  'Content-Type': EVENT_STREAM,
  'Cache-Control': 'no-store',
  // A web server in front must hand on each event as it comes.
  'X-Accel-Buffering': 'no',
};
const GREETING = new TextEncoder().encode('retry: 3000\n\nevent: hello\ndata: {}\n\n');
/** Who does not read is let go before this piles up. */
const MOST_UNREAD = 64 * 1024;
const RETRY_SECONDS = 30;
/** A stream is not longer than this: then whoever listens must be somebody still. */
const LONGEST_MS = 15 * 60 * 1000;

function eventStream(serving: Serving, request: Request): Response {
  if (request.method === 'HEAD') return new Response(null, { headers: HEADERS });
  const endsMs = serving.wallNow() + LONGEST_MS;
  let leave: (() => void) | undefined;
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const end = () => {
          leave?.();
          try {
            controller.close();
          } catch {
            // It is closed already.
          }
        };
        const listener: Listener = {
          send(chunk) {
            if ((controller.desiredSize ?? 0) <= 0 || serving.wallNow() >= endsMs) end();
            else controller.enqueue(chunk);
          },
          close: end,
        };
        controller.enqueue(GREETING);
        leave = hubOf(serving).listen(listener);
        request.signal.addEventListener('abort', () => leave?.());
      },
      cancel: () => leave?.(),
    },
    { highWaterMark: MOST_UNREAD, size: (chunk) => chunk?.byteLength ?? 0 },
  );
  if (leave === undefined) {
    void body.cancel();
    throw new Refused('too-many-listeners', 'golive', { retryAfterSeconds: RETRY_SECONDS });
  }
  return new Response(body, { headers: HEADERS });
}
