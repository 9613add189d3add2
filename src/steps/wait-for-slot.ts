import { z } from 'zod';
import { earlySwitchMs } from '../checks/zone-memory.ts';
import { message } from '../domain/message.ts';
import { MINUTE } from '../domain/time.ts';
import { ask, shown } from './asking.ts';
import type { Step } from './contract.ts';

const Nothing = z.strictObject({});

/** A switch that was made too early is taken over as the cutover. */
const LOOK_AGAIN_MS = 15 * MINUTE;

/** Nothing of the cutover begins before the booked half-day does, nor after it has gone by. */
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
    if (now < slot.startsAtMs)
      return {
        kind: 'wait',
        for: 'time',
        untilMs: slot.startsAtMs,
        lookAgainMs: Math.min(slot.startsAtMs, now + LOOK_AGAIN_MS),
        reason: message('task.wait-for-slot.until', { slot: slot.slot, start: slot.startsAtMs }),
      };
    if (now > slot.endsAtMs)
      return ask(message('task.wait-for-slot.over', { domain: shown(ctx), slot: slot.slot }), {
        owner: 'agency',
        wants: 'slot',
      });
    return { kind: 'done', facts: { slot: slot.slot } };
  },
  describe: () => message('task.nothing'),
  apply: async () => undefined,
};
