import type { Decision } from '../../domain/decision.ts';
import { behindHalfDay, dependentsOf } from '../../domain/migration.ts';
import { displayName } from '../../domain/name.ts';
import type { PlaybookStep } from '../../domain/playbook.ts';
import { MOVERS } from '../../domain/playbook.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { StepContext } from '../../steps/contract.ts';
import { lostAt, slotGate } from '../../steps/slot-gate.ts';
import { LOOK_AGAIN_MS } from './looking.ts';

/**
 * What a step of the cutover may do of what it decided: outside the confirmed half-day nothing of it begins, whatever the playbook lets pass, and
 * where the half-day can no longer be kept another one is asked for, with what stood in the way. What has begun goes on.
 *
 * @param steps of this migration, in order
 */
export function withinHalfDay<Change>(
  steps: readonly PlaybookStep[],
  step: PlaybookStep,
  ctx: StepContext<unknown>,
  decision: Decision<Change>,
  now: EpochMs,
): Decision<Change> {
  if (decision.kind === 'done' || decision.kind === 'wait' || !isOfCutover(steps, step)) return decision;
  // Somebody switched early: what is left of the cutover waits for no half-day.
  if (ctx.earlier[waiting(steps)?.id ?? '']?.facts['early'] === true) return decision;
  const findings = 'findings' in decision ? { findings: decision.findings ?? [] } : {};
  const gate = slotGate(ctx, now);
  if (gate !== undefined) {
    const begins = decision.kind === 'act' || (decision.kind === 'ask' && decision.closesOnWord === true);
    return begins || gate.kind === 'ask' ? { ...gate, ...findings } : decision;
  }
  const { slot } = ctx;
  if (decision.kind !== 'blocked' || slot === undefined) return decision;
  const untilMs = decision.untilMs ?? now + LOOK_AGAIN_MS;
  const isBegun = ctx.startedMs !== undefined || ctx.claimed !== undefined;
  if (untilMs <= slot.endsAtMs || isBegun || ctx.interruption === 'accepted') return decision;
  return {
    ...lostAt(slot.slot, displayName(ctx.domain), untilMs),
    lookAgainMs: now + LOOK_AGAIN_MS,
    ...findings,
  };
}

const waiting = (steps: readonly PlaybookStep[]) => steps.find(({ step }) => step === 'wait-for-slot');

/** Behind the wait for the half-day, and moves traffic or stands before what does. */
function isOfCutover(steps: readonly PlaybookStep[], { id, step }: PlaybookStep): boolean {
  if (!behindHalfDay(steps).has(id)) return false;
  if (MOVERS.has(step)) return true;
  const behind = dependentsOf(steps, id);
  return steps.some((other) => MOVERS.has(other.step) && behind.has(other.id));
}
