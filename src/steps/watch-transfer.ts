import { z } from 'zod';
import { message } from '../domain/message.ts';
import { DAY, HOUR, MINUTE } from '../domain/time.ts';
import { ask, ownFacts, shown } from './asking.ts';
import { AUTHCODE } from './authcode.ts';
import type { Step } from './contract.ts';
import { fromRegistrar } from './transfer-params.ts';
import { failedTransfers, hasNewRegistrar, seeTransfer, TransferSight, transferOf } from './transfer-sight.ts';

const Params = z.strictObject({
  /** After this many days a person is told. */
  days: z.number().positive().default(7),
  request: z.string().default('request-transfer'),
});
const Change = z.object({ domain: z.string() });

/** Waits until the domain is held on the gaining side, then forgets the transfer code: it is of no more use, except to a thief. */
export const watchTransfer: Step<z.infer<typeof Params>, TransferSight, z.infer<typeof Change>> = {
  id: 'watch-transfer',
  phase: 'transfer',
  params: Params,
  observed: TransferSight,
  change: Change,
  needs: () => [],
  observe: (ctx, ports, signal) => seeTransfer(ctx, ports, signal, { parents: false }),
  plan: (ctx, sight, now) => {
    const domain = shown(ctx);
    const order = transferOf(sight);
    const completed =
      hasNewRegistrar(sight, fromRegistrar(ctx)) ||
      (order?.state === 'completed' && sight.lockedAtGaining !== undefined);
    if (completed)
      return sight.codeHeld
        ? { kind: 'act', changes: [{ domain }] }
        : { kind: 'done', facts: { ...(sight.registry.registrar && { registrar: sight.registry.registrar }) } };

    const refused = failedTransfers(sight)[0];
    if (order === undefined && refused !== undefined)
      return ask(message('task.transfer.refused', { domain, why: refused.why ?? refused.state }), {
        owner: 'agency',
        lookAgainMs: now + HOUR,
      });
    const own = ownFacts(ctx)['deadlineMs'];
    const deadlineMs = typeof own === 'number' ? own : now + ctx.params.days * DAY;
    const reason = message('task.watch-transfer', { domain, deadline: deadlineMs });
    return {
      kind: 'wait',
      for: 'outside',
      untilMs: deadlineMs,
      lookAgainMs: now + 15 * MINUTE,
      deadlineMs,
      reason,
      facts: { deadlineMs },
    };
  },
  describe: ({ domain }) => message('task.obtain-authcode.forget', { domain }),
  apply: (_ctx, _changes, { vault }, effects) =>
    effects.absolute('forget-authcode', {}, 0, () => vault.forget(AUTHCODE)),
};
