import { get } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Listening } from '../../../src/adapters/http/listen.ts';
import { listen } from '../../../src/adapters/http/listen.ts';
import { removeToken, tokensOf } from '../../../src/app/access/tokens.ts';
import { say } from '../../../src/app/say.ts';
import { hubOf } from '../../../src/daemon/hub.ts';
import { MINUTE, SECOND } from '../../../src/domain/time.ts';
import type { Office } from '../../app/small-office.ts';
import { ANNA, withClient } from '../../app/small-office.ts';
import { turns } from '../../turns.ts';
import type { Asking } from './ask.ts';
import { asking } from './ask.ts';

let office: Office;
let api: Asking;
let token: string;
const stopping = { now: new AbortController() };
let listening: Listening | undefined;

beforeEach(async () => {
  stopping.now = new AbortController();
  office = await withClient();
  api = await asking(office.app, { signal: stopping.now.signal });
  token = await api.token(['read']);
});
afterEach(async () => {
  await listening?.close();
  listening = undefined;
});

interface Stream {
  readonly status: number;
  readonly type: string | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  /** All that came, once it holds this. */
  until(text: string): Promise<string>;
  ended(): Promise<void>;
  leave(): void;
}

/** A real connection: what a browser's EventSource opens. */
async function open(): Promise<Stream> {
  listening ??= await listen((request) => api.http.fetch(request), { kind: 'tcp', host: '127.0.0.1', port: 0 });
  return new Promise((resolve, reject) => {
    const asked = get(
      `${listening!.address}/api/v1/events`,
      { headers: { Authorization: `Bearer ${token}`, 'Last-Event-ID': '7' } },
      (answer) => {
        let all = '';
        let isOver = false;
        const waiting = new Set<() => void>();
        const news = () => {
          for (const look of waiting) look();
        };
        answer.setEncoding('utf8');
        answer.on('data', (text: string) => {
          all += text;
          news();
        });
        answer.on('close', () => {
          isOver = true;
          news();
        });
        answer.on('error', () => undefined);
        const when = (isSo: () => boolean) =>
          new Promise<void>((go) => {
            const look = () => {
              if (isSo()) go();
            };
            waiting.add(look);
            look();
          });
        resolve({
          status: answer.statusCode!,
          type: answer.headers['content-type'],
          headers: answer.headers,
          until: async (text) => {
            await when(() => all.includes(text) || isOver);
            return all;
          },
          ended: () => when(() => isOver),
          leave: () => asked.destroy(),
        });
      },
    );
    asked.on('error', reject);
  });
}
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await turns(1);
}

test('a browser hears of a change, and of nothing that was before', async () => {
  const stream = await open();
  expect([stream.status, stream.type, stream.headers['x-accel-buffering']]).toEqual([200, 'text/event-stream', 'no']);
  expect(await stream.until('event: hello')).toBe('retry: 3000\n\nevent: hello\ndata: {}\n\n');
  await say(office.app, 'klant.nl', 'approve', {}, ANNA);
  await api.serving.beat();
  expect(await stream.until('event: migration')).toContain('"status": "planned"');
  stream.leave();
});

test('who goes away is forgotten', async () => {
  const streams = await Promise.all(Array.from({ length: 20 }, open));
  await until(() => hubOf(api.serving).listeners === 20);
  for (const stream of streams) stream.leave();
  await until(() => hubOf(api.serving).listeners === 0);
});

test('when golive stops, every stream ends', async () => {
  const streams = await Promise.all([open(), open()]);
  stopping.now.abort();
  await Promise.all(streams.map((stream) => stream.ended()));
  const refused = await api.ask('GET /api/v1/events');
  expect([refused.status, refused.json.code, refused.headers.get('retry-after')]).toEqual([
    503,
    'too-many-listeners',
    '30',
  ]);
});

test('a stream is not for ever: whoever listens must be somebody still', async () => {
  const stream = await open();
  api.serving.wall.advance(15 * MINUTE - 1);
  await api.serving.beat();
  expect(await stream.until(': here')).toContain(': here');
  api.serving.wall.advance(1);
  await api.serving.beat();
  await stream.ended();
  expect(hubOf(api.serving).listeners).toBe(0);
});

test('a stream ends for who is let in no longer, and for nobody else', async () => {
  const mine = await open();
  token = await api.token(['read'], 'another');
  const other = await open();
  await until(() => hubOf(api.serving).listeners === 2);
  const { store } = office.app;
  const gone = (await tokensOf(store)).find(({ name }) => name === 'with read')!;
  await removeToken(store, gone.id);
  api.serving.wall.advance(15 * SECOND);
  await api.serving.beat();
  expect(await other.until(': here')).toContain(': here');
  expect(await Promise.race([mine.ended(), turns(5000)])).toBeUndefined();
  expect(hubOf(api.serving).listeners).toBe(1);
  other.leave();
});

test('HEAD opens no stream', async () => {
  const headers = { Host: '127.0.0.1:7353', Authorization: `Bearer ${token}` };
  const answer = await api.http.request('http://127.0.0.1:7353/api/v1/events', { method: 'HEAD', headers });
  expect([answer.status, hubOf(api.serving).listeners]).toEqual([200, 0]);
});

test('metrics are what Prometheus reads, and name no customer', async () => {
  await api.ask('GET /api/v1/status');
  await api.ask('GET /api/v1/migrations/nobody.nl');
  const { text, headers } = await api.ask('GET /api/v1/metrics');
  expect(headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  const lines = text.trimEnd().split('\n');
  const SAMPLE = /^[a-z_]+(\{[a-z_]+="[^"\\\n]*"(,[a-z_]+="[^"\\\n]*")*\})? \d+(\.\d+)?(e-\d+)?$/;
  expect(lines.filter((line) => !/^# (HELP|TYPE) golive_/.test(line) && !SAMPLE.test(line))).toEqual([]);
  expect(text).toContain('golive_migrations{status="draft"} 1\n');
  expect(text).toContain('golive_http_requests_total{method="GET",route="/api/v1/status",status="2xx"} 1\n');
  expect(text).toContain('route="/api/v1/migrations/:id",status="4xx"} 1\n');
  expect(text).not.toContain('klant');
  const names = lines.flatMap((line) => /^# TYPE (\w+)/.exec(line)?.[1] ?? []);
  expect(new Set(names).size).toBe(names.length);
});

test('metrics tell what is overdue, and how far behind golive is', async () => {
  await say(office.app, 'klant.nl', 'approve', {}, ANNA);
  office.clock.jumpTo(office.clock.now() + 7_000);
  const { text } = await api.ask('GET /api/v1/metrics');
  expect(text).toContain('golive_tick_lag_seconds 7\n');
  expect(text).toContain('golive_migrations_due 1\n');
  expect(text).toContain('golive_migrations_overdue 0\n');
});
