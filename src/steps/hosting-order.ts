import { z } from 'zod';
import type { StepPorts } from '../ports/step-ports.ts';
import type { StepContext } from './contract.ts';

export const HostingSeen = z.object({
  /** Newest last; cancelled ones too. */
  orders: z.array(
    z.object({
      id: z.string(),
      plan: z.string(),
      state: z.enum(['unpaid', 'installing', 'active', 'cancelled']),
      includesTransfer: z.boolean(),
      /** Ordered by this migration. */
      ours: z.boolean(),
    }),
  ),
  /** Of the service that is there, however it came to be. */
  addresses: z.array(z.string()).optional(),
});
export type HostingSeen = z.infer<typeof HostingSeen>;

export async function observeHosting(
  ctx: StepContext<unknown>,
  { newHosting }: StepPorts,
  signal: AbortSignal,
): Promise<HostingSeen> {
  if (newHosting === undefined) return { orders: [] };
  const orders = await newHosting.orders(ctx.domain, signal);
  const service = await newHosting.service(ctx.domain, signal);
  return {
    orders: orders.map(({ id, plan, state, includesTransfer, key }) => ({
      id,
      plan,
      state,
      includesTransfer,
      ours: key.startsWith(`${ctx.migrationId}/`),
    })),
    ...(service === undefined ? {} : { addresses: [...service.addresses] }),
  };
}

/** The order this move stands on: ours, else any that is not cancelled. */
export function orderOf({ orders }: HostingSeen): HostingSeen['orders'][number] | undefined {
  const live = orders.filter((order) => order.state !== 'cancelled');
  return live.find((order) => order.ours) ?? live.at(-1);
}
