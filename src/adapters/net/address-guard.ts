import { isIP } from 'node:net';
import { addressOctets, whyNotGlobal } from '../../dns/global-unicast.ts';
import { type AllowPrivate, privateTargets } from './private-targets.ts';

/**
 * Why this address must not be connected to; `undefined`: it may. What is judged is what is connected to: an address, never a name that
 * would be looked up again.
 *
 * @param host whose address it is, as its own zone says: a host that the configuration names may have any. Left out where somebody else
 * than the host's owner says which address it has, as with glue: a name there proves nothing.
 */
export type AddressGuard = (address: string, host?: string) => string | undefined;

/** @throws GoLiveError `config-invalid`: an entry of the list cannot be read */
export function addressGuard(allow: AllowPrivate = false): AddressGuard {
  const targets = privateTargets(allow);
  return (address, host) => {
    if (isIP(address) === 0 || address.includes('%')) return 'not an address';
    const why = whyNotGlobal(address);
    if (why === undefined || (host !== undefined && targets.host(host))) return undefined;
    const octets = addressOctets(address);
    if (octets !== undefined && targets.address(octets)) return undefined;
    return `${why} address; allowed only with allowPrivateAddresses`;
  };
}
