import { z } from 'zod';
import { parseIpv4, parseIpv6 } from '../dns/wire-address.ts';
import type { Finding } from '../domain/finding.ts';
import { message } from '../domain/message.ts';
import type { Fqdn } from '../domain/name.ts';
import { fqdn } from '../domain/name.ts';
import type { EpochMs } from '../domain/time.ts';
import type { AfterSwitch } from './after-switch.ts';

export const ReverseSchema = z.object({
  host: z.string(),
  address: z.string(),
  /** Names that the address gives itself; `null`: nobody could be asked. */
  names: z.array(z.string()).readonly().nullable(),
  /** One of them leads back to the address. */
  leadsBack: z.boolean(),
});
export type ReverseSight = z.infer<typeof ReverseSchema>;

/** More would only burden those who are asked. */
const MOST_ASKED = 4;

/** `192.0.2.1` is `1.2.0.192.in-addr.arpa.` (RFC 1035 §3.5, RFC 3596 §2.5); `undefined`: no address. */
export function reverseName(address: string): Fqdn | undefined {
  const v4 = parseIpv4(address);
  if (v4 !== undefined) return fqdn(`${[...v4].reverse().join('.')}.in-addr.arpa`);
  const v6 = parseIpv6(address);
  if (v6 === undefined) return undefined;
  const nibbles = [...v6].flatMap((octet) => [octet >> 4, octet & 15]).map((nibble) => nibble.toString(16));
  return fqdn(`${nibbles.reverse().join('.')}.ip6.arpa`);
}

/** Whether mail servers' addresses have a name that leads back to them; many receivers refuse mail from those without. */
export async function readReverse(
  servers: readonly { readonly host: string; readonly address: string }[],
  after: AfterSwitch,
): Promise<ReverseSight[]> {
  const sights: ReverseSight[] = [];
  for (const { host, address } of servers.slice(0, MOST_ASKED)) {
    const name = reverseName(address);
    if (name === undefined) continue;
    const { outcome, rdatas } = await after.ask(name, 'PTR');
    if (outcome === 'unknown') {
      sights.push({ host, address, names: null, leadsBack: false });
      continue;
    }
    let leadsBack = false;
    for (const one of rdatas.slice(0, 2)) leadsBack ||= (await after.addressesOf(one as Fqdn)).rdatas.includes(address);
    sights.push({ host, address, names: rdatas, leadsBack });
  }
  return sights;
}

export function judgeReverse(sights: readonly ReverseSight[], now: EpochMs): Finding[] {
  return sights.flatMap(({ host, address, names, leadsBack }): Finding[] => {
    if (names === null || leadsBack) return [];
    const text = names.length === 0 ? 'preflight.reverse.missing' : 'preflight.reverse.astray';
    return [
      {
        tag: 'REVERSE_DNS_MISSING',
        subject: `${host} ${address}`,
        message: message(text, { host, address, names: names.join(', ') }),
        evidence: [{ asked: `${reverseName(address)} PTR`, answered: names.join(', ') || 'NODATA', atMs: now }],
      },
    ];
  });
}
