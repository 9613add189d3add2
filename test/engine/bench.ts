import { onTestFinished } from 'vitest';
import { z } from 'zod';
import type { JumpingClock } from '../../src/adapters/clock/memory/index.ts';
import { jumpingClock } from '../../src/adapters/clock/memory/index.ts';
import { openMemoryStore } from '../../src/adapters/store/memory/index.ts';
import type { App } from '../../src/app/app.ts';
import type { Config } from '../../src/app/config/schema.ts';
import { ConfigFile } from '../../src/app/config/schema.ts';
import { tick } from '../../src/app/engine/tick.ts';
import { newProject } from '../../src/app/new-project.ts';
import { load } from '../../src/app/record.ts';
import type { Saying, Verb } from '../../src/app/say.ts';
import { say } from '../../src/app/say.ts';
import type { Decision } from '../../src/domain/decision.ts';
import type { JournalEvent } from '../../src/domain/journal.ts';
import { message } from '../../src/domain/message.ts';
import type { MigrationState } from '../../src/domain/migration.ts';
import type { PlaybookStep } from '../../src/domain/playbook.ts';
import { HOUR, MINUTE, SECOND } from '../../src/domain/time.ts';
import type { Store } from '../../src/ports/store.ts';
import { CATALOGUE } from '../../src/steps/catalog.ts';
import type { AnyStep, Effects, StepContext } from '../../src/steps/contract.ts';
import { EVERYTHING_MOVES, playbookOf, stepAfter } from '../domain/playbooks.ts';

export const START_MS = Date.parse('2027-01-11T09:00:00+01:00');
/** How long one worker holds a migration. */
export const LEASE_MS = 10 * MINUTE;
/** How long the toy provider's list lags behind. */
export const LAG_MS = MINUTE;

type Anyhow = Decision<unknown>;

/** What a toy step does; all of it may be left out. Observed is any JSON. */
export interface Toy {
  readonly observe?: (ctx: StepContext<unknown>, signal: AbortSignal) => unknown;
  readonly plan?: (ctx: StepContext<unknown>, observed: never, now: number) => Anyhow;
  readonly apply?: (effects: Effects, changes: readonly unknown[], signal: AbortSignal) => Promise<void>;
  readonly undo?: (ctx: StepContext<unknown>, before: never, observed: never, now: number) => Anyhow;
  /** An API that nobody has. */
  readonly byHand?: boolean;
  /** Where it stands in the playbook; free when left out. */
  readonly after?: readonly string[];
  readonly more?: Partial<PlaybookStep>;
}

export interface Bench {
  readonly app: App;
  readonly clock: JumpingClock;
  readonly id: string;
  /** How often each step was looked at. */
  readonly looks: Readonly<Record<string, number>>;
  readonly logged: readonly string[];
  /** One pass of a worker. */
  tick(options?: { readonly signal?: AbortSignal; readonly owner?: string; readonly app?: App }): Promise<void>;
  /** Passes of a worker, each at the next due moment, until nothing is due before `untilMs`. */
  run(untilMs?: number): Promise<void>;
  says(verb: Verb, saying?: Saying): Promise<unknown>;
  /** A word that changes nothing. */
  note(): Promise<unknown>;
  state(): Promise<MigrationState>;
  /** State of a step, as `done` or `waiting engine.checking`. */
  step(id: string): Promise<string>;
  /** States of the effects, in the order in which they were meant. */
  effects(): Promise<string[]>;
  /** The journal from the approval on, as `a started` or `effect confirmed`. */
  journal(): Promise<string[]>;
}

export interface BenchOptions {
  readonly store?: (clock: JumpingClock) => Store;
  /** Nobody approves the draft. */
  readonly draft?: boolean;
  readonly inTime?: App['inTime'];
}

/** The engine on toy steps, a memory store and a clock that jumps: each check of it can be met alone. */
export async function bench(toys: Readonly<Record<string, Toy>>, options: BenchOptions = {}): Promise<Bench> {
  const clock = jumpingClock(START_MS);
  const looks: Record<string, number> = {};
  const logged: string[] = [];
  for (const [id, toy] of Object.entries(toys)) {
    if (id.startsWith('unheard-of')) continue;
    const catalogue = CATALOGUE as Map<string, AnyStep>;
    const real = catalogue.get(id);
    onTestFinished(() => void (real === undefined ? catalogue.delete(id) : catalogue.set(id, real)));
    catalogue.set(id, {
      id,
      phase: 'prepare',
      params: z.looseObject({}),
      observed: z.json().optional(),
      change: z.json(),
      needs: () => (toy.byHand === true ? ['newHosting'] : []),
      observe: async (ctx, _ports, signal) => {
        looks[id] = (looks[id] ?? 0) + 1;
        return (await toy.observe?.(ctx, signal)) ?? null;
      },
      plan: (ctx, observed, now) => toy.plan?.(ctx, observed as never, now) ?? { kind: 'done' },
      describe: (change) => message('x', { change: JSON.stringify(change) }),
      apply: async (_ctx, changes, _ports, effects, signal) => toy.apply?.(effects, changes, signal),
      ...(toy.undo === undefined
        ? {}
        : { undo: (ctx, before, observed, now) => toy.undo!(ctx, before as never, observed as never, now) }),
    } satisfies AnyStep);
  }
  const playbook = playbookOf(
    Object.entries(toys).map(([id, { after, more }]) => stepAfter(id, after ?? [], more)),
    { answers: EVERYTHING_MOVES },
  );
  let made = 0;
  const app: App = {
    config: { ...ConfigFile.parse({}), file: undefined, folder: '/nowhere' } as Config,
    store: (options.store ?? ((given) => openMemoryStore({ clock: given })))(clock),
    clock,
    leaseMs: LEASE_MS,
    pollMs: SECOND,
    inTime: options.inTime ?? ((signal) => signal),
    newId: (prefix) => `${prefix}-${++made}`,
    playbooks: async () => new Map([[playbook.id, playbook]]),
    portsFor: async () => ({}) as never,
    log: (line) => logged.push(line),
  };
  const { migrations } = await newProject(app, ['klant.nl'], { ...EVERYTHING_MOVES, playbook: 'test' } as never, ANNA);
  const id = migrations[0]!.state.id;
  const state = async () => (await load(app, id)).state;
  const here: Bench = {
    app,
    clock,
    id,
    looks,
    logged,
    tick: async ({ signal = new AbortController().signal, owner = 'one', app: other = app } = {}) => {
      await tick(other, { signal, owner });
    },
    async run(untilMs = START_MS + 30 * 24 * HOUR) {
      for (let passes = 0; passes < 200; passes++) {
        const before = sum(looks);
        await here.tick();
        if (sum(looks) - before > 400) break;
        const next = await app.store.nextDueMs();
        if (next === undefined || next > untilMs) return;
        clock.jumpTo(next);
      }
      throw new Error('runs in circles');
    },
    says: (verb, saying = {}) => say(app, id, verb, saying, { ...ANNA, why: 'because' }),
    note: async () => {
      const { note } = await import('../../src/app/say.ts');
      return note(app, id, 'by the way', undefined, ANNA);
    },
    state,
    async step(step) {
      const record = (await state()).steps[step];
      const text = record?.waitsFor?.reason.text ?? record?.task?.text.text ?? record?.blocked?.reason.text;
      return `${record?.state ?? 'untouched'}${text === undefined ? '' : ` ${text}`}`;
    },
    effects: async () => (await state()).effects.map((effect) => effect.state),
    journal: async () => (await app.store.readJournal(id, 2)).map(({ event }) => shortly(event)),
  };
  if (options.draft !== true) await here.says('approve');
  return here;
}

const sum = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((all, one) => all + one, 0);

export const ANNA = { by: 'Anna' };

export const wait = (untilMs: number, more: object = {}): Anyhow => ({
  kind: 'wait',
  for: 'outside',
  untilMs,
  reason: message('toy.wait'),
  ...more,
});
export const ask = (more: object = {}): Anyhow => ({ kind: 'ask', task: message('toy.ask'), ...more });
export const act = (...changes: readonly unknown[]): Anyhow => ({
  kind: 'act',
  changes: changes.length === 0 ? ['it'] : changes,
});
export const done: Anyhow = { kind: 'done' };

function shortly(event: JournalEvent): string {
  if (event.type === 'step') return `${event.step} ${event.event}`;
  if (event.type === 'effect-settled') return `effect ${event.as}`;
  return event.type;
}
