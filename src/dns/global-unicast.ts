import { formatIpv6, parseIpv4, parseIpv6 } from './wire-address.ts';

/** An address as its octets: 4 or 16. An IPv4 address that is written inside IPv6 (`::ffff:0:0/96`) is the IPv4 address. */
export type AddressOctets = Uint8Array;

/** A block of addresses: its octets and how many leading bits count. */
export interface AddressBlock {
  readonly octets: AddressOctets;
  readonly prefixBits: number;
}

/** The row of a registry: the block, and what it is for. */
type Row = readonly [block: string, why: string];

/** Unicast: what is above is multicast (RFC 1112 §4) and reserved (RFC 1112 §4). */
const IPV4_GLOBAL = ['0.0.0.0/1', '128.0.0.0/2', '192.0.0.0/3'];
const IPV6_GLOBAL = ['2000::/3']; // RFC 4291 §2.4, the only part IANA gives out

/**
 * What is taken out of the above: IANA's special-purpose registries for IPv4 and IPv6 (RFC 6890, seen 2026-11-20), and what was given back.
 * A block whose few exceptions are anycast of no use to us stays out as a whole.
 */
const IPV4_SPECIAL: readonly Row[] = [
  ['0.0.0.0/8', 'this network'],
  ['10.0.0.0/8', 'private use'],
  ['100.64.0.0/10', 'shared address space'],
  ['127.0.0.0/8', 'loopback'],
  ['169.254.0.0/16', 'link-local'],
  ['172.16.0.0/12', 'private use'],
  ['192.0.0.0/24', 'IETF protocol assignments'],
  ['192.0.2.0/24', 'documentation'],
  ['192.88.99.0/24', '6to4 relay'],
  ['192.168.0.0/16', 'private use'],
  ['198.18.0.0/15', 'benchmarking'],
  ['198.51.100.0/24', 'documentation'],
  ['203.0.113.0/24', 'documentation'],
  ['224.0.0.0/4', 'multicast'],
  ['240.0.0.0/4', 'reserved'],
];
const IPV6_SPECIAL: readonly Row[] = [
  ['::/128', 'unspecified'],
  ['::1/128', 'loopback'],
  ['::/96', 'IPv4-compatible'],
  ['::ffff:0:0:0/96', 'IPv4-translated'],
  ['64:ff9b:1::/48', 'locally translated'],
  ['100::/64', 'discard-only'],
  ['100:0:0:1::/64', 'dummy'],
  ['2001::/32', 'Teredo'],
  ['2001:2::/48', 'benchmarking'],
  ['2001:10::/28', 'ORCHID'],
  ['2001::/23', 'IETF protocol assignments'],
  ['2001:db8::/32', 'documentation'],
  ['2002::/16', '6to4'],
  ['3ffe::/16', '6bone'],
  ['3fff::/20', 'documentation'],
  ['5f00::/16', 'segment routing'],
  ['fc00::/7', 'unique local'],
  ['fe80::/10', 'link-local'],
  ['fec0::/10', 'site-local'],
  ['ff00::/8', 'multicast'],
];

const MAPPED = block('::ffff:0:0/96');
/** RFC 6052 §3.1: carries global IPv4 addresses only; a network with NAT64 reaches the IPv4 Internet through it. */
const TRANSLATED = block('64:ff9b::/96');

const FAMILIES = {
  4: { allowed: IPV4_GLOBAL.map(block), special: IPV4_SPECIAL.map(([text, why]) => ({ ...block(text), why })) },
  16: { allowed: IPV6_GLOBAL.map(block), special: IPV6_SPECIAL.map(([text, why]) => ({ ...block(text), why })) },
};

/** The octets of an address in its plain spelling (`127.0.0.1`, `2001:db8::1`); `undefined` for all else: `127.1`, brackets, zones. */
export function addressOctets(text: string): AddressOctets | undefined {
  const octets = parseIpv4(text) ?? parseIpv6(text);
  return octets?.length === 16 && isWithin(octets, MAPPED) ? octets.subarray(12) : octets;
}

/** RFC 5952 for IPv6; an IPv4 address inside IPv6 comes out as IPv4. */
export function plainAddress(octets: AddressOctets): string {
  return octets.length === 4 ? octets.join('.') : formatIpv6(octets);
}

/** `127.77.0.0/16`, `2001:db8::/32`, or one address; `undefined`: neither. Bits behind the prefix do not matter. */
export function addressBlock(text: string): AddressBlock | undefined {
  const match = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text);
  const octets = match === null ? undefined : (parseIpv4(match[1]!) ?? parseIpv6(match[1]!));
  if (octets === undefined) return undefined;
  const bits = octets.length * 8;
  const prefixBits = match![2] === undefined ? bits : Number(match![2]);
  if (prefixBits > bits) return undefined;
  // Addresses are compared as IPv4 where they are; so is a block of them.
  if (octets.length === 16 && prefixBits >= 96 && isWithin(octets, MAPPED))
    return { octets: octets.subarray(12), prefixBits: prefixBits - 96 };
  return { octets, prefixBits };
}

/** Whether the address lies in the block; never across families. */
export function isWithin(octets: AddressOctets, { octets: network, prefixBits }: AddressBlock): boolean {
  if (octets.length !== network.length) return false;
  const whole = prefixBits >> 3;
  for (let index = 0; index < whole; index++) if (octets[index] !== network[index]) return false;
  const rest = prefixBits & 7;
  return rest === 0 || (octets[whole]! ^ network[whole]!) >> (8 - rest) === 0;
}

/**
 * Why an address is not one of the public Internet: `loopback`, `private use`, `not global unicast`, `not an address`; `undefined`: it is one.
 * The rule allows: what no row of ours knows is refused. 6to4 and Teredo are refused whatever they carry (nothing we look for is there);
 * NAT64's well-known prefix is judged by the IPv4 address inside. Networks with a NAT64 prefix of their own cannot be told from others.
 */
export function whyNotGlobal(address: string | AddressOctets): string | undefined {
  const octets = typeof address === 'string' ? addressOctets(address) : address;
  if (octets?.length !== 4 && octets?.length !== 16) return 'not an address';
  if (octets.length === 16 && isWithin(octets, TRANSLATED)) {
    const inside = whyNotGlobal(octets.subarray(12));
    return inside && `translated ${inside}`;
  }
  const { allowed, special } = FAMILIES[octets.length];
  const row = special.find((one) => isWithin(octets, one));
  if (row !== undefined) return row.why;
  return allowed.some((one) => isWithin(octets, one)) ? undefined : 'not global unicast';
}

/** Whether this is a unicast address of the public Internet. Only plain spellings are addresses. */
export function isGlobalUnicast(address: string): boolean {
  return whyNotGlobal(address) === undefined;
}

function block(text: string): AddressBlock {
  const parsed = /^([^/]+)\/(\d+)$/.exec(text)!;
  return { octets: (parseIpv4(parsed[1]!) ?? parseIpv6(parsed[1]!))!, prefixBits: Number(parsed[2]) };
}
