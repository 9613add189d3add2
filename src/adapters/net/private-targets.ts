import { type AddressBlock, type AddressOctets, addressBlock, isWithin } from '../../dns/global-unicast.ts';
import { GoLiveError } from '../../domain/errors.ts';
import { displayName, fqdn, isName } from '../../domain/name.ts';

/** What may be connected to although it is not on the public Internet: named by whoever configures golive, never by an answer. */
export interface PrivateTargets {
  /** A host of the list: whatever its name resolves to is allowed. */
  host(host: string): boolean;
  address(octets: AddressOctets): boolean;
}

/** `dns.allowPrivateAddresses`: `true` in a laboratory, where everything is private; else what may be, by name, address or block. */
export type AllowPrivate = boolean | readonly string[];

/**
 * Reads the list of the configuration: host names (that name alone, not what is below it), addresses, and CIDR blocks.
 *
 * @throws GoLiveError `config-invalid` naming the entry
 */
export function privateTargets(entries: AllowPrivate): PrivateTargets {
  if (typeof entries === 'boolean') return entries ? EVERYTHING : NO_PRIVATE_TARGETS;
  const hosts = new Set<string>();
  const blocks: AddressBlock[] = [];
  for (const entry of entries) {
    const found = addressBlock(entry);
    if (found !== undefined) blocks.push(found);
    else if (isName(entry) && entry !== '.') hosts.add(hostKey(entry));
    else
      throw new GoLiveError('config-invalid', {
        subject: `dns.allowPrivateAddresses ${JSON.stringify(entry.slice(0, 80))}`,
        why: 'it is neither a host name nor an address nor a block of addresses',
        fix: 'Write it like rdap.example.nl, 127.0.0.1 or 10.0.0.0/8.',
      });
  }
  return {
    host: (host) => isName(host) && hosts.has(hostKey(host)),
    address: (octets) => blocks.some((one) => isWithin(octets, one)),
  };
}

const NO_PRIVATE_TARGETS: PrivateTargets = { host: () => false, address: () => false };
const EVERYTHING: PrivateTargets = { host: () => true, address: () => true };

function hostKey(host: string): string {
  return displayName(fqdn(host));
}
