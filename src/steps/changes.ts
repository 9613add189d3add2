import { message } from '../domain/message.ts';
import { shown } from './asking.ts';
import { taskStep } from './task-step.ts';

/** The customer's requests in the half-day that was kept for them: noted, done and accepted before it closes. */
export const changes = taskStep({
  id: 'changes',
  phase: 'propagate',
  ask: (ctx) => message('task.changes', { domain: shown(ctx) }),
  closesOnWord: true,
  owner: 'agency',
  dueMs: (ctx) => ctx.slot?.endsAtMs,
});
