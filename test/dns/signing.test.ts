import { describe, expect, test } from 'vitest';
import { dsFromDnskey, dsMatches, isValidAt, keyTag, readSignature } from '../../src/dns/dnssec.ts';
import { keysSatisfy, keysTtlSeconds, serversSatisfy } from '../../src/dns/ds-match.ts';
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
