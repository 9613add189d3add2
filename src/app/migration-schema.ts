import { z } from 'zod';
import { TERM_KINDS } from '../dns/deadline.ts';
import { TURN_OUTCOMES } from '../dns/propagation.ts';
import { ROLES } from '../domain/answers.ts';
import { PHASES, STEP_STATES } from '../domain/lifecycle.ts';
import { LANGUAGES } from '../domain/message.ts';
import { PARTS } from '../domain/project.ts';
import { BookingEntry, document, FindingDocument, Moment, Seconds, StatusEntry, StepEntry } from './document-parts.ts';

// What a page of one migration and a page of one project are made of. Nothing in it needs the network.

const Term = z.strictObject({ what: z.enum(TERM_KINDS), seconds: Seconds, source: z.string() });

export const StepShown = z.strictObject({
  ...StepEntry,
  /** The catalogue's step, of which several can be there under their own names. */
  kind: z.string(),
  phase: z.enum(PHASES),
  status: z.enum(STEP_STATES),
  /** Steps that come before it: the edges of the graph. */
  after: z.array(z.string()),
  /** golive, or the person. */
  who: z.string(),
  /** Whose part it is, where it is a person's. */
  part: z.enum(PARTS),
  /** In its present state since; absent: nobody touched it yet. */
  since: Moment.optional(),
  doneAt: Moment.optional(),
  /** Why it stands as it does: what it waits for, what a person is asked, what went wrong. */
  note: z.string().optional(),
  /** What it stands still for. */
  waitsFor: z.enum(['steps', 'time', 'outside', 'person']).optional(),
  /** Waits or is due until then. */
  until: Moment.optional(),
  /** After this somebody is told. */
  deadline: Moment.optional(),
  /** Not begun before. */
  startsNotBefore: Moment.optional(),
  estimatedSeconds: Seconds.optional(),
  /** The answer or the secret that closes it. */
  wants: z.string().optional(),
  wantsSecret: z.boolean().optional(),
  /** A person's word alone can close it: `done` is taken without a look. */
  closesOnWord: z.boolean().optional(),
  /** As the last attempt was going to change, or changed. */
  changes: z.array(z.string()).optional(),
  warning: z.string().optional(),
  /** What going back costs. */
  undo: z.string().optional(),
  needsApproval: z.boolean(),
  /** Its whole point is a person's yes. */
  asksForYes: z.boolean(),
  /** It can be approved at this moment. */
  mayBeApproved: z.boolean(),
  pointOfNoReturn: z.boolean(),
  /** It is the point of no return, or comes after one. */
  behindNoReturn: z.boolean(),
  /** Of `approve`; `current`: of the plan as it is now. */
  approved: z.strictObject({ by: z.string(), at: Moment, planHash: z.string(), current: z.boolean() }).optional(),
  claimed: z.strictObject({ by: z.string(), at: Moment }).optional(),
  skipped: z.strictObject({ by: z.string(), why: z.string() }).optional(),
  /** It is the customer's request for the half-day. */
  request: z.literal(true).optional(),
  findings: z.array(FindingDocument),
});
export type StepShown = z.infer<typeof StepShown>;

export const DEADLINE_KINDS = [
  'slot',
  'slot-end',
  'hold',
  'task',
  'wait',
  'deadline',
  'caches',
  'old-service',
  'code',
] as const;

/** One moment that matters, the earliest first; what is over is not in it. */
const Deadline = z.strictObject({
  /** A sentence for people. */
  what: z.string(),
  at: Moment,
  kind: z.enum(DEADLINE_KINDS),
  step: z.string().optional(),
  who: z.string().optional(),
  isPast: z.boolean(),
});

/** How far the switch is in the caches, as the step that watches them last saw it. */
const Propagation = z.strictObject({
  switchedAt: Moment.optional(),
  /** Nobody who keeps to the rules can have the old data after this: `switchedAt` and the sum of the terms. */
  worstCaseAt: Moment.optional(),
  /** Within a kind the longest counts; the kinds follow each other. */
  seconds: Seconds.optional(),
  terms: z.array(Term),
  /** The same for each set of records. */
  rrsets: z.array(z.strictObject({ source: z.string(), seconds: Seconds, at: Moment.optional() })),
  resolvers: z.array(
    z.strictObject({
      name: z.string(),
      outcome: z.enum(TURN_OUTCOMES),
      /** The verdict waits for it. */
      gate: z.boolean(),
      /** First seen with the new data. */
      turnedAt: Moment.optional(),
      /** Its copy of the old data dies then. */
      clearsAt: Moment.optional(),
    }),
  ),
  /** When every resolver that counts had been seen with the new data. */
  earlyAt: Moment.optional(),
  propagatedAt: Moment.optional(),
});

export const MigrationShown = document('migration', {
  ...StatusEntry.shape,
  /** What an approval is bound to. */
  planHash: z.string(),
  playbookTitle: z.string(),
  interruption: z.enum(['none', 'accepted']),
  warnings: z.array(z.string()),
  /** The step past which nothing can be taken back, where it was reached. */
  noWayBackSince: z.string().optional(),
  /** In an order in which each follows what it comes after. */
  steps: z.array(StepShown),
  deadlines: z.array(Deadline),
  /** Absent: nothing was switched yet, and nothing is known of how long caches keep the old data. */
  propagation: Propagation.optional(),
  /** What people are asked for and has not been given, by step. */
  asked: z.array(
    z.strictObject({
      step: z.string(),
      name: z.string(),
      /** It goes to the vault, and is never shown again. */
      secret: z.boolean(),
      text: z.string(),
      who: z.string(),
      due: Moment.optional(),
    }),
  ),
  /** In the vault; the values are nowhere. */
  secrets: z.array(z.strictObject({ field: z.string(), storedAt: Moment, until: Moment.optional() })),
  /** What people wrote, the newest first. */
  remarks: z.array(z.strictObject({ text: z.string(), by: z.string(), at: Moment, step: z.string().optional() })),
  /** How many events its journal has. */
  seq: z.int(),
});
export type MigrationShown = z.infer<typeof MigrationShown>;

export const ProjectShown = document('project', {
  id: z.string(),
  customer: z.string(),
  language: z.enum(LANGUAGES),
  owner: z.string(),
  /** Nobody named an owner: it is whoever began the project. */
  ownerAssumed: z.literal(true).optional(),
  contacts: z.array(
    z.strictObject({
      name: z.string(),
      language: z.enum(LANGUAGES),
      parts: z.array(z.enum(PARTS)),
      hasMail: z.boolean(),
    }),
  ),
  domains: z.array(
    z.strictObject({ domain: z.string(), domainUnicode: z.string(), role: z.enum(ROLES), migration: z.string() }),
  ),
  /** Its half-day; absent: none. */
  booking: BookingEntry.optional(),
  /** The main domain first. */
  migrations: z.array(StatusEntry),
});
export type ProjectShown = z.infer<typeof ProjectShown>;

/** What is shown before somebody says yes. `token` is shown this once. */
export const ApprovalOffered = document('approvalOffer', {
  token: z.string(),
  planHash: z.string(),
  expiresAt: Moment,
  migration: z.string(),
  /** `plan`: the plan of a draft. */
  step: z.string(),
  domain: z.string(),
  /** The domain's name must be typed with the yes. */
  needsName: z.boolean(),
  /** What the yes lets happen, as far as it can be known now. */
  changes: z.array(
    z.strictObject({
      ...StepEntry,
      changes: z.array(z.string()),
      undo: z.string().optional(),
      pointOfNoReturn: z.boolean(),
    }),
  ),
  undo: z.string().optional(),
});
