import type { Decision, Facts } from '../domain/decision.ts';
import { ENGINE } from '../domain/journal.ts';
import type { Message } from '../domain/message.ts';
import type { Approval } from '../domain/migration.ts';
import { displayName } from '../domain/name.ts';
import type { Part } from '../domain/project.ts';
import type { EpochMs } from '../domain/time.ts';
import { HOUR, MINUTE } from '../domain/time.ts';
import type { ApiPort } from '../ports/step-ports.ts';
import type { StepContext } from './contract.ts';

type Ask = Extract<Decision<never>, { kind: 'ask' }>;

interface More {
  readonly owner?: Part;
  readonly wants?: string;
  readonly dueMs?: EpochMs;
  readonly lookAgainMs?: EpochMs;
  readonly facts?: Facts;
}

/** A person must act and it shows: the step looks again by itself. */
export function ask(task: Message, more: More = {}): Ask {
  return { kind: 'ask', task, ...more };
}

/** A person must act and nothing outside shows it: closes on the person's word (docs/limits.md lists these). */
export function askOnWord(task: Message, more: More = {}): Ask {
  return { kind: 'ask', task, closesOnWord: true, ...more };
}

export function blocked(reason: Message, untilMs?: EpochMs): Extract<Decision<never>, { kind: 'blocked' }> {
  return { kind: 'blocked', reason, ...(untilMs === undefined ? {} : { untilMs }) };
}

/**
 * On the way back nobody can see whether it is as it was: that is no sign that it is. The servers have an hour to say so, then a person sees to it.
 * Facts: `unseenSinceMs`.
 */
export function unseenBack(ctx: StepContext<unknown>, now: EpochMs, reason: Message, task: Ask): Decision<never> {
  const since = ownFacts(ctx)['unseenSinceMs'];
  const unseenSinceMs = typeof since === 'number' ? since : now;
  const facts = { unseenSinceMs };
  if (now < unseenSinceMs + HOUR) return { kind: 'wait', for: 'outside', untilMs: now + 5 * MINUTE, reason, facts };
  return { lookAgainMs: now + 15 * MINUTE, ...task, facts };
}

/** What this step remembers of itself. */
export function ownFacts(ctx: StepContext<unknown>): Facts {
  return ctx.earlier[ctx.stepId]?.facts ?? {};
}

/** Whether an effect happened after the decision that noted `ctx.acted`: what an `act` remembers was meant, and a crash may have come first. */
export function hasActedSince(ctx: StepContext<unknown>, acted: unknown): boolean {
  return typeof acted === 'number' && ctx.acted > acted;
}

export function has(ctx: StepContext<unknown>, api: ApiPort): boolean {
  return ctx.available.includes(api);
}

/** Whom an approval can come from: anybody with a name, never golive itself. */
export function isByPerson(approval: Approval): boolean {
  return approval.by.trim() !== '' && approval.by !== ENGINE;
}

/** The domain as people write it. */
export function shown(ctx: StepContext<unknown>): string {
  return displayName(ctx.domain);
}
