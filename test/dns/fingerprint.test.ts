import { describe, expect, test } from 'vitest';
import { Fingerprinter, UNREADABLE } from '../../src/dns/fingerprint.ts';
import { followed, type Record } from '../../src/dns/response.ts';
import { decode, encodeQuery, encodeResponse, type Message, questionBytes } from '../../src/dns/wire.ts';
import { rdataFields } from '../../src/dns/wire-rdata.ts';
import { TYPES } from '../../src/dns/wire-types.ts';
import { fqdn } from '../../src/domain/name.ts';
import fc from '../fast-check.ts';

const KLANT = fqdn('klant.nl');
const prints = new Fingerprinter([0x01234567, 0x89abcdef]);

function message(bytes: Uint8Array): Message {
  const decoded = decode(bytes);
  if ('malformed' in decoded) throw new Error(decoded.malformed);
  return decoded.message;
}

function record(name: string, type: string, rdata: string, ttlSeconds = 60): Record {
  return { name: fqdn(name), type, ttlSeconds, rdata };
}

/** A response to a question for `type` at klant.nl, as our own encoder writes it: without compression. */
function response(type: string, answer: readonly Record[], authority: readonly Record[] = []): Buffer {
  const query = message(encodeQuery({ id: 1, name: KLANT, type, recursive: true }));
  const parts = { rcode: 0, authoritative: true, recursionAvailable: true, additional: [] };
  return Buffer.from(encodeResponse(query, { ...parts, answer, authority }, 65_535));
}

/** One record of raw octets, its owner the question's name by pointer. */
function raw(type: number, rdata: Uint8Array, owner = Buffer.of(0xc0, 0x0c)): Buffer {
  const query = Buffer.from(
    encodeQuery({ id: 1, name: KLANT, type: `TYPE${type}`, recursive: true, edns: false }), //
  );
  query.writeUInt16BE(0x8180, 2);
  query.writeUInt16BE(1, 6);
  const fixed = Buffer.of(type >> 8, type & 255, 0, 1, 0, 0, 0, 60, rdata.length >> 8, rdata.length & 255);
  return Buffer.concat([query, owner, fixed, rdata]);
}

function read(packet: Uint8Array): string {
  const count = prints.read(packet, 12 + questionBytes(packet).length);
  return count <= 0 ? String(count) : `${prints.high} ${prints.low}`;
}

function of(...records: readonly { readonly type: string; readonly rdata: string }[]): string {
  prints.of(records);
  return `${prints.high} ${prints.low}`;
}

const rdatas: { readonly [type: string]: fc.Arbitrary<string> } = {
  A: fc.ipV4(),
  MX: fc.tuple(fc.nat(3), fc.constantFrom('mx1.host.test.', 'mx2.host.test.')).map((parts) => parts.join(' ')),
  NS: fc.constantFrom('ns1.host.test.', 'ns2.host.test.', 'ns1.klant.nl.'),
  TXT: fc.string({ minLength: 1, maxLength: 300 }).map((text) => `"${text.replace(/[^a-z0-9 ]/gi, 'x')}"`),
  CAA: fc.constantFrom('0 issue "ca.test"', '128 iodef "mailto:x@klant.nl"'),
  SOA: fc.nat(9).map((serial) => `ns1.host.test. post.klant.nl. ${serial} 2 3 4 5`),
  HTTPS: fc.constantFrom('1 . alpn=h2', '1 web.host.test. port=443'),
};
const sets = fc
  .constantFrom(...Object.keys(rdatas))
  .chain((type) => fc.tuple(fc.constant(type), fc.array(rdatas[type]!, { minLength: 1, maxLength: 5 })));

describe('what leaves no trace', () => {
  test('order, TTL and the other sections', () => {
    fc.assert(
      fc.property(sets, fc.nat(86_400), ([type, data], ttl) => {
        const there = data.map((rdata) => record('klant.nl', type, rdata));
        const back = data.toReversed().map((rdata) => record('klant.nl', type, rdata, ttl));
        const packet = response(type, back, [record('klant.nl', 'NS', 'ns1.elsewhere.test.')]);
        expect(read(packet)).toBe(read(response(type, there)));
      }),
    );
  });
  test('compression and case of names in the data', () => {
    const plain = read(raw(TYPES.MX, Buffer.concat([Buffer.of(0, 10), Buffer.from('\x04mail\x05klant\x02nl\0')])));
    const pointing = Buffer.concat([Buffer.of(0, 10), Buffer.from('\x04MaIl'), Buffer.of(0xc0, 0x0c)]);
    expect(read(raw(TYPES.MX, pointing))).toBe(plain);
    expect(plain).toBe(of({ type: 'MX', rdata: '10 mail.klant.nl.' }));
  });
  test('where a TXT is cut into strings, and the case of a CAA tag', () => {
    expect(read(raw(TYPES.TXT, Buffer.from('\x01a\x02bc')))).toBe(of({ type: 'TXT', rdata: '"abc"' }));
    expect(read(raw(TYPES.CAA, Buffer.from('\0\x05ISSUEca')))).toBe(of({ type: 'CAA', rdata: '0 issue "ca"' }));
  });
  test('case of the owner, also after a CNAME', () => {
    const aliased = response('A', [
      record('klant.nl', 'CNAME', 'web.host.test.'),
      record('web.host.test', 'A', '192.0.2.1'),
    ]);
    const shouting = Buffer.from(aliased);
    shouting.write('WEB', shouting.lastIndexOf('web'), 'latin1');
    expect(read(shouting)).toBe(read(aliased));
  });
  test('a record at another name that is pointed to', () => {
    const parent = Buffer.of(0xc0, 18); // nl.
    expect(read(raw(TYPES.A, Buffer.of(192, 0, 2, 1), parent))).toBe('0');
    expect(read(raw(TYPES.A, Buffer.of(192, 0, 2, 1)))).toBe(of({ type: 'A', rdata: '192.0.2.1' }));
  });
  test('records that are not on the path from the question', () => {
    const answer = record('klant.nl', 'A', '192.0.2.1');
    const stray = record('other.nl', 'A', '203.0.113.66');
    expect(read(response('A', [stray, answer, record('klant.nl', 'TXT', '"x"')]))).toBe(read(response('A', [answer])));
  });
});

describe('what does', () => {
  test('two answers have one fingerprint exactly where they decode to the same data along the same path', () => {
    const chain = fc.array(
      fc.oneof(
        fc
          .constantFrom('klant.nl', 'a.test', 'b.test')
          .chain((name) => fc.ipV4().map((rdata) => ({ name, type: 'A', rdata }))),
        fc
          .tuple(fc.constantFrom('klant.nl', 'a.test', 'b.test'), fc.constantFrom('a.test.', 'b.test.'))
          .map(([name, rdata]) => ({ name, type: 'CNAME', rdata })),
      ),
      { minLength: 1, maxLength: 5 },
    );
    const said = (packet: Uint8Array) =>
      followed(KLANT, 'A', message(packet).answer)
        .map(({ type, rdata }) => `${type} ${rdata}`)
        .sort()
        .join();
    fc.assert(
      fc.property(chain, chain, (one, other) => {
        const [first, second] = [one, other].map((records) =>
          response(
            'A',
            records.map(({ name, type, rdata }) => record(name, type, rdata)),
          ),
        ) as [Buffer, Buffer];
        expect(read(first) === read(second)).toBe(said(first) === said(second));
        const path = followed(KLANT, 'A', message(first).answer);
        expect(read(first)).toBe(path.length === 0 ? '0' : of(...path));
      }),
      { numRuns: 500 },
    );
  });
  test('one bit of the data, in either half', () => {
    const print = (rdata: string) => {
      prints.of([{ type: 'A', rdata }]);
      return [prints.high, prints.low] as const;
    };
    const highs = new Set<number>();
    const lows = new Set<number>();
    for (let host = 0; host < 256; host++) {
      const [high, low] = print(`192.0.2.${host}`);
      highs.add(high);
      lows.add(low);
    }
    expect([highs.size, lows.size]).toEqual([256, 256]);
  });
  test('the key, and the type', () => {
    for (const key of [
      [0x01234567, 0x89abcdee],
      [0x01234566, 0x89abcdef],
    ] as const) {
      const other = new Fingerprinter(key);
      other.of([{ type: 'A', rdata: '192.0.2.1' }]);
      expect(of({ type: 'A', rdata: '192.0.2.1' })).not.toBe(`${other.high} ${other.low}`);
    }
    expect(of({ type: 'NS', rdata: 'a.nl.' })).not.toBe(of({ type: 'CNAME', rdata: 'a.nl.' }));
    expect(of({ type: 'DS', rdata: '1 8 2 aa' })).not.toBe(of({ type: 'CDS', rdata: '1 8 2 aa' }));
  });
});

describe('what cannot be read', () => {
  for (const [what, packet] of [
    ['a record cut short', response('A', [record('klant.nl', 'A', '192.0.2.1')]).subarray(0, -12)],
    ['more records announced than there are', response('A', []).fill(9, 7, 8)],
    ['a class other than IN', response('A', [record('klant.nl', 'A', '192.0.2.1')]).fill(3, 44, 45)],
    ['MX data with octets behind its name', raw(TYPES.MX, Buffer.of(0, 10, 0, 7))],
    ['an empty TXT', raw(TYPES.TXT, Buffer.alloc(0))],
    ['a name that points at itself', raw(TYPES.NS, Buffer.of(0xc0, 41))],
    ['a label of an unknown kind', raw(TYPES.NS, Buffer.of(0x80, 0))],
    [
      '65 records',
      response(
        'A',
        Array.from({ length: 65 }, (_, host) => record('klant.nl', 'A', `192.0.2.${host}`)),
      ),
    ],
  ] as const)
    test(what, () => expect(read(packet)).toBe(String(UNREADABLE)));

  test('octets of any kind never throw, and take no time', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.integer({ min: 0, max: 70 }), (noise, at) => {
        const packet = response('MX', [
          record('klant.nl', 'MX', '10 mail.klant.nl.'),
          record('klant.nl', 'MX', '20 b.nl.'),
        ]);
        packet.set(noise.subarray(0, packet.length - 26 - Math.min(at, 20)), 26 + Math.min(at, 20));
        prints.read(packet, 26);
      }),
    );
  });
});

test('every type whose data holds a name is read with it, wherever its letters or its pointers lie', () => {
  const missing = Object.entries(TYPES).filter(([type]) => {
    const before = rdataFields(type)?.indexOf('name') ?? -1;
    if (before < 0) return false;
    const [lower, upper] = ['a', 'A'].map((label) => {
      const lengths = { u8: 1, algorithm: 1, u16: 2, u32: 4, type: 2, time: 4, string: 1 } as const satisfies {
        readonly [field: string]: number;
      };
      const fields = rdataFields(type)!.map((field) => {
        if (field === 'name') return Buffer.from(`\x01${label}\0`);
        return Buffer.alloc(lengths[field as keyof typeof lengths] ?? 4);
      });
      return read(raw(TYPES[type as keyof typeof TYPES], Buffer.concat(fields)));
    });
    return lower !== upper || lower === String(UNREADABLE);
  });
  expect(missing).toEqual([]);
});
