import { isDefinite } from '../dns/views.ts';
import type { Fqdn } from '../domain/name.ts';
import { isUnder } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import type { DnsAnswer } from '../ports/dns.ts';

/** A zone's servers as its parent names them. */
export interface Cut {
  readonly zone: Fqdn;
  readonly servers: readonly Fqdn[];
  /** Addresses that came with the referral, by server, only those the referring zone may speak for. */
  readonly glue: ReadonlyMap<string, readonly string[]>;
}

/** A referral that leads nowhere is a shrug; only one further down towards the name helps (RFC 9499 §7, "lame"). */
export function isUseful(answer: DnsAnswer, name: Fqdn, zone: Fqdn | undefined): boolean {
  if (!isDefinite(answer.outcome)) return false;
  if (answer.outcome === 'referral') return referralOf(answer, name, zone) !== undefined;
  if (answer.outcome === 'answer' || zone === undefined) return true;
  // "No", said for a zone further up (RFC 2308 §2): this server has that one, and not the zone that it was asked as a server of.
  const soas = answer.authority.filter(({ type }) => type === 'SOA');
  return soas.length === 0 || soas.some((soa) => isUnder(soa.name, zone));
}

export function referralOf(answer: DnsAnswer, name: Fqdn, zone: Fqdn | undefined): Cut | undefined {
  const above = zone ?? ('.' as Fqdn);
  const set = answer.authority.find(
    (candidate) =>
      candidate.type === 'NS' &&
      candidate.name !== above &&
      isUnder(candidate.name, above) &&
      isUnder(name, candidate.name),
  );
  return set && cutOf(set, answer, above);
}

/** The servers that a zone names itself, of which a server answered that was asked as one of `above`. */
export function apexOf(answer: DnsAnswer, zone: Fqdn, above: Fqdn): Cut | undefined {
  const set = answer.answer.find(({ name, type }) => name === zone && type === 'NS');
  return set && cutOf(set, answer, above);
}

/**
 * NOERROR without data, with a zone's NS and without the SOA is a referral (RFC 2308 §2.2), also where a server sets AA on it; of a zone that lies
 * below the one that the server was asked about, since some name their own servers beside every "no data".
 */
export function asReferral(answer: DnsAnswer, zone: Fqdn | undefined): DnsAnswer {
  const { outcome, question, authority } = answer;
  if (outcome !== 'nodata' || question.recursive || authority.some(({ type }) => type === 'SOA')) return answer;
  return referralOf(answer, question.name, zone) === undefined ? answer : { ...answer, outcome: 'referral' };
}

function cutOf(set: Rrset, answer: DnsAnswer, above: Fqdn): Cut {
  const glue = new Map<string, readonly string[]>();
  for (const server of set.rdatas) {
    // What lies outside the referring zone is not its to say.
    if (!isUnder(server as Fqdn, above)) continue;
    const addresses = addressesIn(answer.additional.filter((extra) => extra.name === server));
    if (addresses.length > 0) glue.set(server, addresses);
  }
  return { zone: set.name, servers: set.rdatas as readonly Fqdn[], glue };
}

export function addressesIn(sets: readonly Rrset[]): string[] {
  return sets.filter(({ type }) => type === 'A' || type === 'AAAA').flatMap(({ rdatas }) => rdatas);
}
