import type { DnsHost } from '../../../ports/dns-host.ts';
import type { Side, World } from '../../../simulation/world.ts';

/** A DNS operator of the simulated Internet. */
export function memoryDnsHost(world: World, side: Side): DnsHost {
  return world.apis.dnsHost[side];
}
