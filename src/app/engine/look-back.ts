import type { Decision } from '../../domain/decision.ts';
import type { EffectRecord } from '../../domain/effects.ts';
import { believableAtMs, LOOKS_BEFORE_ASKING } from '../../domain/effects.ts';
import { message } from '../../domain/message.ts';
import { CATALOGUE } from '../../steps/catalog.ts';
import { detailOf, notThere, openEffects, settleAll, soonest, taskOf, waitOf } from './look-forward.ts';
import type { Look } from './looking.ts';
import { act, askAboutDoubt, become, decided, doubt, LOOK_AGAIN_MS, see } from './looking.ts';

/**
 * One look at a step on the way back. A step that changed nothing, or whose change needs no way back, is undone at once; one that was
 * cut off in the middle, or whose answer was lost, is looked at like any other: the world says what is left to undo.
 */
export async function lookBack(look: Look): Promise<void> {
  const { session, step } = look;
  const record = session.state.steps[step.id]!;
  if (record.state !== 'undoing') {
    const begun = await session.write(() => ({ type: 'step', step: step.id, event: 'undoStarted', detail: {} }));
    if (!begun) return;
  }
  const implementation = CATALOGUE.get(step.step);
  // Nothing is sent before `before` is stored; what a person was asked for may have been done, said or not.
  const touched = record.before !== undefined || record.claimed !== undefined || record.askedMs !== undefined;
  if (implementation?.undo === undefined || !touched) {
    await become(look, 'undone', {});
    return;
  }

  const seen = await see(look);
  if (seen === undefined) return;
  const open = [...openEffects(look, 'forward'), ...openEffects(look, 'back')];
  const believable = Math.max(0, ...open.map(believableAtMs));
  if (seen.now < believable) return doubt(look, believable, open[0]!.name);
  // What the provider said yes to shows only when its list has caught up: before that nothing is "not there".
  const shownMs = Math.max(0, ...confirmedForward(look).map(believableAtMs));
  if (seen.now < shownMs) {
    const reason = message('engine.checking');
    const waitsFor = { for: 'time', untilMs: shownMs, lookAgainMs: shownMs, reason } as const;
    return become(look, 'waitFor', { waitsFor }, shownMs);
  }

  const hash = record.before ?? record.observed;
  const stored = hash === undefined ? seen.observed : await session.app.store.readBody(hash);
  const decision = await decided(look, seen, (): Decision<unknown> => {
    const before: unknown = implementation.observed.parse(stored);
    return implementation.undo!(seen.ctx, before, seen.observed, seen.now);
  });
  if (decision === undefined) return;
  switch (decision.kind) {
    case 'done': {
      // A lost order that does not show may still turn up: it is looked for twice, then a person says.
      const once = open.find((effect) => effect.kind === 'once' && effect.direction === 'forward');
      if (once !== undefined) {
        if (once.notSeen >= LOOKS_BEFORE_ASKING) return askAboutDoubt(look, once.name);
        await session.write(() => ({ type: 'effect-not-seen', id: once.id }));
        return doubt(look, seen.now + Math.max(once.consistencyMs, 1000), once.name);
      }
      const unseen = leftUnseen(look);
      if (unseen !== undefined && !isSaid(look, UNSEEN)) {
        const task = {
          text: message(UNSEEN, { effect: unseen.name }),
          owner: 'agency',
          closesOnWord: true,
        } as const;
        return become(look, 'asked', { ...detailOf(seen, decision), task }, Number.MAX_SAFE_INTEGER, seen);
      }
      await settleAll(look, openEffects(look, 'forward'), 'absent');
      await settleAll(look, openEffects(look, 'back'), 'confirmed');
      return become(look, 'undone', detailOf(seen, decision), undefined, seen);
    }
    case 'act':
      await settleAll(
        look,
        open.filter((effect) => effect.direction === 'forward' && effect.kind !== 'once'),
        'absent',
      );
      await lostOnTheWayBack(look);
      return act(look, seen, decision, 'back');
    case 'wait': {
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
      if (decision.closesOnWord === true && isSaid(look, decision.task.text))
        return become(look, 'undone', detailOf(seen, decision), undefined, seen);
      const task = taskOf(look, seen, decision);
      const lookAgainMs = task.lookAgainMs ?? Number.MAX_SAFE_INTEGER;
      return become(look, 'asked', { ...detailOf(seen, decision), task }, lookAgainMs, seen);
    }
    case 'blocked': {
      const untilMs = decision.untilMs ?? seen.now + LOOK_AGAIN_MS;
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

/** It may be set again, and what was lost was no attempt that changed nothing. */
async function lostOnTheWayBack(look: Look): Promise<void> {
  const lost = openEffects(look, 'back').filter((effect) => effect.kind === 'absolute');
  await settleAll(look, lost, 'absent');
  if (lost.length > 0) await notThere(look);
}

function confirmedForward({ session, step }: Look): EffectRecord[] {
  return session.state.effects.filter(
    (effect) => effect.step === step.id && effect.direction === 'forward' && effect.state === 'confirmed',
  );
}

const UNSEEN = 'engine.undo-unseen';

/** The provider said yes to it, nothing took it back, and no list shows it: an order may still run that nobody cancels. */
function leftUnseen({ session, step }: Look): EffectRecord | undefined {
  const own = session.state.effects.filter((effect) => effect.step === step.id);
  if (own.some(({ direction, state }) => direction === 'back' && state === 'confirmed')) return undefined;
  return own.find(
    ({ direction, kind, state }) =>
      direction === 'forward' && kind === 'once' && (state === 'confirmed' || state === 'by-person'),
  );
}

/** A person said "done" to this question, on the way back: by the journal's order, for a word may come from a machine whose clock is behind. */
function isSaid({ session, step }: Look, question: string): boolean {
  const { claimed } = session.state.steps[step.id]!;
  return claimed?.about === question && claimed.back === true;
}
