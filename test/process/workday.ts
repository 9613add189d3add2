import { setTimeout as nap } from 'node:timers/promises';
import { load } from '../../src/app/record.ts';
import type { StoredEvent } from '../../src/domain/journal.ts';
import type { MigrationStatus } from '../../src/domain/lifecycle.ts';
import { isOver } from '../../src/domain/lifecycle.ts';
import { statusOf } from '../../src/domain/status.ts';
import type { Lab } from './lab.ts';

const LOOK_EVERY_MS = 4;
/** People look this much less often than the test does. */
const ROUNDS_BETWEEN_PEOPLE = 10;

export interface WorkdayOptions {
  readonly giveUpAfterSeconds: number;
  /** Ends as soon as this step is over. */
  readonly untilStep?: string;
  /** Each event of the journal, once, soon after it was written. */
  readonly onEvent?: (stored: StoredEvent) => void;
  /** Called in every round; answers true to end. */
  readonly over?: () => boolean;
}

/** People answer what they are asked and the test watches the journal, until the migration is over, a step has failed or patience ends. */
export async function workday(lab: Lab, options: WorkdayOptions): Promise<MigrationStatus> {
  const agency = lab.agency();
  const endMs = Date.now() + options.giveUpAfterSeconds * 1000;
  for (let round = 0; ; round++) {
    for (const stored of await lab.watch.news()) options.onEvent?.(stored);
    if (round % ROUNDS_BETWEEN_PEOPLE === 0) {
      await agency.act();
      const { playbook, state } = await load(lab.app, lab.id);
      const status = statusOf(playbook, state);
      const steps = Object.values(state.steps);
      const reached = options.untilStep !== undefined && state.steps[options.untilStep]?.state === 'done';
      const stuck = steps.some((step) => step.state === 'failed') || Date.now() > endMs;
      if (reached || stuck || isOver(status) || options.over?.() === true) return status;
    }
    await nap(LOOK_EVERY_MS);
  }
}
