import type { Phase } from '../domain/lifecycle.ts';
import type { MigrationState } from '../domain/migration.ts';
import { nextLookMs } from '../domain/migration.ts';
import type { Playbook } from '../domain/playbook.ts';
import type { Project } from '../domain/project.ts';
import { phaseOf } from '../domain/status.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Projection } from '../ports/store.ts';
import { CATALOGUE } from '../steps/catalog.ts';
import type { Loaded } from './record.ts';
import type { Summary } from './summary.ts';
import { riskOf, summarise } from './summary.ts';

/** What is stored beside the journal with every append: enough for lists and for finding work without reading journals. */
export function projectionOf({ project, playbook, state }: Loaded, now: EpochMs): Projection {
  const known = PROJECTED.get(state);
  const isSame = known?.project === project && known.playbook === playbook;
  if (isSame && riskOf(known.summary, state, now) === known.summary.risk) return known.projection;
  const phase = phaseOf(playbook, state, usualPhase);
  const summary = summarise(project, playbook, state, phase, now);
  const dueMs = nextLookMs(playbook, state);
  const projection = { status: summary.status, phase, ...(dueMs === undefined ? {} : { dueMs }), summary };
  PROJECTED.set(state, { project, playbook, summary, projection });
  return projection;
}

const usualPhase = (step: string): Phase => CATALOGUE.get(step)?.phase ?? 'prepare';

/** Most looks bring no news, and time alone changes nothing of it but the risk. */
const PROJECTED = new WeakMap<
  MigrationState,
  {
    readonly project: Project;
    readonly playbook: Playbook;
    readonly summary: Summary;
    readonly projection: Projection;
  }
>();
