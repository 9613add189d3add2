import type { Remembering } from '../../checks/zone-memory.ts';
import { cutoverKindOf } from '../../domain/answers.ts';
import type { MigrationState, StepRecord } from '../../domain/migration.ts';
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
    params: paramsOf(implementation, step),
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

/** Params of the steps that are there; a playbook's steps stay the same, and are asked about at every look. */
const PARSED = new WeakMap<AnyStep, WeakMap<PlaybookStep['params'], unknown>>();

function paramsOf(implementation: AnyStep, { params }: PlaybookStep): unknown {
  const known = PARSED.get(implementation) ?? new WeakMap<PlaybookStep['params'], unknown>();
  PARSED.set(implementation, known);
  if (!known.has(params)) known.set(params, implementation.params.parse(params));
  return known.get(params);
}

const EARLIER = new WeakMap<MigrationState['steps'], Readonly<Record<string, Earlier>>>();

/** Every step that was touched, as other steps may know it. */
export function earlierOf({ steps }: Pick<MigrationState, 'steps'>): Readonly<Record<string, Earlier>> {
  const known = EARLIER.get(steps);
  if (known !== undefined) return known;
  const earlier = Object.fromEntries(Object.entries(steps).map(([id, record]) => [id, earlierIn(record)]));
  EARLIER.set(steps, earlier);
  return earlier;
}

/** What the steps remember, for whoever looks at a migration without being one of them. */
export function rememberedOf({
  domain,
  answers,
  steps,
}: Pick<MigrationState, 'domain' | 'answers' | 'steps'>): Remembering {
  return { domain, stepId: '', answers, earlier: earlierOf({ steps }) };
}

function earlierIn({ state, facts, startedMs, askedMs, doneMs }: StepRecord): Earlier {
  return {
    state,
    facts: facts ?? {},
    ...(startedMs === undefined ? {} : { startedMs }),
    ...(askedMs === undefined ? {} : { askedMs }),
    ...(doneMs === undefined ? {} : { doneMs }),
  };
}
