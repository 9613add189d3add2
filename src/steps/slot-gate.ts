import type { Decision } from '../domain/decision.ts';
import type { BookedSlot } from '../domain/journal.ts';
import { message } from '../domain/message.ts';
import { displayName } from '../domain/name.ts';
import type { EpochMs } from '../domain/time.ts';
import type { StepContext } from './contract.ts';

type Asking = Extract<Decision<never>, { kind: 'ask' }>;

const WAITED = 'wait-for-slot';

/**
 * Why traffic is not moved now: nobody has confirmed the half-day, it has not begun, or it went by while something else stood in the way; then
 * nobody is ready for what may follow, and another one is booked. With an accepted interruption the site may be away already: there late is
 * better than later.
 */
export function slotGate(ctx: StepContext<unknown>, now: EpochMs): Decision<never> | undefined {
  const { slot } = ctx;
  const domain = displayName(ctx.domain);
  const isBegun = ctx.startedMs !== undefined || ctx.claimed !== undefined;
  if (slot === undefined) {
    // It was waited for and given back: then there is no half-day in which to move anything, and somebody wanted it so, however late it is.
    const waited = ctx.earlier[WAITED]?.facts['slot'];
    if (typeof waited !== 'string' || isBegun) return undefined;
    return overAt(waited, domain);
  }
  if (slot.heldUntilMs !== undefined && !isBegun) return askToConfirm(slot, slot.heldUntilMs, domain, now);
  if (now < slot.startsAtMs)
    return {
      kind: 'blocked',
      reason: message('dns.blocked.slot', { zone: domain, at: slot.startsAtMs }),
      untilMs: slot.startsAtMs,
    };
  if (now <= slot.endsAtMs || isBegun || ctx.interruption === 'accepted') return undefined;
  return overAt(slot.slot, domain);
}

export function overAt(slot: string, domain: string): Asking {
  return { kind: 'ask', task: message('task.wait-for-slot.over', { domain, slot }), owner: 'agency', wants: 'slot' };
}

/** What stands in the way stays there until the half-day is over. */
export function lostAt(slot: string, domain: string, untilMs: EpochMs): Asking {
  const task = message('task.wait-for-slot.lost', { domain, slot, until: untilMs });
  return { kind: 'ask', task, owner: 'agency', wants: 'slot' };
}

/** A half-day that is only held: the customer confirms it, and once the hold has run out another one is booked. */
export function askToConfirm(slot: BookedSlot, heldUntilMs: EpochMs, domain: string, now: EpochMs): Asking {
  const values = { domain, slot: slot.slot, until: heldUntilMs };
  if (now >= heldUntilMs)
    return { kind: 'ask', task: message('task.wait-for-slot.lapsed', values), owner: 'agency', wants: 'slot' };
  return {
    kind: 'ask',
    task: message('task.wait-for-slot.confirm', values),
    owner: 'customer',
    wants: 'confirmation',
    dueMs: heldUntilMs,
    lookAgainMs: heldUntilMs,
  };
}
