import { BlockList, isIP, isIPv6 } from 'node:net';

/** Blocks that are not the public Internet (IANA special-purpose registries, seen 2026-11-20). Asking there is asking ourselves or our LAN. */
const NOT_PUBLIC = [
  ['0.0.0.0', 8, 'this network'],
  ['10.0.0.0', 8, 'private use'],
  ['100.64.0.0', 10, 'shared address space'],
  ['127.0.0.0', 8, 'loopback'],
  ['169.254.0.0', 16, 'link-local'],
  ['172.16.0.0', 12, 'private use'],
  ['192.0.0.0', 24, 'IETF protocol assignments'],
  ['192.0.2.0', 24, 'documentation'],
  ['192.168.0.0', 16, 'private use'],
  ['198.18.0.0', 15, 'benchmarking'],
  ['198.51.100.0', 24, 'documentation'],
  ['203.0.113.0', 24, 'documentation'],
  ['224.0.0.0', 4, 'multicast'],
  ['240.0.0.0', 4, 'reserved'],
  ['::1', 128, 'loopback'],
  ['::', 96, 'unspecified or IPv4-compatible'],
  ['fc00::', 7, 'unique local'],
  ['fe80::', 10, 'link-local'],
  ['ff00::', 8, 'multicast'],
  // Forms that carry an IPv4 address inside, which may be one of the above (RFC 6052, 3056, 4380).
  ['64:ff9b::', 16, 'translated'],
  ['2002::', 16, '6to4'],
  ['2001::', 32, 'Teredo'],
  ['2001:db8::', 32, 'documentation'],
  ['3fff::', 20, 'documentation'],
] as const satisfies readonly (readonly [string, number, string])[];

const LISTS = NOT_PUBLIC.map(([network, prefix, why]) => ({ list: subnet(network, prefix), why }));
/** All that is public in IPv6 (RFC 4291 §2.4); and IPv4 addresses inside IPv6, which are judged as the IPv4 addresses they are. */
const GLOBAL_UNICAST = subnet('2000::', 3);
const MAPPED = subnet('::ffff:0:0', 96);

function subnet(network: string, prefix: number): BlockList {
  const list = new BlockList();
  list.addSubnet(network, prefix, isIPv6(network) ? 'ipv6' : 'ipv4');
  return list;
}

export interface Target {
  readonly address: string;
  readonly port: number;
}

/** `192.0.2.1`, `192.0.2.1:5353`, `2001:db8::1`, `[2001:db8::1]:5353`; `undefined`: no address. */
export function parseTarget(text: string, defaultPort: number): Target | undefined {
  if (isIP(text)) return { address: text, port: defaultPort };
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([0-9.]+)):(\d{1,5})$/.exec(text);
  const address = match?.[1] ?? match?.[2] ?? '';
  const port = Number(match?.[3]);
  return isIP(address) && port > 0 && port < 65_536 ? { address, port } : undefined;
}

/** Why this address must not be asked; `undefined`: it may. An IPv4 address inside IPv6 counts as that IPv4 address. */
export function refusal(address: string, allowPrivateAddresses: boolean): string | undefined {
  const family = isIP(address);
  if (family === 0 || address.includes('%')) return 'not an address';
  if (allowPrivateAddresses) return undefined;
  const held = LISTS.find(({ list }) => list.check(address, family === 6 ? 'ipv6' : 'ipv4'));
  const why = held?.why ?? (isPublic(address, family) ? undefined : 'not a global unicast');
  return why && `${why} address; allowed only with allowPrivateAddresses`;
}

function isPublic(address: string, family: number): boolean {
  return family === 4 || GLOBAL_UNICAST.check(address, 'ipv6') || MAPPED.check(address, 'ipv6');
}

/** Errors of our own machine: there is no way from here to that address family, so nobody was asked. */
const NO_ROUTE = new Set(['ENETUNREACH', 'EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EPROTONOSUPPORT']);

export function hasNoRoute(error: NodeJS.ErrnoException): boolean {
  return NO_ROUTE.has(error.code ?? '');
}

export function noRouteTo(address: string): string {
  return `this machine has no ${isIPv6(address) ? 'IPv6' : 'IPv4'} route`;
}
