import { cutoverKindOf } from '../../domain/answers.ts';
import type { MigrationState } from '../../domain/migration.ts';
import { planHash, stepsOf } from '../../domain/migration.ts';
import type { Playbook, PlaybookStep } from '../../domain/playbook.ts';
import type { ApiPort, StepPorts } from '../../ports/step-ports.ts';
import type { AnyStep, Earlier, Sibling, StepContext } from '../../steps/contract.ts';

const PUBLIC: ReadonlySet<string> = new Set(['dns', 'registry', 'web', 'smtp', 'vault']);

/** The APIs that are there, by name. */
export function availableApis(ports: StepPorts): ApiPort[] {
  return Object.entries(ports).flatMap(([name, port]) =>
    PUBLIC.has(name) || port === undefined ? [] : [name as ApiPort],
  );
}

/** Everything a step's pure parts may know, from the journal's state. @throws ZodError where the playbook's params do not fit the step */
export function contextOf(
  playbook: Playbook,
  state: MigrationState,
  step: PlaybookStep,
  implementation: AnyStep,
  available: readonly ApiPort[],
  siblings?: readonly Sibling[],
): StepContext<unknown> {
  const own = state.steps[step.id];
  const checks = stepsOf(playbook, state).filter((one) => one.step === 'preflight');
  const isGo = checks.some(({ id }) => ['done', 'skipped'].includes(state.steps[id]?.state ?? ''));
  const forward = state.effects.filter((effect) => effect.step === step.id && effect.direction === 'forward');
  return {
    migrationId: state.id,
    stepId: step.id,
    domain: state.domain,
    role: state.role,
    params: implementation.params.parse(step.params),
    answers: state.answers,
    cutover: cutoverKindOf(state.answers),
    interruption: playbook.interruption,
    approvals: state.approvals,
    planHash: planHash(state),
    earlier: earlierOf(state),
    ...(checks.length === 0 ? {} : { preflight: isGo ? 'go' : 'open' }),
    ...(siblings === undefined ? {} : { siblings }),
    secrets: state.secrets,
    acted: forward.filter((effect) => effect.state === 'confirmed').length,
    refused: forward.filter((effect) => effect.state === 'refused').length,
    available,
    ...(state.slot === undefined ? {} : { slot: state.slot }),
    ...(own?.startedMs === undefined ? {} : { startedMs: own.startedMs }),
    ...(own === undefined ? {} : { sinceMs: own.sinceMs }),
    ...(own?.claimed === undefined ? {} : { claimed: own.claimed }),
  };
}

/** Every step that was touched, as other steps may know it. */
export function earlierOf(state: Pick<MigrationState, 'steps'>): Readonly<Record<string, Earlier>> {
  return Object.fromEntries(
    Object.entries(state.steps).map(([id, record]): [string, Earlier] => [
      id,
      {
        state: record.state,
        facts: record.facts ?? {},
        ...(record.startedMs === undefined ? {} : { startedMs: record.startedMs }),
        ...(record.askedMs === undefined ? {} : { askedMs: record.askedMs }),
        ...(record.doneMs === undefined ? {} : { doneMs: record.doneMs }),
      },
    ]),
  );
}
