import { z } from 'zod';
import { message } from '../domain/message.ts';
import { ask, shown } from './asking.ts';
import type { Step } from './contract.ts';

const Nothing = z.strictObject({});

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
    if (slot === undefined)
      return ask(message('task.wait-for-slot.book', { domain: shown(ctx) }), { owner: 'agency', wants: 'slot' });
    if (now < slot.startsAtMs)
      return {
        kind: 'wait',
        for: 'time',
        untilMs: slot.startsAtMs,
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
