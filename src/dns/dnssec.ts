import { createHash } from 'node:crypto';
import type { Fqdn } from '../domain/name.ts';

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

/** Whether a DS vouches for a DNSKEY. SHA-256 only: a DS of another digest type matches nothing here (RFC 8624 §3.3 wants SHA-256). */
export function dsMatches(name: Fqdn, ds: string, dnskey: string): boolean {
  const [tag, algorithm, digestType, ...digest] = ds.trim().split(/\s+/);
  return [tag, algorithm, digestType, digest.join('').toLowerCase()].join(' ') === dsFromDnskey(name, dnskey);
}
