import { readFileSync } from 'node:fs';
import { getCACertificates } from 'node:tls';
import { GoLiveError } from '../../domain/errors.ts';
import type { Fqdn } from '../../domain/name.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Registry } from '../../ports/registry.ts';
import { type Bootstrap, builtInBootstrap, longestMatch, serversFor } from '../../registration/bootstrap.ts';
import { keepingEndingOf } from '../../registration/registrable.ts';
import type { AllowPrivate } from '../net/private-targets.ts';
import { publicHosts, type ResolveHost } from '../net/public-host.ts';
import { answersOnDisk } from './answers-on-disk.ts';
import { combinedRegistry } from './combined.ts';
import { withFloors } from './floors.ts';
import { operatorOf } from './operator.ts';
import { bootstrapSource } from './rdap/bootstrap.ts';
import { rdapClient } from './rdap/client.ts';
import { rdapRegistry } from './rdap/index.ts';
import { openWhoisRegistry } from './whois/index.ts';
import { whoisServerFor } from './whois/servers.ts';

/** A WHOIS server that the configuration names. */
export interface NamedServer {
  readonly host: string;
  /** Default 43. */
  readonly port?: number;
}

export interface RegistrySettings {
  /** `default`, a URL, or the path of a file from the root. */
  readonly bootstrap: string;
  /** By ending, the longest that matches; each instead of the table's. */
  readonly whois: ReadonlyMap<Fqdn, NamedServer>;
  /**
   * Whether the tables that come with golive hold here. They are about the names below the root that everybody has: in another one the same
   * name is somebody else's, and what is asked is what the configuration names.
   */
  readonly publicRoot: boolean;
  readonly allowPrivate: AllowPrivate;
  readonly clock: Clock;
  /** Where answers and rests are kept; absent: in this process alone. */
  readonly folder?: string;
  /** PEM of more authorities that are trusted, beside the public ones. */
  readonly caFile?: string;
  /** Default: what this machine is set up with. */
  readonly resolve?: ResolveHost;
}

const NOBODY: Bootstrap = { publication: 'none', servers: new Map() };

/**
 * What the public can see of registrations: RDAP first, WHOIS second, no more often than the floors allow.
 *
 * @throws GoLiveError `config-invalid`: the authorities' file or an entry of `allowPrivate` cannot be read
 */
export function openRegistry(settings: RegistrySettings): Registry {
  const { bootstrap, whois, publicRoot, allowPrivate, clock, folder, caFile, resolve } = settings;
  const hosts = () => publicHosts({ allowPrivate, ...(resolve === undefined ? {} : { resolve }) });
  hosts();
  const client = rdapClient({
    clock,
    hosts,
    // Where everything is private, nobody is led astray by a port.
    ...(allowPrivate === true ? { mayUsePort: () => true } : {}),
    ...(caFile === undefined ? {} : { caCertificates: [...getCACertificates('default'), pemOf(caFile)].join('\n') }),
  });
  const source =
    bootstrap === 'default' && !publicRoot ? () => Promise.resolve(NOBODY) : bootstrapSource(bootstrap, client);
  const keepingEnding = publicRoot ? keepingEndingOf : () => '.' as Fqdn;
  const named = (domain: Fqdn) => longestMatch(domain, whois, keepingEnding(domain));
  const serverFor = (domain: Fqdn) => named(domain)?.host ?? (publicRoot ? whoisServerFor(domain) : undefined);
  const combined = combinedRegistry({
    rdap: rdapRegistry(source, client, keepingEnding),
    whois: openWhoisRegistry(
      { clock, hosts },
      {
        serverFor,
        port: (host, domain) => {
          const own = named(domain);
          return own?.host === host ? (own.port ?? 43) : 43;
        },
      },
    ),
    sameOperator: (domain, source) => {
      const own = named(domain);
      return own === undefined || operatorOf(own.host) === operatorOf(source);
    },
  });
  const floors = publicRoot ? { registryOf: registryOf() } : {};
  return withFloors(combined, clock, floors, folder === undefined ? undefined : answersOnDisk(folder));
}

/** One patience for all endings of one server: that is what counts our questions. */
function registryOf(): (domain: Fqdn) => string {
  const table = builtInBootstrap();
  return (domain) => {
    const keeping = keepingEndingOf(domain);
    const [base] = serversFor(domain, table, keeping)?.bases ?? [];
    return base === undefined ? (whoisServerFor(domain) ?? keeping.slice(0, -1)) : new URL(base).host;
  };
}

function pemOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new GoLiveError('config-invalid', { subject: file, why: 'the authorities cannot be read', cause });
  }
}
