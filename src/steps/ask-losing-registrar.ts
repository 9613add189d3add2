import { message } from '../domain/message.ts';
import { shown } from './asking.ts';
import { taskStep } from './task-step.ts';

export const CUTS_ANSWERS = ['yes', 'no', 'unknown'] as const;

/**
 * Whether the losing registrar stops serving the zone when the transfer is asked for. `yes` is fine where the name servers move first;
 * it is remembered (`facts.cuts`), because the transfer of a domain whose name servers stay is only allowed after a `no`.
 */
export const askLosingRegistrar = taskStep({
  id: 'ask-losing-registrar',
  phase: 'prepare',
  ask: (ctx) => message('task.ask-losing-registrar', { domain: shown(ctx) }),
  closesOnWord: false,
  wants: () => 'losingRegistrarCuts',
  answered: (ctx) => {
    const answer = ctx.answers.free?.['losingRegistrarCuts']?.trim().toLowerCase();
    return CUTS_ANSWERS.some((known) => known === answer) ? { cuts: answer } : undefined;
  },
});
