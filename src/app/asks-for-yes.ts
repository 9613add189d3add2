import type { PlaybookStep } from '../domain/playbook.ts';
import type { Part } from '../domain/project.ts';

/** The catalogue's steps whose whole point is a person's yes, and whose it is. */
const YES_OF: Readonly<Record<string, Part>> = {
  approve: 'approver',
  'accept-interruption': 'approver',
  'accept-limits': 'customer',
  'customer-signoff': 'customer',
};

export function asksForYes(step: PlaybookStep): boolean {
  return YES_OF[step.step] !== undefined;
}

/** The part that a step is for. */
export function ownerOf(step: PlaybookStep): Part {
  return YES_OF[step.step] ?? step.owner;
}
