import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { openClient } from '../../src/adapters/dns-host/powerdns/client.ts';
import { openPowerDns } from '../../src/adapters/dns-host/powerdns/index.ts';
import { readSettings } from '../../src/adapters/dns-host/powerdns/schema.ts';
import type { Politeness } from '../../src/adapters/politely.ts';
import { politely } from '../../src/adapters/politely.ts';
import { view } from '../../src/adapters/simulated.ts';
import { socketWeb } from '../../src/adapters/web/sockets/index.ts';
import { asGoLiveError } from '../../src/domain/errors.ts';
import { fqdn } from '../../src/domain/name.ts';
import { rrset } from '../../src/domain/rrset.ts';
import { Secret } from '../../src/domain/secret.ts';
import { never } from '../contract/laboratory.ts';

const PATIENCE_MS = 250;
const ZONE = fqdn('klant.nl');
const KEY = 'heel-geheim-42';

/** What is written on a connection that sent something. */
type Rude = (socket: Socket) => void;

const head = (status: string, more = '') => `HTTP/1.1 ${status}\r\nconnection: close\r\n${more}\r\n`;
const says =
  (text: string): Rude =>
  (socket) =>
    void socket.end(text);
/** One octet after the other, for as long as somebody listens. */
const drips =
  (first: string): Rude =>
  (socket) => {
    socket.write(first);
    const timer = setInterval(() => void (socket.destroyed ? clearInterval(timer) : socket.write('x')), 5);
    socket.on('close', () => clearInterval(timer));
  };
/** As fast as it goes, for as long as somebody listens. */
const pours =
  (first: string): Rude =>
  (socket) => {
    socket.write(first);
    const more = (): void => void (socket.destroyed ? undefined : socket.write('x'.repeat(100_000), more));
    more();
  };

const RUDE: Readonly<Record<string, Rude>> = {
  'hangs up without a word': (socket) => void socket.destroy(),
  'says nothing': () => undefined,
  'speaks another protocol': says('220 mail.example ESMTP\r\n'),
  'sends noise': says('\u0000\u0001\u0002\r\n\r\n'.repeat(50)),
  'sends a web page': says(`${head('200 OK', 'content-type: text/html\r\n')}<!doctype html><title>Welkom</title>`),
  'sends JSON of another shape': says(`${head('200 OK')}{"hello":"world"}`),
  'sends null': says(`${head('200 OK')}null`),
  'sends a bare text as JSON': says(`${head('200 OK')}"yes"`),
  'sends JSON a hundred thousand deep': says(`${head('200 OK')}${'['.repeat(100_000)}`),
  'closes in the middle of the answer': says(`${head('200 OK', 'content-length: 100\r\n')}{"na`),
  'lies about the length': says(`${head('200 OK', 'content-length: 99999999999\r\n')}{}`),
  'sends ten megabytes': says(`${head('200 OK')}${'x'.repeat(10_000_000)}`),
  'sends without end': pours(head('200 OK')),
  'sends chunks without end': pours(`${head('200 OK', 'transfer-encoding: chunked\r\n')}fffffff\r\n`),
  'drips an answer': drips(head('200 OK')),
  'drips a header': drips('HTTP/1.1 200 OK\r\nx-long: '),
  'sends headers without end': pours('HTTP/1.1 200 OK\r\nx-long: '),
  'sends everybody elsewhere': says(head('302 Found', 'location: http://127.0.0.1:1/elders\r\n')),
  'sends everybody to itself': says(head('307 Temporary Redirect', 'location: /api/v1/servers/localhost\r\n')),
  'promises something compressed': says(`${head('200 OK', 'content-encoding: gzip\r\n')}not gzip`),
  'says teapot': says(head("418 I'm a teapot")),
  'breaks down': says(head('500 Internal Server Error')),
};

/** What a reading comes to; of the others nothing was heard that is HTTP and whole: `unreachable`. */
const HEARD: Readonly<Record<string, string>> = {
  'sends a web page': 'remote-broken',
  'sends JSON of another shape': 'remote-broken',
  'sends null': 'remote-broken',
  'sends a bare text as JSON': 'remote-broken',
  'sends JSON a hundred thousand deep': 'remote-broken',
  'sends ten megabytes': 'remote-broken',
  'sends without end': 'remote-broken',
  'sends chunks without end': 'remote-broken',
  'promises something compressed': 'remote-broken',
  'breaks down': 'remote-broken',
  'sends everybody elsewhere': 'refused',
  'sends everybody to itself': 'refused',
  'says teapot': 'refused',
};

let server: Server | undefined;
const sockets = new Set<Socket>();
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  await new Promise((closed) => (server === undefined ? closed(undefined) : server.close(closed)));
  server = undefined;
});

interface Heard {
  readonly port: number;
  readonly requests: string[];
}

async function listening(rude: Rude): Promise<Heard> {
  const requests: string[] = [];
  server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('data', (text) => {
      requests.push(String(text));
      rude(socket);
    });
  });
  await new Promise<void>((ready) => server!.listen(0, '127.0.0.1', ready));
  return { port: (server.address() as AddressInfo).port, requests };
}

const powerDns = (port: number, patienceMs = PATIENCE_MS) => {
  const settings = readSettings({
    url: `http://127.0.0.1:${port}`,
    apiKey: new Secret(KEY),
    nameServers: ['ns1.host.nl'],
  });
  return openPowerDns(settings, openClient(settings, { readMs: patienceMs, writeMs: patienceMs }));
};
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'an answer',
    (thrown: unknown) => asGoLiveError(thrown, 'x').code,
  );

describe.each(Object.entries(RUDE))('a server that %s', (what, rude) => {
  test('is told by golive in one of its own words, soon, and is sent nothing twice', async () => {
    const at = await listening(rude);
    const began = performance.now();
    // What tells by its words does so at the pace of this machine.
    const failure = await powerDns(at.port, what in HEARD ? PATIENCE_MS * 19 : PATIENCE_MS)
      .readZone(ZONE, never())
      .then(
        () => expect.unreachable('it believed it'),
        (thrown: unknown) => asGoLiveError(thrown, 'x'),
      );
    expect(failure.code).toBe(HEARD[what] ?? 'unreachable');
    expect(failure.message).not.toContain(KEY);
    expect(failure.message.length).toBeLessThan(600);
    expect(at.requests).toHaveLength(1);
    expect(performance.now() - began).toBeLessThan(PATIENCE_MS * 20);
  });

  test('whose answer to a change is no answer: nobody knows, unless it said no', async () => {
    const at = await listening(rude);
    const set = rrset(fqdn('www.klant.nl'), 'A', 300, ['192.0.2.9']);
    const code = await codeOf(powerDns(at.port).putRrsets(ZONE, [set], never()));
    expect(['unreachable', 'remote-broken', 'refused', 'answer-lost']).toContain(code);
  });

  test('as a visitor finds it: a page as far as it goes, or why not', async () => {
    const at = await listening(rude);
    const web = socketWeb({
      httpPort: at.port,
      allowPrivateAddresses: true,
      timeoutMs: PATIENCE_MS,
      clock: { now: () => 5 },
    });
    const answer = await web.get({ scheme: 'http', host: 'klant.nl', address: '127.0.0.1', path: '/' }, never());
    expect(['answer', 'timeout', 'unreachable', 'malformed']).toContain(answer.outcome);
    expect((answer.body ?? '').length).toBeLessThanOrEqual(256 * 1024);
    expect(at.requests).toHaveLength(1);
  });

  test('in the place of a toy world', async () => {
    const at = await listening(rude);
    const world = { url: `http://127.0.0.1:${at.port}`, token: 'x', timeoutMs: PATIENCE_MS };
    expect(['answer-lost', 'remote-broken', 'an answer']).toContain(await codeOf(view(world, 'parts')));
  });
});

test('one rude server costs the others nothing: they are asked meanwhile, and it is not, after a while', async () => {
  const at = await listening(RUDE['says nothing']!);
  const pace: Politeness = { perSecond: 1000, burst: 1000, atOnce: 4, mostWaitMs: 1000, deadlineMs: PATIENCE_MS };
  const surroundings = {
    now: () => performance.now(),
    pause: async () => undefined,
    timeout: (ms: number) => AbortSignal.timeout(Math.ceil(ms)),
    random: () => 0,
  };
  const rude = politely('rude', { newDnsHost: powerDns(at.port) }, pace, surroundings).newDnsHost!;
  const kind = politely('kind', { newDnsHost: { ...powerDns(at.port), readZone: async () => [] } }, pace, surroundings)
    .newDnsHost!;
  const asked = Array.from({ length: 12 }, () => codeOf(rude.readZone(ZONE, never())));
  expect(await Promise.all(Array.from({ length: 50 }, () => codeOf(kind.readZone(ZONE, never()))))).toEqual(
    Array.from({ length: 50 }, () => 'an answer'),
  );
  await Promise.all(asked);
  const before = at.requests.length;
  expect(await codeOf(rude.readZone(ZONE, never()))).toBe('unreachable');
  expect(at.requests).toHaveLength(before);
  expect(before).toBeLessThanOrEqual(8);
});
