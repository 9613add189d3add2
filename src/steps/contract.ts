import type { ZodType } from 'zod';
import type { Answers, CutoverKind, Role } from '../domain/answers.ts';
import type { Decision } from '../domain/decision.ts';
import type { BookedSlot } from '../domain/journal.ts';
import type { Phase, StepState } from '../domain/lifecycle.ts';
import type { Message } from '../domain/message.ts';
import type { Approval } from '../domain/migration.ts';
import type { Fqdn } from '../domain/name.ts';
import type { EpochMs } from '../domain/time.ts';
import type { ApiPort, StepPorts } from '../ports/step-ports.ts';

/** What the journal knows of another step of this migration. */
export interface Earlier {
  readonly state: StepState;
  readonly startedMs?: EpochMs;
  /** When a person was first asked to do it: from then on it may have been done by hand. */
  readonly askedMs?: EpochMs;
  readonly doneMs?: EpochMs;
  /** What that step handed on when it was done (or while it waits). Small JSON; its step's file says what is in it. */
  readonly facts: Readonly<Record<string, unknown>>;
}

/** Another domain of the same project, as its journal knows it. */
export interface Sibling {
  readonly domain: Fqdn;
  readonly answers: Answers;
  readonly earlier: Readonly<Record<string, Earlier>>;
}

/** All that `plan` may know besides what was observed: pure data from the journal. */
export interface StepContext<Params> {
  readonly migrationId: string;
  readonly stepId: string;
  readonly domain: Fqdn;
  readonly role: Role;
  readonly params: Params;
  readonly answers: Answers;
  readonly cutover: CutoverKind;
  readonly slot?: BookedSlot;
  readonly interruption: 'none' | 'accepted';
  readonly approvals: readonly Approval[];
  readonly planHash: string;
  /** What the checks before the cutover have said so far; `open`: nothing yet. Absent: nothing of this playbook checks. */
  readonly preflight?: 'go' | 'open';
  /** The other domains of this project, for a step that concerns them all (`wholeProject`). */
  readonly siblings?: readonly Sibling[];
  /** By step id, only steps that were touched. */
  readonly earlier: Readonly<Record<string, Earlier>>;
  /** When this step first acted. */
  readonly startedMs?: EpochMs;
  /** Effects of this step that are known to have happened. Facts of an `act` are written before it: they say what was meant, not what was done. */
  readonly acted: number;
  /** Effects of this step that the provider refused: they were sent, and did not happen. */
  readonly refused: number;
  /** Since when this step is in its present state. */
  readonly sinceMs?: EpochMs;
  /** A person said this step is done; look, do not believe. */
  readonly claimed?: { readonly by: string; readonly atMs: EpochMs };
  /** Fields in the vault. */
  readonly secrets: Readonly<Record<string, { readonly storedMs: EpochMs; readonly expiresAtMs?: EpochMs }>>;
  /** The APIs this migration has: a configured provider with an adapter plays that part. */
  readonly available: readonly ApiPort[];
}

/**
 * How a step changes the world. Each call first makes the intent durable, then sends, then records the outcome; what was sent before and
 * whose answer was lost is looked at by the engine's ledger, which may refuse to send. A step never calls a changing port method outside.
 *
 * `name` is the effect's name within the step: equal names are the same effect. `request` is what is asked, for the journal (secrets as
 * `Secret`). `consistencyMs` is the port's: how long until a look can be believed.
 */
export interface Effects {
  absolute(name: string, request: unknown, consistencyMs: number, send: () => Promise<unknown>): Promise<void>;
  keyed(name: string, request: unknown, consistencyMs: number, send: (key: string) => Promise<unknown>): Promise<void>;
  once(name: string, request: unknown, consistencyMs: number, send: (key: string) => Promise<unknown>): Promise<void>;
}

export interface Step<Params = unknown, Observed = unknown, Change = unknown> {
  readonly id: string;
  readonly phase: Phase;
  readonly params: ZodType<Params>;
  readonly observed: ZodType<Observed>;
  readonly change: ZodType<Change>;
  /** It concerns every domain of the project: `siblings` are wanted. */
  readonly wholeProject?: true;
  /** API ports that `apply` needs for this migration; one that is missing turns `act` into a person's task with `describe` as its text. */
  needs(ctx: StepContext<Params>): readonly ApiPort[];
  /** Reads only; public views first. */
  observe(ctx: StepContext<Params>, ports: StepPorts, signal: AbortSignal): Promise<Observed>;
  /** Pure. */
  plan(ctx: StepContext<Params>, observed: Observed, now: EpochMs): Decision<Change>;
  /** What will happen, or what a person must do. Pure. */
  describe(change: Change): Message;
  /** The only place that changes the world. May throw GoLiveError. */
  apply(
    ctx: StepContext<Params>,
    changes: readonly Change[],
    ports: StepPorts,
    effects: Effects,
    signal: AbortSignal,
  ): Promise<void>;
  /** The way back: pure, from what was seen before the first change and what is now. Absent: there is nothing to take back. */
  undo?(ctx: StepContext<Params>, before: Observed, observed: Observed, now: EpochMs): Decision<Change>;
  /** It changes what serves the customer today, for the switch's sake alone: where the half-day is given up it can be taken back by itself. */
  readonly aheadOfSwitch?: true;
  /** What `apply` would send for these changes, for people to read: one text per call, without secrets. Asks nobody. */
  calls?(ctx: StepContext<Params>, changes: readonly Change[], ports: StepPorts): readonly string[];
  /** What going back costs, for the plan; before the step was done. Pure. */
  undoCost?(ctx: StepContext<Params>): Message;
}

/** A step whose types are forgotten, as the catalogue keeps it; the engine parses with the schemas before it calls. */
// biome-ignore lint/suspicious/noExplicitAny: one catalogue holds steps of different types
export type AnyStep = Step<any, any, any>;
