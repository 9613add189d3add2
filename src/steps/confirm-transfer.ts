import { z } from 'zod';
import { registrantMail } from '../checks/registration-findings.ts';
import { transferDays } from '../checks/registration-sight.ts';
import { asGoLiveError } from '../domain/errors.ts';
import { message } from '../domain/message.ts';
import { endingShown } from '../domain/name.ts';
import { DAY, HOUR, MINUTE } from '../domain/time.ts';
import { ask, askOnWord, blocked, has, ownFacts, shown } from './asking.ts';
import type { Step } from './contract.ts';
import { fromRegistrar, TransferParams } from './transfer-params.ts';
import { failedTransfers, hasArrived, ruleIn, seeTransfer, TransferSight, transferOf } from './transfer-sight.ts';

const Change = z.object({ domain: z.string(), orderId: z.string() });

/** Where the registry wants a yes: from the account if it may give it, else from the holder, by the link in the mail. */
export const confirmTransfer: Step<TransferParams, TransferSight, z.infer<typeof Change>> = {
  id: 'confirm-transfer',
  phase: 'transfer',
  params: TransferParams,
  observed: TransferSight,
  change: Change,
  needs: () => ['gainingRegistrar'],
  observe: (ctx, ports, signal) => seeTransfer(ctx, ports, signal, { parents: false }),
  plan: (ctx, sight, now) => {
    const order = transferOf(sight);
    const domain = shown(ctx);
    if (hasArrived(ctx, sight, fromRegistrar(ctx))) return { kind: 'done' };
    if (order?.state === 'pending' || order?.state === 'completed') return { kind: 'done' };
    const byMail = message('task.confirm-transfer', { domain });
    const rule = ruleIn(ctx, sight);
    const requestedMs = ctx.earlier[ctx.params.request]?.doneMs;
    const due = requestedMs === undefined ? {} : { dueMs: requestedMs + transferDays(rule).days * DAY };
    // With an interruption the mail may be away just then.
    const findings = registrantMail(ctx, rule, now);
    const asked = { lookAgainMs: now + 15 * MINUTE, ...due, ...(findings.length === 0 ? {} : { findings }) };
    if (!has(ctx, 'gainingRegistrar'))
      return rule.atMostDays === 0 || rule.proof === 'tag'
        ? { kind: 'done', why: message('task.confirm-transfer.none', { tld: endingShown(ctx.domain) }) }
        : askOnWord(byMail, asked);
    if (order === undefined) {
      const refused = failedTransfers(sight)[0];
      return refused === undefined
        ? blocked(message('task.transfer.no-order', { domain }), now + 5 * MINUTE)
        : ask(message('task.transfer.refused', { domain, why: refused.why ?? refused.state }), {
            owner: 'agency',
            lookAgainMs: now + HOUR,
          });
    }
    if (order.state === 'unpaid')
      return {
        kind: 'wait',
        for: 'outside',
        untilMs: now + DAY,
        lookAgainMs: now + 5 * MINUTE,
        reason: message('task.confirm-transfer.unpaid', { domain }),
      };
    // The account tried and the order still waits: the yes is the holder's. What was meant to be tried and never left was not tried.
    const answered = ctx.acted + ctx.refused;
    const { triedOrder, answeredBefore } = ownFacts(ctx);
    if (triedOrder === order.id && typeof answeredBefore === 'number' && answered > answeredBefore)
      return ask(byMail, asked);
    return {
      kind: 'act',
      changes: [{ domain, orderId: order.id }],
      facts: { triedOrder: order.id, answeredBefore: answered },
    };
  },
  describe: ({ domain }) => message('task.confirm-transfer', { domain }),
  apply: async (_ctx, changes, { gainingRegistrar }, effects, signal) => {
    const registrar = gainingRegistrar!;
    for (const { orderId } of changes) {
      try {
        await effects.keyed(`confirm/${orderId}`, { orderId }, registrar.consistencyMs, (key) =>
          registrar.confirmTransfer(orderId, key, signal),
        );
      } catch (thrown) {
        // An account that may not say yes for the holder is no failure: the next look asks the holder.
        if (!(thrown instanceof Error) || asGoLiveError(thrown, orderId).code !== 'refused') throw thrown;
      }
    }
  },
};
