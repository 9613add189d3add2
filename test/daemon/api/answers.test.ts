import { beforeEach, describe, expect, test } from 'vitest';
import { newProject } from '../../../src/app/new-project.ts';
import { say } from '../../../src/app/say.ts';
import { problemOf, problemResponse, Refused } from '../../../src/daemon/problem.ts';
import type { FailureCode } from '../../../src/domain/errors.ts';
import { FAILURES, GoLiveError, HTTP_STATUS } from '../../../src/domain/errors.ts';
import { SECOND } from '../../../src/domain/time.ts';
import type { Office } from '../../app/small-office.ts';
import { ANNA, withClient } from '../../app/small-office.ts';
import type { Asking } from './ask.ts';
import { asking } from './ask.ts';

let office: Office;
let api: Asking;
beforeEach(async () => {
  office = await withClient();
  api = await asking(office.app);
});

describe('what has not changed is not sent again', () => {
  test('the tag is of what it says, not of when it was said', async () => {
    const first = await api.ask('GET /api/v1/status');
    const etag = first.headers.get('etag')!;
    expect(etag).toMatch(/^W\/"[0-9a-f]{32}"$/);
    expect(first.headers.get('cache-control')).toBe('no-store');
    office.clock.jumpTo(office.clock.now() + 5 * SECOND);
    api.serving.wall.advance(5 * SECOND);
    for (const known of [etag, etag.replace('W/', ''), `"x", ${etag}`, '*'])
      expect((await api.ask('GET /api/v1/status', { headers: { 'If-None-Match': known } })).status).toBe(304);
    await say(office.app, 'klant.nl', 'approve', {}, ANNA);
    api.serving.wall.advance(SECOND);
    const changed = await api.ask('GET /api/v1/status', { headers: { 'If-None-Match': etag } });
    expect([changed.status, changed.json.migrations[0].status]).toEqual([200, 'planned']);
  });
  test('the store is asked once a second, however many ask; who changed something sees it at once', async () => {
    let asked = 0;
    office = await withClient();
    const { store } = office.app;
    const urgentProjections: typeof store.urgentProjections = (page) => {
      asked += 1;
      return store.urgentProjections(page);
    };
    const counted = await asking({ ...office.app, store: { ...store, urgentProjections } });
    await Promise.all(Array.from({ length: 20 }, () => counted.ask('GET /api/v1/status?limit=50')));
    expect(asked).toBe(1);
    await counted.ask('GET /api/v1/status?limit=49');
    await counted.ask('GET /api/v1/status?limit=50&language=nl');
    expect(asked).toBe(3);
    await counted.ask('POST /api/v1/migrations/klant.nl/cancel', { body: { why: 'they stay' } });
    const { json } = await counted.ask('GET /api/v1/status?limit=50');
    expect([asked, json.migrations[0].status]).toEqual([4, 'cancelled']);
  });
});

test('pages follow one another by their links, and hold everything once', async () => {
  for (let nth = 0; nth < 6; nth++) await newProject(office.app, [`winkel${nth}.nl`], { playbook: 'small' }, ANNA);
  for (const order of ['urgent', 'id']) {
    const seen: string[] = [];
    let path: string | undefined = `/api/v1/status?limit=3&order=${order}`;
    while (path !== undefined) {
      const { json, headers } = await api.ask(`GET ${path}`);
      seen.push(...json.migrations.map(({ id }: { id: string }) => id));
      path = /^<([^>]+)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1];
      expect(path === undefined).toBe(json.next === undefined);
    }
    expect([seen.length, new Set(seen).size]).toEqual([7, 7]);
  }
});

test('every way of asking for too much, or nonsense, is refused', async () => {
  for (const query of [
    'limit=0',
    'limit=1001',
    'limit=1e3',
    'limit=',
    'limit=-1',
    'limit=1&limit=2',
    'status=happy',
    'language=it',
    'order=random',
    'q=',
    'q=%00',
    `q=${'x'.repeat(254)}`,
    '__proto__=1',
    'constructor=1',
  ])
    expect([query, (await api.ask(`GET /api/v1/status?${query}`)).json?.code]).toEqual([query, 'query-invalid']);
});

test('what is not there is a problem for who is somebody, and nothing for who is nobody', async () => {
  const gone = await api.ask('GET /api/v1/nothing');
  expect([gone.status, gone.json.code]).toEqual([404, 'no-such-page']);
  const wrong = await api.ask('PUT /api/v1/status', { body: {} });
  expect([wrong.status, wrong.json.code, wrong.headers.get('allow')]).toEqual([405, 'method-unknown', 'GET, HEAD']);
  expect((await api.ask('GET /api/v1/nothing', { as: '' })).status).toBe(401);
});

test('HEAD is as GET, without the body', async () => {
  const [whole, head] = [
    await api.ask('GET /api/v1/status'),
    await api.http.request('http://127.0.0.1:7353/api/v1/status', {
      method: 'HEAD',
      headers: { Host: '127.0.0.1:7353', Authorization: `Bearer ${await api.token(['read'])}` },
    }),
  ];
  expect([head.status, head.headers.get('etag'), await head.text()]).toEqual([200, whole.headers.get('etag'), '']);
});

test('in the language that is asked for', async () => {
  const of = async (language: string) =>
    (await api.ask(`GET /api/v1/migrations/klant.nl?language=${language}`)).json.steps[2].title;
  expect(new Set([await of('nl'), await of('de'), await of('fr'), await of('en')]).size).toBe(4);
});

test('whose word it is stands behind who said it', async () => {
  await api.ask('POST /api/v1/migrations/klant.nl/notes', { body: { text: 'ok', onBehalfOf: 'customer, by phone' } });
  const [, { by }] = (await office.app.store.readJournal('m-1')) as [unknown, { by: string }];
  expect(by).toMatch(/^Anna.* for customer, by phone$/);
});

test('who asks for a half-day twice with one key books once', async () => {
  const ask = (slot: string) =>
    api.ask('PUT /api/v1/projects/klant.nl/booking', { body: { slot }, headers: { 'Idempotency-Key': 'one' } });
  const [first, again] = [await ask('2026-12-01/morning'), await ask('2026-12-01/morning')];
  expect([first.status, first.json.repeated, again.json.repeated]).toEqual([200, undefined, true]);
  expect((await ask('2026-12-02/morning')).status).toBe(409);
  const { json } = await api.ask('GET /api/v1/projects/klant.nl/booking');
  expect(json.changes).toHaveLength(1);
  const key = { 'Idempotency-Key': 'x y' };
  expect((await api.ask('DELETE /api/v1/projects/klant.nl/booking', { headers: key })).json.code).toBe('query-invalid');
});

test('a half-day is moved only by who says so', async () => {
  const put = (body: unknown) => api.ask('PUT /api/v1/projects/klant.nl/booking', { body });
  await put({ slot: '2026-12-01/morning' });
  expect((await put({ slot: '2026-12-02/morning' })).json.code).toBe('not-allowed');
  const moved = await put({ slot: '2026-12-02/morning', move: true });
  expect(moved.json.booking.slot).toBe('2026-12-02/morning');
});

describe('a failure', () => {
  test('of the store is told with when to try again', async () => {
    const urgentProjections = async () => {
      throw new GoLiveError('store-busy', { subject: '/secret/place/golive.db' });
    };
    office = await withClient();
    const busy = await asking({ ...office.app, store: { ...office.app.store, urgentProjections } });
    const answer = await busy.ask('GET /api/v1/status');
    expect([answer.status, answer.json.code, answer.headers.get('retry-after')]).toEqual([503, 'store-busy', '5']);
  });
  test('of ours is written down, and told without what is in it', async () => {
    const logged: string[] = [];
    const urgentProjections = async () => {
      throw new Error('cannot read /secret/place');
    };
    office = await withClient();
    const broken = await asking({
      ...office.app,
      log: (line) => void logged.push(line),
      store: { ...office.app.store, urgentProjections },
    });
    const answer = await broken.ask('GET /api/v1/status');
    expect([answer.status, answer.json.code, answer.text]).toEqual([
      500,
      'internal',
      expect.not.stringContaining('/secret'),
    ]);
    expect(logged.join()).toContain('/secret/place');
  });
  test.each(Object.keys(FAILURES) as FailureCode[])('%s has a status, and a code that stays', (code) => {
    const failure = new GoLiveError(code, { subject: 'x', why: 'y' });
    const told = problemOf(failure);
    expect([told.status, told.code, told.type]).toEqual([HTTP_STATUS[code], code, `urn:golive:${code}`]);
    expect(problemResponse(failure).headers.has('retry-after')).toBe(HTTP_STATUS[code] === 503);
  });
  test('control characters in what was sent are shown as escapes', async () => {
    const answer = await api.ask(`GET /api/v1/migrations/${encodeURIComponent('kl\u202eant\u001b[31m.nl')}`);
    expect(answer.status).toBe(404);
    expect(answer.text.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u202e]/);
  });
});

test('the OpenAPI document is served where programs look, and names every schema that it refers to', async () => {
  for (const path of ['/openapi.json', '/api/v1/openapi.json']) {
    const { status, json } = await api.ask(`GET ${path}`);
    expect([status, json.openapi]).toEqual([200, '3.1.1']);
    const refs = [...JSON.stringify(json).matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) => name!);
    expect(refs.filter((name) => !(name in json.components.schemas))).toEqual([]);
    const operations = Object.values(json.paths).flatMap((of) => Object.values(of as object)) as {
      operationId: string;
    }[];
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
    expect((await api.ask(`GET ${path}`, { as: '' })).status).toBe(401);
  }
});

test('a refusal knows its status', () => expect(problemOf(new Refused('too-many', 'a look')).status).toBe(429));
