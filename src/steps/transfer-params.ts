import { z } from 'zod';
import type { StepContext } from './contract.ts';

/** `request`: the id of the step that asked for the transfer, where a playbook calls it otherwise. */
export const TransferParams = z.strictObject({ request: z.string().default('request-transfer') });
export type TransferParams = z.infer<typeof TransferParams>;

/** The registrar before the transfer, as the registry named it. */
export function fromRegistrar(ctx: StepContext<{ readonly request: string }>): unknown {
  return ctx.earlier[ctx.params.request]?.facts['fromRegistrar'];
}
