import { z } from 'zod';
import { locksOf } from '../checks/cutover-gates.ts';
import { message } from '../domain/message.ts';
import { displayName } from '../domain/name.ts';
import { MINUTE } from '../domain/time.ts';
import { keepingEndingOf } from '../registration/registrable.ts';
import { askOnWord, blocked, has, shown } from './asking.ts';
import type { Step } from './contract.ts';
import { ruleIn, seeTransfer, TransferSight } from './transfer-sight.ts';

const Params = z.strictObject({
  /** The step that took the lock off. */
  unlock: z.string().default('unlock-domain'),
});
const Change = z.object({ domain: z.string(), locked: z.boolean() });

/** Puts clientTransferProhibited back on at the new registrar, where there was a lock before. Where none shows in public, a person's word closes it; some endings have none. */
export const relockDomain: Step<z.infer<typeof Params>, TransferSight, z.infer<typeof Change>> = {
  id: 'relock-domain',
  phase: 'transfer',
  params: Params,
  observed: TransferSight,
  change: Change,
  needs: () => ['gainingRegistrar'],
  observe: (ctx, ports, signal) => seeTransfer(ctx, ports, signal, { parents: false }),
  plan: (ctx, sight, now) => {
    const { registry, lockedAtGaining } = sight;
    const { lock } = ruleIn(ctx, sight);
    if (ctx.earlier[ctx.params.unlock]?.facts['wasLocked'] === false) return { kind: 'done' };
    if (lockedAtGaining === true || locksOf(registry.statuses).has('TRANSFER_LOCKED')) return { kind: 'done' };
    const tld = displayName(keepingEndingOf(ctx.domain));
    if (lock === 'none') return { kind: 'done', why: message('task.unlock-domain.no-lock', { tld }) };
    if (lock !== 'observable' && !has(ctx, 'gainingRegistrar'))
      return askOnWord(message('task.relock-domain.hidden', { domain: shown(ctx), tld }));
    if (has(ctx, 'gainingRegistrar') && lockedAtGaining === undefined)
      return blocked(message('task.relock-domain.not-held', { domain: shown(ctx) }), now + 15 * MINUTE);
    return { kind: 'act', changes: [{ domain: shown(ctx), locked: true }] };
  },
  describe: ({ domain, locked }) => message(locked ? 'task.lock-domain' : 'task.unlock-domain', { domain }),
  apply: async (ctx, changes, { gainingRegistrar }, effects, signal) => {
    const registrar = gainingRegistrar!;
    for (const { locked } of changes)
      await effects.absolute('lock', { domain: ctx.domain, locked }, registrar.consistencyMs, () =>
        registrar.setLock(ctx.domain, locked, signal),
      );
  },
  undo: (ctx, before, { lockedAtGaining }) =>
    before.lockedAtGaining === false && lockedAtGaining === true
      ? { kind: 'act', changes: [{ domain: shown(ctx), locked: false }] }
      : { kind: 'done' },
};
