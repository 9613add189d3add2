import { z } from 'zod';
import type { StepContext } from './contract.ts';

/** `request`: the id of the step that asked for the transfer, where a playbook calls it otherwise. */
export const TransferParams = z.strictObject({ request: z.string().default('request-transfer') });
export type TransferParams = z.infer<typeof TransferParams>;

/** Steps before the request, which may have seen the registry when the one that asked could not. */
const BEFORE_IT = ['obtain-authcode', 'unlock-domain'] as const;

/** The registrar before the transfer, as the registry named it to the step that asked for it or to one before; `undefined`: to none. */
export function registrarBefore(ctx: Pick<StepContext<unknown>, 'earlier'>, request: string): string | undefined {
  const named = [request, ...BEFORE_IT].map((id) => ctx.earlier[id]?.facts['fromRegistrar']);
  return named.find((name) => typeof name === 'string');
}

export function fromRegistrar(ctx: StepContext<{ readonly request: string }>): string | undefined {
  return registrarBefore(ctx, ctx.params.request);
}
