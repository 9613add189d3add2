/** The life of a step (design §4). `waiting` says in its detail for what: steps, time or outside. */
export const STEP_STATES = [
  'waiting',
  'ready',
  'working',
  'done',
  'needs-you',
  'blocked',
  'unknown',
  'failed',
  'skipped',
  'undoing',
  'undone',
] as const;
export type StepState = (typeof STEP_STATES)[number];

export const STEP_EVENTS = [
  'ready',
  'started',
  'observedDone',
  'waitFor',
  'asked',
  'blocked',
  'failed',
  'answerLost',
  'observedAbsent',
  'undecidable',
  'claimed',
  'skipped',
  'retried',
  'undoStarted',
  'undone',
] as const;
export type StepEventName = (typeof STEP_EVENTS)[number];

type Row = Partial<Record<StepEventName, StepState>>;

/** What a look at the world can lead to, from every state in which the engine looks. */
const LOOKED = {
  observedDone: 'done',
  waitFor: 'waiting',
  asked: 'needs-you',
  blocked: 'blocked',
  failed: 'failed',
} as const satisfies Row;
/** A look found that an answer is still lost: also after a person's `retry`, which settles nothing. */
const DOUBT = { answerLost: 'unknown' } as const satisfies Row;
const BY_PERSON = { skipped: 'skipped', retried: 'ready', claimed: 'ready' } as const satisfies Row;
const BACK = { undoStarted: 'undoing' } as const satisfies Row;

/**
 * Every transition there is; what is not here is refused. A person's `claimed` ("I did it") is a claim: the step becomes `ready` and looks.
 * From `unknown` one may only look, wait, or ask a person: there is no `started`.
 */
export const STEP_TRANSITIONS: Readonly<Record<StepState, Row>> = {
  waiting: { ready: 'ready', ...LOOKED, ...DOUBT, started: 'working', ...BY_PERSON, ...BACK },
  ready: { ...LOOKED, ...DOUBT, started: 'working', ...BY_PERSON, ...BACK },
  working: { ...LOOKED, ...DOUBT, started: 'working', ready: 'ready', ...BACK },
  unknown: {
    observedDone: 'done',
    observedAbsent: 'ready',
    undecidable: 'needs-you',
    waitFor: 'unknown',
    ...BY_PERSON,
    ...BACK,
  },
  'needs-you': { ready: 'ready', ...LOOKED, ...DOUBT, started: 'working', ...BY_PERSON, ...BACK },
  blocked: { ready: 'ready', ...LOOKED, ...DOUBT, started: 'working', ...BY_PERSON, ...BACK },
  failed: { ...BY_PERSON, observedDone: 'done', ...BACK },
  done: { retried: 'ready', ...BACK },
  skipped: { retried: 'ready', undone: 'undone', ...BACK },
  undoing: {
    undone: 'undone',
    waitFor: 'undoing',
    asked: 'undoing',
    blocked: 'undoing',
    failed: 'undoing',
    answerLost: 'undoing',
    observedAbsent: 'undoing',
    started: 'undoing',
    undecidable: 'undoing',
    claimed: 'undoing',
    retried: 'undoing',
    skipped: 'undone',
  },
  // Taken back alone, and wanted again: it begins as if it had never been. A whole migration on its way back refuses it.
  undone: { retried: 'ready' },
};

export function nextStepState(state: StepState, event: StepEventName): StepState | undefined {
  return STEP_TRANSITIONS[state][event];
}

/** A migration's status, derived (design §4). */
export const MIGRATION_STATUSES = [
  'draft',
  'planned',
  'running',
  'waiting',
  'needs-you',
  'paused',
  'halted',
  'rolling-back',
  'rolled-back',
  'done',
  'cancelled',
] as const;
export type MigrationStatus = (typeof MIGRATION_STATUSES)[number];

/** Nothing will happen any more, and the domain is free for another migration. */
export const OVER = ['done', 'cancelled', 'rolled-back'] as const satisfies readonly MigrationStatus[];

export function isOver(status: MigrationStatus): boolean {
  return (OVER as readonly MigrationStatus[]).includes(status);
}

export const PHASES = ['prepare', 'cutover', 'propagate', 'transfer', 'aftercare'] as const;
export type Phase = (typeof PHASES)[number];
