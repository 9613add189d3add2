import { probeName } from '../dns/parity.ts';
import type { DelegationView, ServersView } from '../dns/views.ts';
import { isDefinite } from '../dns/views.ts';
import type { Evidence, Finding, Verdict } from '../domain/finding.ts';
import { message } from '../domain/message.ts';
import type { Fqdn } from '../domain/name.ts';
import { fqdn, parentOf } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import type { Dns, DnsAnswer, DnsQuestion, Resolver } from '../ports/dns.ts';
import { serverOf } from './resolvers.ts';

/** Whether a resolver says what the servers in charge say about things that stand still. `unknown`: it did not answer, which is no lie. */
export interface Honesty {
  readonly resolver: string;
  readonly address: string;
  readonly honest: Verdict;
  /** What it said otherwise than the servers in charge. */
  readonly evidence: readonly Evidence[];
}

/** What the servers in charge said, before anybody else was asked. */
interface Truths {
  /** Names that do not exist, or have no address. */
  readonly absent: readonly Fqdn[];
  /** The parent zone's own SOA. */
  readonly soa: Rrset | undefined;
  /** Addresses that the moving zone has anywhere: a cache may still hold one of a wildcard that was there. */
  readonly known: ReadonlySet<string>;
}

interface Views {
  readonly delegation: DelegationView;
  readonly servers: readonly ServersView[];
  /** `false`: the servers may not be all that caches still go to, so names under the apex prove nothing. */
  readonly apex?: boolean;
}

/** So many addresses speak for all of a zone's. */
const ENOUGH = 2;

/**
 * Asks every resolver for names that nobody made, directly under the parent zone and under the apex, and for the parent zone's SOA. The
 * servers in charge are asked first: where one of them has an answer (a wildcard), nothing is expected of the resolvers. A resolver that gives
 * an address where there is none, another SOA, or a TTL above the one it was given, lies.
 *
 * @param zones the moving zone's data on both sides, as far as it is known
 */
export async function readHonesty(
  dns: Dns,
  views: Views,
  zones: readonly Rrset[],
  signal: AbortSignal,
  resolvers: readonly Resolver[] = dns.resolvers,
): Promise<Honesty[]> {
  if (resolvers.length === 0) return [];
  const truths = await readTruths(dns, views, zones, signal);
  const perResolver = [
    ...truths.absent.map((name) => ({ name, type: 'A' })),
    ...(truths.soa === undefined ? [] : [{ name: truths.soa.name, type: 'SOA' }]),
  ];
  const answers = await dns.askAll(
    resolvers.flatMap((resolver) =>
      perResolver.map(({ name, type }) => ({ server: serverOf(resolver), name, type, recursive: true })),
    ),
    signal,
  );
  return resolvers.map(({ name, address }, index) => {
    const own = answers.slice(index * perResolver.length, (index + 1) * perResolver.length);
    return { resolver: name, address, ...judgeHonesty(truths, name, own) };
  });
}

async function readTruths(
  dns: Dns,
  { delegation, servers, apex = true }: Views,
  zones: readonly Rrset[],
  signal: AbortSignal,
): Promise<Truths> {
  const { zone } = delegation;
  const parents = delegation.parents.filter(({ outcome }) => isDefinite(outcome)).slice(0, ENOUGH);
  const children = servers.flatMap((view) =>
    view.servers.filter(({ outcome }) => outcome === 'answer').slice(0, ENOUGH),
  );
  const above = parentOf(zone);
  const aboveProbe = probeUnder(above);
  const apexProbe = probeUnder(zone);
  const ask = (address: string, name: Fqdn | undefined, type: string): DnsQuestion[] =>
    name === undefined ? [] : [{ server: { address }, name, type, recursive: false }];
  const questions = [
    ...parents.flatMap(({ address }) => [...ask(address, aboveProbe, 'A'), ...ask(address, above, 'SOA')]),
    ...(apex ? children.flatMap(({ address }) => ask(address, apexProbe, 'A')) : []),
  ];
  const answers = await dns.askAll(questions, signal);
  const isAbsent = (name: Fqdn): boolean => {
    const said = answers.filter(({ question, outcome }) => question.name === name && isDefinite(outcome));
    const isNo = ({ outcome, authoritative }: DnsAnswer): boolean =>
      authoritative && (outcome === 'nxdomain' || outcome === 'nodata');
    return said.length > 0 && said.every(isNo);
  };
  const soa = answers.flatMap(({ authoritative, answer, question }) =>
    authoritative && question.type === 'SOA' ? answer.filter(({ name, type }) => name === above && type === 'SOA') : [],
  );
  // Where each server names itself as the primary, as those of a directory do, any of them may be what a cache has.
  const agreed = new Set(soa.map(primaryOf)).size === 1;
  return {
    absent: [aboveProbe, apexProbe].filter((name) => name !== undefined).filter(isAbsent),
    soa: agreed ? soa.toSorted((a, b) => b.ttlSeconds - a.ttlSeconds)[0] : undefined,
    known: new Set(zones.filter(({ type }) => type === 'A' || type === 'AAAA').flatMap(({ rdatas }) => rdatas)),
  };
}

const probeUnder = (zone: Fqdn): Fqdn | undefined =>
  zone === '.' ? fqdn(`${probeName(fqdn('golive'))!.split('.')[0]}-probe`) : probeName(zone);

/** Pure: what one resolver's answers say of it. */
export function judgeHonesty(
  truths: Truths,
  resolver: string,
  answers: readonly DnsAnswer[],
): { readonly honest: Verdict; readonly evidence: readonly Evidence[] } {
  const evidence: Evidence[] = [];
  let heard = false;
  for (const answer of answers) {
    const { name, type } = answer.question;
    if (!['answer', 'nodata', 'nxdomain'].includes(answer.outcome)) continue;
    heard = true;
    const said = type === 'SOA' ? otherSoa(truths.soa!, answer) : inventedAddress(truths.known, answer);
    if (said === undefined) continue;
    evidence.push({
      asked: `${resolver} ${answer.question.server.address} ${name} ${type}`,
      answered: said,
      atMs: answer.atMs,
    });
  }
  return { honest: evidence.length > 0 ? 'no' : heard ? 'yes' : 'unknown', evidence };
}

function inventedAddress(known: ReadonlySet<string>, { answer }: DnsAnswer): string | undefined {
  const addresses = answer.filter(({ type }) => type === 'A').flatMap(({ rdatas }) => rdatas);
  const invented = addresses.filter((address) => !known.has(address));
  return invented.length === 0 ? undefined : invented.join(', ');
}

/**
 * Many a resolver keeps everything for a minimum of its own: Knot Resolver for 5 s as it comes, unbound and dnsmasq as told, up to an hour. What it
 * holds too long is old, which is another finding, and must count.
 */
const LONGEST_MINIMUM_SECONDS = 3600;

const primaryOf = (soa: Rrset): string | undefined => soa.rdatas[0]?.split(/\s+/)[0];

/** Serials move and are no sign; the primary server's name stands still (RFC 1035 §3.3.13). */
function otherSoa(truth: Rrset, { answer, outcome }: DnsAnswer): string | undefined {
  const given = answer.find(({ name, type }) => name === truth.name && type === 'SOA');
  if (given === undefined) return outcome.toUpperCase();
  if (primaryOf(given) !== primaryOf(truth)) return given.rdatas.join(', ');
  return given.ttlSeconds > Math.max(truth.ttlSeconds, LONGEST_MINIMUM_SECONDS)
    ? `TTL ${given.ttlSeconds} > ${truth.ttlSeconds}`
    : undefined;
}

export function liesOf(honesty: readonly Honesty[]): Finding[] {
  return honesty
    .filter(({ honest }) => honest === 'no')
    .map(({ resolver, evidence }) => ({
      tag: 'RESOLVER_LIES',
      subject: resolver,
      message: message('check.finding.resolver-lies', { name: resolver }),
      evidence,
    }));
}

export function lyingAddresses(honesty: readonly Honesty[]): ReadonlySet<string> {
  return new Set(honesty.filter(({ honest }) => honest === 'no').map(({ address }) => address));
}
