import { isIP, isIPv6 } from 'node:net';
import { whyNotGlobal } from '../dns/global-unicast.ts';

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
  if (isIP(address) === 0 || address.includes('%')) return 'not an address';
  if (allowPrivateAddresses) return undefined;
  const why = whyNotGlobal(address);
  return why && `${why} address; allowed only with allowPrivateAddresses`;
}

/** Errors of our own machine: there is no way from here to that address family, so nobody was asked. */
const NO_ROUTE = new Set(['ENETUNREACH', 'EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EPROTONOSUPPORT']);

export function hasNoRoute(error: NodeJS.ErrnoException): boolean {
  return NO_ROUTE.has(error.code ?? '');
}

export function noRouteTo(address: string): string {
  return `this machine has no ${isIPv6(address) ? 'IPv6' : 'IPv4'} route`;
}
