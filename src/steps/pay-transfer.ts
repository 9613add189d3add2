import { z } from 'zod';
import { message } from '../domain/message.ts';
import { MINUTE } from '../domain/time.ts';
import { askOnWord, blocked, has, shown } from './asking.ts';
import type { Step } from './contract.ts';
import { fromRegistrar, TransferParams } from './transfer-params.ts';
import { hasArrived, seeTransfer, TransferSight, transferOf } from './transfer-sight.ts';

const Change = z.object({ domain: z.string(), orderId: z.string() });

/** Pays the transfer's order; until then nothing starts. */
export const payTransfer: Step<TransferParams, TransferSight, z.infer<typeof Change>> = {
  id: 'pay-transfer',
  phase: 'transfer',
  params: TransferParams,
  observed: TransferSight,
  change: Change,
  needs: () => ['gainingRegistrar'],
  observe: (ctx, ports, signal) => seeTransfer(ctx, ports, signal, { parents: false }),
  plan: (ctx, sight, now) => {
    const order = transferOf(sight);
    const under = sight.registry.statuses.includes('pendingTransfer') || hasArrived(ctx, sight, fromRegistrar(ctx));
    if (under || (order !== undefined && order.state !== 'unpaid')) return { kind: 'done' };
    if (!has(ctx, 'gainingRegistrar'))
      return askOnWord(message('task.pay-transfer.by-hand', { domain: shown(ctx) }), {
        lookAgainMs: now + 15 * MINUTE,
      });
    if (order === undefined)
      return blocked(message('task.transfer.no-order', { domain: shown(ctx) }), now + 5 * MINUTE);
    return { kind: 'act', changes: [{ domain: shown(ctx), orderId: order.id }] };
  },
  describe: ({ domain, orderId }) => message('task.pay-transfer', { domain, order: orderId }),
  apply: async (_ctx, changes, { gainingRegistrar }, effects, signal) => {
    const registrar = gainingRegistrar!;
    for (const { orderId } of changes)
      await effects.keyed(`pay/${orderId}`, { orderId }, registrar.consistencyMs, (key) =>
        registrar.payTransfer(orderId, key, signal),
      );
  },
};
