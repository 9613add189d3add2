import type { ProviderApis, ProviderSettings } from '../../catalog.ts';
import { openPowerDns } from './index.ts';
import { readSettings } from './schema.ts';

/** `{ adapter: powerdns, url, apiKey, … }`: the DNS host on either side of a move. @throws GoLiveError `config-invalid` */
export function powerDnsProvider(settings: ProviderSettings): ProviderApis {
  const host = openPowerDns(readSettings(settings));
  return { oldDnsHost: host, newDnsHost: host };
}
