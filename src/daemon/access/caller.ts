import type { Context } from 'hono';
import { isLoopback } from '../../app/config/listen.ts';
import type { Serving } from '../serving.ts';

/** The groups of an IPv6 address that name a network; whoever has one address in it has all. */
const GROUPS_OF_NETWORK = 4;

/**
 * The caller's own address, of IPv6 its network; `undefined` where it is that of a web server in front of us, or of this machine, where
 * a tunnel may end: it would be everybody's.
 */
export function callerOf({ app }: Serving, context: Context): string | undefined {
  const { address } = (context.env ?? {}) as { readonly address?: string };
  if (address === undefined || app.config.serve.url !== undefined) return undefined;
  const caller = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (isLoopback(caller)) return undefined;
  return caller.includes(':') ? networkOf(caller) : caller;
}

function networkOf(address: string): string {
  const [head = '', tail] = address.toLowerCase().split('::');
  const front = head === '' ? [] : head.split(':');
  const back = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups = [...front, ...Array<string>(Math.max(0, 8 - front.length - back.length)).fill('0'), ...back];
  return groups.slice(0, GROUPS_OF_NETWORK).join(':');
}
