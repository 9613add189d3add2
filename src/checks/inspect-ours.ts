import { addressBlock, addressOctets, isWithin } from '../dns/global-unicast.ts';
import type { Registration } from '../ports/registry.ts';
import { asWritten } from '../registration/registrar-id.ts';
import type { Ours } from './inspection.ts';

/** How much of a list is ours. `some`: nobody can say from outside what that means. */
export type Share = 'all' | 'some' | 'none';

export const NOTHING_OURS: Ours = { registrars: [], nameServers: [], addresses: [], mailServers: [] };

export function shareOf(hosts: readonly string[], isOurs: (host: string) => boolean): Share {
  const count = hosts.filter(isOurs).length;
  return count === 0 ? 'none' : count === hosts.length ? 'all' : 'some';
}

/** `ns1.agency.example` by its name, `*.agency.example` by all that is below; case and a final dot do not matter. */
export function isOurHost(host: string, patterns: readonly string[]): boolean {
  const name = bare(host);
  return patterns.some((pattern) =>
    pattern.startsWith('*.') ? name.endsWith(bare(pattern.slice(1))) : name === bare(pattern),
  );
}

export function isOurAddress(address: string, blocks: readonly string[]): boolean {
  const octets = addressOctets(address);
  return (
    octets !== undefined && blocks.map(addressBlock).some((block) => block !== undefined && isWithin(octets, block))
  );
}

/** By name, IANA id or tag; letters, digits and their order count, `Agency B.V.` and `agency bv` are one. */
export function isOurRegistrar({ id, name, tag }: NonNullable<Registration['registrar']>, ours: readonly string[]) {
  const known = new Set(
    [asWritten(id), name, ...(tag === undefined ? [] : [tag])].map(plain).filter((word) => word !== ''),
  );
  return ours.some((one) => known.has(plain(one)));
}

const bare = (host: string): string => host.toLowerCase().replace(/\.$/, '');
const plain = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
