import { message } from '../domain/message.ts';
import { isByPerson, shown } from './asking.ts';
import { taskStep } from './task-step.ts';

/**
 * Where everything stays with the customer's own providers, only somebody else can make the change: a named person accepts, before the
 * instruction sheet leaves, that speed and safety are not guaranteed (the fourth option of Livegang). The journal keeps who and when.
 */
export const acceptLimits = taskStep({
  id: 'accept-limits',
  phase: 'prepare',
  ask: (ctx) => message('task.accept-limits', { domain: shown(ctx) }),
  closesOnWord: false,
  owner: 'customer',
  wants: () => 'approval',
  answered: (ctx) => {
    const approval = ctx.approvals.find((candidate) => candidate.step === ctx.stepId && isByPerson(candidate));
    return approval && { acceptedBy: approval.by };
  },
});
