import { registrationFindings } from '../checks/registration-findings.ts';
import { memoryOf } from '../checks/zone-memory.ts';
import type { Decision } from '../domain/decision.ts';
import { message } from '../domain/message.ts';
import type { Approval } from '../domain/migration.ts';
import { displayName } from '../domain/name.ts';
import type { EpochMs } from '../domain/time.ts';
import { DAY, HOUR, MINUTE } from '../domain/time.ts';
import { blocked, isByPerson, shown } from './asking.ts';
import type { StepContext } from './contract.ts';
import type { TransferSight } from './transfer-sight.ts';
import { ruleIn, transferOf } from './transfer-sight.ts';

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
export function transferGate(ctx: StepContext<unknown>, sight: TransferSight, now: EpochMs): Closed | undefined {
  const gate = interruptionGate(ctx, sight, now) ?? standingGate(ctx, sight, now);
  if (gate === undefined) return undefined;
  const findings = registrationFindings(ctx, sight.registry, ruleIn(ctx, sight), now);
  return findings.length === 0 ? gate : { ...gate, findings };
}

type Blocked = Extract<Decision<never>, { kind: 'blocked' }>;
/** A gate that waits for somebody's answer asks for it. */
type Closed = Blocked | Extract<Decision<never>, { kind: 'ask' }>;

/** Nobody may be cut off, unless a person took that on. */
function interruptionGate(ctx: StepContext<unknown>, sight: TransferSight, now: EpochMs): Closed | undefined {
  if (ctx.interruption === 'accepted')
    return acceptanceOf(ctx) === undefined
      ? blocked(message('task.transfer.not-accepted', { domain: shown(ctx) }), now + 15 * MINUTE)
      : undefined;

  if (sight.registry.outcome !== 'found')
    return blocked(message('task.transfer.registry-unknown', { domain: shown(ctx) }), now + 15 * MINUTE);
  return ctx.answers.nameServers === 'stays' ? strangersGate(ctx, now) : delegationGate(ctx, sight, now);
}

/** Statuses in which no registry takes a transfer (RFC 5731 §2.3, RFC 3915 §3.1), in the order in which a person must hear of them. */
const STANDING: readonly (readonly [status: string, text: string])[] = [
  ...['redemptionPeriod', 'pendingRestore', 'pendingDelete'].map(
    (status) => [status, 'task.transfer.redemption'] as const,
  ),
  ...['serverHold', 'clientHold'].map((status) => [status, 'task.transfer.hold'] as const),
  ['serverTransferProhibited', 'task.unlock-domain.by-registry'],
  ['pendingTransfer', 'task.transfer.another-runs'],
];

function standingGate(ctx: StepContext<unknown>, sight: TransferSight, now: EpochMs): Blocked | undefined {
  const found = STANDING.find(([status]) => sight.registry.statuses.includes(status));
  if (found === undefined) return undefined;
  const [status, text] = found;
  // Our own order is what the registry shows.
  if (status === 'pendingTransfer' && transferOf(sight) !== undefined) return undefined;
  return blocked(
    message(text, { domain: shown(ctx), status }),
    now + (status === 'serverTransferProhibited' ? 6 : 1) * HOUR,
  );
}

/** Name servers that do not move are harmless only if they are not the losing registrar's; that is not to be seen from outside. */
function strangersGate(ctx: StepContext<unknown>, now: EpochMs) {
  return ctx.answers.free?.['losingRegistrarCuts']?.trim().toLowerCase() === 'no'
    ? undefined
    : blocked(message('task.transfer.name-servers-stay', { domain: shown(ctx) }), now + 15 * MINUTE);
}

function delegationGate(
  ctx: StepContext<unknown>,
  { parents, newNameServers }: TransferSight,
  now: EpochMs,
): Closed | undefined {
  const again = now + 5 * MINUTE;
  if (newNameServers.length === 0)
    return {
      kind: 'ask',
      task: message('task.transfer.new-servers-unknown', { domain: shown(ctx) }),
      owner: 'agency',
      wants: 'newNameServers',
      lookAgainMs: again,
    };
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
  const watch = ctx.earlier[WATCH];
  if (old.length > 0) {
    const reason = message('task.transfer.old-name-servers', {
      domain: shown(ctx),
      servers: old.map(displayName).join(', '),
    });
    // Caches had forgotten them, and learn them again now.
    return { ...blocked(reason, again), ...(watch?.state === 'done' ? { facts: { wentBack: true } } : {}) };
  }
  // Name servers that were ours from the start have no old answers left in any cache.
  if (ctx.answers.nameServers !== 'switch') return wentBackGate(ctx, now);
  const worstCaseAtMs = watch?.facts['worstCaseAtMs'];
  if (watch?.state !== 'done' || typeof worstCaseAtMs !== 'number')
    return blocked(message('task.transfer.not-propagated', { domain: shown(ctx) }), again);
  if (now < worstCaseAtMs)
    return blocked(message('task.transfer.caches', { domain: shown(ctx), until: worstCaseAtMs }), worstCaseAtMs);
  return wentBackGate(ctx, now);
}

/** Steps that look at the delegation, each with its own memory of what it saw. */
const LOOKERS = ['unlock-domain', 'obtain-authcode', 'request-transfer'] as const;
/** RFC 2181 lets a TTL be long; two days is what registries publish at most today. */
const LONGEST_SPAN_MS = 2 * DAY;

/**
 * Somebody delegated the domain to the old servers again after the deadline, and then back: the deadline that was waited for says nothing of the
 * caches that learnt them meanwhile. The clock starts when all parents were first seen with the new servers again.
 */
function wentBackGate(ctx: StepContext<unknown>, now: EpochMs): Blocked | undefined {
  if (ctx.earlier[ctx.stepId]?.facts['wentBack'] === true) return waitAgain(ctx, now, now);
  const backs = [ctx.stepId, ...LOOKERS].flatMap((id) => {
    const backAtMs = ctx.earlier[id]?.facts['backAtMs'];
    return typeof backAtMs === 'number' ? [backAtMs] : [];
  });
  return backs.length === 0 ? undefined : waitAgain(ctx, Math.max(...backs), now);
}

function waitAgain(ctx: StepContext<unknown>, backAtMs: EpochMs, now: EpochMs): Blocked | undefined {
  const { worstCaseAtMs, switchedAtMs = memoryOf(ctx, 'change-delegation').switchedAtMs } = memoryOf(ctx, WATCH);
  const spanMs =
    worstCaseAtMs === undefined || switchedAtMs === undefined ? LONGEST_SPAN_MS : worstCaseAtMs - switchedAtMs;
  const untilMs = backAtMs + spanMs;
  if (now >= untilMs) return undefined;
  const reason = message('task.transfer.went-back', { domain: shown(ctx), back: backAtMs, until: untilMs });
  return { ...blocked(reason, untilMs), facts: { wentBack: false, backAtMs } };
}
