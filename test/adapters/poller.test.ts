import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { afterEach, describe, expect, test } from 'vitest';
import { type SocketDns, type SocketDnsOptions, socketDns } from '../../src/adapters/dns/sockets/index.ts';
import type { PollResult } from '../../src/adapters/dns/sockets/poll-result.ts';
import type { Target } from '../../src/adapters/dns/sockets/target.ts';
import { encodeResponse } from '../../src/dns/wire.ts';
import { type Fqdn, fqdn } from '../../src/domain/name.ts';
import type { DnsAnswer, DnsQuestion } from '../../src/ports/dns.ts';
import { createAuthority } from '../../src/simulation/process/certificates.ts';
import { changed, framed, type Loopback, loopback, messageOf, onMessages, right } from './dns-servers.ts';

const KLANT = fqdn('klant.nl');
const signal = new AbortController().signal;
const open: { close(): void }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

async function server(...answering: Parameters<typeof loopback>): Promise<Loopback> {
  const made = await loopback(...answering);
  open.push(made);
  return made;
}

function pollerAt(port: number, options: Partial<SocketDnsOptions> = {}): SocketDns {
  const clock = { now: () => Date.UTC(2026, 10, 20) };
  return socketDns({
    roots: [],
    resolvers: [],
    port,
    allowPrivateAddresses: true,
    clock,
    timeoutMs: 10_000,
    ...options,
  });
}

function question(name: Fqdn = KLANT, parts: Partial<DnsQuestion> = {}): DnsQuestion {
  return { server: { address: '127.0.0.1' }, name, type: 'A', recursive: false, ...parts };
}

function manyQuestions(count: number, parts: Partial<DnsQuestion> = {}): DnsQuestion[] {
  return Array.from({ length: count }, (_, index) => question(fqdn(`n${index}.klant.nl`), parts));
}

function tally(answers: readonly DnsAnswer[]): { readonly [outcome: string]: number } {
  const found: { [outcome: string]: number } = {};
  for (const { outcome } of answers) found[outcome] = (found[outcome] ?? 0) + 1;
  return found;
}

describe('what a forger or a broken server sends is passed over, and the true answer that follows is taken', () => {
  const FORGED = '203.0.113.66';

  test('every wrong id', async () => {
    const { port } = await server((query, _turn, from, socket) => {
      const forged = right(query, FORGED);
      const id = query.readUInt16BE(0);
      const flood = (first: number) => {
        for (let wrong = first; wrong < first + 32; wrong++) {
          forged.writeUInt16BE(wrong & 0xffff, 0);
          if ((wrong & 0xffff) !== id) socket.send(Buffer.from(forged), from.port, from.address);
        }
        if (first + 32 < 0x10000) setImmediate(flood, first + 32);
        else socket.send(right(query), from.port, from.address);
      };
      flood(0);
      return [];
    });
    // In turns of as many as the event loop reads at once; a full receive buffer would drop the true answer too.
    const dns = pollerAt(port, { timeoutMs: 60_000 });
    const [answer] = await dns.askAll([question()], signal);
    expect(answer!.answer[0]?.rdatas).toEqual(['192.0.2.1']);
    const { accepted, ignored, sent } = dns.poller.statistics();
    expect({ accepted, sent }).toEqual({ accepted: 1, sent: 1 });
    expect(ignored.wrongId).toBe(65_535);
  });

  for (const [what, forge, counted] of [
    ['another name', (bytes: Buffer) => changed(bytes, 14, 0x78), 'wrongQuestion'],
    ['another type', (bytes: Buffer) => changed(bytes, 23, 28), 'wrongQuestion'],
    ['another class', (bytes: Buffer) => changed(bytes, 25, 3), 'wrongQuestion'],
    ['the name in another case', (bytes: Buffer) => changed(bytes, 13, bytes[13]! ^ 0x20), 'wrongCase'],
    ['no response but a query', (bytes: Buffer) => changed(bytes, 2, 0), 'garbage'],
    ['another opcode', (bytes: Buffer) => changed(bytes, 2, 0x90), 'garbage'],
    ['two questions', (bytes: Buffer) => changed(bytes, 5, 2), 'garbage'],
    [
      'twelve octets, all counts 65,535',
      (bytes: Buffer) => Buffer.alloc(12, 0xff).fill(bytes.subarray(0, 2), 0, 2),
      'garbage',
    ],
    ['one octet', (bytes: Buffer) => bytes.subarray(0, 1), 'garbage'],
  ] as const)
    test(`${what}, under the right id`, async () => {
      const { port } = await server((query) => [...Array(20).fill(forge(right(query, FORGED))), right(query)]);
      const dns = pollerAt(port);
      const answers = await dns.askAll(manyQuestions(20), signal);
      expect(new Set(answers.flatMap(({ answer }) => answer.flatMap(({ rdatas }) => rdatas)))).toEqual(
        new Set(['192.0.2.1']),
      );
      const { accepted, ignored } = dns.poller.statistics();
      expect(accepted).toBe(20);
      expect(ignored[counted]).toBeGreaterThanOrEqual(20 * 20);
    });

  test('the true answer from another port', async () => {
    const other = createSocket('udp4');
    await new Promise<void>((bound) => other.bind(0, '127.0.0.1', bound));
    open.push(other);
    const { port } = await server((query, turn, from, socket) => {
      other.send(right(query, FORGED), from.port, from.address, () =>
        setImmediate(() => socket.send(right(query), from.port, from.address)),
      );
      return turn < 0 ? [query] : [];
    });
    const dns = pollerAt(port);
    const answers = await dns.askAll(manyQuestions(50), signal);
    expect(answers.every(({ answer }) => answer[0]?.rdatas[0] === '192.0.2.1')).toBe(true);
    expect(dns.poller.statistics().ignored).toEqual({ wrongId: 0, wrongQuestion: 0, wrongCase: 0, garbage: 0 });
  });

  test('nothing but nonsense is malformed, after one attempt, and costs little more than answers', async () => {
    const cost = async (answering: (query: Buffer) => Buffer) => {
      const { port } = await server((query) => [answering(query)]);
      const dns = pollerAt(port, { timeoutMs: 800, inFlight: 2000 });
      await dns.askAll(manyQuestions(500), signal);
      const before = process.cpuUsage();
      const answers = await dns.askAll(manyQuestions(2000), signal);
      const { user, system } = process.cpuUsage(before);
      return { us: user + system, found: tally(answers), retransmits: dns.poller.statistics().retransmits };
    };
    const clean = await cost((query) => right(query));
    const ones = await cost((query) => Buffer.alloc(12, 0xff).fill(query.subarray(0, 2), 0, 2));
    expect(clean.found).toEqual({ answer: 2000 });
    expect(ones).toMatchObject({ found: { malformed: 2000 }, retransmits: 0 });
    expect(ones.us).toBeLessThan(2 * clean.us);
  });
});

describe('what gets lost', () => {
  test('2,000 in flight on the system’s own buffers: none of them here', async () => {
    const waiting: (() => void)[] = [];
    const { port } = await server((query, turn, from, socket) => {
      waiting.push(() => socket.send(right(query), from.port, from.address));
      if (turn === 1999) for (const send of waiting) send();
      return [];
    });
    const dns = pollerAt(port, { receiveBufferBytes: 0, inFlight: 2000 });
    const answers = await dns.askAll(manyQuestions(2000), signal);
    expect(tally(answers)).toEqual({ answer: 2000 });
    expect(dns.poller.statistics()).toMatchObject({ sent: 2000, retransmits: 0 });
  });

  test('one answer in ten: all questions are answered', async () => {
    const { port } = await server((query, turn) => (turn % 10 === 9 ? [] : [right(query)]));
    const dns = pollerAt(port, { timeoutMs: 30, tries: 6 });
    expect(tally(await dns.askAll(manyQuestions(3000), signal))).toEqual({ answer: 3000 });
    expect(dns.poller.statistics().retransmits).toBeGreaterThanOrEqual(300);
  });

  test('it is asked again under another id, from another port', async () => {
    const seen: { readonly id: number; readonly port: number }[] = [];
    const { port } = await server((query, turn, from) => {
      seen.push({ id: query.readUInt16BE(0), port: from.port });
      return turn < 2 ? [] : [right(query)];
    });
    const [answer] = await pollerAt(port, { timeoutMs: 20 }).askAll([question()], signal);
    expect(answer!.outcome).toBe('answer');
    expect(new Set(seen.map(({ id }) => id)).size).toBe(3);
    expect(seen.every((one, turn) => one.port !== seen[turn - 1]?.port)).toBe(true);
  });

  test('the late answer to an earlier attempt is an answer', async () => {
    let first: Buffer | undefined;
    let firstPort = 0;
    const { port } = await server((query, _turn, from, socket) => {
      if (first === undefined) {
        first = right(query);
        firstPort = from.port;
      } else socket.send(first, firstPort, from.address);
      return [];
    });
    const dns = pollerAt(port, { timeoutMs: 20 });
    const [answer] = await dns.askAll([question()], signal);
    expect(answer!.outcome).toBe('answer');
    expect(dns.poller.statistics()).toMatchObject({ sent: 2, accepted: 1, ignored: { wrongId: 0 } });
  });

  test('a closed port is unreachable at once, however many ask there', async () => {
    const { port, close } = await loopback(() => []);
    close();
    for (const count of [1, 2, 100]) {
      const answers = await pollerAt(port, { timeoutMs: 60_000 }).askAll(manyQuestions(count), signal);
      expect(tally(answers)).toEqual({ unreachable: count });
    }
  });

  test('what this machine may not send is no time-out', async () => {
    const everybody = { server: { address: '255.255.255.255' } };
    const [answer] = await pollerAt(9).askAll([question(KLANT, everybody)], signal);
    expect(answer).toMatchObject({ outcome: 'unreachable', why: 'EACCES' });
  });
});

describe('over TCP', () => {
  test('many questions go over one connection, and come back in any order', async () => {
    const connections = new Set<unknown>();
    const held: Buffer[] = [];
    const { port } = await server(
      () => [],
      (query, connection) => {
        connections.add(connection);
        held.push(framed(right(query)));
        if (held.length % 100 === 0) connection.write(Buffer.concat(held.splice(0).reverse()));
      },
    );
    const questions = manyQuestions(500, { transport: 'tcp' });
    const answers = await pollerAt(port).askAll(questions, signal);
    expect(answers.map(({ answer }) => answer[0]?.name)).toEqual(questions.map(({ name }) => name));
    expect(connections.size).toBe(1);
  });

  for (const [what, most] of [
    ['one answer', 1],
    ['seven', 7],
  ] as const)
    test(`a server that hangs up after ${what} gives all answers nevertheless, and is soon sent no more than that`, async () => {
      const given = new Map<unknown, number>();
      let asked = 0;
      const { port } = await server(
        () => [],
        (query, connection) => {
          asked++;
          const before = given.get(connection) ?? 0;
          given.set(connection, before + 1);
          if (before < most) connection.write(framed(right(query)));
          if (before === most - 1) connection.end();
        },
      );
      const answers = await pollerAt(port).askAll(manyQuestions(200, { transport: 'tcp' }), signal);
      expect(tally(answers)).toEqual({ answer: 200 });
      expect(asked).toBeLessThan(200 * 4);
    });

  test('a server that hangs up without a word is unreachable, and is not asked for ever', async () => {
    let connections = 0;
    const { port } = await server(
      () => [],
      (_query, connection) => {
        connections++;
        connection.resetAndDestroy();
      },
    );
    const answers = await pollerAt(port).askAll(manyQuestions(20, { transport: 'tcp' }), signal);
    expect(tally(answers)).toEqual({ unreachable: 20 });
    expect(connections).toBeLessThan(100);
  });

  test('silence is a time-out, and the next question gets a new connection', async () => {
    let turn = 0;
    const connections = new Set<unknown>();
    const { port } = await server(
      () => [],
      (query, connection) => {
        connections.add(connection);
        if (turn++ > 0) connection.write(framed(right(query)));
      },
    );
    const dns = pollerAt(port, { timeoutMs: 20 });
    const tcp = question(KLANT, { transport: 'tcp' });
    expect(await dns.askAll([tcp], signal)).toMatchObject([{ outcome: 'timeout', why: 'over TCP' }]);
    expect(await dns.askAll([tcp], signal)).toMatchObject([{ outcome: 'answer' }]);
    expect(connections.size).toBe(2);
  });

  test('truncated answers of many questions are fetched over one connection', async () => {
    const connections = new Set<unknown>();
    const { port } = await server(
      (query) => [changed(right(query), 2, 0x86)],
      (query, connection) => {
        connections.add(connection);
        connection.write(framed(right(query, '192.0.2.9')));
      },
    );
    const dns = pollerAt(port);
    const answers = await dns.askAll(manyQuestions(50), signal);
    expect(new Set(answers.map(({ answer }) => answer[0]?.rdatas[0]))).toEqual(new Set(['192.0.2.9']));
    expect(dns.poller.statistics()).toMatchObject({ tcpFallbacks: 50, sent: 100, accepted: 50 });
    expect(connections.size).toBe(1);
  });

  test('FORMERR to a truncated question’s EDNS over TCP is asked again without', async () => {
    const { port } = await server(
      (query) => [changed(right(query), 2, 0x86)],
      (query, connection) => {
        const isOld = messageOf(query).edns === undefined;
        connection.write(framed(isOld ? right(query) : changed(right(query), 3, 1)));
      },
    );
    expect(await pollerAt(port).askAll([question()], signal)).toMatchObject([{ outcome: 'answer' }]);
  });
});

test('a server that lowers the case is found out over TCP once, and asked in lower case from then on', async () => {
  const queries: string[] = [];
  let overTcp = 0;
  const plain = (query: Buffer) => {
    queries.push(query.toString('latin1', 12, 12 + 17));
    const lower = Buffer.from(query.toString('latin1').toLowerCase(), 'latin1');
    return changed(changed(right(lower), 0, query[0]!), 1, query[1]!);
  };
  const { port } = await server(
    (query) => [plain(query)],
    (query, connection) => {
      overTcp++;
      connection.write(framed(plain(query)));
    },
  );
  const dns = pollerAt(port);
  const name = fqdn('abcdefghijk.klant.nl');
  for (let turn = 0; turn < 5; turn++)
    expect(await dns.askAll([question(name)], signal)).toMatchObject([{ outcome: 'answer' }]);
  expect(overTcp).toBe(1);
  expect(queries[0]).toMatch(/[A-Z]/);
  expect(queries.slice(2).join('')).not.toMatch(/[A-Z]/);
});

describe('what is asked', () => {
  test('DO and CD go out, AD comes back', async () => {
    const seen: { readonly [flag: string]: boolean }[] = [];
    const { port } = await server((query) => {
      const opt = query.subarray(-11);
      seen.push({ rd: (query[2]! & 1) !== 0, cd: (query[3]! & 0x10) !== 0, dnssec: (opt[7]! & 0x80) !== 0 });
      return [changed(right(query), 3, seen.length === 2 ? 0x20 : 0)];
    });
    const dns = pollerAt(port);
    const [plain] = await dns.askAll([question()], signal);
    const flags = { dnssec: true, checkingDisabled: true, recursive: true } as const;
    const [signed] = await dns.askAll([question(KLANT, flags)], signal);
    expect(seen).toEqual([
      { rd: false, cd: false, dnssec: false },
      { rd: true, cd: true, dnssec: true },
    ]);
    expect([plain!.authenticated, signed!.authenticated]).toEqual([undefined, true]);
  });

  test('the same question that is out already is shared, by whoever asks; another one is not', async () => {
    const held: (() => void)[] = [];
    const { port } = await server((query, _turn, from, socket) => {
      held.push(() => socket.send(right(query), from.port, from.address));
      return [];
    });
    const dns = pollerAt(port);
    const stop = new AbortController();
    const first = dns.askAll(
      Array.from({ length: 30 }, () => question()),
      stop.signal,
    );
    await expect.poll(() => held.length).toBe(1);
    const second = dns.askAll(
      [question(), question(KLANT, { recursive: true }), question(KLANT, { type: 'MX' })],
      signal,
    );
    const third = dns.askAll([question()], signal);
    await expect.poll(() => held.length).toBe(3);
    stop.abort();
    expect(tally(await first)).toEqual({ 'not-asked': 30 });
    for (const send of held) send();
    expect((await second).map(({ outcome }) => outcome)).toEqual(['answer', 'answer', 'nodata']);
    expect(tally(await third)).toEqual({ answer: 1 });
    expect(dns.poller.statistics()).toMatchObject({ sent: 3, shared: 31 });
    const [again] = await Promise.all([
      dns.askAll([question()], signal),
      expect
        .poll(() => held.length)
        .toBe(4)
        .then(() => held[3]!()),
    ]);
    expect(tally(again)).toEqual({ answer: 1 });
  });

  test('the same question to another server is another question', async () => {
    const [one, other] = await Promise.all(
      ['192.0.2.1', '192.0.2.2'].map((address) => server((query) => [right(query, address)])),
    );
    const dns = pollerAt(1);
    const at = (where: Loopback) => question(KLANT, { server: { address: `127.0.0.1:${where.port}` } });
    const answers = await dns.askAll([at(one!), at(other!), at(one!)], signal);
    expect(answers.map(({ answer }) => answer[0]?.rdatas[0])).toEqual(['192.0.2.1', '192.0.2.2', '192.0.2.1']);
    expect(dns.poller.statistics()).toMatchObject({ sent: 2, shared: 1 });
  });

  test('what has no type is not asked', async () => {
    expect(await pollerAt(9).askAll([question(KLANT, { type: 'MXX' })], signal)).toMatchObject([
      { outcome: 'not-asked', why: expect.stringMatching(/MXX/) },
    ]);
  });
});

describe('how fast', () => {
  test('questions that wait for their turn do not run out of time', async () => {
    const { port } = await server((query) => [right(query)]);
    const dns = pollerAt(port, { timeoutMs: 40, tries: 1, rates: { privatePerSecond: 100 } });
    const begunMs = performance.now();
    expect(tally(await dns.askAll(manyQuestions(65), signal))).toEqual({ answer: 65 });
    expect(performance.now() - begunMs).toBeGreaterThan(140);
  });

  test('who leaves a fifth unanswered is not asked for a while, and it says who, why and until when', async () => {
    let asked = 0;
    const { port } = await server(() => {
      asked++;
      return [];
    });
    const resolvers = [{ name: 'deaf', address: '127.0.0.1', operator: 'Deaf Inc.', gate: false }];
    const limits = { timeoutMs: 20, tries: 1, inFlight: 40, rates: { privatePerSecond: 1000 } };
    const dns = pollerAt(port, { resolvers, ...limits });
    const answers = await dns.askAll(manyQuestions(500), signal);
    // A person may waive what was not asked; who fell silent is waived by nobody.
    expect(tally(answers)).toEqual({ timeout: 500 });
    expect(asked).toBe(40);
    expect(answers.at(-1)!.why).toMatch(
      /^Deaf Inc\. left 100 % of 40 questions unanswered; it is asked again from 2026-11-20T00:00:(29|30)\.\d{3}Z$/,
    );
  });

  test('one slow operator keeps nobody else waiting, however much is asked of it', async () => {
    const { port } = await server((query) => [right(query)]);
    const elsewhere = await server((query) => [right(query)]);
    const dns = pollerAt(port, { rates: { privatePerSecond: 0.01 } });
    const stop = new AbortController();
    const slow = ['a', 'b', 'c'].map((prefix) => {
      const many = Array.from({ length: 60_000 }, (_, index) => question(fqdn(`${prefix}${index}.klant.nl`)));
      return dns.askAll(many, stop.signal);
    });
    await expect.poll(() => dns.poller.statistics().sent).toBeGreaterThan(0);
    const other = question(KLANT, { server: { address: `127.0.0.2:${elsewhere.port}` } });
    const [answer] = await dns.askAll([other], AbortSignal.timeout(10_000));
    expect(answer!.outcome).not.toBe('not-asked');
    stop.abort();
    for (const answers of slow) expect(tally(await answers)['not-asked']).toBeGreaterThan(59_000);
  });

  test('a signal ends everything at once: in flight, waiting and not taken up yet', async () => {
    const { port } = await server(() => []);
    const dns = pollerAt(port, { timeoutMs: 60_000, inFlight: 10, rates: { privatePerSecond: 50 } });
    const stop = new AbortController();
    const asked = dns.askAll(manyQuestions(20_000), stop.signal);
    await expect.poll(() => dns.poller.statistics().sent).toBeGreaterThanOrEqual(10);
    stop.abort();
    const answers = await asked;
    expect(tally(answers)).toEqual({ 'not-asked': 20_000 });
    expect(new Set(answers.map(({ why }) => why))).toEqual(new Set(['given up']));
  });
});

describe('a poll', () => {
  const targetOf = (dns: SocketDns): Target => {
    const target = dns.poller.target({ address: '127.0.0.1' });
    if (typeof target === 'string') throw new Error(target);
    return target;
  };

  test('compares by fingerprint, and only what differs is to be read', async () => {
    const { port } = await server((query) => [
      right(query, messageOf(query).question!.name.startsWith('n7.') ? '203.0.113.7' : undefined),
    ]);
    const dns = pollerAt(port);
    const target = targetOf(dns);
    const { poller } = dns;
    poller.fingerprints.of([{ type: 'A', rdata: '192.0.2.1' }]);
    const { high, low } = poller.fingerprints;
    const queries = Array.from({ length: 50 }, (_, index) =>
      poller.query(fqdn(`n${index}.klant.nl`), 'A', { recursive: false }),
    );
    const same: number[] = [];
    const differ: unknown[] = [];
    await poller.poll(
      {
        count: 50,
        targetAt: () => target,
        queryAt: (item) => queries[item]!,
        isExpected: (_item, ...print) => print[0] === high && print[1] === low,
        on: (item, result) => (result.same ? same.push(item) : differ.push([item, result.read().answer[0]?.rdatas])),
      },
      signal,
    );
    expect(same.sort((a, b) => a - b)).toEqual(
      Array.from({ length: 50 }, (_, item) => item).filter((item) => item !== 7),
    );
    expect(differ).toEqual([[7, ['203.0.113.7']]]);
  });

  test('takes no data without authority, and no error, for the expected answer', async () => {
    const damage = [
      (bytes: Buffer) => changed(bytes, 2, 0x80), // AA gone
      (bytes: Buffer) => changed(bytes, 3, 3), // NXDOMAIN
      (bytes: Buffer) => changed(bytes, 3, 2), // SERVFAIL
    ];
    const { port } = await server((query, turn) => [damage[turn]!(right(query))]);
    const dns = pollerAt(port);
    const target = targetOf(dns);
    const outcomes: string[] = [];
    for (let turn = 0; turn < 3; turn++)
      await dns.poller.poll(
        {
          count: 1,
          targetAt: () => target,
          queryAt: () => dns.poller.query(KLANT, 'A', { recursive: false }),
          isExpected: () => true,
          on: (_item, result) => outcomes.push(result.same ? 'same' : result.read().outcome),
        },
        signal,
      );
    expect(outcomes).toEqual(['lame', 'nxdomain', 'servfail']);
  });

  test('tells of each item once, also when those who are told give up or ask anew', async () => {
    const { port } = await server((query) => [right(query)]);
    const dns = pollerAt(port, { inFlight: 8 });
    const target = targetOf(dns);
    const told = new Map<number, string>();
    const stop = new AbortController();
    const inner: Promise<void>[] = [];
    const one = (on: (item: number, result: PollResult) => void, count = 1) => ({
      count,
      targetAt: () => target,
      queryAt: (item: number) => dns.poller.query(fqdn(`n${item % 3}.klant.nl`), 'A', { recursive: false }),
      on,
    });
    let innerTold = 0;
    await dns.poller.poll(
      one((item, result) => {
        if (told.has(item)) throw new Error(`${item} twice`);
        told.set(item, result.read().outcome);
        if (told.size === 20)
          inner.push(
            dns.poller.poll(
              one(() => innerTold++, 5),
              signal,
            ),
          );
        if (told.size === 40) stop.abort();
      }, 100),
      stop.signal,
    );
    await Promise.all(inner);
    expect([told.size, innerTold]).toEqual([100, 5]);
    const outcomes = [...told.values()];
    expect(outcomes.filter((outcome) => outcome === 'answer').length).toBeGreaterThanOrEqual(40);
    expect(outcomes.filter((outcome) => outcome === 'not-asked').length).toBeGreaterThan(20);
  });

  test('fails with what its own functions throw, and the poller lives on', async () => {
    const { port } = await server((query) => [right(query)]);
    const dns = pollerAt(port);
    const target = targetOf(dns);
    const broken = (parts: object) =>
      dns.poller.poll(
        {
          count: 30,
          targetAt: () => target,
          queryAt: (item) => dns.poller.query(fqdn(`n${item}.klant.nl`), 'A', { recursive: false }),
          on: () => undefined,
          ...parts,
        },
        signal,
      );
    const fail = (item: number) => {
      if (item === 3) throw new RangeError('ours');
      return undefined as never;
    };
    await expect(broken({ on: fail })).rejects.toThrow('ours');
    await expect(broken({ queryAt: () => fail(3) })).rejects.toThrow('ours');
    await expect(broken({ isExpected: () => fail(3) })).rejects.toThrow('ours');
    expect(tally(await dns.askAll(manyQuestions(20), signal))).toEqual({ answer: 20 });
  });
});

describe('over TLS', () => {
  const authority = createAuthority();
  async function secure(hosts: readonly string[]): Promise<number> {
    const { keyPem, certificatePem } = authority.issue(hosts, Date.UTC(2090, 0, 1));
    const listener = createTlsServer({ key: keyPem, cert: certificatePem }, (connection) =>
      onMessages(connection, (query) => connection.write(framed(right(query)))),
    );
    listener.on('tlsClientError', () => undefined);
    await new Promise<void>((listening) => listener.listen(0, '127.0.0.1', listening));
    open.push({ close: () => void listener.close() });
    return (listener.address() as { readonly port: number }).port;
  }
  const folder = mkdtempSync(join(tmpdir(), 'golive-dot-'));
  const caFile = join(folder, 'ca.pem');
  writeFileSync(caFile, authority.certificatePem);
  open.push({ close: () => undefined });

  for (const [what, hosts, tlsName, trusts, expected] of [
    ['the name in the certificate', ['dns.example'], 'dns.example', true, { outcome: 'answer' }],
    ['the address in the certificate', ['127.0.0.1'], undefined, true, { outcome: 'answer' }],
    [
      'another name',
      ['dns.example'],
      'dns.other.example',
      true,
      { outcome: 'unreachable', why: 'TLS ERR_TLS_CERT_ALTNAME_INVALID' },
    ],
    [
      'no name for the address',
      ['dns.example'],
      undefined,
      true,
      { outcome: 'unreachable', why: 'TLS ERR_TLS_CERT_ALTNAME_INVALID' },
    ],
    [
      'an authority nobody trusts',
      ['dns.example'],
      'dns.example',
      false,
      { outcome: 'unreachable', why: expect.stringMatching(/^TLS \w+/) },
    ],
  ] as const)
    test(`${what}: ${expected.outcome}`, async () => {
      const tlsPort = await secure(hosts);
      const dns = pollerAt(1, { tlsPort, ...(trusts ? { caFile } : {}) });
      const where = { address: '127.0.0.1', ...(tlsName === undefined ? {} : { tlsName }) };
      const asked = manyQuestions(20, { transport: 'tls', server: where });
      for (const answer of await dns.askAll(asked, signal)) expect(answer).toMatchObject(expected);
    });

  test('authorities that cannot be read are said so before anything is asked', () => {
    const missing = join(folder, 'missing.pem');
    expect(() => pollerAt(1, { caFile: missing })).toThrow(expect.objectContaining({ code: 'config-invalid' }));
    rmSync(folder, { recursive: true, force: true });
  });
});

test('a process that has its answers ends, whatever is still open', async () => {
  const { port } = await server(
    (query) => [right(query)],
    (query, connection) => connection.write(framed(right(query))),
  );
  const index = resolve(import.meta.dirname, '../../src/adapters/dns/sockets/index.ts');
  const program = `
    const { socketDns } = await import(${JSON.stringify(index)});
    const dns = socketDns({ roots: [], resolvers: [], port: ${port}, allowPrivateAddresses: true, clock: { now: () => 0 } });
    const questions = ['udp', 'tcp'].map((transport) =>
      ({ server: { address: '127.0.0.1' }, name: 'klant.nl.', type: 'A', recursive: false, transport }));
    const answers = await dns.askAll(questions, new AbortController().signal);
    const answeredMs = performance.now();
    process.on('exit', () => console.log(answers.map(({ outcome }) => outcome).join(), performance.now() - answeredMs < 1000));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk) => {
    said += chunk;
  });
  await new Promise((ended) => child.on('close', ended));
  expect(said).toBe('answer,answer true\n');
});

test('an answer larger than any UDP packet of ours comes whole over TCP', async () => {
  const texts = Array.from({ length: 120 }, (_, index) => `"${String(index).padStart(250, 'x')}"`);
  const { port } = await server(
    (query) => [changed(right(query), 2, 0x86)],
    (query, connection) => {
      const message = messageOf(query);
      const answer = texts.map((rdata) => ({ name: message.question!.name, type: 'TXT', ttlSeconds: 5, rdata }));
      const reply = { rcode: 0, authoritative: true, recursionAvailable: false, answer, authority: [], additional: [] };
      const bytes = framed(Buffer.from(encodeResponse(message, reply, 65_535)));
      for (let at = 0; at < bytes.length; at += 700) connection.write(bytes.subarray(at, at + 700));
    },
  );
  const [answer] = await pollerAt(port).askAll([question(KLANT, { type: 'TXT' })], signal);
  expect(answer!.answer[0]?.rdatas).toEqual(texts.toSorted());
});
