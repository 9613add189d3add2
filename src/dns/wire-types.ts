import { GoLiveError } from '../domain/errors.ts';

/** Numbers of the record types golive speaks of by name (IANA "Resource Record TYPEs"); others are `TYPE<n>` (RFC 3597 §5). */
export const TYPES = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  HINFO: 13,
  MX: 15,
  TXT: 16,
  RP: 17,
  AAAA: 28,
  LOC: 29,
  SRV: 33,
  NAPTR: 35,
  CERT: 37,
  DNAME: 39,
  OPT: 41,
  DS: 43,
  SSHFP: 44,
  RRSIG: 46,
  NSEC: 47,
  DNSKEY: 48,
  NSEC3: 50,
  NSEC3PARAM: 51,
  TLSA: 52,
  SMIMEA: 53,
  CDS: 59,
  CDNSKEY: 60,
  OPENPGPKEY: 61,
  CSYNC: 62,
  ZONEMD: 63,
  SVCB: 64,
  HTTPS: 65,
  SPF: 99,
  AXFR: 252,
  ANY: 255,
  URI: 256,
  CAA: 257,
} as const satisfies Record<string, number>;

const NAMES: ReadonlyMap<number, string> = new Map(Object.entries(TYPES).map(([name, number]) => [number, name]));

export function typeName(number: number): string {
  return NAMES.get(number) ?? `TYPE${number}`;
}

/** @throws GoLiveError `rdata-invalid`: neither a known mnemonic nor `TYPE<n>` */
export function typeNumber(name: string): number {
  const known = (TYPES as Readonly<Record<string, number>>)[name];
  if (known !== undefined) return known;
  const number = /^TYPE(\d{1,5})$/.exec(name)?.[1];
  if (number === undefined || Number(number) > 0xffff)
    throw new GoLiveError('rdata-invalid', { subject: name.slice(0, 40), why: 'no record type has this name' });
  return Number(number);
}

/** False: a word of some host's own (`ALIAS`), which no message can carry. */
export function isWireType(name: string): boolean {
  return name in TYPES || (/^TYPE\d{1,5}$/.test(name) && Number(name.slice(4)) <= 0xffff);
}
