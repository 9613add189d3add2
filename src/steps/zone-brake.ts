import { namesAnyOf } from '../checks/delegation.ts';
import { recordLines } from '../checks/zone-memory.ts';
import { reasonsToConfirm } from '../dns/brakes.ts';
import type { DelegationView } from '../dns/views.ts';
import { puts } from '../dns/zone-changes.ts';
import type { Decision } from '../domain/decision.ts';
import type { Finding } from '../domain/finding.ts';
import { digestOf } from '../domain/json.ts';
import { message } from '../domain/message.ts';
import type { Fqdn } from '../domain/name.ts';
import { displayName } from '../domain/name.ts';
import type { Rrset, RrsetChange } from '../domain/rrset.ts';
import type { EpochMs } from '../domain/time.ts';
import type { StepContext } from './contract.ts';

/**
 * A zone that was there before us, or is in use, is not overwritten without a person's yes to exactly these changes.
 * `golive answer D confirmZone=TOKEN` is that yes; the token stands for them.
 */
export function zoneBrake(
  ctx: StepContext<unknown>,
  o: { readonly delegation: DelegationView; readonly newNameServers: readonly Fqdn[] | null },
  present: readonly Rrset[],
  changes: readonly RrsetChange[],
  now: EpochMs,
): Decision<never> | undefined {
  // `made` is noted before it is tried: a zone that a person made after our own try was refused is not ours.
  const made = ctx.earlier[ctx.stepId]?.facts['made'] === true && ctx.acted > 0;
  const inUse = namesAnyOf(o.delegation, o.newNameServers ?? []) !== 'no';
  if (made && !inUse) return undefined;
  const reasons = reasonsToConfirm(ctx.domain, present, changes);
  const token = digestOf(changes).slice(0, 8);
  if (reasons.length === 0 || ctx.answers.free?.['confirmZone'] === token) return undefined;
  return {
    kind: 'ask',
    task: message('dns.ask.confirm-zone', {
      zone: displayName(ctx.domain),
      count: changes.length,
      token,
      records: recordLines(puts(changes)),
    }),
    wants: 'confirmZone',
    findings: reasons.map((reason): Finding => {
      const evidence = [{ asked: `${ctx.domain} plan`, answered: `${changes.length} changes`, atMs: now }];
      return { tag: 'RRSET_EXTRA', subject: ctx.domain, message: reason, evidence };
    }),
  };
}
