import { z } from 'zod';
import { dsGone, dsSeen, readDelegation, sameNames } from '../checks/delegation.ts';
import { dsChanged } from '../checks/ds-changed.ts';
import { transferDays } from '../checks/registration-sight.ts';
import { judgingOf } from '../checks/zone-memory.ts';
import type { Message } from '../domain/message.ts';
import { message } from '../domain/message.ts';
import { DAY, HOUR, MINUTE } from '../domain/time.ts';
import { asWritten } from '../registration/registrar-id.ts';
import { ask, askOnWord, has, ownFacts, shown } from './asking.ts';
import { AUTHCODE } from './authcode.ts';
import type { Step, StepContext } from './contract.ts';
import { fromRegistrar } from './transfer-params.ts';
import {
  failedTransfers,
  hasArrived,
  hasUnlikeRegistrar,
  ruleIn,
  seeTransfer,
  TransferSight,
  transferOf,
} from './transfer-sight.ts';

const Params = z.strictObject({
  /** After this many days a person is told; default: what a transfer takes at most by the rule of the ending, and a day at least. */
  days: z.number().positive().optional(),
  request: z.string().default('request-transfer'),
});
/** `ds`: at the parents; `null` where one of them did not say. */
const Observed = TransferSight.extend({ ds: z.array(z.string()).readonly().nullable() });
type Observed = z.infer<typeof Observed>;
const Change = z.object({ domain: z.string() });

/** Waits until the domain is held on the gaining side, then forgets the transfer code: it is of no more use, except to a thief. */
export const watchTransfer: Step<z.infer<typeof Params>, Observed, z.infer<typeof Change>> = {
  id: 'watch-transfer',
  phase: 'transfer',
  params: Params,
  observed: Observed,
  change: Change,
  needs: () => [],
  observe: async (ctx, ports, signal) => {
    const delegation = await readDelegation(ports.dns, ctx.domain, signal);
    const ds = dsGone(delegation, judgingOf(ctx)) === 'unknown' ? null : dsSeen(delegation);
    return { ...(await seeTransfer(ctx, ports, signal, { parents: false })), ds };
  },
  plan: (ctx, sight, now) => {
    const domain = shown(ctx);
    const order = transferOf(sight);
    const byTag = ruleIn(ctx, sight).proof === 'tag';
    const isHeld = sight.lockedAtGaining !== undefined && (byTag || order?.state === 'completed');
    const completed = isHeld || hasArrived(ctx, { ...sight, lockedAtGaining: undefined }, fromRegistrar(ctx));
    const known = ownFacts(ctx)['dsBefore'];
    const dsBefore = Array.isArray(known) ? (known as readonly string[]) : undefined;
    if (completed) {
      if (sight.codeHeld) return { kind: 'act', changes: [{ domain }] };
      const { ds } = sight;
      const findings =
        dsBefore === undefined || ds === null || sameNames(dsBefore, ds) ? [] : [dsChanged(ctx, dsBefore, ds, now)];
      return {
        kind: 'done',
        facts: { ...(sight.registry.registrar && { registrar: sight.registry.registrar }) },
        ...(findings.length === 0 ? {} : { findings }),
      };
    }

    const refused = failedTransfers(sight)[0];
    if (order === undefined && refused !== undefined)
      return ask(message('task.transfer.refused', { domain, why: refused.why ?? refused.state }), {
        owner: 'agency',
        lookAgainMs: now + HOUR,
      });
    // As it was while the old registrar held the domain: a transfer may drop it, or bring another.
    const remembered = dsBefore === undefined && sight.ds !== null ? { dsBefore: sight.ds } : {};
    const unseen = arrivalUnseen(ctx, sight);
    if (unseen !== undefined) return askOnWord(unseen, { facts: remembered, lookAgainMs: now + HOUR });
    const own = ownFacts(ctx)['deadlineMs'];
    const byRule = transferDays(ruleIn(ctx, sight));
    const days = ctx.params.days ?? Math.max(byRule.days, 1);
    const assumed = ctx.params.days === undefined && byRule.assumed;
    const deadlineMs = typeof own === 'number' ? own : now + days * DAY;
    const text = assumed ? 'task.watch-transfer.assumed' : 'task.watch-transfer';
    const reason = message(text, { domain, deadline: deadlineMs, ...(assumed ? { days } : {}) });
    return {
      kind: 'wait',
      for: 'outside',
      untilMs: deadlineMs,
      // What takes days is looked at less often after the first; registries count questions.
      lookAgainMs: now + (now < deadlineMs - (days - 1) * DAY ? 15 * MINUTE : HOUR),
      deadlineMs,
      reason,
      facts: { deadlineMs, ...remembered },
    };
  },
  describe: ({ domain }) => message('task.obtain-authcode.forget', { domain }),
  apply: (_ctx, _changes, { vault }, effects) =>
    effects.absolute('forget-authcode', {}, 0, () => vault.forget(AUTHCODE)),
};

/**
 * Whether it has arrived shows nowhere: the registry names no registrar, nobody saw which one it named before, or the two do not compare. The new
 * account shows it to whoever can look into it.
 */
function arrivalUnseen(ctx: StepContext<z.infer<typeof Params>>, sight: TransferSight): Message | undefined {
  const { outcome, registrar } = sight.registry;
  const from = fromRegistrar(ctx);
  if (outcome !== 'found' || has(ctx, 'gainingRegistrar')) return undefined;
  if (from !== undefined && !hasUnlikeRegistrar(sight, from)) return undefined;
  const domain = shown(ctx);
  return registrar === undefined
    ? message('task.watch-transfer.by-hand', { domain })
    : message('task.watch-transfer.not-compared', { domain, registrar: asWritten(registrar.replace(/^whois:/, '')) });
}
