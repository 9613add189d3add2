import { z } from 'zod';
import { message } from '../domain/message.ts';
import { displayName } from '../domain/name.ts';
import { askOnWord, blocked, has, shown } from './asking.ts';
import type { Step } from './contract.ts';
import { HostingSeen, observeHosting, orderOf } from './hosting-order.ts';
import { FqdnJson } from './json-types.ts';

const Params = z.strictObject({ plan: z.string().default('standard') });
type Params = z.infer<typeof Params>;

const Change = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('order'),
    domain: FqdnJson,
    plan: z.string(),
    /** Orders for this domain that were cancelled before: an order after a cancelled one is another order. */
    after: z.number(),
  }),
  z.object({ kind: z.literal('cancel'), domain: FqdnJson, orderId: z.string() }),
]);
type Change = z.infer<typeof Change>;

/** Orders the hosting, never with a transfer in the same order: that would start it while the old name servers still serve. */
export const orderHosting: Step<Params, HostingSeen, Change> = {
  id: 'order-hosting',
  phase: 'prepare',
  params: Params,
  observed: HostingSeen,
  change: Change,
  needs: () => ['newHosting'],
  observe: observeHosting,
  plan: (ctx, seen) => {
    const order = orderOf(seen);
    if (order?.includesTransfer === true)
      return blocked(message('task.order-hosting.with-transfer', { order: order.id, domain: shown(ctx) }));
    if (order !== undefined) return { kind: 'done', facts: { orderId: order.id } };
    if (seen.addresses !== undefined) return { kind: 'done', facts: { addresses: seen.addresses } };
    const change = { kind: 'order', domain: ctx.domain, plan: ctx.params.plan, after: seen.orders.length } as const;
    return has(ctx, 'newHosting') ? { kind: 'act', changes: [change] } : askOnWord(orderHosting.describe(change));
  },
  describe: (change) =>
    change.kind === 'order'
      ? message('task.order-hosting', { domain: displayName(change.domain), plan: change.plan })
      : message('task.order-hosting.cancel', { domain: displayName(change.domain), order: change.orderId }),
  apply: async (ctx, changes, { newHosting }, effects, signal) => {
    const hosting = newHosting!;
    for (const change of changes) {
      if (change.kind === 'order') {
        const { domain, plan, after } = change;
        await effects.once(`order/${after}`, { domain, plan }, hosting.consistencyMs, (key) =>
          hosting.order({ domain, plan, key: `${ctx.migrationId}/${key}` }, signal),
        );
      } else {
        await effects.absolute(`cancel/${change.orderId}`, change, hosting.consistencyMs, () =>
          hosting.cancelOrder(change.orderId, signal),
        );
      }
    }
  },
  undo: (ctx, before, seen) => {
    if (!has(ctx, 'newHosting')) return askOnWord(message('task.order-hosting.cancel-by-hand', { domain: shown(ctx) }));
    const known = new Set(before.orders.map((order) => order.id));
    const made = seen.orders.filter((order) => order.state !== 'cancelled' && !known.has(order.id));
    if (made.length === 0) return { kind: 'done' };
    return {
      kind: 'act',
      changes: made.map((order) => ({ kind: 'cancel', domain: ctx.domain, orderId: order.id }) as const),
    };
  },
  undoCost: (ctx) => message('task.order-hosting.undo-cost', { plan: ctx.params.plan }),
};
