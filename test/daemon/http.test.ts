import { beforeEach, describe, expect, test } from 'vitest';
import { book, reschedule } from '../../src/app/book.ts';
import { linkFeed, unlinkFeed } from '../../src/app/feed-links.ts';
import { httpApp } from '../../src/daemon/http.ts';
import { GoLiveError } from '../../src/domain/errors.ts';
import { MINUTE } from '../../src/domain/time.ts';
import type { Office } from '../app/small-office.ts';
import { ANNA, withClient } from '../app/small-office.ts';
import { eventsOf } from '../scheduler/ical-read.ts';
import { servingOf } from './serving.ts';

const TOKEN = 'AbCdEfGhIjKlMnOpQrStUvWxYz012345';
const FEED = `/calendar/${TOKEN}.ics`;
const HOST = 'localhost:7353';

let office: Office;
let logged: string[];
let linkId: string;
let http: ReturnType<typeof httpApp>;

async function serving(serve: Readonly<Record<string, string>> = {}): Promise<void> {
  logged = [];
  office = await withClient({ serve });
  const app = { ...office.app, log: (line: string) => void logged.push(line) };
  office = { ...office, app };
  await book(app, 'klant.nl', { slot: '2026-12-01/morning' }, ANNA);
  linkId = (await linkFeed(app, {}, ANNA, TOKEN)).link.id;
  http = httpApp(servingOf(app));
}
beforeEach(() => serving());

const get = (path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') =>
  http.request(`http://${headers['Host'] ?? HOST}${path}`, { method, headers: { Host: HOST, ...headers } });
const allOf = async (answer: Response | Promise<Response>) => {
  const { status, headers } = await answer;
  return { status, headers: [...headers].sort(), body: await (await answer).text() };
};

describe('the feed behind a secret address', () => {
  test('is a calendar that nobody in between may keep, or put into a page', async () => {
    const answer = await get(FEED);
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'text/calendar; charset=utf-8',
      'cache-control': 'private, no-cache',
      'content-disposition': 'attachment; filename="golive.ics"',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    });
    expect(eventsOf(await answer.text())).toHaveLength(1);
  });
  test('is asked for with HEAD too', async () => {
    const [head, whole] = [await allOf(get(FEED, {}, 'HEAD')), await allOf(get(FEED))];
    expect(head).toEqual({ ...whole, body: '' });
  });
  test('is not sent again to who has it', async () => {
    const etag = (await get(FEED)).headers.get('etag')!;
    office.clock.jumpTo(office.clock.now() + MINUTE);
    for (const known of [etag, etag.replace(/^W\//, ''), `"other", ${etag}`, '*']) {
      const again = await get(FEED, { 'If-None-Match': known });
      expect([again.status, await again.text(), again.headers.get('etag')], known).toEqual([304, '', etag]);
    }
    await reschedule(office.app, 'klant.nl', { slot: '2026-12-02/morning' }, ANNA);
    expect((await get(FEED, { 'If-None-Match': etag })).status).toBe(200);
  });
  test('is gone at once when the address is taken back', async () => {
    expect((await get(FEED)).status).toBe(200);
    await unlinkFeed(office.app, linkId);
    expect((await get(FEED)).status).toBe(404);
  });
});

describe('what is not there', () => {
  const MISSES: readonly (readonly [path: string, method?: string])[] = [
    ['/calendar/'],
    ['/calendar/.ics'],
    [`/calendar/${TOKEN}`],
    [`/calendar/${TOKEN}.ICS`],
    [`/calendar/${TOKEN.toLowerCase()}.ics`],
    [`/calendar/${TOKEN.slice(0, -1)}.ics`],
    [`/calendar/${TOKEN}5.ics`],
    [`/calendar/${'x'.repeat(101)}.ics`],
    [`/calendar//${TOKEN}.ics`],
    [`/calendar/${TOKEN}.ics/`],
    [`/Calendar/${TOKEN}.ics`],
    ['/calendar/%2e%2e%2fgolive.db.ics'],
    ['/calendar/a%00.ics'],
    ['/golive.db'],
    [FEED, 'POST'],
    [FEED, 'DELETE'],
    [FEED, 'OPTIONS'],
  ];
  test('is the same to whoever asks', async () => {
    const first = await allOf(get('/calendar/unknown.ics'));
    expect(first).toMatchObject({ status: 404, body: 'Not found.\n' });
    for (const [path, method] of MISSES) expect(await allOf(get(path, {}, method)), `${method} ${path}`).toEqual(first);
  });
  test('is looked up sixty times a minute; a known address and the next minute are served', async () => {
    expect((await get(FEED)).status).toBe(200);
    let looked = 0;
    const { store } = office.app;
    const findFeed: typeof store.findFeed = (tokenHash) => {
      looked += 1;
      return store.findFeed(tokenHash);
    };
    http = httpApp(servingOf({ ...office.app, store: { ...store, findFeed } }));
    expect((await get(FEED)).status).toBe(200);
    const answers = await Promise.all(Array.from({ length: 100 }, (_, nth) => get(`/calendar/guess${nth}.ics`)));
    await Promise.all(answers.map((answer) => answer.text()));
    const late = await get('/calendar/once-more.ics');
    expect([late.status, late.headers.get('retry-after')]).toEqual([429, '60']);
    const before = looked;
    expect((await get('/calendar/and-more.ics')).status).toBe(429);
    expect(looked).toBe(before);
    expect((await get(FEED)).status).toBe(200);
    office.clock.jumpTo(office.clock.now() + MINUTE);
    expect((await get('/calendar/once-more.ics')).status).toBe(404);
  });
  test('shuts nobody out while others guess, not even right after a start', async () => {
    http = httpApp(servingOf(office.app));
    for (let nth = 0; nth < 60; nth++) await get(`/calendar/guess${nth}.ics`);
    expect((await get('/calendar/once-more.ics')).status).toBe(429);
    expect((await get(FEED)).status).toBe(200);
  });
});

describe('a name that is not ours', () => {
  const CASES: readonly (readonly [listen: string, url: string | undefined, host: string, status: number])[] = [
    ['127.0.0.1:7353', undefined, 'localhost', 200],
    ['127.0.0.1:7353', undefined, 'localhost:8080', 200], // through a tunnel
    ['127.0.0.1:7353', undefined, '127.0.0.1:7353', 200],
    ['127.0.0.1:7353', undefined, 'LOCALHOST.', 200],
    ['127.0.0.1:7353', undefined, 'evil.example', 421],
    ['127.0.0.1:7353', undefined, 'localhost.evil.example', 421],
    ['127.0.0.1:7353', undefined, '192.0.2.1', 421],
    ['127.0.0.1:7353', undefined, 'golive.example.nl', 421],
    ['127.0.0.1:7353', 'https://golive.example.nl', 'golive.example.nl', 200],
    ['127.0.0.1:7353', 'https://golive.example.nl', 'example.nl', 421],
    ['127.0.0.1:7353', 'https://golive.example.nl.', 'golive.example.nl', 200],
    ['[::1]:7353', undefined, '[::1]:7353', 200],
    ['[2001:DB8:0:0::1]:7353', undefined, '[2001:db8::1]:7353', 200], // one address, written twice
    ['[0:0:0:0:0:0:0:0]:7353', undefined, '[2001:db8::1]:7353', 200],
    ['192.0.2.1:7353', undefined, '192.0.2.1:7353', 200],
    ['192.0.2.1:7353', undefined, '192.0.2.10:7353', 421],
    ['0.0.0.0:7353', undefined, '192.0.2.1:7353', 200], // an address cannot be pointed elsewhere
    ['0.0.0.0:7353', undefined, 'evil.example', 421],
    ['office.lan:7353', undefined, 'office.lan:7353', 200],
    ['unix:/run/golive.sock', undefined, 'localhost', 200],
    ['unix:/run/golive.sock', undefined, 'evil.example', 421],
  ];
  test.each(CASES)('listening on %s, as %s: Host %s gets %i', async (listen, url, host, status) => {
    await serving({ listen, ...(url === undefined ? {} : { url }) });
    expect((await get('/healthz', { Host: host })).status).toBe(status);
  });
  test.each([['evil.example/localhost'], ['localhost@evil.example'], ['evil.example#localhost'], [' '], ['']])(
    'Host %j',
    async (host) => {
      const answer = await http.request('http://localhost/healthz', { headers: { Host: host } });
      expect(answer.status).toBe(421);
    },
  );
});

test('a request that names its host in its first line is judged by that too (RFC 9112 §3.2.2)', async () => {
  const answer = await http.request('http://evil.example/healthz', { headers: { Host: 'localhost' } });
  expect(answer.status).toBe(421);
});

describe('its health', () => {
  test('is that of the store', async () => {
    expect(await allOf(get('/healthz'))).toMatchObject({ status: 200, body: 'ok\n' });
    const nextDueMs = async () => {
      throw new GoLiveError('store-busy', { subject: 'golive.db' });
    };
    http = httpApp(servingOf({ ...office.app, store: { ...office.app.store, nextDueMs } }));
    const ill = await get('/healthz');
    expect([ill.status, ill.headers.get('retry-after'), await ill.text()]).toEqual([
      503,
      '60',
      'Not possible just now.\n',
    ]);
    expect(logged).toEqual(['golive.db is busy']);
  });
});

test('nothing that is logged holds the address, also when the store fails', async () => {
  const findFeed = async () => {
    throw new Error('the disk is gone');
  };
  http = httpApp(servingOf({ ...office.app, store: { ...office.app.store, findFeed } }));
  expect((await get(FEED)).status).toBe(503);
  await get(`${FEED}x`);
  expect(logged).toHaveLength(1);
  expect(logged.join()).not.toContain(TOKEN);
});
