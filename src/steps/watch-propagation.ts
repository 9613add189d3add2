import { z } from 'zod';
import { servesExactly } from '../checks/delegation.ts';
import { DelegationSight, seeDelegation, switchTerms, zonePlanOf } from '../checks/delegation-sight.ts';
import { compareRecords, RecordsSight, recordsPlan, recordsTerms, seeRecords } from '../checks/records-sight.ts';
import type { ResolverAnswer, ResolverTurn } from '../checks/resolvers.ts';
import { readResolvers, turnOf } from '../checks/resolvers.ts';
import { allServe, judgeServers } from '../checks/servers.ts';
import { turnQuestions } from '../checks/turn-questions.ts';
import { cutoverMemory, decidedKeys, holderOf, judgingOf, stayingHost, waitingSince } from '../checks/zone-memory.ts';
import type { DeadlineTerm } from '../dns/deadline.ts';
import { worstCaseAt } from '../dns/deadline.ts';
import { driftOf } from '../dns/drift.ts';
import { compareZone, goneFrom } from '../dns/parity.ts';
import { isDefinite } from '../dns/views.ts';
import type { Decision } from '../domain/decision.ts';
import type { Finding, Verdict } from '../domain/finding.ts';
import { message } from '../domain/message.ts';
import { displayName } from '../domain/name.ts';
import { HOUR, MINUTE, SECOND } from '../domain/time.ts';
import type { StepPorts } from '../ports/step-ports.ts';
import type { Step, StepContext } from './contract.ts';

const Params = z.strictObject({});
type Params = z.infer<typeof Params>;

const outcomes = z.enum(['new', 'old', 'mixed', 'other', 'negative', 'error']);
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
      }),
    )
    .readonly(),
});
type Observed = z.infer<typeof Observed>;

const LOOK_AGAIN_MS = 15 * MINUTE;
const SOONEST_MS = 30 * SECOND;

/**
 * Watches until nobody who keeps to the rules can still be on the old side: the parents and every new server say the new thing, and the
 * computed deadline has passed. Never done earlier, however many resolvers have turned: a transfer may stand on it. The old zone is compared
 * all the while; an edit there is an edit that visitors of the new side miss.
 * Facts: `switchedAtMs`, `terms`, `worstCaseAtMs`, `resolvers`, `earlyAtMs` (every gate resolver new), `propagatedAtMs`.
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
  const zones =
    records === null
      ? zonePlanOf(ctx)
      : { inventory: records.inventory.rrsets, intended: recordsPlan(ctx, records).intended };
  const names = delegation === null ? undefined : { old: delegation.oldNameServers, new: delegation.newNameServers };
  // Before the parents have switched, names that only the new zone has would be remembered as absent.
  const isOver = delegation === null || servesExactly(delegation.delegation, delegation.newNameServers) === 'yes';
  const questions = turnQuestions(ctx.domain, zones, names).filter((question) => isOver || question.old.length > 0);
  const answers = await readResolvers(ports.dns, questions, signal);
  return { delegation, records, resolvers: answers };
}

interface Truth {
  /** Every parent server delegates to exactly the new set. */
  readonly delegated: Verdict;
  /** Every address of every server serves what is intended. */
  readonly served: Verdict;
  readonly findings: readonly Finding[];
  readonly drift: readonly Finding[];
  readonly terms: readonly DeadlineTerm[];
}

function truthOf(ctx: StepContext<Params>, o: Observed, now: number): Truth {
  const judging = judgingOf(ctx);
  if (o.delegation !== null) {
    const { intended, inventory } = zonePlanOf(ctx);
    const { delegation, newNameServers, newServers, oldServers, oldZone } = o.delegation;
    const parity = compareZone(ctx.domain, intended, goneFrom(inventory, intended), newServers, now, judging);
    const question = { zone: ctx.domain, inventory, intended, decided: decidedKeys(ctx.answers) };
    return {
      delegated: newNameServers.length === 0 ? 'unknown' : servesExactly(delegation, newNameServers, judging),
      served: both(parity.verdict, allServe(newServers, judging)),
      findings: [...parentFindings(ctx, o.delegation, now), ...judgeServers(newServers, now), ...parity.findings],
      drift: inventory.length === 0 ? [] : driftOf(question, oldServers, oldZone, now).findings,
      terms: switchTerms(ctx, o.delegation),
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
      drift: [],
      terms: recordsTerms(ctx.domain, plan_, o.records),
    };
  }
  return { delegated: 'yes', served: 'yes', findings: [], drift: [], terms: [] };
}

function both(a: Verdict, b: Verdict): Verdict {
  if (a === 'no' || b === 'no') return 'no';
  return a === 'yes' && b === 'yes' ? 'yes' : 'unknown';
}

function parentFindings(ctx: StepContext<Params>, sight: DelegationSight, now: number): Finding[] {
  const wrong = sight.delegation.parents.filter(
    ({ outcome, ns }) => isDefinite(outcome) && ns.join(' ') !== [...sight.newNameServers].sort().join(' '),
  );
  if (wrong.length === 0) return [];
  return [
    {
      tag: 'DELEGATION_PARTIAL',
      subject: ctx.domain,
      message: message('dns.finding.delegation-partial', { zone: displayName(ctx.domain) }),
      evidence: wrong.map(({ server, address, ns, outcome }) => ({
        asked: `${server} ${address} NS`,
        answered: ns.length === 0 ? outcome.toUpperCase() : ns.join(', '),
        atMs: now,
      })),
    },
  ];
}

function plan(ctx: StepContext<Params>, o: Observed, now: number): Decision<never> {
  const zone = displayName(ctx.domain);
  const own = ctx.earlier[ctx.stepId]?.facts ?? {};
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
  const terms = cutover?.terms ?? (own['terms'] as readonly DeadlineTerm[] | undefined) ?? truth.terms;
  const exactSinceMs =
    typeof own['exactSinceMs'] === 'number'
      ? own['exactSinceMs']
      : own['interrupted'] === true
        ? now
        : (cutover?.switchedAtMs ?? now);
  const worstCaseAtMs = Math.max(cutover?.worstCaseAtMs ?? 0, worstCaseAt({ switchedAtMs: exactSinceMs, terms }));
  const turns = turnOf(o.resolvers as readonly ResolverAnswer[]);
  const isEarly = turns.some(({ gate }) => gate) && turns.every(({ gate, outcome }) => !gate || outcome === 'new');
  const base = {
    exactSinceMs,
    switchedAtMs: exactSinceMs,
    terms,
    worstCaseAtMs,
    resolvers: remembered(own, turns, now),
  };
  const early = own['earlyAtMs'] ?? (isEarly ? now : undefined);
  const facts = { ...base, ...(early === undefined ? {} : { earlyAtMs: early }) };

  if (truth.drift.length > 0)
    return {
      kind: 'ask',
      task: message('dns.watch.drifted', { zone, count: truth.drift.length }),
      owner: 'agency',
      lookAgainMs: now + LOOK_AGAIN_MS,
      findings: truth.drift,
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
      return clearsAtMs > now && isSteady(clearsAtMs, seen) ? [clearsAtMs] : [];
    });
    const soonest = Math.max(now + SOONEST_MS, Math.min(now + LOOK_AGAIN_MS, ...next));
    return {
      kind: 'wait',
      for: 'time',
      untilMs: worstCaseAtMs,
      lookAgainMs: Math.min(worstCaseAtMs, soonest),
      deadlineMs: worstCaseAtMs,
      reason: message('dns.watch.caches', { zone, until: worstCaseAtMs }),
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
      findings: late.map(({ name }) => staleFinding(zone, name, o, now)),
      facts,
    };
  return { kind: 'done', facts: { ...facts, propagatedAtMs: now } };
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

/**
 * When each resolver was first seen with the new answer. The moment a cache clears is computed anew each time and wobbles, and one that
 * serves stale data puts it off for ever: only a change of the answer, or a large step, is news.
 */
function remembered(own: Readonly<Record<string, unknown>>, turns: readonly ResolverTurn[], now: number) {
  const before = Array.isArray(own['resolvers']) ? (own['resolvers'] as readonly Partial<Remembered>[]) : [];
  return turns.map(({ name, gate, outcome, clearsAtMs }): Remembered => {
    const known = before.find((one) => one.name === name);
    const turnedAtMs = known?.turnedAtMs ?? (outcome === 'new' ? now : undefined);
    const step = known?.clearsAtMs === undefined || clearsAtMs === null ? Infinity : clearsAtMs - known.clearsAtMs;
    const steady = known?.outcome === outcome && Math.abs(step) <= LOOK_AGAIN_MS;
    const clears = clearsAtMs === null ? undefined : steady ? known?.clearsAtMs : clearsAtMs;
    return {
      name,
      gate,
      outcome,
      ...(turnedAtMs === undefined ? {} : { turnedAtMs }),
      ...(clears === undefined ? {} : { clearsAtMs: clears }),
    };
  });
}

interface Remembered {
  readonly name: string;
  readonly gate: boolean;
  readonly outcome: string;
  readonly turnedAtMs?: number;
  readonly clearsAtMs?: number;
}
