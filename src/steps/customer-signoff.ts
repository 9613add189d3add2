import { message } from '../domain/message.ts';
import { isByPerson, shown } from './asking.ts';
import { taskStep } from './task-step.ts';

/** The customer says that site and mail are as they should be: by approving this step, or by somebody who noted it down. */
export const customerSignoff = taskStep({
  id: 'customer-signoff',
  phase: 'propagate',
  ask: (ctx) =>
    message(ctx.answers.mail === 'none' ? 'task.customer-signoff.no-mail' : 'task.customer-signoff', {
      domain: shown(ctx),
    }),
  closesOnWord: true,
  answered: (ctx) => {
    const approval = ctx.approvals.find((candidate) => candidate.step === ctx.stepId && isByPerson(candidate));
    return approval && { signedOffBy: approval.by };
  },
});
