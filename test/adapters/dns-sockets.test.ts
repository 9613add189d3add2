import { afterEach, describe, expect, test } from 'vitest';
import { type SocketDnsOptions, socketDns } from '../../src/adapters/dns/sockets/index.ts';
import { hasNoRoute } from '../../src/adapters/reachable.ts';
import { type Fqdn, fqdn } from '../../src/domain/name.ts';
import type { DnsQuestion } from '../../src/ports/dns.ts';
import { changed, framed, loopback, messageOf, right } from './dns-servers.ts';

const KLANT = fqdn('klant.nl');
const clock = { now: () => 1000 };
const signal = new AbortController().signal;
const open: { close(): void }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

async function server(...answering: Parameters<typeof loopback>): Promise<number> {
  const made = await loopback(...answering);
  open.push(made);
  return made.port;
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

  test.each([
    ['FORMERR', '8001'],
    ['NOTIMP', '8004'],
  ])('%s to EDNS is asked again without', async (_what, flags) => {
    const port = await server((query) => {
      const message = messageOf(query);
      if (message.edns === undefined) return [right(query)];
      return [Buffer.concat([query.subarray(0, 2), Buffer.from(`${flags}0000000000000000`, 'hex')])];
    });
    expect((await ask(port)).outcome).toBe('answer');
  });

  test('a refusal is one also without the question', async () => {
    const port = await server((query) => [
      Buffer.concat([query.subarray(0, 2), Buffer.from('80050000000000000000', 'hex')]),
    ]);
    expect((await ask(port, {}, { timeoutMs: 60_000 })).outcome).toBe('refused');
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
    ['ENETDOWN', true],
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
