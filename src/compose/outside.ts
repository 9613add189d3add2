import { join } from 'node:path';
import type { Surroundings } from '../app/config/load.ts';
import { cacheFolderOf } from '../app/config/places.ts';
import { bootstrapFileOf, whoisServer } from '../app/config/registration.ts';
import type { Config, PartOfProvider } from '../app/config/schema.ts';
import { hasOwnRoots } from '../app/config/schema.ts';
import type { PublicViews } from '../app/preflight.ts';
import { PROVIDER_PARTS } from '../domain/answers.ts';
import { digestOf } from '../domain/json.ts';
import type { MigrationState } from '../domain/migration.ts';
import { SECOND } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { Dns } from '../ports/dns.ts';
import type { Registry } from '../ports/registry.ts';
import type { StepPorts } from '../ports/step-ports.ts';
import { clockOf } from './clock.ts';
import type { Providers } from './providers.ts';
import { providersOf } from './providers.ts';
import { caFileOf, withoutUndefined } from './settings.ts';

/** One look may take this long; wall time. */
export const LOOK_MS = 45 * SECOND;

/** One poller for the whole process: its sockets, its pace for each operator and what it has in flight are shared by all migrations. */
const POLLERS = new WeakMap<Config, Promise<Dns>>();

export function dnsOf(config: Config): Promise<Dns> {
  const known = POLLERS.get(config) ?? openDns(config);
  POLLERS.set(config, known);
  return known;
}

async function openDns(config: Config): Promise<Dns> {
  const { socketDns } = await import('../adapters/dns/sockets/index.ts');
  const { fqdn } = await import('../domain/name.ts');
  return socketDns({
    roots: config.dns.roots.map(({ name, address }) => ({ name: fqdn(name), address })),
    resolvers: config.dns.resolvers.map(withoutUndefined),
    port: config.dns.ports.dns,
    allowPrivateAddresses: config.dns.allowPrivateAddresses,
    clock: await clockOf(config),
    ...caFileOf(config),
  });
}

/** One for the whole process, loaded when it is first asked: its floors hold for all migrations. */
const REGISTRIES = new WeakMap<Config, Promise<Registry>>();

function registryOf(config: Config, surroundings: Surroundings): Registry {
  return {
    async lookUp(domain, signal, freshness) {
      const opened = REGISTRIES.get(config) ?? openRegistryOf(config, surroundings);
      REGISTRIES.set(config, opened);
      return (await opened).lookUp(domain, signal, freshness);
    },
  };
}

async function openRegistryOf(config: Config, surroundings: Surroundings): Promise<Registry> {
  const [{ openRegistry }, { fqdn }] = await Promise.all([
    import('../adapters/registry/index.ts'),
    import('../domain/name.ts'),
  ]);
  const { roots, allowPrivateAddresses: allowPrivate } = config.dns;
  const publicRoot = !hasOwnRoots(config);
  const bootstrap = bootstrapFileOf(config.rdap.bootstrap, config.folder) ?? config.rdap.bootstrap;
  const whois = Object.entries(config.whois.servers).map(([ending, at]) => [fqdn(ending), whoisServer(at)!] as const);
  // What was said elsewhere, to others or in other times is no answer here.
  const world = { bootstrap, whois, allowPrivate, roots: publicRoot ? 'public' : roots };
  const own = publicRoot && config.laboratory === undefined ? world : { ...world, folder: config.folder };
  return openRegistry({
    bootstrap,
    whois: new Map(whois),
    publicRoot,
    allowPrivate,
    clock: await clockOf(config),
    folder: join(cacheFolderOf(surroundings), 'registry', digestOf(own).slice(0, 16)),
    ...caFileOf(config),
    ...(publicRoot ? {} : { resolve: await resolveHere(config) }),
  });
}

/** Hosts as they are called below the configured root. */
async function resolveHere(config: Config): Promise<(host: string) => Promise<readonly string[]>> {
  const [{ Walker }, { fqdn }, dns] = await Promise.all([
    import('../checks/walk.ts'),
    import('../domain/name.ts'),
    dnsOf(config),
  ]);
  return async (host) => (await new Walker(dns, AbortSignal.timeout(LOOK_MS)).addressesOf(fqdn(host))).addresses;
}

async function publicViews(config: Config, surroundings: Surroundings, clock: Clock): Promise<PublicViews> {
  const [{ socketWeb }, { socketSmtp }, dns] = await Promise.all([
    import('../adapters/web/sockets/index.ts'),
    import('../adapters/smtp/sockets/index.ts'),
    dnsOf(config),
  ]);
  const { ports, allowPrivateAddresses } = config.dns;
  const caFile = caFileOf(config);
  return {
    dns,
    web: socketWeb({ httpPort: ports.http, httpsPort: ports.https, ...caFile, allowPrivateAddresses, clock }),
    smtp: socketSmtp({ port: ports.smtp, allowPrivateAddresses, clock }),
    registry: registryOf(config, surroundings),
  };
}

/** The public views without a migration; a registry's view is that of the first provider that has one. */
export async function viewsOf(config: Config, surroundings: Surroundings): Promise<PublicViews> {
  const views = await publicViews(config, surroundings, await clockOf(config));
  const name = Object.keys(config.providers).find((one) => config.providers[one]!.does.includes('registry'));
  const registry = name === undefined ? undefined : (await providersOf(config, surroundings)(name)).registry;
  return registry === undefined ? views : { ...views, registry };
}

const API_PARTS = [...PROVIDER_PARTS, 'siteCopier', 'mailCopier'] as const satisfies readonly PartOfProvider[];

export async function portsFor(
  config: Config,
  surroundings: Surroundings,
  clock: Clock,
  providers: Providers,
  state: MigrationState,
): Promise<Omit<StepPorts, 'vault'>> {
  const views = await publicViews(config, surroundings, clock);
  const registry = await apiOf('registry');
  const apis: Record<string, unknown> = {};
  for (const part of API_PARTS) {
    const api = await apiOf(part);
    if (api !== undefined) apis[part] = api;
  }
  return {
    ...views,
    ...(registry === undefined ? {} : { registry: registry as StepPorts['registry'] }),
    ...apis,
  };

  async function apiOf(part: PartOfProvider): Promise<unknown> {
    const chosen = (state.answers.providers as Readonly<Record<string, string>> | undefined)?.[part];
    const name = chosen ?? Object.keys(config.providers).find((one) => config.providers[one]!.does.includes(part));
    return name === undefined ? undefined : (await providers(name))[part];
  }
}
