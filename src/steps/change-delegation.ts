import { z } from 'zod';
import { firstRefusal, parityGate } from '../checks/cutover-gates.ts';
import { servesExactly } from '../checks/delegation.ts';
import { DelegationSight, seeDelegation, switchTerms } from '../checks/delegation-sight.ts';
import { Names } from '../checks/schemas.ts';
import { earlySwitchMs, holderOf, judgingOf, memoryOf, WATCHER, waitingSince } from '../checks/zone-memory.ts';
import type { DeadlineTerm } from '../dns/deadline.ts';
import { worstCaseAt, worstCaseSeconds } from '../dns/deadline.ts';
import { agreedNs, sameNames } from '../dns/delegation.ts';
import { keysSeen } from '../dns/ds-match.ts';
import type { Decision } from '../domain/decision.ts';
import { GoLiveError } from '../domain/errors.ts';
import type { Finding } from '../domain/finding.ts';
import type { Message } from '../domain/message.ts';
import { message } from '../domain/message.ts';
import { displayName } from '../domain/name.ts';
import { HOUR, MINUTE, SECOND } from '../domain/time.ts';
import { has } from './asking.ts';
import type { Step, StepContext } from './contract.ts';
import { delegationBack } from './delegation-back.ts';
import { describeOldApexNs, OldApexNs, oldApexNs, oldApexStays, staysAtOldServers } from './old-apex-ns.ts';
import { slotGate } from './slot-gate.ts';
import { earlySwitch } from './watch-parents.ts';
import { putDeed, writeZone, zoneCalls } from './zone-write.ts';

/** Through whose account where the registration moves: the registrar that is left, or after a transfer the one that gained it. */
const Params = z.strictObject({ via: z.enum(['losingRegistrar', 'gainingRegistrar']).exactOptional() });
type Params = z.infer<typeof Params>;
type Observed = DelegationSight;

const Change = z.discriminatedUnion('kind', [
  OldApexNs,
  z.object({ kind: z.literal('parent'), zone: z.string(), nameServers: Names, back: z.boolean() }),
  /** That it will change, for a plan that is read before the checks said go: whoever knows the names might use them. */
  z.object({ kind: z.literal('withheld'), zone: z.string() }),
]);
type Change = z.infer<typeof Change>;
export type DelegationChange = Change;

/** The registry publishes in minutes, some a few times a day; after this a person is told. */
const PUBLISH_MS = 4 * HOUR;
/** How long the old host's servers may take to give what its API has taken. */
const OLD_HOST_MS = HOUR;

/**
 * Moves the domain to the new name servers. A switch that somebody made before it was asked for is taken over as the cutover: nothing is
 * sent again, and the clock runs from when it was first seen.
 * Facts: `oldNameServers`, `nameServers`, `terms` (measured before the switch), `switchedAtMs` (every parent server seen with exactly the new
 * set), `early`, `worstCaseAtMs`; on the way back `restoredAtMs`, `backTerms`, `untilMs`, `backDsTerms`, `backDsGoneAtMs`.
 */
export const changeDelegation: Step<Params, Observed, Change> = {
  id: 'change-delegation',
  phase: 'cutover',
  params: Params,
  observed: DelegationSight,
  change: Change,
  needs: (ctx) => [ctx.earlier[ctx.stepId]?.facts['apexOnly'] === true ? 'oldDnsHost' : viaOf(ctx)],
  observe: (ctx, ports, signal) => seeDelegation(ctx, ports, viaOf(ctx), signal),
  plan,
  describe,
  apply: async (ctx, changes, ports, effects, signal) => {
    for (const change of changes) {
      if (change.kind === 'old-apex-ns') {
        const write = { effect: 'old-apex-ns', zone: ctx.domain, rrsets: [change.rrset], before: change.before };
        await writeZone(ports.oldDnsHost!, write, effects, signal);
      } else if (change.kind === 'withheld') {
        throw new GoLiveError('not-allowed', { subject: ctx.stepId, why: 'preflight has not said go yet' });
      } else {
        const registrar = ports[viaOf(ctx)]!;
        await effects.absolute('parent', change.nameServers, registrar.consistencyMs, () =>
          registrar.setNameServers(ctx.domain, change.nameServers, signal),
        );
      }
    }
  },
  calls: ({ domain }, changes, ports) =>
    zoneCalls(
      ports.oldDnsHost,
      changes.flatMap((change) =>
        change.kind === 'old-apex-ns' ? putDeed(domain, [change.rrset], change.before) : [],
      ),
    ),
  undo: delegationBack,
  undoCost: (ctx) => {
    const terms = memoryOf(ctx).terms ?? expectedTerms(ctx);
    const zone = displayName(ctx.domain);
    if (terms.length === 0) return message('dns.change-delegation.undo-cost-unknown', { zone });
    const signed = ctx.earlier[ctx.stepId]?.facts['newSigned'] === true;
    const text = signed ? 'dns.change-delegation.undo-cost-signed' : 'dns.change-delegation.undo-cost';
    return message(text, { zone, seconds: worstCaseSeconds(terms) });
  },
};

/** Before the switch: what the parents and the old servers were seen to give. */
function expectedTerms(ctx: StepContext<Params>): DeadlineTerm[] {
  const { delegationTtlSeconds: seconds, longestTtl } = memoryOf(ctx, WATCHER);
  return [
    ...(seconds === undefined
      ? []
      : [{ what: 'delegation' as const, seconds, source: `${ctx.domain} NS at the parent` }]),
    ...(longestTtl === undefined ? [] : [longestTtl]),
  ];
}

function describe(change: Change): Message {
  const { zone } = change;
  switch (change.kind) {
    case 'withheld':
      return message('dns.change-delegation.withheld', { zone });
    case 'parent':
      return message(change.back ? 'dns.change-delegation.back' : 'dns.change-delegation.parent', {
        zone,
        servers: change.nameServers.map(displayName).join(', '),
      });
    case 'old-apex-ns':
      return describeOldApexNs(change);
  }
}

/** Without a transfer nobody but the registrar that holds the domain can, whatever the playbook says of moves. */
function viaOf(ctx: StepContext<Params>) {
  return ctx.answers.registration === 'moves' ? (ctx.params.via ?? holderOf(ctx)) : holderOf(ctx);
}

function plan(ctx: StepContext<Params>, o: Observed, now: number): Decision<Change> {
  const zone = displayName(ctx.domain);
  const judging = judgingOf(ctx);
  const wanted = o.newNameServers;
  const names = { oldNameServers: o.oldNameServers, nameServers: wanted };
  const exact = wanted.length === 0 ? 'no' : servesExactly(o.delegation, wanted, judging);
  if (exact === 'yes') return switched(ctx, o, now);

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
  // Whoever has the names can set them: nobody gets them before every check is passed.
  if (ctx.preflight === 'open') return { kind: 'act', changes: [{ kind: 'withheld', zone }] };

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
    // Where a person sets the parent and we have the old zone, that follows as soon as the parent has it.
    changes: byHand !== undefined || (has(ctx, 'oldDnsHost') && !has(ctx, viaOf(ctx))) ? [parent] : [...apex, parent],
    facts: {
      ...names,
      terms: switchTerms(ctx, o, now),
      switchedAtMs: null,
      waitingSinceMs: null,
      newSigned: keysSeen(o.newServers).length > 0,
    },
  };
}

/** Every parent has the new set: what is left is the old zone's own, and to say how it came about. */
function switched(ctx: StepContext<Params>, o: Observed, now: number): Decision<Change> {
  const zone = displayName(ctx.domain);
  const memory = memoryOf(ctx);
  const own = ctx.earlier[ctx.stepId]?.facts ?? {};
  const wanted = o.newNameServers;
  // The first look that found it counts, not this one; one from before we set it was of another switch, which somebody took back.
  const firstSeenMs = memoryOf(ctx, WATCHER).switchedAtMs;
  const isThisSwitch = firstSeenMs !== undefined && firstSeenMs >= (ctx.startedMs ?? 0);
  const switchedAtMs = memory.switchedAtMs ?? (isThisSwitch ? firstSeenMs : now);
  const terms = memory.terms ?? switchTerms(ctx, o, switchedAtMs);
  const early = memory.early === true || (ctx.startedMs === undefined && earlySwitchMs(ctx) !== undefined);
  const worstCaseAtMs = worstCaseAt({ switchedAtMs, terms });
  const facts = {
    oldNameServers: o.oldNameServers,
    nameServers: wanted,
    terms,
    switchedAtMs,
    worstCaseAtMs,
    ...(early ? { early } : {}),
  };
  const stays = staysAtOldServers(ctx, o, wanted);
  const [apex] = stays.length > 0 && o.oldZone !== null ? oldApexNs(ctx, o, wanted) : [];
  // Not asked for before the switch, or lost on the way: the old zone can still be changed, unless the new one is not fit to be asked.
  if (apex !== undefined && has(ctx, 'oldDnsHost') && firstRefusal(ctx, o, now, [parityGate]) === undefined)
    return own['apexOnly'] === true
      ? { kind: 'act', changes: [apex], facts }
      : {
          kind: 'wait',
          for: 'outside',
          untilMs: now + SECOND,
          reason: message('dns.change-delegation.wait-old-apex', { zone }),
          facts: { ...facts, apexOnly: true },
        };
  const sinceMs = typeof own['apexSinceMs'] === 'number' ? own['apexSinceMs'] : now;
  if (stays.length > 0 && o.oldZone !== null && apex === undefined && now < sinceMs + OLD_HOST_MS)
    return {
      kind: 'wait',
      for: 'outside',
      untilMs: now + MINUTE,
      reason: message('dns.change-delegation.wait-old-apex', { zone }),
      facts: { ...facts, apexSinceMs: sinceMs },
    };
  const findings = [
    ...(early ? [earlySwitch(ctx, o, switchedAtMs)] : []),
    ...oldApexStays(ctx, o, wanted, worstCaseAtMs, now),
  ];
  return {
    kind: 'done',
    facts: { ...facts, apexOnly: false, ...(stays.length === 0 ? {} : { oldApexStays: true }) },
    ...(findings.length === 0 ? {} : { findings }),
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
