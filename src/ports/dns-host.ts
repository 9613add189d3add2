import type { Fqdn } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';

export interface DnsHostLimits {
  readonly minTtlSeconds: number;
  /** Whether `putRrsets` is all or nothing. */
  readonly atomic: boolean;
  /** How long until what was written shows in `readZone`, milliseconds. */
  readonly consistencyMs: number;
}

/** A DNS operator's API for the zones of one account. All writes are absolute: sending them twice changes nothing. */
export interface DnsHost {
  readonly limits: DnsHostLimits;
  /** The servers that a zone here is delegated to, absolute names. */
  nameServers(zone: Fqdn, signal: AbortSignal): Promise<readonly Fqdn[]>;
  /**
   * Every RRset of the zone, without SOA, with the apex NS; canonical.
   * @throws GoLiveError `zone-missing`
   */
  readZone(zone: Fqdn, signal: AbortSignal): Promise<readonly Rrset[]>;
  /** Makes the zone, unsigned, with its apex NS and nothing else; a zone that exists is left as it is. */
  createZone(zone: Fqdn, signal: AbortSignal): Promise<void>;
  /** Takes the zone away; one that is not there is left so. */
  deleteZone(zone: Fqdn, signal: AbortSignal): Promise<void>;
  /**
   * Makes each given RRset exact and leaves all others alone; an RRset with no `rdatas` is removed.
   * @throws GoLiveError `zone-missing`
   */
  putRrsets(zone: Fqdn, rrsets: readonly Rrset[], signal: AbortSignal): Promise<void>;
  /** Signs the zone and answers the DS rdatas to publish; a signed zone stays as it is. `undefined`: this host does not sign. */
  signZone(zone: Fqdn, signal: AbortSignal): Promise<readonly string[] | undefined>;
}
