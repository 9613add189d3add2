import type { Outcome } from '../dns/views.ts';
import type { Fqdn } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import type { EpochMs } from '../domain/time.ts';

export interface ServerAddress {
  /** The server's name, where it has one. */
  readonly name?: Fqdn;
  /** IPv4 or IPv6, without port: the port is the configuration's. A configured root may carry `:port`. */
  readonly address: string;
}

export interface DnsQuestion {
  readonly server: ServerAddress;
  readonly name: Fqdn;
  /** `NS`, `SOA`, `A`, `TYPE65` … */
  readonly type: string;
  /** RD: true only for recursive resolvers. */
  readonly recursive: boolean;
  /** Default: UDP, and TCP when the answer is truncated. */
  readonly transport?: 'udp' | 'tcp';
}

/**
 * answer: RRsets of the type (or a CNAME chain) in `answer`. nodata: NOERROR, nothing of the type. referral: NOERROR, no answer, AA=0, NS
 * in `authority`. lame: a server that should know the zone answers without authority and without a referral below. not-asked: no route,
 * or not permitted (a private address).
 */
export type DnsOutcome = Outcome;

export interface DnsAnswer {
  readonly question: DnsQuestion;
  readonly outcome: DnsOutcome;
  /** AA. */
  readonly authoritative: boolean;
  /** Canonical RRsets as received; for a resolver `ttlSeconds` is what is left. */
  readonly answer: readonly Rrset[];
  readonly authority: readonly Rrset[];
  readonly additional: readonly Rrset[];
  /** RFC 8914, where given; or what went wrong, in words. */
  readonly why?: string;
  readonly atMs: EpochMs;
}

export interface Resolver {
  readonly name: string;
  readonly address: string;
  readonly region?: string;
  /** Counts for the verdict; others are only shown. */
  readonly gate: boolean;
}

/** The DNS as it is seen from outside. Sockets live in the adapter. */
export interface Dns {
  readonly roots: readonly ServerAddress[];
  readonly resolvers: readonly Resolver[];
  /** One answer per question, in the questions' order. Never rejects for what a server does; that is the answer's `outcome`. */
  askAll(questions: readonly DnsQuestion[], signal: AbortSignal): Promise<DnsAnswer[]>;
}
