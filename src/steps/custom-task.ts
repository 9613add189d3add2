import { z } from 'zod';
import { message } from '../domain/message.ts';
import { taskStep } from './task-step.ts';

const Params = z.strictObject({ title: z.string(), dueMs: z.number().optional() });

/** A task of the agency's own checklist, or one that somebody added by hand. */
export const customTask = taskStep<z.infer<typeof Params>>({
  id: 'custom-task',
  phase: 'prepare',
  params: Params,
  ask: (ctx) => message('task.custom', { title: ctx.params.title }),
  closesOnWord: true,
  dueMs: (ctx) => ctx.params.dueMs,
});
