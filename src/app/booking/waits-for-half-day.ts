import { stepsOf } from '../../domain/migration.ts';
import type { Loaded } from '../record.ts';

/** Whether a step of this plan waits for the half-day; where everything stays none does, and a place in the calendar would be kept for nobody. */
export function waitsForHalfDay({ playbook, state }: Pick<Loaded, 'playbook' | 'state'>): boolean {
  return stepsOf(playbook, state).some(({ step }) => step === 'wait-for-slot');
}
