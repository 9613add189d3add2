import { mayHaveHappened } from '../domain/effects.ts';
import { asGoLiveError, didYouMean, GoLiveError } from '../domain/errors.ts';
import type { AddedTask, JournalEvent, StepDetail } from '../domain/journal.ts';
import { ENGINE } from '../domain/journal.ts';
import type { StepState } from '../domain/lifecycle.ts';
import { nextStepState } from '../domain/lifecycle.ts';
import { planHash, pointOfNoReturnReached, stepsOf } from '../domain/migration.ts';
import type { PlaybookStep } from '../domain/playbook.ts';
import { MOVERS } from '../domain/playbook.ts';
import { statusOf } from '../domain/status.ts';
import { CATALOGUE } from '../steps/catalog.ts';
import { CARRIED_TO } from '../steps/custom-task.ts';
import type { App } from './app.ts';
import { asksForYes } from './asks-for-yes.ts';
import { hasMoved, isAway, partyOfProject } from './booking/party.ts';
import { fieldsOver } from './engine/vault.ts';
import { findMigrations, findOne } from './find.ts';
import type { Loaded } from './record.ts';
import { load, record } from './record.ts';
import { secretFieldsOf } from './secret-fields.ts';

/** Who says it, as a person would be named: "customer, by phone". */
export interface Who {
  readonly by: string;
  readonly why?: string;
}

export interface Saying {
  readonly step?: string;
  /** `approve`: what was read; another plan by now is refused. */
  readonly planHash?: string;
  /** `cancel`: leave what was done as it is. */
  readonly leave?: boolean;
  /** `skip` of a request: who does it instead, by name. */
  readonly to?: string;
}

type Decide = (loaded: Loaded, saying: Saying, who: Who) => readonly JournalEvent[];

/** What a person may say about a migration or one of its steps; each is recorded with who and why. */
const VERBS = {
  approve,
  done: onStep('claimed', ['needs-you', 'undoing']),
  skip: onStep('skipped', []),
  retry: onStep('retried', ['failed', 'blocked', 'unknown', 'needs-you', 'undoing']),
  pause: () => [{ type: 'paused' }],
  resume: () => [{ type: 'resumed' }],
  rollback,
  cancel,
} as const satisfies Record<string, Decide>;
export type Verb = keyof typeof VERBS;

const LONGEST_NOTE = 4000;
const LONGEST_NAME = 200;

/** Verbs that mean nothing without a reason. */
const NEEDS_WHY: ReadonlySet<Verb> = new Set(['skip', 'cancel']);

/**
 * Says it about a domain, or about every domain of a project. With a step, the project's domains that lack it are left alone.
 *
 * @throws GoLiveError `domain-unknown`, `step-unknown`, `usage`, `not-allowed`, `plan-stale`
 */
export async function say(app: App, domain: string, verb: Verb, saying: Saying, who: Who): Promise<readonly Loaded[]> {
  checkWho(who);
  if (NEEDS_WHY.has(verb) && (who.why === undefined || who.why.trim() === ''))
    throw new GoLiveError('usage', { subject: `golive ${verb}`, why: 'it needs a reason', fix: 'Add --why "…".' });
  const headers = await findMigrations(app.store, domain);
  const meant = await withStep(
    app,
    headers.map(({ id }) => id),
    saying.step,
  );
  const after: Loaded[] = [];
  const refused: GoLiveError[] = [];
  for (const id of meant) {
    try {
      after.push(await record(app, id, who, (loaded) => VERBS[verb](loaded, saying, who)));
    } catch (thrown) {
      const failure = asGoLiveError(thrown, id);
      if (failure.code !== 'not-allowed') throw failure;
      refused.push(failure);
    }
  }
  // Of several domains the word is for those that can take it.
  if (after.length === 0) throw refused[0]!;
  if (verb === 'cancel' || verb === 'rollback') await freeSlot(app, after, who);
  return Promise.all(after.map((loaded) => withoutItsSecrets(app, loaded, who)));
}

export async function addTask(
  app: App,
  domain: string,
  task: Omit<AddedTask, 'id'>,
  who: Who,
): Promise<readonly Loaded[]> {
  checkWho(who);
  const header = await findOne(app.store, domain);
  return [
    await record(app, header.id, who, (loaded) => {
      const steps = stepsOf(loaded.playbook, loaded.state);
      for (const id of [...task.after, ...task.before]) stepNamed(steps, id);
      const placed = task.request === true ? inTheHalfDay(loaded, steps, task) : task;
      const taken = new Set([...steps.map(({ id }) => id), ...Object.keys(loaded.state.steps)]);
      let number = loaded.state.tasks.length + 1;
      while (taken.has(`task-${number}`)) number++;
      return [{ type: 'task-added', task: { ...placed, id: `task-${number}` } }];
    }),
  ];
}

/** A request comes after what moved the traffic, before the half-day is closed, and is due when that ends. */
function inTheHalfDay(
  { state }: Loaded,
  steps: readonly PlaybookStep[],
  task: Omit<AddedTask, 'id'>,
): Omit<AddedTask, 'id'> {
  const movers = steps.filter(({ step }) => MOVERS.has(step)).map(({ id }) => id);
  const closing = steps.find(({ step }) => step === 'changes');
  if (movers.length === 0 || closing === undefined)
    throw new GoLiveError('not-allowed', {
      subject: `a request for ${state.domain.slice(0, -1)}`,
      why: 'golive moves nothing here, so no half-day is kept for requests',
      fix: 'Add it as a task, without --request.',
    });
  const dueMs = task.dueMs ?? state.slot?.endsAtMs;
  return {
    ...task,
    ...(dueMs === undefined ? {} : { dueMs }),
    after: [...new Set([...task.after, ...movers])],
    before: [...new Set([...task.before, closing.id])],
  };
}

export async function note(
  app: App,
  domain: string,
  text: string,
  step: string | undefined,
  who: Who,
): Promise<readonly Loaded[]> {
  checkWho(who);
  if (text.trim() === '' || text.length > LONGEST_NOTE)
    throw new GoLiveError('usage', {
      subject: 'golive note',
      why: 'the note is empty or too long',
      fix: `Write up to ${LONGEST_NOTE} characters.`,
    });
  const header = await findOne(app.store, domain);
  return [
    await record(app, header.id, who, ({ playbook, state }) => {
      if (step !== undefined) stepNamed(stepsOf(playbook, state), step);
      return [{ type: 'note', text, ...(step === undefined ? {} : { step }) }];
    }),
  ];
}

/** The engine signs with its own name; nobody else may. */
export function checkWho({ by, why }: Who): void {
  if (by.trim() === '' || by.trim().toLowerCase() === ENGINE || by.length > 200)
    throw new GoLiveError('usage', {
      subject: `--by ${JSON.stringify(by.slice(0, 40))}`,
      fix: 'Write who says it, like --by "customer, by phone".',
    });
  if (why !== undefined && why.length > LONGEST_NOTE)
    throw new GoLiveError('usage', {
      subject: '--why',
      why: 'it is too long',
      fix: `Write up to ${LONGEST_NOTE} characters.`,
    });
}

async function withStep(app: App, ids: readonly string[], step: string | undefined): Promise<readonly string[]> {
  if (step === undefined || ids.length === 1) return ids;
  const all = await Promise.all(ids.map((id) => load(app, id)));
  const having = all.filter(({ playbook, state }) => stepsOf(playbook, state).some(({ id }) => id === step));
  if (having.length === 0)
    throw unknownStep(
      step,
      all.flatMap(({ playbook, state }) => stepsOf(playbook, state)),
    );
  return having.map(({ state }) => state.id);
}

/** A verb about one step; without a name it means the only step in one of these states. */
function onStep(event: 'claimed' | 'skipped' | 'retried', guess: readonly StepState[]): Decide {
  return ({ playbook, state }, saying) => {
    const steps = stepsOf(playbook, state);
    const step =
      saying.step === undefined
        ? onlyOne(
            steps.filter(({ id }) => guess.includes(state.steps[id]?.state ?? 'waiting')),
            guess,
          )
        : undoable(state, steps, saying.step);
    const from = state.steps[step.id]?.state ?? 'waiting';
    if (nextStepState(from, event) === undefined)
      throw new GoLiveError('not-allowed', {
        subject: `${WORD[event]} ${step.id}`,
        why: `it is ${from}`,
        ...(from === 'working' ? { fix: 'Wait until it has its answer, or pause the migration first.' } : {}),
      });
    if (event === 'skipped' && !state.rollingBack) refuseToSkipGate(steps, step.id, state.domain.slice(0, -1));
    const task = state.steps[step.id]?.task;
    const wants = task?.wants;
    if (
      event === 'claimed' &&
      wants !== undefined &&
      task?.closesOnWord === false &&
      from === 'needs-you' &&
      !given(wants, state)
    )
      throw new GoLiveError('not-allowed', {
        subject: `done ${step.id}`,
        why: `it waits for ${wants}`,
        fix: `Give it: golive ${givingCommand(wants, state.domain.slice(0, -1), secretFieldsOf(steps))}`,
      });
    const detail = event === 'skipped' ? carriedOver(state, step.id, saying.to) : {};
    return [{ type: 'step', step: step.id, event, detail }];
  };
}

/** A request of the customer's is not simply left out: somebody takes it over, by name. */
function carriedOver({ tasks, rollingBack }: Loaded['state'], id: string, to: string | undefined): StepDetail {
  const isRequest = tasks.some((task) => task.id === id && task.request === true);
  const name = to?.trim();
  if (!isRequest && name === undefined) return {};
  if (!isRequest)
    throw new GoLiveError('usage', {
      subject: '--to',
      why: `${id} is no request of the half-day`,
      fix: 'Leave --to away; only requests are carried over.',
    });
  if (name === undefined && rollingBack) return {};
  if (name === undefined || name === '' || name.length > LONGEST_NAME)
    throw new GoLiveError('usage', {
      subject: `skip ${id}`,
      why: 'a request is carried over to somebody by name',
      fix: 'Add --to NAME, who does it after the half-day.',
    });
  return { facts: { [CARRIED_TO]: name } };
}

/** A person's yes and the booked moment are the point of these steps; there is nothing left of them when they are skipped. */
const GATES: Readonly<Record<string, (domain: string, step: string) => string>> = {
  'accept-interruption': (domain, step) => `golive approve ${domain} ${step}`,
  'accept-limits': (domain, step) => `golive approve ${domain} ${step}`,
  approve: (domain, step) => `golive approve ${domain} ${step}`,
  'wait-for-slot': (domain) => `golive book ${domain} --slot …`,
};

function refuseToSkipGate(steps: readonly PlaybookStep[], id: string, domain: string): void {
  const gate = GATES[steps.find((step) => step.id === id)?.step ?? ''];
  if (gate !== undefined)
    throw new GoLiveError('not-allowed', {
      subject: `skip ${id}`,
      why: 'it is a gate, and cannot be left out',
      fix: `Pass it: ${gate(domain, id)}`,
    });
}

const WORD = { claimed: 'done', skipped: 'skip', retried: 'retry' } as const;

function givingCommand(wants: string, domain: string, secrets: ReadonlySet<string>): string {
  if (wants === 'slot') return `book ${domain} --slot …`;
  if (wants === 'confirmation') return `book ${domain} --confirm`;
  return `answer ${domain} ${secrets.has(wants) ? wants : `${wants}=…`}`;
}

function given(wants: string, state: Loaded['state']): boolean {
  return (
    state.secrets[wants] !== undefined ||
    state.answers.free?.[wants] !== undefined ||
    wants in state.answers ||
    wants === 'approval'
  );
}

/** Going back, steps count that the answers do not ask for any more. */
function undoable(state: Loaded['state'], steps: readonly PlaybookStep[], id: string): Pick<PlaybookStep, 'id'> {
  return state.steps[id] === undefined ? stepNamed(steps, id) : { id };
}

function onlyOne(candidates: readonly PlaybookStep[], states: readonly StepState[]): PlaybookStep {
  const [only, another] = candidates;
  if (only !== undefined && another === undefined) return only;
  throw new GoLiveError('usage', {
    subject: 'the step',
    why:
      only === undefined
        ? states.length === 0
          ? 'it must be named'
          : `none is ${states.join(' or ')}`
        : `more than one could be meant: ${candidates.map(({ id }) => id).join(', ')}`,
    fix: 'Name one; golive plan D lists them.',
  });
}

export function stepNamed(steps: readonly PlaybookStep[], id: string): PlaybookStep {
  const step = steps.find((candidate) => candidate.id === id);
  if (step === undefined) throw unknownStep(id, steps);
  return step;
}

function unknownStep(id: string, steps: readonly PlaybookStep[]): GoLiveError {
  const meant = didYouMean(
    id,
    steps.map((step) => step.id),
  );
  return new GoLiveError('step-unknown', {
    subject: id.slice(0, 80),
    fix: meant === undefined ? 'golive plan D lists the steps.' : `Did you mean ${meant}?`,
  });
}

function approve({ playbook, state }: Loaded, saying: Saying): JournalEvent[] {
  const hash = planHash(state);
  if (saying.planHash !== undefined && saying.planHash !== hash)
    throw new GoLiveError('plan-stale', {
      subject: `plan ${saying.planHash.slice(0, 64)}`,
      why: `it is ${hash} by now`,
      fix: `Read it again: golive plan ${state.domain.slice(0, -1)}`,
    });
  const steps = stepsOf(playbook, state);
  const waitsForYes = (step: PlaybookStep) => step.needsApproval || asksForYes(step);
  const wholePlan = saying.step === undefined || saying.step === 'plan';
  if (wholePlan && !state.started) return [{ type: 'approved', step: 'plan', planHash: hash }];
  const waiting = steps.filter(
    (step) => waitsForYes(step) && ['needs-you', 'blocked'].includes(state.steps[step.id]?.state ?? ''),
  );
  const named = saying.step === undefined ? waiting : [stepNamed(steps, saying.step)];
  const [step, another] = named;
  if (step === undefined)
    throw new GoLiveError('not-allowed', {
      subject: 'approve',
      why: 'the plan is approved and no step waits for approval',
    });
  if (another !== undefined) return [approved(onlyOne(named.filter(asksForYes), []), state, hash)];
  if (!state.started)
    throw new GoLiveError('not-allowed', {
      subject: `approve ${step.id}`,
      why: 'the plan is still a draft',
      fix: `Approve it first: golive approve ${state.domain.slice(0, -1)}`,
    });
  if (!waitsForYes(step))
    throw new GoLiveError('not-allowed', { subject: `approve ${step.id}`, why: 'it asks for no approval' });
  // A plan can be approved before it is asked for; what was done cannot be signed off before it was done.
  if (step.step === 'customer-signoff' && state.steps[step.id]?.state !== 'needs-you')
    throw new GoLiveError('not-allowed', { subject: `approve ${step.id}`, why: 'it does not ask yet' });
  return [approved(step, state, hash)];
}

function approved(step: PlaybookStep, state: Loaded['state'], hash: string): JournalEvent {
  const shown = state.steps[step.id]?.task?.text;
  return { type: 'approved', step: step.id, planHash: hash, ...(shown === undefined ? {} : { shown }) };
}

function rollback({ playbook, state }: Loaded): JournalEvent[] {
  const past = pointOfNoReturnReached(playbook.steps, state);
  if (past !== undefined)
    throw new GoLiveError('not-allowed', {
      subject: 'rollback',
      why: `${past} is the point of no return, and it was reached`,
      fix: 'The way is forward: golive status shows what it waits for.',
    });
  if (!state.started)
    throw new GoLiveError('not-allowed', {
      subject: 'rollback',
      why: 'nothing has begun',
      fix: `golive cancel ${state.domain.slice(0, -1)} --why "…" ends a draft.`,
    });
  return [{ type: 'rollback-begun' }];
}

function cancel({ playbook, state }: Loaded, saying: Saying): JournalEvent[] {
  const back = statusOf(playbook, state) === 'rolled-back';
  const left = back ? [] : leftBehind(playbook, state);
  if (left.length > 0 && saying.leave !== true)
    throw new GoLiveError('not-allowed', {
      subject: 'cancel',
      why: `${left.join(', ')} changed something, or may have`,
      fix: `Take it back first: golive rollback ${state.domain.slice(0, -1)}; or leave it as it is: --leave --why "…".`,
    });
  return [{ type: 'cancelled' }];
}

/** Steps that have or may have changed the world: by an effect, or by the hands of a person who said so. */
function leftBehind(playbook: Loaded['playbook'], state: Loaded['state']): string[] {
  const sent = state.effects.filter(
    (effect) =>
      effect.direction === 'forward' && mayHaveHappened(effect) && state.steps[effect.step]?.state !== 'undone',
  );
  const byHand = playbook.steps.filter(({ id, step }) => {
    const record = state.steps[id];
    const said = record?.claimed !== undefined || record?.on === 'word';
    return said && record?.state !== 'undone' && CATALOGUE.get(step)?.undo !== undefined;
  });
  return [...new Set([...sent.map(({ step }) => step), ...byHand.map(({ id }) => id)])];
}

/** A project that goes live no more gives its half-day back; one whose go-live had begun when it turned back has had it. */
async function freeSlot(app: App, after: readonly Loaded[], { by, why }: Who): Promise<void> {
  const project = after[0]?.project;
  if (project === undefined) return;
  const now = app.clock.now();
  const booking = await app.store.bookingOf(project.id);
  const hasBegun = booking !== undefined && booking.startsAtMs <= now;
  const { migrations } = await partyOfProject(app, project);
  const isFree = (loaded: Loaded) => isAway(loaded) || hasMoved(loaded);
  if (!migrations.every(hasBegun ? ({ state }) => state.cancelled : isFree)) return;
  await app.store.unbook(project.id, { by, ...(why === undefined ? {} : { why }), atMs: now });
}

/** Nothing will be asked any more with those that a word has made useless. The engine, which looks once more, does it if this is cut off. */
async function withoutItsSecrets(app: App, loaded: Loaded, who: Who): Promise<Loaded> {
  const { id, secrets } = loaded.state;
  const fields = fieldsOver(loaded).filter((field) => secrets[field] !== undefined);
  for (const field of fields) await app.store.deleteSecret(id, field);
  return fields.length === 0
    ? loaded
    : record(app, id, who, () => fields.map((field) => ({ type: 'secret-forgotten', field })));
}
