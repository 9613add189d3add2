import type { Answers, Role } from './answers.ts';
import type { Finding } from './finding.ts';
import type { StepEventName } from './lifecycle.ts';
import type { Message } from './message.ts';
import type { Fqdn } from './name.ts';
import type { Origin } from './origin.ts';
import type { Part } from './project.ts';
import type { EpochMs } from './time.ts';

/** A task that is not in the playbook: the agency's own checklist, or `golive task add`. It is a step like any other. */
export interface AddedTask {
  readonly id: string;
  readonly title: string;
  readonly owner: Part;
  readonly dueMs?: EpochMs;
  readonly after: readonly string[];
  /** Steps that wait for it. */
  readonly before: readonly string[];
  /** The customer asked for it in the half-day: done in it, or carried over to somebody by name. */
  readonly request?: true;
}

export interface BookedSlot {
  /** `2026-12-01/morning` in the agency's zone. */
  readonly slot: string;
  readonly startsAtMs: EpochMs;
  readonly endsAtMs: EpochMs;
  /** A hold: nobody has confirmed it, it ends by itself at this moment, and nothing of the cutover begins in it. Absent: confirmed. */
  readonly heldUntilMs?: EpochMs;
  /** Version of the time zone data that the moments come from. */
  readonly tzdata?: string;
  /** Who is on duty; absent: the project's owner. */
  readonly onDuty?: string;
}

/** A hold that nobody confirmed in time holds nothing. */
export function hasRunOut({ heldUntilMs }: { readonly heldUntilMs?: EpochMs }, now: EpochMs): boolean {
  return heldUntilMs !== undefined && heldUntilMs <= now;
}

/** What the step event carries for people and for the next run; everything a projection shows comes from here. */
export interface StepDetail {
  readonly waitsFor?: {
    readonly for: 'time' | 'outside';
    readonly untilMs: EpochMs;
    readonly lookAgainMs: EpochMs;
    readonly deadlineMs?: EpochMs;
    readonly reason: Message;
  };
  readonly task?: {
    readonly text: Message;
    readonly owner: Part;
    readonly dueMs?: EpochMs;
    readonly lookAgainMs?: EpochMs;
    readonly closesOnWord: boolean;
    readonly wants?: string;
  };
  readonly blocked?: { readonly reason: Message; readonly untilMs?: EpochMs };
  readonly failure?: {
    readonly code: string;
    readonly text: string;
    readonly retry: string;
    readonly lookAgainMs?: EpochMs;
  };
  readonly findings?: readonly Finding[];
  readonly facts?: Readonly<Record<string, unknown>>;
  /** Content hash of what was observed; the body is stored once. */
  readonly observed?: string;
  /** Content hash of what was observed before the first change: the way back. */
  readonly before?: string;
  /** What will be changed, as sentences. */
  readonly changes?: readonly Message[];
  /** How often in a row the same was tried, for back-off and for giving up on a change that does not take. */
  readonly attempt?: number;
  /** Digest of the changes of this attempt. */
  readonly changing?: string;
  /** How `done` was known: seen from outside, or a person's word where nothing can be seen. */
  readonly on?: 'seen' | 'word';
}

export const EFFECT_KINDS = ['absolute', 'keyed', 'once'] as const;
/** absolute: look, then set. keyed: may be sent again with the same key. once: never sent twice; lost means a person decides. */
export type EffectKind = (typeof EFFECT_KINDS)[number];

export type JournalEvent =
  | {
      readonly type: 'created';
      readonly migrationId: string;
      readonly projectId: string;
      readonly domain: Fqdn;
      readonly role: Role;
      readonly answers: Answers;
      readonly playbook: { readonly id: string; readonly digest: string };
      readonly tasks: readonly AddedTask[];
      /** Where each answer came from, by the interview's questions; absent: from a file or a program, as a whole. */
      readonly origins?: Readonly<Record<string, Origin>>;
    }
  | { readonly type: 'answered'; readonly answers: Partial<Answers> }
  /** A secret was put into the vault; its value is not here. */
  | {
      readonly type: 'secret-stored';
      readonly field: string;
      readonly expiresAtMs?: EpochMs;
      /** When it was made, where somebody said so; its life counts from then. */
      readonly issuedMs?: EpochMs;
    }
  | { readonly type: 'secret-forgotten'; readonly field: string }
  | { readonly type: 'booked'; readonly slot: BookedSlot }
  | { readonly type: 'unbooked' }
  /** `step` is `plan` for the plan as a whole, which starts a draft. */
  | { readonly type: 'approved'; readonly step: string; readonly planHash: string; readonly shown?: Message }
  | { readonly type: 'paused' }
  | { readonly type: 'resumed' }
  | { readonly type: 'rollback-begun' }
  /** What these did ahead of the half-day is taken back, and nothing else; they begin anew before the next one. */
  | { readonly type: 'taking-back'; readonly steps: readonly string[] }
  | { readonly type: 'cancelled' }
  | { readonly type: 'task-added'; readonly task: AddedTask }
  | { readonly type: 'note'; readonly text: string; readonly step?: string }
  | { readonly type: 'step'; readonly step: string; readonly event: StepEventName; readonly detail: StepDetail }
  /** The effect leaves after this is durable (I7). `request` is what will be asked, secrets as `***`. */
  | {
      readonly type: 'effect-intended';
      readonly id: string;
      readonly step: string;
      readonly name: string;
      readonly kind: EffectKind;
      readonly direction: 'forward' | 'back';
      readonly key: string;
      readonly request: unknown;
      readonly generation: number;
      /** How long the provider may take before a look can be believed. */
      readonly consistencyMs: number;
    }
  | {
      readonly type: 'effect-settled';
      readonly id: string;
      /** `absent`: looked for after the consistency window and not there, or never sent. `by-person`: a person decided. */
      readonly as: 'confirmed' | 'refused' | 'unknown' | 'absent' | 'by-person';
      /** With `unknown`: from when on a look can be believed, where that is later than the intent and the provider's time. */
      readonly believableMs?: EpochMs;
      readonly why?: string;
    }
  /** Found out that a `once` effect is not to be seen; two such looks and a person is asked. */
  | { readonly type: 'effect-not-seen'; readonly id: string };

export type EventOf<Type extends JournalEvent['type']> = Extract<JournalEvent, { type: Type }>;

export interface StoredEvent {
  /** 1, 2, 3 … without gaps. */
  readonly seq: number;
  readonly atMs: EpochMs;
  /** `golive` for the engine, else the person as given with `--by`. */
  readonly by: string;
  readonly why?: string;
  readonly event: JournalEvent;
}

export const ENGINE = 'golive';
