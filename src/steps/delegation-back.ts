import { servesExactly } from '../checks/delegation.ts';
import type { DelegationSight } from '../checks/delegation-sight.ts';
import { wayBackTerms } from '../checks/delegation-sight.ts';
import { anyServes, judgeServers } from '../checks/servers.ts';
import { judgingOf, memoryOf } from '../checks/zone-memory.ts';
import type { DeadlineTerm } from '../dns/deadline.ts';
import { decisiveTerms, worstCaseAt } from '../dns/deadline.ts';
import { agreedNs, dsGone, dsSeen, dsTtlSeconds, sameNames } from '../dns/delegation.ts';
import { keysTtlSeconds, serversValidate, vouchesForOther } from '../dns/ds-match.ts';
import { sumText } from '../dns/sum-text.ts';
import { isDefinite } from '../dns/views.ts';
import type { Decision } from '../domain/decision.ts';
import { message } from '../domain/message.ts';
import type { Fqdn } from '../domain/name.ts';
import { displayName } from '../domain/name.ts';
import { MINUTE } from '../domain/time.ts';
import { ask, unseenBack } from './asking.ts';
import type { DelegationChange } from './change-delegation.ts';
import type { StepContext } from './contract.ts';
import { apexNsBack, apexNsUnseen, describeOldApexNs } from './old-apex-ns.ts';

type Observed = DelegationSight;

/**
 * The way back: the parent's old set, the old zone's own old set, then as long as caches may still hold the new one. Not onto servers that
 * no longer answer, nor past a DS that the old zone cannot satisfy, at the parent or in a cache: that would be worse than staying.
 */
export function delegationBack(
  ctx: StepContext<unknown>,
  before: Observed,
  o: Observed,
  now: number,
): Decision<DelegationChange> {
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
    const unseen = memory.restoredAtMs == null ? apexNsUnseen(ctx, before, o) : undefined;
    if (unseen !== undefined)
      return unseenBack(ctx, now, message('dns.wait.old-servers', { zone }), ask(describeOldApexNs(unseen)));
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
  // Where the old zone has no API a person put it so, and puts it back; the parent's set comes first.
  const [apexByHand] = ctx.available.includes('oldDnsHost') ? [] : apexBack;
  if (parentBack && o.registrarNs !== null && orderedBack && (apexBack.length === 0 || apexByHand !== undefined))
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
  const notPastDs = parentBack ? dsInTheWay(ctx, o, now) : undefined;
  if (notPastDs !== undefined) return notPastDs;
  if (!parentBack && apexByHand !== undefined)
    return { kind: 'ask', task: describeOldApexNs(apexByHand), lookAgainMs: now + 5 * MINUTE };
  const parent: DelegationChange = { kind: 'parent', zone, nameServers: wanted, back: true };
  return {
    kind: 'act',
    changes: [...(parentBack ? [parent] : []), ...(apexByHand === undefined ? apexBack : [])],
    // What caches may have learned is measured while the new servers are still the world's.
    facts: { movedBack: true, restoredAtMs: null, backTerms: memory.backTerms ?? wayBackTerms(ctx, o) },
  };
}

/** A DS of the new side, or none that fits the old one: not while a parent has it so, and not while caches may. */
function dsInTheWay(ctx: StepContext<unknown>, o: Observed, now: number): Decision<never> | undefined {
  const zone = displayName(ctx.domain);
  const judging = judgingOf(ctx);
  const memory = memoryOf(ctx);
  const ds = dsSeen(o.delegation);
  const isFit = ds.length === 0 || serversValidate(o.oldServers, ds, judging, now) === 'yes';
  if (!isFit || vouchesForOther(ds, o.oldServers, o.newServers))
    return {
      kind: 'blocked',
      reason: message('dns.blocked.ds-back', { zone }),
      untilMs: now + 5 * MINUTE,
      facts: { backDsTerms: backDsTerms(ctx, o), backDsGoneAtMs: null },
    };
  const terms = memory.backDsTerms;
  // Nobody said that there is none: that is not "none".
  const isSilent = !o.delegation.parents.some(({ dsOutcome }) => isDefinite(dsOutcome));
  if (isSilent)
    return { kind: 'wait', for: 'outside', untilMs: now + MINUTE, reason: message('dns.wait.parents', { zone }) };
  if (terms === undefined) return undefined;
  if (dsGone(o.delegation, judging) === 'unknown')
    return { kind: 'wait', for: 'outside', untilMs: now + MINUTE, reason: message('dns.wait.parents', { zone }) };
  const backDsGoneAtMs = memory.backDsGoneAtMs ?? now;
  const untilMs = worstCaseAt({ switchedAtMs: backDsGoneAtMs, terms });
  if (now >= untilMs) return undefined;
  return {
    kind: 'wait',
    for: 'time',
    untilMs,
    lookAgainMs: Math.min(untilMs, now + 30 * MINUTE),
    reason: message('dns.wait.ds-back', { zone, until: untilMs, sum: sumText(terms) }),
    facts: { backDsGoneAtMs },
  };
}

function backDsTerms(ctx: StepContext<unknown>, o: Observed): DeadlineTerm[] {
  const ds = dsTtlSeconds(o.delegation);
  const keys = keysTtlSeconds(o.newServers);
  return decisiveTerms([
    ...(memoryOf(ctx).backDsTerms ?? []),
    ...(ds === undefined ? [] : [{ what: 'ds' as const, seconds: ds, source: `${ctx.domain} DS at the parent` }]),
    ...(keys === undefined
      ? []
      : [{ what: 'dnskey' as const, seconds: keys, source: `${ctx.domain} DNSKEY at the new servers` }]),
  ]);
}

function oldSetOf(before: Observed): readonly Fqdn[] {
  const agreed = agreedNs(before.delegation);
  return agreed.kind === 'agreed' && !sameNames(agreed.ns, before.newNameServers) ? agreed.ns : before.oldNameServers;
}
