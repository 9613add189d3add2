import { message } from '../domain/message.ts';
import { shown } from './asking.ts';
import { taskStep } from './task-step.ts';

/** The customer gets the report: where everything stands now, who manages it, what was left out. */
export const handOver = taskStep({
  id: 'hand-over',
  phase: 'aftercare',
  ask: (ctx) => message('task.hand-over', { domain: shown(ctx) }),
  closesOnWord: true,
});
