import type { Outcome } from '../dns/views.ts';
import type { Fqdn } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import type { EpochMs } from '../domain/time.ts';

export interface ServerAddress {
  /** The server's name, where it has one. */
  readonly name?: Fqdn;
  /** IPv4 or IPv6, without port: the port is the configuration's. A configured root may carry `:port`. */
  readonly address: string;
  /** The name in its certificate (RFC 8310 §8.1), where it is asked over TLS. */
  readonly tlsName?: string;
}

export interface DnsQuestion {
  readonly server: ServerAddress;
  readonly name: Fqdn;
  /** `NS`, `SOA`, `A`, `TYPE65` … */
  readonly type: string;
  /** RD: true only for recursive resolvers. */
  readonly recursive: boolean;
  /** Default: UDP, and TCP when the answer is truncated. `tls`: RFC 7858, port 853 unless the address says another. */
  readonly transport?: 'udp' | 'tcp' | 'tls';
  /** DO (RFC 3225): signatures and proofs of absence come along. */
  readonly dnssec?: true;
  /** CD (RFC 4035 §3.2.2): the resolver's own judgement of signatures is not wanted. */
  readonly checkingDisabled?: true;
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
  /** AD: this resolver has checked the signatures (RFC 4035 §3.2.3). Absent: no. */
  readonly authenticated?: true;
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
  /** Who runs it; one rate limit holds for all addresses of an operator. Absent: the address stands for itself. */
  readonly operator?: string;
  /** Says "no" to some names on purpose (malware, adult content). */
  readonly filters?: boolean;
  /** Asked over TLS, with this name in its certificate. */
  readonly tlsName?: string;
  /** Counts for the verdict; others are only shown. */
  readonly gate: boolean;
}

/**
 * A whole zone from one server (AXFR, RFC 5936). `records` holds the RRsets without SOA, canonical, only where the outcome is `answer`; most
 * servers refuse, and that is no fault of theirs.
 */
export interface ZoneTransfer {
  readonly outcome: 'answer' | 'refused' | 'malformed' | 'timeout' | 'unreachable' | 'not-asked';
  readonly rrsets: readonly Rrset[];
  readonly serial?: number;
  readonly why?: string;
  readonly atMs: EpochMs;
}

/** The DNS as it is seen from outside. Sockets live in the adapter. */
export interface Dns {
  readonly roots: readonly ServerAddress[];
  readonly resolvers: readonly Resolver[];
  /** One answer per question, in the questions' order. Never rejects for what a server does; that is the answer's `outcome`. */
  askAll(questions: readonly DnsQuestion[], signal: AbortSignal): Promise<DnsAnswer[]>;
  /** Never rejects for what a server does; that is the `outcome`. */
  transfer(server: ServerAddress, zone: Fqdn, signal: AbortSignal): Promise<ZoneTransfer>;
}
