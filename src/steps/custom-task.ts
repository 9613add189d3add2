import { z } from 'zod';
import { message } from '../domain/message.ts';
import { taskStep } from './task-step.ts';

const Params = z.strictObject({
  title: z.string(),
  dueMs: z.number().optional(),
  /** The customer asked for it in the half-day. */
  request: z.literal(true).optional(),
});

/** The fact of a request that was left out of the half-day: who does it now. */
export const CARRIED_TO = 'carriedTo';

/** A task of the agency's own checklist, one that somebody added by hand, or a request of the customer's, which is due before the half-day ends. */
export const customTask = taskStep<z.infer<typeof Params>>({
  id: 'custom-task',
  phase: 'prepare',
  params: Params,
  ask: (ctx) => message('task.custom', { title: ctx.params.title }),
  closesOnWord: true,
  dueMs: ({ params, slot }) => (params.request === true ? (slot?.endsAtMs ?? params.dueMs) : params.dueMs),
});
