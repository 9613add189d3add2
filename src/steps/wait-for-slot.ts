import { z } from 'zod';
import { earlySwitchMs } from '../checks/zone-memory.ts';
import { message } from '../domain/message.ts';
import { MINUTE } from '../domain/time.ts';
import { ask, shown } from './asking.ts';
import type { Step } from './contract.ts';
import { askToConfirm, overAt } from './slot-gate.ts';

const Nothing = z.strictObject({});

/** A switch that was made too early is taken over as the cutover. */
const LOOK_AGAIN_MS = 15 * MINUTE;

/** Nothing of the cutover begins before the booked half-day does, nor after it has gone by, nor in one that is only held. */
export const waitForSlot: Step<z.infer<typeof Nothing>, z.infer<typeof Nothing>, never> = {
  id: 'wait-for-slot',
  phase: 'cutover',
  params: Nothing,
  observed: Nothing,
  change: z.never(),
  needs: () => [],
  observe: async () => ({}),
  plan: (ctx, _observed, now) => {
    const { slot } = ctx;
    // It has happened: what follows the cutover does not wait for the half-day in which it was to be.
    if (earlySwitchMs(ctx) !== undefined) return { kind: 'done', facts: { slot: slot?.slot ?? null, early: true } };
    if (slot === undefined)
      return ask(message('task.wait-for-slot.book', { domain: shown(ctx) }), { owner: 'agency', wants: 'slot' });
    if (slot.heldUntilMs !== undefined) {
      const untilMs = now < slot.heldUntilMs ? slot.heldUntilMs : Number.POSITIVE_INFINITY;
      // Also while nobody confirms it somebody may switch.
      return {
        ...askToConfirm(slot, slot.heldUntilMs, shown(ctx), now),
        lookAgainMs: Math.min(untilMs, now + LOOK_AGAIN_MS),
      };
    }
    if (now < slot.startsAtMs)
      return {
        kind: 'wait',
        for: 'time',
        untilMs: slot.startsAtMs,
        lookAgainMs: Math.min(slot.startsAtMs, now + LOOK_AGAIN_MS),
        reason: message('task.wait-for-slot.until', { slot: slot.slot, start: slot.startsAtMs }),
      };
    if (now > slot.endsAtMs) return overAt(slot.slot, shown(ctx));
    return { kind: 'done', facts: { slot: slot.slot } };
  },
  describe: () => message('task.nothing'),
  apply: async () => undefined,
};
