import { z } from 'zod';
import { locksOf } from '../checks/cutover-gates.ts';
import { tellsStatuses } from '../checks/registration-sight.ts';
import { message } from '../domain/message.ts';
import { displayName, endingShown } from '../domain/name.ts';
import { MINUTE } from '../domain/time.ts';
import { keepingEndingOf } from '../registration/registrable.ts';
import { askOnWord, blocked, has, ownFacts, shown } from './asking.ts';
import type { Step, StepContext } from './contract.ts';
import { transferGate } from './transfer-gate.ts';
import { ruleIn, seeTransfer, TransferSight } from './transfer-sight.ts';

const Params = z.strictObject({});
const Change = z.object({ domain: z.string(), locked: z.boolean() });

/**
 * Takes the registrar's lock off, clientTransferProhibited (RFC 5731 §2.3). Done when the public registry no longer shows one. Where the ending's rule says that no lock
 * shows there, nobody waits for one to go: without the registrar's API a person looks in the panel, once. A lock that shows all the same counts.
 */
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
    const isLocked = lockSeen(ctx, sight);
    const asked = ctx.earlier[ctx.stepId]?.askedMs !== undefined;
    const wasLocked = ownFacts(ctx)['wasLocked'] ?? (asked && isLocked === false ? undefined : isLocked);
    // Noted here too: the registry may be silent in the moment in which somebody asks for the transfer.
    const from = ownFacts(ctx)['fromRegistrar'] ?? registry.registrar;
    const facts = {
      ...(wasLocked === undefined ? {} : { wasLocked }),
      ...(from === undefined ? {} : { fromRegistrar: from }),
    };
    // Held by the gaining side already: there is nothing left to unlock here.
    if (lockedAtGaining !== undefined) return { kind: 'done', facts };
    const gate = transferGate(ctx, sight, now);
    // Not even looked at before the registry lets it go.
    if (gate !== undefined && locksOf(registry.statuses).has('TRANSFER_LOCKED_BY_REGISTRY')) return gate;
    const domain = shown(ctx);
    const { lock } = ruleIn(ctx, sight);
    const isShown = locksOf(registry.statuses).has('TRANSFER_LOCKED') || lockedAtLosing === true;
    if (!isShown && lock === 'none')
      return { kind: 'done', facts, why: message('task.unlock-domain.no-lock', { tld: endingShown(ctx.domain) }) };
    const wouldShow = lock === 'observable' && tellsStatuses(registry);
    const isSeenOpen = registry.outcome === 'found' && (wouldShow || lockedAtLosing === false);
    // One that showed and is gone from what is told was taken off, whatever the rule says of others.
    const isGone =
      registry.outcome === 'found' && wasLocked === true && lock !== 'observable' && tellsStatuses(registry);
    if (!isShown && (isSeenOpen || isGone)) return { kind: 'done', facts };
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
    // A registry that shows locks elsewhere and tells nothing of this name may never do so: then a person's word is all there is. One whose answer
    // broke off tells the rest the next time.
    const isWhole = registry.outcome === 'found' && registry.statusesCut === undefined;
    const isUntold = isWhole && !tellsStatuses(registry) && wasLocked !== true;
    if (!isShown && (lock !== 'observable' || isUntold) && !has(ctx, 'losingRegistrar'))
      return askOnWord(
        message('task.unlock-domain.hidden', { domain, tld: displayName(keepingEndingOf(ctx.domain)) }),
        { facts },
      );
    return { kind: 'act', changes: [{ domain, locked: false }], facts };
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
    const wasLocked = ownFacts(ctx)['wasLocked'] ?? lockSeen(ctx, before);
    if (lockSeen(ctx, sight) === true) return { kind: 'done' };
    const isHidden = ruleIn(ctx, sight).lock !== 'observable' && !has(ctx, 'losingRegistrar');
    // Somebody was asked to take it off before anybody could see whether it was on: who did knows, and one that was never on is not put on.
    if (wasLocked !== true && (isHidden || wasLocked === undefined) && ctx.earlier[ctx.stepId]?.askedMs !== undefined)
      return askOnWord(message('task.unlock-domain.put-back', { domain: shown(ctx) }));
    if (wasLocked !== true) return { kind: 'done' };
    if (sight.registry.outcome !== 'found' && !has(ctx, 'losingRegistrar'))
      return blocked(message('task.transfer.registry-unknown', { domain: shown(ctx) }), now + 15 * MINUTE);
    return { kind: 'act', changes: [{ domain: shown(ctx), locked: true }] };
  },
};

/** Whether the lock is on; `undefined`: nobody could look. That nothing shows means something only where a lock would. */
function lockSeen(ctx: StepContext<unknown>, sight: TransferSight): boolean | undefined {
  const { registry, lockedAtLosing } = sight;
  if (lockedAtLosing !== undefined) return lockedAtLosing;
  if (registry.outcome !== 'found') return undefined;
  if (locksOf(registry.statuses).has('TRANSFER_LOCKED')) return true;
  const { lock } = ruleIn(ctx, sight);
  return lock === 'none' || (lock === 'observable' && tellsStatuses(registry)) ? false : undefined;
}
