import { fqdn, isName } from '../../domain/name.ts';
import { registrableOf } from '../../registration/registrable.ts';

/** Whose a host is: the domain it stands in, of an ending that nobody knows its last two labels, an address as a whole; a port says nothing of it. */
export function operatorOf(host: string): string {
  const bare = host.replace(/^\[(.*)\](?::\d+)?$/, '$1').replace(/^([^:]*):\d+$/, '$1');
  if (/^[\d.]+$|:/.test(bare)) return bare;
  const found = isName(bare) ? registrableOf(fqdn(bare)) : undefined;
  return found !== undefined && 'domain' in found ? found.domain : bare.split('.').slice(-2).join('.');
}
