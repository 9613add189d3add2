import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LaboratoryEndpoints, ProbeTally } from '../../ports/laboratory.ts';
import type { World } from '../types.ts';
import { createAuthority } from './certificates.ts';
import { openDnsServer } from './dns-servers.ts';
import { onFreePort } from './listen.ts';
import { resolverName, startProber } from './prober.ts';
import { openRpc } from './rpc.ts';
import { openSmtpServer } from './smtp-servers.ts';
import { openHttpServer, openHttpsServer } from './web-servers.ts';

const NO_PROBES: ProbeTally = {
  probes: 0,
  failures: 0,
  failuresByKind: {},
  failuresByResolver: [],
  answers: [],
  rounds: 0,
  skippedRounds: 0,
};

export interface HostedWorld {
  readonly endpoints: LaboratoryEndpoints;
  close(): void;
}

/** Puts a world on sockets: every server and endpoint on its own address, the APIs behind RPC, and the prober if it is wanted. */
export async function hostWorld(
  world: World,
  options: { readonly dir: string; readonly probesPerSecond: number },
): Promise<HostedWorld> {
  const authority = createAuthority();
  const ca = join(options.dir, 'ca.pem');
  mkdirSync(options.dir, { recursive: true });
  writeFileSync(ca, authority.certificatePem);

  const web = world.endpoints.filter(({ kind }) => kind === 'web').map(({ address }) => address);
  const post = world.endpoints.filter(({ kind }) => kind === 'mail');
  const dns = await onFreePort(world.servers, (server, port) => openDnsServer(world, server, port));
  const http = await onFreePort(web, (address, port) => openHttpServer(world, address, port));
  const https = await onFreePort(web, (address, port) => openHttpsServer(world, authority, address, port));
  const smtp = await onFreePort(post, ({ address, name }, port) =>
    openSmtpServer(world, address, name.slice(0, -1), port),
  );
  const ports = { dnsPort: dns.port, httpPort: http.port, httpsPort: https.port, smtpPort: smtp.port };
  const probed = { ...ports, ca: authority.certificatePem };
  const prober = options.probesPerSecond > 0 ? await startProber(world, probed, options.probesPerSecond) : undefined;
  const rpc = await openRpc(world, {
    counters: () => world.counters,
    snapshot: () => world.snapshot(),
    turned: () => world.turned(),
    probe: () => prober?.tally() ?? NO_PROBES,
  });
  return {
    endpoints: {
      ...ports,
      rpcUrl: rpc.url,
      token: rpc.token,
      roots: world.servers.filter(({ kind }) => kind === 'root').map(({ name, address }) => ({ name, address })),
      resolvers: world.servers
        .filter(({ kind }) => kind === 'resolver')
        .map(({ name, address }) => ({ name: resolverName(name), address, gate: true })),
      ca,
      pid: process.pid,
    },
    close() {
      prober?.stop();
      for (const { listeners } of [dns, http, https, smtp]) for (const listener of listeners) listener.close();
      rpc.close();
    },
  };
}
