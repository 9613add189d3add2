import type { Phase } from '../domain/lifecycle.ts';
import { nextLookMs } from '../domain/migration.ts';
import { phaseOf } from '../domain/status.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Projection } from '../ports/store.ts';
import { CATALOGUE } from '../steps/catalog.ts';
import type { Loaded } from './record.ts';
import { summarise } from './summary.ts';

/** What is stored beside the journal with every append: enough for lists and for finding work without reading journals. */
export function projectionOf({ project, playbook, state }: Loaded, now: EpochMs): Projection {
  const phase: Phase = phaseOf(playbook, state, (step) => CATALOGUE.get(step)?.phase ?? 'prepare');
  const summary = summarise(project, playbook, state, phase, now);
  const dueMs = nextLookMs(playbook, state);
  return { status: summary.status, phase, ...(dueMs === undefined ? {} : { dueMs }), summary };
}
