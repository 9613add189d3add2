import type { Decision } from '../domain/decision.ts';
import { message } from '../domain/message.ts';
import { displayName } from '../domain/name.ts';
import type { EpochMs } from '../domain/time.ts';
import type { StepContext } from './contract.ts';

const WAITED = 'wait-for-slot';

/**
 * Why traffic is not moved now: the half-day has not begun, or it went by while something else stood in the way; then nobody is ready for
 * what may follow, and another one is booked. With an accepted interruption the site may be away already: there late is better than later.
 */
export function slotGate(ctx: StepContext<unknown>, now: EpochMs): Decision<never> | undefined {
  const { slot } = ctx;
  const domain = displayName(ctx.domain);
  const isBegun = ctx.startedMs !== undefined || ctx.claimed !== undefined;
  if (slot === undefined) {
    // It was waited for, went by and was given back: then there is no half-day in which to move anything.
    const waited = ctx.earlier[WAITED]?.facts['slot'];
    if (typeof waited !== 'string' || isBegun || ctx.interruption === 'accepted') return undefined;
    return overAt(waited, domain);
  }
  if (now < slot.startsAtMs)
    return {
      kind: 'blocked',
      reason: message('dns.blocked.slot', { zone: domain, at: slot.startsAtMs }),
      untilMs: slot.startsAtMs,
    };
  if (now <= slot.endsAtMs || isBegun || ctx.interruption === 'accepted') return undefined;
  return overAt(slot.slot, domain);
}

function overAt(slot: string, domain: string): Decision<never> {
  return { kind: 'ask', task: message('task.wait-for-slot.over', { domain, slot }), owner: 'agency', wants: 'slot' };
}
