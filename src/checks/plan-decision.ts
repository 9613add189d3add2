import { reasonsOfMail, reasonsToDecide } from '../dns/brakes.ts';
import type { Decided } from '../dns/intended-zone.ts';
import type { Finding } from '../domain/finding.ts';
import { digestOf } from '../domain/json.ts';
import type { Message } from '../domain/message.ts';
import { message } from '../domain/message.ts';
import type { Rrset } from '../domain/rrset.ts';
import { diffRrsets } from '../domain/rrset.ts';
import type { EpochMs } from '../domain/time.ts';
import { decidedOf } from './planned-zone.ts';
import type { PreflightContext, PreflightSight } from './preflight-sight.ts';
import { recordsPlan } from './records-sight.ts';
import { decidedKeys } from './zone-memory.ts';

/** `golive answer D confirmPlan=TOKEN`: a person's yes to exactly these changes. */
export const CONFIRM_PLAN = 'confirmPlan';

export interface OpenDecision {
  readonly token: string;
  readonly count: number;
  readonly reasons: readonly Message[];
}

/** What somebody decided by name goes far, or mail loses something it stands on: then these very changes need a yes of their own. */
export function openDecision(
  ctx: PreflightContext,
  sight: PreflightSight,
  before: readonly Rrset[],
  after: readonly Rrset[],
): OpenDecision | undefined {
  if (sight.undecided || before.length === 0 || after.length === 0) return undefined;
  const decided: readonly Decided[] = sight.records === null ? decidedOf(ctx) : recordsPlan(ctx, sight.records).decided;
  const { answers } = ctx;
  const reasons = [
    ...reasonsToDecide(ctx.domain, before, after, decided),
    ...(answers.mail === 'stays' ? reasonsOfMail(ctx.domain, before, after, decidedKeys(answers)) : []),
  ];
  if (reasons.length === 0) return undefined;
  const changes = diffRrsets(withoutTtl(before), withoutTtl(after));
  const token = digestOf(changes).slice(0, 8);
  return answers.free?.[CONFIRM_PLAN] === token ? undefined : { token, count: changes.length, reasons };
}

const withoutTtl = (rrsets: readonly Rrset[]): Rrset[] => rrsets.map((set) => ({ ...set, ttlSeconds: 0 }));

export function decisionFinding(ctx: PreflightContext, { token, count, reasons }: OpenDecision, now: EpochMs): Finding {
  const domain = ctx.domain.slice(0, -1);
  return {
    tag: 'NEEDS_DECISION',
    subject: ctx.domain,
    message:
      reasons.length === 1 ? reasons[0]! : message('preflight.decision', { count: reasons.length, zone: domain }),
    evidence: [{ asked: `${ctx.domain} plan`, answered: `${count} changes`, atMs: now }],
    fix: message('preflight.fix.NEEDS_DECISION', { domain, answer: `${CONFIRM_PLAN}=${token}` }),
  };
}
