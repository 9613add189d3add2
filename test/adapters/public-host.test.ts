import { createServer, type RequestListener, request, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import got from 'got';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PublicHostOptions, publicHosts, publicLookup, publicUrl } from '../../src/adapters/net/public-host.ts';
import { GoLiveError } from '../../src/domain/errors.ts';

// A server of ours on 127.0.0.1 and ::1 counts who connects; nobody who came from outside may.

let connects = 0;
let answer: RequestListener = (_, response) => response.end('inside');
const servers: Server[] = [];
let port: number;

beforeAll(async () => {
  port = await listen('127.0.0.1', 0);
  await listen('::1', port).catch(() => undefined); // a machine without IPv6
});
afterAll(() => {
  for (const server of servers) server.close();
});

function listen(host: string, at: number): Promise<number> {
  const server = createServer((incoming, response) => answer(incoming, response));
  server.on('connection', () => connects++);
  servers.push(server);
  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen(at, host, () => resolve((server.address() as AddressInfo).port));
  });
}

const SPELLINGS = [
  '127.0.0.1',
  '127.1',
  '127.0.1',
  '127.0.0.1.',
  '2130706433',
  '017700000001',
  '0x7f000001',
  '0x7f.1',
  '0x7F.0x0.0x0.0x1',
  '0177.0.0.1',
  '0177.0.0.01',
  '127.000.000.001',
  '①②⑦.⓪.⓪.①',
  '１２７.０.０.１',
  '127。0。0。1',
  '[::1]',
  '[0:0:0:0:0:0:0:1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[::127.0.0.1]',
  '[64:ff9b::7f00:1]',
  '[2002:7f00:1::1]',
  '[::]',
  '[::1%lo]',
  '[::1%25lo]',
  '0.0.0.0',
  '0',
  'localhost',
  'LOCALHOST.',
  'a.localhost',
  'localhost.localdomain',
  '127.0.0.1%00.example.nl',
  '%31%32%37.0.0.1',
];

/** The hosts of the table do not leave this machine: names resolve as the system would, to what we say. */
const ours = async (): Promise<readonly string[]> => ['127.0.0.1', '::1', '::ffff:127.0.0.1'];

const bare = (host: string): string => host.replace(/^\[(.*)\]$/, '$1');

/** What becomes of a TCP connection that finds its address by our lookup. */
function socketTo(host: string, options: PublicHostOptions = {}): Promise<unknown> {
  const hosts = publicHosts(options);
  return hosts.addressesOf(host).then(
    () =>
      new Promise((resolve) => {
        const socket = connect({ host, port, lookup: hosts.lookup });
        socket.on('connect', () => socket.destroy().emit('error', new Error('connected')));
        socket.on('error', resolve);
      }),
    (error: unknown) => error,
  );
}

/** The same without asking first: what Node hands to a lookup. */
function lookedUp(host: string, options: PublicHostOptions = {}, all = false): Promise<unknown> {
  return new Promise((resolve) => publicLookup(options)(host, { all }, (error, address) => resolve(error ?? address)));
}

const LONG = `https://x.nl/${'a'.repeat(2048)}`;

const code = (error: unknown): unknown => (error instanceof GoLiveError ? error.code : error);

describe(`127.0.0.1 in ${SPELLINGS.length} spellings`, () => {
  test.each(SPELLINGS)('%s: no URL, no address, no connection', async (host) => {
    const before = connects;
    expect(() => publicUrl(`http://${host}:${port}/`)).toThrow(GoLiveError);
    for (const spelt of [host, bare(host)]) {
      expect(code(await socketTo(spelt)), spelt).toBe('refused');
      expect(code(await socketTo(spelt, { resolve: ours })), spelt).toBe('refused');
      expect(code(await lookedUp(spelt)), spelt).toBe('refused');
    }
    expect(connects - before).toBe(0);
  });

  test('the server is there to be found', async () => {
    const before = connects;
    expect(await socketTo('127.0.0.1', { allowPrivate: ['127.0.0.1'] })).toMatchObject({ message: 'connected' });
    await expect.poll(() => connects - before, { timeout: 5000 }).toBe(1);
  });

  test.each(SPELLINGS.filter((host) => !host.includes('%')))('a redirect to %s is not followed', async (host) => {
    const hosts = publicHosts({ allowPrivate: ['start.example.nl'], resolve: ours });
    const before = connects;
    answer = (incoming, response) =>
      incoming.url === '/start'
        ? response.writeHead(302, { location: `http://${Buffer.from(host).toString('latin1')}:${port}/inside` }).end()
        : response.end('inside');
    const asked = got(`http://start.example.nl:${port}/start`, {
      dnsLookup: hosts.lookup as never,
      retry: { limit: 0 },
      headers: { connection: 'close' },
      hooks: { beforeRedirect: [({ url }) => void hosts.url(String(url))] },
    });
    await expect(asked).rejects.toThrow(/was refused/);
    expect(connects - before).toBe(1); // the first request, which is allowed by its name
  });
});

describe('names', () => {
  test('that resolve to addresses of ours are refused, whatever family is asked', async () => {
    for (const address of [
      '127.0.0.1',
      '10.0.0.1',
      '169.254.169.254',
      '::1',
      'fe80::1',
      '::ffff:10.0.0.1',
      'fd00::1',
      '64:ff9b::a00:1',
    ]) {
      const error = await lookedUp('rdap.example.nl', { resolve: async () => [address] });
      expect(code(error), address).toBe('refused');
      expect((error as Error).message).toMatch(
        /^rdap\.example\.nl was refused: its address \S+ is not public \(.+\)\. If this host/,
      );
      expect((error as Error).message).not.toContain('\n');
    }
  });
  test('with public and private addresses get the public ones only', async () => {
    const resolve = async () => ['10.0.0.1', '2606:4700::1', '::1', '8.8.8.8', 'not an address'];
    expect(await lookedUp('x.example.nl', { resolve })).toBe('2606:4700::1');
    expect(await lookedUp('x.example.nl', { resolve }, true)).toEqual([
      { address: '2606:4700::1', family: 6 },
      { address: '8.8.8.8', family: 4 },
    ]);
    const hosts = publicHosts({ resolve });
    const four = await new Promise((done) =>
      hosts.lookup('x.example.nl', { family: 4 }, (error, address) => done(error ?? address)),
    );
    expect(four).toBe('8.8.8.8');
  });
  test('a mapped address is connected to as the IPv4 address it is', async () => {
    expect(await lookedUp('x.example.nl', { resolve: async () => ['::ffff:8.8.8.8'] })).toBe('8.8.8.8');
  });
  test.each([
    ['no address', async () => []],
    ['unknown', () => Promise.reject(Object.assign(new Error(), { code: 'ENOTFOUND' }))],
    ['nobody says', () => Promise.reject(Object.assign(new Error(), { code: 'EAI_AGAIN' }))],
  ])('%s is unreachable, and is asked again', async (_, resolve) => {
    let asked = 0;
    const hosts = publicHosts({
      resolve: () => {
        asked++;
        return resolve();
      },
    });
    for (const time of [1, 2]) {
      expect(await hosts.addressesOf('x.example.nl').catch(code)).toBe('unreachable');
      expect(asked).toBe(time);
    }
  });
  test.each([
    '',
    '.',
    '*.example.nl',
    'a b.nl',
    'a\r\nb.nl',
    'x\0.nl',
    `${'a'.repeat(64)}.nl`,
    'nl.123',
    '1.0x7f',
    '/etc',
    'a..nl',
  ])('%j is no host: nobody resolves it', async (host) => {
    let asked = 0;
    const error = await lookedUp(host, {
      resolve: async () => {
        asked++;
        return ['8.8.8.8'];
      },
    });
    expect([code(error), asked]).toEqual(['refused', 0]);
  });
});

describe('a resolver that changes its mind', () => {
  test('a host keeps its first addresses through an exchange: looked at twice, resolved once', async () => {
    const answers = [['8.8.8.8'], ['127.0.0.1'], ['127.0.0.1']];
    let asked = 0;
    const hosts = publicHosts({ resolve: async () => answers[asked++]! });
    for (const spelt of ['Rebind.example.nl', 'rebind.example.nl.', 'rebind.example.nl'])
      expect(await hosts.addressesOf(spelt)).toEqual([{ address: '8.8.8.8', family: 4 }]);
    expect(asked).toBe(1);
  });
  test('in a new exchange what it says then is judged: no connection', async () => {
    const answers = [['8.8.8.8'], ['127.0.0.1']];
    const resolve = async () => answers.shift()!;
    const before = connects;
    expect(await lookedUp('rebind.example.nl', { resolve })).toBe('8.8.8.8');
    expect(code(await socketTo('rebind.example.nl', { resolve }))).toBe('refused');
    expect(connects - before).toBe(0);
  });
  test('a request goes to the address that was judged, not to a second look', async () => {
    const answers = [['127.0.0.1'], ['192.0.2.1']];
    const { lookup } = publicHosts({ allowPrivate: ['127.0.0.1/32'], resolve: async () => answers.shift() ?? [] });
    answer = (_, response) => response.end('inside');
    const status = await new Promise((resolve, reject) => {
      request({ host: 'once.example.nl', port, lookup, agent: false }, (response) =>
        resolve(response.resume().statusCode),
      )
        .on('error', reject)
        .end();
    });
    expect([status, answers.length]).toEqual([200, 1]);
  });
});

describe('allowPrivate', () => {
  test.each<[string, string, readonly string[], boolean]>([
    ['127.77.0.0/16', 'lab.test', ['127.77.0.9'], true],
    ['127.77.0.0/16', 'lab.test', ['127.78.0.9'], false],
    ['127.77.0.9', 'lab.test', ['::ffff:127.77.0.9'], true],
    ['lab.test', 'lab.test', ['127.0.0.1'], true],
    ['lab.test', 'LAB.test.', ['127.0.0.1'], true],
    ['lab.test', 'a.lab.test', ['127.0.0.1'], false],
    ['localhost', 'localhost', ['127.0.0.1'], true],
    ['127.0.0.0/8', 'localhost', ['127.0.0.1'], false],
    ['fd00::/8', 'lab.test', ['fd12::1'], true],
    ['0.0.0.0/0', 'lab.test', ['::1'], false],
  ])('%s: %s at %j: %s', async (entry, host, addresses, allowed) => {
    const found = publicHosts({ allowPrivate: [entry], resolve: async () => addresses }).addressesOf(host);
    expect(await found.then(() => 'allowed', code)).toBe(allowed ? 'allowed' : 'refused');
  });
  test.each(['', '.', '10.0.0.0/40', 'http://x', 'a b', '127.1'])('%j is a fault of the configuration', (entry) => {
    expect(() => publicHosts({ allowPrivate: [entry] })).toThrow(
      expect.objectContaining({ code: 'config-invalid', message: expect.stringContaining(JSON.stringify(entry)) }),
    );
  });
  test('URLs are allowed by the same list', () => {
    expect(publicUrl('http://127.77.0.4:8043/domain/', { allowPrivate: ['127.77.0.0/16'] }).port).toBe('8043');
    expect(publicUrl('http://localhost/', { allowPrivate: ['localhost'] }).hostname).toBe('localhost');
  });
});

describe('URLs', () => {
  test.each([
    'https://rdap.example.nl/domain/x.nl',
    'http://rdap.example.nl:8080/',
    'https://8.8.8.8/',
    'https://[2606:4700::1]/',
    'https://café.example.nl/',
  ])('%s is one', (text) => expect(publicUrl(text).href).toBe(new URL(text).href));
  test.each([
    '',
    'rdap.example.nl',
    '//rdap.example.nl/',
    'ftp://rdap.example.nl/',
    'file:///etc/passwd',
    'data:text/html,x',
    'https://',
    'https://a@rdap.example.nl/',
    'https://rdap.example.nl@127.0.0.1/',
    'http://127.0.0.1\\@rdap.example.nl/',
    'https://*.example.nl/',
    LONG,
    'https://nl.256/',
  ])('%.60j is none', (text) => {
    const error = (() => {
      try {
        return publicUrl(text);
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(code(error)).toBe('refused');
    expect((error as Error).message.length).toBeLessThan(400);
  });
  test('what is refused is shown without its control characters', () => {
    expect(() => publicUrl('ftp://x.nl/\u001b[31m\u202e')).toThrow(/^[\x20-\x7e\ufffd]*$/);
  });
});
