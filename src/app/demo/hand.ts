import type { MigrationState, StepRecord } from '../../domain/migration.ts';
import type { PlaybookStep } from '../../domain/playbook.ts';
import type { App } from '../app.ts';
import { say } from '../say.ts';

/** What people can do in the toy world's panels, by name: see `People` there. */
export type Panels = (deed: string, ...args: readonly unknown[]) => Promise<unknown>;

/** One person before one task. */
export interface Hand {
  readonly app: App;
  readonly panels: Panels;
  readonly domain: string;
  readonly step: PlaybookStep;
  readonly state: MigrationState;
  readonly record: StepRecord;
}

/** Does the task; answers what was done, in a few words. */
export type Doing = (hand: Hand) => Promise<string>;

export const PEOPLE = {
  agency: { by: 'Anna (agency)' },
  approver: { by: 'Bas (approver)' },
  customer: { by: 'customer, by phone' },
} as const;

export const WORD: Doing = async ({ app, domain, step }) => {
  await say(app, domain, 'done', { step: step.id }, PEOPLE.agency);
  return 'done';
};
