import { publicHosts } from '../../src/adapters/net/public-host.ts';
import { rdapClient } from '../../src/adapters/registry/rdap/client.ts';
import { rdapRegistry } from '../../src/adapters/registry/rdap/index.ts';
import { fqdn } from '../../src/domain/name.ts';
import { readBootstrap } from '../../src/registration/bootstrap.ts';
import { html, json, openRdapServers } from '../adapters/rdap-servers.ts';
import { comDomain, NOT_FOUND } from '../registration/rdap-documents.ts';
import { registryContract } from './registry.ts';

const DOMAIN = fqdn('klant.example');

registryContract('RDAP', async () => {
  const servers = await openRdapServers();
  const page = `/domain/${DOMAIN.slice(0, -1)}`;
  const shows = (status: readonly string[]) => json({ ...comDomain(), ldhName: 'KLANT.EXAMPLE', status });
  servers.pages.set(page, shows(['client transfer prohibited']));
  servers.pages.set('/domain/bestaat-niet.example', json(NOT_FOUND, 404));
  const clock = { now: () => Date.UTC(2026, 10, 20), sleepUntil: () => Promise.resolve() };
  const client = rdapClient({ clock, hosts: () => publicHosts({ allowPrivate: ['127.0.0.1'] }) });
  const list = readBootstrap(JSON.stringify({ services: [[['example'], [servers.base]]] }), 'list', 'remote-broken');
  return {
    port: rdapRegistry(() => Promise.resolve(list), client),
    domain: DOMAIN,
    unlock: async () => void servers.pages.set(page, shows(['active'])),
    breakNext: async () => void servers.pages.set(page, html(500)),
    close: () => servers.close(),
  };
});
