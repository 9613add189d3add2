import { z } from 'zod';
import { CONFIRM_PLAN } from '../checks/plan-decision.ts';
import type { PreflightJudgement } from '../checks/preflight.ts';
import { judgePreflight } from '../checks/preflight.ts';
import { PreflightSight, seePreflight } from '../checks/preflight-sight.ts';
import { recordsDigest, recordsPlan } from '../checks/records-sight.ts';
import type { Decision } from '../domain/decision.ts';
import { message } from '../domain/message.ts';
import { displayName } from '../domain/name.ts';
import type { Tag } from '../domain/severity.ts';
import { findingCloses } from '../domain/severity.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Step, StepContext } from './contract.ts';

const Params = z.strictObject({});
type Params = z.infer<typeof Params>;

/**
 * The gate before the cutover: everything that can be known beforehand is looked at, and said all at once. A playbook may look a second time,
 * right before the switch: that one compares with what the first one fixed and was approved, and fixes nothing.
 * Facts: `checkedAtMs`, `remarks`; `plan.records` where records of a zone that stays change; `alreadyMoved` where there is nothing to switch.
 */
export const preflight: Step<Params, PreflightSight, never> = {
  id: 'preflight',
  phase: 'prepare',
  params: Params,
  observed: PreflightSight,
  change: z.never(),
  needs: () => [],
  observe: (ctx, ports, signal) => seePreflight(ctx, ports, {}, signal),
  plan: preflightDecision,
  describe: () => message('dns.preflight.title'),
  apply: async () => undefined,
};

/** What was seen, as a decision of the step whose context it is. */
export function preflightDecision(ctx: StepContext<unknown>, sight: PreflightSight, now: EpochMs): Decision<never> {
  const zone = displayName(ctx.domain);
  const judged = judgePreflight(ctx, sight, now);
  // What the records become must be known before somebody approves it; the new zone's step has asked already.
  if (judged.missing === 'site')
    return { kind: 'ask', task: message('dns.ask.site-addresses', { zone }), wants: 'newAddresses' };
  if (judged.missing === 'mail')
    return { kind: 'ask', task: message('dns.ask.mail-records', { zone }), wants: 'zoneChanges' };
  const { verdict, findings, why, untilMs } = judged;
  const closing = findings.filter((finding) => findingCloses(finding, 'cutover'));
  if (judged.confirm !== undefined && closing.every(({ tag }) => tag === 'NEEDS_DECISION') && verdict === 'no-go')
    return askForDecision(ctx, judged.confirm, findings);
  if (verdict === 'no-go' || verdict === 'unknown' || closing.length > 0)
    return { kind: 'blocked', reason: why, untilMs, findings };
  const fixed = fixRecords(ctx, sight);
  if (fixed === 'changed')
    return { kind: 'blocked', reason: message('dns.blocked.plan-changed', { zone }), untilMs, findings };
  const lasting = findings.filter(({ tag }) => LASTING.has(tag));
  return {
    kind: 'done',
    ...(lasting.length === 0 ? {} : { findings: lasting }),
    facts: {
      checkedAtMs: now,
      remarks: findings.map(({ tag, subject }) => `${tag} ${subject}`),
      ...(verdict === 'already-moved' ? { alreadyMoved: true } : {}),
      ...fixed,
    },
  };
}

/** What concerns the transfer behind the switch, and what no switch mends. */
const LASTING: ReadonlySet<string> = new Set<Tag>(['EXPIRES_SOON', 'TRANSFER_TOO_SOON', 'REGISTRANT_MAIL_MOVES']);

function askForDecision(
  ctx: StepContext<unknown>,
  { token, count, reasons }: NonNullable<PreflightJudgement['confirm']>,
  findings: PreflightJudgement['findings'],
): Decision<never> {
  const values = { zone: displayName(ctx.domain), count, token, losses: reasons.length };
  return { kind: 'ask', task: message('preflight.ask.decision', values), wants: CONFIRM_PLAN, findings };
}

/** The new zone is fixed by create-zone; records of a zone that stays are fixed here, by the first look, before anybody approves. */
function fixRecords(ctx: StepContext<unknown>, { records }: PreflightSight): object | 'changed' {
  if (records === null) return {};
  const digest = recordsDigest(recordsPlan(ctx, records));
  const before = Object.entries(ctx.earlier).flatMap(([id, { facts }]) => {
    const fixed = FixedRecords.safeParse(facts['plan']);
    return id !== ctx.stepId && fixed.success ? [fixed.data.records] : [];
  });
  if (before.length === 0) return { plan: { records: digest } };
  return before.includes(digest) ? {} : 'changed';
}

const FixedRecords = z.object({ records: z.string() });
