import type { Decision } from '../domain/decision.ts';
import { message } from '../domain/message.ts';
import { displayName } from '../domain/name.ts';
import type { EpochMs } from '../domain/time.ts';
import type { StepContext } from './contract.ts';

/**
 * Why traffic is not moved now: the half-day has not begun, or it went by while something else stood in the way; then nobody is ready for
 * what may follow, and another one is booked. With an accepted interruption the site may be away already: there late is better than later.
 */
export function slotGate(ctx: StepContext<unknown>, now: EpochMs): Decision<never> | undefined {
  const { slot } = ctx;
  if (slot === undefined) return undefined;
  const domain = displayName(ctx.domain);
  if (now < slot.startsAtMs)
    return {
      kind: 'blocked',
      reason: message('dns.blocked.slot', { zone: domain, at: slot.startsAtMs }),
      untilMs: slot.startsAtMs,
    };
  const isBegun = ctx.startedMs !== undefined || ctx.claimed !== undefined;
  if (now <= slot.endsAtMs || isBegun || ctx.interruption === 'accepted') return undefined;
  return {
    kind: 'ask',
    task: message('task.wait-for-slot.over', { domain, slot: slot.slot }),
    owner: 'agency',
    wants: 'slot',
  };
}
