import { describe, expect, test } from 'vitest';
import { patchOf, rrsetsOf } from '../../src/adapters/dns-host/powerdns/convert.ts';
import { ZoneJson } from '../../src/adapters/dns-host/powerdns/schema.ts';
import { updatesFor } from '../../src/adapters/dns-host/rfc2136/convert.ts';
import { intendedZone } from '../../src/dns/intended-zone.ts';
import { encodeUpdate } from '../../src/dns/update-message.ts';
import { canonicalRdata, decodeRdata, typeName } from '../../src/dns/wire.ts';
import { Reader } from '../../src/dns/wire-reader.ts';
import { readZoneFile, writeZoneFile } from '../../src/dns/zone-file.ts';
import { canonicalPut } from '../../src/dns/zone-rules.ts';
import { fqdn } from '../../src/domain/name.ts';
import type { Rrset } from '../../src/domain/rrset.ts';
import { rrset, rrsetKey, sortZone } from '../../src/domain/rrset.ts';
import fc from '../fast-check.ts';

// What a zone holds is the same after every way that it takes: a file, the intended zone, PowerDNS's JSON, a dynamic update.

const ZONE = fqdn('xn--caf-dezon-d4a.be');
const NS = rrset(ZONE, 'NS', 3600, ['ns1.host.nl.', 'ns2.host.nl.']);
const octet = fc.integer({ min: 0, max: 255 });
const escaped = (bytes: readonly number[]): string =>
  bytes.map((byte) => `\\${String(byte).padStart(3, '0')}`).join('');
/** Any octets, whole lines of text, and what people paste: semicolons, quotes, backslashes, more than 255 of them. */
const text = fc.oneof(
  fc.array(octet, { maxLength: 700 }).map((bytes) => `"${escaped(bytes)}"`),
  fc
    .string({ maxLength: 400 })
    .map((said) => `"${said.replace(/[\\"]/g, (one) => `\\${one}`).replace(/[\r\n]/g, ' ')}"`),
  fc.constantFrom('"v=DKIM1; k=rsa; p="', `"v=DKIM1; p=${'A'.repeat(600)}"`, '""', '"a" "b"', 'naakt', '"\\;"'),
);
const target = fc.constantFrom(
  'mail.klant.nl.',
  'MAIL.Klant.NL.',
  '.',
  'a\\.b.klant.nl.',
  '\\200x.klant.nl.',
  'xn--caf-dma.be.',
  '*.klant.nl.',
);
const u16 = fc.integer({ min: 0, max: 65_535 });
const DATA: Readonly<Record<string, fc.Arbitrary<string>>> = {
  A: fc.tuple(octet, octet, octet, octet).map((four) => four.join('.')),
  AAAA: fc.constantFrom('2001:DB8::1', '2001:db8:0:0:0:0:0:2', '::ffff:192.0.2.1', '::'),
  MX: fc.tuple(u16, target).map(([preference, name]) => `${preference} ${name}`),
  TXT: text,
  SRV: fc.tuple(u16, u16, u16, target).map((fields) => fields.join(' ')),
  CAA: fc.constantFrom('0 Issue "letsencrypt.org"', '128 iodef "mailto:a@b.nl"', '0 issue ";"'),
  NAPTR: fc.constant('100 10 "u" "E2U+sip" "!^.*$!sip:a\\\\1@b.nl!" .'),
  HTTPS: fc.constantFrom('1 . alpn="h2,h3" ipv4hint=192.0.2.1', '0 elders.nl.', '1 . key65400="a b"'),
  TLSA: fc.constant(`3 1 1 ${'AB'.repeat(32)}`),
  NS: target,
  DS: fc.constant(`12345 13 2 ${'EF'.repeat(32)}`),
  TYPE65300: fc.constantFrom('\\# 4 0A0B0C0D', '\\# 0'),
  LOC: fc.constant('\\# 16 00121613 8b0d2e 8c 7fb9a1d4 00989680'),
};
const OWNERS = [
  '*',
  '*.diep',
  'www',
  '_sip._tls',
  'WWW2',
  'sub',
  'ns.sub',
  'a.b.c',
  '_25._tcp.mail',
  'sel1._domainkey',
  '127',
  'naïef',
];
const zones = fc
  .uniqueArray(
    fc.constantFrom(...Object.keys(DATA)).chain((type) =>
      fc
        .tuple(
          fc.constantFrom(...OWNERS),
          fc.integer({ min: 0, max: 0x7fff_ffff }),
          fc.array(DATA[type]!, { minLength: 1, maxLength: 4 }),
        )
        .map(([owner, ttlSeconds, rdatas]) =>
          rrset(
            fqdn(`${owner}.${ZONE}`),
            type,
            ttlSeconds,
            rdatas.map((rdata) => canonicalRdata(type, rdata)),
          ),
        ),
    ),
    { selector: rrsetKey, maxLength: 12 },
  )
  .map((sets) => sortZone([NS, ...sets]));

/** What a server keeps of these updates, octet for octet (RFC 2136 §3.4.2): only additions are made here. */
function carriedOut(puts: readonly Rrset[]): Rrset[] {
  const kept = new Map<string, Rrset>();
  for (const update of updatesFor(ZONE, puts, [])) {
    const bytes = encodeUpdate(1, update);
    const reader = new Reader(bytes, 12, bytes.length);
    reader.name();
    reader.take(4);
    for (let left = Buffer.from(bytes).readUInt16BE(6) + Buffer.from(bytes).readUInt16BE(8); left > 0; left--) {
      const name = fqdn(reader.name());
      const [type, rrClass, ttlSeconds, length] = [reader.u16(), reader.u16(), reader.u32(), reader.u16()];
      const start = reader.at;
      reader.take(length);
      if (rrClass !== 1) continue;
      const set = rrset(name, typeName(type), ttlSeconds, [decodeRdata(type, bytes, start, start + length)]);
      const known = kept.get(rrsetKey(set));
      kept.set(rrsetKey(set), rrset(name, set.type, ttlSeconds, [...(known?.rdatas ?? []), ...set.rdatas]));
    }
  }
  return sortZone([...kept.values()]);
}

describe('nothing of a zone is lost on its way', () => {
  const check = (back: (zone: readonly Rrset[]) => readonly Rrset[]) =>
    fc.assert(
      fc.property(zones, (zone) => {
        expect(back(zone)).toEqual(zone);
      }),
      { numRuns: 300 },
    );
  test('a zone file', () => check((zone) => readZoneFile(writeZoneFile(ZONE, zone), { origin: ZONE }).rrsets));
  test('the intended zone, where nothing was decided', () =>
    check((zone) => intendedZone(zone, { zone: ZONE }).rrsets));
  test('PowerDNS and back', () =>
    check((zone) => {
      const puts = zone.map((set) => canonicalPut(set));
      const patches = patchOf(puts, { kind: 'Native', rrsets: [] });
      for (const { records } of patches)
        for (const { content } of records!)
          for (const part of content.matchAll(/"((?:[^"\\]|\\.)*)"/g))
            expect(part[0].length).toBeLessThanOrEqual(4 * 255 + 2);
      return rrsetsOf(ZoneJson.parse({ kind: 'Native', rrsets: patches }));
    }));
  test('a dynamic update', () => check((zone) => carriedOut(zone.map((set) => canonicalPut(set)))));
});
