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
    more: '`hello` at the beginning: ask again for what you show. `migration` {id, project, status, at}: it has changed. `look`: somebody’s look at the world has ended. A comment every 15 seconds is a sign of life. A stream ends after a quarter of an hour, when who listens has signed out, or when golive stops; browsers connect again by themselves.',
    answers: { type: EVENT_STREAM, what: 'Server-sent events.' },
    refuses: ['too-many-listeners'],
    handle: async ({ serving, request, isStillIn }) => eventStream(serving, request, isStillIn),
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
/** A stream is not longer than this. */
const LONGEST_MS = 15 * 60 * 1000;
/** How often it is asked whether whoever listens is somebody still; never between two signs of life. */
const STILL_IN_MS = 10 * 1000;

function eventStream(serving: Serving, request: Request, isStillIn: () => Promise<boolean>): Response {
  if (request.method === 'HEAD') return new Response(null, { headers: HEADERS });
  const beganMs = serving.wallNow();
  const endsMs = beganMs + LONGEST_MS;
  let lookedMs = beganMs;
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
        const lookAgain = (): void => {
          const now = serving.wallNow();
          if (now - lookedMs < STILL_IN_MS && now >= lookedMs) return;
          lookedMs = now;
          // A store that cannot say it just now is asked at the next sign of life.
          isStillIn().then(
            (isIn) => isIn || end(),
            () => undefined,
          );
        };
        const listener: Listener = {
          send(chunk) {
            if ((controller.desiredSize ?? 0) <= 0 || serving.wallNow() >= endsMs) return end();
            controller.enqueue(chunk);
            lookAgain();
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
