import { cutoverKindOf, optionOf } from '../domain/answers.ts';
import type { Decision } from '../domain/decision.ts';
import { asGoLiveError, GoLiveError } from '../domain/errors.ts';
import type { Phase } from '../domain/lifecycle.ts';
import { message } from '../domain/message.ts';
import { depsPassed, planHash, stepsOf } from '../domain/migration.ts';
import type { PlaybookStep } from '../domain/playbook.ts';
import { personFor } from '../domain/project.ts';
import { phasesOf, stepState } from '../domain/status.ts';
import type { ApiPort, StepPorts } from '../ports/step-ports.ts';
import type { Vault } from '../ports/vault.ts';
import { CATALOGUE } from '../steps/catalog.ts';
import type { AnyStep, StepContext } from '../steps/contract.ts';
import type { Style } from '../texts/render.ts';
import { render } from '../texts/render.ts';
import type { App } from './app.ts';
import { ownerOf } from './asks-for-yes.ts';
import type { DocumentOf, PlanEntry } from './documents.ts';
import { availableApis, contextOf } from './engine/context.ts';
import { siblingsOf } from './engine/siblings.ts';
import { findMigrations } from './find.ts';
import { oldServiceUntilMs } from './old-service.ts';
import type { Loaded } from './record.ts';
import { load } from './record.ts';
import { dueOf } from './step-moments.ts';
import { titleOf } from './step-title.ts';
import { documentOf, domainPair, isoAt, styleOf, titleIn } from './voice.ts';

export interface PlanOptions {
  /** Ask nobody: say only what the journal knows. */
  readonly offline?: boolean;
  readonly signal: AbortSignal;
}

/**
 * Every step in order: who does it, how long it takes, exactly what it would change as far as the world can be seen now, and what going
 * back costs. Looks, and changes nothing.
 */
export async function planDocument(app: App, domain: string, options: PlanOptions): Promise<DocumentOf<'plan'>> {
  const headers = await findMigrations(app.store, domain);
  const plans: PlanEntry[] = [];
  for (const { id } of headers) plans.push(await planOf(app, await load(app, id), options));
  return documentOf('plan', app, { plans });
}

async function planOf(app: App, loaded: Loaded, options: PlanOptions): Promise<PlanEntry> {
  const { state, playbook } = loaded;
  const style = styleOf(app);
  const steps = stepsOf(playbook, state);
  const outside = options.offline === true ? undefined : await reachable(app, loaded);
  const ports = outside === undefined ? undefined : { ...outside, vault: readOnly(app, state.id) };
  const available = ports === undefined ? [] : availableApis(ports);
  const phases = phasesOf(steps, (id) => CATALOGUE.get(id)?.phase ?? 'prepare');
  const looks = await Promise.all(steps.map((step) => dryLook(app, loaded, step, ports, available, options.signal)));
  return {
    id: state.id,
    ...domainPair(state.domain),
    role: state.role,
    option: optionOf(state.answers) ?? null,
    cutoverKind: cutoverKindOf(state.answers),
    playbook: { ...state.playbook, title: playbook.title[style.language] },
    interruption: playbook.interruption,
    planHash: planHash(state),
    warnings: playbook.warnings.map((warning) => warning[style.language]),
    steps: steps.map((step, index) => entryOf(loaded, step, phases.get(step.id)!, looks[index], available, style)),
  };
}

/** What cannot be had now is not in the plan; what can never be had as it is configured is said. */
async function reachable(app: App, { state, project }: Loaded): Promise<Omit<StepPorts, 'vault'> | undefined> {
  try {
    return await app.portsFor(state, project);
  } catch (thrown) {
    if (asGoLiveError(thrown, 'golive').code === 'config-invalid') throw thrown;
    return undefined;
  }
}

/** What a step would do, and what it would send for it. */
interface Look {
  readonly decision: Decision<unknown>;
  readonly calls: readonly string[];
}

/** None where a person does it. */
function callsOf(
  step: AnyStep,
  ctx: StepContext<unknown>,
  changes: readonly unknown[],
  ports: StepPorts,
): readonly string[] {
  const canAlone = step.needs(ctx).every((api) => ctx.available.includes(api));
  return canAlone ? (step.calls?.(ctx, changes, ports) ?? []) : [];
}

/** A look may know that a secret is there; it stores and forgets none. */
function readOnly({ store }: App, migrationId: string): Vault {
  const refuse = async () => {
    throw new GoLiveError('not-allowed', { subject: 'the vault', why: 'this is only a look' });
  };
  return { read: (field) => store.readSecret(migrationId, field), store: refuse, forget: refuse };
}

function entryOf(
  loaded: Loaded,
  step: PlaybookStep,
  phase: Phase,
  seen: Look | undefined,
  available: readonly ApiPort[],
  style: Style,
): PlanEntry['steps'][number] {
  const look = seen?.decision;
  const { state } = loaded;
  const implementation = CATALOGUE.get(step.step);
  const record = state.steps[step.id];
  const changes =
    look?.kind === 'act' && implementation !== undefined
      ? look.changes.map((change) => render(implementation.describe(change), style))
      : record?.changes?.map((change) => render(change, style));
  const closeAfterMs =
    step.step === 'close-old-service' ? oldServiceUntilMs(stepsOf(loaded.playbook, state), state) : undefined;
  const note =
    noteOf(look, style) ??
    (closeAfterMs === undefined
      ? undefined
      : render(message('plan.old-service-until', { until: closeAfterMs }), style));
  const due = dueOf(step, state);
  return {
    step: step.id,
    title: titleIn(titleOf(step), style),
    phase,
    status: stepState(loaded.playbook, step, state),
    who: whoOf(loaded, step, look, available),
    after: [...step.after],
    ...(step.minutes === undefined ? {} : { estimatedSeconds: step.minutes * 60 }),
    ...(step.step === 'wait-for-slot' && state.slot !== undefined
      ? { startsNotBefore: isoAt(state.slot.startsAtMs, style.timeZone) }
      : {}),
    ...(closeAfterMs === undefined ? {} : { startsNotBefore: isoAt(closeAfterMs, style.timeZone) }),
    ...(due === undefined ? {} : { due: isoAt(due, style.timeZone) }),
    ...(changes === undefined ? {} : { changes }),
    ...(seen === undefined || seen.calls.length === 0 ? {} : { calls: [...seen.calls] }),
    ...(note === undefined ? {} : { note }),
    ...(step.warning === undefined ? {} : { warning: step.warning[style.language] }),
    ...undoOf(loaded, step, available, style),
    needsApproval: step.needsApproval,
    pointOfNoReturn: step.pointOfNoReturn,
  };
}

function undoOf(
  { state, playbook }: Loaded,
  step: PlaybookStep,
  available: readonly ApiPort[],
  style: Style,
): { readonly undo?: string } {
  const implementation = CATALOGUE.get(step.step);
  if (step.pointOfNoReturn) return { undo: render(message('plan.no-way-back'), style) };
  if (implementation?.undo === undefined) return {};
  const cost = implementation.undoCost?.(contextOf(playbook, state, step, implementation, available));
  return cost === undefined ? {} : { undo: render(cost, style) };
}

function noteOf(look: Decision<unknown> | undefined, style: Style): string | undefined {
  if (look?.kind === 'wait' || look?.kind === 'blocked') return render(look.reason, style);
  return look?.kind === 'ask' ? render(look.task, style) : undefined;
}

/** golive, where it can do the step by itself; else the person whose part it is. */
function whoOf(
  { project, playbook, state }: Loaded,
  step: PlaybookStep,
  look: Decision<unknown> | undefined,
  available: readonly ApiPort[],
): string {
  const implementation = CATALOGUE.get(step.step);
  const person = personFor(project, (look !== undefined && 'owner' in look ? look.owner : undefined) ?? ownerOf(step));
  if (look?.kind === 'ask' || implementation === undefined || step.step === 'custom-task') return person;
  const needs = implementation.needs(contextOf(playbook, state, step, implementation, available));
  const canAlone = needs.length === 0 ? ownerOf(step) === 'agency' : needs.every((api) => available.includes(api));
  return canAlone ? 'golive' : person;
}

/**
 * What the step would do if it were its turn now: a look and a plan, no change. Of a step whose turn it is not, only changes mean
 * something; what it would wait for or ask can look different by then.
 */
async function dryLook(
  app: App,
  loaded: Loaded,
  step: PlaybookStep,
  ports: StepPorts | undefined,
  available: readonly ApiPort[],
  signal: AbortSignal,
): Promise<Look | undefined> {
  const { state, playbook } = loaded;
  const implementation = CATALOGUE.get(step.step);
  if (ports === undefined || implementation === undefined) return undefined;
  if (['done', 'skipped', 'undone'].includes(stepState(playbook, step, state))) return undefined;
  try {
    const turn = depsPassed(stepsOf(playbook, state), step, state);
    // What is done on the day is shown today too, as if it were that day.
    const { slot: _slot, ...unbooked } = state;
    const siblings = implementation.wholeProject === true ? await siblingsOf(app, loaded) : undefined;
    const ctx = contextOf(playbook, turn ? state : unbooked, step, implementation, available, siblings);
    const inTime = app.inTime(signal);
    const observed = implementation.observed.parse(await implementation.observe(ctx, ports, inTime));
    const decision: Decision<unknown> = implementation.plan(ctx, observed, app.clock.now());
    if (decision.kind === 'act') return { decision, calls: callsOf(implementation, ctx, decision.changes, ports) };
    return depsPassed(stepsOf(playbook, state), step, state) ? { decision, calls: [] } : undefined;
  } catch {
    return undefined; // what cannot be seen now is not in the plan; the step itself will say why
  }
}
