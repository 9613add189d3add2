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
  ['64:ff9b:1::', 48, 'local translation'],
  ['100::', 64, 'discard only'],
  ['2001:db8::', 32, 'documentation'],
  ['fc00::', 7, 'unique local'],
  ['fe80::', 10, 'link-local'],
  ['ff00::', 8, 'multicast'],
] as const satisfies readonly (readonly [string, number, string])[];

const LISTS = NOT_PUBLIC.map(([network, prefix, why]) => {
  const list = new BlockList();
  list.addSubnet(network, prefix, isIPv6(network) ? 'ipv6' : 'ipv4');
  return { list, why };
});

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
  return held && `${held.why} address; allowed only with allowPrivateAddresses`;
}

/** Errors of our own machine: there is no way from here to that address family, so nobody was asked. */
const NO_ROUTE = new Set(['ENETUNREACH', 'EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EPROTONOSUPPORT']);

export function hasNoRoute(error: NodeJS.ErrnoException): boolean {
  return NO_ROUTE.has(error.code ?? '');
}

export function noRouteTo(address: string): string {
  return `this machine has no ${isIPv6(address) ? 'IPv6' : 'IPv4'} route`;
}
