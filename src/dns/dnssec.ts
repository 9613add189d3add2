import { createHash } from 'node:crypto';
import type { Fqdn } from '../domain/name.ts';
import type { EpochMs } from '../domain/time.ts';
import { SECOND } from '../domain/time.ts';

/** A DNSKEY's rdata on the wire (RFC 4034 §2.1): flags, protocol, algorithm, key. */
function dnskeyWire(rdata: string): Buffer {
  const [flags, protocol, algorithm, ...key] = rdata.trim().split(/\s+/);
  const head = Buffer.alloc(4);
  head.writeUInt16BE(Number(flags), 0);
  head.writeUInt8(Number(protocol), 2);
  head.writeUInt8(Number(algorithm), 3);
  return Buffer.concat([head, Buffer.from(key.join(''), 'base64')]);
}

/** A name in wire form, lower case (RFC 4034 §6.2). */
function nameWire(name: Fqdn): Buffer {
  const labels = name === '.' ? [] : name.slice(0, -1).split('.');
  return Buffer.concat([
    ...labels.map((label) => Buffer.concat([Buffer.of(label.length), Buffer.from(label, 'latin1')])),
    Buffer.of(0),
  ]);
}

/** RFC 4034 appendix B; not for algorithm 1, which nobody may use any more (RFC 8624). */
export function keyTag(dnskey: string): number {
  let sum = 0;
  for (const [index, octet] of dnskeyWire(dnskey).entries()) sum += index % 2 === 0 ? octet << 8 : octet;
  return (sum + ((sum >> 16) & 0xffff)) & 0xffff;
}

/**
 * The DS rdata that vouches for a DNSKEY: digest type 2, SHA-256 over owner name and rdata (RFC 4034 §5.1.4, RFC 4509); hex in small letters, as all rdata here.
 *
 * @param dnskey presentation form: `257 3 13 base64…`
 */
export function dsFromDnskey(name: Fqdn, dnskey: string): string {
  const digest = createHash('sha256').update(nameWire(name)).update(dnskeyWire(dnskey)).digest('hex');
  return `${keyTag(dnskey)} ${dnskey.trim().split(/\s+/)[2]} 2 ${digest}`;
}

/** Digest types that a DS can be checked with (RFC 4034, RFC 4509, RFC 6605). */
const DIGESTS: Readonly<Record<string, string>> = { 1: 'sha1', 2: 'sha256', 4: 'sha384' };

/** Whether this DS's digest is one we can compute; of another kind a DS proves nothing by itself. */
export function canCheckDigest(ds: string): boolean {
  return Object.hasOwn(DIGESTS, ds.trim().split(/\s+/)[2] ?? '');
}

/** Algorithms that validators know (RFC 8624 §3.1). The others are forbidden, private or known to next to none of them. */
const ALGORITHMS = new Set(['5', '7', '8', '10', '13', '14', '15', '16']);

/**
 * The DS that validators go by: of others they take no notice (RFC 4035 §5.2, RFC 6840 §5.2), nor of SHA-1 beside a better digest (RFC 4509 §3).
 * None: the zone is unsigned to them.
 */
export function dsGoneBy(ds: readonly string[]): readonly string[] {
  const known = ds.filter((one) => canCheckDigest(one) && ALGORITHMS.has(one.trim().split(/\s+/)[1]!));
  const better = known.filter((one) => one.trim().split(/\s+/)[2] !== '1');
  return better.length > 0 ? better : known;
}

/** `12345 13`: key tag and algorithm of a DS. */
export function keyOfDs(ds: string): string {
  return ds.trim().split(/\s+/).slice(0, 2).join(' ');
}

/** Whether a DS vouches for a DNSKEY, by any digest we can compute. A key that may not sign a zone, or was revoked, is vouched for by none. */
export function dsMatches(name: Fqdn, ds: string, dnskey: string): boolean {
  const [tag, algorithm, digestType, ...digest] = ds.trim().split(/\s+/);
  const kind = DIGESTS[digestType ?? ''];
  if (kind === undefined || !isZoneKey(dnskey)) return false;
  if (tag !== String(keyTag(dnskey)) || algorithm !== dnskey.trim().split(/\s+/)[2]) return false;
  const made = createHash(kind).update(nameWire(name)).update(dnskeyWire(dnskey)).digest('hex');
  return digest.join('').toLowerCase() === made;
}

/** Whether this key made this signature, as far as can be told without computing it (RFC 4035 §5.3.1). */
export function isMadeBy(signature: Signature, dnskey: string): boolean {
  return (
    isZoneKey(dnskey) &&
    signature.keyTag === String(keyTag(dnskey)) &&
    signature.algorithm === dnskey.trim().split(/\s+/)[2]
  );
}

/** Flags of a key: bit 7 says that it signs this zone (RFC 4034 §2.1.1), bit 8 that it is revoked (RFC 5011 §3); the protocol is always 3. */
function isZoneKey(dnskey: string): boolean {
  const [flags, protocol] = dnskey.trim().split(/\s+/).map(Number);
  return protocol === 3 && (flags! & 0x0100) !== 0 && (flags! & 0x0080) === 0;
}

/** A signature's fields that can be judged without the key (RFC 4034 §3.1). Moments are 32-bit seconds that wrap (§3.1.5). */
export interface Signature {
  readonly covers: string;
  readonly algorithm: string;
  readonly originalTtlSeconds: number;
  readonly expiresSeconds: number;
  readonly beginsSeconds: number;
  readonly keyTag: string;
  readonly signer: string;
}

/** Reads an RRSIG's rdata; moments as seconds or as `YYYYMMDDHHmmSS` (RFC 4034 §3.2). `undefined`: it is none. */
export function readSignature(rdata: string): Signature | undefined {
  const [covers, algorithm, , ttl, expires, begins, tag, signer, key] = rdata.trim().split(/\s+/);
  if (key === undefined) return undefined;
  const expiresSeconds = secondsOf(expires!);
  const beginsSeconds = secondsOf(begins!);
  if (Number.isNaN(expiresSeconds) || Number.isNaN(beginsSeconds)) return undefined;
  return {
    covers: covers!,
    algorithm: algorithm!,
    originalTtlSeconds: Number(ttl),
    expiresSeconds,
    beginsSeconds,
    keyTag: tag!,
    signer: signer!.toLowerCase(),
  };
}

function secondsOf(text: string): number {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text) ?? [];
  if (year === undefined) return /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  return Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second)) / 1000;
}

/** Whether a signature counts at this moment, both ends included. Numbers that wrapped are compared as RFC 1982 says. */
export function isValidAt({ beginsSeconds, expiresSeconds }: Signature, now: EpochMs): boolean {
  const at = Math.floor(now / SECOND);
  return after(expiresSeconds, at) >= 0 && after(at, beginsSeconds) >= 0;
}

/** How far `a` lies after `b` on the ring of 32 bits; negative: before. */
function after(a: number, b: number): number {
  return (a - b) | 0;
}
