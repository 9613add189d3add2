import type { MigrationStatus, Phase, StepState } from './lifecycle.ts';
import { PHASES } from './lifecycle.ts';
import type { MigrationState } from './migration.ts';
import { depsPassed, needsUndo, stepsOf } from './migration.ts';
import type { Playbook, PlaybookStep } from './playbook.ts';

/** A step's state for people: one whose predecessors are not through is waiting for steps, one that nobody touched yet is ready. */
export function stepState(playbook: Playbook, step: PlaybookStep, state: MigrationState): StepState {
  return stateAmong(stepsOf(playbook, state), step, state);
}

function stateAmong(steps: readonly PlaybookStep[], step: PlaybookStep, state: MigrationState): StepState {
  const own = state.steps[step.id]?.state;
  return own ?? (state.started && depsPassed(steps, step, state) ? 'ready' : 'waiting');
}

/** The migration's status (design §4); nothing stores it but the projection. */
export function statusOf(playbook: Playbook, state: MigrationState): MigrationStatus {
  const steps = stepsOf(playbook, state);
  const states = steps.map((step) => stateAmong(steps, step, state));
  if (state.cancelled) return 'cancelled';
  if (state.rollingBack) {
    if (!steps.some((step) => needsUndo(state.steps[step.id]))) return 'rolled-back';
    return state.paused ? 'paused' : 'rolling-back';
  }
  if (steps.length > 0 && states.every((one) => one === 'done' || one === 'skipped')) return 'done';
  if (state.paused) return 'paused';
  if (!state.started) return 'draft';
  if (states.includes('failed')) return 'halted';
  if (states.includes('needs-you')) return 'needs-you';
  // Single steps on their way back, while the rest stands.
  const undoing = steps.filter(({ id }) => state.steps[id]?.state === 'undoing');
  if (undoing.length > 0)
    return undoing.some(({ id }) => state.steps[id]?.task !== undefined) ? 'needs-you' : 'running';
  if (states.includes('working') || states.includes('unknown')) return 'running';
  if (Object.keys(state.steps).length === 0) return 'planned';
  if (states.includes('ready')) return 'running';
  return states.includes('blocked') ? 'halted' : 'waiting';
}

/**
 * The phase each step falls in here. A step that comes late in a playbook (the last copy of the mail) is in no earlier phase than what it
 * comes after, whatever its kind of step usually belongs to.
 */
export function phasesOf(
  steps: readonly PlaybookStep[],
  usual: (catalogueId: string) => Phase,
): ReadonlyMap<string, Phase> {
  const known = WORKED_OUT.get(steps);
  if (known?.usual === usual) return known.phases;
  const phases = new Map<string, Phase>();
  for (const step of steps) {
    const earliest = [usual(step.step), ...step.after.flatMap((id) => phases.get(id) ?? [])].map((phase) =>
      PHASES.indexOf(phase),
    );
    phases.set(step.id, PHASES[Math.max(...earliest)]!);
  }
  WORKED_OUT.set(steps, { usual, phases });
  return phases;
}

/** Asked at every append, of steps that stay the same. */
const WORKED_OUT = new WeakMap<
  readonly PlaybookStep[],
  { readonly usual: (catalogueId: string) => Phase; readonly phases: ReadonlyMap<string, Phase> }
>();

/** The phase of the first step that is not over; of the last one when all are. */
export function phaseOf(playbook: Playbook, state: MigrationState, usual: (catalogueId: string) => Phase): Phase {
  const steps = stepsOf(playbook, state);
  const current =
    steps.find((step) => !['done', 'skipped'].includes(state.steps[step.id]?.state ?? '')) ?? steps.at(-1);
  return current === undefined ? 'prepare' : phasesOf(steps, usual).get(current.id)!;
}
