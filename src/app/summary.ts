import type { CutoverKind, Option, Role } from '../domain/answers.ts';
import { cutoverKindOf, optionOf } from '../domain/answers.ts';
import type { CodeKept } from '../domain/code-life.ts';
import { isOpen } from '../domain/effects.ts';
import type { Finding, Severity } from '../domain/finding.ts';
import type { BookedSlot } from '../domain/journal.ts';
import type { MigrationStatus, Phase, StepState } from '../domain/lifecycle.ts';
import type { Message } from '../domain/message.ts';
import type { MigrationState } from '../domain/migration.ts';
import { needsUndo, stepsOf } from '../domain/migration.ts';
import type { Fqdn } from '../domain/name.ts';
import type { Playbook, PlaybookStep } from '../domain/playbook.ts';
import type { Project } from '../domain/project.ts';
import { personFor } from '../domain/project.ts';
import { severityOf } from '../domain/severity.ts';
import { statusOf, stepState } from '../domain/status.ts';
import type { EpochMs } from '../domain/time.ts';
import { HOUR } from '../domain/time.ts';
import { AUTHCODE } from '../steps/authcode.ts';
import { CATALOGUE } from '../steps/catalog.ts';
import { ownerOf } from './asks-for-yes.ts';
import { contextOf } from './engine/context.ts';
import { oldServiceUntilMs } from './old-service.ts';
import { secretFieldsOf } from './secret-fields.ts';
import { reasonOf, untilOf } from './step-moments.ts';
import type { Title } from './step-title.ts';
import { titleOf } from './step-title.ts';

/** How worried one should be: `high` needs somebody today. */
export type Risk = 'none' | 'low' | 'medium' | 'high';

/** One step that something is going on with. Moments are epoch ms. */
export interface StepNow {
  readonly step: string;
  readonly title: Title;
  readonly status: StepState;
  readonly sinceMs: EpochMs;
  readonly waitsFor?: Message | { readonly plain: string };
  readonly untilMs?: EpochMs;
  readonly who?: string;
  /** The answer or secret that closes it (`golive answer`). */
  readonly wants?: string;
  /** It goes to the vault, and is never typed on the command line. */
  readonly wantsSecret?: boolean;
  /** What going back would cost, of a step that acts only on an approved plan. */
  readonly undo?: Message;
}

/**
 * A migration's entry of the status document before it has a language: sentences are messages, moments are epoch ms. It is stored with the
 * projection, so that a list of thousands reads no journal.
 */
export interface Summary {
  readonly id: string;
  readonly project: { readonly id: string; readonly customer: string; readonly owner: string };
  readonly domain: Fqdn;
  readonly role: Role;
  readonly option?: Option;
  readonly cutoverKind: CutoverKind;
  readonly playbook: { readonly id: string; readonly digest: string };
  readonly status: MigrationStatus;
  readonly phase: Phase;
  readonly slot?: BookedSlot;
  readonly progress: { readonly done: number; readonly total: number };
  /** The customer's requests of the half-day, where there are any. */
  readonly requests?: { readonly open: number; readonly done: number; readonly carriedOver: number };
  readonly now: readonly StepNow[];
  readonly next: readonly {
    readonly step: string;
    readonly title: Title;
    readonly who: string;
    readonly atMs?: EpochMs;
    readonly undo?: Message;
  }[];
  readonly deadlineMs?: EpochMs;
  /** The old service may be closed after this. */
  readonly oldServiceUntilMs?: EpochMs;
  /** The transfer code in the vault; what is left of its life follows from the moment somebody looks. */
  readonly code?: CodeKept;
  readonly findings: readonly Finding[];
  readonly risk: Risk;
  readonly changedMs: EpochMs;
}

const NEXT_SHOWN = 3;

export function summarise(
  project: Project,
  playbook: Playbook,
  state: MigrationState,
  phase: Phase,
  now: EpochMs,
): Summary {
  const steps = stepsOf(playbook, state);
  const status = statusOf(playbook, state);
  const over = status === 'done' || status === 'cancelled' || status === 'rolled-back';
  const secrets = secretFieldsOf(steps);
  const busy = over || !state.started ? [] : steps.flatMap((step) => nowOf(playbook, step, project, state, secrets));
  const busyIds = new Set(busy.map((entry) => entry.step));
  const isOver = (id: string) => ['done', 'skipped'].includes(state.steps[id]?.state ?? '');
  const ahead = state.rollingBack
    ? steps.filter((step) => needsUndo(state.steps[step.id])).toReversed()
    : steps.filter((step) => !isOver(step.id));
  const next = (over ? [] : ahead)
    .filter((step) => !busyIds.has(step.id))
    .slice(0, NEXT_SHOWN)
    .map((step) => ({
      step: step.id,
      title: titleOf(step),
      who: whoDoes(step, project),
      ...(state.rollingBack ? {} : plannedAt(step, state)),
      ...undoOf(playbook, step, state),
    }));
  // What a finished step still says is meant to be seen until the end; one that was skipped says nothing.
  const isSaid = (id: string) => state.steps[id]?.state !== 'skipped';
  const findings = over ? [] : steps.flatMap(({ id }) => (isSaid(id) ? (state.steps[id]?.findings ?? []) : []));
  const deadlines = busy.flatMap(({ step }) => state.steps[step]?.waitsFor?.deadlineMs ?? []);
  const deadlineMs = deadlines.length === 0 ? undefined : Math.min(...deadlines);
  const option = optionOf(state.answers);
  const code = state.secrets[AUTHCODE];
  const closeAfterMs = oldServiceUntilMs(steps, state);
  return {
    id: state.id,
    project: { id: project.id, customer: project.customer, owner: project.owner },
    domain: state.domain,
    role: state.role,
    ...(option === undefined ? {} : { option }),
    cutoverKind: cutoverKindOf(state.answers),
    playbook: state.playbook,
    status,
    phase,
    ...(state.slot === undefined ? {} : { slot: state.slot }),
    progress: { done: steps.filter((step) => isOver(step.id)).length, total: steps.length },
    ...requestsOf(state),
    now: busy,
    next,
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
    ...(over || closeAfterMs === undefined ? {} : { oldServiceUntilMs: closeAfterMs }),
    ...(over || code === undefined ? {} : { code }),
    findings,
    risk: riskOf({ status, findings, ...(deadlineMs === undefined ? {} : { deadlineMs }) }, state, now),
    changedMs: state.changedMs,
  };
}

function requestsOf({ tasks, steps }: MigrationState): Pick<Summary, 'requests'> {
  const states = tasks.flatMap(({ id, request }) => (request === true ? [steps[id]?.state] : []));
  if (states.length === 0) return {};
  const done = states.filter((state) => state === 'done').length;
  const carriedOver = states.filter((state) => state === 'skipped').length;
  return { requests: { open: states.length - done - carriedOver, done, carriedOver } };
}

function nowOf(
  playbook: Playbook,
  step: PlaybookStep,
  project: Project,
  state: MigrationState,
  secrets: ReadonlySet<string>,
): StepNow[] {
  const record = state.steps[step.id];
  const status = stepState(playbook, step, state);
  const shown = state.rollingBack
    ? status === 'undoing'
    : !['done', 'skipped'].includes(status) && (status !== 'waiting' || record?.waitsFor !== undefined);
  if (!shown) return [];
  const untilMs = untilOf(record);
  const waitsFor = reasonOf(record);
  const who =
    record?.task !== undefined
      ? personFor(project, record.task.owner)
      : status === 'failed' || status === 'blocked'
        ? project.owner
        : undefined;
  return [
    {
      step: step.id,
      title: titleOf(step),
      status,
      sinceMs: record?.sinceMs ?? state.changedMs,
      ...(waitsFor === undefined ? {} : { waitsFor }),
      ...(untilMs === undefined ? {} : { untilMs }),
      ...(who === undefined ? {} : { who }),
      ...wantsOf(record?.task?.wants, secrets),
      ...undoOf(playbook, step, state),
    },
  ];
}

function undoOf(playbook: Playbook, step: PlaybookStep, state: MigrationState): { readonly undo?: Message } {
  const implementation = step.needsApproval && !step.pointOfNoReturn ? CATALOGUE.get(step.step) : undefined;
  if (implementation?.undoCost === undefined || state.rollingBack) return {};
  try {
    return { undo: implementation.undoCost(contextOf(playbook, state, step, implementation, [])) };
  } catch {
    return {}; // parameters that do not fit are the step's to complain of
  }
}

function wantsOf(wants: string | undefined, secrets: ReadonlySet<string>): Pick<StepNow, 'wants' | 'wantsSecret'> {
  if (wants === undefined) return {};
  return secrets.has(wants) ? { wants, wantsSecret: true } : { wants };
}

/** Who a step's turn comes to: its owner where the playbook gives it to a person outside the agency, else golive. */
function whoDoes(step: PlaybookStep, project: Project): string {
  const owner = ownerOf(step);
  return step.step === 'custom-task' || owner !== 'agency' ? personFor(project, owner) : 'golive';
}

function plannedAt(step: PlaybookStep, state: MigrationState): { readonly atMs?: EpochMs } {
  const due = step.params['dueMs'];
  if (typeof due === 'number') return { atMs: due };
  if (state.slot === undefined) return {};
  if (step.dueHoursBeforeSlot !== undefined) return { atMs: state.slot.startsAtMs - step.dueHoursBeforeSlot * HOUR };
  return step.step === 'wait-for-slot' ? { atMs: state.slot.startsAtMs } : {};
}

const RISK_OF_SEVERITY: Readonly<Record<Severity, Risk>> = {
  info: 'none',
  notice: 'none',
  warning: 'low',
  error: 'medium',
  critical: 'high',
};
const RISKS: readonly Risk[] = ['none', 'low', 'medium', 'high'];

/** The worst of: the status, the findings' severities, an effect whose answer was lost, a deadline that passed. */
export function riskOf(
  { status, findings, deadlineMs }: Pick<Summary, 'status' | 'findings' | 'deadlineMs'>,
  state: MigrationState,
  now: EpochMs,
): Risk {
  if (status === 'done' || status === 'cancelled' || status === 'rolled-back') return 'none';
  const reasons: Risk[] = findings.map((finding) => RISK_OF_SEVERITY[severityOf(finding)]);
  if (status === 'halted' || state.effects.some(isOpen)) reasons.push('medium');
  if (status === 'rolling-back' || (deadlineMs !== undefined && deadlineMs < now)) reasons.push('high');
  const overdue = Object.values(state.steps).some(
    (record) => record.state === 'needs-you' && record.task?.dueMs !== undefined && record.task.dueMs < now,
  );
  if (overdue) reasons.push('medium');
  return RISKS[Math.max(0, ...reasons.map((risk) => RISKS.indexOf(risk)))]!;
}
