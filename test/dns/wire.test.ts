import * as library from 'dns-packet';
import { describe, expect, test } from 'vitest';
import { base32hex } from '../../src/dns/nsec-rdata.ts';
import { type Record, toRrsets } from '../../src/dns/response.ts';
import {
  canonicalRdata,
  type Decoded,
  decode,
  encodeQuery,
  encodeRdata,
  encodeResponse,
  type Message,
  questionBytes,
  type Reply,
} from '../../src/dns/wire.ts';
import { canonicalText, inStrings } from '../../src/dns/wire-rdata.ts';
import { type Fqdn, fqdn } from '../../src/domain/name.ts';
import { rrset } from '../../src/domain/rrset.ts';
import fc from '../fast-check.ts';

function ok(decoded: Decoded): Message {
  if ('malformed' in decoded) throw new Error(decoded.malformed);
  return decoded.message;
}

function query(name: string, type = 'A', id = 7): Message {
  return ok(decode(encodeQuery({ id, name: fqdn(name), type, recursive: true })));
}

function reply(parts: Partial<Reply> = {}): Reply {
  return {
    rcode: 0,
    authoritative: true,
    recursionAvailable: false,
    answer: [],
    authority: [],
    additional: [],
    ...parts,
  };
}

/** A response with one record of these raw bytes as owner, type and rdata. */
function withRecord(owner: readonly number[], type: number, rdata: readonly number[], section = 0): Uint8Array {
  const counts = [0, 0, 0];
  counts[section] = 1;
  return Uint8Array.from([
    ...[0, 7, 0x84, 0, 0, 0, ...counts.flatMap((count) => [0, count])],
    ...[...owner, type >> 8, type & 255, 0, 1, 0, 0, 14, 16, rdata.length >> 8, rdata.length & 255, ...rdata],
  ]);
}

const label = fc.stringMatching(/^[a-z0-9_](?:[a-z0-9_-]{0,10}[a-z0-9_])?$/).filter((text) => !text.startsWith('xn--'));
const name: fc.Arbitrary<Fqdn> = fc
  .array(label, { minLength: 1, maxLength: 6 })
  .map((labels) => fqdn([...labels, 'nl'].join('.')));
const u16 = fc.integer({ min: 0, max: 0xffff });
const hex = fc.uint8Array({ minLength: 1, maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('hex'));
const DATA: Readonly<globalThis.Record<string, fc.Arbitrary<string>>> = {
  A: fc.ipV4(),
  AAAA: fc.ipV6().map((text) => canonicalRdata('AAAA', text)),
  NS: name,
  CNAME: name,
  MX: fc.tuple(u16, name).map((parts) => parts.join(' ')),
  SOA: fc.tuple(name, name, fc.nat(), fc.nat(), fc.nat(), fc.nat(), fc.nat()).map((parts) => parts.join(' ')),
  SRV: fc.tuple(u16, u16, u16, name).map((parts) => parts.join(' ')),
  TXT: fc
    .string({ unit: 'grapheme', maxLength: 700 })
    .map((text) => canonicalRdata('TXT', `"${text.replace(/["\\]/g, '\\$&')}"`)),
  CAA: fc
    .tuple(fc.constantFrom('0', '128'), fc.constantFrom('issue', 'issuewild', 'iodef'), label)
    .map(([flags, tag, value]) => `${flags} ${tag} "${value}"`),
  DS: fc.tuple(u16, hex).map(([tag, digest]) => `${tag} 13 2 ${digest}`),
  DNSKEY: fc
    .uint8Array({ minLength: 1, maxLength: 70 })
    .map((key) => `257 3 13 ${Buffer.from(key).toString('base64')}`),
  TLSA: hex.map((digest) => `3 1 1 ${digest}`),
  HTTPS: fc.oneof(
    hex.map((bytes) => canonicalRdata('HTTPS', `\\# ${bytes.length / 2} ${bytes}`)),
    fc
      .tuple(u16, name, fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }), u16)
      .map(([priority, target, id, port]) =>
        canonicalRdata(
          'HTTPS',
          `${priority} ${target} port=${port} alpn="${id.replace(/[\\",]/g, '')}x,h2" key4242="${id.replace(/[\\"]/g, '\\$&')}"`,
        ),
      ),
  ),
  NSEC: fc
    .tuple(
      name,
      fc.array(
        u16.filter((type) => type > 0),
        { minLength: 1, maxLength: 20 },
      ),
    )
    .map(([next, types]) => canonicalRdata('NSEC', `${next} ${types.map((type) => `TYPE${type}`).join(' ')}`)),
  NSEC3: fc
    .tuple(fc.uint8Array({ minLength: 1, maxLength: 30 }), hex)
    .map(([hash, salt]) => canonicalRdata('NSEC3', `1 0 5 ${salt} ${base32hex(hash)}`)),
  TYPE65534: hex.map((bytes) => `\\# ${bytes.length / 2} ${bytes}`),
};
const record: fc.Arbitrary<Record> = fc
  .constantFrom(...Object.keys(DATA))
  .chain((type) =>
    fc.record({ name, type: fc.constant(type), ttlSeconds: fc.integer({ min: 0, max: 604_800 }), rdata: DATA[type]! }),
  );
const records = fc.array(record, { maxLength: 4 });

describe('round trips', () => {
  test('a response comes back as it was sent', () =>
    fc.assert(
      fc.property(
        name,
        records,
        records,
        records,
        fc.constantFrom(0, 2, 3, 5),
        (asked, answer, authority, additional, rcode) => {
          const sent = reply({ rcode, answer, authority, additional });
          const got = ok(decode(encodeResponse(query(asked), sent, 65_535)));
          expect(got).toMatchObject({
            id: 7,
            response: true,
            authoritative: true,
            truncated: false,
            rcode,
            answer,
            authority,
            additional,
          });
          expect(got.question).toMatchObject({ name: asked, type: 'A' });
        },
      ),
    ));

  test('canonical data stays as it is', () =>
    fc.assert(fc.property(record, ({ type, rdata }) => void expect(canonicalRdata(type, rdata)).toBe(rdata))));

  test('dns-packet reads the same values out of what we write', () =>
    fc.assert(
      fc.property(name, DATA['MX']!, DATA['TXT']!, (owner, mx, txt) => {
        const answer = [
          { name: owner, type: 'MX', ttlSeconds: 60, rdata: mx },
          { name: owner, type: 'TXT', ttlSeconds: 60, rdata: txt },
        ];
        const [first, second] =
          library.decode(Buffer.from(encodeResponse(query(owner), reply({ answer }), 65_535))).answers ?? [];
        expect(first).toMatchObject({ type: 'MX', name: owner.slice(0, -1), ttl: 60 });
        const data = first?.type === 'MX' ? first.data : undefined;
        expect(`${data?.preference} ${data?.exchange}.`).toBe(mx);
        const strings = second?.type === 'TXT' ? (second.data as Buffer[]) : [];
        expect(Math.max(...strings.map(({ length }) => length))).toBeLessThanOrEqual(255);
      }),
    ));

  test('case bits reach the wire and the name stays the same', () => {
    const bytes = encodeQuery({
      id: 1,
      name: fqdn('www.klant.nl'),
      type: 'A',
      recursive: false,
      caseBits: Uint8Array.of(0b101),
    });
    expect(Buffer.from(bytes).toString('latin1')).toContain('WwW\x05klant');
    expect(ok(decode(bytes)).question?.name).toBe('www.klant.nl.');
    expect(ok(decode(bytes)).question?.bytes).toEqual(Uint8Array.from(questionBytes(bytes)));
  });

  test('an answer over the limit becomes a truncated one with its question', () => {
    const answer = [{ name: fqdn('klant.nl'), type: 'TXT', ttlSeconds: 1, rdata: `"${'x'.repeat(1300)}"` }];
    const bytes = encodeResponse(query('klant.nl', 'TXT'), reply({ answer }), 1232);
    expect(bytes.length).toBeLessThan(60);
    expect(ok(decode(bytes))).toMatchObject({ truncated: true, answer: [], question: { name: 'klant.nl.' } });
  });

  test('an extended error is read, and is safe to show', () => {
    const extendedError = { code: 9, text: 'no\u001b[31m DNSKEY\u202e' };
    expect(ok(decode(encodeResponse(query('klant.nl'), reply({ rcode: 2, extendedError }), 1232))).edns).toEqual({
      udpBytes: 1232,
      extendedError: { code: 9, text: 'no\ufffd[31m DNSKEY\ufffd' },
    });
  });
});

describe('canonical data', () => {
  for (const [type, written, canonical] of [
    ['A', '192.0.2.1', '192.0.2.1'],
    ['AAAA', '2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['AAAA', '::ffff:192.0.2.1', '::ffff:c000:201'],
    ['MX', '010 Mail.Klant.NL.', '10 mail.klant.nl.'],
    ['TXT', '"v=spf1 " "-all"', '"v=spf1 -all"'],
    ['TXT', 'v=spf1', '"v=spf1"'],
    ['TXT', '"\\034\\065é"', '"\\"A\\195\\169"'],
    ['SOA', 'ns1.nl. jan\\.piet.nl. 1 2 3 4 5', 'ns1.nl. jan\\.piet.nl. 1 2 3 4 5'],
    ['DS', '12345 13 2 ABCD EF01', '12345 13 2 abcdef01'],
    ['A', '\\# 4 C0000201', '192.0.2.1'],
    ['TYPE65', '\\# 3 0001 00', '1 .'],
    [
      'HTTPS',
      '1 . alpn="h3,h2" ipv6hint=2001:DB8::1 IPV4HINT=192.0.2.1',
      '1 . alpn=h3,h2 ipv4hint=192.0.2.1 ipv6hint=2001:db8::1',
    ],
    [
      'SVCB',
      '16 Foo.example.org. alpn="f\\\\\\\\oo\\\\,bar,h2" mandatory=port,alpn port=53',
      '16 foo.example.org. mandatory=alpn,port alpn="f\\\\\\\\oo\\\\,bar,h2" port=53',
    ],
    ['HTTPS', '\\# 4 00010001', '\\# 4 00010001'],
    ['NSEC', 'A.nl. TXT a RRSIG TYPE1234', 'a.nl. A TXT RRSIG TYPE1234'],
    ['NSEC3', '1 1 0 - 2T7B4G4VSA5SMI47K61MV5BV1A22BOJR A', '1 1 0 - 2t7b4g4vsa5smi47k61mv5bv1a22bojr A'],
    ['RRSIG', 'A 13 2 60 20261120000000 20261101000000 1 nl. AAAA', 'A 13 2 60 1795132800 1793491200 1 nl. AAAA'],
    ['CAA', '0 ISSUE "letsencrypt.org"', '0 issue "letsencrypt.org"'],
    ['CAA', '\\# 10 0005697373756578797A', '0 issue "xyz"'],
    ['CAA', '\\# 10 000769737375652D7879', '\\# 10 000769737375652d7879'],
    ['NS', 'A.'.repeat(127), 'a.'.repeat(127)], // 255 octets, the most there can be
  ] as const)
    test(`${type} ${written} is ${canonical}`, () => expect(canonicalRdata(type, written)).toBe(canonical));

  // What it says is one text; where its strings end matters to who reads each by itself (RFC 6763 §6.1).
  for (const [written, strings] of [
    ['"txtvers=1" "rp=ipp/print"', '"txtvers=1" "rp=ipp/print"'],
    ['a "b c" \\100', '"a" "b c" "d"'],
    ['"" "a"', '"" "a"'],
    ['"a" ""', '"a" ""'],
    ['"" ""', '"" ""'],
    ['\\# 4 01610162', '"a" "b"'],
    [`"${'a'.repeat(254)}" "b"`, `"${'a'.repeat(254)}" "b"`],
    [`"${'a'.repeat(255)}" ""`, `"${'a'.repeat(255)}" ""`],
    [`"a" "${'b'.repeat(256)}"`, `"a" "${'b'.repeat(255)}" "b"`],
    ['""', undefined],
    ['"a b"', undefined],
    [`"${'a'.repeat(255)}"`, undefined],
    [`"${'a'.repeat(255)}" "b"`, undefined],
    [`"${'a'.repeat(600)}"`, undefined],
  ] as const)
    test(`the strings of TXT ${written.slice(0, 40)} ${strings === undefined ? 'end where they must' : 'are kept'}`, () => {
      const { rdata, ...kept } = canonicalText('TXT', written);
      expect(rdata).toBe(canonicalRdata('TXT', written));
      expect(kept).toEqual(strings === undefined ? {} : { strings });
      const record: Record = { name: fqdn('klant.nl'), type: 'TXT', ttlSeconds: 60, rdata, ...kept };
      const read = ok(decode(encodeResponse(query(record.name), reply({ answer: [record] }), 65_535)));
      expect(read.answer).toEqual([record]);
      expect(toRrsets(read.answer)).toEqual([
        rrset(record.name, 'TXT', 60, [rdata], strings === undefined ? {} : { [rdata]: strings }),
      ]);
      expect(canonicalText('TXT', inStrings('TXT', strings ?? rdata))).toEqual({ rdata, ...kept });
    });

  for (const [type, rdata, why] of [
    ['A', '127.1', 'a short form'],
    ['A', '999.1.1.1', 'an octet over 255'],
    ['A', '192.0.2.1 192.0.2.2', 'a field too many'],
    ['AAAA', '1::2::3', 'two gaps'],
    ['MX', '10', 'a field missing'],
    ['MX', '70000 mail.nl.', 'over 16 bits'],
    ['MX', '10 mail.nl', 'a relative name'],
    ['NS', `${'a'.repeat(64)}.nl.`, 'a label over 63 octets'],
    ['NS', `${'a.'.repeat(128)}`, 'a name over 255 octets'],
    ['NS', `${'a.'.repeat(126)}ab.`, 'a name of 256 octets'],
    ['NS', 'a..nl.', 'an empty label'],
    ['TXT', '"open', 'an open quote'],
    ['TXT', '"\\999"', 'no octet'],
    ['DS', '1 13 2 xyz', 'not hexadecimal'],
    ['HTTPS', '1 . alpn', 'no protocol'],
    ['HTTPS', '1 . port=1 port=2', 'a parameter twice'],
    ['HTTPS', '1 . colour=red', 'no such parameter'],
    ['APL', '1:192.0.2.0/24', 'a form we do not write'],
    ['A', '\\# 5 c000020100', 'raw octets that are no address'],
    ['NOPE', '1', 'an unknown type'],
  ] as const)
    test(`${type} ${rdata.slice(0, 30)} is refused: ${why}`, () =>
      expect(() => encodeRdata(type, rdata)).toThrow(expect.objectContaining({ code: 'rdata-invalid' })));
});

describe('hostile packets', () => {
  const sample = encodeResponse(
    query('www.klant.nl', 'MX'),
    reply({
      answer: [
        { name: fqdn('www.klant.nl'), type: 'MX', ttlSeconds: 60, rdata: '10 mail.klant.nl.' },
        { name: fqdn('www.klant.nl'), type: 'TXT', ttlSeconds: 60, rdata: '"v=spf1 -all"' },
      ],
    }),
    1232,
  );

  test('cut short anywhere it is malformed, and whole it is not', () => {
    for (let length = 0; length < sample.length; length++)
      expect(decode(sample.subarray(0, length)), `${length} bytes`).toHaveProperty('malformed');
    expect(decode(sample)).toHaveProperty('message');
    expect(decode(Buffer.concat([sample, Buffer.of(0)]))).toHaveProperty('malformed');
  });

  test('no bytes make it throw', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void decode(bytes)));
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(sample.length - 1), fc.nat(255)), { maxLength: 6 }), (changes) => {
        const bytes = Uint8Array.from(sample);
        for (const [at, value] of changes) bytes[at] = value;
        decode(bytes);
      }),
    );
  });

  test('a header that announces 260,000 records is refused by its length', () =>
    expect(decode(Buffer.from('000784000000ffffffffffff', 'hex'))).toEqual({
      malformed: 'more records announced than fit',
    }));

  const klant = [5, 0x6b, 0x6c, 0x61, 0x6e, 0x74, 2, 0x6e, 0x6c, 0];
  for (const [what, bytes] of [
    ['a pointer to itself', withRecord([0xc0, 12], 1, [192, 0, 2, 1])],
    ['a pointer forward', withRecord([0xc0, 40], 1, [192, 0, 2, 1])],
    ['an address of three octets', withRecord(klant, 1, [192, 0, 2])],
    ['an address of no octets', withRecord(klant, 1, [])],
    ['MX with two stray octets', withRecord(klant, 15, [0, 10, 0, 9, 9])],
    ['TXT that runs over its rdata', withRecord(klant, 16, [5, 0x61])],
    ['TXT without a string', withRecord(klant, 16, [])],
    [
      'an owner of 256 octets',
      withRecord([...Array<number[]>(51).fill([4, 97, 97, 97, 97]).flat(), 0], 1, [192, 0, 2, 1]),
    ],
    ['a label of kind 01', withRecord([0x41, 0], 1, [192, 0, 2, 1])],
    ['an owner with a dot inside a label', withRecord([3, 0x61, 0x2e, 0x62, 0], 1, [192, 0, 2, 1])],
    ['an owner with a byte over 127', withRecord([2, 0xfe, 0x61, 0], 1, [192, 0, 2, 1])],
    ['an owner with a line break', withRecord([2, 0x0a, 0x61, 0], 1, [192, 0, 2, 1])],
  ] as const)
    test(`${what} is malformed`, () => expect(decode(bytes)).toHaveProperty('malformed'));

  test('an additional record with an odd owner is left out and costs nothing else', () =>
    expect(ok(decode(withRecord([2, 0xfe, 0x61, 0], 1, [192, 0, 2, 1], 2))).additional).toEqual([]));

  test('a name in rdata keeps its dot and its odd bytes apart', () => {
    const [found] = ok(decode(withRecord(klant, 2, [3, 0x61, 0x2e, 0x62, 2, 0x6e, 0x6c, 0]))).answer;
    expect(found?.rdata).toBe('a\\.b.nl.');
    expect(() => fqdn(found!.rdata)).toThrow();
    expect(encodeRdata('NS', found!.rdata)).toEqual(Buffer.from([3, 0x61, 0x2e, 0x62, 2, 0x6e, 0x6c, 0]));
  });

  test('a TTL above a week counts as a week, one with its top bit as nothing', () => {
    const bytes = withRecord(klant, 1, [192, 0, 2, 1]);
    const ttlAt = bytes.length - 10;
    expect(ok(decode(bytes.with(ttlAt, 0x7f))).answer[0]?.ttlSeconds).toBe(604_800);
    expect(ok(decode(bytes.with(ttlAt, 0x80))).answer[0]?.ttlSeconds).toBe(0);
  });
});
