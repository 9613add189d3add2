import { beforeEach, expect, test } from 'vitest';
import { HEADERS } from '../../src/daemon/headers.ts';
import { httpApp } from '../../src/daemon/http.ts';
import { RIGHTS } from '../../src/domain/rights.ts';
import { withClient } from '../app/small-office.ts';
import { servingOf } from './serving.ts';
import { tokenFor } from './signed-in.ts';

const HOST = '127.0.0.1:7353';

let http: ReturnType<typeof httpApp>;
let token: string;

beforeEach(async () => {
  const serving = servingOf((await withClient()).app);
  http = httpApp(serving);
  token = await tokenFor(serving, RIGHTS);
});

const ask = (path: string, method = 'GET', headers: Readonly<Record<string, string>> = {}) =>
  http.request(`http://${HOST}${path}`, {
    method,
    headers: { Host: HOST, Authorization: `Bearer ${token}`, ...headers },
  });

/** Those of `HEADERS` that an answer lacks. */
const missing = ({ headers }: Response): string[] =>
  Object.entries(HEADERS).flatMap(([name, value]) => (headers.get(name) === value ? [] : [name]));

test('every answer says what may be done with it: remembered, unchanged, refused, not there, of another name', async () => {
  const first = await ask('/api/v1/status');
  const etag = first.headers.get('etag')!;
  const answers: readonly (readonly [status: number, answer: Response])[] = [
    [200, first],
    [200, await ask('/api/v1/status')],
    [304, await ask('/api/v1/status', 'GET', { 'If-None-Match': etag })],
    [200, await ask('/')],
    [200, await ask('/login')],
    [200, await ask('/healthz')],
    [200, await ask('/assets/golive-0.css')],
    [401, await ask('/api/v1/status', 'GET', { Authorization: 'Bearer guessed' })],
    [403, await ask('/api/v1/migrations/klant.nl/notes', 'POST', { Origin: 'https://evil.example' })],
    [404, await ask('/api/v1/nothing')],
    [404, await ask('/nothing')],
    [404, await ask('/c/guessed')],
    [421, await ask('/', 'GET', { Host: 'evil.example' })],
  ];
  expect(answers.map(([, { status }]) => status)).toEqual(answers.map(([status]) => status));
  expect(answers.flatMap(([, answer]) => missing(answer))).toEqual([]);
  for (const [, answer] of answers)
    if (answer.status === 200 && answer.headers.get('content-type')?.includes('json') === true)
      expect(answer.headers.get('cache-control')).toMatch(/no-store|private/);
});

test.each(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', 'QUERY'])(
  'the name is judged, whatever is wanted: %s',
  async (method) => {
    for (const path of ['/', '/healthz', '/api/v1/status', '/api/v1/migrations/klant.nl/notes', '/nothing']) {
      const answer = await ask(path, method, { Host: 'evil.example' });
      expect([method, path, answer.status, missing(answer)]).toEqual([method, path, 421, []]);
    }
    expect((await ask('/nothing', method)).status).toBe(404);
  },
);
