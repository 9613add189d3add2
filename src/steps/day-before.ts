import { z } from 'zod';
import { PreflightSight, seePreflight } from '../checks/preflight-sight.ts';
import { earlySwitchMs } from '../checks/zone-memory.ts';
import type { Decision } from '../domain/decision.ts';
import type { Finding } from '../domain/finding.ts';
import type { BookedSlot } from '../domain/journal.ts';
import { hasRunOut } from '../domain/journal.ts';
import { message } from '../domain/message.ts';
import { findingCloses } from '../domain/severity.ts';
import type { EpochMs } from '../domain/time.ts';
import { DAY, HOUR } from '../domain/time.ts';
import { ask, ownFacts, shown } from './asking.ts';
import type { Step, StepContext } from './contract.ts';
import { preflightDecision } from './preflight.ts';

const Params = z.strictObject({});
type Params = z.infer<typeof Params>;

/** `null`: it was not time to look. */
const Observed = z.object({ sight: PreflightSight.nullable() });
type Observed = z.infer<typeof Observed>;

/** Long enough before the half-day to mend what is found, or to move it. */
const AHEAD_MS = DAY;
const LOOK_EVERY_MS = 2 * HOUR;

/**
 * The day before the half-day everything is checked once more, and every two hours until it begins: what stands against the switch reaches the
 * agency while the half-day can still be moved. It holds nothing up; the gates at the start decide.
 *
 * Looking is dear, and `observe` knows no time: `plan` notes the half-day it wants looked for, and the next look does it.
 * Facts: `lookFor` (start of that half-day, or null), `slotStartsAtMs` (the half-day it was done for), `verdict`, `lookedMs`.
 */
export const dayBefore: Step<Params, Observed, never> = {
  id: 'day-before',
  phase: 'cutover',
  params: Params,
  observed: Observed,
  change: z.never(),
  needs: () => [],
  observe: async (ctx, ports, signal) => {
    const { slot } = ctx;
    const isWanted = slot !== undefined && ownFacts(ctx)['lookFor'] === slot.startsAtMs;
    return { sight: isWanted ? await seePreflight(ctx, ports, {}, signal) : null };
  },
  plan,
  describe: () => message('dns.preflight.title'),
  apply: async () => undefined,
};

function plan(ctx: StepContext<Params>, { sight }: Observed, now: EpochMs): Decision<never> {
  const { slot } = ctx;
  if (earlySwitchMs(ctx) !== undefined || isUnneeded(ctx)) return { kind: 'done', facts: { lookFor: null } };
  // A hold that nobody confirmed holds nothing.
  if (slot === undefined || hasRunOut(slot, now))
    return {
      kind: 'wait',
      for: 'outside',
      untilMs: now + DAY,
      reason: message('task.day-before.no-slot', { domain: shown(ctx) }),
      facts: { lookFor: null, verdict: null, lookedMs: null },
    };
  if (now >= slot.startsAtMs) return { kind: 'done', facts: { lookFor: null, slotStartsAtMs: slot.startsAtMs } };
  const fromMs = slot.startsAtMs - AHEAD_MS;
  // Until then it asks nobody; but somebody may switch early, and then there is nothing left to check.
  if (now < fromMs)
    return waitUntil(slot, Math.min(fromMs, now + HOUR), { lookFor: null, verdict: null, lookedMs: null });
  if (sight === null) {
    const { lookFor, verdict, lookedMs } = ownFacts(ctx);
    // All was well at the last look, and the next one is the gates' own, at the start.
    const isLast = lookFor === null && verdict === 'go' && Number(lookedMs) >= fromMs;
    if (isLast && Number(lookedMs) + LOOK_EVERY_MS >= slot.startsAtMs) return waitUntil(slot, slot.startsAtMs);
    return waitUntil(slot, now, { lookFor: slot.startsAtMs });
  }
  return judged(ctx, slot, sight, now);
}

function judged(ctx: StepContext<Params>, slot: BookedSlot, sight: PreflightSight, now: EpochMs): Decision<never> {
  const decision = preflightDecision(ctx, sight, now);
  const nextMs = Math.min(slot.startsAtMs, now + LOOK_EVERY_MS);
  const lookFor = nextMs < slot.startsAtMs ? slot.startsAtMs : null;
  if (decision.kind === 'done') return waitUntil(slot, nextMs, { lookFor, verdict: 'go', lookedMs: now });
  const findings = 'findings' in decision ? (decision.findings ?? []) : [];
  const values = {
    domain: shown(ctx),
    start: slot.startsAtMs,
    what: findings.filter(isClosing).map(lineOf).join('\n'),
  };
  return ask(message(textFor(decision, values.what), values), {
    owner: 'agency',
    dueMs: slot.startsAtMs,
    lookAgainMs: nextMs,
    facts: { lookFor, verdict: 'no-go', lookedMs: now },
    ...(findings.length === 0 ? {} : { findings }),
  });
}

const isClosing = (finding: Finding): boolean => findingCloses(finding, 'cutover');
const lineOf = ({ tag, subject }: Finding): string => `${tag} ${subject}`;

/** What was found is said by its tags; where the plan itself is at fault there is no finding. */
function textFor(decision: Decision<never>, what: string): string {
  if (what !== '') return 'task.day-before.found';
  const isPlan = decision.kind === 'blocked' && decision.reason.text === 'dns.blocked.plan-changed';
  return isPlan ? 'task.day-before.plan-changed' : 'task.day-before.open';
}

/** Preflight found that there is nothing left to switch. */
function isUnneeded(ctx: StepContext<Params>): boolean {
  return Object.values(ctx.earlier).some(({ facts }) => facts['alreadyMoved'] === true);
}

function waitUntil(slot: BookedSlot, lookAgainMs: EpochMs, facts?: Readonly<Record<string, unknown>>): Decision<never> {
  return {
    kind: 'wait',
    for: 'time',
    untilMs: slot.startsAtMs,
    lookAgainMs,
    reason: message('task.day-before.until', {
      slot: slot.slot,
      from: slot.startsAtMs - AHEAD_MS,
      start: slot.startsAtMs,
    }),
    ...(facts === undefined ? {} : { facts }),
  };
}
