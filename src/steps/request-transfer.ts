import { z } from 'zod';
import { driftGate, firstRefusal, locksOf, TRANSFER_CUTOVER_GATES } from '../checks/cutover-gates.ts';
import { DelegationSight, seeDelegation, zonePlanOf } from '../checks/delegation-sight.ts';
import { registrationFindings } from '../checks/registration-findings.ts';
import { ruleFor, transferDays, youngWindow } from '../checks/registration-sight.ts';
import type { Decision, Facts } from '../domain/decision.ts';
import { GoLiveError } from '../domain/errors.ts';
import { message } from '../domain/message.ts';
import type { Fqdn } from '../domain/name.ts';
import { displayName } from '../domain/name.ts';
import { DAY, HOUR, MINUTE } from '../domain/time.ts';
import { ask, askOnWord, blocked, has, ownFacts, shown } from './asking.ts';
import { AUTHCODE } from './authcode.ts';
import type { Step, StepContext } from './contract.ts';
import { FqdnJson } from './json-types.ts';
import { hasGoodCode } from './obtain-authcode.ts';
import { transferGate } from './transfer-gate.ts';
import { registrarBefore } from './transfer-params.ts';
import {
  failedTransfers,
  gainingTagOf,
  hasArrived,
  ruleIn,
  seeTransfer,
  TransferSight,
  transferOf,
} from './transfer-sight.ts';

const Params = z.strictObject({});
const Observed = TransferSight.extend({
  /** Where the transfer itself brings the new name servers all that a switch stands on; where it may end the old zone, what was edited there. */
  switching: DelegationSight.optional(),
});
type Observed = z.infer<typeof Observed>;
const Change = z.object({
  domain: z.string(),
  nameServers: z.array(FqdnJson),
  /** Transfers of ours that came to nothing: the next is another one. */
  after: z.number(),
});

/**
 * Asks for the transfer, once. All gates stand before it, because from here on the losing registrar may stop serving at any moment and at
 * many registries nothing can be called back. Where the ending knows tags, the losing registrar pushes the domain: that is a person's task, and the
 * registry shows when it is done. Hands on `fromRegistrar` and the order's id.
 */
export const requestTransfer: Step<z.infer<typeof Params>, Observed, z.infer<typeof Change>> = {
  id: 'request-transfer',
  phase: 'transfer',
  params: Params,
  observed: Observed,
  change: Change,
  needs: () => ['gainingRegistrar'],
  observe: async (ctx, ports, signal) => {
    const sight = await seeTransfer(ctx, ports, signal, { parents: true });
    if (!leavesTheOldZone(ctx)) return sight;
    return { ...sight, switching: await seeDelegation(ctx, ports, 'losingRegistrar', signal) };
  },
  plan: (ctx, sight, now) => {
    const { registry, lockedAtLosing } = sight;
    const own = ownFacts(ctx);
    const order = transferOf(sight);
    const byApi = has(ctx, 'gainingRegistrar');
    if (order !== undefined) return { kind: 'done', facts: { orderId: order.id } };
    const before = registrarBefore(ctx, ctx.stepId);
    if (hasArrived(ctx, sight, before)) return { kind: 'done' };
    const from = before ?? registry.registrar;
    const known = from === undefined || own['fromRegistrar'] !== undefined ? {} : { fromRegistrar: from };
    const byTag = ruleIn(ctx, sight).proof === 'tag';
    // One that somebody asked for at a registrar without an API shows only here.
    if (!byApi && !byTag && registry.statuses.includes('pendingTransfer')) return { kind: 'done', facts: known };

    const gate = transferGate(ctx, sight, now) ?? readiness(ctx, sight, now);
    if (gate !== undefined) return gate;
    const refusal =
      sight.switching &&
      firstRefusal(ctx, sight.switching, now, switchesWithTransfer(ctx) ? TRANSFER_CUTOVER_GATES : [driftGate]);
    if (refusal !== undefined) return { kind: 'blocked', ...refusal };

    if (byTag) return push(ctx, sight, known, now);

    const failed = failedTransfers(sight);
    const failedBefore = Array.isArray(own['failedBefore']) ? own['failedBefore'] : failed.map(({ id }) => id);
    const fresh = failed.find(({ id }) => !failedBefore.includes(id));
    if (fresh !== undefined)
      return ask(message('task.transfer.refused', { domain: shown(ctx), why: fresh.why ?? fresh.state }), {
        owner: 'agency',
        lookAgainMs: now + HOUR,
      });

    const nameServers = serversToNameIn(ctx, sight);
    if (nameServers.length === 0)
      return blocked(message('task.transfer.new-servers-unknown', { domain: shown(ctx) }), now + 15 * MINUTE);
    const change = { domain: shown(ctx), nameServers, after: failed.length };
    const facts = { failedBefore, ...known };
    if (!byApi) return askOnWord(requestTransfer.describe(change), { facts, lookAgainMs: now + 15 * MINUTE });
    if (lockedAtLosing === true)
      return blocked(message('task.transfer.locked', { domain: shown(ctx) }), now + 15 * MINUTE);
    return { kind: 'act', changes: [change], facts };
  },
  describe: ({ domain, nameServers }) =>
    message('task.request-transfer', { domain, servers: nameServers.map(displayName).join(', ') }),
  // A tag may have been changed by whoever was asked to, and nobody told golive.
  undo: (ctx, _before, sight, now) => {
    const tag = gainingTagOf(ctx);
    const wasAsked = ctx.earlier[ctx.stepId]?.askedMs !== undefined;
    if (ruleIn(ctx, sight).proof !== 'tag' || tag === undefined || !wasAsked) return { kind: 'done' };
    const domain = shown(ctx);
    return hasArrived(ctx, sight, registrarBefore(ctx, ctx.stepId))
      ? blocked(message('task.request-transfer.has-gone', { domain, tag }), now + HOUR)
      : askOnWord(message('task.request-transfer.tag-back', { domain, tag }), { lookAgainMs: now + 15 * MINUTE });
  },
  undoCost: ({ domain }) => {
    const { cancelDays } = ruleFor(domain);
    if (cancelDays === undefined) return message('task.request-transfer.undo-cost.unknown');
    return cancelDays === 0
      ? message('task.request-transfer.undo-cost.never')
      : message('task.request-transfer.undo-cost.days', { days: cancelDays });
  },
  apply: async (ctx, changes, { gainingRegistrar, vault }, effects, signal) => {
    const registrar = gainingRegistrar!;
    for (const { nameServers, after } of changes) {
      const authInfo = await vault.read(AUTHCODE);
      if (authInfo === undefined)
        throw new GoLiveError('secret-missing', { subject: `transfer code of ${shown(ctx)}` });
      const order = { domain: ctx.domain, authInfo, nameServers };
      await effects.once(`transfer/${after}`, order, registrar.consistencyMs, (key) =>
        registrar.requestTransfer({ ...order, key: `${ctx.migrationId}/${key}` }, signal),
      );
    }
  },
};

/** The losing registrar sets the new tag: it has no API for that, and no code is needed. Who says that it was done is believed until the deadline. */
function push(ctx: StepContext<unknown>, sight: TransferSight, facts: Facts, now: number): Decision<never> {
  const domain = shown(ctx);
  const tag = gainingTagOf(ctx);
  if (tag === undefined) return blocked(message('task.transfer.no-tag', { domain }), now + 15 * MINUTE);
  const lookAgainMs = now + 15 * MINUTE;
  if (ctx.claimed === undefined)
    return ask(message('task.request-transfer.tag', { domain, tag }), { owner: 'login-owner', facts, lookAgainMs });
  const deadlineMs = ctx.claimed.atMs + Math.max(transferDays(ruleIn(ctx, sight)).days, 1) * DAY;
  const reason = message('task.request-transfer.tag-waits', { domain, tag, deadline: deadlineMs });
  return { kind: 'wait', for: 'outside', untilMs: deadlineMs, lookAgainMs, deadlineMs, reason, facts };
}

/** A transfer that moves traffic is a change of the delegation, and no gate of one is left out. */
function switchesWithTransfer(ctx: StepContext<unknown>): boolean {
  return ctx.interruption === 'accepted' && ctx.cutover === 'transfer';
}

/** With an interruption the old zone may be gone from here on: an edit of it that the new zone lacks can be seen now or never. */
function leavesTheOldZone(ctx: StepContext<unknown>): boolean {
  return (
    switchesWithTransfer(ctx) ||
    (ctx.interruption === 'accepted' && ctx.answers.nameServers === 'switch' && zonePlanOf(ctx).intended.length > 0)
  );
}

/** The registry's locks and windows, and the code: what would make the registry refuse. */
function readiness(ctx: StepContext<unknown>, sight: TransferSight, now: number) {
  const { statuses } = sight.registry;
  const rule = ruleIn(ctx, sight);
  const domain = shown(ctx);
  if (locksOf(statuses).has('TRANSFER_LOCKED'))
    return blocked(message('task.transfer.locked', { domain }), now + 15 * MINUTE);
  const young = youngWindow(sight.registry, rule, now);
  if (young !== undefined) {
    const values = { domain, since: young.sinceMs, days: young.days, until: young.untilMs };
    const findings = registrationFindings(ctx, sight.registry, rule, now);
    return { ...blocked(message(`registration.young.${young.after}`, values), young.untilMs), findings };
  }
  return rule.proof === 'tag' || hasGoodCode(ctx, sight, now)
    ? undefined
    : blocked(message('task.transfer.no-code', { domain }), now + 15 * MINUTE);
}

/**
 * What the order names: the servers that the world asks when the transfer completes. With an interruption these are the present ones, so
 * that nothing changes by itself; unless the registrar is to switch them together with the transfer.
 */
function serversToNameIn(ctx: StepContext<unknown>, { registry, parents, newNameServers }: TransferSight): Fqdn[] {
  const present =
    registry.nameServers.length > 0 ? registry.nameServers : (parents.find(({ ns }) => ns.length > 0)?.ns ?? []);
  if (ctx.interruption === 'accepted' && !switchesWithTransfer(ctx)) return [...present];
  return ctx.answers.nameServers === 'stays' ? [...present] : [...newNameServers];
}
