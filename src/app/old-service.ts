import type { MigrationState } from '../domain/migration.ts';
import type { PlaybookStep } from '../domain/playbook.ts';
import type { EpochMs } from '../domain/time.ts';
import { DAY } from '../domain/time.ts';

const SWITCHES = ['watch-propagation', 'change-delegation', 'change-records'];
const USUAL_GRACE_DAYS = 5;

/**
 * After when the old service may be closed: the step's own word, which counts the project's other domains in, else this domain's deadline with
 * the days of grace. `undefined`: nothing is closed here, or nothing was switched yet.
 */
export function oldServiceUntilMs(steps: readonly PlaybookStep[], state: MigrationState): EpochMs | undefined {
  const close = steps.find(({ step }) => step === 'close-old-service');
  if (close === undefined) return undefined;
  const own = state.steps[close.id]?.facts?.['untilMs'];
  if (typeof own === 'number') return own;
  const [worstCaseAtMs] = SWITCHES.flatMap((id) => {
    const moment = state.steps[id]?.facts?.['worstCaseAtMs'];
    return typeof moment === 'number' ? [moment] : [];
  });
  const graceDays = close.params['graceDays'];
  return worstCaseAtMs === undefined
    ? undefined
    : worstCaseAtMs + (typeof graceDays === 'number' ? graceDays : USUAL_GRACE_DAYS) * DAY;
}
