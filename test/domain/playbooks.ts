import type { Answers } from '../../src/domain/answers.ts';
import type { Playbook, PlaybookStep } from '../../src/domain/playbook.ts';

const FOUR = { nl: 'x', de: 'x', fr: 'x', en: 'x' };

/** A step for tests of the machine: it comes after the given ones and is always there. */
export function stepAfter(id: string, after: readonly string[], more: Partial<PlaybookStep> = {}): PlaybookStep {
  return { id, step: id, after, owner: 'agency', needsApproval: false, pointOfNoReturn: false, params: {}, ...more };
}

export function playbookOf(steps: readonly PlaybookStep[], more: Partial<Playbook> = {}): Playbook {
  return { id: 'test', title: FOUR, summary: FOUR, interruption: 'none', answers: {}, warnings: [], steps, ...more };
}

export const EVERYTHING_MOVES: Answers = {
  registration: 'moves',
  hosting: 'moves',
  mail: 'moves',
  nameServers: 'switch',
};
