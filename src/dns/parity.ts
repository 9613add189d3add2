import type { Evidence, Finding, Verdict } from '../domain/finding.ts';
import { sha256 } from '../domain/json.ts';
import { message } from '../domain/message.ts';
import type { Fqdn } from '../domain/name.ts';
import { child, fqdnOrNone, isUnder, parentOf } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import { byKey } from '../domain/rrset.ts';
import type { Tag } from '../domain/severity.ts';
import { closesGate } from '../domain/severity.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Judging, ServerAnswers, ServersView, ZoneAnswer, ZoneQuestion } from './views.ts';
import { answerTo, isDefinite } from './views.ts';
import { isWireType } from './wire-types.ts';
import type { Given } from './zone-lookup.ts';
import { cutsOf, givenIn, isBelowCut } from './zone-lookup.ts';

/**
 * A name that nobody has made, to find out whether a wildcard answers. The same for a zone each time.
 *
 * @returns `undefined`: it would be longer than a name can be (RFC 1035 §2.3.4)
 */
export function probeName(under: Fqdn): Fqdn | undefined {
  return fqdnOrNone(`golive-${sha256(under).slice(0, 12)}.${under}`);
}

/** No word of some host's own, which no server can be asked for. */
const isAskable = ({ type }: { readonly type: string }): boolean => isWireType(type);

/** What one address must answer to a question: this data or this alias; nothing where there is neither. */
interface Expected extends Omit<ZoneQuestion, 'glue'>, Given {
  readonly ttlSeconds?: number;
  readonly tags: { readonly missing: Tag; readonly extra: Tag; readonly differs: Tag };
  /** Of a delegation: the addresses of its servers at or below it, without which nobody finds it (RFC 1034 §4.2.1, RFC 9471 §3.1). */
  readonly glue?: readonly Rrset[];
}

const USUAL = { missing: 'RRSET_MISSING', extra: 'RRSET_EXTRA', differs: 'RRSET_DIFFERS' } as const;
const sameTag = (tag: Tag): Expected['tags'] => ({ missing: tag, extra: tag, differs: tag });
/** Taken out on purpose, or an address family the site does not have: still there, it would catch traffic. */
const MUST_BE_GONE = sameTag('RRSET_DIFFERS');

/**
 * Everything that each address of each server is asked, with what it must say: the intended RRsets; that what was taken out is gone, which leaves the
 * name to a wildcard where there is one above it (RFC 4592 §3.3.1); that no address, alias or mail exchanger stands where the intended zone has
 * another; that wildcards are where they were and nowhere else.
 */
function expectations(zone: Fqdn, all: readonly Rrset[], goneOrOwn: readonly ZoneQuestion[]): readonly Expected[] {
  const known = EXPECTED.get(all);
  if (known?.zone === zone && known.gone === goneOrOwn) return known.expected;
  const expected = workOut(zone, all, goneOrOwn);
  EXPECTED.set(all, { zone, gone: goneOrOwn, expected });
  return expected;
}

/** A zone is asked about and compared many times over while its plan stays the same. */
const EXPECTED = new WeakMap<
  readonly Rrset[],
  { readonly zone: Fqdn; readonly gone: readonly ZoneQuestion[]; readonly expected: readonly Expected[] }
>();

function workOut(zone: Fqdn, all: readonly Rrset[], goneOrOwn: readonly ZoneQuestion[]): Expected[] {
  const intended = all.filter(isAskable);
  const gone = goneOrOwn.filter(isAskable);
  const cuts = cutsOf(intended, zone);
  const expected = new Map<string, Expected>();
  const expect = (one: Expected): void => {
    const key = `${one.name} ${one.type}`;
    if (!expected.has(key)) expected.set(key, one);
  };
  for (const set of intended.filter((candidate) => !isBelowCut(candidate, cuts, zone))) {
    const apexNs = set.type === 'NS' && set.name === zone;
    const cut = set.type === 'NS' && !apexNs;
    const tags = apexNs
      ? sameTag('APEX_NS_DIFFERS')
      : cut || (set.type === 'DS' && set.name !== zone)
        ? { ...USUAL, missing: 'SUBDELEGATION_MISSING' as const }
        : USUAL;
    const glue = cut ? glueOf(set, all) : [];
    expect({
      ...{ name: set.name, type: set.type, rdatas: set.rdatas, ttlSeconds: set.ttlSeconds, tags },
      ...(glue.length === 0 ? {} : { glue }),
    });
  }
  // Where an alias took the place of other types, it answers for them: that is as intended, and asked for itself.
  const aliased = new Set(intended.filter(({ type }) => type === 'CNAME').map(({ name }) => name));
  for (const { name, type } of gone)
    if (!isBelowCut({ name, type }, cuts, zone) && !aliased.has(name))
      expect({ name, type, ...givenIn(zone, all, { name, type }), tags: MUST_BE_GONE });
  const hosts = intended.filter(({ type }) => type === 'A' || type === 'AAAA').map(({ name }) => name);
  for (const name of new Set(hosts.filter((host) => !isBelowCut({ name: host, type: 'A' }, cuts, zone))))
    for (const type of ['A', 'AAAA']) expect({ name, type, rdatas: [], tags: MUST_BE_GONE });
  for (const type of ['A', 'AAAA', 'MX', 'CAA', 'HTTPS']) expect({ name: zone, type, rdatas: [], tags: MUST_BE_GONE });
  expect({ name: zone, type: 'CNAME', rdatas: [], tags: { ...USUAL, extra: 'CNAME_AT_APEX' } });
  // What a host likes to add by itself and what catches nobody: worth a word.
  for (const type of ['TXT', 'SVCB', 'NAPTR']) expect({ name: zone, type, rdatas: [], tags: USUAL });
  const dmarc = { name: child('_dmarc', zone), type: 'TXT' };
  expect({ ...dmarc, ...givenIn(zone, all, dmarc), tags: sameTag('RRSET_EXTRA') });

  const probe = (under: Fqdn, type: string): void => {
    const name = probeName(under);
    if (name === undefined) return;
    const question = { name, type };
    expect({ ...question, ...givenIn(zone, all, question), tags: sameTag('WILDCARD_DIFFERS') });
  };
  for (const set of intended)
    if (set.name.startsWith('*.') && !isBelowCut(set, cuts, zone)) probe(parentOf(set.name), set.type);
  for (const type of ['A', 'AAAA', 'MX']) probe(zone, type);
  for (const name of namesWithNamesBelow(zone, intended, cuts)) probe(name, 'A');
  return [...expected.values()];
}

/** Other names of the zone are its own to answer, or another delegation's. */
function glueOf(cut: Rrset, all: readonly Rrset[]): Rrset[] {
  const own = cut.rdatas.filter((server) => isUnder(server as Fqdn, cut.name));
  return own.flatMap((server) => ['A', 'AAAA'].flatMap((type) => byKey(all).get(`${server} ${type}`) ?? []));
}

/** A wildcard may hide below any of them; where a host stands, people make one. */
const MOST_PROBED = 8;

function namesWithNamesBelow(zone: Fqdn, intended: readonly Rrset[], cuts: ReadonlySet<Fqdn>): Fqdn[] {
  const parents = intended.filter(({ name }) => name !== zone).map(({ name }) => parentOf(name));
  return [...new Set(parents)]
    .filter((name) => name !== zone && !/(?:^|\.)[_*]/.test(name) && !isBelowCut({ name, type: 'A' }, cuts, zone))
    .sort()
    .slice(0, MOST_PROBED);
}

export function parityQuestions(
  zone: Fqdn,
  intended: readonly Rrset[],
  gone: readonly ZoneQuestion[] = [],
): ZoneQuestion[] {
  return expectations(zone, intended, gone).map(({ name, type, glue }) => ({
    ...{ name, type },
    ...(glue === undefined ? {} : { glue: glue.map((set) => ({ name: set.name, type: set.type })) }),
  }));
}

/** Those of them without whose answer nothing is known: what else could be found there closes no gate. */
export function decidingQuestions(
  zone: Fqdn,
  intended: readonly Rrset[],
  gone: readonly ZoneQuestion[] = [],
): ZoneQuestion[] {
  return expectations(zone, intended, gone)
    .filter(isDeciding)
    .map(({ name, type }) => ({ name, type }));
}

/** Some servers say nothing to types that they do not know, and few ever ask for those. */
function isDeciding({ rdatas, alias, tags }: Expected): boolean {
  const possible = rdatas.length === 0 && alias === undefined ? [tags.extra] : [tags.missing, tags.differs];
  return possible.some((tag) => closesGate(tag, 'cutover'));
}

/** What the inventory has and the intended zone has not. */
export function goneFrom(inventory: readonly Rrset[], intended: readonly Rrset[]): readonly ZoneQuestion[] {
  const known = GONE.get(intended);
  if (known?.inventory === inventory) return known.gone;
  const kept = new Set(intended.map(({ name, type }) => `${name} ${type}`));
  const gone = inventory
    .filter(({ name, type }) => type !== 'SOA' && !kept.has(`${name} ${type}`))
    .map(({ name, type }) => ({ name, type }));
  GONE.set(intended, { inventory, gone });
  return gone;
}

const GONE = new WeakMap<
  readonly Rrset[],
  { readonly inventory: readonly Rrset[]; readonly gone: readonly ZoneQuestion[] }
>();

export interface Parity {
  /** `yes`: every counted address gave every expected answer. One that counts without a definite answer makes it unknown, never yes. */
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
  /** Some question that counts had no definite answer, whatever the others said. */
  readonly isOpen: boolean;
}

/** Compares the intended zone with what each address answered. Whether the addresses serve the zone at all is `judgeServers`' part. */
export function compareZone(
  zone: Fqdn,
  intended: readonly Rrset[],
  gone: readonly ZoneQuestion[],
  view: ServersView,
  now: EpochMs,
  judging: Judging = {},
): Parity {
  return compare(expectations(zone, intended, gone), view, now, judging);
}

/** An RRset that was taken out, with what the zone says in its place: mostly nothing, else what a wildcard has, or an alias. */
export interface Gone extends Omit<ZoneQuestion, 'glue'>, Given {}

export function goneIn(zone: Fqdn, intended: readonly Rrset[], gone: readonly ZoneQuestion[]): readonly Gone[] {
  return gone.map(({ name, type }) => ({ name, type, ...givenIn(zone, intended, { name, type }) }));
}

/** Compares some RRsets of a zone and nothing beside them; `gone` must not be there. */
export function compareSets(
  sets: readonly Rrset[],
  gone: readonly Gone[],
  view: ServersView,
  now: EpochMs,
  judging: Judging = {},
): Parity {
  const here = sets.filter(isAskable).map((set): Expected => ({ ...set, tags: USUAL }));
  const notHere = gone.filter(isAskable).map((one): Expected => ({ ...one, tags: MUST_BE_GONE }));
  return compare([...here, ...notHere], view, now, judging);
}

function compare(all: readonly Expected[], view: ServersView, now: EpochMs, judging: Judging): Parity {
  const servers = countedServers(view, judging);
  const findings: Finding[] = [];
  let unknown = servers.length === 0;
  let differs = false;
  const aliasIsAsked = all.some(({ name, type }) => name === view.zone && type === 'CNAME');
  for (const [index, expected] of all.entries()) {
    const wrong = new Map<Tag, Evidence[]>();
    const lost = new Map<Rrset, GlueFault[]>();
    for (const server of servers) {
      const answer = answerTo(server, expected.name, expected.type, index);
      if (server.outcome !== 'answer' || answer === undefined || !isDefinite(answer.outcome)) {
        unknown ||= server.outcome !== 'answer' || isDeciding(expected);
        continue;
      }
      // An alias at the apex answers for all types; it is judged once, where it is asked for itself.
      if (expected.name === view.zone && answer.alias !== null && aliasIsAsked && expected.type !== 'CNAME') continue;
      const tag = faultOf(expected, answer);
      if (tag === undefined) {
        // A server that holds the zone below as well answers for it with authority, and owes nobody its addresses.
        if (expected.glue === undefined || answer.outcome !== 'referral') continue;
        unknown ||= answer.glue === undefined;
        for (const fault of glueFaults(expected.glue, server, answer, now))
          lost.set(fault.set, [...(lost.get(fault.set) ?? []), fault]);
        continue;
      }
      if (tag !== 'TTL_DIFFERS' && tag !== 'RRSET_EXTRA') differs = true;
      wrong.set(tag, [...(wrong.get(tag) ?? []), evidenceOf(server, answer, now)]);
    }
    for (const [tag, evidence] of wrong) findings.push(findingOf(tag, expected, evidence));
    for (const [set, faults] of lost) findings.push(glueFinding(set, faults));
    differs ||= lost.size > 0;
  }
  return { verdict: differs ? 'no' : unknown ? 'unknown' : 'yes', findings, isOpen: unknown };
}

export function countedServers(view: ServersView, judging: Judging): readonly ServerAnswers[] {
  const asked = view.servers.filter(({ outcome }) => outcome !== 'not-asked');
  return judging.acceptNotAsked === true && asked.length > 0 ? asked : view.servers;
}

function faultOf(expected: Expected, answer: ZoneAnswer): Tag | undefined {
  // An alias answers for every type.
  if (expected.alias !== undefined) return answer.alias === expected.alias ? undefined : expected.tags.differs;
  if (answer.alias !== null && expected.type !== 'CNAME')
    return expected.rdatas.length === 0 ? expected.tags.extra : expected.tags.differs;
  if (answer.rdatas.length === 0) return expected.rdatas.length === 0 ? undefined : expected.tags.missing;
  if (expected.rdatas.length === 0) return expected.tags.extra;
  if (answer.rdatas.length !== expected.rdatas.length || answer.rdatas.some((data) => !expected.rdatas.includes(data)))
    return expected.tags.differs;
  const ttlSeconds = expected.type === 'NS' ? undefined : expected.ttlSeconds;
  return ttlSeconds !== undefined && answer.ttlSeconds !== null && answer.ttlSeconds !== ttlSeconds
    ? 'TTL_DIFFERS'
    : undefined;
}

export function evidenceOf(server: ServerAnswers, answer: ZoneAnswer, now: EpochMs): Evidence {
  const said =
    answer.rdatas.length > 0
      ? answer.rdatas.join(', ')
      : answer.alias === null
        ? answer.outcome.toUpperCase()
        : `CNAME ${answer.alias}`;
  return { asked: `${server.server} ${server.address} ${answer.name} ${answer.type}`, answered: said, atMs: now };
}

function findingOf(tag: Tag, expected: Expected, evidence: readonly Evidence[]): Finding {
  const { name, type, rdatas, alias } = expected;
  const wanted = alias === undefined ? rdatas : [`CNAME ${alias}`];
  return {
    tag,
    subject: `${name} ${type}`,
    message: message(TEXT_OF[tag] ?? 'dns.finding.differs', {
      name,
      type,
      expected: wanted.length === 0 ? '–' : wanted.join(', '),
      count: evidence.length,
    }),
    evidence,
  };
}

interface GlueFault {
  readonly set: Rrset;
  readonly isMissing: boolean;
  readonly evidence: Evidence;
}

/** Addresses of the delegation that are not there, or are others; their TTL matters to nobody. */
function glueFaults(glue: readonly Rrset[], server: ServerAnswers, answer: ZoneAnswer, now: EpochMs): GlueFault[] {
  if (answer.glue === undefined) return [];
  return glue.flatMap((set): GlueFault[] => {
    const given = answer.glue!.find(({ name, type }) => name === set.name && type === set.type)?.rdatas ?? [];
    if (given.length === set.rdatas.length && given.every((data) => set.rdatas.includes(data))) return [];
    const said = { ...answer, name: set.name, type: set.type, rdatas: given };
    return [{ set, isMissing: given.length === 0, evidence: evidenceOf(server, said, now) }];
  });
}

/** Another address is no other value that might work as well: nobody tries it as a site or a mail server. */
function glueFinding(set: Rrset, faults: readonly GlueFault[]): Finding {
  const { name, type, rdatas } = set;
  const text = faults.every(({ isMissing }) => isMissing) ? 'dns.finding.missing' : 'dns.finding.differs';
  return {
    tag: 'SUBDELEGATION_MISSING',
    subject: `${name} ${type}`,
    message: message(text, { name, type, expected: rdatas.join(', '), count: faults.length }),
    evidence: faults.map(({ evidence }) => evidence),
  };
}

const TEXT_OF: Partial<Record<Tag, string>> = {
  RRSET_MISSING: 'dns.finding.missing',
  SUBDELEGATION_MISSING: 'dns.finding.missing',
  RRSET_EXTRA: 'dns.finding.extra',
  TTL_DIFFERS: 'dns.finding.ttl-differs',
  APEX_NS_DIFFERS: 'dns.finding.apex-ns',
  WILDCARD_DIFFERS: 'dns.finding.wildcard',
  CNAME_AT_APEX: 'dns.finding.extra',
};
