import { isOver } from '../domain/lifecycle.ts';
import { message } from '../domain/message.ts';
import { dependentsOf, planHash, stepsOf } from '../domain/migration.ts';
import type { PlaybookStep } from '../domain/playbook.ts';
import { personFor } from '../domain/project.ts';
import { phasesOf, statusOf, stepState } from '../domain/status.ts';
import { CATALOGUE } from '../steps/catalog.ts';
import type { Style } from '../texts/render.ts';
import { render } from '../texts/render.ts';
import { asksForYes, ownerOf } from './asks-for-yes.ts';
import { contextOf } from './engine/context.ts';
import type { StepShown } from './migration-schema.ts';
import { oldServiceUntilMs } from './old-service.ts';
import type { Loaded } from './record.ts';
import { secretFieldsOf } from './secret-fields.ts';
import { dueOf, reasonOf, untilOf } from './step-moments.ts';
import { titleOf } from './step-title.ts';
import { findingIn, isoAt, sentenceIn, titleIn } from './voice.ts';

/** Every step of a migration as its journal knows it, in an order in which each follows what it comes after. */
export function stepsShown(loaded: Loaded, style: Style): StepShown[] {
  const { playbook, state } = loaded;
  const steps = stepsOf(playbook, state);
  const phases = phasesOf(steps, (id) => CATALOGUE.get(id)?.phase ?? 'prepare');
  const behind = behindNoReturn(steps);
  return steps.map((step) => ({
    step: step.id,
    title: titleIn(titleOf(step), style),
    kind: step.step,
    phase: phases.get(step.id)!,
    status: stepState(playbook, step, state),
    after: [...step.after],
    ...whose(loaded, step),
    ...whenOf(loaded, step, steps, style),
    ...whyOf(loaded, step, steps, style),
    ...(step.minutes === undefined ? {} : { estimatedSeconds: step.minutes * 60 }),
    ...(step.warning === undefined ? {} : { warning: step.warning[style.language] }),
    ...undoOf(loaded, step, style),
    needsApproval: step.needsApproval,
    asksForYes: asksForYes(step),
    mayBeApproved: mayBeApproved(loaded, step),
    pointOfNoReturn: step.pointOfNoReturn,
    behindNoReturn: behind.has(step.id),
    ...saidOf(loaded, step, style),
    ...(step.params['request'] === true ? { request: true as const } : {}),
    findings: (state.steps[step.id]?.findings ?? []).map((finding) => findingIn(finding, style)),
  }));
}

/** Points of no return, and all that comes after one. */
export function behindNoReturn(steps: readonly PlaybookStep[]): ReadonlySet<string> {
  const points = steps.filter(({ pointOfNoReturn }) => pointOfNoReturn).map(({ id }) => id);
  return new Set(points.flatMap((id) => [id, ...dependentsOf(steps, id)]));
}

/** Whether `say('approve')` would take it now, and anything would come of it. */
export function mayBeApproved({ playbook, state }: Loaded, step: PlaybookStep): boolean {
  const own = state.steps[step.id]?.state ?? 'waiting';
  if (!(step.needsApproval || asksForYes(step)) || !state.started || state.rollingBack) return false;
  if (isOver(statusOf(playbook, state)) || ['done', 'skipped', 'undone', 'undoing'].includes(own)) return false;
  if (step.step === 'customer-signoff' && own !== 'needs-you') return false;
  const hash = planHash(state);
  const isSaid = state.approvals.some((approval) => approval.step === step.id && approval.planHash === hash);
  // Looked at after all that people said, and it asks still: what was shown is another by now.
  const asksAgain = own === 'needs-you' && (state.steps[step.id]?.seq ?? 0) > state.heardSeq;
  return !isSaid || asksAgain;
}

function whose({ project, state }: Loaded, step: PlaybookStep): Pick<StepShown, 'who' | 'part'> {
  const task = state.steps[step.id]?.task;
  const part = task?.owner ?? ownerOf(step);
  const isPersons = task !== undefined || step.step === 'custom-task' || part !== 'agency';
  return { who: isPersons ? personFor(project, part) : 'golive', part };
}

function whenOf(
  { playbook, state }: Loaded,
  step: PlaybookStep,
  steps: readonly PlaybookStep[],
  style: Style,
): Partial<StepShown> {
  const record = state.steps[step.id];
  const at = (moment: number | undefined, name: 'since' | 'doneAt' | 'until' | 'deadline' | 'startsNotBefore') =>
    moment === undefined ? {} : { [name]: isoAt(moment, style.timeZone) };
  const isAhead = !['done', 'skipped'].includes(stepState(playbook, step, state));
  const notBefore =
    step.step === 'wait-for-slot'
      ? state.slot?.startsAtMs
      : step.step === 'close-old-service'
        ? oldServiceUntilMs(steps, state)
        : undefined;
  return {
    ...at(record?.sinceMs, 'since'),
    ...at(record?.state === 'done' ? record.doneMs : undefined, 'doneAt'),
    ...(isAhead ? at(untilOf(record) ?? dueOf(step, state), 'until') : {}),
    ...(isAhead ? at(record?.waitsFor?.deadlineMs, 'deadline') : {}),
    ...(isAhead ? at(notBefore, 'startsNotBefore') : {}),
  };
}

function whyOf(
  { playbook, state }: Loaded,
  step: PlaybookStep,
  steps: readonly PlaybookStep[],
  style: Style,
): Partial<StepShown> {
  const record = state.steps[step.id];
  const status = stepState(playbook, step, state);
  if (['done', 'skipped', 'undone'].includes(status)) return changesOf(record, style);
  const reason = reasonOf(record);
  const note = reason && sentenceIn(reason, style);
  const task = record?.task;
  const waitsFor =
    record?.waitsFor?.for ?? (task !== undefined ? 'person' : status === 'waiting' ? ('steps' as const) : undefined);
  return {
    ...(note === undefined ? {} : { note }),
    ...(waitsFor === undefined ? {} : { waitsFor }),
    ...(task === undefined ? {} : { closesOnWord: task.closesOnWord }),
    ...(task?.wants === undefined ? {} : { wants: task.wants, wantsSecret: secretFieldsOf(steps).has(task.wants) }),
    ...changesOf(record, style),
  };
}

function changesOf(record: Loaded['state']['steps'][string] | undefined, style: Style): Partial<StepShown> {
  return record?.changes === undefined ? {} : { changes: record.changes.map((change) => render(change, style)) };
}

function undoOf({ state, playbook }: Loaded, step: PlaybookStep, style: Style): Partial<StepShown> {
  if (step.pointOfNoReturn) return { undo: render(message('plan.no-way-back'), style) };
  const implementation = CATALOGUE.get(step.step);
  if (implementation?.undo === undefined || implementation.undoCost === undefined) return {};
  try {
    return { undo: render(implementation.undoCost(contextOf(playbook, state, step, implementation, [])), style) };
  } catch {
    return {}; // parameters that do not fit are the step's to complain of
  }
}

/** What people said of it. */
function saidOf({ state }: Loaded, step: PlaybookStep, style: Style): Partial<StepShown> {
  const at = (moment: number) => isoAt(moment, style.timeZone);
  const record = state.steps[step.id];
  const approval = state.approvals.findLast((one) => one.step === step.id);
  const current = approval?.planHash === planHash(state);
  return {
    ...(approval === undefined
      ? {}
      : { approved: { by: approval.by, at: at(approval.atMs), planHash: approval.planHash, current } }),
    ...(record?.claimed === undefined ? {} : { claimed: { by: record.claimed.by, at: at(record.claimed.atMs) } }),
    ...(record?.skippedBy === undefined ? {} : { skipped: record.skippedBy }),
  };
}
