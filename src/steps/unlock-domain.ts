import { z } from 'zod';
import { message } from '../domain/message.ts';
import { HOUR, MINUTE } from '../domain/time.ts';
import { blocked, has, ownFacts, shown } from './asking.ts';
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
    const wasLocked = ownFacts(ctx)['wasLocked'] ?? isLocked(sight);
    // Held by the gaining side already: there is nothing left to unlock here.
    if (lockedAtGaining !== undefined) return { kind: 'done', facts: { wasLocked } };
    if (registry.statuses.includes('serverTransferProhibited'))
      return blocked(message('task.unlock-domain.by-registry', { domain: shown(ctx) }), now + 6 * HOUR);
    if (
      registry.outcome === 'found' &&
      !registry.statuses.includes('clientTransferProhibited') &&
      lockedAtLosing !== true
    )
      return { kind: 'done', facts: { wasLocked } };
    const gate = transferGate(ctx, sight, now);
    if (gate !== undefined) return gate;
    if (lockedAtLosing === false && registry.outcome === 'found')
      return {
        kind: 'wait',
        for: 'outside',
        untilMs: now + 10 * MINUTE,
        reason: message('task.unlock-domain.shows-soon', { domain: shown(ctx) }),
        facts: { wasLocked },
      };
    if (registry.outcome !== 'found' && lockedAtLosing === false) return { kind: 'done', facts: { wasLocked } };
    return { kind: 'act', changes: [{ domain: shown(ctx), locked: false }], facts: { wasLocked } };
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
    const wasLocked = ownFacts(ctx)['wasLocked'] ?? isLocked(before);
    if (wasLocked !== true || isLocked(sight)) return { kind: 'done' };
    if (sight.registry.outcome !== 'found' && !has(ctx, 'losingRegistrar'))
      return blocked(message('task.transfer.registry-unknown', { domain: shown(ctx) }), now + 15 * MINUTE);
    return { kind: 'act', changes: [{ domain: shown(ctx), locked: true }] };
  },
};

function isLocked({ registry, lockedAtLosing }: TransferSight): boolean {
  return lockedAtLosing ?? registry.statuses.includes('clientTransferProhibited');
}
