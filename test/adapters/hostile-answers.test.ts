import { createServer, type Server, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { publicHosts } from '../../src/adapters/net/public-host.ts';
import { rdapClient } from '../../src/adapters/registry/rdap/client.ts';
import { rdapRegistry } from '../../src/adapters/registry/rdap/index.ts';
import { openWhoisRegistry } from '../../src/adapters/registry/whois/index.ts';
import { socketSmtp } from '../../src/adapters/smtp/sockets/index.ts';
import { socketWeb } from '../../src/adapters/web/sockets/index.ts';
import { type Fqdn, fqdn } from '../../src/domain/name.ts';
import type { Registry } from '../../src/ports/registry.ts';
import { readBootstrap } from '../../src/registration/bootstrap.ts';
import { comDomain } from '../registration/rdap-documents.ts';
import { ICANN } from '../registration/whois/texts.ts';

// Octets no library would send. Each has a named outcome within its bounds, leaves no connection behind, and holds nobody else up.

const HOSTILE = fqdn('hostile.com');
const GOOD = fqdn('klant.com');
const SIGNAL = new AbortController().signal;
const clock = { now: () => Date.UTC(2026, 10, 20), sleepUntil: () => Promise.resolve() };
/** Wall time; a server that never ends is left then. Whoever ends by himself has longer, so that a slow machine changes nothing. */
const DEADLINE_MS = 150;
const PATIENT_MS = 8000;
/** For what is sent without end, whatever is taken of it. */
const ENOUGH_OCTETS = 1_000_000_000;

/** What a server does once it was asked; `ask` is what came. */
type Manner = (socket: Socket, ask: string) => void;

const open = new Set<Socket>();
const servers: Server[] = [];
let sent = 0;
afterEach(async () => {
  for (const socket of open) socket.destroy();
  await Promise.all(servers.splice(0).map((server) => new Promise((done) => server.close(done))));
  sent = 0;
});

/** At 127.0.0.2 the hostile one, at 127.0.0.3 a good one; one port. */
async function street(hostile: Manner, good: Manner, greets = false): Promise<number> {
  let port = 0;
  for (const [address, manner] of [
    ['127.0.0.2', hostile],
    ['127.0.0.3', good],
  ] as const) {
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      open.add(socket);
      socket.on('close', () => open.delete(socket)).on('error', () => undefined);
      if (greets) return manner(socket, '');
      socket.once('data', (chunk) => manner(socket, chunk.toString('latin1')));
      socket.on('end', () => socket.end());
    });
    await new Promise<void>((done, failed) => server.on('error', failed).listen(port, address, done));
    port = (server.address() as { readonly port: number }).port;
    servers.push(server);
  }
  return port;
}

/** The last of a connection is heard of a moment later. */
async function allClosed(): Promise<void> {
  const untilMs = Date.now() + 5000;
  while (open.size > 0 && Date.now() < untilMs) await new Promise((done) => setImmediate(done));
  expect(open.size).toBe(0);
}

const says =
  (...parts: readonly (string | Uint8Array)[]): Manner =>
  (socket) => {
    for (const part of parts) socket.write(part);
    socket.end();
  };
const holds =
  (text: string): Manner =>
  (socket) =>
    void socket.write(text);
/** The same, again and again, as fast as it is taken. */
const endless =
  (piece: string, before = ''): Manner =>
  (socket) => {
    socket.write(before);
    const many = Buffer.from(piece.repeat(Math.ceil(65_536 / piece.length)), 'latin1');
    const more = (): void => {
      while (!socket.destroyed && sent < ENOUGH_OCTETS) {
        sent += many.length;
        if (!socket.write(many)) return void socket.once('drain', more);
      }
      socket.end();
    };
    more();
  };
/** An octet at a time, without end. */
const drips =
  (piece: string, before = ''): Manner =>
  (socket) => {
    socket.write(before);
    const drop = (): void => {
      if (!socket.destroyed) socket.write(piece, () => setImmediate(drop));
    };
    drop();
  };

const head = (more: string, status = '200 OK'): string => `HTTP/1.1 ${status}\r\n${more}`;
const whole = (body: string | Uint8Array, more = '', status?: string): Manner =>
  says(head(`${more}content-length: ${body.length}\r\n\r\n`, status), body);
const record = JSON.stringify(comDomain());
const goodRdap = whole(record);
const bomb = gzipSync(Buffer.alloc(50_000_000, 0x20));

function byRdap(port: number, hostileMs: number): Registry {
  const list = readBootstrap(
    JSON.stringify({ publication: 'x', services: [[['com'], [`http://rdap.test:${port}/`]]] }),
    'the list',
    'remote-broken',
  );
  const registryOf = (address: string, deadlineMs: number) => {
    const hosts = () => publicHosts({ allowPrivate: ['127.0.0.0/8'], resolve: async () => [address] });
    const client = rdapClient({ clock, hosts, mayUsePort: () => true }, { deadlineMs });
    return rdapRegistry(() => Promise.resolve(list), client);
  };
  return by(registryOf, hostileMs);
}

function byWhois(port: number, hostileMs: number): Registry {
  return by((address, deadlineMs) => {
    const hosts = () => publicHosts({ allowPrivate: ['127.0.0.0/8'], resolve: async () => [address] });
    const limits = { port, serverFor: () => 'whois.registry.test', deadlineMs };
    return openWhoisRegistry({ clock, hosts }, limits);
  }, hostileMs);
}

/** Two domains whose servers are these two. */
function by(registryOf: (address: string, deadlineMs: number) => Registry, hostileMs: number): Registry {
  const [hostile, good] = [registryOf('127.0.0.2', hostileMs), registryOf('127.0.0.3', PATIENT_MS)];
  return { lookUp: (domain: Fqdn, signal) => (domain === GOOD ? good : hostile).lookUp(domain, signal) };
}

type Row = readonly [what: string, manner: Manner, why: RegExp];
const NOT_HTTP = /Parse Error|HPE_|overflow|Expected|Invalid|broke off|hang up|aborted|ECONNRESET/i;
const LATE = /no whole answer within/;

describe('an RDAP server', () => {
  const ROWS: readonly Row[] = [
    ['a header of 1 MB', says(head(`x: ${'a'.repeat(1_000_000)}\r\n\r\n`)), NOT_HTTP],
    ['headers without end', endless('x: aaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n', head('')), NOT_HTTP],
    ['one header without end', endless('a', head('x: ')), NOT_HTTP],
    ['a status line without end', endless('a', 'HTTP/1.1 200 '), NOT_HTTP],
    ['headers an octet at a time', drips('a', head('x: ')), LATE],
    ['a trailer without end', endless('x: aaaaaaaaaa\r\n', `${head('transfer-encoding: chunked\r\n\r\n')}0\r\n`), NOT_HTTP],
    ['blanks in chunks without end', endless(`40\r\n${' '.repeat(64)}\r\n`, head('transfer-encoding: chunked\r\n\r\n')), /more than 1000000 octets/],
    ['the extension of a chunk without end', endless('a', `${head('transfer-encoding: chunked\r\n\r\n')}1;`), NOT_HTTP],
    ['a body without end and without a length', endless(' ', head('\r\n')), /more than 1000000 octets/],
    ['"wait" without end', endless('HTTP/1.1 102 Processing\r\n\r\n'), LATE],
    ['another protocol', whole('', 'connection: upgrade\r\nupgrade: x\r\n', '101 Switching Protocols'), LATE],
    ['200 with nothing', whole(''), /nothing/],
    ['204', says(head('\r\n', '204 No Content')), /status 204/],
    ['no status', says('HTTP/1.1 \r\n\r\n'), NOT_HTTP],
    ['a length that is none', says(head('content-length: -1\r\n\r\n'), record), NOT_HTTP],
    ['two lengths', says(head(`content-length: 1\r\ncontent-length: ${record.length}\r\n\r\n`), record), NOT_HTTP],
    ['a length of an exabyte, and no more than this', says(head('content-length: 1000000000000000000\r\n\r\n'), record), NOT_HTTP],
    ['a length and chunks', says(head(`content-length: 3\r\ntransfer-encoding: chunked\r\n\r\n`), record), NOT_HTTP],
    ['a bomb of gzip', whole(bomb, 'content-encoding: gzip\r\n'), /compressed \(gzip\) without being asked/],
    ['a bomb that says it is none', whole(bomb), /broken JSON|nothing|web page/],
    ['compressed twice', whole(bomb, 'content-encoding: identity, gzip\r\n'), /compressed/],
    ['compressed on its way', says(head(`transfer-encoding: gzip, chunked\r\n\r\n${bomb.length.toString(16)}\r\n`), bomb, '\r\n0\r\n\r\n'), /./],
    ['no HTTP', says('SSH-2.0-x\r\n'), NOT_HTTP],
    ['WHOIS', says(ICANN), NOT_HTTP],
    ['binary', says(Buffer.from(Array.from({ length: 5000 }, (_none, at) => (at * 7919) % 256))), NOT_HTTP],
    ['a greeting of TLS', says(Buffer.from('160301000101', 'hex')), NOT_HTTP],
    ['its end after the headers', says(head('content-length: 9\r\n\r\n')), NOT_HTTP],
    ['nothing at all', holds(''), LATE],
    ['its end at once', says(), NOT_HTTP],
    ['a reset', (socket) => void socket.resetAndDestroy(), NOT_HTTP],
    ['half of it and no more', holds(`${head(`content-length: ${record.length}\r\n\r\n`)}${record.slice(0, 50)}`), LATE],
    ['a redirect to nowhere', whole('', 'location: \r\n', '302 Found'), /circle|redirect|web address|status 302/],
    ['a redirect of 8 kB', whole('', `location: http://x.nl/${'a'.repeat(8000)}\r\n`, '302 Found'), /not a web address/],
    ['a redirect to a script', whole('', 'location: javascript:alert(1)\r\n', '302 Found'), /neither https nor http/],
    ['a redirect to data', whole('', `location: data:application/json,${encodeURIComponent(record)}\r\n`, '302 Found'), /neither https nor http|not a web address/],
    ['many choices', whole('', 'location: http://127.0.0.3/\r\n', '300 Multiple Choices'), /status 300/],
    ['another name in capitals and blanks', whole(record.replace('KLANT.COM', ' OTHER.COM ')), /other\.com/],
    ['JSON as wide as it may be', whole(`[${'0,'.repeat(450_000)}0]`), /no RDAP object/],
    ['numbers without end', whole(`{"objectClassName":${'9'.repeat(900_000)}}`), /no RDAP object/],
    ['a name of 900 kB', whole(JSON.stringify({ objectClassName: 'domain', ldhName: 'a.'.repeat(450_000) })), /without a readable name/],
  ]; // biome-ignore format: a table
  test.each(ROWS)('that sends %s', async (_what, manner, why) => {
    const registry = byRdap(await street(manner, goodRdap), why === LATE ? DEADLINE_MS : PATIENT_MS);
    const [answer, other] = await Promise.all([registry.lookUp(HOSTILE, SIGNAL), registry.lookUp(GOOD, SIGNAL)]);
    expect(answer).toMatchObject({ outcome: 'unknown', statuses: [], nameServers: [] });
    expect(answer.why).toMatch(why);
    expect(answer.why!.length).toBeLessThan(400);
    expect(other.outcome).toBe('found');
    await allClosed();
    expect(sent).toBeLessThan(50_000_000);
  });
});

describe('a WHOIS server', () => {
  const LATE_HERE = /did not finish within/;
  const ROWS: readonly Row[] = [
    ['1 GB', endless('Domain Name: HOSTILE.COM\r\nx\r\n'), /talked on past 65536 octets/],
    ['1 GB without a line', endless('a'), /talked on past 65536 octets/],
    ['64 kB without a line', says('a'.repeat(65_536)), /says neither/],
    ['an octet at a time', drips('.'), LATE_HERE],
    ['nothing', holds(''), LATE_HERE],
    ['"free", and stays', holds('No match for "HOSTILE.COM".\r\n'), LATE_HERE],
    ['its end at once', says(), /said nothing|did not answer/],
    ['a reset', (socket) => void socket.resetAndDestroy(), /broke off/],
    ['binary', says(Buffer.from(Array.from({ length: 60_000 }, (_none, at) => (at * 7919) % 256))), /says neither/],
    ['zeros', says(Buffer.alloc(65_000)), /said nothing|says neither/],
    ['line ends', says('\r\n\r\r\n'.repeat(10_000)), /said nothing/],
    ['UTF-16', says(Buffer.from('\ufeffNo match for "HOSTILE.COM".', 'utf16le')), /says neither/],
    ['HTTP', says(head('content-length: 9\r\n\r\n404 Not Found', '404 Not Found')), /./],
    ['a web page', says('<html><title>No match for hostile.com</title></html>'), /says neither/],
    ['a referral to its own address', says('whois: 127.0.0.2\r\n'), /./],
    ['a referral with another question in it', says('whois: whois.registry.test\rklant.com\r\n'), /refers to itself|says neither/],
    ['a thousand referrals', says(Array.from({ length: 1000 }, (_none, at) => `whois: w${at}.test\r\n`).join('')), /refers on after 3|refers back|refers to itself/],
  ]; // biome-ignore format: a table
  test.each(ROWS)('that sends %s', async (_what, manner, why) => {
    const port = await street(manner, says(ICANN.replaceAll('\n', '\r\n')));
    const registry = byWhois(port, why === LATE_HERE ? DEADLINE_MS : PATIENT_MS);
    const [answer, other] = await Promise.all([registry.lookUp(HOSTILE, SIGNAL), registry.lookUp(GOOD, SIGNAL)]);
    expect(answer).toMatchObject({ outcome: 'unknown', statuses: [], nameServers: [] });
    expect(`${answer.why} ${answer.evidence?.map(({ answered }) => answered).join(' ')}`).toMatch(why);
    expect(answer.why!.length).toBeLessThan(400);
    expect(other).toMatchObject({ outcome: 'found', registrar: { id: '292' } });
    await allClosed();
    expect(sent).toBeLessThan(50_000_000);
  });
  test('that has said everything and stays is believed, and left', async () => {
    const port = await street(holds(ICANN), says(''));
    const registry = openWhoisRegistry(
      { clock, hosts: () => publicHosts({ allowPrivate: ['127.0.0.0/8'], resolve: async () => ['127.0.0.2'] }) },
      { port, serverFor: () => 'whois.registry.test', deadlineMs: DEADLINE_MS },
    );
    expect((await registry.lookUp(GOOD, SIGNAL)).outcome).toBe('found');
    await allClosed();
  });
});

describe('a site', () => {
  const ROWS: readonly (readonly [what: string, manner: Manner, outcome: string])[] = [
    ['headers without end', endless('x: aaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n', head('')), 'malformed'],
    ['chunks without end', endless(`40\r\n${' '.repeat(64)}\r\n`, head('transfer-encoding: chunked\r\n\r\n')), 'answer'],
    ['"wait" without end', endless('HTTP/1.1 102 Processing\r\n\r\n'), 'timeout'],
    ['another protocol', whole('', 'connection: upgrade\r\nupgrade: x\r\n', '101 Switching Protocols'), 'malformed'],
    ['an octet at a time', drips('a', head('x: ')), 'timeout'],
    ['a bomb of gzip', whole(bomb, 'content-encoding: gzip\r\n'), 'answer'],
    ['half of it and no more', holds(head('content-length: 900\r\n\r\nhalf')), 'timeout'],
    ['two lengths', says(head('content-length: 1\r\ncontent-length: 2\r\n\r\nxx')), 'malformed'],
  ]; // biome-ignore format: a table
  test.each(ROWS)('that sends %s', async (_what, manner, outcome) => {
    const port = await street(manner, whole('good'));
    const settings = { httpPort: port, allowPrivateAddresses: ['127.0.0.0/8'], clock };
    const web = socketWeb({ ...settings, timeoutMs: outcome === 'timeout' ? DEADLINE_MS : PATIENT_MS });
    const patient = socketWeb({ ...settings, timeoutMs: PATIENT_MS });
    const get = (address: string) =>
      (address === '127.0.0.2' ? web : patient).get({ scheme: 'http', host: 'klant.com', address, path: '/' }, SIGNAL);
    const [answer, other] = await Promise.all([get('127.0.0.2'), get('127.0.0.3')]);
    expect(answer.outcome).toBe(outcome);
    expect(answer.body?.length ?? 0).toBeLessThanOrEqual(256 * 1024);
    expect(other).toMatchObject({ outcome: 'answer', body: 'good' });
    await allClosed();
    expect(sent).toBeLessThan(50_000_000);
  });
});

describe('a mail exchanger', () => {
  const ROWS: readonly (readonly [what: string, manner: Manner, outcome: string])[] = [
    ['a banner without end', endless('220-x\r\n'), 'malformed'],
    ['an octet at a time', drips('x', '220-'), 'timeout'],
    ['binary', says(Buffer.from(Array.from({ length: 5000 }, (_none, at) => (at * 7919) % 256))), 'malformed'],
    ['its end at once', says(), 'unreachable'],
    ['a reset', (socket) => void socket.resetAndDestroy(), 'unreachable'],
  ];
  test.each(ROWS)('that sends %s', async (_what, manner, outcome) => {
    const port = await street(manner, (socket) => {
      socket.write('220 mx\r\n');
      socket.on('data', () => socket.write('250 ok\r\n'));
      socket.on('end', () => socket.end());
    }, true); // biome-ignore format: one call
    const settings = { port, allowPrivateAddresses: ['127.0.0.0/8'], clock };
    const smtp = socketSmtp({ ...settings, timeoutMs: outcome === 'timeout' ? DEADLINE_MS : PATIENT_MS });
    const patient = socketSmtp({ ...settings, timeoutMs: PATIENT_MS });
    const ask = (address: string) =>
      (address === '127.0.0.2' ? smtp : patient).wouldAccept(
        { address, host: 'mx.klant.com', recipient: 'info@klant.com' },
        SIGNAL,
      );
    const [answer, other] = await Promise.all([ask('127.0.0.2'), ask('127.0.0.3')]);
    expect(answer.outcome).toBe(outcome);
    expect(other.outcome).toBe('accepted');
    await allClosed();
    expect(sent).toBeLessThan(50_000_000);
  });
});
