import { request } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Listening } from '../../../src/adapters/http/listen.ts';
import { listen } from '../../../src/adapters/http/listen.ts';
import { withClient } from '../../app/small-office.ts';
import type { Asking } from './ask.ts';
import { asking } from './ask.ts';

// Over a socket: a body as programs send it, which says how long it is, or does not, or is not there.

let api: Asking;
let token: string;
let listening: Listening;
beforeEach(async () => {
  api = await asking((await withClient()).app);
  token = await api.token(['read', 'plan', 'approve'], 'Ben');
  listening = await listen((asked) => api.http.fetch(asked), { kind: 'tcp', host: '127.0.0.1', port: 0 });
});
afterEach(() => listening.close());

function post(path: string, headers: Readonly<Record<string, string>>, chunks: readonly string[]) {
  return new Promise<readonly [status: number, text: string]>((resolve, reject) => {
    const asked = request(`${listening.address}/api/v1${path}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, ...headers },
    });
    asked.on('error', reject);
    asked.on('response', (answer) => {
      let text = '';
      answer.on('data', (chunk) => {
        text += String(chunk);
      });
      answer.on('end', () => resolve([answer.statusCode!, text]));
    });
    for (const chunk of chunks) asked.write(chunk);
    asked.end();
  });
}
const JSON_TYPE = { 'Content-Type': 'application/json' };
const NOTE = JSON.stringify({ text: 'they called' });

test('a body that says how long it is', async () => {
  const length = { 'Content-Length': String(NOTE.length) };
  expect((await post('/migrations/klant.nl/notes', { ...JSON_TYPE, ...length }, [NOTE]))[0]).toBe(200);
});
test('a body in pieces', async () => {
  const chunked = { ...JSON_TYPE, 'Transfer-Encoding': 'chunked' };
  expect((await post('/migrations/klant.nl/notes', chunked, [NOTE.slice(0, 5), NOTE.slice(5)]))[0]).toBe(200);
});
test('no body at all', async () => {
  expect((await post('/migrations/klant.nl/approvals', { 'Content-Length': '0' }, []))[0]).toBe(201);
  expect((await post('/migrations/klant.nl/approvals', { 'Transfer-Encoding': 'chunked', ...JSON_TYPE }, []))[0]).toBe(
    201,
  );
});
test('pieces without end are refused', async () => {
  const chunked = { ...JSON_TYPE, 'Transfer-Encoding': 'chunked' };
  const [status, text] = await post('/migrations/klant.nl/notes', chunked, Array(3).fill(`"${'x'.repeat(400_000)}"`));
  expect([status, JSON.parse(text).code]).toEqual([413, 'body-too-long']);
});
