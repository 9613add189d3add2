import { asGoLiveError } from '../../../domain/errors.ts';
import type { Fqdn } from '../../../domain/name.ts';
import { displayName } from '../../../domain/name.ts';
import type { Registration, Registry } from '../../../ports/registry.ts';
import { type RdapServers, serversFor } from '../../../registration/bootstrap.ts';
import { member, parseBounded } from '../../../registration/json-walk.ts';
import { type RdapReading, readRdap, unknownTo, withRegistrarData } from '../../../registration/rdap.ts';
import { keepingEndingOf } from '../../../registration/registrable.ts';
import { operatorOf } from '../operator.ts';
import { type BootstrapSource, bootstrapSource } from './bootstrap.ts';
import { type Fetched, type Limits, type RdapClient, rdapClient, type Surroundings } from './client.ts';

const ACCEPT = 'application/rdap+json';
/** Servers of one registry that are tried where the one before could not be reached. */
const MOST_BASES = 2;

export interface RdapSettings {
  /** `default`, a URL or a file. */
  readonly bootstrap: string;
}

/**
 * Registrations by RDAP (RFC 7480, 9082, 9083): the registry's answer, and what only the registrar's server adds to it. Asks at once and every time;
 * wrap it in `withFloors`.
 */
export function openRdapRegistry(settings: RdapSettings, surroundings: Surroundings, limits: Limits = {}): Registry {
  const client = rdapClient(surroundings, limits);
  return rdapRegistry(bootstrapSource(settings.bootstrap, client), client);
}

/** @param keepingEnding of a domain: servers of shorter endings know nothing of it, and are not asked */
export function rdapRegistry(
  bootstrap: BootstrapSource,
  client: RdapClient,
  keepingEnding: (domain: Fqdn) => Fqdn = keepingEndingOf,
): Registry {
  async function lookUp(domain: Fqdn, signal: AbortSignal): Promise<Registration> {
    const nobody = (why: string) => unknownTo({ url: 'rdap', atMs: client.clock.now() }, why);
    let servers: RdapServers | undefined;
    try {
      servers = serversFor(domain, await bootstrap(signal), keepingEnding(domain));
    } catch (thrown) {
      return nobody(asGoLiveError(thrown, 'the RDAP bootstrap list').message);
    }
    if (servers === undefined) return nobody(`no RDAP server is known for .${displayName(keepingEndingOf(domain))}`);
    const { registration, related } = await askRegistry(domain, servers, signal);
    if (registration.outcome !== 'found' || related === undefined || signal.aborted) return registration;
    const thick = read(domain, await client.get(related, ACCEPT, signal, registration.source));
    return withRegistrarData(registration, thick.registration);
  }

  async function askRegistry(
    domain: Fqdn,
    { bases, official }: RdapServers,
    signal: AbortSignal,
  ): Promise<RdapReading> {
    let reading: RdapReading | undefined;
    for (const base of bases.slice(0, MOST_BASES)) {
      const fetched = await client.get(`${base}domain/${domain.slice(0, -1)}`, ACCEPT, signal);
      const next = read(domain, fetched);
      const evidence = [...(reading?.registration.evidence ?? []), ...(next.registration.evidence ?? [])];
      reading = { ...next, registration: { ...next.registration, evidence } };
      if (fetched.outcome === 'answered' || signal.aborted) break;
    }
    const { registration } = reading!;
    const { outcome, source } = registration;
    // A registrar, to which some registries send us on (RFC 7480 §5.2), says that of all it does not hold.
    const isTheirs = bases.some((base) => operatorOf(new URL(base).host) === operatorOf(source));
    if (outcome !== 'not-found' || (official && isTheirs)) return reading!;
    // A server that never had this ending says the same.
    const whose = isTheirs ? 'nobody vouches that it keeps this ending' : 'it is not the registry’s server';
    const why = `${source} says that there is no such domain, but ${whose}`;
    return { registration: { ...registration, outcome: 'unknown', why } };
  }

  return { lookUp };
}

function read(domain: Fqdn, fetched: Fetched): RdapReading {
  if (fetched.outcome === 'failed') return { registration: unknownTo(fetched, fetched.why) };
  const reading = readRdap(domain, fetched);
  const { retryAfterMs } = fetched;
  const status = reading.registration.outcome === 'unknown' ? statusOf(fetched) : fetched.status;
  if (status !== 429 && (status !== 503 || retryAfterMs === undefined)) return reading;
  const slowDown = retryAfterMs === undefined ? {} : { retryAfterMs };
  return { registration: { ...reading.registration, slowDown } };
}

/** What it comes to: some answer 200, and say in the error (RFC 9083 §6) what they mean. */
function statusOf({ status, body }: Extract<Fetched, { outcome: 'answered' }>): number {
  if (status !== 200) return status;
  const parsed = parseBounded(body, body.length);
  const code = 'why' in parsed ? undefined : member(parsed.value, 'errorCode');
  // Of anything else a number may not even be asked for.
  return typeof code === 'number' || typeof code === 'string' ? Number(code) : status;
}
