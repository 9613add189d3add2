import type { Fqdn } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import { addressBlock, addressOctets, isWithin } from './global-unicast.ts';

/** A DNS host that answers with addresses of its own where it passes on what comes there, and does so only while the zone is with it. */
export interface ProxyingHost {
  readonly name: string;
  /** Suffixes of its name servers, whole labels. */
  readonly nameServers: readonly string[];
  /** Blocks that it publishes as those it answers from. */
  readonly addresses: readonly string[];
}

/**
 * Reviewed 2026-11-20. A proxy that works from any name servers is none of these. Name servers called after the customer's own domain cannot be told
 * from others.
 */
const PROXYING_HOSTS: readonly ProxyingHost[] = [
  {
    // A zone whose name servers are others is "moved", and deleted after some days: developers.cloudflare.com/dns/zone-setups/reference/domain-status
    name: 'Cloudflare',
    nameServers: [
      'ns.cloudflare.com',
      'secondary.cloudflare.com',
      'foundationdns.com',
      'foundationdns.net',
      'foundationdns.org',
    ],
    addresses: [
      ...['103.21.244.0/22', '103.22.200.0/22', '103.31.4.0/22', '104.16.0.0/13', '104.24.0.0/14', '108.162.192.0/18'],
      ...['131.0.72.0/22', '141.101.64.0/18', '162.158.0.0/15', '172.64.0.0/13', '173.245.48.0/20', '188.114.96.0/20'],
      ...['190.93.240.0/20', '197.234.240.0/22', '198.41.128.0/17'],
      ...[
        '2400:cb00::/32',
        '2405:8100::/32',
        '2405:b500::/32',
        '2606:4700::/32',
        '2803:f800::/32',
        '2a06:98c0::/29',
        '2c0f:f248::/32',
      ],
    ],
  },
];

const BLOCKS: ReadonlyMap<ProxyingHost, ReturnType<typeof addressBlock>[]> = new Map(
  PROXYING_HOSTS.map((host) => [host, host.addresses.map(addressBlock)]),
);

/** The proxying host that one of these name servers is of. */
export function proxyingHostOf(nameServers: readonly string[]): ProxyingHost | undefined {
  return PROXYING_HOSTS.find((host) =>
    nameServers.some((server) => host.nameServers.some((suffix) => `.${server}`.endsWith(`.${suffix}.`))),
  );
}

/** The proxying host that a zone is with, by its own name servers. */
export function proxyingHostAt(zone: Fqdn, rrsets: readonly Rrset[]): ProxyingHost | undefined {
  return proxyingHostOf(
    rrsets.filter(({ name, type }) => name === zone && type === 'NS').flatMap(({ rdatas }) => rdatas),
  );
}

/** One of the addresses that it answers from, which say nothing of the machine behind them. */
export function isProxyOf(host: ProxyingHost, address: string): boolean {
  const octets = addressOctets(address);
  return octets !== undefined && BLOCKS.get(host)!.some((block) => isWithin(octets, block!));
}
