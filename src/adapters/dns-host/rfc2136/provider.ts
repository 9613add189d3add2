import type { OpenProvider, ProviderSettings } from '../../catalog.ts';
import { systemClock } from '../../clock/system.ts';
import { openRfc2136 } from './index.ts';
import { readSettings } from './schema.ts';

/**
 * `{ adapter: rfc2136, server, keyName, secret, … }`: the DNS host on either side of a move. Signatures are dated with the wall's clock, also
 * where the product runs on a faster one: so are the server's. @throws GoLiveError `config-invalid`
 */
export function rfc2136Provider(settings: ProviderSettings): OpenProvider {
  const clock = systemClock();
  const read = readSettings(settings);
  const host = openRfc2136(read, () => clock.now());
  const { target, key } = read;
  const account = [target.address.toLowerCase(), String(target.port), key.name, key.secret];
  return { apis: { oldDnsHost: host, newDnsHost: host }, account };
}
