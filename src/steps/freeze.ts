import { z } from 'zod';
import { message } from '../domain/message.ts';
import { MINUTE } from '../domain/time.ts';
import type { ApiPort } from '../ports/step-ports.ts';
import { askOnWord, blocked, has, shown } from './asking.ts';
import type { Step, StepContext } from './contract.ts';

export const FreezeParams = z.strictObject({ host: z.enum(['old', 'new']).optional() });
export type FreezeParams = z.infer<typeof FreezeParams>;

/** `undefined`: no service there, or no API to see it with. */
const Observed = z.object({ frozen: z.boolean().optional() });
const Change = z.object({ domain: z.string(), frozen: z.boolean() });

/**
 * Which host is meant. Freezing: where the content is edited today. Unfreezing: where it is edited from now on; the old copy stays frozen
 * as long as a cache can still lead an editor or a buyer to it.
 */
type HostOf = (ctx: StepContext<FreezeParams>) => 'old' | 'new';

export function freezeStep(
  id: 'freeze-content' | 'unfreeze-content',
  frozen: boolean,
  hostOf: HostOf,
): Step<FreezeParams, z.infer<typeof Observed>, z.infer<typeof Change>> {
  const portOf = (ctx: StepContext<FreezeParams>): ApiPort & ('oldHosting' | 'newHosting') =>
    hostOf(ctx) === 'old' ? 'oldHosting' : 'newHosting';
  return {
    id,
    phase: 'cutover',
    params: FreezeParams,
    observed: Observed,
    change: Change,
    needs: (ctx) => [portOf(ctx)],
    observe: async (ctx, ports, signal) => {
      const service = await ports[portOf(ctx)]?.service(ctx.domain, signal);
      return service === undefined ? {} : { frozen: service.frozen };
    },
    plan: (ctx, observed, now) => {
      if (!has(ctx, portOf(ctx))) return askOnWord(message(textOf(frozen), { domain: shown(ctx) }));
      if (observed.frozen === undefined)
        return blocked(message('task.no-hosting', { domain: shown(ctx) }), now + 5 * MINUTE);
      if (observed.frozen === frozen) return { kind: 'done' };
      return { kind: 'act', changes: [{ domain: shown(ctx), frozen }] };
    },
    describe: (change) => message(textOf(change.frozen), { domain: change.domain }),
    apply: async (ctx, changes, ports, effects, signal) => {
      const hosting = ports[portOf(ctx)]!;
      for (const change of changes)
        await effects.absolute('frozen', change, hosting.consistencyMs, () =>
          hosting.setFrozen(ctx.domain, change.frozen, signal),
        );
    },
    undo: (ctx, before, observed) => {
      if (!has(ctx, portOf(ctx))) return askOnWord(message(textOf(!frozen), { domain: shown(ctx) }));
      if (before.frozen === undefined || observed.frozen === undefined || before.frozen === observed.frozen)
        return { kind: 'done' };
      return { kind: 'act', changes: [{ domain: shown(ctx), frozen: before.frozen }] };
    },
  };
}

const textOf = (frozen: boolean): string => (frozen ? 'task.freeze-content' : 'task.unfreeze-content');
