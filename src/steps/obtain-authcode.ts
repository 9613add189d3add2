import { z } from 'zod';
import { GoLiveError } from '../domain/errors.ts';
import { message } from '../domain/message.ts';
import type { EpochMs } from '../domain/time.ts';
import { ask, has, shown } from './asking.ts';
import { AUTHCODE, authcodeFault } from './authcode.ts';
import type { Step, StepContext } from './contract.ts';
import { transferGate } from './transfer-gate.ts';
import { seeTransfer, TransferSight } from './transfer-sight.ts';

const Params = z.strictObject({});
const Change = z.object({ kind: z.enum(['fetch', 'forget']), domain: z.string() });

/** The transfer code lies in the vault and is still good. Fetched late on purpose: at some registries it lives for days only. */
export const obtainAuthcode: Step<z.infer<typeof Params>, TransferSight, z.infer<typeof Change>> = {
  id: 'obtain-authcode',
  phase: 'transfer',
  params: Params,
  observed: TransferSight,
  change: Change,
  needs: () => [],
  observe: (ctx, ports, signal) => seeTransfer(ctx, ports, signal, { parents: true }),
  plan: (ctx, sight, now) => {
    if (sight.lockedAtGaining !== undefined) return { kind: 'done' };
    if (hasGoodCode(ctx, sight, now))
      return { kind: 'done', facts: { expiresAtMs: ctx.secrets[AUTHCODE]?.expiresAtMs ?? null } };
    const gate = transferGate(ctx, sight, now);
    if (gate !== undefined) return gate;
    const domain = shown(ctx);
    if (has(ctx, 'losingRegistrar')) return { kind: 'act', changes: [{ kind: 'fetch', domain }] };
    return ask(message(sight.codeHeld ? 'task.obtain-authcode.expired' : 'task.obtain-authcode', { domain }), {
      wants: AUTHCODE,
    });
  },
  describe: ({ kind, domain }) =>
    message(kind === 'fetch' ? 'task.obtain-authcode' : 'task.obtain-authcode.forget', { domain }),
  apply: async (ctx, changes, { losingRegistrar, vault }, effects, signal) => {
    for (const { kind } of changes) {
      if (kind === 'forget') {
        await effects.absolute('forget-authcode', {}, 0, () => vault.forget(AUTHCODE));
        continue;
      }
      const registrar = losingRegistrar!;
      await effects.absolute('authcode', { domain: ctx.domain }, registrar.consistencyMs, async () => {
        const { code, expiresAtMs } = await registrar.authInfo(ctx.domain, signal);
        const fault = authcodeFault(code.reveal());
        if (fault !== undefined)
          throw new GoLiveError('refused', {
            subject: `the transfer code of ${shown(ctx)}`,
            why: fault,
            fix: 'Ask the losing registrar for a new one.',
          });
        await vault.store(AUTHCODE, code, expiresAtMs);
      });
    }
  },
  undo: (ctx, _before, { codeHeld }) =>
    codeHeld ? { kind: 'act', changes: [{ kind: 'forget', domain: shown(ctx) }] } : { kind: 'done' },
};

/** A code that is there and has not run out. Which of several is meant only the registry knows. */
export function hasGoodCode(ctx: StepContext<unknown>, { codeHeld }: TransferSight, now: EpochMs): boolean {
  const expiresAtMs = ctx.secrets[AUTHCODE]?.expiresAtMs;
  return codeHeld && (expiresAtMs === undefined || now < expiresAtMs);
}
