import { z } from 'zod';
import { liesOf, readHonesty } from '../checks/canaries.ts';
import { servesExactly } from '../checks/delegation.ts';
import { DelegationSight, seeDelegation, switchTerms, zonePlanOf } from '../checks/delegation-sight.ts';
import { splitFindings } from '../checks/propagation.ts';
import { isDue, keptTurns, remembered } from '../checks/propagation-memory.ts';
import { compareRecords, RecordsSight, recordsPlan, recordsTerms, seeRecords } from '../checks/records-sight.ts';
import type { ResolverAnswer } from '../checks/resolvers.ts';
import { pairsOf, readPairs, turnOf } from '../checks/resolvers.ts';
import { allServe, judgeServers } from '../checks/servers.ts';
import { turnQuestions } from '../checks/turn-questions.ts';
import {
  cutoverMemory,
  decidedKeys,
  holderOf,
  judgingOf,
  overridesDs,
  stayingHost,
  waitingSince,
} from '../checks/zone-memory.ts';
import type { DeadlineTerm } from '../dns/deadline.ts';
import { decisiveTerms, worstCaseAt } from '../dns/deadline.ts';
import { driftOf } from '../dns/drift.ts';
import type { Truth } from '../dns/propagation.ts';
import { both, dsHolds, oldNsStays, TURN_OUTCOMES, truthOfSwitch } from '../dns/propagation.ts';
import { longestTtlSeconds } from '../dns/views.ts';
import type { Decision, Facts } from '../domain/decision.ts';
import type { Finding } from '../domain/finding.ts';
import { message } from '../domain/message.ts';
import { displayName } from '../domain/name.ts';
import type { EpochMs } from '../domain/time.ts';
import { HOUR, MINUTE, SECOND } from '../domain/time.ts';
import type { StepPorts } from '../ports/step-ports.ts';
import type { Step, StepContext } from './contract.ts';

const Params = z.strictObject({});
type Params = z.infer<typeof Params>;

const outcomes = z.enum(TURN_OUTCOMES);
const Observed = z.object({
  /** Where the name servers were switched. */
  delegation: DelegationSight.nullable(),
  /** Where records changed in a zone that stays. */
  records: RecordsSight.nullable(),
  resolvers: z
    .array(
      z.object({
        resolver: z.string(),
        address: z.string(),
        gate: z.boolean(),
        name: z.string(),
        type: z.string(),
        outcome: outcomes,
        rdatas: z.array(z.string()).readonly(),
        clearsAtMs: z.number().nullable(),
        why: z.string().nullable(),
        dnssecFails: z.literal(true).exactOptional(),
      }),
    )
    .readonly(),
  /** Resolvers that were not asked at this look: their copies live on, or they have been seen with the new data often enough. */
  kept: z.array(z.string()).readonly().default([]),
  /** Resolvers that answer otherwise than the servers in charge about what stands still. */
  lying: z
    .array(
      z.object({
        resolver: z.string(),
        address: z.string(),
        evidence: z.array(z.object({ asked: z.string(), answered: z.string(), atMs: z.number() })).readonly(),
      }),
    )
    .readonly()
    .default([]),
});
type Observed = z.infer<typeof Observed>;

const LOOK_AGAIN_MS = 15 * MINUTE;
const SOONEST_MS = 30 * SECOND;
/** Behind the moment at which a copy dies. */
const AFTER_DEATH_MS = SECOND;

/**
 * Watches until nobody who keeps to the rules can still be on the old side: the parents and every new server say the new thing, and the
 * computed deadline has passed. Never done earlier, however many resolvers have turned: a transfer may stand on it. The old zone is compared
 * all the while; an edit there is an edit that visitors of the new side miss. Resolvers are asked once the truth stands, and again when their
 * copies die. Where the old zone goes on naming its own servers, that is said and its NS set counts as content.
 * Facts: `switchedAtMs`, `terms`, `worstCaseAtMs`, `resolvers`, `earlyAtMs` (every gate resolver new), `oldNsStays`, `propagatedAtMs`.
 */
export const watchPropagation: Step<Params, Observed, never> = {
  id: 'watch-propagation',
  phase: 'propagate',
  params: Params,
  observed: Observed,
  change: z.never(),
  needs: () => [],
  observe,
  plan,
  describe: () => message('dns.watch.title'),
  apply: async () => undefined,
};

async function observe(ctx: StepContext<Params>, ports: StepPorts, signal: AbortSignal): Promise<Observed> {
  const switched = ctx.answers.nameServers === 'switch';
  const delegation = switched ? await seeDelegation(ctx, ports, holderOf(ctx), signal) : null;
  const records = switched || ctx.cutover === 'publish' ? null : await seeRecords(ctx, ports, stayingHost(ctx), signal);
  const seen: Observed = { delegation, records, resolvers: [], kept: [], lying: [] };
  const all = ports.dns.resolvers;
  const truth = truthOf(ctx, seen, 0);
  // Before the servers in charge are right, a cache that is asked may learn that a name does not exist.
  if (both(truth.delegated, truth.served) !== 'yes') return { ...seen, kept: all.map(({ name }) => name) };
  const zones =
    records === null
      ? zonePlanOf(ctx)
      : { inventory: records.inventory.rrsets, intended: recordsPlan(ctx, records).intended };
  const names = delegation === null ? undefined : { old: delegation.oldNameServers, new: delegation.newNameServers };
  const due = all.filter(({ name, address }) => isDue(factsOf(ctx), name, address, momentOf(delegation)));
  const resolvers = await readPairs(ports.dns, pairsOf(due, turnQuestions(ctx.domain, zones, names)), signal);
  const kept = all.filter((resolver) => !due.includes(resolver)).map(({ name }) => name);
  // Only one that is not new yet could hold the go-live up; it is worth asking whether it says the truth at all.
  const doubtful = due.filter(({ address }) =>
    resolvers.some((answer) => answer.address === address && answer.outcome !== 'new' && answer.outcome !== 'error'),
  );
  const views = delegation === null ? undefined : [delegation.newServers, delegation.oldServers];
  const honesty =
    delegation === null || views === undefined
      ? []
      : await readHonesty(
          ports.dns,
          { delegation: delegation.delegation, servers: views },
          [...zones.inventory, ...zones.intended],
          signal,
          doubtful,
        );
  const lying = honesty
    .filter(({ honest }) => honest === 'no')
    .map(({ resolver, address, evidence }) => ({ resolver, address, evidence }));
  return { ...seen, resolvers, kept, lying };
}

const factsOf = (ctx: StepContext<Params>): Facts => ctx.earlier[ctx.stepId]?.facts ?? {};

/** When this look was, as the answers themselves say; `undefined`: they do not. */
function momentOf(delegation: DelegationSight | null): EpochMs | undefined {
  const moments = (delegation?.delegation.parents ?? []).flatMap((parent) =>
    'atMs' in parent && typeof parent.atMs === 'number' ? [parent.atMs] : [],
  );
  return moments.length === 0 ? undefined : Math.max(...moments);
}

const oldNsSource = ({ domain }: StepContext<Params>): string => `${domain} NS at the old servers`;

interface WatchedTruth extends Truth {
  /** Worked out when asked for; most looks need it once or not at all. */
  readonly drift: () => readonly Finding[];
  readonly terms: () => readonly DeadlineTerm[];
}

function truthOf(ctx: StepContext<Params>, o: Observed, now: number): WatchedTruth {
  const judging = judgingOf(ctx);
  if (o.delegation !== null) {
    const planned = zonePlanOf(ctx);
    const { inventory, intended } = planned;
    const { delegation, newNameServers, oldNameServers, newServers, oldServers, oldZone } = o.delegation;
    const views = { delegation, newServers };
    const question = () => ({ zone: ctx.domain, inventory, intended, decided: decidedKeys(ctx.answers) });
    return {
      ...truthOfSwitch(ctx.domain, newNameServers, oldNameServers, planned, views, now, judging),
      drift: () => (inventory.length === 0 ? [] : driftOf(question(), oldServers, oldZone, now).findings),
      terms: () => switchTerms(ctx, o.delegation!),
    };
  }
  if (o.records !== null) {
    const plan_ = recordsPlan(ctx, o.records);
    const parity = compareRecords(ctx, plan_, o.records, now);
    const nothing = plan_.questions.length === 0;
    return {
      delegated: 'yes',
      served: nothing
        ? allServe(o.records.servers, judging)
        : both(parity.verdict, allServe(o.records.servers, judging)),
      findings: [...judgeServers(o.records.servers, now), ...parity.findings],
      drift: () => [],
      terms: () => recordsTerms(ctx.domain, plan_, o.records!),
    };
  }
  return { delegated: 'yes', served: 'yes', findings: [], drift: () => [], terms: () => [] };
}

/** The zone that is left goes on naming its own servers, and the term that this adds: its NS set is content that caches fetch to the last. */
function oldSide(ctx: StepContext<Params>, o: Observed, now: number) {
  const sight = o.delegation;
  if (sight === null || servesExactly(sight.delegation, sight.newNameServers, judgingOf(ctx)) !== 'yes')
    return undefined;
  const finding = oldNsStays(ctx.domain, sight.newNameServers, sight.oldServers, now);
  const seconds = longestTtlSeconds(sight.oldServers, ctx.domain, 'NS');
  if (finding === undefined || seconds === undefined) return undefined;
  const term: DeadlineTerm = { what: 'rrset', seconds, source: oldNsSource(ctx) };
  return { finding, term };
}

function plan(ctx: StepContext<Params>, o: Observed, now: number): Decision<never> {
  const zone = displayName(ctx.domain);
  const own = factsOf(ctx);
  const truth = truthOf(ctx, o, now);
  const waitingSinceMs = waitingSince(ctx, now);
  const outside = { for: 'outside', kind: 'wait' } as const;

  if (truth.delegated !== 'yes')
    return {
      ...outside,
      untilMs: now + (truth.delegated === 'no' ? 1 : 5) * MINUTE,
      deadlineMs: waitingSinceMs + 4 * HOUR,
      reason: message(truth.delegated === 'no' ? 'dns.watch.not-delegated' : 'dns.wait.parents', { zone }),
      findings: truth.findings,
      // Off the new servers again: caches may learn the old ones anew, and the arithmetic begins again.
      facts: { waitingSinceMs, ...(truth.delegated === 'no' ? { exactSinceMs: null, interrupted: true } : {}) },
    };

  const cutover = cutoverMemory(ctx);
  const stays = oldSide(ctx, o, now);
  const before = own['terms'] as readonly DeadlineTerm[] | undefined;
  const known = cutover?.terms ?? before ?? truth.terms();
  // Once such a set was out, the longest-lived copy of it counts, also when the old servers are gone by now.
  const own_ = stays?.term ?? before?.find(({ what, source }) => what === 'rrset' && source === oldNsSource(ctx));
  const terms = own_ === undefined ? known : decisiveTerms([...known, own_]);
  const exactSinceMs =
    typeof own['exactSinceMs'] === 'number'
      ? own['exactSinceMs']
      : own['interrupted'] === true
        ? now
        : (cutover?.switchedAtMs ?? now);
  const worstCaseAtMs = Math.max(cutover?.worstCaseAtMs ?? 0, worstCaseAt({ switchedAtMs: exactSinceMs, terms }));
  const answers = o.resolvers as readonly ResolverAnswer[];
  const lying = new Set(o.lying.map(({ address }) => address));
  const asked = turnOf(answers, lying);
  const turns = [...asked, ...keptTurns(own, o.kept, asked)];
  const isEarly = turns.some(({ gate }) => gate) && turns.every(({ gate, outcome }) => !gate || outcome === 'new');
  const base = {
    exactSinceMs,
    switchedAtMs: exactSinceMs,
    terms,
    worstCaseAtMs,
    resolvers: remembered(own, turns, new Set(asked.map(({ name }) => name)), now),
    ...(stays === undefined ? {} : { oldNsStays: true }),
  };
  const early = own['earlyAtMs'] ?? (isEarly ? now : undefined);
  const facts = { ...base, ...(early === undefined ? {} : { earlyAtMs: early }) };

  const refusing = [
    ...splitFindings(ctx.domain, answers, lying, now),
    ...(o.delegation === null ? [] : dsHolds(o.delegation.delegation, o.delegation.newServers, now, judgingOf(ctx))),
  ];
  if (refusing.some(({ severity }) => severity === undefined) && !overridesDs(ctx))
    return {
      kind: 'ask',
      task: dnssecTask(zone, answers),
      owner: 'agency',
      lookAgainMs: now + 5 * MINUTE,
      findings: refusing,
      facts: { ...facts, waitingSinceMs: null },
    };
  const warnings = [
    ...refusing,
    ...liesOf(o.lying.map((one) => ({ ...one, honest: 'no' as const }))),
    // The step that switched has said so already, where it saw it.
    ...(stays === undefined || ctx.earlier['change-delegation']?.facts['oldApexStays'] === true ? [] : [stays.finding]),
  ];
  const drift = truth.drift();
  if (drift.length > 0)
    return {
      kind: 'ask',
      task: message('dns.watch.drifted', { zone, count: drift.length }),
      owner: 'agency',
      lookAgainMs: now + LOOK_AGAIN_MS,
      findings: drift,
      facts: { ...facts, waitingSinceMs: null },
    };
  if (truth.served !== 'yes')
    return {
      ...outside,
      untilMs: now + 5 * MINUTE,
      deadlineMs: waitingSinceMs + HOUR,
      reason: message(truth.served === 'no' ? 'dns.watch.not-served' : 'dns.watch.not-heard', { zone }),
      findings: truth.findings,
      facts: { ...facts, waitingSinceMs },
    };
  if (now < worstCaseAtMs) {
    // A moment that moved is one that the resolver does not keep to (stale data come with 30 s, RFC 8767 §5): not worth a look of its own.
    const next = base.resolvers.flatMap(({ name, clearsAtMs = 0 }) => {
      const seen = turns.find((turn) => turn.name === name)?.clearsAtMs ?? 0;
      return clearsAtMs > now && isSteady(clearsAtMs, seen) ? [clearsAtMs + AFTER_DEATH_MS] : [];
    });
    const soonest = Math.max(now + SOONEST_MS, Math.min(now + LOOK_AGAIN_MS, ...next));
    return {
      kind: 'wait',
      for: 'time',
      untilMs: worstCaseAtMs,
      lookAgainMs: Math.min(worstCaseAtMs, soonest),
      deadlineMs: worstCaseAtMs,
      reason: message('dns.watch.caches', { zone, until: worstCaseAtMs }),
      ...(warnings.length === 0 ? {} : { findings: warnings }),
      facts: { ...facts, waitingSinceMs: null },
    };
  }
  // A cache that breaks the rules, or serves stale data because it cannot reach anybody: a person looks, and may say that it does not matter.
  const late = turns.filter(({ gate, outcome }) => gate && (outcome === 'old' || outcome === 'mixed'));
  const accepted = ctx.claimed !== undefined && ctx.claimed.atMs >= worstCaseAtMs;
  if (late.length > 0 && !accepted)
    return {
      kind: 'ask',
      task: message('dns.watch.late', { zone, resolvers: late.map(({ name }) => name).join(', ') }),
      owner: 'agency',
      lookAgainMs: now + 5 * MINUTE,
      findings: [...late.map(({ name }) => staleFinding(zone, name, o, now)), ...warnings],
      facts,
    };
  return {
    kind: 'done',
    facts: { ...facts, propagatedAtMs: now },
    ...(warnings.length === 0 ? {} : { findings: warnings }),
  };
}

/** Who refuses, and why, as the resolvers themselves say it; without one the DS alone is proof. */
function dnssecTask(zone: string, answers: readonly ResolverAnswer[]) {
  const failing = answers.filter(({ dnssecFails }) => dnssecFails === true);
  if (failing.length === 0) return message('check.finding.ds-without-key', { zone });
  const resolvers = [...new Set(failing.map(({ resolver }) => resolver))].join(', ');
  return message('dns.watch.dnssec', { zone, resolvers, why: failing[0]!.why ?? 'SERVFAIL' });
}

function staleFinding(zone: string, name: string, o: Observed, now: number): Finding {
  const evidence = o.resolvers
    .filter(({ resolver, outcome }) => resolver === name && outcome !== 'new')
    .map((answer) => ({
      asked: `${answer.resolver} ${answer.address} ${answer.name} ${answer.type}`,
      answered: answer.rdatas.join(', ') || answer.outcome,
      atMs: now,
    }));
  return {
    tag: 'RESOLVER_STALE',
    subject: name,
    message: message('dns.finding.resolver-stale', { zone, name }),
    evidence,
  };
}

const isSteady = (a: number, b: number): boolean => Math.abs(a - b) <= 5 * SECOND;
