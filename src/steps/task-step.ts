import type { ZodType } from 'zod';
import { z } from 'zod';
import type { Decision, Facts } from '../domain/decision.ts';
import type { Phase } from '../domain/lifecycle.ts';
import type { Message } from '../domain/message.ts';
import { message } from '../domain/message.ts';
import type { Part } from '../domain/project.ts';
import type { EpochMs } from '../domain/time.ts';
import { ask, askOnWord } from './asking.ts';
import type { Step, StepContext } from './contract.ts';

const Nothing = z.strictObject({});
type Nothing = z.infer<typeof Nothing>;

interface TaskOf<Params> {
  readonly id: string;
  readonly phase: Phase;
  /** Default: none are allowed. */
  readonly params?: ZodType<Params>;
  /** What the person must do. */
  ask(ctx: StepContext<Params>, now: EpochMs): Message;
  readonly closesOnWord: boolean;
  /** Overrides the playbook's owner. */
  readonly owner?: Part;
  /** The free answer or secret that closes it. */
  wants?(ctx: StepContext<Params>): string | undefined;
  dueMs?(ctx: StepContext<Params>): EpochMs | undefined;
  /** What the journal already tells (an answer, an approval): with it the step is done and hands this on. */
  answered?(ctx: StepContext<Params>): Facts | undefined;
  /** What a person must do on the way back. */
  undo?(ctx: StepContext<Params>): Message;
}

/** A step that is a person's task and nothing else: it changes nothing by itself and sees nothing outside. */
export function taskStep<Params = Record<string, never>>(task: TaskOf<Params>): Step<Params, Nothing, never> {
  return {
    id: task.id,
    phase: task.phase,
    params: task.params ?? (Nothing as unknown as ZodType<Params>),
    observed: Nothing,
    change: z.never(),
    needs: () => [],
    observe: async () => ({}),
    plan: (ctx, _observed, now): Decision<never> => {
      const facts = task.answered?.(ctx);
      if (facts !== undefined) return { kind: 'done', facts };
      const wants = task.wants?.(ctx);
      const dueMs = task.dueMs?.(ctx);
      return (task.closesOnWord ? askOnWord : ask)(task.ask(ctx, now), {
        ...(task.owner === undefined ? {} : { owner: task.owner }),
        ...(wants === undefined ? {} : { wants }),
        ...(dueMs === undefined ? {} : { dueMs }),
        // Looked at when it is due, so that it shows as overdue.
        ...(dueMs === undefined || dueMs < now ? {} : { lookAgainMs: dueMs + 1 }),
      });
    },
    describe: () => message('task.nothing'),
    apply: async () => undefined,
    ...(task.undo === undefined ? {} : { undo: (ctx): Decision<never> => askOnWord(task.undo!(ctx)) }),
  };
}
