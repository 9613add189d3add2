import type { OpenProvider, ProviderSettings } from '../../catalog.ts';
import { openPowerDns } from './index.ts';
import { readSettings } from './schema.ts';

/** `{ adapter: powerdns, url, apiKey, … }`: the DNS host on either side of a move. @throws GoLiveError `config-invalid` */
export function powerDnsProvider(settings: ProviderSettings): OpenProvider {
  const read = readSettings(settings);
  const host = openPowerDns(read);
  // `href`: however its name and its usual port are written.
  const account = [new URL(read.url).href, read.serverId, read.apiKey];
  return { apis: { oldDnsHost: host, newDnsHost: host }, account };
}
