import { z } from 'zod';
import { message } from '../domain/message.ts';
import { HOUR, MINUTE } from '../domain/time.ts';
import { ask, blocked, has, ownFacts, shown } from './asking.ts';
import type { Step } from './contract.ts';
import { transferGate } from './transfer-gate.ts';
import { seeTransfer, TransferSight } from './transfer-sight.ts';

const Params = z.strictObject({});
const Change = z.object({ domain: z.string(), locked: z.boolean() });

/** Takes clientTransferProhibited off (RFC 5731 §2.3). Done when the public registry no longer shows it. */
export const unlockDomain: Step<z.infer<typeof Params>, TransferSight, z.infer<typeof Change>> = {
  id: 'unlock-domain',
  phase: 'transfer',
  params: Params,
  observed: TransferSight,
  change: Change,
  needs: () => ['losingRegistrar'],
  observe: (ctx, ports, signal) => seeTransfer(ctx, ports, signal, { parents: true }),
  plan: (ctx, sight, now) => {
    const { registry, lockedAtLosing, lockedAtGaining } = sight;
    // Whoever could not look has not seen that it was open, and what is open now a person may have opened.
    const isLocked = lockSeen(sight);
    const asked = ctx.earlier[ctx.stepId]?.askedMs !== undefined;
    const wasLocked = ownFacts(ctx)['wasLocked'] ?? (asked && isLocked === false ? undefined : isLocked);
    const facts = wasLocked === undefined ? {} : { wasLocked };
    // Held by the gaining side already: there is nothing left to unlock here.
    if (lockedAtGaining !== undefined) return { kind: 'done', facts };
    if (registry.statuses.includes('serverTransferProhibited'))
      return blocked(message('task.unlock-domain.by-registry', { domain: shown(ctx) }), now + 6 * HOUR);
    if (
      registry.outcome === 'found' &&
      !registry.statuses.includes('clientTransferProhibited') &&
      lockedAtLosing !== true
    )
      return { kind: 'done', facts };
    const gate = transferGate(ctx, sight, now);
    if (gate !== undefined) return gate;
    if (lockedAtLosing === false && registry.outcome === 'found')
      return {
        kind: 'wait',
        for: 'outside',
        untilMs: now + 10 * MINUTE,
        reason: message('task.unlock-domain.shows-soon', { domain: shown(ctx) }),
        facts,
      };
    if (registry.outcome !== 'found' && lockedAtLosing === false) return { kind: 'done', facts };
    return { kind: 'act', changes: [{ domain: shown(ctx), locked: false }], facts };
  },
  describe: ({ domain, locked }) => message(locked ? 'task.lock-domain' : 'task.unlock-domain', { domain }),
  apply: async (ctx, changes, { losingRegistrar }, effects, signal) => {
    const registrar = losingRegistrar!;
    for (const { locked } of changes)
      await effects.absolute('lock', { domain: ctx.domain, locked }, registrar.consistencyMs, () =>
        registrar.setLock(ctx.domain, locked, signal),
      );
  },
  undo: (ctx, before, sight, now) => {
    const wasLocked = ownFacts(ctx)['wasLocked'] ?? lockSeen(before);
    if (lockSeen(sight) === true) return { kind: 'done' };
    // Somebody was asked to take it off before anybody could see whether it was on.
    if (wasLocked === undefined && ctx.earlier[ctx.stepId]?.askedMs !== undefined)
      return ask(message('task.lock-domain', { domain: shown(ctx) }), { lookAgainMs: now + 15 * MINUTE });
    if (wasLocked !== true) return { kind: 'done' };
    if (sight.registry.outcome !== 'found' && !has(ctx, 'losingRegistrar'))
      return blocked(message('task.transfer.registry-unknown', { domain: shown(ctx) }), now + 15 * MINUTE);
    return { kind: 'act', changes: [{ domain: shown(ctx), locked: true }] };
  },
};

/** Whether the lock is on; `undefined`: nobody could look. */
function lockSeen({ registry, lockedAtLosing }: TransferSight): boolean | undefined {
  if (lockedAtLosing !== undefined) return lockedAtLosing;
  return registry.outcome === 'found' ? registry.statuses.includes('clientTransferProhibited') : undefined;
}
