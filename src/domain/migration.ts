import type { Answers, Role } from './answers.ts';
import { factsOf } from './answers.ts';
import type { EffectRecord } from './effects.ts';
import { believableAtMs, intend, isOpen, LOOKS_BEFORE_ASKING, mayHaveHappened, settled } from './effects.ts';
import { GoLiveError } from './errors.ts';
import type { AddedTask, BookedSlot, JournalEvent, StepDetail, StoredEvent } from './journal.ts';
import { ENGINE } from './journal.ts';
import { digestOf } from './json.ts';
import type { StepState } from './lifecycle.ts';
import { nextStepState } from './lifecycle.ts';
import type { Fqdn } from './name.ts';
import type { Playbook, PlaybookStep } from './playbook.ts';
import { inOrder, presentSteps } from './playbook.ts';
import type { EpochMs } from './time.ts';
import { DAY } from './time.ts';

export interface StepRecord extends StepDetail {
  readonly state: StepState;
  /** The journal event that wrote this. */
  readonly seq: number;
  readonly sinceMs: EpochMs;
  /** First time it was started; what `before` belongs to. */
  readonly startedMs?: EpochMs;
  readonly doneMs?: EpochMs;
  /** First time a person was asked: from then on somebody may have done it by hand, said or not. */
  readonly askedMs?: EpochMs;
  /**
   * A person said "done", to the question `about` (the task's text key; absent: to none), on the way `back` or forward; the step still looks.
   * Gone again after `retry`.
   */
  readonly claimed?: {
    readonly by: string;
    readonly atMs: EpochMs;
    readonly about?: string;
    readonly back?: true;
  };
  /** Who skipped it and why. */
  readonly skippedBy?: { readonly by: string; readonly why: string };
}

export interface Approval {
  readonly step: string;
  readonly planHash: string;
  readonly by: string;
  readonly atMs: EpochMs;
}

/** A migration as its journal tells it; a fold of the events and nothing else. */
export interface MigrationState {
  readonly id: string;
  readonly projectId: string;
  readonly domain: Fqdn;
  readonly role: Role;
  readonly answers: Answers;
  readonly playbook: { readonly id: string; readonly digest: string };
  readonly createdMs: EpochMs;
  readonly seq: number;
  readonly changedMs: EpochMs;
  /** The last event that came from a person: what waits for somebody looks again after it. */
  readonly heardSeq: number;
  readonly slot?: BookedSlot;
  /** Draft until a person approves the plan. */
  readonly started: boolean;
  readonly paused: boolean;
  readonly cancelled: boolean;
  readonly rollingBack: boolean;
  /** Steps that are being taken back while the rest stands. */
  readonly takingBack: readonly string[];
  /** Steps that were taken back and are not done again; what comes after them rests. */
  readonly takenBack: readonly string[];
  readonly tasks: readonly AddedTask[];
  readonly approvals: readonly Approval[];
  /** Fields in the vault, by name. */
  readonly secrets: Readonly<
    Record<string, { readonly storedMs: EpochMs; readonly expiresAtMs?: EpochMs; readonly issuedMs?: EpochMs }>
  >;
  readonly notes: readonly {
    readonly text: string;
    readonly by: string;
    readonly atMs: EpochMs;
    readonly step?: string;
  }[];
  readonly steps: Readonly<Record<string, StepRecord>>;
  readonly effects: readonly EffectRecord[];
}

/** What the steps of a migration follow from. */
type Shaping = Pick<MigrationState, 'answers' | 'role' | 'tasks'> &
  Partial<Pick<MigrationState, 'rollingBack' | 'steps'>>;

/**
 * The steps of this migration as it is now: the playbook's, where the answers ask for them, and the added tasks. In order. On the way back
 * also those that the answers asked for once: what they did is still there.
 */
export function stepsOf(playbook: Playbook, state: Shaping): readonly PlaybookStep[] {
  const begun = state.rollingBack === true ? Object.keys(state.steps ?? {}) : [];
  const known = remembered.get(state.tasks);
  if (
    known?.playbook === playbook &&
    known.answers === state.answers &&
    known.role === state.role &&
    known.begun === begun.length
  )
    return known.steps;
  const steps = workOutSteps(playbook, state, new Set(begun));
  remembered.set(state.tasks, { playbook, answers: state.answers, role: state.role, begun: begun.length, steps });
  return steps;
}

/** A fold asks for the same steps at every event; answers and tasks are values that are replaced, never changed. */
const remembered = new WeakMap<
  MigrationState['tasks'],
  {
    readonly playbook: Playbook;
    readonly answers: Answers;
    readonly role: Role;
    readonly begun: number;
    readonly steps: readonly PlaybookStep[];
  }
>();

function workOutSteps(playbook: Playbook, state: Shaping, begun: ReadonlySet<string>): PlaybookStep[] {
  const present = presentSteps(playbook, factsOf(state.answers, state.role), begun);
  if (state.tasks.length === 0) return present;
  const ids = new Set(present.map((step) => step.id));
  const tasks = state.tasks.map(
    (task): PlaybookStep => ({
      id: task.id,
      step: 'custom-task',
      after: task.after.filter((id) => ids.has(id)),
      owner: task.owner,
      needsApproval: false,
      pointOfNoReturn: false,
      params: {
        title: task.title,
        ...(task.dueMs === undefined ? {} : { dueMs: task.dueMs }),
        ...(task.request === undefined ? {} : { request: task.request }),
      },
    }),
  );
  const waitingForTasks = present.map((step) => ({
    ...step,
    after: [...step.after, ...state.tasks.filter((task) => task.before.includes(step.id)).map((task) => task.id)],
  }));
  return inOrder([...waitingForTasks, ...tasks]);
}

/**
 * The steps that must still be done before this one. A skipped step hands its own `after` on, like one that is absent: leaving a step out
 * never lets a later one overtake what came before it.
 */
export function openBefore(
  steps: readonly PlaybookStep[],
  step: Pick<PlaybookStep, 'after'>,
  state: Pick<MigrationState, 'steps'>,
): string[] {
  return step.after.flatMap((id) => {
    const record = state.steps[id];
    if (record?.state === 'done') return [];
    if (record?.state !== 'skipped') return [id];
    const skipped = steps.find((candidate) => candidate.id === id);
    return skipped === undefined ? [] : openBefore(steps, skipped, state);
  });
}

/** Whether nothing is left in `openBefore`. */
export function depsPassed(
  steps: readonly PlaybookStep[],
  step: Pick<PlaybookStep, 'after'>,
  state: Pick<MigrationState, 'steps'>,
): boolean {
  return step.after.every((id) => {
    const before = state.steps[id]?.state;
    if (before !== 'skipped') return before === 'done';
    const skipped = steps.find((candidate) => candidate.id === id);
    return skipped === undefined || depsPassed(steps, skipped, state);
  });
}

/** These only wait or look: they say what is the matter also while something that they come after is taken back. */
const LOOKERS: ReadonlySet<string> = new Set(['wait-for-slot', 'day-before']);

/** What this step comes after, at any distance, and was taken back, or is being: the step rests until that is done again. */
export function restsFor(
  steps: readonly PlaybookStep[],
  step: Pick<PlaybookStep, 'id' | 'step'>,
  { takingBack, takenBack }: Pick<MigrationState, 'takingBack' | 'takenBack'>,
): string | undefined {
  if (takingBack.length + takenBack.length === 0 || LOOKERS.has(step.step)) return undefined;
  return [...takingBack, ...takenBack].find((id) => dependentsOf(steps, id).has(step.id));
}

/** Steps that come after this one, at any distance. */
export function dependentsOf(steps: readonly PlaybookStep[], id: string): ReadonlySet<string> {
  const known = dependents.get(steps) ?? new Map<string, ReadonlySet<string>>();
  dependents.set(steps, known);
  const found = known.get(id) ?? workOutDependents(steps, id);
  known.set(id, found);
  return found;
}

/** As often as the steps themselves, which are worked out once: a list is replaced, never changed. */
const dependents = new WeakMap<readonly PlaybookStep[], Map<string, ReadonlySet<string>>>();

function workOutDependents(steps: readonly PlaybookStep[], id: string): Set<string> {
  const found = new Set<string>();
  const queue = [id];
  for (let next = queue.pop(); next !== undefined; next = queue.pop())
    for (const step of steps)
      if (step.after.includes(next) && !found.has(step.id)) {
        found.add(step.id);
        queue.push(step.id);
      }
  return found;
}

/** Steps that come after the wait for the half-day; none where nothing waits for one. */
export function behindHalfDay(steps: readonly PlaybookStep[]): ReadonlySet<string> {
  const waits = steps.find(({ step }) => step === 'wait-for-slot');
  return waits === undefined ? new Set() : dependentsOf(steps, waits.id);
}

/**
 * The step past which there is no way back, if it was reached: begun for real, or in doubt. Of all steps of the playbook: one that the
 * answers do not ask for any more was reached all the same.
 */
export function pointOfNoReturnReached(
  steps: readonly PlaybookStep[],
  state: Pick<MigrationState, 'steps' | 'effects'>,
): string | undefined {
  return steps.find((step) => {
    if (!step.pointOfNoReturn) return false;
    if (
      state.effects.some(
        (effect) => effect.step === step.id && effect.direction === 'forward' && mayHaveHappened(effect),
      )
    )
      return true;
    const record = state.steps[step.id];
    if (record?.state === 'undoing' || record?.state === 'undone') return false;
    if (record?.claimed !== undefined) return true;
    return record?.state === 'done' && (record.startedMs !== undefined || record.askedMs !== undefined);
  })?.id;
}

/** What the hash of a plan is made of. */
type Planned = Pick<MigrationState, 'playbook' | 'domain' | 'role' | 'answers' | 'steps'>;

/**
 * What a person approves: this playbook, these answers, and what the finished steps have fixed of the plan (`facts.plan`: the intended
 * zone, the name servers). When any of it changes the hash does, and the approval no longer counts (I22).
 */
export function planHash(state: Planned): string {
  const { playbook, domain, role, answers, steps } = state;
  const known = hashed.get(answers);
  if (known?.state === state) return known.hash;
  const parts: unknown[] = [playbook.digest, domain, role];
  for (const [id, { facts }] of Object.entries(steps)) if (facts?.['plan'] !== undefined) parts.push(id, facts['plan']);
  const isSame = known?.parts.length === parts.length && parts.every((part, index) => part === known.parts[index]);
  const hash = isSame ? known.hash : workOutHash(state);
  hashed.set(answers, { state, parts, hash });
  return hash;
}

/** Every look asks for it, and few events change it; answers and facts are values that are replaced, never changed. */
const hashed = new WeakMap<
  Answers,
  { readonly state: Planned; readonly parts: readonly unknown[]; readonly hash: string }
>();

function workOutHash(state: Planned): string {
  const fixed: Record<string, unknown> = {};
  const known = new Set<string>();
  for (const [id, { facts }] of Object.entries(state.steps)) {
    if (facts?.['plan'] === undefined) continue;
    // A later step that finds the plan as it was fixed before adds nothing to what was approved.
    const digest = digestOf(facts['plan']);
    if (!known.has(digest)) fixed[id] = facts['plan'];
    known.add(digest);
  }
  const { free: _free, ...answers } = state.answers;
  return digestOf({ playbook: state.playbook.digest, domain: state.domain, role: state.role, answers, fixed }).slice(
    0,
    16,
  );
}

/**
 * Whether a person approved the plan as it is now: in an `approve` step, or on the step itself that needs it. Starting the draft is no such
 * approval, and accepting an outage is not either.
 */
export function isApproved(playbook: Playbook, state: MigrationState): boolean {
  const hash = planHash(state);
  const counting = new Set(
    stepsOf(playbook, state).flatMap((step) => (step.step === 'approve' || step.needsApproval ? [step.id] : [])),
  );
  return state.approvals.some((approval) => approval.planHash === hash && counting.has(approval.step));
}

export type Transition = { readonly state: MigrationState } | { readonly refused: string };

/**
 * The state after an event, or why the event is not possible. Pure; `events` of the journal went through here when they were written and
 * go through `fold` when they are read.
 */
export function transition(playbook: Playbook, state: MigrationState | undefined, stored: StoredEvent): Transition {
  const refused = state === undefined ? undefined : refusal(playbook, state, stored);
  return refused === undefined ? { state: fold(state, stored) } : { refused };
}

function refusal(playbook: Playbook, state: MigrationState, { event }: StoredEvent): string | undefined {
  const steps = stepsOf(playbook, state);
  // What left must be accounted for, and a note may be made, whatever the state: an outcome is never refused.
  if (
    event.type === 'effect-settled' ||
    event.type === 'effect-not-seen' ||
    event.type === 'note' ||
    event.type === 'secret-forgotten'
  )
    return undefined;
  if (state.cancelled) return 'the migration is cancelled';
  if (!state.started && (event.type === 'step' || event.type === 'effect-intended') && !isPersonsStep(event))
    return 'its plan is not approved yet';
  switch (event.type) {
    case 'created':
      return 'the migration exists already';
    case 'resumed':
      return state.paused ? undefined : 'it is not paused';
    case 'paused':
      return state.paused ? 'it is paused already' : undefined;
    case 'rollback-begun': {
      if (state.rollingBack) return 'it is rolling back already';
      const past = pointOfNoReturnReached(playbook.steps, state);
      return past === undefined ? undefined : `the point of no return is passed: ${past}`;
    }
    case 'taking-back':
      return takingBackRefused(playbook, steps, state, event.steps);
    case 'cancelled':
      return undefined;
    case 'task-added': {
      if (steps.some((step) => step.id === event.task.id)) return `there is a step ${event.task.id} already`;
      // Steps that wait for each other would never have their turn.
      const after = stepsOf(playbook, { ...state, tasks: [...state.tasks, event.task] });
      return after.length > steps.length ? undefined : 'its steps would wait for each other';
    }
    case 'effect-intended': {
      if (state.paused) return 'it is paused';
      const isBack = state.rollingBack || state.takingBack.includes(event.step);
      if ((event.direction === 'back') !== isBack) return isBack ? 'it is rolling back' : 'it is not rolling back';
      const record = state.steps[event.step];
      return record?.state === 'working' || record?.state === 'undoing' ? undefined : `${event.step} is not working`;
    }
    case 'step': {
      const step = steps.find((candidate) => candidate.id === event.step);
      if (step === undefined && state.steps[event.step] === undefined) return `there is no step ${event.step}`;
      const from = state.steps[event.step]?.state ?? 'waiting';
      if (nextStepState(from, event.event) === undefined)
        return `${event.step} is ${from}: ${event.event} is not possible`;
      const back = from === 'undoing' || event.event === 'undoStarted' || event.event === 'undone';
      const isBack = state.rollingBack || state.takingBack.includes(event.step);
      if (isBack && !back && event.event !== 'answerLost') return 'it is rolling back';
      if (!isBack && back) return 'it is not rolling back';
      const early = event.event === 'started' || event.event === 'claimed';
      if (early && step !== undefined && !back && !depsPassed(steps, step, state))
        return `${event.step} comes after ${openBefore(steps, step, state).join(', ')}`;
      const restsUntil = early && step !== undefined && !back ? restsFor(steps, step, state) : undefined;
      if (restsUntil !== undefined) return `${event.step} comes after ${restsUntil}, which was taken back`;
      if (event.event === 'undoStarted') {
        const needed = (id: string) => (state.rollingBack ? needsUndo(state.steps[id]) : state.takingBack.includes(id));
        const later = [...dependentsOf(steps, event.step)].find(needed);
        if (later !== undefined) return `${later} has to be undone first`;
      }
      return undefined;
    }
    case 'answered':
    case 'approved':
    case 'booked':
    case 'unbooked':
      return state.rollingBack ? 'it is rolling back' : undefined;
    case 'secret-stored':
      return undefined;
  }
}

/** Only what stands alone: nothing that comes after it has begun, for that was built on it. */
function takingBackRefused(
  playbook: Playbook,
  steps: readonly PlaybookStep[],
  state: MigrationState,
  wanted: readonly string[],
): string | undefined {
  if (state.rollingBack) return 'it is rolling back';
  if (!state.started) return 'its plan is not approved yet';
  if (wanted.length === 0) return 'no step is named';
  const past = pointOfNoReturnReached(playbook.steps, state);
  if (past !== undefined) return `the point of no return is passed: ${past}`;
  for (const id of wanted) {
    if (!steps.some((step) => step.id === id)) return `there is no step ${id}`;
    if (state.takingBack.includes(id)) return `${id} is being taken back already`;
    const record = state.steps[id];
    if (record?.startedMs === undefined && record?.before === undefined && record?.claimed === undefined)
      return `${id} has changed nothing`;
    if (record.state === 'undone' || record.state === 'skipped') return `${id} is ${record.state}`;
    const later = [...dependentsOf(steps, id)].find((other) => !wanted.includes(other) && hasBegun(state.steps[other]));
    if (later !== undefined) return `${later} comes after ${id} and has begun`;
  }
  return undefined;
}

/** Has changed the world, or may have: also by the hands of somebody who was asked. */
function hasBegun(record: StepRecord | undefined): boolean {
  if (record === undefined || record.state === 'undone') return false;
  return record.startedMs !== undefined || record.before !== undefined;
}

/** A person may skip a step of a draft; the engine does nothing to one. */
function isPersonsStep(event: JournalEvent): boolean {
  return event.type === 'step' && event.event === 'skipped';
}

/** Reads one event into the state. Throws `store-corrupt` where a journal cannot have been written by `transition`. */
export function fold(state: MigrationState | undefined, stored: StoredEvent): MigrationState {
  const { event, atMs, by } = stored;
  if (event.type === 'created') {
    if (state !== undefined) throw corrupt(state.id, stored, 'created twice');
    return {
      id: event.migrationId,
      projectId: event.projectId,
      domain: event.domain,
      role: event.role,
      answers: event.answers,
      playbook: event.playbook,
      createdMs: atMs,
      seq: stored.seq,
      changedMs: atMs,
      heardSeq: stored.seq,
      started: false,
      paused: false,
      cancelled: false,
      rollingBack: false,
      takingBack: [],
      takenBack: [],
      tasks: event.tasks,
      approvals: [],
      secrets: {},
      notes: [],
      steps: {},
      effects: [],
    };
  }
  if (state === undefined) throw corrupt('journal', stored, 'does not begin with created');
  if (stored.seq !== state.seq + 1) throw corrupt(state.id, stored, `event ${state.seq + 1} is missing`);
  const heardSeq = by === ENGINE ? state.heardSeq : stored.seq;
  return { ...folded(state, event, atMs, by, stored), seq: stored.seq, changedMs: atMs, heardSeq };
}

function folded(
  state: MigrationState,
  event: Exclude<JournalEvent, { type: 'created' }>,
  atMs: EpochMs,
  by: string,
  stored: StoredEvent,
): MigrationState {
  switch (event.type) {
    case 'answered':
      return {
        ...state,
        answers: {
          ...state.answers,
          ...event.answers,
          ...(event.answers.free === undefined ? {} : { free: { ...state.answers.free, ...event.answers.free } }),
        },
      };
    case 'secret-stored':
      return {
        ...state,
        secrets: {
          ...state.secrets,
          [event.field]: {
            storedMs: atMs,
            ...(event.expiresAtMs === undefined ? {} : { expiresAtMs: event.expiresAtMs }),
            ...(event.issuedMs === undefined ? {} : { issuedMs: event.issuedMs }),
          },
        },
      };
    case 'secret-forgotten': {
      const { [event.field]: _gone, ...secrets } = state.secrets;
      return { ...state, secrets };
    }
    case 'booked':
      return { ...state, slot: event.slot };
    case 'unbooked': {
      const { slot: _slot, ...rest } = state;
      return rest;
    }
    case 'approved':
      return {
        ...state,
        started: true,
        approvals: [...state.approvals, { step: event.step, planHash: event.planHash, by, atMs }],
      };
    case 'paused':
      return { ...state, paused: true };
    case 'resumed':
      return { ...state, paused: false };
    case 'rollback-begun':
      return { ...state, rollingBack: true, paused: false, takingBack: [], takenBack: [] };
    case 'taking-back':
      return { ...state, takingBack: [...state.takingBack, ...event.steps] };
    case 'cancelled':
      return { ...state, cancelled: true };
    case 'task-added':
      return { ...state, tasks: [...state.tasks, event.task] };
    case 'note':
      return {
        ...state,
        notes: [
          ...state.notes,
          { text: event.text, by, atMs, ...(event.step === undefined ? {} : { step: event.step }) },
        ],
      };
    case 'step': {
      const record = stepFolded(state, event, atMs, by, stored);
      return {
        ...state,
        steps: { ...state.steps, [event.step]: record },
        effects: decidedByPerson(state, event, atMs),
        ...takenBackFolded(state, event.step, record),
      };
    }
    case 'effect-intended':
      return { ...state, effects: [...state.effects, intend(event, atMs)] };
    case 'effect-settled':
      return { ...state, effects: changeEffect(state, event.id, stored, (effect) => settled(effect, event)) };
    case 'effect-not-seen':
      return {
        ...state,
        effects: changeEffect(state, event.id, stored, (effect) => ({ ...effect, notSeen: effect.notSeen + 1 })),
      };
  }
}

/** A step that was taken back is wanted again until it is done again, or left out. */
function takenBackFolded(
  state: MigrationState,
  id: string,
  record: StepRecord,
): Partial<Pick<MigrationState, 'takingBack' | 'takenBack'>> {
  const without = (ids: readonly string[]) => ids.filter((other) => other !== id);
  if (record.state === 'undone' && state.takingBack.includes(id))
    return { takingBack: without(state.takingBack), takenBack: [...without(state.takenBack), id] };
  if ((record.state === 'done' || record.state === 'skipped') && state.takenBack.includes(id))
    return { takenBack: without(state.takenBack) };
  return {};
}

function stepFolded(
  state: MigrationState,
  event: Extract<JournalEvent, { type: 'step' }>,
  atMs: EpochMs,
  by: string,
  stored: StoredEvent,
): StepRecord {
  const old = state.steps[event.step];
  const from = old?.state ?? 'waiting';
  const to = nextStepState(from, event.event);
  if (to === undefined) throw corrupt(state.id, stored, `${event.step} was ${from}: ${event.event} is not possible`);
  // What was measured before it was taken back is the measure of nothing any more.
  if (from === 'undone') return { ...event.detail, state: to, seq: stored.seq, sinceMs: atMs };
  // What describes the present moment (waits, tasks, failures) is replaced by each event; what is history stays.
  const record: StepRecord = {
    ...event.detail,
    state: to,
    seq: stored.seq,
    sinceMs: old !== undefined && old.state === to ? old.sinceMs : atMs,
    ...keep(old, 'startedMs'),
    ...keep(old, 'askedMs'),
    ...keep(old, 'claimed'),
    ...keep(old, 'doneMs'),
    ...keep(old, 'skippedBy'),
    ...(event.detail.before === undefined ? keep(old, 'before') : {}),
    ...(event.detail.observed === undefined ? keep(old, 'observed') : {}),
    ...(old?.facts === undefined && event.detail.facts === undefined
      ? {}
      : { facts: { ...old?.facts, ...event.detail.facts } }),
    ...(event.detail.changes === undefined ? keep(old, 'changes') : {}),
    ...(event.event === 'started' && old?.startedMs === undefined ? { startedMs: atMs } : {}),
    ...(event.event === 'asked' && old?.askedMs === undefined ? { askedMs: atMs } : {}),
    ...(event.event === 'observedDone' ? { doneMs: atMs } : {}),
    ...(event.event === 'claimed'
      ? {
          claimed: {
            by,
            atMs,
            ...(old?.task === undefined ? {} : { about: old.task.text.text }),
            ...(from === 'undoing' ? { back: true as const } : {}),
          },
        }
      : {}),
    ...(event.event === 'skipped' ? { skippedBy: { by, why: stored.why ?? '' } } : {}),
  };
  if (event.event !== 'retried' || from === 'undoing') return record;
  const { claimed: _claimed, doneMs: _doneMs, facts, skippedBy: _skippedBy, ...again } = record;
  const kept = Object.entries(facts ?? {}).filter(([name]) => MEASURED.has(name));
  return kept.length === 0 ? again : { ...again, facts: Object.fromEntries(kept) };
}

/**
 * What a step measured before it changed it, and when: the world does not show it any more. A `retry` keeps it, or the waits that follow
 * from it would end at once.
 */
const MEASURED: ReadonlySet<string> = new Set([
  'terms',
  'switchedAtMs',
  'worstCaseAtMs',
  'exactSinceMs',
  'interrupted',
  'originals',
  'oldTtlSeconds',
  'loweredAtMs',
  'signed',
  'ds',
  'goneAtMs',
  'untilMs',
  'oldNameServers',
  'wasLocked',
  'fromRegistrar',
  'fromTag',
  'wentBack',
  'backAtMs',
]);

/**
 * Where an effect that may never be sent twice could not be found and a person was asked: `done` says it happened, `retry` says it did not.
 * Only after the look that could be believed; an impatient `retry` changes nothing in the ledger.
 */
function decidedByPerson(
  state: MigrationState,
  event: Extract<JournalEvent, { type: 'step' }>,
  atMs: EpochMs,
): readonly EffectRecord[] {
  const decided = event.event === 'claimed' ? 'by-person' : event.event === 'retried' ? 'absent' : undefined;
  // Only where the question was put; a `retry` to anything else asks for another look, not for another order.
  const isAsked = ABOUT_WHAT_WAS_SENT.has(state.steps[event.step]?.task?.text.text);
  if (decided === undefined || !isAsked) return state.effects;
  return state.effects.map((effect) => {
    if (effect.step !== event.step || effect.kind !== 'once' || atMs < believableAtMs(effect)) return effect;
    const looked = isOpen(effect) && effect.notSeen >= LOOKS_BEFORE_ASKING;
    const saidTwice = decided === 'absent' && (effect.state === 'confirmed' || effect.state === 'by-person');
    return looked || saidTwice ? { ...effect, state: decided } : effect;
  });
}

/** Whether what was sent is there, on the way forward and on the way back. */
const ABOUT_WHAT_WAS_SENT: ReadonlySet<string | undefined> = new Set(['engine.undecidable', 'engine.undo-unseen']);

function keep<Key extends keyof StepRecord>(old: StepRecord | undefined, key: Key): Partial<Pick<StepRecord, Key>> {
  const value = old?.[key];
  return value === undefined ? {} : ({ [key]: value } as Partial<Pick<StepRecord, Key>>);
}

function changeEffect(
  state: MigrationState,
  id: string,
  stored: StoredEvent,
  change: (effect: EffectRecord) => EffectRecord,
): EffectRecord[] {
  if (!state.effects.some((effect) => effect.id === id)) throw corrupt(state.id, stored, `there is no effect ${id}`);
  return state.effects.map((effect) => (effect.id === id ? change(effect) : effect));
}

export function foldAll(events: readonly StoredEvent[]): MigrationState {
  let state: MigrationState | undefined;
  for (const stored of events) state = fold(state, stored);
  if (state === undefined)
    throw new GoLiveError('store-corrupt', {
      subject: 'journal',
      why: 'it is empty',
      fix: 'Restore a backup: golive restore FILE.',
    });
  return state;
}

function corrupt(id: string, stored: StoredEvent, why: string): GoLiveError {
  return new GoLiveError('store-corrupt', {
    subject: `${id} event ${stored.seq}`,
    why,
    fix: 'Run golive doctor, then restore a backup: golive restore FILE.',
  });
}

/** Has left something in the world, or may have, that going back must look at: also what was skipped half-way. */
export function needsUndo(record: StepRecord | undefined): boolean {
  if (record === undefined || record.state === 'undone') return false;
  return record.state !== 'skipped' || record.before !== undefined || record.claimed !== undefined;
}

export type Work =
  | { readonly kind: 'look'; readonly step: PlaybookStep }
  | { readonly kind: 'undo'; readonly step: PlaybookStep };

/** What can be done at this moment, in the playbook's order (backwards when going back). Empty: nothing until `nextLookMs`. */
export function nextWork(playbook: Playbook, state: MigrationState, now: EpochMs): Work[] {
  if (!state.started || state.paused || state.cancelled) return [];
  const steps = stepsOf(playbook, state);
  return (state.rollingBack ? steps.toReversed() : steps).flatMap((step) => {
    const turn = turnOf(steps, step, state);
    return turn !== undefined && turn.dueMs <= now ? [{ kind: turn.kind, step }] : [];
  });
}

/** What a step's next piece of work is, and from when on; `undefined`: it is others' turn. */
function turnOf(
  steps: readonly PlaybookStep[],
  step: PlaybookStep,
  state: MigrationState,
): { readonly kind: Work['kind']; readonly dueMs: EpochMs } | undefined {
  const record = state.steps[step.id];
  if (state.rollingBack) {
    const free = needsUndo(record) && ![...dependentsOf(steps, step.id)].some((id) => needsUndo(state.steps[id]));
    return free ? { kind: 'undo', dueMs: undoDueAtMs(record!, state) } : undefined;
  }
  if (state.takingBack.includes(step.id)) {
    const free = ![...dependentsOf(steps, step.id)].some((id) => state.takingBack.includes(id));
    return free ? { kind: 'undo', dueMs: undoDueAtMs(record!, state) } : undefined;
  }
  const isTurn = depsPassed(steps, step, state) && restsFor(steps, step, state) === undefined;
  if (!isTurn && !asksForAnother(step, state)) return undefined;
  return { kind: 'look', dueMs: dueAtMs(record, state) };
}

const NEVER = Number.POSITIVE_INFINITY;

/**
 * What was taken back is done again when a half-day is booked: whoever books must be asked, however far the preparations had come, and see that
 * it was heard.
 */
function asksForAnother({ id, step }: PlaybookStep, { takenBack, slot, steps }: MigrationState): boolean {
  const record = steps[id];
  if (step !== 'wait-for-slot' || takenBack.length === 0 || record?.state === 'done') return false;
  return slot === undefined || record?.task?.wants === 'slot';
}

/**
 * When a step wants to be looked at again: at once while it is ready or working, at its moment while it waits, never when it is over.
 * What waits for somebody or something looks again as soon as a person has said anything.
 */
function dueAtMs(record: StepRecord | undefined, state: MigrationState): EpochMs {
  const heard = record !== undefined && state.heardSeq > record.seq;
  switch (record?.state) {
    case undefined:
    case 'ready':
    case 'working':
      return 0;
    case 'waiting':
      return heard ? 0 : (record.waitsFor?.lookAgainMs ?? 0);
    case 'unknown':
      return record.waitsFor?.lookAgainMs ?? 0;
    case 'needs-you':
      return heard ? 0 : (record.task?.lookAgainMs ?? NEVER);
    case 'blocked':
      return heard ? 0 : (record.blocked?.untilMs ?? NEVER);
    case 'undone':
      return againAtMs(state);
    case 'done':
      return isOfAnotherSlot(record, state) ? 0 : NEVER;
    default:
      return NEVER;
  }
}

/** A TTL counts for a week at the most, and caches must have forgotten the old one when the half-day begins; a day is for whoever lowers it. */
const AGAIN_BEFORE_MS = 8 * DAY;

/** It was done for a half-day that has been moved since, as it says itself (`facts.slotStartsAtMs`), and begins anew. */
export function isOfAnotherSlot(record: StepRecord | undefined, { slot }: Pick<MigrationState, 'slot'>): boolean {
  const ofMs = record?.state === 'done' ? record.facts?.['slotStartsAtMs'] : undefined;
  return typeof ofMs === 'number' && slot !== undefined && slot.startsAtMs > ofMs;
}

/** When what was taken back is done again by itself: in good time before the half-day that is booked by then. */
function againAtMs({ slot }: MigrationState): EpochMs {
  return slot === undefined ? NEVER : slot.startsAtMs - AGAIN_BEFORE_MS;
}

function undoDueAtMs(record: StepRecord, state: MigrationState): EpochMs {
  if (record.state !== 'undoing' || state.heardSeq > record.seq) return 0;
  return (
    record.waitsFor?.lookAgainMs ??
    record.blocked?.untilMs ??
    (record.task === undefined && record.failure === undefined ? 0 : (record.task?.lookAgainMs ?? NEVER))
  );
}

/**
 * The next moment at which there will be work, `undefined` when only a person's word can bring any. `quietUntil` postpones steps that were
 * looked at in vain (by step id).
 */
export function nextLookMs(
  playbook: Playbook,
  state: MigrationState,
  quietUntil: ReadonlyMap<string, EpochMs> = new Map(),
): EpochMs | undefined {
  if (!state.started || state.paused || state.cancelled) return undefined;
  const steps = stepsOf(playbook, state);
  let next = NEVER;
  for (const step of steps) {
    const quiet = quietUntil.get(step.id) ?? 0;
    const turn = turnOf(steps, step, state);
    if (turn !== undefined) next = Math.min(next, Math.max(turn.dueMs, quiet));
  }
  return next === NEVER ? undefined : next;
}
