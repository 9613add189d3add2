import { message } from '../domain/message.ts';
import { isByPerson, shown } from './asking.ts';
import { taskStep } from './task-step.ts';

/** A named person agrees to the plan as it is now. When the plan changes, the approval no longer counts and is asked for again. */
export const approve = taskStep({
  id: 'approve',
  phase: 'prepare',
  ask: (ctx) => message('task.approve', { domain: shown(ctx), hash: ctx.planHash }),
  closesOnWord: false,
  owner: 'approver',
  wants: () => 'approval',
  answered: (ctx) => {
    const approval = ctx.approvals.find(
      ({ step, planHash, by, atMs }) =>
        // Starting the draft is no approval of the plan, and accepting an outage is not either.
        step !== 'plan' &&
        ctx.earlier[step]?.facts['outageSeconds'] === undefined &&
        planHash === ctx.planHash &&
        isByPerson({ step, planHash, by, atMs }),
    );
    return approval && { approvedBy: approval.by, planHash: approval.planHash };
  },
});
