import type { DeadlineTerm } from '../dns/deadline.ts';
import { decisiveTerms, worstCaseAt } from '../dns/deadline.ts';
import { delegationTtlSeconds } from '../dns/delegation.ts';
import { driftOf } from '../dns/drift.ts';
import type { ParentKind, PropagationVerdict, Truth } from '../dns/propagation.ts';
import { dsHolds, kindOfParent, oldNsStays, propagationVerdict, recordsServed } from '../dns/propagation.ts';
import { longestTtlSeconds } from '../dns/views.ts';
import type { Finding } from '../domain/finding.ts';
import { message } from '../domain/message.ts';
import type { Fqdn } from '../domain/name.ts';
import { displayName } from '../domain/name.ts';
import { closesGate } from '../domain/severity.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Honesty } from './canaries.ts';
import { liesOf, lyingAddresses } from './canaries.ts';
import { contentTerms } from './delegation-sight.ts';
import type { Authorities, Expectation } from './propagation-expected.ts';
import { isCutOff, namedBy, truthOf, wantedServers } from './propagation-expected.ts';
import type { ResolverAnswer, ResolverTurn } from './resolvers.ts';
import { turnOf } from './resolvers.ts';

/** Everything that was seen of one domain, each part as old as its last look. */
export interface Sight extends Authorities {
  readonly resolvers: readonly ResolverAnswer[];
  readonly honesty: readonly Honesty[];
  /** Bounds were reached: what was not asked is unknown. */
  readonly spent: boolean;
}

export interface Propagation {
  readonly verdict: PropagationVerdict;
  readonly truth: Truth;
  readonly parents: readonly ParentKind[];
  readonly records: { readonly right: number; readonly wrong: number; readonly unknown: number } | null;
  readonly turns: readonly ResolverTurn[];
  readonly lying: ReadonlySet<string>;
  readonly findings: readonly Finding[];
  readonly terms: readonly DeadlineTerm[];
  /** `null`: nobody knows when the switch was. */
  readonly worstCaseAtMs: EpochMs | null;
}

/** Pure: what all of it means now. An address family without a route here is named and left out; what the bounds cut off never is. */
export function judgeSight(expected: Expectation, sight: Sight, now: EpochMs): Propagation {
  const { zone } = expected;
  const judging = { acceptNotAsked: !sight.spent };
  const truth = truthOf(expected, sight, now, judging);
  const wanted = wantedServers(expected, namedBy(sight.delegation));
  const isSwitch = expected.kind !== 'records';
  const parents = sight.delegation.parents.map((parent) => kindOfParent(parent, wanted, sight.oldNameServers));
  const records = isSwitch ? null : recordsServed(expected.sets, expected.gone, sight.newServers, now, judging);
  const lying = lyingAddresses(sight.honesty);
  const turns = turnOf(sight.resolvers, lying);
  const terms = expected.terms ?? measuredTerms(expected, sight);
  const worstCaseAtMs =
    expected.worstCaseAtMs ??
    (expected.switchedAtMs === undefined ? null : worstCaseAt({ switchedAtMs: expected.switchedAtMs, terms }));
  const dnssec = [
    ...splitFindings(zone, sight.resolvers, lying, now),
    ...(truth.delegated === 'yes' && isSwitch ? dsHolds(sight.delegation, sight.newServers, now, judging) : []),
  ];
  const deadlinePassed = worstCaseAtMs === null ? null : now >= worstCaseAtMs;
  const stands = truth.delegated === 'yes' && truth.served === 'yes';
  const verdict = propagationVerdict({
    truth,
    parents: isSwitch ? parents : null,
    ...(records === null ? {} : { records }),
    gate: turns.filter(({ gate }) => gate),
    deadlinePassed,
    // What is only shown never decides; a resolver with old keys or a wrong clock refuses every signed name.
    dnssecFails: dnssec.some((finding) => finding.severity === undefined),
    ...(expected.kind === 'agreement' ? { settled: true } : {}),
    ...(isCutOff(expected, sight, truth) ? { cutOff: true } : {}),
  });
  const stays = stands && expected.kind === 'switch' ? oldNsStays(zone, wanted, sight.oldServers, now) : undefined;
  return {
    verdict: onlyNamesDiffer(expected, truth, dnssec, verdict) ? 'partial' : verdict,
    truth,
    parents,
    records,
    turns,
    lying,
    terms,
    worstCaseAtMs,
    findings: [
      ...dnssec,
      ...truth.findings,
      ...driftFindings(expected, sight, now),
      ...liesOf(sight.honesty),
      ...(stays === undefined ? [] : [stays]),
      ...(deadlinePassed === true && stands ? lateFindings(zone, sight, lying, now) : []),
    ],
  };
}

/** The servers serve the zone and name others in it than the parent does: that is half a change, not a broken one. */
function onlyNamesDiffer(
  expected: Expectation,
  truth: Truth,
  dnssec: readonly Finding[],
  verdict: PropagationVerdict,
): boolean {
  if (verdict !== 'failed' || dnssec.length > 0 || truth.delegated !== 'yes' || expected.planned !== undefined)
    return false;
  const wrong = truth.findings.filter(({ tag }) => closesGate(tag, 'cutover'));
  // One that only the parent names is often not there at all; who asks it goes on to the others.
  const isOfNames = ({ tag }: Finding) => tag === 'APEX_NS_DIFFERS' || tag === 'SERVER_UNREACHABLE';
  return wrong.some(({ tag }) => tag === 'APEX_NS_DIFFERS') && wrong.every(isOfNames);
}

/** A resolver that refuses with its judgement of signatures and answers without it, by name and with the reason it gives. */
export function splitFindings(
  zone: Fqdn,
  answers: readonly ResolverAnswer[],
  lying: ReadonlySet<string>,
  now: EpochMs,
): Finding[] {
  const failing = answers.filter(({ dnssecFails, address }) => dnssecFails === true && !lying.has(address));
  const byResolver = new Map(failing.map((answer) => [answer.resolver, answer]));
  return [...byResolver.values()].map(({ resolver, why }) => ({
    tag: 'DNSSEC_FAILS',
    subject: resolver,
    message: message('check.finding.dnssec', { zone: displayName(zone), name: resolver, why: why ?? 'SERVFAIL' }),
    ...(failing.some((answer) => answer.resolver === resolver && answer.gate) ? {} : { severity: 'warning' as const }),
    evidence: failing
      .filter((answer) => answer.resolver === resolver)
      .map(({ address, name, type }) => ({
        asked: `${resolver} ${address} ${name} ${type}`,
        answered: `SERVFAIL, NOERROR with CD=1${why === null ? '' : `: ${why}`}`,
        atMs: now,
      })),
  }));
}

function driftFindings(expected: Expectation, sight: Authorities, now: EpochMs): readonly Finding[] {
  const { zone, planned, decided } = expected;
  if (planned === undefined || planned.inventory.length === 0) return [];
  return driftOf({ zone, ...planned, decided }, sight.oldServers, null, now).findings;
}

/** Past the deadline: who still gives the old data, and who is left out because it gives nothing. */
function lateFindings(zone: Fqdn, sight: Sight, lying: ReadonlySet<string>, now: EpochMs): Finding[] {
  return turnOf(sight.resolvers, lying)
    .filter(({ gate, outcome }) => gate && outcome !== 'new')
    .map(({ name, outcome }) => {
      const silent = outcome === 'error';
      return {
        tag: silent ? 'RESOLVER_SILENT' : 'RESOLVER_STALE',
        subject: name,
        message: message(silent ? 'check.finding.resolver-silent' : 'dns.finding.resolver-stale', {
          zone: displayName(zone),
          name,
        }),
        evidence: sight.resolvers
          .filter((answer) => answer.resolver === name && answer.outcome !== 'new')
          .map((answer) => ({
            asked: `${answer.resolver} ${answer.address} ${answer.name} ${answer.type}`,
            answered: answer.rdatas.join(', ') || (answer.why ?? answer.outcome),
            atMs: now,
          })),
      };
    });
}

/** The arithmetic as it can be measured now: what a switch at this moment would take, or took a moment ago. */
function measuredTerms(expected: Expectation, sight: Authorities): DeadlineTerm[] {
  const { zone, planned } = expected;
  if (expected.kind === 'agreement') return [];
  if (expected.kind === 'records') {
    const kept = expected.before.flatMap((set): DeadlineTerm[] => {
      const seconds = longestTtlSeconds(sight.newServers, set.name, set.type) ?? set.ttlSeconds;
      return [{ what: 'rrset', seconds: Math.max(seconds, set.ttlSeconds), source: `${set.name} ${set.type}` }];
    });
    const given = expected.sets.flatMap((set): DeadlineTerm[] => {
      const seconds = longestTtlSeconds(sight.newServers, set.name, set.type);
      return seconds === undefined ? [] : [{ what: 'rrset', seconds, source: `${set.name} ${set.type}` }];
    });
    return decisiveTerms(kept.length > 0 ? kept : given);
  }
  const parent = delegationTtlSeconds(sight.delegation);
  const apex = longestTtlSeconds(sight.oldServers, zone, 'NS');
  const { inventory, intended } = planned ?? { inventory: [], intended: [] };
  return decisiveTerms([
    ...(parent === undefined
      ? []
      : [{ what: 'delegation' as const, seconds: parent, source: `${zone} NS at the parent` }]),
    ...(apex === undefined
      ? []
      : [{ what: 'apex-ns' as const, seconds: apex, source: `${zone} NS at the old servers` }]),
    ...(intended.length === 0 ? [] : contentTerms(zone, inventory, intended, sight.oldServers, 'at the old servers')),
  ]);
}
