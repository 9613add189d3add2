import { z } from 'zod';
import { message } from '../domain/message.ts';
import { displayName } from '../domain/name.ts';
import { DAY, MINUTE } from '../domain/time.ts';
import { askOnWord, blocked, has, ownFacts, shown } from './asking.ts';
import type { Step } from './contract.ts';
import { HostingSeen, observeHosting, orderOf } from './hosting-order.ts';
import { FqdnJson } from './json-types.ts';

const Params = z.strictObject({});
const Change = z.object({ domain: FqdnJson, orderId: z.string() });

/** Pays the hosting order and waits until the service is installed. Hands on `orderId` and the new `addresses`. */
export const payOrder: Step<z.infer<typeof Params>, HostingSeen, z.infer<typeof Change>> = {
  id: 'pay-order',
  phase: 'prepare',
  params: Params,
  observed: HostingSeen,
  change: Change,
  needs: () => ['newHosting'],
  observe: observeHosting,
  plan: (ctx, seen, now) => {
    if (!has(ctx, 'newHosting')) return askOnWord(message('task.pay-order.by-hand', { domain: shown(ctx) }));
    const order = orderOf(seen);
    if (seen.addresses !== undefined && (order === undefined || order.state === 'active'))
      return { kind: 'done', facts: { ...(order && { orderId: order.id }), addresses: seen.addresses } };
    if (order === undefined)
      return blocked(message('task.pay-order.no-order', { domain: shown(ctx) }), now + 15 * MINUTE);
    if (order.state === 'unpaid') return { kind: 'act', changes: [{ domain: ctx.domain, orderId: order.id }] };
    const known = ownFacts(ctx)['installBeforeMs'];
    const deadlineMs = typeof known === 'number' ? known : now + DAY;
    return {
      kind: 'wait',
      for: 'outside',
      untilMs: deadlineMs,
      lookAgainMs: now + 2 * MINUTE,
      deadlineMs,
      reason: message('task.pay-order.installing', { order: order.id }),
      facts: { installBeforeMs: deadlineMs },
    };
  },
  describe: ({ domain, orderId }) => message('task.pay-order', { domain: displayName(domain), order: orderId }),
  apply: async (_ctx, changes, { newHosting }, effects, signal) => {
    const hosting = newHosting!;
    for (const { orderId } of changes)
      await effects.keyed(`pay/${orderId}`, { orderId }, hosting.consistencyMs, (key) =>
        hosting.payOrder(orderId, key, signal),
      );
  },
  undoCost: () => message('task.pay-order.undo-cost'),
};
