import type { Decision } from '../../domain/decision.ts';
import type { EffectRecord } from '../../domain/effects.ts';
import { believableAtMs, isOpen, LOOKS_BEFORE_ASKING } from '../../domain/effects.ts';
import type { BookedSlot, StepDetail } from '../../domain/journal.ts';
import { message } from '../../domain/message.ts';
import { isApproved, isOfAnotherSlot, stepsOf } from '../../domain/migration.ts';
import type { PlaybookStep } from '../../domain/playbook.ts';
import type { EpochMs } from '../../domain/time.ts';
import { DAY, HOUR, SECOND } from '../../domain/time.ts';
import { withinHalfDay } from './half-day.ts';
import type { Look, News, Seen } from './looking.ts';
import { act, askAboutDoubt, become, decided, doubt, LOOK_AGAIN_MS, see } from './looking.ts';

/** One look at a step on the way forward: observe, plan, and do or record what the plan says. */
export async function lookForward(look: Look): Promise<void> {
  if (beginsAnew(look) && !(await again(look))) return;
  const seen = await see(look);
  if (seen === undefined) return;
  const { session, step } = look;
  const decision = await decided(look, seen, () => {
    const steps = stepsOf(session.loaded.playbook, session.state);
    const planned: Decision<unknown> = seen.implementation.plan(seen.ctx, seen.observed, seen.now);
    return withinHalfDay(steps, step, seen.ctx, planned, seen.now);
  });
  if (decision === undefined) return;
  const open = openEffects(look, 'forward');

  switch (decision.kind) {
    case 'done':
      await settleAll(look, open, 'confirmed');
      return become(look, 'observedDone', { ...detailOf(seen, decision), on: 'seen' }, undefined, seen);
    case 'act':
      if (!(await doubtIsOver(look, open, seen))) return;
      if (closedByWord(look))
        return become(look, 'observedDone', { ...detailOf(seen, decision), on: 'word' }, undefined, seen);
      if (step.needsApproval && !isApproved(session.loaded.playbook, session.state)) return askForApproval(look, seen);
      return act(look, seen, decision, 'forward');
    case 'wait': {
      if (decision.deadlineMs !== undefined && decision.deadlineMs <= seen.now)
        return askLate(look, seen, decision.deadlineMs, decision);
      const lookAgainMs = soonest(seen, decision.lookAgainMs ?? decision.untilMs);
      return become(
        look,
        'waitFor',
        { ...detailOf(seen, decision), waitsFor: waitOf(decision, lookAgainMs) },
        lookAgainMs,
        seen,
      );
    }
    case 'ask': {
      const record = session.state.steps[step.id];
      if (decision.closesOnWord === true && record?.claimed?.about === decision.task.text)
        return become(look, 'observedDone', { ...detailOf(seen, decision), on: 'word' }, undefined, seen);
      const task = taskOf(look, seen, decision);
      // From here on somebody may do it, said or not: this is how it was before. Who is asked for an answer changes nothing by it.
      const mayBeDone = decision.wants === undefined && seen.implementation.undo !== undefined;
      const way = mayBeDone && record?.before === undefined ? { before: await seen.observedHash() } : {};
      return become(
        look,
        record?.state === 'unknown' ? 'undecidable' : 'asked',
        { ...detailOf(seen, decision), task, ...way },
        task.lookAgainMs ?? Number.MAX_SAFE_INTEGER,
        seen,
      );
    }
    case 'blocked': {
      const untilMs = decision.untilMs ?? seen.now + LOOK_AGAIN_MS;
      // What holds the step up is told, and not hidden behind an answer that was lost: that is settled first.
      if (!(await doubtIsOver(look, open, seen))) return;
      return become(
        look,
        'blocked',
        { ...detailOf(seen, decision), blocked: { reason: decision.reason, untilMs } },
        untilMs,
        seen,
      );
    }
  }
}

/**
 * An effect whose answer was lost, and the world does not show it. Answers whether the step may act: an absolute effect may be set again
 * and a keyed one sent with its key once a look can be believed; one that may never be sent twice is looked for again, then asked about.
 */
async function resolveDoubt(look: Look, open: readonly EffectRecord[], seen: Seen): Promise<boolean> {
  const { session } = look;
  const believable = Math.max(...open.map(believableAtMs));
  if (seen.now < believable) {
    await doubt(look, believable, open[0]!.name);
    return false;
  }
  const once = open.find((effect) => effect.kind === 'once');
  if (once !== undefined) {
    await session.write(() => ({ type: 'effect-not-seen', id: once.id }));
    if (once.notSeen + 1 >= LOOKS_BEFORE_ASKING) await askAboutDoubt(look, once.name);
    else await doubt(look, seen.now + Math.max(once.consistencyMs, 1000), once.name);
    return false;
  }
  await settleAll(
    look,
    open.filter((effect) => effect.kind === 'absolute'),
    'absent',
  );
  return true;
}

/** It was taken back and its half-day comes near, or it was done for another half-day. */
function beginsAnew({ session: { state }, step }: Look): boolean {
  const record = state.steps[step.id];
  return record?.state === 'undone' || isOfAnotherSlot(record, state);
}

function again({ session, step }: Look): Promise<boolean> {
  return session.write(() => ({ type: 'step', step: step.id, event: 'retried', detail: {} }));
}

async function doubtIsOver(look: Look, open: readonly EffectRecord[], seen: Seen): Promise<boolean> {
  if (open.length > 0 && !(await resolveDoubt(look, open, seen))) return false;
  // What was in doubt is settled, and the world does not show it: the step may go on from there.
  if (look.session.state.steps[look.step.id]?.state === 'unknown') await notThere(look);
  return true;
}

export async function notThere({ session, step }: Look): Promise<void> {
  await session.write(() => ({ type: 'step', step: step.id, event: 'observedAbsent', detail: {} }));
}

/** The provider shows nothing, and a person has said that it happened, or says so of what the provider itself confirmed: that word is all there is. */
function closedByWord({ session, step }: Look): boolean {
  const claimed = session.state.steps[step.id]?.claimed;
  if (claimed === undefined) return false;
  // "Done" to a key that was refused, or to a clock, is about that alone.
  const isAboutIt = claimed.about === undefined || claimed.about === 'engine.undecidable';
  return session.state.effects.some(
    (effect) =>
      effect.step === step.id &&
      effect.direction === 'forward' &&
      (effect.state === 'by-person' ||
        (isAboutIt && effect.kind === 'once' && effect.state === 'confirmed' && effect.intendedMs <= claimed.atMs)),
  );
}

export function openEffects({ session, step }: Look, direction: 'forward' | 'back'): EffectRecord[] {
  return session.state.effects.filter(
    (effect) => effect.step === step.id && effect.direction === direction && isOpen(effect),
  );
}

export async function settleAll(
  { session }: Look,
  effects: readonly EffectRecord[],
  as: 'confirmed' | 'absent',
): Promise<void> {
  for (const { id } of effects)
    await session.write(() => ({ type: 'effect-settled', id, as, why: 'seen from outside' }));
}

/** Nobody approved this plan, or it changed since: `approve` on this very step is the way on. */
async function askForApproval(look: Look, seen: Seen): Promise<void> {
  const task = {
    text: message('engine.not-approved'),
    owner: 'approver',
    wants: 'approval',
    closesOnWord: false,
  } as const;
  await become(look, 'asked', { observed: seen.observedHash, task }, Number.MAX_SAFE_INTEGER, seen);
}

async function askLate(
  look: Look,
  seen: Seen,
  deadlineMs: number,
  decision: Extract<Decision<unknown>, { kind: 'wait' }>,
): Promise<void> {
  const lookAgainMs = decision.lookAgainMs ?? seen.now + LOOK_AGAIN_MS;
  const task = {
    text: message('engine.deadline-passed', { deadline: deadlineMs }),
    owner: 'agency' as const,
    lookAgainMs,
    closesOnWord: false,
  };
  const unknown = look.session.state.steps[look.step.id]?.state === 'unknown';
  await become(look, unknown ? 'undecidable' : 'asked', { ...detailOf(seen, decision), task }, lookAgainMs, seen);
}

/** A moment that has passed would make the engine look in a circle. */
export function soonest({ now }: Seen, lookAgainMs: EpochMs): EpochMs {
  return Math.max(lookAgainMs, now + SECOND);
}

/** What every decision leaves in the journal. */
export function detailOf(seen: Seen, decision: Decision<unknown>): News {
  return {
    observed: seen.observedHash,
    ...(decision.facts === undefined ? {} : { facts: decision.facts }),
    ...('findings' in decision && decision.findings !== undefined ? { findings: decision.findings } : {}),
  };
}

export function waitOf(
  decision: Extract<Decision<unknown>, { kind: 'wait' }>,
  lookAgainMs: number,
): NonNullable<StepDetail['waitsFor']> {
  return {
    for: decision.for,
    untilMs: decision.untilMs,
    lookAgainMs,
    reason: decision.reason,
    ...(decision.deadlineMs === undefined ? {} : { deadlineMs: decision.deadlineMs }),
  };
}

/**
 * A task is due so long before the slot. Asked for later than that, it is due a day from then, and before the slot in any case: a task that
 * is overdue when it is born tells nobody anything. It keeps the moment it was first given.
 */
function dueBySlot(
  step: PlaybookStep,
  slot: BookedSlot | undefined,
  given: EpochMs | undefined,
  now: EpochMs,
): EpochMs | undefined {
  if (step.dueHoursBeforeSlot === undefined || slot === undefined) return undefined;
  const wantedMs = slot.startsAtMs - step.dueHoursBeforeSlot * HOUR;
  return wantedMs > now ? wantedMs : (given ?? Math.max(now, Math.min(now + DAY, slot.startsAtMs)));
}

/** A person's task. What can be seen from outside is looked at again by itself; what cannot waits for the word. */
export function taskOf(
  { session, step }: Look,
  seen: Seen,
  decision: Extract<Decision<unknown>, { kind: 'ask' }>,
): NonNullable<StepDetail['task']> {
  const closesOnWord = decision.closesOnWord === true;
  const lookAgainMs = decision.lookAgainMs ?? (closesOnWord ? undefined : seen.now + LOOK_AGAIN_MS);
  const dueMs =
    decision.dueMs ?? dueBySlot(step, session.state.slot, session.state.steps[step.id]?.task?.dueMs, seen.now);
  return {
    text: decision.task,
    owner: decision.owner ?? step.owner,
    closesOnWord,
    ...(dueMs === undefined ? {} : { dueMs }),
    ...(lookAgainMs === undefined ? {} : { lookAgainMs }),
    ...(decision.wants === undefined ? {} : { wants: decision.wants }),
  };
}
