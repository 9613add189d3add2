import { isIP, isIPv6 } from 'node:net';

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

/** Errors of our own machine: there is no way from here to that address family, so nobody was asked. */
const NO_ROUTE = new Set(['ENETUNREACH', 'ENETDOWN', 'EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EPROTONOSUPPORT']);

export function hasNoRoute(error: NodeJS.ErrnoException): boolean {
  return NO_ROUTE.has(error.code ?? '');
}

export function noRouteTo(address: string): string {
  return `this machine has no ${isIPv6(address) ? 'IPv6' : 'IPv4'} route`;
}
