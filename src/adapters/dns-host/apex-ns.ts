import { asGoLiveError, GoLiveError } from '../../domain/errors.ts';
import { type Fqdn, fqdn } from '../../domain/name.ts';
import type { Rrset } from '../../domain/rrset.ts';

/**
 * The servers of a zone as the zone itself names them, where the configuration does not.
 * @throws GoLiveError `config-invalid`: the zone is not there yet, so nobody has said which they are
 */
export async function apexNsOf(zone: Fqdn, read: () => Promise<readonly Rrset[]>): Promise<readonly Fqdn[]> {
  const sets = await read().catch((thrown: unknown) => {
    if (asGoLiveError(thrown, zone).code === 'zone-missing') return [];
    throw thrown;
  });
  const ns = sets.find(({ name, type }) => name === zone && type === 'NS');
  if (ns !== undefined) return ns.rdatas.map((name) => fqdn(name));
  throw new GoLiveError('config-invalid', {
    subject: `the name servers for ${zone}`,
    why: 'the provider has no nameServers',
    fix: 'Add nameServers to it, or give them with golive answer.',
  });
}
