import { createSocket } from 'node:dgram';
import { createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { type SocketDnsOptions, socketDns } from '../../src/adapters/dns/sockets/index.ts';
import { matches } from '../../src/adapters/dns/sockets/udp.ts';
import { hasNoRoute } from '../../src/adapters/reachable.ts';
import { decode, encodeQuery, encodeResponse, type Message } from '../../src/dns/wire.ts';
import { type Fqdn, fqdn } from '../../src/domain/name.ts';
import type { DnsQuestion } from '../../src/ports/dns.ts';

const KLANT = fqdn('klant.nl');
const clock = { now: () => 1000 };
const signal = new AbortController().signal;
const open: { close(): void }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

function messageOf(bytes: Uint8Array): Message {
  const decoded = decode(bytes);
  if ('malformed' in decoded) throw new Error(decoded.malformed);
  return decoded.message;
}

function right(query: Uint8Array, address = '192.0.2.1'): Buffer {
  const message = messageOf(query);
  const answer = [{ name: message.question!.name, type: 'A', ttlSeconds: 60, rdata: address }];
  const reply = { rcode: 0, authoritative: true, recursionAvailable: false, answer, authority: [], additional: [] };
  return Buffer.from(encodeResponse(message, reply, 65_535));
}

/** A server on loopback that answers each query over UDP, and over TCP on the same port, with what these make of it. */
async function server(
  udp: (query: Buffer, turn: number) => readonly Buffer[],
  tcp?: (query: Buffer, socket: Socket) => void,
): Promise<number> {
  let turn = 0;
  for (;;) {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    const { port } = socket.address();
    socket.on('message', (query, from) => {
      for (const answer of udp(query, turn++)) socket.send(answer, from.port, from.address);
    });
    const listener = createServer((connection) =>
      connection.on('error', () => undefined).on('data', (chunk) => tcp?.(chunk.subarray(2), connection)),
    );
    const listening = await new Promise<boolean>((resolve) => {
      listener.once('error', () => resolve(false));
      if (tcp === undefined) resolve(true);
      else listener.listen(port, '127.0.0.1', () => resolve(true));
    });
    open.push({ close: () => socket.close() });
    if (listening) {
      if (tcp !== undefined) open.push({ close: () => void listener.close() });
      return port;
    }
  }
}

function framed(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.of(bytes.length >> 8, bytes.length & 255), bytes]);
}

function ask(port: number, parts: Partial<DnsQuestion> = {}, options: Partial<SocketDnsOptions> = {}) {
  const dns = socketDns({
    roots: [],
    resolvers: [],
    port,
    allowPrivateAddresses: true,
    clock,
    timeoutMs: 60,
    tries: 2,
    ...options,
  });
  const question: DnsQuestion = {
    server: { address: '127.0.0.1' },
    name: KLANT,
    type: 'A',
    recursive: false,
    ...parts,
  };
  return dns.askAll([question], signal).then(([answer]) => answer!);
}

function changed(bytes: Buffer, at: number, value: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = value;
  return copy;
}

describe('what is accepted as the answer', () => {
  const query = Buffer.from(
    encodeQuery({ id: 0x1234, name: KLANT, type: 'A', recursive: false, caseBits: Uint8Array.of(1) }),
  );
  const answer = right(query);
  for (const [what, bytes, expected] of [
    ['the answer', answer, 'ours'],
    ['another id', changed(answer, 1, 0x35), 'other'],
    ['a query instead of a response', changed(answer, 2, 0), 'other'],
    ['another opcode', changed(answer, 2, 0x88), 'other'],
    ['no question', changed(answer, 5, 0), 'other'],
    ['another name', changed(answer, 14, 0x78), 'other'],
    ['the name in another case', changed(answer, 13, 0x6b), 'other-case'],
    ['another type', changed(answer, 23, 28), 'other'],
    ['another class', changed(answer, 25, 3), 'other'],
    ['eleven bytes', answer.subarray(0, 11), 'other'],
    ['a cut question', answer.subarray(0, 20), 'other'],
    ['FORMERR without a question', Buffer.from('123480010000000000000000', 'hex'), 'no-edns'],
  ] as const)
    test(`${what}: ${expected}`, () => expect(matches(query, bytes)).toBe(expected));
});

describe('outcomes over real packets', () => {
  test('an answer', async () => {
    const port = await server((query) => [right(query)]);
    expect(await ask(port)).toMatchObject({
      outcome: 'answer',
      authoritative: true,
      answer: [{ name: KLANT, type: 'A', ttlSeconds: 60, rdatas: ['192.0.2.1'] }],
      atMs: 1000,
    });
  });

  test('forged packets are passed over and the true one is taken', async () => {
    const port = await server((query) => {
      const forged = right(query, '203.0.113.66');
      return [changed(forged, 0, forged[0]! ^ 1), changed(forged, 14, 0x78), Buffer.of(1), right(query)];
    });
    expect((await ask(port)).answer[0]?.rdatas).toEqual(['192.0.2.1']);
  });

  test('a lost packet is asked again under another id', async () => {
    const ids: number[] = [];
    const port = await server((query, turn) => {
      ids.push(query.readUInt16BE(0));
      return turn === 0 ? [] : [right(query)];
    });
    expect((await ask(port)).outcome).toBe('answer');
    expect(new Set(ids).size).toBe(2);
  });

  test('silence is a time-out, a closed port is unreachable', async () => {
    const port = await server(() => []);
    expect((await ask(port)).outcome).toBe('timeout');
    for (const one of open.splice(0)) one.close();
    expect((await ask(port)).outcome).toBe('unreachable');
    expect((await ask(port, { transport: 'tcp' })).outcome).toBe('unreachable');
  });

  test('a truncated answer is fetched over TCP, in pieces if need be', async () => {
    const port = await server(
      (query) => [changed(right(query), 2, 0x86)],
      (query, socket) => {
        const bytes = framed(right(query, '192.0.2.9'));
        socket.write(bytes.subarray(0, 1));
        setImmediate(() => socket.write(bytes.subarray(1)));
      },
    );
    expect((await ask(port)).answer[0]?.rdatas).toEqual(['192.0.2.9']);
  });

  test('truncated, and TCP hangs up: unreachable, and it says so', async () => {
    const port = await server(
      (query) => [changed(right(query), 2, 0x86)],
      (_query, socket) => socket.destroy(),
    );
    expect(await ask(port)).toMatchObject({
      outcome: 'unreachable',
      why: expect.stringMatching(/^truncated over UDP; TCP/),
    });
  });

  test('a server that lowers the case is asked over TCP, where nobody can forge', async () => {
    const lower = (query: Buffer) => Buffer.from(query.toString('latin1').toLowerCase(), 'latin1');
    const plain = (query: Buffer) => changed(changed(right(lower(query)), 0, query[0]!), 1, query[1]!);
    const port = await server(
      (query) => (/[A-Z]/.test(query.toString('latin1', 12)) ? [plain(query)] : [right(query)]),
      (query, socket) => socket.write(framed(plain(query))),
    );
    for (let turn = 0; turn < 5; turn++) expect((await ask(port)).outcome).toBe('answer');
  });

  test('FORMERR to EDNS is asked again without', async () => {
    const port = await server((query) => {
      const message = messageOf(query);
      if (message.edns === undefined) return [right(query)];
      return [Buffer.concat([query.subarray(0, 2), Buffer.from('80010000000000000000', 'hex')])];
    });
    expect((await ask(port)).outcome).toBe('answer');
  });

  test('a packet that is ours and broken is malformed at once', async () => {
    const port = await server((query) => [right(query).subarray(0, -2)]);
    expect(await ask(port, {}, { timeoutMs: 60_000 })).toMatchObject({ outcome: 'malformed' });
  });

  test('many questions are answered in their own order, a few at a time', async () => {
    let out = 0;
    let most = 0;
    const port = await server((query) => {
      most = Math.max(most, ++out);
      setImmediate(() => out--);
      return [right(query)];
    });
    const dns = socketDns({ roots: [], resolvers: [], port, allowPrivateAddresses: true, clock, inFlight: 7 });
    const names = Array.from({ length: 200 }, (_, index) => fqdn(`n${index}.klant.nl`));
    const answers = await dns.askAll(
      names.map((name) => ({ server: { address: '127.0.0.1' }, name, type: 'A', recursive: false })),
      signal,
    );
    expect(answers.map(({ answer }) => answer[0]?.name)).toEqual(names);
    expect(most).toBeLessThanOrEqual(7);
  });
});

describe('who is not asked', () => {
  for (const address of [
    '127.0.0.1',
    '10.1.2.3',
    '169.254.169.254',
    '::1',
    '::ffff:127.0.0.1',
    'fe80::1%lo',
    '224.0.0.1',
    'localhost',
    '',
  ])
    test(`${address || 'nothing'}`, async () => {
      const answer = await ask(53, { server: { address } }, { allowPrivateAddresses: false });
      expect(answer).toMatchObject({ outcome: 'not-asked', why: expect.any(String) });
    });

  test('what is no name is not asked under another one', async () => {
    const port = await server((query) => [right(query)]);
    expect(await ask(port, { name: 'a\\.b.nl.' as Fqdn })).toMatchObject({ outcome: 'not-asked' });
  });

  for (const [code, expected] of [
    ['ENETUNREACH', true],
    ['EADDRNOTAVAIL', true],
    ['EHOSTUNREACH', false],
    ['ECONNREFUSED', false],
  ] as const)
    test(`${code} is ${expected ? 'our own lack of a route' : 'the other side'}`, () =>
      expect(hasNoRoute(Object.assign(new Error(code), { code }))).toBe(expected));

  test('an address may carry its own port', async () => {
    const port = await server((query) => [right(query)]);
    expect((await ask(1, { server: { address: `127.0.0.1:${port}` } })).outcome).toBe('answer');
  });

  test('a question that is given up counts as not asked, and does not reject', async () => {
    const port = await server(() => []);
    const stop = new AbortController();
    const dns = socketDns({ roots: [], resolvers: [], port, allowPrivateAddresses: true, clock, timeoutMs: 60_000 });
    const asked = dns.askAll(
      [{ server: { address: '127.0.0.1' }, name: KLANT, type: 'A', recursive: false }],
      stop.signal,
    );
    stop.abort();
    expect(await asked).toMatchObject([{ outcome: 'not-asked', why: 'given up' }]);
  });
});
