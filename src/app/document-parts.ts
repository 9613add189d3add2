import { z } from 'zod';
import { ROLES } from '../domain/answers.ts';
import { SEVERITIES } from '../domain/finding.ts';
import { MIGRATION_STATUSES, PHASES, STEP_STATES } from '../domain/lifecycle.ts';

// What several documents are made of.

export const Moment = z.iso.datetime({ offset: true });
export const Seconds = z.number();

export const FindingDocument = z.strictObject({
  tag: z.string(),
  severity: z.enum(SEVERITIES),
  subject: z.string(),
  message: z.string(),
  evidence: z.array(z.strictObject({ asked: z.string(), answered: z.string(), at: Moment })),
  fix: z.string().optional(),
});

/** A document's name and the moment it was made stand in each. */
export function document<Shape extends z.ZodRawShape>(name: string, shape: Shape) {
  return z.strictObject({ schema: z.literal(`golive.${name}/1`), generatedAt: Moment, ...shape });
}

/** A project's half-day. */
export const BookingEntry = z.strictObject({
  id: z.string(),
  slot: z.string(),
  startsAt: Moment,
  endsAt: Moment,
  timeZone: z.string(),
  place: z.int(),
  /** Who is on duty. */
  owner: z.string(),
  /** Nobody has confirmed it; then it ends by itself. */
  heldUntil: Moment.optional(),
});

export const StepEntry = { step: z.string(), title: z.string() };

export const StatusEntry = z.strictObject({
  id: z.string(),
  project: z.strictObject({ id: z.string(), customer: z.string(), owner: z.string() }),
  domain: z.string(),
  domainUnicode: z.string(),
  role: z.enum(ROLES),
  option: z.int().nullable(),
  cutoverKind: z.enum(['delegation', 'records', 'publish', 'transfer']),
  playbook: z.strictObject({ id: z.string(), digest: z.string() }),
  status: z.enum(MIGRATION_STATUSES),
  phase: z.enum(PHASES),
  slot: z.string().optional(),
  slotStartsAt: Moment.optional(),
  slotEndsAt: Moment.optional(),
  /** A hold: nobody has confirmed it, and then it ends by itself. */
  slotHeldUntil: Moment.optional(),
  /** Who is on duty, where that is not the project's owner. */
  slotOwner: z.string().optional(),
  /** What else is worth knowing, as sentences. */
  notes: z.array(z.string()).optional(),
  progress: z.strictObject({ done: z.int(), total: z.int() }),
  /** The customer's requests of the half-day, where there are any. */
  requests: z.strictObject({ open: z.int(), done: z.int(), carriedOver: z.int() }).optional(),
  now: z.array(
    z.strictObject({
      ...StepEntry,
      status: z.enum(STEP_STATES),
      since: Moment,
      waitsFor: z.string().optional(),
      until: Moment.optional(),
      who: z.string().optional(),
      wants: z.string().optional(),
      wantsSecret: z.boolean().optional(),
      /** What going back would cost, of a step that moves traffic. */
      undo: z.string().optional(),
    }),
  ),
  next: z.array(z.strictObject({ ...StepEntry, who: z.string(), at: Moment.optional(), undo: z.string().optional() })),
  deadline: Moment.optional(),
  oldServiceMayCloseAfter: Moment.optional(),
  /** There is one in the vault; `until` is when it runs out, where that is known. */
  transferCode: z.strictObject({ storedAt: Moment, until: Moment.optional() }).optional(),
  findings: z.array(FindingDocument),
  risk: z.enum(['none', 'low', 'medium', 'high']),
  changedAt: Moment,
});
export type StatusEntry = z.infer<typeof StatusEntry>;
