import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { dsFromDnskey, dsGoneBy, dsMatches, isValidAt, keyTag, readSignature } from '../../src/dns/dnssec.ts';
import {
  keysSatisfy,
  keysTtlSeconds,
  serversSatisfy,
  serversValidate,
  unknownSigners,
} from '../../src/dns/ds-match.ts';
import type { ServersView } from '../../src/dns/views.ts';
import { DAY, SECOND } from '../../src/domain/time.ts';
import fc from '../fast-check.ts';
import { ZONE } from './zones.ts';

const NOW = Date.parse('2026-12-01T12:00:00Z');
const at = (ms: number): string => new Date(ms).toISOString().replace(/[-:T]|\.\d+Z/g, '');
const key = (fill: number, flags = 257, algorithm = 13): string =>
  `${flags} 3 ${algorithm} ${Buffer.alloc(64, fill).toString('base64')}`;
const KSK = key(1);
const ZSK = key(2, 256);

/** A DS with a SHA-1 digest; for a key of the fixtures, whose rdata has no blanks after the third field. */
const sha1 = (dnskey: string): string => {
  const [flags, protocol, algorithm, data] = dnskey.split(' ');
  const name = Buffer.from('\x05klant\x02nl\x00', 'latin1');
  const head = Buffer.of(Number(flags) >> 8, Number(flags) & 255, Number(protocol), Number(algorithm));
  const digest = createHash('sha1').update(name).update(head).update(Buffer.from(data!, 'base64')).digest('hex');
  return `${keyTag(dnskey)} ${algorithm} 1 ${digest}`;
};

interface Signed {
  readonly covers?: string;
  readonly by?: string;
  readonly from?: number;
  readonly until?: number;
  readonly signer?: string;
  readonly ttl?: number;
}
const rrsig = ({
  covers = 'DNSKEY',
  by = KSK,
  from = NOW - DAY,
  until = NOW + DAY,
  signer = ZONE,
  ttl = 3600,
}: Signed) => `${covers} ${by.split(' ')[2]} 2 ${ttl} ${at(until)} ${at(from)} ${keyTag(by)} ${signer} AAAA`;

const view = (keys: readonly string[], signatures?: readonly string[], soa?: readonly string[]): ServersView => ({
  zone: ZONE,
  servers: [
    {
      server: 'ns1.nieuw.example.' as never,
      address: '192.0.2.1',
      outcome: 'answer',
      tcp: 'answer',
      serial: 1,
      negativeTtlSeconds: 900,
      answers: [
        {
          name: ZONE,
          type: 'DNSKEY',
          outcome: keys.length === 0 ? 'nodata' : 'answer',
          rdatas: keys,
          ttlSeconds: keys.length === 0 ? null : 300,
          alias: null,
          ...(signatures === undefined ? {} : { signatures }),
        },
        ...(soa === undefined
          ? []
          : [
              {
                name: ZONE,
                type: 'SOA',
                outcome: 'answer' as const,
                rdatas: ['x'],
                ttlSeconds: 300,
                alias: null,
                signatures: soa,
              },
            ]),
      ],
    },
  ],
});

describe('whether a zone satisfies the DS at its parent', () => {
  const DS = dsFromDnskey(ZONE, KSK);
  const other = (fill: number, algorithm: number) => dsFromDnskey(ZONE, key(fill, 257, algorithm));
  const good = [rrsig({})];
  const cases: readonly [title: string, ds: readonly string[], view: ServersView, verdict: string][] = [
    ['keys and a signature by the one the DS names', [DS], view([KSK, ZSK], good), 'yes'],
    ['signatures were not asked for: the keys count', [DS], view([KSK, ZSK]), 'yes'],
    ['keys, and nobody signs them', [DS], view([KSK, ZSK], []), 'no'],
    ['signed by a key that the DS does not name', [DS], view([KSK, ZSK], [rrsig({ by: ZSK })]), 'no'],
    ['the signature has run out', [DS], view([KSK], [rrsig({ until: NOW - SECOND })]), 'no'],
    ['it ends in this very second', [DS], view([KSK], [rrsig({ until: NOW })]), 'yes'],
    ['it has not begun', [DS], view([KSK], [rrsig({ from: NOW + SECOND })]), 'no'],
    ['it is another zone’s', [DS], view([KSK], [rrsig({ signer: 'ander.nl.' })]), 'no'],
    ['it covers something else', [DS], view([KSK], [rrsig({ covers: 'A' })]), 'no'],
    ['the data are not signed', [DS], view([KSK], good, []), 'no'],
    [
      'the data’s signature has run out',
      [DS],
      view([KSK], good, [rrsig({ covers: 'SOA', by: ZSK, until: NOW - 1 })]),
      'no',
    ],
    ['keys and data are signed', [DS], view([KSK, ZSK], good, [rrsig({ covers: 'SOA', by: ZSK })]), 'yes'],
    [
      'the data are signed by a key that is not published',
      [DS],
      view([KSK, ZSK], good, [rrsig({ covers: 'SOA', by: key(7, 256) })]),
      'no',
    ],
    [
      '… its tag is that of one that is, the algorithm is not',
      [DS, other(3, 8)],
      view(
        [KSK, key(3, 257, 8)],
        [...good, rrsig({ by: key(3, 257, 8) })],
        [rrsig({ covers: 'SOA' }), rrsig({ covers: 'SOA' }).replace('SOA 13', 'SOA 8')],
      ),
      'no',
    ],
    [
      '… the tag alone is',
      [DS],
      view([KSK, ZSK], good, [rrsig({ covers: 'SOA', by: ZSK }).replace('SOA 13', 'SOA 8')]),
      'no',
    ],
    [
      '… it is published, and signs no zone',
      [DS],
      view([KSK, key(7, 0)], good, [rrsig({ covers: 'SOA', by: key(7, 0) })]),
      'no',
    ],
    [
      '… and by one that is, beside it',
      [DS],
      view([KSK, ZSK], good, [rrsig({ covers: 'SOA', by: key(7, 256) }), rrsig({ covers: 'SOA', by: ZSK })]),
      'yes',
    ],
    ['a DS of another key beside it', [DS, other(9, 13)], view([KSK], good), 'no'],
    ['a DS of another algorithm beside it', [DS, other(1, 8)], view([KSK], good), 'no'],
    [
      'the other algorithm’s key is there and does not sign',
      [DS, other(3, 8)],
      view([KSK, key(3, 257, 8)], good),
      'no',
    ],
    [
      'both algorithms sign',
      [DS, other(3, 8)],
      view([KSK, key(3, 257, 8)], [...good, rrsig({ by: key(3, 257, 8) })]),
      'yes',
    ],
    ['no keys at all', [DS], view([], []), 'no'],
    ['no DS', [], view([], []), 'yes'],
  ];
  test.each(cases)('%s: %4$s', (_title, ds, seen, verdict) => expect(serversSatisfy(seen, ds, {}, NOW)).toBe(verdict));

  const data = [rrsig({ covers: 'SOA', by: ZSK })];
  const sound = view([KSK, ZSK], good, data);
  const standing: readonly [title: string, ds: readonly string[], view: ServersView, verdict: string][] = [
    ['the DS fits', [DS], sound, 'yes'],
    ['a DS of a stand-by key beside it (RFC 6781 §4.1.2)', [other(9, 13), DS], sound, 'yes'],
    ['… of another algorithm', [other(9, 8), DS], sound, 'yes'],
    ['… with a digest that nobody can compute', [other(9, 13).replace(' 2 ', ' 99 '), DS], sound, 'yes'],
    ['no DS fits', [other(9, 13), other(8, 13)], sound, 'no'],
    ['the DS fits a key that does not sign', [other(9, 13)], view([KSK, key(9), ZSK], good, data), 'no'],
    ['the keys’ signature has run out', [DS], view([KSK, ZSK], [rrsig({ until: NOW - SECOND })], data), 'no'],
    ['the data are not signed', [DS, other(9, 13)], view([KSK, ZSK], good, []), 'no'],
    ['… by a published key', [DS], view([KSK], good, data), 'no'],
    ['signatures were not asked for', [DS, other(9, 13)], view([KSK]), 'yes'],
    ['… and no DS fits', [other(9, 13)], view([KSK]), 'no'],
    ['no keys at all', [DS], view([], []), 'no'],
    ['no DS that validators go by: unsigned (RFC 6840 §5.2)', ['1 13 99 aa', '1 12 2 aa'], view([], []), 'yes'],
    ['SHA-1 beside a better digest counts for nothing (RFC 4509 §3)', [sha1(KSK), other(9, 13)], sound, 'no'],
    ['SHA-1 alone does', [sha1(KSK)], sound, 'yes'],
  ];
  test.each(standing)('as it stands. %s: %4$s', (_title, ds, seen, verdict) =>
    expect(serversValidate(seen, ds, {}, NOW)).toBe(verdict),
  );
  test('as it stands, and nobody was heard', () =>
    expect(serversValidate({ zone: ZONE, servers: [] }, [DS], {}, NOW)).toBe('unknown'));
  test('validators go by the DS that they can compute', () =>
    expect(dsGoneBy(['1 13 3 aa', '1 3 2 aa', '1 253 2 aa', '1 13 1 aa'])).toEqual(['1 13 1 aa']));

  test('a digest that nobody here can compute counts only beside one that fits', () => {
    const gost = DS.replace(' 2 ', ' 3 ');
    expect([keysSatisfy(ZONE, [gost], [KSK]), keysSatisfy(ZONE, [DS, gost], [KSK])]).toEqual([false, true]);
  });
  test('a revoked key, and one that signs no zone, are vouched for by none', () => {
    for (const flags of [257 | 0x80, 0]) {
      const dead = key(1, flags);
      expect(dsMatches(ZONE, dsFromDnskey(ZONE, dead), dead)).toBe(false);
    }
  });
  test('what the signatures were made for is kept too', () =>
    expect(keysTtlSeconds(view([KSK], [rrsig({ ttl: 86_400 })]))).toBe(86_400));
});

describe('the moments of a signature', () => {
  test('are read as a date and as seconds', () => {
    const seconds = Math.floor(NOW / SECOND);
    expect(readSignature(rrsig({ until: NOW }))?.expiresSeconds).toBe(seconds);
    expect(readSignature(rrsig({}).replace(/\d{14}/, String(seconds)))?.expiresSeconds).toBe(seconds);
    for (const wrong of ['', 'DNSKEY 13 2', rrsig({}).replace(/\d{14}/, 'soon')])
      expect(readSignature(wrong)).toBeUndefined();
  });
  test('are counted on a ring of 32 bits (RFC 4034 §3.1.5)', () =>
    fc.assert(
      fc.property(fc.nat(0xffffffff), fc.nat(0x7ffffff), fc.nat(0x7ffffff), (begin, length, later) => {
        const signature = {
          covers: 'A',
          algorithm: '13',
          originalTtlSeconds: 1,
          keyTag: '1',
          signer: ZONE,
          beginsSeconds: begin,
          expiresSeconds: (begin + length) % 2 ** 32,
        };
        expect(isValidAt(signature, ((begin + later) % 2 ** 32) * SECOND)).toBe(later <= length);
      }),
    ));
});

describe('keys that caches hold of the old zone, and what the new one is signed with', () => {
  const [Z1, Z2] = [ZSK, key(3, 256)];
  const [KSK_8, Z1_8, Z2_8] = [key(4, 257, 8), key(5, 256, 8), key(6, 256, 8)];
  const DS = dsFromDnskey(ZONE, KSK);
  const DS_8 = dsFromDnskey(ZONE, KSK_8);
  type Address = readonly [keys: readonly string[], signers: readonly string[]];
  const side = (...addresses: readonly Address[]): ServersView => ({
    zone: ZONE,
    servers: addresses.flatMap(([keys, signers]) => {
      const overKeys = keys.filter((one) => one.startsWith('257')).map((by) => rrsig({ by }));
      const overData = signers.map((by) => rrsig({ covers: 'SOA', by }));
      return view(keys, overKeys, overData).servers;
    }),
  });
  const OLD: Address = [[KSK, Z1], [Z1]];
  const BOTH: Address = [
    [KSK, Z1, KSK_8, Z1_8],
    [Z1, Z1_8],
  ];
  const NEW_KEYS = [KSK, Z1, Z2];
  const cases: readonly [string, readonly Address[], readonly Address[], readonly string[], readonly string[][]][] = [
    ['signed by the old zone’s key and by one of its own: one will do', [OLD], [[NEW_KEYS, [Z1, Z2]]], [DS], []],
    ['only by its own', [OLD], [[NEW_KEYS, [Z2]]], [DS], [[Z2]]],
    ['… which the old one publishes', [[NEW_KEYS, [Z1]]], [[NEW_KEYS, [Z2]]], [DS], []],
    ['one new address does it only by its own', [OLD], [OLD, [NEW_KEYS, [Z2]]], [DS], [[Z2]]],
    ['one old address knows another key than the other', [OLD, [NEW_KEYS, [Z1]]], [[NEW_KEYS, [Z2]]], [DS], [[Z2]]],
    [
      'by a key of each algorithm of the DS',
      [BOTH],
      [
        [
          [...BOTH[0], Z2_8],
          [Z1, Z1_8, Z2_8],
        ],
      ],
      [DS, DS_8],
      [],
    ],
    [
      '… of which one is known for one of them',
      [BOTH],
      [
        [
          [...BOTH[0], Z2_8],
          [Z1, Z2_8],
        ],
      ],
      [DS, DS_8],
      [[Z2_8]],
    ],
    [
      '… that the DS does not name',
      [BOTH],
      [
        [
          [...BOTH[0], Z2_8],
          [Z1, Z2_8],
        ],
      ],
      [DS],
      [],
    ],
    [
      '… of which the old zone has no key',
      [OLD],
      [
        [
          [...BOTH[0], Z2_8],
          [Z1, Z2_8],
        ],
      ],
      [DS, DS_8],
      [],
    ],
  ];
  test.each(cases)('%s', (_title, before, after, ds, lacking) => {
    const unknown = unknownSigners(side(...before), side(...after), ds, {}, NOW);
    expect(unknown.lacking.map(({ keys }) => keys)).toEqual(lacking);
    expect(unknown.isOpen).toBe(false);
  });
});
