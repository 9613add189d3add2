import { describe, expect, test } from 'vitest';
import type { EffectKind, JournalEvent, StoredEvent } from '../../src/domain/journal.ts';
import { EFFECT_KINDS, ENGINE } from '../../src/domain/journal.ts';
import type { MigrationStatus, StepState } from '../../src/domain/lifecycle.ts';
import { MIGRATION_STATUSES, STEP_EVENTS, STEP_STATES } from '../../src/domain/lifecycle.ts';
import { message } from '../../src/domain/message.ts';
import type { MigrationState } from '../../src/domain/migration.ts';
import {
  foldAll,
  nextLookMs,
  nextWork,
  pointOfNoReturnReached,
  stepsOf,
  transition,
} from '../../src/domain/migration.ts';
import { fqdn } from '../../src/domain/name.ts';
import type { Playbook } from '../../src/domain/playbook.ts';
import { statusOf, stepState } from '../../src/domain/status.ts';
import { EVERYTHING_MOVES, playbookOf, stepAfter } from './playbooks.ts';

/** xorshift32: the walks are the same in every run. */
function seeded(seed: number): (below: number) => number {
  let x = seed * 2654435761 + 1;
  return (below) => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) % below;
  };
}

const PLAYBOOKS: readonly Playbook[] = [
  playbookOf([stepAfter('a', []), stepAfter('b', ['a']), stepAfter('c', ['b'], { pointOfNoReturn: true })]),
  playbookOf([stepAfter('a', []), stepAfter('b', ['a']), stepAfter('c', ['a']), stepAfter('d', ['b', 'c'])]),
];

const WAIT = { for: 'outside', untilMs: 5, lookAgainMs: 5, reason: message('x') } as const;
const TASK = { text: message('x'), owner: 'agency', closesOnWord: true } as const;

/** Every event that could be written now, the legal ones and the illegal ones. */
function candidates(playbook: Playbook, state: MigrationState): JournalEvent[] {
  const ids = stepsOf(playbook, state).map((step) => step.id);
  const kinds: readonly EffectKind[] = EFFECT_KINDS;
  return [
    { type: 'approved', step: 'plan', planHash: 'h' },
    { type: 'paused' },
    { type: 'resumed' },
    { type: 'rollback-begun' },
    { type: 'cancelled' },
    { type: 'note', text: 'n' },
    { type: 'task-added', task: { id: 'task', title: 't', owner: 'agency', after: [], before: ['b'] } },
    ...ids.flatMap((step): JournalEvent[] => [
      ...STEP_EVENTS.map(
        (event): JournalEvent => ({
          type: 'step',
          step,
          event,
          detail:
            event === 'waitFor' || event === 'answerLost'
              ? { waitsFor: WAIT }
              : event === 'asked'
                ? { task: TASK }
                : event === 'started'
                  ? { before: 'b' }
                  : {},
        }),
      ),
      ...kinds.map(
        (kind): JournalEvent => ({
          type: 'effect-intended',
          id: `${step}-${state.seq}`,
          step,
          name: 'do',
          kind,
          direction: state.rollingBack ? 'back' : 'forward',
          key: 'k',
          request: null,
          generation: 1,
          consistencyMs: 0,
        }),
      ),
    ]),
    ...state.effects
      .filter((effect) => effect.state === 'intended')
      .map(
        (effect): JournalEvent => ({
          type: 'effect-settled',
          id: effect.id,
          as: (['confirmed', 'refused', 'unknown'] as const)[state.seq % 3]!,
        }),
      ),
  ];
}

/** Forward is likelier than sideways, or the walks would never arrive. */
const WEIGHT: Readonly<Record<string, number>> = {
  observedDone: 12,
  started: 8,
  undoStarted: 10,
  undone: 12,
  ready: 4,
  approved: 3,
  paused: 1,
  resumed: 6,
  cancelled: 0.05,
  'rollback-begun': 0.2,
  'effect-intended': 2,
  retried: 0.2,
  'task-added': 0.2,

  waitFor: 3,
  answerLost: 3,
};

function weightOf(event: JournalEvent, state: MigrationState): number {
  // A plan that was approved and not begun is a short moment; a few notes make it long enough to be counted.
  if (event.type === 'note') return Object.keys(state.steps).length === 0 && state.started ? 60 : 1;
  return WEIGHT[event.type === 'step' ? event.event : event.type] ?? 1;
}

/** The item at this height of the pile of weights. */
function weighed<T extends { readonly weight: number }>(items: readonly T[], height: number): T {
  let left = height;
  for (const item of items) {
    left -= item.weight;
    if (left < 0) return item;
  }
  return items[0]!;
}

interface Walk {
  readonly playbook: Playbook;
  readonly events: StoredEvent[];
  readonly states: MigrationState[];
}

function walk(seed: number): Walk {
  const random = seeded(seed);
  const playbook = PLAYBOOKS[seed % PLAYBOOKS.length]!;
  const first: StoredEvent = {
    seq: 1,
    atMs: 1,
    by: 'anna',
    event: {
      type: 'created',
      migrationId: 'm-1',
      projectId: 'p-1',
      domain: fqdn('klant.nl'),
      role: 'main',
      answers: EVERYTHING_MOVES,
      playbook: { id: 'test', digest: 'd' },
      tasks: [],
    },
  };
  const events = [first];
  const states = [foldAll([first])];
  for (let length = 0; length < 60; length++) {
    const state = states.at(-1)!;
    const enabled = candidates(playbook, state).flatMap((event) => {
      const stored: StoredEvent = {
        seq: state.seq + 1,
        atMs: state.seq + 1,
        by: event.type === 'step' ? ENGINE : 'anna',
        event,
      };
      const next = transition(playbook, state, stored);
      return 'refused' in next ? [] : [{ stored, next: next.state, weight: weightOf(event, state) }];
    });
    if (enabled.length === 0) break;
    const whole = enabled.reduce((sum, { weight }) => sum + weight, 0);
    const chosen = weighed(enabled, (random(1_000_000) / 1_000_000) * whole);
    events.push(chosen.stored);
    states.push(chosen.next);
  }
  return { playbook, events, states };
}

/** The steps before these that are neither done nor skipped; what a skipped one comes after counts in its place. */
function undoneBefore(
  steps: readonly { id: string; after: readonly string[] }[],
  after: readonly string[],
  state: MigrationState,
): string[] {
  return after.flatMap((id) => {
    const now = state.steps[id]?.state;
    if (now === 'skipped') return undoneBefore(steps, steps.find((step) => step.id === id)?.after ?? [], state);
    return now === 'done' ? [] : [id];
  });
}

describe('walks over enabled events', () => {
  const WALKS = 6_000;
  const steps = new Map<StepState, number>();
  const statuses = new Map<MigrationStatus, number>();
  const walks = Array.from({ length: WALKS }, (_, seed) => walk(seed + 1));
  for (const { playbook, states } of walks)
    for (const state of states) {
      const status = statusOf(playbook, state);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      for (const step of stepsOf(playbook, state)) {
        const one = stepState(playbook, step, state);
        steps.set(one, (steps.get(one) ?? 0) + 1);
      }
    }

  test.each(STEP_STATES)('step state %s is reached at least 1,000 times', (state) => {
    expect(steps.get(state) ?? 0).toBeGreaterThanOrEqual(1000);
  });

  test.each(MIGRATION_STATUSES)('migration status %s is reached at least 1,000 times', (status) => {
    expect(statuses.get(status) ?? 0).toBeGreaterThanOrEqual(1000);
  });

  test('the journal folds to the state that the walk ended in', () => {
    for (const { events, states } of walks) expect(foldAll(events)).toEqual(states.at(-1));
  });

  test('a step starts only after the steps before it, and is undone only after the steps behind it', () => {
    for (const { playbook, events, states } of walks)
      events.forEach(({ event }, index) => {
        if (index === 0 || event.type !== 'step') return;
        const before = states[index - 1]!;
        const step = stepsOf(playbook, before).find((candidate) => candidate.id === event.step)!;
        if (event.event === 'started' && !before.rollingBack)
          expect(undoneBefore(stepsOf(playbook, before), step.after, before)).toEqual([]);
        if (event.event === 'undoStarted')
          for (const later of stepsOf(playbook, before).filter((candidate) => candidate.after.includes(step.id)))
            expect([undefined, 'undone', 'skipped']).toContain(before.steps[later.id]?.state);
      });
  });

  test('nothing turns back past the point of no return', () => {
    let refused = 0;
    for (const { playbook, states } of walks)
      for (const state of states) {
        if (pointOfNoReturnReached(stepsOf(playbook, state), state) === undefined) continue;
        expect(state.rollingBack).toBe(false);
        refused += 1;
      }
    expect(refused).toBeGreaterThan(100);
  });

  test('a paused, cancelled, finished or rolled-back migration has no work and no next moment', () => {
    for (const { playbook, states } of walks)
      for (const state of states)
        if (['paused', 'cancelled', 'done', 'rolled-back', 'draft'].includes(statusOf(playbook, state))) {
          expect(nextWork(playbook, state, Number.MAX_SAFE_INTEGER)).toEqual([]);
          expect(nextLookMs(playbook, state)).toBeUndefined();
        }
  });

  test('there is work exactly when the next moment has come', () => {
    for (const { playbook, states } of walks)
      for (const state of states) {
        const next = nextLookMs(playbook, state);
        if (next === undefined) continue;
        expect(nextWork(playbook, state, next).length).toBeGreaterThan(0);
        expect(nextWork(playbook, state, next - 1)).toEqual([]);
      }
  });
});
