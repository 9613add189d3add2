import { canonicalRdata } from '../../src/dns/wire-rdata.ts';
import type { Fqdn } from '../../src/domain/name.ts';
import { child, fqdn } from '../../src/domain/name.ts';
import type { Rrset } from '../../src/domain/rrset.ts';
import { rrset, rrsetKey, sortZone } from '../../src/domain/rrset.ts';
import fc from '../fast-check.ts';

export const ZONE = fqdn('klant.nl');

const label = fc
  .stringMatching(/^[a-z0-9_](?:[a-z0-9_-]{0,12}[a-z0-9_])?$/)
  // What UTS 46 forbids at these places is no name here.
  .filter((text) => !/^..--/.test(text));
const owner: fc.Arbitrary<Fqdn> = fc.oneof(
  fc.constant(ZONE),
  fc
    .tuple(fc.boolean(), fc.array(label, { minLength: 1, maxLength: 4 }))
    .map(([wild, labels]) => child([...(wild ? ['*'] : []), ...labels].join('.'), ZONE)),
);
/** Names as they stand in data may hold any octet. */
const target = fc.oneof(
  owner,
  fc.constant('.'),
  fc
    .array(fc.uint8Array({ minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 4 })
    .map((labels) =>
      canonicalRdata(
        'NS',
        labels.map((one) => `${[...one].map((byte) => `\\${String(byte).padStart(3, '0')}`).join('')}.`).join(''),
      ),
    ),
);
const octets = (most: number) =>
  fc
    .uint8Array({ maxLength: most })
    .map((bytes) => `"${[...bytes].map((byte) => `\\${String(byte).padStart(3, '0')}`).join('')}"`);
const u16 = fc.integer({ min: 0, max: 0xffff });
const u32 = fc.integer({ min: 0, max: 0xffffffff });
const hex = fc.uint8Array({ minLength: 1, maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('hex'));

const DATA: Readonly<Record<string, fc.Arbitrary<string>>> = {
  A: fc.ipV4(),
  AAAA: fc.ipV6(),
  NS: target,
  CNAME: target,
  PTR: target,
  DNAME: target,
  MX: fc.tuple(u16, target).map((parts) => parts.join(' ')),
  TXT: octets(700),
  SRV: fc.tuple(u16, u16, u16, target).map((parts) => parts.join(' ')),
  NAPTR: fc.tuple(u16, u16, octets(20), octets(20), octets(40), target).map((parts) => parts.join(' ')),
  CAA: fc.tuple(fc.constantFrom('issue', 'iodef'), octets(60)).map(([tag, value]) => `0 ${tag} ${value}`),
  DS: fc.tuple(u16, hex).map(([tag, digest]) => `${tag} 13 2 ${digest}`),
  TLSA: hex.map((digest) => `3 1 1 ${digest}`),
  SSHFP: hex.map((digest) => `4 2 ${digest}`),
  URI: octets(60)
    .filter((text) => text !== '""')
    .map((text) => `10 1 ${text}`),
  RP: fc.tuple(target, target).map((parts) => parts.join(' ')),
  HTTPS: fc.tuple(target, u16).map(([name, port]) => `1 ${name} alpn=h2,h3 port=${port} ipv4hint=192.0.2.1`),
  TYPE65534: hex.map((bytes) => `\\# ${bytes.length / 2} ${bytes}`),
};

const soa = fc
  .tuple(target, target, u32, fc.nat(), fc.nat(), fc.nat(), fc.nat())
  .map((parts) => rrset(ZONE, 'SOA', 3600, [canonicalRdata('SOA', parts.join(' '))]));

/** Zones with data of any kind; what may not stand together (RFC 1034 §3.6.2) may still. */
export function anyZone(types: readonly string[] = Object.keys(DATA)): fc.Arbitrary<readonly Rrset[]> {
  const set = fc
    .tuple(owner, fc.constantFrom(...types), fc.integer({ min: 0, max: 0x7fffffff }))
    .chain(([name, type, ttlSeconds]) =>
      fc.array(DATA[type]!, { minLength: 1, maxLength: 4 }).map((rdatas) =>
        rrset(
          name,
          type,
          ttlSeconds,
          rdatas.map((rdata) => canonicalRdata(type, rdata)),
        ),
      ),
    );
  return fc
    .tuple(soa, fc.uniqueArray(set, { selector: rrsetKey, minLength: 1, maxLength: 12 }))
    .map(([first, sets]) => sortZone([first, ...sets]));
}
