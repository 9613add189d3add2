import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { publicHosts } from '../../src/adapters/net/public-host.ts';
import type { Hook, WebhookCourierOptions } from '../../src/adapters/webhook/post.ts';
import { webhookCourier } from '../../src/adapters/webhook/post.ts';
import { Secret } from '../../src/domain/secret.ts';
import type { WebhookPost } from '../../src/ports/courier.ts';
import { courierContract } from '../contract/courier.ts';

const never = new AbortController().signal;
const NOW = Date.parse('2026-12-01T08:00:00Z');
const post = (id: string, more: Partial<WebhookPost> = {}): WebhookPost => ({
  kind: 'webhook',
  name: 'team',
  id,
  body: '{"a":"é"}',
  contentType: 'application/json',
  ...more,
});

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface Receiver {
  readonly url: string;
  readonly asked: Asked[];
  answer: (response: ServerResponse, asked: Asked) => void;
  close(): Promise<void>;
}

async function receiver(): Promise<Receiver> {
  const asked: Asked[] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const one = {
        method: request.method!,
        url: request.url!,
        headers: request.headers,
        body: Buffer.concat(chunks).toString('utf8'),
      };
      self.answer(response, one);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const self: Receiver = {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}/hook`,
    asked,
    answer: (response, one) => {
      asked.push(one);
      response.writeHead(204).end();
    },
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  return self;
}

const courierTo = (hook: Partial<Hook> & { readonly url: string }, more: Partial<WebhookCourierOptions> = {}) =>
  webhookCourier({
    hook: async (name) => (name === 'team' ? { secrets: [], ...hook } : undefined),
    hosts: () => publicHosts({ allowPrivate: true }),
    deadlineMs: 700,
    wallNow: () => NOW,
    ...more,
  });

courierContract('a webhook', async () => {
  const at = await receiver();
  const well = at.answer;
  return {
    courier: courierTo({ url: at.url }),
    parcel: (id) => post(id),
    arrived: () => at.asked.map(({ headers }) => String(headers['webhook-id'])),
    mood(mood) {
      at.answer = {
        well,
        busy: (response: ServerResponse) => void response.writeHead(503).end(),
        never: (response: ServerResponse) => void response.writeHead(410).end(),
        silent: () => undefined,
      }[mood];
    },
    away: () => at.close(),
    close: () => at.close().catch(() => undefined),
  };
});

let at: Receiver;
beforeEach(async () => {
  at = await receiver();
});
afterEach(() => at.close());

/** As the documentation tells receivers to verify it. */
function verifies(headers: IncomingHttpHeaders, body: string, key: Buffer): boolean {
  const id = String(headers['webhook-id']);
  const timestamp = Number(headers['webhook-timestamp']);
  if (Math.abs(NOW / 1000 - timestamp) > 300) return false;
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest();
  return String(headers['webhook-signature'])
    .split(' ')
    .some((one) => {
      const [version, given = ''] = one.split(',');
      const bytes = Buffer.from(given, 'base64');
      return version === 'v1' && bytes.length === expected.length && timingSafeEqual(bytes, expected);
    });
}

describe('the signature', () => {
  const NEW = 'a-new-secret-of-ours';
  const OLD = 'the-secret-before-it';
  test('is over id, time and the very bytes of the body; both secrets sign while one follows the other', async () => {
    await courierTo({ url: at.url, secrets: [new Secret(NEW), new Secret(OLD)] }).hand(post('n-1.a'), never);
    const [{ headers, body }] = at.asked as [Asked];
    expect(headers['webhook-timestamp']).toBe(String(NOW / 1000));
    expect(verifies(headers, body, Buffer.from(NEW))).toBe(true);
    expect(verifies(headers, body, Buffer.from(OLD))).toBe(true);
    expect(verifies(headers, body, Buffer.from('another'))).toBe(false);
    expect(verifies(headers, `${body} `, Buffer.from(NEW))).toBe(false);
    expect(verifies({ ...headers, 'webhook-id': 'n-2.a' }, body, Buffer.from(NEW))).toBe(false);
    expect(verifies({ ...headers, 'webhook-timestamp': String(NOW / 1000 - 301) }, body, Buffer.from(NEW))).toBe(false);
  });
  test('is the one of the specification’s example', async () => {
    // Standard Webhooks, "Example": a key in base64 behind whsec_.
    const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
    const body = '{"test": 2432232314}';
    const wallNow = () => 1_614_265_330_000;
    await courierTo({ url: at.url, secrets: [new Secret(secret)] }, { wallNow }).hand(
      post('msg_p5jXN8AQM9LWM0D4loKWxJek', { body }),
      never,
    );
    expect(at.asked[0]!.headers['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });
  test('is absent where there is no secret, and a token is sent only where there is one', async () => {
    await courierTo({ url: at.url, token: new Secret('tk_123456') }).hand(post('n-1.a'), never);
    await courierTo({ url: at.url }).hand(post('n-2.a'), never);
    expect(at.asked.map(({ headers }) => [headers['webhook-signature'], headers.authorization])).toEqual([
      [undefined, 'Bearer tk_123456'],
      [undefined, undefined],
    ]);
  });
});

describe('an answer', () => {
  test.each([
    [200, 'taken', {}],
    [202, 'taken', {}],
    [301, 'later', { others: false }],
    [400, 'later', { others: false }],
    [401, 'later', { others: false }],
    [404, 'later', { others: false }],
    [410, 'refused', {}],
    [429, 'later', { others: true }],
    [500, 'later', { others: true }],
  ])('of %i means %s', async (status, outcome, more) => {
    let calls = 0;
    at.answer = (response) => {
      calls += 1;
      response.writeHead(status, { location: `${at.url}/elsewhere` }).end('hunter2');
    };
    const handed = await courierTo({ url: at.url }).hand(post('n-1.a'), never);
    expect(handed).toMatchObject({ outcome, ...more });
    expect(JSON.stringify(handed)).not.toContain('hunter2');
    expect(calls).toBe(1);
  });
  test.each([
    ['120', 120_000],
    ['Tue, 01 Dec 2026 08:05:00 GMT', 300_000],
    ['999999999', 86_400_000],
    ['soon', undefined],
    ['1.5', 1500],
    ['-5', undefined],
    ['5, 10', undefined],
    ['soon 5', undefined],
  ])('with Retry-After: %s', async (retryAfter, waitMs) => {
    at.answer = (response) => void response.writeHead(429, { 'Retry-After': retryAfter }).end();
    const handed = await courierTo({ url: at.url }).hand(post('n-1.a'), never);
    expect((handed as { retryAfterMs?: number }).retryAfterMs).toBe(waitMs);
  });
  test('without end is an answer all the same', async () => {
    at.answer = (response) => {
      response.writeHead(200);
      const more = () => void (response.destroyed || response.write('x'.repeat(50_000), () => setImmediate(more)));
      more();
    };
    expect(await courierTo({ url: at.url }).hand(post('n-1.a'), never)).toEqual({ outcome: 'taken' });
  });
});

describe('where it may go', () => {
  const asConfigured = { hosts: () => publicHosts({ allowPrivate: false }) };
  test.each([
    'http://127.0.0.1/hook/secret-path',
    'http://2130706433/hook/secret-path',
    'http://[::ffff:127.0.0.1]/hook/secret-path',
    'http://localhost/hook/secret-path',
  ])('not to %s, and the address is not repeated', async (url) => {
    const port = new URL(at.url).port;
    const handed = await courierTo({ url: url.replace(/(\/\/[^/]+)/, `$1:${port}`) }, asConfigured).hand(
      post('n-1.a'),
      never,
    );
    expect(handed).toMatchObject({ outcome: 'later', others: true });
    expect(JSON.stringify(handed)).not.toContain('secret-path');
    expect(at.asked).toEqual([]);
  });
  test('not to a name that leads home', async () => {
    const hosts = () => publicHosts({ allowPrivate: false, resolve: async () => ['127.0.0.1'] });
    const url = at.url.replace('127.0.0.1', 'hook.example');
    expect(await courierTo({ url }, { hosts }).hand(post('n-1.a'), never)).toMatchObject({ outcome: 'later' });
    expect(at.asked).toEqual([]);
  });
  test('to one that is there no more: never', async () => {
    expect(await courierTo({ url: at.url }).hand(post('n-1.a', { name: 'gone' }), never)).toMatchObject({
      outcome: 'refused',
    });
  });
});

test('ntfy gets the last part of the address as its topic, and signs what it sends', async () => {
  const secret = 'a-secret-for-ntfy';
  await courierTo({
    url: at.url.replace('/hook', '/base/mytopic'),
    topicInBody: true,
    secrets: [new Secret(secret)],
  }).hand(post('n-1.a', { body: '{"title":"x","topic":"evil"}' }), never);
  const [{ url, body, headers }] = at.asked as [Asked];
  expect([url, JSON.parse(body)]).toEqual(['/base', { title: 'x', topic: 'mytopic' }]);
  expect(verifies(headers, body, Buffer.from(secret))).toBe(true);
});
