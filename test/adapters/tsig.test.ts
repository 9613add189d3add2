import { describe, expect, test } from 'vitest';
import {
  signRequest,
  TSIG_ALGORITHMS,
  type TsigAlgorithm,
  type TsigKey,
  TsigStream,
} from '../../src/adapters/dns/tsig.ts';
import { walk } from '../../src/dns/wire-reader.ts';
import { Secret } from '../../src/domain/secret.ts';
import fc from '../fast-check.ts';
import { record, reply, type ServerKey, type Signing, signedBy, wireName } from './tsig-server.ts';
import { SECRET, SIGNED_QUERIES } from './tsig-vectors.ts';

const NOW = Date.parse('2026-11-20T10:00:00Z');
const SECONDS = NOW / 1000;
const SERVER: ServerKey = { name: 'golive.key.example.', algorithm: 'hmac-sha256', secret: SECRET };
const KEY: TsigKey = { name: SERVER.name, algorithm: 'hmac-sha256', secret: new Secret(SECRET) };
const QUERY = Buffer.concat([
  Buffer.from('123400000001000000000000', 'hex'),
  wireName('klant.nl.'),
  Buffer.from('00fc0001', 'hex'),
]);
const ANSWER = reply(QUERY, 0, [record('klant.nl.', 1, 300, Buffer.of(192, 0, 2, 1))]);

describe('our signature is the one that others make', () => {
  for (const [by, algorithm, hex] of SIGNED_QUERIES)
    test(`${by} with ${algorithm}`, () => {
      const theirs = Buffer.from(hex, 'hex');
      const unsigned = Buffer.from(theirs.subarray(0, 12 + 10 + 4));
      unsigned.writeUInt16BE(0, 10);
      const at = theirs.indexOf(wireName(algorithm)) + wireName(algorithm).length;
      const key: TsigKey = {
        name: 'golive.key.example.',
        algorithm: algorithm as TsigAlgorithm,
        secret: new Secret(SECRET),
      };
      const { bytes, mac } = signRequest(unsigned, key, theirs.readUIntBE(at, 6) * 1000 + 999);
      expect(bytes.toString('hex')).toBe(hex);
      expect(mac).toHaveLength(TSIG_ALGORITHMS[algorithm as TsigAlgorithm].macBytes);
    });
  test('every algorithm is among them', () =>
    expect(new Set(SIGNED_QUERIES.map(([, algorithm]) => algorithm))).toEqual(new Set(Object.keys(TSIG_ALGORITHMS))));
});

const asked = () => signRequest(QUERY, KEY, NOW);
const streamAt = (nowMs: number) => {
  const { mac } = asked();
  return { mac, stream: new TsigStream(KEY, mac, () => nowMs) };
};
const judge = (stream: TsigStream, bytes: Buffer) => stream.judge(bytes, walk(bytes));

describe('one answer', () => {
  const good: Omit<Signing, 'priorMac'> = { timeSeconds: SECONDS };
  const bad = (by: string, fault: string) => ({ kind: 'bad', by, fault });
  const cases: readonly (readonly [string, object, Partial<Signing>?, Partial<ServerKey>?, number?])[] = [
    ['signed as it must be', { kind: 'signed' }],
    ['its clock five minutes ahead', { kind: 'signed' }, { timeSeconds: SECONDS + 300 }],
    ['its clock five minutes and two seconds ahead', bad('us', 'BADTIME'), { timeSeconds: SECONDS + 302 }],
    ['an old answer, played again', bad('us', 'BADTIME'), { timeSeconds: SECONDS - 302 }],
    ['a server with less patience', bad('us', 'BADTIME'), { timeSeconds: SECONDS - 62, fudgeSeconds: 60 }],
    ['another secret', bad('us', 'BADSIG'), {}, { secret: 'b3RoZXIgc2VjcmV0' }],
    ['another key', bad('us', 'BADKEY'), {}, { name: 'vreemd.example.' }],
    ['another algorithm', bad('us', 'BADKEY'), {}, { algorithm: 'hmac-sha512' }],
    ['the answer to another request', bad('us', 'BADSIG'), { priorMac: Buffer.alloc(32) }],
    ['half a signature', bad('us', 'BADTRUNC'), { mac: (mac) => mac.subarray(0, 16) }],
    ['no signature at all', bad('us', 'BADTRUNC'), { mac: () => Buffer.alloc(0) }],
    ['the server does not know the key', bad('server', 'BADKEY'), { error: 17, mac: () => Buffer.alloc(0) }],
    ['the server finds our signature wrong', bad('server', 'BADSIG'), { error: 16, mac: () => Buffer.alloc(0) }],
    // A stranger on the path can say these two as well; nothing was done then either.
    ['the server says so, and signs it', bad('server', 'BADSIG'), { error: 16 }],
    [
      'the server finds our clock wrong, and tells its own',
      { ...bad('server', 'BADTIME'), serverMs: NOW + 3_600_000 },
      { error: 18, other: Buffer.from((SECONDS + 3600).toString(16).padStart(12, '0'), 'hex') },
    ],
    [
      'a clock said to be wrong by nobody who can sign',
      bad('us', 'BADTRUNC'),
      { error: 18, mac: () => Buffer.alloc(0) },
    ],
  ];
  for (const [what, verdict, signing, key] of cases)
    test(what, () => {
      const { mac, stream } = streamAt(NOW);
      const { bytes } = signedBy({ ...SERVER, ...key }, ANSWER, { ...good, priorMac: mac, ...signing });
      expect(judge(stream, bytes)).toMatchObject(verdict);
    });

  test('unsigned', () => {
    const { stream } = streamAt(NOW);
    expect(judge(stream, ANSWER)).toEqual({ kind: 'unsigned' });
    expect(stream.settled).toBe(false);
  });

  test('a signature that is not the last record', () => {
    const { mac, stream } = streamAt(NOW);
    const { bytes } = signedBy(SERVER, ANSWER, { ...good, priorMac: mac });
    const more = Buffer.concat([bytes, record('klant.nl.', 1, 300, Buffer.of(192, 0, 2, 66))]);
    more.writeUInt16BE(2, 10);
    expect(() => judge(stream, more)).toThrow(/not the last/);
  });

  test('no octet of the message or of its signature can be another', () => {
    const { mac } = asked();
    const { bytes } = signedBy(SERVER, ANSWER, { ...good, priorMac: mac });
    // The id is not signed, the original id is (RFC 8945 §4.2); who asked compares it.
    const places = [...bytes.keys()].filter(
      (at) => at >= 2 && (at < ANSWER.length || at >= bytes.length - 6 - 32 - 10),
    );
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const forged = Buffer.from(bytes);
        forged[at] = forged[at]! ^ change;
        const stream = new TsigStream(KEY, mac, () => NOW);
        let verdict: string;
        try {
          verdict = judge(stream, forged).kind;
        } catch {
          verdict = 'malformed';
        }
        expect(verdict).not.toBe('signed');
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a transfer of many messages', () => {
  const message = (n: number) => reply(QUERY, 0, [record('klant.nl.', 1, 300, Buffer.of(192, 0, 2, n % 250))]);
  /** Signs the messages at these places, as a server with a sparing hand does. */
  const sent = (count: number, signedAt: readonly number[]) => {
    const { mac } = asked();
    let priorMac = mac;
    let between: Buffer[] = [];
    return Array.from({ length: count }, (_, n) => {
      const bare = message(n);
      if (!signedAt.includes(n)) {
        between.push(bare);
        return bare;
      }
      const made = signedBy(SERVER, bare, { priorMac, timeSeconds: SECONDS, between, later: n > 0 });
      priorMac = made.mac;
      between = [];
      return made.bytes;
    });
  };
  const heard = (messages: readonly Buffer[]) => {
    const { stream } = streamAt(NOW);
    const verdicts = messages.map((bytes) => judge(stream, bytes).kind);
    return { verdicts: [...new Set(verdicts)], settled: stream.settled };
  };
  const fine = { verdicts: ['signed'], settled: true };

  test('each signed', () => expect(heard(sent(4, [0, 1, 2, 3]))).toEqual(fine));
  test('the first, some and the last', () => expect(heard(sent(9, [0, 3, 8]))).toEqual(fine));
  test('ninety-nine unsigned between two', () => expect(heard(sent(101, [0, 100]))).toEqual(fine));
  test('a hundred unsigned are too many', () => expect(heard(sent(102, [0, 101])).verdicts).toContain('unsigned'));
  test('the first is not signed', () => expect(heard(sent(3, [1, 2])).verdicts).toContain('unsigned'));
  test('the last is not: nobody vouches for the end', () => expect(heard(sent(3, [0, 1])).settled).toBe(false));
  test('one is left out, doubled, or two change places', () => {
    const [a, b, c, d] = sent(4, [0, 1, 2, 3]) as [Buffer, Buffer, Buffer, Buffer];
    for (const order of [
      [a, c, d],
      [a, b, b, c],
      [a, c, b, d],
    ])
      expect(heard(order).verdicts).toContain('bad');
  });
  test('an unsigned one is slipped in', () => {
    const [a, b, c] = sent(3, [0, 2]) as [Buffer, Buffer, Buffer];
    expect(heard([a, b, message(99), c]).verdicts).toContain('bad');
  });
});
