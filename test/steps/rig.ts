import type { JumpingClock } from '../../src/adapters/clock/memory/index.ts';
import { memoryPorts } from '../../src/adapters/memory-ports.ts';
import type { Answers, Role } from '../../src/domain/answers.ts';
import { cutoverKindOf } from '../../src/domain/answers.ts';
import type { Decision } from '../../src/domain/decision.ts';
import type { BookedSlot } from '../../src/domain/journal.ts';
import type { Approval } from '../../src/domain/migration.ts';
import type { Secret } from '../../src/domain/secret.ts';
import { MINUTE } from '../../src/domain/time.ts';
import type { ApiPort, StepPorts } from '../../src/ports/step-ports.ts';
import type { Scenario, World } from '../../src/simulation/world.ts';
import type { AnyStep, Earlier, Effects, StepContext } from '../../src/steps/contract.ts';
import { lab } from '../simulation/lab.ts';

export const ANSWERS: Answers = {
  registration: 'moves',
  hosting: 'moves',
  mail: 'moves',
  nameServers: 'switch',
  newNameServers: ['ns1.nieuw-host.example.', 'ns2.nieuw-host.example.'],
  site: {
    source: 'old-host',
    canonicalHost: 'www.bakkerij-dezon.example',
    redirects: ['bakkerij-dezon.example'],
    database: true,
  },
};

export interface RigOptions {
  readonly scenario?: Partial<Scenario>;
  readonly without?: readonly ApiPort[];
  readonly answers?: Partial<Answers>;
  readonly interruption?: 'none' | 'accepted';
  readonly role?: Role;
  readonly slot?: BookedSlot;
}

/** Runs single steps against a simulated Internet as the engine would: look, plan, apply, look again. */
export class Rig {
  readonly world: World;
  readonly clock: JumpingClock;
  readonly ports: StepPorts;
  /** What was sent, `step name`; a name that may go once and came twice throws. */
  readonly sent: string[] = [];
  /** Effects of the step under test that happened, where the test says so itself. */
  acted: number | undefined;
  /** Effects that the world refused. */
  refused = 0;
  readonly earlier: Record<string, Earlier> = {};
  readonly approvals: Approval[] = [];
  readonly secrets: Record<string, { storedMs: number; expiresAtMs?: number }> = {};
  answers: Answers;
  readonly #options: RigOptions;
  readonly #before = new Map<string, unknown>();
  #claimed: { by: string; atMs: number } | undefined;

  constructor(options: RigOptions = {}) {
    this.#options = options;
    const { world, clock } = lab(options.scenario);
    this.world = world;
    this.clock = clock;
    this.answers = { ...ANSWERS, ...options.answers };
    const kept = new Map<string, Secret>();
    this.ports = memoryPorts(world, {
      without: options.without ?? [],
      vault: {
        read: async (field) => kept.get(field),
        store: async (field, secret, expiresAtMs) => {
          kept.set(field, secret);
          this.secrets[field] = { storedMs: clock.now(), ...(expiresAtMs === undefined ? {} : { expiresAtMs }) };
        },
        forget: async (field) => {
          kept.delete(field);
          delete this.secrets[field];
        },
      },
    });
  }

  claim(by = 'Anna'): void {
    this.#claimed = { by, atMs: this.clock.now() };
  }

  approve(step: string, by = 'Anna', planHash = 'p'): void {
    this.approvals.push({ step, by, planHash, atMs: this.clock.now() });
  }

  ctx(step: AnyStep, params: object = {}, stepId: string = step.id): StepContext<unknown> {
    const { interruption = 'none', role = 'main', slot } = this.#options;
    return {
      migrationId: 'm-test',
      stepId,
      domain: this.world.domain,
      role,
      params: step.params.parse(params),
      answers: this.answers,
      cutover: cutoverKindOf(this.answers),
      interruption,
      approvals: this.approvals,
      planHash: 'p',
      earlier: this.earlier,
      secrets: this.secrets,
      acted: this.acted ?? this.sent.filter((effect) => effect.startsWith(`${stepId} `)).length,
      refused: this.refused,
      available: Object.keys(this.ports).filter(
        (port) => !['dns', 'registry', 'web', 'smtp', 'vault'].includes(port),
      ) as ApiPort[],
      ...(slot === undefined ? {} : { slot }),
      ...(this.#claimed === undefined ? {} : { claimed: this.#claimed }),
    };
  }

  async look(step: AnyStep, params: object = {}, stepId?: string): Promise<Decision<unknown>> {
    const ctx = this.ctx(step, params, stepId);
    const observed = step.observed.parse(JSON.parse(JSON.stringify(await step.observe(ctx, this.ports, signal()))));
    const decision: Decision<unknown> = step.plan(ctx, observed, this.clock.now());
    this.#remember(ctx.stepId, decision, observed);
    return decision;
  }

  /** Until the step no longer acts; `wait`s that end within an hour are waited for. */
  async go(step: AnyStep, params: object = {}, stepId: string = step.id): Promise<Decision<unknown>> {
    for (let round = 0; round < 200; round++) {
      const decision = await this.look(step, params, stepId);
      const ctx = this.ctx(step, params, stepId);
      const byPerson = step.needs(ctx).some((api) => !ctx.available.includes(api));
      if (decision.kind === 'act' && !byPerson) await this.#apply(step, ctx, decision.changes);
      else if (decision.kind === 'wait' && (decision.lookAgainMs ?? decision.untilMs) - this.clock.now() <= 60 * MINUTE)
        this.clock.advance((decision.lookAgainMs ?? decision.untilMs) - this.clock.now());
      else return decision;
    }
    throw new Error(`${stepId} runs in circles`);
  }

  async back(step: AnyStep, params: object = {}, stepId: string = step.id): Promise<Decision<unknown>> {
    for (let round = 0; round < 20; round++) {
      const ctx = this.ctx(step, params, stepId);
      const observed = step.observed.parse(await step.observe(ctx, this.ports, signal()));
      const before = this.#before.has(stepId) ? this.#before.get(stepId) : observed;
      const decision: Decision<unknown> = step.undo?.(ctx, before, observed, this.clock.now()) ?? { kind: 'done' };
      const facts = JSON.parse(JSON.stringify({ ...this.earlier[stepId]?.facts, ...decision.facts }));
      this.earlier[stepId] = { state: decision.kind === 'done' ? 'undone' : 'undoing', facts };
      const byPerson = step.needs(ctx).some((api) => !ctx.available.includes(api));
      if (decision.kind !== 'act' || byPerson) return decision;
      await this.#apply(step, ctx, decision.changes);
    }
    throw new Error(`${stepId} goes back in circles`);
  }

  #remember(stepId: string, decision: Decision<unknown>, observed: unknown): void {
    if (decision.kind === 'act' && !this.#before.has(stepId)) this.#before.set(stepId, observed);
    this.earlier[stepId] = {
      state: decision.kind === 'done' ? 'done' : 'working',
      facts: JSON.parse(JSON.stringify({ ...this.earlier[stepId]?.facts, ...decision.facts })),
    };
  }

  async #apply(step: AnyStep, ctx: StepContext<unknown>, changes: readonly unknown[]): Promise<void> {
    let settlesMs = 0;
    const send =
      (kind: 'absolute' | 'keyed' | 'once') =>
      async (name: string, _request: unknown, consistencyMs: number, act: (key: string) => Promise<unknown>) => {
        const effect = `${ctx.stepId} ${name}`;
        if (kind === 'once' && this.sent.includes(effect)) throw new Error(`${effect} was sent twice`);
        this.sent.push(effect);
        settlesMs = Math.max(settlesMs, consistencyMs);
        try {
          await act(`${this.sent.length}`);
        } catch (thrown) {
          this.refused++;
          throw thrown;
        }
      };
    const effects: Effects = { absolute: send('absolute'), keyed: send('keyed'), once: send('once') };
    const parsed = changes.map((change) => step.change.parse(JSON.parse(JSON.stringify(change))));
    for (const change of parsed) step.describe(change);
    await step.apply(ctx, parsed, this.ports, effects, signal());
    this.clock.advance(settlesMs);
  }
}

const signal = (): AbortSignal => new AbortController().signal;
