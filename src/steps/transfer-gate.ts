import type { Decision } from '../domain/decision.ts';
import { message } from '../domain/message.ts';
import type { Approval } from '../domain/migration.ts';
import { displayName } from '../domain/name.ts';
import type { EpochMs } from '../domain/time.ts';
import { MINUTE } from '../domain/time.ts';
import { blocked, isByPerson, shown } from './asking.ts';
import type { StepContext } from './contract.ts';
import type { TransferSight } from './transfer-sight.ts';

const ACCEPTANCE = 'accept-interruption';
const WATCH = 'watch-propagation';

/** The person's yes to the outage as it was shown, given after it was shown; `undefined`: there is none. */
export function acceptanceOf(ctx: StepContext<unknown>): Approval | undefined {
  const shownMs = ctx.earlier[ACCEPTANCE]?.facts['shownMs'];
  if (typeof shownMs !== 'number') return undefined;
  return ctx.approvals.find(
    (approval) => approval.step === ACCEPTANCE && approval.atMs >= shownMs && isByPerson(approval),
  );
}

/**
 * Why the lock may not come off, the code not be fetched and the transfer not be asked for now; `undefined`: they may.
 *
 * A losing registrar may stop serving the zone the moment the transfer is announced. So either nobody in the world asks its servers any
 * more, or a named person accepted the outage that follows.
 */
export function transferGate(
  ctx: StepContext<unknown>,
  sight: TransferSight,
  now: EpochMs,
): Extract<Decision<never>, { kind: 'blocked' }> | undefined {
  if (ctx.interruption === 'accepted')
    return acceptanceOf(ctx) === undefined
      ? blocked(message('task.transfer.not-accepted', { domain: shown(ctx) }), now + 15 * MINUTE)
      : undefined;

  if (sight.registry.outcome !== 'found')
    return blocked(message('task.transfer.registry-unknown', { domain: shown(ctx) }), now + 15 * MINUTE);
  return ctx.answers.nameServers === 'stays' ? strangersGate(ctx, now) : delegationGate(ctx, sight, now);
}

/** Name servers that do not move are harmless only if they are not the losing registrar's; that is not to be seen from outside. */
function strangersGate(ctx: StepContext<unknown>, now: EpochMs) {
  return ctx.answers.free?.['losingRegistrarCuts']?.trim().toLowerCase() === 'no'
    ? undefined
    : blocked(message('task.transfer.name-servers-stay', { domain: shown(ctx) }), now + 15 * MINUTE);
}

function delegationGate(ctx: StepContext<unknown>, { parents, newNameServers }: TransferSight, now: EpochMs) {
  const again = now + 5 * MINUTE;
  if (newNameServers.length === 0)
    return blocked(message('task.transfer.new-servers-unknown', { domain: shown(ctx) }), again);
  // A parent that this machine has no route to counts as seen only after a person said so.
  const accepted = ctx.answers.free?.['acceptNotAsked']?.trim().toLowerCase() === 'yes';
  const asked = parents.filter(({ outcome }) => !(accepted && outcome === 'not-asked'));
  const silent = asked.filter(({ ns }) => ns.length === 0);
  if (asked.length === 0 || silent.length > 0)
    return blocked(
      message('task.transfer.parents-unknown', { domain: shown(ctx), what: silent[0]?.outcome ?? '–' }),
      again,
    );
  const old = [...new Set(asked.flatMap(({ ns }) => ns))].filter((ns) => !newNameServers.includes(ns));
  if (old.length > 0)
    return blocked(
      message('task.transfer.old-name-servers', { domain: shown(ctx), servers: old.map(displayName).join(', ') }),
      again,
    );
  // Name servers that were ours from the start have no old answers left in any cache.
  if (ctx.answers.nameServers !== 'switch') return undefined;
  const watch = ctx.earlier[WATCH];
  const worstCaseAtMs = watch?.facts['worstCaseAtMs'];
  if (watch?.state !== 'done' || typeof worstCaseAtMs !== 'number')
    return blocked(message('task.transfer.not-propagated', { domain: shown(ctx) }), again);
  if (now < worstCaseAtMs)
    return blocked(message('task.transfer.caches', { domain: shown(ctx), until: worstCaseAtMs }), worstCaseAtMs);
  return undefined;
}
