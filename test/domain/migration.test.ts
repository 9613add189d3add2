import { describe, expect, test } from 'vitest';
import type { Answers } from '../../src/domain/answers.ts';
import type { EffectState } from '../../src/domain/effects.ts';
import type { EffectKind, JournalEvent, StoredEvent } from '../../src/domain/journal.ts';
import { ENGINE } from '../../src/domain/journal.ts';
import type { StepEventName } from '../../src/domain/lifecycle.ts';
import { nextStepState, STEP_EVENTS } from '../../src/domain/lifecycle.ts';
import { message } from '../../src/domain/message.ts';
import type { MigrationState } from '../../src/domain/migration.ts';
import {
  fold,
  foldAll,
  isApproved,
  needsUndo,
  nextLookMs,
  nextWork,
  planHash,
  pointOfNoReturnReached,
  stepsOf,
  transition,
} from '../../src/domain/migration.ts';
import { fqdn } from '../../src/domain/name.ts';
import { DAY, HOUR } from '../../src/domain/time.ts';
import { EVERYTHING_MOVES, playbookOf, stepAfter } from './playbooks.ts';

const PLAYBOOK = playbookOf([
  stepAfter('a', []),
  stepAfter('b', ['a']),
  stepAfter('c', ['b'], { pointOfNoReturn: true }),
  stepAfter('approve', [], { step: 'approve' }),
  stepAfter('buy', [], { needsApproval: true }),
]);
const CREATED: JournalEvent = {
  type: 'created',
  migrationId: 'm-1',
  projectId: 'p-1',
  domain: fqdn('klant.nl'),
  role: 'main',
  answers: EVERYTHING_MOVES,
  playbook: { id: 'test', digest: 'd' },
  tasks: [],
};
const APPROVED: JournalEvent = { type: 'approved', step: 'plan', planHash: 'h' };
const ROLLBACK: JournalEvent = { type: 'rollback-begun' };

/** `a started` is the step's event; a person's word where the event is one. */
function stepEvent(text: string, detail: object = {}): JournalEvent {
  const [step, event] = text.split(' ');
  return { type: 'step', step: step!, event: event as StepEventName, detail };
}
const intended = (step: string, kind: EffectKind = 'once', more: object = {}): JournalEvent => ({
  type: 'effect-intended',
  id: `e-${step}`,
  step,
  name: 'it',
  kind,
  direction: 'forward',
  key: 'k',
  request: null,
  generation: 1,
  consistencyMs: 100,
  ...more,
});
const settled = (step: string, as: Exclude<EffectState, 'intended'>): JournalEvent => ({
  type: 'effect-settled',
  id: `e-${step}`,
  as,
});
const notSeen = (step: string): JournalEvent => ({ type: 'effect-not-seen', id: `e-${step}` });

const PERSON = new Set(['claimed', 'skipped', 'retried']);
const HEARD = new Set(['approved', 'paused', 'resumed', 'rollback-begun', 'cancelled', 'note', 'answered', 'booked']);
const byOf = (event: JournalEvent) =>
  (event.type === 'step' && PERSON.has(event.event)) || HEARD.has(event.type) ? 'anna' : ENGINE;

type Told = readonly (string | number | JournalEvent)[];

/** Folds events, `a started` or whole ones, ten milliseconds apart; a number sets the clock. Every one must be possible. */
function told(...events: Told): MigrationState {
  let now = 0;
  let state = foldAll([{ seq: 1, atMs: now, by: 'anna', event: CREATED }]);
  for (const given of events) {
    if (typeof given === 'number') {
      now = given;
      continue;
    }
    now += 10;
    const event = typeof given === 'string' ? stepEvent(given) : given;
    const next = transition(PLAYBOOK, state, { seq: state.seq + 1, atMs: now, by: byOf(event), event });
    if ('refused' in next) throw new Error(`${JSON.stringify(given)}: ${next.refused}`);
    state = next.state;
  }
  return state;
}

function refusalOf(state: MigrationState, given: string | JournalEvent): string | undefined {
  const event = typeof given === 'string' ? stepEvent(given) : given;
  const next = transition(PLAYBOOK, state, { seq: state.seq + 1, atMs: 1e6, by: byOf(event), event });
  return 'refused' in next ? next.refused : undefined;
}

const RUNNING = [APPROVED] as const;
const ALL_DONE = ['a observedDone', 'b observedDone'] as const;
const TAKE_A: JournalEvent = { type: 'taking-back', steps: ['a'] };
const BEGUN_A = [APPROVED, 'a started', 'a observedDone'] as const;
const TAKEN_A = [...BEGUN_A, TAKE_A, 'a undoStarted', 'a undone'] as const;
const DONE_BC = ['b observedDone', 'c claimed'] as const;

describe('an event is refused', () => {
  const CIRCLE = { id: 'task', title: 't', owner: 'agency', after: ['b'], before: ['a'] } as const;
  const task = { id: 'b', title: 't', owner: 'agency', after: [], before: [] } as const;
  test.each<[string, readonly (string | JournalEvent)[], string | JournalEvent, RegExp | undefined]>([
    ['of a draft, the engine’s', [], 'a ready', /not approved/],
    ['of a draft, an effect', [], intended('a'), /not approved/],
    ['of a draft, a skip is not', [], 'a skipped', undefined],
    ['of a cancelled one', [APPROVED, { type: 'cancelled' }], 'a ready', /cancelled/],
    ['of a cancelled one, also a booking', [{ type: 'cancelled' }], { type: 'paused' }, /cancelled/],
    ['of a cancelled one, a note is not', [{ type: 'cancelled' }], { type: 'note', text: 'x' }, undefined],
    ['a second beginning', [], CREATED, /exists already/],
    ['resuming what is not paused', RUNNING, { type: 'resumed' }, /not paused/],
    ['pausing twice', [APPROVED, { type: 'paused' }], { type: 'paused' }, /paused already/],
    ['turning back twice', [APPROVED, ROLLBACK], ROLLBACK, /rolling back already/],
    ['turning back past the point of no return', [APPROVED, ...ALL_DONE, 'c claimed'], ROLLBACK, /passed: c/],
    ['a task with a step’s id', RUNNING, { type: 'task-added', task }, /there is a step b/],
    ['an effect while paused', [APPROVED, 'a started', { type: 'paused' }], intended('a'), /paused/],
    ['an effect of a step that is not working', [APPROVED, 'a ready'], intended('a'), /not working/],
    ['an effect forward on the way back', [APPROVED, 'a started', ROLLBACK], intended('a'), /is rolling back/],
    [
      'an effect back on the way forward',
      [APPROVED, 'a started'],
      intended('a', 'once', { direction: 'back' }),
      /not rolling back/,
    ],
    [
      'an outcome never',
      [APPROVED, 'a started', intended('a'), { type: 'cancelled' }],
      settled('a', 'confirmed'),
      undefined,
    ],
    ['a look never', [APPROVED, 'a started', intended('a'), { type: 'cancelled' }], notSeen('a'), undefined],
    ['a step that is not there', RUNNING, 'x ready', /no step x/],
    ['an impossible change', RUNNING, 'a undecidable', /undecidable is not possible/],
    ['starting before its turn', RUNNING, 'b started', /b comes after a/],
    ['a word about a step before its turn', RUNNING, 'b claimed', /b comes after a/],
    [
      'a task that makes steps wait for each other',
      RUNNING,
      { type: 'task-added', task: CIRCLE },
      /wait for each other/,
    ],
    ['starting in its turn is not', [APPROVED, 'a observedDone'], 'b started', undefined],
    ['starting after a skip is not', [APPROVED, 'a skipped'], 'b started', undefined],
    ['forward on the way back', [APPROVED, ROLLBACK], 'a ready', /rolling back/],
    ['a lost answer on the way back is not', [APPROVED, 'a started', ROLLBACK], 'a answerLost', undefined],
    ['undoing on the way forward', RUNNING, 'a undoStarted', /not rolling back/],
    ['undoing before what comes after', [APPROVED, ...ALL_DONE, ROLLBACK], 'a undoStarted', /b has to be undone first/],
    [
      'undoing after it is not',
      [APPROVED, ...ALL_DONE, ROLLBACK, 'b undoStarted', 'b undone'],
      'a undoStarted',
      undefined,
    ],
    ['answering on the way back', [APPROVED, ROLLBACK], { type: 'answered', answers: {} }, /rolling back/],
    ['approving on the way back', [APPROVED, ROLLBACK], APPROVED, /rolling back/],
    ['unbooking on the way back', [APPROVED, ROLLBACK], { type: 'unbooked' }, /rolling back/],
    ['taking back what changed nothing', [APPROVED, 'a observedDone'], TAKE_A, /a has changed nothing/],
    ['taking back what nobody knows', BEGUN_A, { type: 'taking-back', steps: ['x'] }, /no step x/],
    ['taking back nothing', BEGUN_A, { type: 'taking-back', steps: [] }, /no step is named/],
    ['taking back twice', [...BEGUN_A, TAKE_A], TAKE_A, /already/],
    ['taking back on the way back', [...BEGUN_A, ROLLBACK], TAKE_A, /rolling back/],
    ['taking back what something was built on', [...BEGUN_A, 'b started'], TAKE_A, /b comes after a and has begun/],
    [
      'taking back what somebody was asked to build on',
      [...BEGUN_A, { type: 'step', step: 'b', event: 'asked', detail: { before: 'x' } }],
      TAKE_A,
      /b comes after a and has begun/,
    ],
    ['taking back behind the point of no return', [...BEGUN_A, ...DONE_BC], TAKE_A, /point of no return/],
    ['taking back what was looked at by others only is not', [...BEGUN_A, 'b asked'], TAKE_A, undefined],
    ['undoing a step that is taken back is not', [...BEGUN_A, TAKE_A], 'a undoStarted', undefined],
    ['undoing another than what is taken back', [...BEGUN_A, 'b asked', TAKE_A], 'b undoStarted', /not rolling back/],
    ['doing forward what is taken back', [...BEGUN_A, TAKE_A], 'a observedDone', /rolling back|not possible/],
    ['an effect forward of what is taken back', [APPROVED, 'a started', TAKE_A], intended('a'), /rolling back/],
    [
      'an effect back of what is taken back is not',
      [...BEGUN_A, TAKE_A, 'a undoStarted'],
      intended('a', 'absolute', { direction: 'back' }),
      undefined,
    ],
    ['starting what comes after it', [...BEGUN_A, TAKE_A], 'b started', /a, which was taken back/],
    ['starting what comes after what was', [...TAKEN_A, 'a retried'], 'b started', /b comes after a/],
    ['wanting it again is not', TAKEN_A, 'a retried', undefined],
    [
      'wanting again what went back with all',
      [...BEGUN_A, ROLLBACK, 'a undoStarted', 'a undone'],
      'a retried',
      /rolling back/,
    ],
  ])('%s', (_title, events, event, why) => {
    const refused = refusalOf(told(...events), event);
    if (why === undefined) expect(refused).toBeUndefined();
    else expect(refused).toMatch(why);
  });

  test('turning back ends a pause', () => expect(told(APPROVED, { type: 'paused' }, ROLLBACK).paused).toBe(false));
});

describe('single steps that are taken back', () => {
  const work = (state: MigrationState, now = 0) =>
    nextWork(PLAYBOOK, state, now).map(({ kind, step }) => `${kind} ${step.id}`);

  test('are undone while what does not depend on them goes on', () => {
    expect(work(told(...BEGUN_A))).toContain('look b');
    expect(work(told(...BEGUN_A, TAKE_A))).toEqual(['undo a', 'look approve', 'look buy']);
    expect(work(told(...TAKEN_A))).toEqual(['look approve', 'look buy']);
    expect(nextLookMs(PLAYBOOK, told(...TAKEN_A, 'approve observedDone', 'buy observedDone'))).toBeUndefined();
  });
  test('begin anew, with nothing of what they once measured or heard', () => {
    const again = told(...TAKEN_A, 'a retried');
    expect(again.steps['a']).toEqual({ state: 'ready', seq: again.seq, sinceMs: expect.any(Number) });
    expect(work(again)).toEqual(['look a', 'look approve', 'look buy']);
  });
  test('hold up what comes after them at any distance, until they are done again', () => {
    const far = told(...BEGUN_A, 'b observedDone', TAKE_A, 'a undoStarted', 'a undone', 'a retried');
    expect(work(far)).not.toContain('look c');
    expect(refusalOf(far, stepEvent('c started'))).toMatch(/a, which was taken back/);
    expect(
      work(told(...BEGUN_A, 'b observedDone', TAKE_A, 'a undoStarted', 'a undone', 'a retried', 'a observedDone')),
    ).toContain('look c');
    expect(
      work(told(...BEGUN_A, 'b observedDone', TAKE_A, 'a undoStarted', 'a undone', 'a retried', 'a skipped')),
    ).toContain('look c');
  });
  test('are wanted again by themselves eight days before a half-day, longer than any TTL counts', () => {
    const slot = { slot: '2026-12-01/morning', startsAtMs: 100 * DAY, endsAtMs: 100 * DAY + 4 * HOUR };
    const state = told(...TAKEN_A, { type: 'booked', slot });
    expect(work(state, 92 * DAY - 1)).not.toContain('look a');
    expect(work(state, 92 * DAY)).toContain('look a');
    expect(
      nextLookMs(PLAYBOOK, told(...TAKEN_A, { type: 'booked', slot }, 'approve observedDone', 'buy observedDone')),
    ).toBe(92 * DAY);
  });
  test('have another half-day asked for, and heard, however far the preparations had come', () => {
    const steps = [stepAfter('a', []), stepAfter('b', ['a']), stepAfter('wait', ['b'], { step: 'wait-for-slot' })];
    const looks = (state: MigrationState) => nextWork(playbookOf(steps), state, 0).map(({ step }) => step.id);
    expect(looks(told(...BEGUN_A))).toEqual(['b']);
    expect(looks(told(...TAKEN_A))).toEqual(['wait']);
    const slot = { slot: '2026-12-01/morning', startsAtMs: 100 * DAY, endsAtMs: 100 * DAY + 4 * HOUR };
    const booked = told(...TAKEN_A, { type: 'booked', slot });
    const task = { text: message('x'), owner: 'agency', closesOnWord: false, wants: 'slot' } as const;
    const asked = { state: 'needs-you', seq: 1, sinceMs: 0, task } as const;
    expect(looks({ ...booked, steps: { ...booked.steps, wait: asked } })).toEqual(['wait']);
    const waiting = { state: 'waiting', seq: 1, sinceMs: 0 } as const;
    expect(looks({ ...booked, steps: { ...booked.steps, wait: waiting } })).toEqual([]);
  });
  test('are forgotten when everything goes back', () =>
    expect(told(...BEGUN_A, TAKE_A, ROLLBACK)).toMatchObject({ takingBack: [], takenBack: [] }));
});

test('what was done for a half-day is done again for a later one', () => {
  const slot = { slot: '2026-12-01/morning', startsAtMs: 100 * DAY, endsAtMs: 100 * DAY + 4 * HOUR };
  const done: JournalEvent = {
    type: 'step',
    step: 'a',
    event: 'observedDone',
    detail: { facts: { slotStartsAtMs: slot.startsAtMs } },
  };
  const looks = (...more: JournalEvent[]) => nextWork(PLAYBOOK, told(APPROVED, ...more), 0).map(({ step }) => step.id);
  expect(looks(done)).not.toContain('a');
  expect(looks(done, { type: 'booked', slot })).not.toContain('a');
  expect(looks(done, { type: 'booked', slot: { ...slot, startsAtMs: 101 * DAY } })).toContain('a');
  expect(looks(done, { type: 'unbooked' })).not.toContain('a');
});

describe('a journal that cannot have been written is not read', () => {
  const at = (seq: number, event: JournalEvent): StoredEvent => ({ seq, atMs: 0, by: 'anna', event });
  const begun = foldAll([at(1, CREATED)]);
  test.each<[string, MigrationState | undefined, StoredEvent, RegExp]>([
    ['created twice', begun, at(2, CREATED), /created twice/],
    ['no beginning', undefined, at(1, APPROVED), /does not begin/],
    ['a gap', begun, at(3, APPROVED), /event 2 is missing/],
    ['a change that is not possible', begun, at(2, stepEvent('a undecidable')), /undecidable is not possible/],
    ['the outcome of nothing', begun, at(2, settled('a', 'confirmed')), /no effect e-a/],
  ])('%s', (_title, state, stored, why) => expect(() => fold(state, stored)).toThrow(why));
  test('nothing at all', () => expect(() => foldAll([])).toThrow(/empty/));
});

describe('the life of a step', () => {
  test('from unknown one may only look, wait, or ask a person', () => {
    const possible = STEP_EVENTS.filter((event) => nextStepState('unknown', event) !== undefined);
    expect(possible.sort()).toEqual(
      [
        'claimed',
        'observedAbsent',
        'observedDone',
        'retried',
        'skipped',
        'undecidable',
        'undoStarted',
        'waitFor',
      ].sort(),
    );
    expect(nextStepState('unknown', 'waitFor')).toBe('unknown');
  });
  test('a claim is looked at', () => {
    for (const state of ['waiting', 'ready', 'needs-you', 'blocked', 'unknown', 'failed'] as const)
      expect(nextStepState(state, 'claimed')).toBe('ready');
  });
  test('what is over is not begun again, but by a person', () => {
    for (const state of ['done', 'skipped', 'failed', 'undone'] as const)
      expect(nextStepState(state, 'started')).toBeUndefined();
    expect(nextStepState('undone', 'observedDone')).toBeUndefined();
  });
  test('nobody talks a step out of its work', () => {
    for (const event of ['skipped', 'retried', 'claimed'] as const)
      expect(nextStepState('working', event)).toBeUndefined();
  });
});

describe('what a person says of a lost order', () => {
  const question = (text: string) => ({ task: { text: message(text), owner: 'agency', closesOnWord: false } });
  const IS_IT_THERE = stepEvent('a undecidable', question('engine.undecidable'));
  const ASKED_AGAIN = stepEvent('a asked', question('engine.undecidable'));
  const ANOTHER = stepEvent('approve asked', question('engine.undecidable'));
  const CANNOT_LOOK = stepEvent('a asked', question('engine.look-failed'));
  // Meant at 30, believable from 130 on.
  const LOST = [APPROVED, 'a started', intended('a'), settled('a', 'unknown'), 'a answerLost'] as const;
  const ASKED = [...LOST, 200, notSeen('a'), notSeen('a'), IS_IT_THERE] as const;
  const stateOf = (...events: Told) => told(...events).effects[0]!.state;
  test.each<[string, Told, EffectState]>([
    ['done, when asked: it happened', [...ASKED, 'a claimed'], 'by-person'],
    ['retry, when asked: it did not', [...ASKED, 'a retried'], 'absent'],
    ['retry, before anybody asked: changes nothing', [...LOST, 200, 'a retried'], 'unknown'],
    ['done, before anybody asked: changes nothing', [...LOST, 200, 'a claimed'], 'unknown'],
    ['retry, after one look only: changes nothing', [...LOST, 200, notSeen('a'), IS_IT_THERE, 'a retried'], 'unknown'],
    [
      'retry, before a look could be believed: changes nothing',
      [...LOST, 50, notSeen('a'), notSeen('a'), IS_IT_THERE, 'a retried'],
      'unknown',
    ],
    ['skip: changes nothing', [...ASKED, 'a skipped'], 'unknown'],
    ['retry of another step: changes nothing', [...ASKED, ANOTHER, 'approve retried'], 'unknown'],
    ['retry while it waits: changes nothing', [...ASKED, 'a waitFor', 'a retried'], 'unknown'],
    ['retry, after done was said: it did not', [...ASKED, 'a claimed', ASKED_AGAIN, 'a retried'], 'absent'],
    [
      'retry, after it was confirmed: it did not last',
      [APPROVED, 'a started', intended('a'), settled('a', 'confirmed'), ASKED_AGAIN, 200, 'a retried'],
      'absent',
    ],
    [
      'retry, to another question: changes nothing',
      [APPROVED, 'a started', intended('a'), settled('a', 'confirmed'), CANNOT_LOOK, 200, 'a retried'],
      'confirmed',
    ],
    ['retry, when another question took its place: changes nothing', [...ASKED, CANNOT_LOOK, 'a retried'], 'unknown'],
    [
      'done, after it was confirmed: changes nothing',
      [APPROVED, 'a started', intended('a'), settled('a', 'confirmed'), ASKED_AGAIN, 200, 'a claimed'],
      'confirmed',
    ],
    [
      'retry of what is done: changes nothing',
      [APPROVED, 'a started', intended('a'), settled('a', 'confirmed'), 'a observedDone', 200, 'a retried'],
      'confirmed',
    ],
    [
      'retry of what was refused: changes nothing',
      [APPROVED, 'a started', intended('a'), settled('a', 'refused'), 'a failed', 200, 'a retried'],
      'refused',
    ],
    [
      'retry of what may be set again: changes nothing',
      [
        APPROVED,
        'a started',
        intended('a', 'absolute'),
        settled('a', 'unknown'),
        'a answerLost',
        200,
        notSeen('a'),
        notSeen('a'),
        IS_IT_THERE,
        'a retried',
      ],
      'unknown',
    ],
  ])('%s', (_title, events, expected) => expect(stateOf(...events)).toBe(expected));

  test('a claim is remembered until retry, and so is what was handed on', () => {
    const claimed = told(APPROVED, stepEvent('a asked', { facts: { n: 1 } }), 'a claimed', 'a observedDone');
    expect(claimed.steps['a']).toMatchObject({ claimed: { by: 'anna' }, facts: { n: 1 } });
    const again = told(APPROVED, stepEvent('a asked', { facts: { n: 1 } }), 'a claimed', 'a observedDone', 'a retried');
    expect(again.steps['a']).not.toHaveProperty('claimed');
    expect(again.steps['a']).not.toHaveProperty('facts');
    expect(again.steps['a']).not.toHaveProperty('doneMs');
  });

  test('a retry keeps what was measured before the change: waits follow from it', () => {
    const facts = { n: 1, switchedAtMs: 7 };
    const again = told(APPROVED, stepEvent('a failed', { facts }), 'a retried');
    expect(again.steps['a']!.facts).toEqual({ switchedAtMs: 7 });
  });

  test('on the way back a retry forgets nothing', () => {
    const back = told(
      APPROVED,
      stepEvent('a asked', { facts: { n: 1 } }),
      'a claimed',
      ROLLBACK,
      'a undoStarted',
      'a retried',
    );
    expect(back.steps['a']).toMatchObject({ claimed: { by: 'anna' }, facts: { n: 1 }, state: 'undoing' });
  });
});

describe('the point of no return', () => {
  const reached = (...events: Told) => {
    const state = told(APPROVED, ...ALL_DONE, ...events);
    return pointOfNoReturnReached(stepsOf(PLAYBOOK, state), state);
  };
  test.each<[string, Told, string | undefined]>([
    ['not begun', [], undefined],
    ['begun, nothing sent yet', ['c started'], undefined],
    ['meant, and nobody knows', ['c started', intended('c')], 'c'],
    ['confirmed', ['c started', intended('c'), settled('c', 'confirmed')], 'c'],
    ['refused', ['c started', intended('c'), settled('c', 'refused')], undefined],
    ['a person says that it is done', ['c asked', 'c claimed'], 'c'],
    ['a person was asked, and it was seen done', ['c asked', 'c observedDone'], 'c'],
    ['begun and seen done', ['c started', 'c observedDone'], 'c'],
    ['was so already', ['c observedDone'], undefined],
    ['another step’s effect', ['buy started', intended('buy')], undefined],
  ])('%s: %s', (_title, events, expected) => expect(reached(...events)).toBe(expected));

  test('also of a step that the answers have forgotten', () => {
    const forgetful = playbookOf([
      stepAfter('a', []),
      stepAfter('c', ['a'], { pointOfNoReturn: true, when: { registration: ['moves'] } }),
    ]);
    let state = foldAll([{ seq: 1, atMs: 0, by: 'anna', event: CREATED }]);
    for (const event of [
      APPROVED,
      stepEvent('a observedDone'),
      stepEvent('c started'),
      stepEvent('c observedDone'),
      { type: 'answered', answers: { registration: 'stays' } } as const,
    ]) {
      const next = transition(forgetful, state, { seq: state.seq + 1, atMs: 10, by: byOf(event), event });
      state = 'state' in next ? next.state : state;
    }
    expect(stepsOf(forgetful, state).map(({ id }) => id)).toEqual(['a']);
    const next = transition(forgetful, state, { seq: state.seq + 1, atMs: 20, by: 'anna', event: ROLLBACK });
    expect(next).toEqual({ refused: 'the point of no return is passed: c' });
  });

  test('what was undone is no way back lost', () => {
    const state = told(APPROVED, ...ALL_DONE, 'c started', 'c asked');
    const steps = stepsOf(PLAYBOOK, state);
    for (const undoing of ['undoing', 'undone'] as const) {
      const record = { ...state.steps['c']!, state: undoing, claimed: { by: 'anna', atMs: 1 } };
      expect(pointOfNoReturnReached(steps, { ...state, steps: { ...state.steps, c: record } })).toBeUndefined();
    }
  });
});

describe('the plan that was approved', () => {
  const state = told(APPROVED);
  const hash = planHash(state);
  const approvedAs = (step: string, planHash_: string) =>
    isApproved(PLAYBOOK, told(APPROVED, { type: 'approved', step, planHash: planHash_ }));
  test.each<[string, string, string, boolean]>([
    ['in the approve step', 'approve', hash, true],
    ['on the very step that needs it', 'buy', hash, true],
    ['as it was', 'approve', 'other', false],
    ['by starting the draft', 'plan', hash, false],
    ['on a step that asks for something else', 'a', hash, false],
  ])('%s counts: %4$s', (_title, step, as, counts) => expect(approvedAs(step, as)).toBe(counts));

  const answers = (more: Partial<Answers>): MigrationState => ({ ...state, answers: { ...state.answers, ...more } });
  const record = { state: 'done', seq: 2, sinceMs: 0 } as const;
  test.each<[string, MigrationState, boolean]>([
    ['another playbook', { ...state, playbook: { id: 'test', digest: 'e' } }, true],
    ['another domain', { ...state, domain: fqdn('ander.nl') }, true],
    ['another role', { ...state, role: 'redirect' }, true],
    ['another answer', answers({ mail: 'stays' }), true],
    ['what a step fixed of the plan', { ...state, steps: { a: { ...record, facts: { plan: { ns: ['x'] } } } } }, true],
    ['what a step only remembers', { ...state, steps: { a: { ...record, facts: { n: 1 } } } }, false],
    ['an answer that a step asked for', answers({ free: { losingRegistrarCuts: 'no' } }), false],
    ['a booking', { ...state, slot: { slot: 's', startsAtMs: 1, endsAtMs: 2 } }, false],
  ])('%s makes it another: %3$s', (_title, changed, other) => expect(planHash(changed) !== hash).toBe(other));
});

describe('when there is work', () => {
  const LATER = { waitsFor: { for: 'time', untilMs: 900, lookAgainMs: 500, reason: message('x') } };
  const ids = (state: MigrationState, now: number) => nextWork(PLAYBOOK, state, now).map(({ step }) => step.id);
  const others = ['approve skipped', 'buy skipped'] as const;
  test.each<[string, Told, number, readonly string[]]>([
    ['nothing in a draft', [], 1000, []],
    ['nothing while paused', [APPROVED, { type: 'paused' }], 1000, []],
    ['nothing when cancelled', [APPROVED, { type: 'cancelled' }], 1000, []],
    ['what is first, and what stands alone', [APPROVED], 0, ['a', 'approve', 'buy']],
    ['what comes after what is through', [...RUNNING, ...others, 'a observedDone'], 1000, ['b']],
    ['what waits, at its moment', [...RUNNING, ...others, stepEvent('a waitFor', LATER)], 500, ['a']],
    ['what waits, not before', [...RUNNING, ...others, stepEvent('a waitFor', LATER)], 499, []],
    ['what waits, at once when a person spoke', [...RUNNING, stepEvent('a waitFor', LATER), ...others], 100, ['a']],
    ['what asks, never by itself', [...RUNNING, ...others, 'a asked'], 1e9, []],
    ['what asks, when a person spoke', [...RUNNING, 'a asked', ...others], 100, ['a']],
    ['what is blocked, when a person spoke', [...RUNNING, 'a blocked', ...others], 100, ['a']],
    ['what is blocked, never by itself without a moment', [...RUNNING, ...others, 'a blocked'], 1e9, []],
    [
      'what is in doubt, only at its moment, whoever spoke',
      [...RUNNING, 'a started', stepEvent('a answerLost', LATER), ...others],
      499,
      [],
    ],
    ['what failed, never', [...RUNNING, 'a failed', ...others], 1e9, []],
    ['on the way back, the last first', [APPROVED, ...ALL_DONE, 'c started', ...others, ROLLBACK], 100, ['c']],
    ['on the way back, then the one before', [APPROVED, ...ALL_DONE, ...others, ROLLBACK], 100, ['b']],
    [
      'on the way back, not what was never touched or is undone',
      [APPROVED, ...ALL_DONE, ...others, ROLLBACK, 'b undoStarted', 'b undone'],
      1000,
      ['a'],
    ],
    [
      'on the way back, what failed waits for a person',
      [
        APPROVED,
        'a started',
        ...others,
        ROLLBACK,
        'a undoStarted',
        stepEvent('a failed', { failure: { code: 'x', text: 'x', retry: 'never' } }),
      ],
      1e9,
      [],
    ],
  ])('%s', (_title, events, now, expected) => expect(ids(told(...events), now)).toEqual(expected));

  test('a look in vain postpones the next', () => {
    const state = told(...RUNNING, ...others);
    expect(nextLookMs(PLAYBOOK, state)).toBe(0);
    expect(nextLookMs(PLAYBOOK, state, new Map([['a', 700]]))).toBe(700);
  });

  test('a person is heard, the engine is not', () => {
    const state = told(APPROVED, 'a ready', { type: 'note', text: 'x' }, 'a waitFor');
    expect([state.seq, state.heardSeq]).toEqual([5, 4]);
  });

  test('a skipped step lets nothing overtake what comes before it', () => {
    expect(ids(told(...RUNNING, ...others, 'b skipped'), 1000)).toEqual(['a']);
    expect(ids(told(...RUNNING, ...others, 'b skipped', 'a observedDone'), 1000)).toEqual(['c']);
  });

  test('on the way back, also what the answers no longer ask for', () => {
    const forgetful = playbookOf([stepAfter('a', [], { when: { hosting: ['moves'] } }), stepAfter('b', ['a'])]);
    const state = told(APPROVED, 'a observedDone', { type: 'answered', answers: { hosting: 'stays' } });
    expect(nextWork(forgetful, state, 1000).map(({ step }) => step.id)).toEqual(['b']);
    const back = { ...state, rollingBack: true };
    expect(nextWork(forgetful, back, 1000).map(({ step }) => step.id)).toEqual(['a']);
  });

  test('what was skipped half-way needs a way back', () => {
    const { steps } = told(
      APPROVED,
      stepEvent('a waitFor', { before: 'h' }),
      'a skipped',
      'buy claimed',
      'buy skipped',
    );
    expect([needsUndo(steps['a']), needsUndo(steps['buy'])]).toEqual([true, true]);
  });

  test('what was skipped or undone needs no way back', () => {
    const { steps } = told(APPROVED, 'a observedDone', 'buy skipped');
    expect([needsUndo(steps['a']), needsUndo(steps['buy']), needsUndo(steps['b'])]).toEqual([true, false, false]);
  });
});
