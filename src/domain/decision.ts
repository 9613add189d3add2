import type { Finding } from './finding.ts';
import type { Message } from './message.ts';
import type { Part } from './project.ts';
import type { EpochMs } from './time.ts';

/**
 * What a step remembers and hands on (small JSON): it finds its own in `ctx.earlier[ctx.stepId].facts`, later steps find it under its id.
 * Each decision's facts are merged over the earlier ones.
 */
export type Facts = Readonly<Record<string, unknown>>;

/**
 * What a step's pure `plan` (and `undo`) answers. Moments are absolute, so a wait survives a restart unchanged.
 *
 * - `done`: the world is as wanted;
 * - `act`: make these changes, then look again. Without an adapter the engine turns it into a task.
 * - `wait`: nothing to do before `untilMs`, when the step looks again; `lookAgainMs` may be earlier. `deadlineMs` is when a person is told.
 * - `ask`: a person must act; the step looks again by itself every `lookAgainMs`. `closesOnWord`: nothing can be observed, so a person's
 *   "done" closes it (docs/limits.md lists these).
 * - `blocked`: a gate says no. It looks again at `untilMs`, or when a person says `retry`.
 */
export type Decision<Change> =
  | {
      readonly kind: 'done';
      readonly facts?: Facts;
      readonly why?: Message;
      /** What stays worth knowing after the step is over; shown until the migration is. */
      readonly findings?: readonly Finding[];
    }
  | {
      readonly kind: 'act';
      readonly changes: readonly Change[];
      readonly facts?: Facts;
      /** Done by hand it cannot be told from not done: the person must say so. */
      readonly wantsWord?: true;
      /** Whose these changes are by hand, where they are not the step's owner's. */
      readonly owner?: Part;
    }
  | {
      readonly kind: 'wait';
      readonly for: 'time' | 'outside';
      readonly untilMs: EpochMs;
      readonly lookAgainMs?: EpochMs;
      readonly deadlineMs?: EpochMs;
      readonly reason: Message;
      readonly findings?: readonly Finding[];
      readonly facts?: Facts;
    }
  | {
      readonly kind: 'ask';
      readonly task: Message;
      readonly owner?: Part;
      readonly dueMs?: EpochMs;
      readonly lookAgainMs?: EpochMs;
      readonly closesOnWord?: boolean;
      /** Names the free answer or secret that closes it: the person gives it with `golive answer`. */
      readonly wants?: string;
      readonly findings?: readonly Finding[];
      readonly facts?: Facts;
    }
  | {
      readonly kind: 'blocked';
      readonly reason: Message;
      readonly untilMs?: EpochMs;
      readonly findings?: readonly Finding[];
      readonly facts?: Facts;
    };

export const done = (facts?: Facts): Decision<never> =>
  facts === undefined ? { kind: 'done' } : { kind: 'done', facts };

/** `act` on these changes; nothing to change is `done`. */
export function actOn<Change>(changes: readonly Change[], facts?: Facts): Decision<Change> {
  return changes.length === 0 ? done(facts) : { kind: 'act', changes };
}
