import type { Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { socketDns } from '../../src/adapters/dns/sockets/index.ts';
import { askForZone } from '../../src/adapters/dns/sockets/transfer.ts';
import type { Fqdn } from '../../src/domain/name.ts';
import { rrset } from '../../src/domain/rrset.ts';
import type { ZoneTransfer } from '../../src/ports/dns.ts';
import fc from '../fast-check.ts';
import { framed, record, reply, soa, type TcpServer, tcpServer, wireName } from './tsig-server.ts';

const ZONE = 'klant.nl.' as Fqdn;
const NS = record(ZONE, 2, 3600, wireName('ns1.host.nl.'));
const A = (last: number, name = 'www.klant.nl.') => record(name, 1, 300, Buffer.of(192, 0, 2, last));
const SOA = soa(ZONE, 7);

const servers: TcpServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

interface Asking {
  readonly mostBytes?: number;
  readonly idleMs?: number;
  readonly totalMs?: number;
  readonly signal?: AbortSignal;
}

async function ask(answer: (request: Buffer, socket: Socket) => void, asking: Asking = {}): Promise<ZoneTransfer> {
  const server = await tcpServer(answer);
  servers.push(server);
  const { signal = new AbortController().signal, ...patience } = asking;
  const address = `${server.address}:${server.port}`;
  return askForZone({ allowPrivateAddresses: true, clock: { now: () => 5 }, patience }, { address }, ZONE, signal);
}

/** Answers with these messages, each a list of records, and leaves the connection open, as servers do. */
const sends =
  (...messages: readonly (readonly Buffer[])[]) =>
  (request: Buffer, socket: Socket) =>
    void socket.write(Buffer.concat(messages.map((records) => framed(reply(request, 0, records)))));

const WHOLE = [
  rrset(ZONE, 'NS', 3600, ['ns1.host.nl.']),
  rrset('www.klant.nl.' as Fqdn, 'A', 300, ['192.0.2.1', '192.0.2.2']),
];

describe('a whole zone', () => {
  const wholes: readonly (readonly [string, (request: Buffer, socket: Socket) => void])[] = [
    ['in one message', sends([SOA, NS, A(1), A(2), SOA])],
    ['in many, cut anywhere', sends([SOA], [NS, A(1)], [A(2)], [SOA])],
    ['with a record twice', sends([SOA, NS, A(1), A(2), A(2), SOA])],
    [
      'with glue from above the zone, which is none of its own',
      sends([SOA, NS, A(1), A(2), A(9, 'ns1.host.nl.'), SOA]),
    ],
  ];
  for (const [what, answer] of wholes)
    test(what, async () => expect(await ask(answer)).toEqual({ outcome: 'answer', rrsets: WHOLE, serial: 7, atMs: 5 }));

  test('however the network cuts it', async () => {
    const server = await tcpServer((request, socket) => {
      const bytes = Buffer.concat(
        [[SOA, NS], [A(1), A(2)], [SOA]].map((records) => framed(reply(request, 0, records))),
      );
      const write = (from: number): void => {
        if (from >= bytes.length) return;
        const to = Math.min(bytes.length, from + step);
        socket.write(bytes.subarray(from, to), () => setImmediate(write, to));
      };
      write(0);
    });
    let step = 1;
    servers.push(server);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 300 }), async (size) => {
        step = size;
        const heard = await askForZone(
          { allowPrivateAddresses: true, clock: { now: () => 5 } },
          { address: `${server.address}:${server.port}` },
          ZONE,
          new AbortController().signal,
        );
        expect(heard.rrsets).toEqual(WHOLE);
      }),
      { numRuns: 40 },
    );
  });

  test('strings of a text that stand apart are told', async () => {
    const txt = (hex: string) => record(ZONE, 16, 300, Buffer.from(hex, 'hex'));
    const { rrsets } = await ask(sends([SOA, txt('01610162'), txt('0163'), SOA]));
    expect(rrsets).toEqual([rrset(ZONE, 'TXT', 300, ['"ab"', '"c"'], { '"ab"': '"a" "b"' })]);
  });

  test('a TTL of a month stays one; one over RFC 2181 is none', async () => {
    const long = record('lang.klant.nl.', 1, 2_592_000, Buffer.of(192, 0, 2, 1));
    const wrong = record('fout.klant.nl.', 1, 0x8000_0001, Buffer.of(192, 0, 2, 1));
    const { rrsets } = await ask(sends([SOA, NS, long, wrong, SOA]));
    expect(rrsets.map(({ ttlSeconds }) => ttlSeconds)).toEqual([0, 3600, 2_592_000]);
  });

  test('a name that no host has is left out and told', async () => {
    const odd = Buffer.concat([
      Buffer.of(3),
      Buffer.from('a.b'),
      wireName('klant.nl.'),
      A(1).subarray(wireName('www.klant.nl.').length),
    ]);
    const heard = await ask(sends([SOA, NS, odd, A(1), A(2), SOA]));
    expect(heard).toMatchObject({ outcome: 'answer', rrsets: WHOLE, why: expect.stringContaining('a\\.b.klant.nl.') });
  });
});

describe('no zone', () => {
  const garbage = (text: string) => (_request: Buffer, socket: Socket) => void socket.write(Buffer.from(text, 'hex'));
  const rcode = (code: number) => (request: Buffer, socket: Socket) => void socket.write(framed(reply(request, code)));
  const changed = (edit: (bytes: Buffer) => void) => (request: Buffer, socket: Socket) => {
    const bytes = reply(request, 0, [SOA, NS, SOA]);
    edit(bytes);
    socket.write(framed(bytes));
  };
  const cases: readonly (readonly [
    string,
    ZoneTransfer['outcome'],
    RegExp,
    (request: Buffer, socket: Socket) => void,
    Asking?,
  ])[] = [
    ['refused', 'refused', /REFUSED/, rcode(5)],
    ['not its zone', 'refused', /NOTAUTH/, rcode(9)],
    ['not built', 'refused', /NOTIMP/, rcode(4)],
    ['it does not begin with the SOA', 'malformed', /begin with the SOA/, sends([NS, SOA, SOA])],
    ['nothing, and the connection stays', 'malformed', /without the zone/, sends([]), { idleMs: 60 }],
    ['the SOA of another zone', 'malformed', /another zone/, sends([soa('nl.'), NS, soa('nl.')])],
    ['it changed under way', 'malformed', /changed under way/, sends([SOA, NS], [soa(ZONE, 8)])],
    ['records behind the end', 'malformed', /after the last SOA/, sends([SOA, NS, SOA, A(1)])],
    [
      'closed before the end',
      'malformed',
      /too early/,
      (request, socket) => void socket.end(framed(reply(request, 0, [SOA, NS]))),
    ],
    ['closed at once', 'unreachable', /too early/, (_request, socket) => void socket.end()],
    ['the end is missing', 'timeout', /silent/, sends([SOA, NS]), { idleMs: 60 }],
    ['the same record for ever', 'timeout', /too long/, endless, { totalMs: 60 }],
    ['more than we keep', 'malformed', /more than 100 octets/, sends([SOA, NS, A(1), A(2), SOA]), { mostBytes: 100 }],
    ['another id', 'malformed', /another id/, changed((bytes) => bytes.writeUInt16BE(bytes.readUInt16BE(0) ^ 1, 0))],
    ['a query', 'malformed', /no answer/, changed((bytes) => bytes.writeUInt8(bytes[2]! & 0x7f, 2))],
    ['the answer to another question', 'malformed', /another question/, changed((bytes) => bytes.writeUInt8(0x78, 13))],
    [
      'a class of its own',
      'malformed',
      /class other/,
      (request, socket) =>
        void socket.write(framed(reply(request, 0, [SOA, record(ZONE, 1, 1, Buffer.of(1, 2, 3, 4), 3), SOA]))),
    ],
    [
      'an address of three octets',
      'malformed',
      /cut short|fields|rdata/,
      sends([SOA, record('www.klant.nl.', 1, 1, Buffer.of(1, 2, 3)), SOA]),
    ],
    ['a length and nothing', 'timeout', /silent/, garbage('ffff'), { idleMs: 60 }],
    [
      'twelve octets that promise a quarter of a million records',
      'malformed',
      /announced/,
      garbage('000c0000800000ffffffffffffffff'.slice(0, 28)),
    ],
  ];
  for (const [what, outcome, why, answer, asking] of cases)
    test(what, async () =>
      expect(await ask(answer, asking)).toEqual({ outcome, rrsets: [], why: expect.stringMatching(why), atMs: 5 }),
    );

  test('nobody listens', async () => {
    const server = await tcpServer(() => undefined);
    await server.close();
    const heard = await askForZone(
      { allowPrivateAddresses: true, clock: { now: () => 5 }, port: server.port },
      { address: server.address },
      ZONE,
      new AbortController().signal,
    );
    expect(heard).toMatchObject({ outcome: 'unreachable', why: 'TCP ECONNREFUSED' });
  });

  test('given up, before or while', async () => {
    expect(await ask(sends([SOA, NS, SOA]), { signal: AbortSignal.abort() })).toMatchObject({ outcome: 'not-asked' });
    const stop = new AbortController();
    expect(await ask(() => stop.abort(), { signal: stop.signal })).toMatchObject({ outcome: 'not-asked' });
  });

  test('an address of our own network is asked only where that is allowed', async () => {
    const dns = socketDns({ roots: [], resolvers: [], clock: { now: () => 5 } });
    for (const address of ['127.0.0.1', 'niemand'])
      expect(await dns.transfer({ address }, ZONE, new AbortController().signal)).toMatchObject({
        outcome: 'not-asked',
      });
  });
});

/** The zone's beginning, and then the same record for ever. */
function endless(request: Buffer, socket: Socket): void {
  socket.write(framed(reply(request, 0, [SOA])));
  const more = (): void => {
    if (!socket.destroyed) socket.write(framed(reply(request, 0, [NS])), () => setImmediate(more));
  };
  more();
}
