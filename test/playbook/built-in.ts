import { fileURLToPath } from 'node:url';
import type { Playbook } from '../../src/domain/playbook.ts';
import { readPlaybooks } from '../../src/playbook/folder.ts';
import { STEP_TEXTS } from '../../src/texts/steps.ts';

/** The catalogue as the texts know it: every step has a title. */
export const CATALOGUE_IDS = Object.keys(STEP_TEXTS).flatMap((key) => /^step\.(.+)\.title$/.exec(key)?.[1] ?? []);

export const BUILT_IN = readPlaybooks(fileURLToPath(new URL('../../playbooks', import.meta.url)), {
  steps: CATALOGUE_IDS,
});

export function playbookNamed(id: string): Playbook {
  const playbook = BUILT_IN.playbooks.get(id);
  if (playbook === undefined) throw new Error(`no playbook ${id}`);
  return playbook;
}
