import { z } from 'zod';
import { firstRefusal } from '../checks/cutover-gates.ts';
import { servesExactly } from '../checks/delegation.ts';
import { DelegationSight, seeDelegation, switchTerms, wayBackTerms } from '../checks/delegation-sight.ts';
import { Names, RrsetSchema } from '../checks/schemas.ts';
import { anyServes, judgeServers } from '../checks/servers.ts';
import { holderOf, judgingOf, memoryOf, waitingSince } from '../checks/zone-memory.ts';
import { worstCaseAt, worstCaseSeconds } from '../dns/deadline.ts';
import { agreedNs, dsSeen, sameNames } from '../dns/delegation.ts';
import { serversSatisfy } from '../dns/ds-match.ts';
import { answerTo, longestTtlSeconds } from '../dns/views.ts';
import type { Decision } from '../domain/decision.ts';
import type { Finding } from '../domain/finding.ts';
import { message } from '../domain/message.ts';
import type { Fqdn } from '../domain/name.ts';
import { displayName } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';
import { rrset } from '../domain/rrset.ts';
import { HOUR, MINUTE } from '../domain/time.ts';
import { has } from './asking.ts';
import type { Step, StepContext } from './contract.ts';
import { slotGate } from './slot-gate.ts';

/** Through whose account: the registrar that is left, or after a transfer the one that gained it. */
const Params = z.strictObject({ via: z.enum(['losingRegistrar', 'gainingRegistrar']).exactOptional() });
type Params = z.infer<typeof Params>;
type Observed = DelegationSight;

const Change = z.discriminatedUnion('kind', [
  /** The apex NS RRset inside the zone that is left: caches that go by it would stay there for ever (measured). */
  z.object({ kind: z.literal('old-apex-ns'), zone: z.string(), rrset: RrsetSchema }),
  z.object({ kind: z.literal('parent'), zone: z.string(), nameServers: Names, back: z.boolean() }),
]);
type Change = z.infer<typeof Change>;

/** The registry publishes in minutes, some a few times a day; after this a person is told. */
const PUBLISH_MS = 4 * HOUR;
/** What the old zone says of its servers after the cutover is kept briefly, so that the way back stays short. */
const OLD_APEX_NS_TTL_SECONDS = 300;

/**
 * Moves the domain to the new name servers. Facts: `oldNameServers`, `nameServers`, `terms` (measured before the switch), `switchedAtMs`
 * (every parent server seen with exactly the new set), `worstCaseAtMs`; on the way back `restoredAtMs`, `backTerms`, `untilMs`.
 */
export const changeDelegation: Step<Params, Observed, Change> = {
  id: 'change-delegation',
  phase: 'cutover',
  params: Params,
  observed: DelegationSight,
  change: Change,
  needs: (ctx) => [viaOf(ctx)],
  observe: (ctx, ports, signal) => seeDelegation(ctx, ports, viaOf(ctx), signal),
  plan,
  describe: (change) =>
    change.kind === 'parent'
      ? message(change.back ? 'dns.change-delegation.back' : 'dns.change-delegation.parent', {
          zone: change.zone,
          servers: change.nameServers.map(displayName).join(', '),
        })
      : message('dns.change-delegation.old-apex-ns', {
          zone: change.zone,
          servers: change.rrset.rdatas.map((name) => displayName(name as Fqdn)).join(', '),
          ttl: change.rrset.ttlSeconds,
        }),
  apply: async (ctx, changes, ports, effects, signal) => {
    for (const change of changes) {
      if (change.kind === 'old-apex-ns') {
        const host = ports.oldDnsHost!;
        await effects.absolute('old-apex-ns', change.rrset, host.limits.consistencyMs, () =>
          host.putRrsets(ctx.domain, [change.rrset], signal),
        );
      } else {
        const registrar = ports[viaOf(ctx)]!;
        await effects.absolute('parent', change.nameServers, registrar.consistencyMs, () =>
          registrar.setNameServers(ctx.domain, change.nameServers, signal),
        );
      }
    }
  },
  undo,
  undoCost: (ctx) => {
    const { terms } = memoryOf(ctx);
    const zone = displayName(ctx.domain);
    return terms === undefined
      ? message('dns.change-delegation.undo-cost-unknown', { zone })
      : message('dns.change-delegation.undo-cost', { zone, seconds: worstCaseSeconds(terms) });
  },
};

function viaOf(ctx: StepContext<Params>) {
  return ctx.params.via ?? holderOf(ctx);
}

function plan(ctx: StepContext<Params>, o: Observed, now: number): Decision<Change> {
  const zone = displayName(ctx.domain);
  const memory = memoryOf(ctx);
  const judging = judgingOf(ctx);
  const wanted = o.newNameServers;
  const names = { oldNameServers: o.oldNameServers, nameServers: wanted };
  const exact = wanted.length === 0 ? 'no' : servesExactly(o.delegation, wanted, judging);
  if (exact === 'yes') {
    const terms = memory.terms ?? switchTerms(ctx, o);
    const switchedAtMs = memory.switchedAtMs ?? now;
    return {
      kind: 'done',
      facts: { ...names, terms, switchedAtMs, worstCaseAtMs: worstCaseAt({ switchedAtMs, terms }) },
    };
  }

  const waitingSinceMs = waitingSince(ctx, now);
  const wait = (text: string): Decision<Change> => ({
    kind: 'wait',
    for: 'outside',
    untilMs: now + MINUTE,
    deadlineMs: waitingSinceMs + PUBLISH_MS,
    reason: message(text, { zone, servers: wanted.map(displayName).join(', ') }),
    findings: partial(ctx, o, now),
    facts: { ...names, waitingSinceMs },
  });
  if (agreedNs(o.delegation).kind === 'unknown') return wait('dns.wait.parents');
  // Ordered already, by us or by the person who says so: the registry publishes in its own time.
  const ordered = o.registrarNs === null ? claimedLately(ctx, now) : sameNames(o.registrarNs, wanted);
  if (wanted.length > 0 && (ordered || partial(ctx, o, now).length > 0))
    return wait('dns.change-delegation.wait-parents');
  if (exact === 'unknown') return wait('dns.wait.parents');

  const notNow = slotGate(ctx, now);
  if (notNow !== undefined) return { ...notNow, facts: { waitingSinceMs: null } };
  const refusal = firstRefusal(ctx, o, now);
  if (refusal !== undefined) return { kind: 'blocked', ...refusal, facts: { waitingSinceMs: null } };
  const parent: Change = { kind: 'parent', zone, nameServers: wanted, back: false };
  const apex = oldApexNs(ctx, o, wanted);
  // Only a person can do it, and we do the rest: theirs comes first, as it would otherwise. Some hosts do not let them; that is their word.
  const [byHand] = has(ctx, viaOf(ctx)) && !has(ctx, 'oldDnsHost') ? apex : [];
  if (byHand !== undefined && ctx.claimed === undefined && ctx.acted === 0)
    return { kind: 'ask', task: changeDelegation.describe(byHand), lookAgainMs: now + 5 * MINUTE, facts: names };
  return {
    kind: 'act',
    changes: byHand === undefined ? [...apex, parent] : [parent],
    facts: { ...names, terms: switchTerms(ctx, o), switchedAtMs: null, waitingSinceMs: null },
  };
}

/** A person without an API said that it is done: give the registry time before asking again. */
function claimedLately(ctx: StepContext<Params>, now: number): boolean {
  return ctx.claimed !== undefined && now < ctx.claimed.atMs + PUBLISH_MS;
}

/** Parents that disagree: a change on its way, or gone wrong half-way. */
function partial(ctx: StepContext<Params>, o: Observed, now: number): Finding[] {
  const agreed = agreedNs(o.delegation);
  if (agreed.kind !== 'partial') return [];
  return [
    {
      tag: 'DELEGATION_PARTIAL',
      subject: ctx.domain,
      message: message('dns.finding.delegation-partial', { zone: displayName(ctx.domain) }),
      evidence: o.delegation.parents.map(({ server, address, ns, outcome }) => ({
        asked: `${server} ${address} NS`,
        answered: ns.length === 0 ? outcome.toUpperCase() : ns.join(', '),
        atMs: now,
      })),
    },
  ];
}

function oldApexNs(ctx: StepContext<Params>, o: Observed, wanted: readonly Fqdn[]): Change[] {
  if (ctx.interruption !== 'none' || (o.oldZone === null && !anyServes(o.oldServers))) return [];
  const present = apexNsOf(ctx, o);
  if (present !== undefined && sameNames(present.rdatas, wanted)) return [];
  const ttlSeconds = Math.max(
    Math.min(present?.ttlSeconds ?? OLD_APEX_NS_TTL_SECONDS, OLD_APEX_NS_TTL_SECONDS),
    o.oldMinTtlSeconds,
  );
  return [{ kind: 'old-apex-ns', zone: displayName(ctx.domain), rrset: rrset(ctx.domain, 'NS', ttlSeconds, wanted) }];
}

/**
 * The way back: the parent's old set, the old zone's own old set, then as long as caches may still hold the new one. Not onto servers that
 * no longer answer, nor past a DS that the old zone cannot satisfy: that would be worse than staying.
 */
function undo(ctx: StepContext<Params>, before: Observed, o: Observed, now: number): Decision<Change> {
  const zone = displayName(ctx.domain);
  const memory = memoryOf(ctx);
  const judging = judgingOf(ctx);
  const wanted = oldSetOf(before);
  if (wanted.length === 0) return { kind: 'done' };
  const apexBack = apexNsBack(ctx, before, o);
  const exact = servesExactly(o.delegation, wanted, judging);
  const orderedBack = o.registrarNs === null || sameNames(o.registrarNs, wanted);

  if (exact === 'yes' && orderedBack && apexBack.length === 0) {
    const own = ctx.earlier[ctx.stepId]?.facts ?? {};
    const mayHaveMoved =
      ctx.startedMs !== undefined ||
      ctx.claimed !== undefined ||
      memory.switchedAtMs !== undefined ||
      own['movedBack'] === true;
    if (!mayHaveMoved) return { kind: 'done' };
    const restoredAtMs = memory.restoredAtMs ?? now;
    const backTerms = memory.backTerms ?? wayBackTerms(ctx, o);
    const untilMs = worstCaseAt({ switchedAtMs: restoredAtMs, terms: backTerms });
    const facts = { restoredAtMs, backTerms, untilMs };
    if (now >= untilMs) return { kind: 'done', facts };
    return {
      kind: 'wait',
      for: 'time',
      untilMs,
      reason: message('dns.wait.way-back', { zone, until: untilMs }),
      facts,
    };
  }

  const again = { untilMs: now + MINUTE } as const;
  const parentBack = exact !== 'yes' || !orderedBack;
  // Ordered back: only the registry's publishing is missing.
  if (parentBack && o.registrarNs !== null && orderedBack && apexBack.length === 0)
    return {
      kind: 'wait',
      for: 'outside',
      ...again,
      reason: message('dns.change-delegation.wait-parents', { zone, servers: wanted.map(displayName).join(', ') }),
    };
  if (exact === 'unknown' && o.registrarNs === null)
    return { kind: 'wait', for: 'outside', ...again, reason: message('dns.wait.parents', { zone }) };
  if (parentBack && !anyServes(o.oldServers))
    return {
      kind: 'blocked',
      reason: message('dns.change-delegation.old-servers-dead', { zone }),
      untilMs: now + 5 * MINUTE,
      findings: judgeServers(o.oldServers, now),
    };
  const ds = dsSeen(o.delegation);
  if (parentBack && ds.length > 0 && serversSatisfy(o.oldServers, ds, judging) !== 'yes')
    return { kind: 'blocked', reason: message('dns.blocked.ds-back', { zone }), untilMs: now + 5 * MINUTE };
  const parent: Change = { kind: 'parent', zone, nameServers: wanted, back: true };
  return {
    kind: 'act',
    changes: [...(parentBack ? [parent] : []), ...apexBack],
    // What caches may have learned is measured while the new servers are still the world's.
    facts: { movedBack: true, restoredAtMs: null, backTerms: memory.backTerms ?? wayBackTerms(ctx, o) },
  };
}

function oldSetOf(before: Observed): readonly Fqdn[] {
  const agreed = agreedNs(before.delegation);
  return agreed.kind === 'agreed' && !sameNames(agreed.ns, before.newNameServers) ? agreed.ns : before.oldNameServers;
}

/** The old zone's own NS set: as its API has it, else as its servers give it. */
function apexNsOf(ctx: StepContext<Params>, o: Observed): Rrset | undefined {
  if (o.oldZone !== null) return o.oldZone.find(({ name, type }) => name === ctx.domain && type === 'NS');
  const answer = o.oldServers.servers
    .map((server) => answerTo(server, ctx.domain, 'NS'))
    .find((one) => one?.rdatas.length);
  const ttlSeconds = longestTtlSeconds(o.oldServers, ctx.domain, 'NS');
  return answer === undefined || ttlSeconds === undefined
    ? undefined
    : rrset(ctx.domain, 'NS', ttlSeconds, answer.rdatas);
}

function apexNsBack(ctx: StepContext<Params>, before: Observed, o: Observed): Change[] {
  const was = apexNsOf(ctx, before);
  const present = apexNsOf(ctx, o);
  if (was === undefined || present === undefined) return [];
  if (sameNames(was.rdatas, present.rdatas) && was.ttlSeconds === present.ttlSeconds) return [];
  return [{ kind: 'old-apex-ns', zone: displayName(ctx.domain), rrset: was }];
}
