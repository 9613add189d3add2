import type { Fqdn } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';

export interface DnsHostLimits {
  readonly minTtlSeconds: number;
  /** Whether `putRrsets` is all or nothing. */
  readonly atomic: boolean;
  /** How long until what was written shows in `readZone`, milliseconds. */
  readonly consistencyMs: number;
  /** Zones are made and taken away by a person here: `createZone` of a missing one and `deleteZone` of a present one are `refused`. */
  readonly zonesByHand?: true;
}

/** An RRset as it shall be. */
export interface RrsetPut extends Rrset {
  /** Only if the data is this now, whatever its TTL; none: only if there is no such RRset. */
  readonly before?: readonly string[];
}

/** A zone with what `readZone` leaves out of it. */
export interface WholeZone {
  readonly rrsets: readonly Rrset[];
  readonly soa?: Rrset;
  /** Owner names that are no `Fqdn` (`a\.b`): nothing here can carry their records. */
  readonly unsayable: readonly string[];
}

/** What would be asked of a host. */
export type ZoneDeed =
  | { readonly kind: 'create'; readonly zone: Fqdn }
  | { readonly kind: 'delete'; readonly zone: Fqdn }
  | { readonly kind: 'put'; readonly zone: Fqdn; readonly rrsets: readonly RrsetPut[] };

/** A DNS operator's API for the zones of one account. All writes are absolute: sending them twice changes nothing. */
export interface DnsHost {
  readonly limits: DnsHostLimits;
  /** The servers that a zone here is delegated to, absolute names. */
  nameServers(zone: Fqdn, signal: AbortSignal): Promise<readonly Fqdn[]>;
  /**
   * Every RRset of the zone, without SOA, with the apex NS, without what signing makes; canonical.
   * @throws GoLiveError `zone-missing`
   */
  readZone(zone: Fqdn, signal: AbortSignal): Promise<readonly Rrset[]>;
  /** `readZone`, and what it leaves out. Absent: there is nothing to say of that. @throws GoLiveError `zone-missing` */
  readWhole?(zone: Fqdn, signal: AbortSignal): Promise<WholeZone>;
  /** Makes the zone, unsigned, with its apex NS and nothing else; a zone that exists is left as it is. */
  createZone(zone: Fqdn, signal: AbortSignal): Promise<void>;
  /** Takes the zone away; one that is not there is left so. */
  deleteZone(zone: Fqdn, signal: AbortSignal): Promise<void>;
  /**
   * Makes each given RRset exact and leaves all others alone; an RRset with no `rdatas` is removed.
   * @throws GoLiveError `zone-missing`; `zone-changed`: one is not as its `before` says, and nothing was written; `refused`: the zone would
   * break RFC 1034 §3.6.2 (a CNAME stands alone) or lose its apex NS, a TTL is below the minimum, a name is not in the zone
   */
  putRrsets(zone: Fqdn, rrsets: readonly RrsetPut[], signal: AbortSignal): Promise<void>;
  /** Signs the zone and answers the DS rdatas to publish; a signed zone stays as it is. `undefined`: this host does not sign. */
  signZone(zone: Fqdn, signal: AbortSignal): Promise<readonly string[] | undefined>;
  /** What goes over the wire for this, for people to read; without secrets. Pure. Absent: nothing worth reading. */
  calls?(deed: ZoneDeed): readonly string[];
}
