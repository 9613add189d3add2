import type { Fqdn } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import type { Judged } from './response.ts';

/** What came of a question, kept apart on purpose: a timeout is not "no", a lame server is not an empty zone. */
export type Outcome = Judged | 'timeout' | 'unreachable' | 'not-asked';
export const OUTCOMES = [
  'answer',
  'nodata',
  'nxdomain',
  'referral',
  'servfail',
  'refused',
  'lame',
  'malformed',
  'timeout',
  'unreachable',
  'not-asked',
] as const satisfies readonly Outcome[];

/** The server said something definite: there is data, there is none, or it is delegated further. */
export function isDefinite(outcome: Outcome): boolean {
  return outcome === 'answer' || outcome === 'nodata' || outcome === 'nxdomain' || outcome === 'referral';
}

/** One address of one of the parent's servers, asked without recursion for the zone's NS and DS. */
export interface ParentAnswer {
  /** Empty where a configured root has no name. */
  readonly server: string;
  /** Empty: no address of this server could be found. */
  readonly address: string;
  readonly outcome: Outcome;
  /** Sorted; empty when the parent says that there is no delegation, or when it said nothing definite. */
  readonly ns: readonly Fqdn[];
  readonly nsTtlSeconds: number | null;
  readonly dsOutcome: Outcome;
  readonly ds: readonly string[];
  readonly dsTtlSeconds: number | null;
}

export interface DelegationView {
  readonly zone: Fqdn;
  readonly parents: readonly ParentAnswer[];
}

export interface ZoneQuestion {
  readonly name: Fqdn;
  readonly type: string;
  /** Ask for the signatures too (DO). */
  readonly dnssec?: true;
  /** Addresses that have to come along where the answer is a referral at this very name (RFC 9471 §3.1). */
  readonly glue?: readonly Pick<Rrset, 'name' | 'type'>[];
}

/** What one address said to one question. `rdatas` and `ttlSeconds` are there for `answer`, and for a referral at this very name. */
export interface ZoneAnswer extends Omit<ZoneQuestion, 'dnssec' | 'glue'> {
  readonly outcome: Outcome;
  readonly rdatas: readonly string[];
  readonly ttlSeconds: number | null;
  /** Where the name is an alias instead. */
  readonly alias: string | null;
  /** RRSIG rdatas over this RRset; absent: they were not asked for. */
  readonly signatures?: readonly string[];
  /** Of a referral at this very name those of the addresses asked for that are there; absent: no such referral, or nobody knows. */
  readonly glue?: readonly Pick<Rrset, 'name' | 'type' | 'rdatas'>[];
}

/** One address of one authoritative server of a zone. */
export interface ServerAnswers {
  readonly server: Fqdn;
  /** Empty: no address of this server could be found. */
  readonly address: string;
  /** What the server's name is an alias for, which it must not be (RFC 2181 §10.3); absent: it is none. */
  readonly alias?: string;
  /** Of the SOA question over UDP; everything but `answer` means that this address does not serve the zone. */
  readonly outcome: Outcome;
  /** Of the SOA question over TCP. */
  readonly tcp: Outcome;
  readonly serial: number | null;
  /** How long "does not exist" is kept: the lower of the SOA's TTL and MINIMUM (RFC 2308 §5). */
  readonly negativeTtlSeconds: number | null;
  readonly answers: readonly ZoneAnswer[];
}

export interface ServersView {
  readonly zone: Fqdn;
  readonly servers: readonly ServerAnswers[];
}

/** A person may accept that an address family that this machine cannot route was not asked; nothing else is ever waived. */
export interface Judging {
  readonly acceptNotAsked?: boolean;
}

/** @param at where it is likely to stand: a server is mostly asked in the order in which its answers are compared */
export function answerTo(server: ServerAnswers, name: Fqdn, type: string, at = 0): ZoneAnswer | undefined {
  const isWanted = (answer: ZoneAnswer): boolean => answer.name === name && answer.type === type;
  const likely = server.answers[at];
  return likely !== undefined && isWanted(likely) ? likely : server.answers.find(isWanted);
}

/** Of these RRsets those of which no server said whether they are there: nobody knows how they are now. */
export function unheard<Set extends Pick<ZoneQuestion, 'name' | 'type'>>(
  view: ServersView,
  sets: readonly Set[],
): Set[] {
  return sets.filter(
    ({ name, type }) =>
      !view.servers.some((server) => isDefinite(answerTo(server, name, type)?.outcome ?? 'not-asked')),
  );
}

/** The longest TTL with which any of the servers gives this RRset; `undefined`: none gives it. */
export function longestTtlSeconds(view: ServersView, name: Fqdn, type: string): number | undefined {
  const ttls = view.servers.flatMap((server) => answerTo(server, name, type)?.ttlSeconds ?? []);
  return ttls.length === 0 ? undefined : Math.max(...ttls);
}

/** The longest time for which "does not exist" is kept, as any of the servers says; `undefined`: none gave its SOA. */
export function longestNegativeTtlSeconds({ servers }: ServersView): number | undefined {
  const ttls = servers.flatMap(({ negativeTtlSeconds }) => negativeTtlSeconds ?? []);
  return ttls.length === 0 ? undefined : Math.max(...ttls);
}
