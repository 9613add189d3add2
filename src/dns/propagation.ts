import type { Evidence, Finding, Verdict } from '../domain/finding.ts';
import { message } from '../domain/message.ts';
import type { Fqdn } from '../domain/name.ts';
import { displayName } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import type { EpochMs } from '../domain/time.ts';
import { dsSeen, sameNames, servesExactly } from './delegation.ts';
import { canCheckDigest, dsMatches } from './dnssec.ts';
import type { Gone, Parity } from './parity.ts';
import { compareSets, compareZone, countedServers, goneFrom } from './parity.ts';
import { allServe, judgeServers } from './servers.ts';
import type { DelegationView, Judging, ParentAnswer, ServersView } from './views.ts';
import { answerTo, isDefinite } from './views.ts';

/** How far a change has come in the world (design §6). `unknown` is never "not propagated". */
export const PROPAGATION_VERDICTS = ['propagated', 'partial', 'not-started', 'failed', 'unknown'] as const;
export type PropagationVerdict = (typeof PROPAGATION_VERDICTS)[number];

/**
 * What one address of the parent says, beside the old and the new set. half: some of the new servers, or the new ones beside others.
 * intermediate: a set that is neither, as a registry's placeholder. none: there is no delegation.
 */
export type ParentKind = 'new' | 'old' | 'half' | 'intermediate' | 'none' | 'unknown';

/** @param old `null`: nobody knows what was before; then any set without a new server counts as old */
export function kindOfParent(parent: ParentAnswer, wanted: readonly Fqdn[], old: readonly Fqdn[] | null): ParentKind {
  if (!isDefinite(parent.outcome)) return 'unknown';
  if (parent.ns.length === 0) return 'none';
  if (sameNames(parent.ns, wanted)) return 'new';
  if (old !== null && sameNames(parent.ns, old)) return 'old';
  const fresh = parent.ns.some((name) => wanted.includes(name) && old?.includes(name) !== true);
  if (fresh) return 'half';
  if (old === null || parent.ns.some((name) => old.includes(name))) return 'old';
  return 'intermediate';
}

/** What must be true with authority before anything else is looked at. */
export interface Truth {
  /** Every address of every parent server delegates to exactly the new set. */
  readonly delegated: Verdict;
  /** Every address of every new server serves what is intended. */
  readonly served: Verdict;
  readonly findings: readonly Finding[];
}

export const both = (a: Verdict, b: Verdict): Verdict => {
  if (a === 'no' || b === 'no') return 'no';
  return a === 'yes' && b === 'yes' ? 'yes' : 'unknown';
};

/** Where the name servers are switched, and the whole new zone is known. */
export function truthOfSwitch(
  zone: Fqdn,
  wanted: readonly Fqdn[],
  old: readonly Fqdn[] | null,
  planned: { readonly intended: readonly Rrset[]; readonly inventory: readonly Rrset[] },
  views: { readonly delegation: DelegationView; readonly newServers: ServersView },
  now: EpochMs,
  judging: Judging = {},
): Truth {
  const { intended, inventory } = planned;
  const parity = compareZone(zone, intended, goneFrom(inventory, intended), views.newServers, now, judging);
  return truth(zone, wanted, old, parity, views, now, judging);
}

/** Where only the names of the new servers are known: they serve the zone, and name themselves in it. */
export function truthOfServers(
  zone: Fqdn,
  wanted: readonly Fqdn[],
  old: readonly Fqdn[] | null,
  views: { readonly delegation: DelegationView; readonly newServers: ServersView },
  now: EpochMs,
  judging: Judging = {},
): Truth {
  const apex: Rrset = { name: zone, type: 'NS', ttlSeconds: 0, rdatas: wanted };
  const parity = compareSets([apex], [], views.newServers, now, judging);
  const findings = parity.findings.map((finding) =>
    finding.tag === 'RRSET_DIFFERS' ? { ...finding, tag: 'APEX_NS_DIFFERS' } : finding,
  );
  const relevant = findings.filter(({ tag }) => tag !== 'TTL_DIFFERS');
  return truth(zone, wanted, old, { ...parity, findings: relevant }, views, now, judging);
}

function truth(
  zone: Fqdn,
  wanted: readonly Fqdn[],
  old: readonly Fqdn[] | null,
  parity: Parity,
  { delegation, newServers }: { readonly delegation: DelegationView; readonly newServers: ServersView },
  now: EpochMs,
  judging: Judging,
): Truth {
  return {
    delegated: wanted.length === 0 ? 'unknown' : servesExactly(delegation, wanted, judging),
    served: both(parity.verdict, allServe(newServers, judging)),
    findings: [
      ...delegationFindings(zone, delegation, wanted, old, now),
      ...judgeServers(newServers, now),
      ...parity.findings,
    ],
  };
}

/** Where records change in a zone that stays: the delegation is not touched. */
export function truthOfRecords(
  sets: readonly Rrset[],
  gone: readonly Gone[],
  servers: ServersView,
  now: EpochMs,
  judging: Judging = {},
): Truth {
  const parity = compareSets(sets, gone, servers, now, judging);
  const serve = allServe(servers, judging);
  return {
    delegated: 'yes',
    served: sets.length + gone.length === 0 ? serve : both(parity.verdict, serve),
    findings: [...judgeServers(servers, now), ...parity.findings],
  };
}

/** Parent servers that do not name the new set; a set that is neither old nor new is named as such. */
export function delegationFindings(
  zone: Fqdn,
  delegation: DelegationView,
  wanted: readonly Fqdn[],
  old: readonly Fqdn[] | null,
  now: EpochMs,
): Finding[] {
  const evidenceOf = (parents: readonly ParentAnswer[]): Evidence[] =>
    parents.map(({ server, address, ns, outcome }) => ({
      asked: `${server} ${address} NS`,
      answered: ns.length === 0 ? outcome.toUpperCase() : ns.join(', '),
      atMs: now,
    }));
  const of = (...kinds: ParentKind[]) =>
    delegation.parents.filter((parent) => kinds.includes(kindOfParent(parent, wanted, old)));
  const shown = displayName(zone);
  const found: Finding[] = [];
  const none = of('none');
  const strange = of('intermediate');
  const kinds = new Set(delegation.parents.map((parent) => kindOfParent(parent, wanted, old)));
  kinds.delete('unknown');
  // All of them still with the old set have not begun: that is no disagreement.
  const behind = kinds.size > 1 || kinds.has('half') ? of('old', 'half', 'none') : [];
  const answered = delegation.parents.filter(({ outcome }) => isDefinite(outcome)).length;
  if (none.length > 0 && none.length === answered)
    return [
      {
        tag: 'NOT_DELEGATED',
        subject: zone,
        message: message('check.finding.not-delegated', { zone: shown }),
        evidence: evidenceOf(none),
      },
    ];
  if (behind.length > 0)
    found.push({
      tag: 'DELEGATION_PARTIAL',
      subject: zone,
      message: message('dns.finding.delegation-partial', { zone: shown }),
      evidence: evidenceOf(behind),
    });
  if (strange.length > 0) {
    const sets = [...new Set(strange.map(({ ns }) => ns.map(displayName).join(', ')))];
    found.push({
      tag: 'DELEGATION_INTERMEDIATE',
      subject: zone,
      message: message('check.finding.intermediate', { zone: shown, servers: sets.join(' / ') }),
      evidence: evidenceOf(strange),
    });
  }
  return found;
}

/**
 * The zone is delegated to a server none of whose keys fits any DS at the parent: validating resolvers fail on it (RFC 4035 §5.2). One that
 * fits is enough (RFC 6840 §5.11), and a digest that cannot be computed here proves nothing. The DNSKEY question must be among the view's.
 */
export function dsHolds(delegation: DelegationView, servers: ServersView, now: EpochMs, judging: Judging): Finding[] {
  const { zone } = delegation;
  const ds = dsSeen(delegation);
  // Of DS whose digest they cannot compute validators take no notice; where all are such, the zone is unsigned to them (RFC 6840 §5.2).
  if (!ds.some(canCheckDigest)) return [];
  const broken = countedServers(servers, judging).filter((server) => {
    const keys = answerTo(server, zone, 'DNSKEY');
    if (server.outcome !== 'answer' || keys === undefined || !isDefinite(keys.outcome)) return false;
    return !ds.some((one) => keys.rdatas.some((key) => dsMatches(zone, one, key)));
  });
  if (broken.length === 0) return [];
  const parents = delegation.parents.filter((parent) => parent.ds.length > 0);
  return [
    {
      tag: 'DNSSEC_FAILS',
      subject: zone,
      message: message('check.finding.ds-without-key', { zone: displayName(zone) }),
      evidence: [
        ...parents.map(({ server, address, ds: has }) => ({
          asked: `${server} ${address} DS`,
          answered: has.join(', '),
          atMs: now,
        })),
        ...broken.map((server) => ({
          asked: `${server.server} ${server.address} ${zone} DNSKEY`,
          answered: answerTo(server, zone, 'DNSKEY')!.rdatas.join(', ') || 'NODATA',
          atMs: now,
        })),
      ],
    },
  ];
}

/**
 * The zone that is left still names its own servers at its apex and still answers: a cache that goes by the child's set is refreshed by it
 * and can stay there past any computed moment (measured).
 */
export function oldNsStays(
  zone: Fqdn,
  wanted: readonly Fqdn[],
  oldServers: ServersView,
  now: EpochMs,
): Finding | undefined {
  const holding = oldServers.servers.filter((server) => {
    const apex = answerTo(server, zone, 'NS');
    return server.outcome === 'answer' && apex?.outcome === 'answer' && !sameNames(apex.rdatas, wanted);
  });
  if (holding.length === 0) return undefined;
  return {
    tag: 'OLD_APEX_NS_STAYS',
    subject: zone,
    message: message('check.finding.old-ns-stays', { zone: displayName(zone) }),
    evidence: holding.map((server) => ({
      asked: `${server.server} ${server.address} ${zone} NS`,
      answered: answerTo(server, zone, 'NS')!.rdatas.join(', '),
      atMs: now,
    })),
    fix: message('check.fix.old-ns-stays'),
  };
}

/** How many of the counted addresses serve these sets; a zone that stays has no other sign of how far its change has come. */
export function recordsServed(
  sets: readonly Rrset[],
  gone: readonly Gone[],
  view: ServersView,
  now: EpochMs,
  judging: Judging = {},
): { readonly right: number; readonly wrong: number; readonly unknown: number } {
  const verdicts = countedServers(view, judging).map((server) => {
    const alone = { zone: view.zone, servers: [server] };
    return both(compareSets(sets, gone, alone, now).verdict, server.outcome === 'answer' ? 'yes' : 'unknown');
  });
  const count = (wanted: Verdict) => verdicts.filter((verdict) => verdict === wanted).length;
  return { right: count('yes'), wrong: count('no'), unknown: count('unknown') };
}

/** What a cache's answer is beside the old and the new data. error: it gave no answer. */
export const TURN_OUTCOMES = ['new', 'old', 'mixed', 'other', 'negative', 'error'] as const;
export type TurnOutcome = (typeof TURN_OUTCOMES)[number];

/** One resolver that counts, as far as the verdict needs it. */
export interface GateTurn {
  readonly name: string;
  readonly outcome: TurnOutcome;
}

export interface Standing {
  readonly truth: Pick<Truth, 'delegated' | 'served'>;
  /** `null`: the delegation is not what changes. */
  readonly parents: readonly ParentKind[] | null;
  /** Only where the delegation is not what changes. */
  readonly records?: { readonly right: number; readonly wrong: number };
  /** Resolvers that count; those that lie are not among them. */
  readonly gate: readonly GateTurn[];
  /** `null`: nobody knows when the switch was, so no moment can be computed. */
  readonly deadlinePassed: boolean | null;
  /** A resolver that validates refuses what is right without validation, or the DS has no key. */
  readonly dnssecFails: boolean;
  /** Nothing was said to change: parent and child agree, and resolvers that do not answer hold nobody up. */
  readonly settled?: boolean;
  /** More changes than resolvers were asked about: while a deadline is ahead, their word is not enough. */
  readonly cutOff?: boolean;
}

/**
 * The one verdict: authoritative truth, and the computed deadline or every resolver that counts. No share of resolvers is ever enough, and
 * what could not be asked is no "no". After the deadline resolvers are shown and no longer counted: one that is dead holds nobody up.
 */
export function propagationVerdict(standing: Standing): PropagationVerdict {
  const { truth: is, parents, records, gate, deadlinePassed, dnssecFails, settled, cutOff } = standing;
  if (dnssecFails) return 'failed';
  if (parents !== null && is.delegated !== 'yes') return verdictOfParents(parents, is.delegated);
  if (is.served === 'no') {
    if (parents !== null) return 'failed';
    return (records?.right ?? 0) > 0 ? 'partial' : 'not-started';
  }
  if (is.served === 'unknown') return 'unknown';
  if (deadlinePassed === true) return 'propagated';
  const answering = gate.filter(({ outcome }) => outcome !== 'error');
  if (answering.some(({ outcome }) => outcome !== 'new')) return 'partial';
  if (settled === true) return 'propagated';
  if (cutOff === true && deadlinePassed === false) return 'partial';
  if (answering.length === gate.length && gate.length > 0) return 'propagated';
  // Truth is there, and some resolver that counts could not be heard. With a deadline ahead that is only "not everybody yet".
  return deadlinePassed === false ? 'partial' : 'unknown';
}

function verdictOfParents(parents: readonly ParentKind[], delegated: Verdict): PropagationVerdict {
  const heard = parents.filter((kind) => kind !== 'unknown');
  if (heard.length === 0 || delegated === 'unknown') return 'unknown';
  const kinds = new Set(heard);
  if (kinds.size === 1 && kinds.has('none')) return 'failed';
  return kinds.size === 1 && kinds.has('old') ? 'not-started' : 'partial';
}
