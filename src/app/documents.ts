import { z } from 'zod';
import { PROPAGATION_VERDICTS, TURN_OUTCOMES } from '../dns/propagation.ts';
import { ROLES } from '../domain/answers.ts';
import { MIGRATION_STATUSES, PHASES, STEP_STATES } from '../domain/lifecycle.ts';
import { LANGUAGES } from '../domain/message.ts';
import { NOTICE_EVENTS } from '../domain/notice.ts';
import { RIGHTS, USER_ROLES } from '../domain/rights.ts';
import { BOOKING_CHANGES, DELIVERY_STATES } from '../ports/store.ts';
import { BookingEntry, document, FindingDocument, Moment, Seconds, StatusEntry, StepEntry } from './document-parts.ts';
import { LETTERS } from './letters/ids.ts';
import { ApprovalOffered, MigrationShown, ProjectShown } from './migration-schema.ts';

// The JSON that golive prints (design: changes only add). Moments are ISO 8601 with offset, durations seconds, domain names A-labels
// without their final dot beside a U-label form for people.

export { FindingDocument, StatusEntry } from './document-parts.ts';

const Status = document('status', {
  migrations: z.array(StatusEntry),
  /** How many there are of each status, all pages together; absent when one domain was asked for. */
  counts: z.partialRecord(z.enum(MIGRATION_STATUSES), z.int()).optional(),
  /** Ask for the next page with `--after`. */
  next: z.string().optional(),
});

const Slots = document('slots', {
  timeZone: z.string(),
  /** Asked for a domain: those of its project of which nothing was measured yet; no half-day is refused for their caches. */
  unmeasured: z.array(z.string()).optional(),
  slots: z.array(
    z.strictObject({
      slot: z.string(),
      startsAt: Moment,
      endsAt: Moment,
      free: z.boolean(),
      /** Every rule that refuses it, with what would lift that. */
      refusedBy: z.array(z.strictObject({ rule: z.string(), why: z.string(), lift: z.string() })).optional(),
      /** What to know of it; refuses nothing. */
      warnings: z.array(z.strictObject({ rule: z.string(), why: z.string() })).optional(),
      /** Who has its places; of a hold until when somebody may confirm it. */
      takenBy: z
        .array(
          z.strictObject({
            project: z.string(),
            customer: z.string(),
            domains: z.array(z.string()),
            place: z.int(),
            /** Who is on duty. */
            owner: z.string(),
            heldUntil: Moment.optional(),
            /** It is the domain's own that was asked for, and does not stand in its way. */
            own: z.literal(true).optional(),
          }),
        )
        .optional(),
    }),
  ),
  /** Asked for a domain: its earliest safe half-day (absent: none is free within a year), and all that follows from. */
  earliest: z
    .strictObject({
      slot: z.string().optional(),
      startsAt: Moment.optional(),
      terms: z.array(
        z.strictObject({
          rule: z.string(),
          subject: z.string(),
          /** The first date, of what counts in dates. */
          from: z.string().optional(),
          /** Safe from then on. */
          until: Moment.optional(),
          /** Safe until then. */
          before: Moment.optional(),
          sum: z.string(),
        }),
      ),
    })
    .optional(),
});

const Plan = document('plan', {
  plans: z.array(
    z.strictObject({
      id: z.string(),
      domain: z.string(),
      domainUnicode: z.string(),
      role: z.enum(ROLES),
      option: z.int().nullable(),
      cutoverKind: z.enum(['delegation', 'records', 'publish', 'transfer']),
      playbook: z.strictObject({ id: z.string(), digest: z.string(), title: z.string() }),
      interruption: z.enum(['none', 'accepted']),
      /** What an approval is bound to; `approve --plan` refuses another. */
      planHash: z.string(),
      warnings: z.array(z.string()),
      steps: z.array(
        z.strictObject({
          ...StepEntry,
          phase: z.enum(PHASES),
          status: z.enum(STEP_STATES),
          who: z.string(),
          after: z.array(z.string()),
          estimatedSeconds: Seconds.optional(),
          startsNotBefore: Moment.optional(),
          due: Moment.optional(),
          /** What will change, as far as it can be known now; absent: not known yet. */
          changes: z.array(z.string()).optional(),
          /** What would be sent for them where golive does it itself: an HTTP request, or what `nsupdate` reads. Secrets are not in it. */
          calls: z.array(z.string()).optional(),
          /** Why nothing can be said, or what it waits for. */
          note: z.string().optional(),
          warning: z.string().optional(),
          undo: z.string().optional(),
          needsApproval: z.boolean(),
          pointOfNoReturn: z.boolean(),
        }),
      ),
    }),
  ),
});
export type PlanEntry = z.infer<typeof Plan>['plans'][number];

const OutcomeOfCache = z.enum(TURN_OUTCOMES);

const Check = document('check', {
  results: z.array(
    z.strictObject({
      /** A-label without its final dot; what was written, where it is no domain. */
      domain: z.string(),
      domainUnicode: z.string(),
      verdict: z.enum(PROPAGATION_VERDICTS),
      /** One sentence for people. */
      why: z.string(),
      /** As the command would end with this domain alone. */
      exit: z.int(),
      /** Beside its date; absent: nothing could be looked at. */
      due: z.enum(['ahead', 'running', 'late', 'over']).optional(),
      expected: z.strictObject({
        source: z.enum(['migration', 'asked', 'parent']),
        kind: z.enum(['switch', 'records', 'agreement']),
        nameServers: z.array(z.string()),
        oldNameServers: z.array(z.string()).nullable(),
        records: z.array(z.strictObject({ name: z.string(), type: z.string(), rdata: z.array(z.string()) })),
      }),
      delegation: z.strictObject({
        parent: z.array(
          z.strictObject({
            server: z.string(),
            address: z.string(),
            ns: z.array(z.string()),
            ds: z.array(z.string()),
            ttlSeconds: Seconds.nullable(),
            outcome: z.string(),
            /** Beside the old and the new set. */
            says: z.enum(['new', 'old', 'half', 'intermediate', 'none', 'unknown']),
          }),
        ),
        child: z.array(
          z.strictObject({
            server: z.string(),
            address: z.string(),
            side: z.enum(['new', 'old']),
            authoritative: z.boolean(),
            serial: z.number().nullable(),
            ns: z.array(z.string()),
            outcome: z.string(),
            tcp: z.string(),
          }),
        ),
      }),
      resolvers: z.array(
        z.strictObject({
          name: z.string(),
          address: z.string(),
          region: z.string().optional(),
          record: z.string(),
          type: z.string(),
          outcome: OutcomeOfCache,
          rdata: z.array(z.string()),
          ttlSeconds: Seconds.nullable(),
          clearsAt: Moment.optional(),
          /** The last moment at which this one may hold the old data, with its own ceiling. */
          worstCaseAt: Moment.optional(),
          gate: z.boolean(),
          honest: z.enum(['yes', 'no', 'unknown']),
          why: z.string().optional(),
        }),
      ),
      deadline: z.strictObject({
        switchedAt: Moment.nullable(),
        worstCaseAt: Moment.nullable(),
        seconds: Seconds,
        terms: z.array(z.strictObject({ what: z.string(), seconds: Seconds, source: z.string() })),
        /** The same for each RRset that changes. */
        rrsets: z.array(z.strictObject({ source: z.string(), seconds: Seconds, at: Moment.optional() })),
        /** What going back would take at most. */
        undoSeconds: Seconds,
        oldServiceMayBeClosedAfter: Moment.nullable(),
      }),
      questions: z.int(),
      findings: z.array(FindingDocument),
    }),
  ),
});
export type CheckResult = z.infer<typeof Check>['results'][number];

const GateWords = z.enum(['go', 'no-go', 'unknown']);

const PreflightShape = {
  domain: z.string(),
  domainUnicode: z.string(),
  /** The planned ones, where they are known. */
  nameServers: z.array(z.string()),
  /** Follows `gates.cutover`, except where there is nothing left to switch. */
  verdict: z.enum(['go', 'no-go', 'unknown', 'already-moved']),
  why: z.string(),
  gates: z.strictObject({ cutover: GateWords, transfer: GateWords }),
  /** The loudest first. */
  findings: z.array(FindingDocument),
  /** The old zone, as far as it is known. */
  inventory: z.strictObject({
    records: z.array(
      z.strictObject({ name: z.string(), type: z.string(), ttlSeconds: Seconds, rdata: z.array(z.string()) }),
    ),
    /** By `name TYPE`: where it was found. */
    provenance: z.record(z.string(), z.string()),
    completeness: z.string(),
  }),
};
const Preflight = document('preflight', PreflightShape);
export type PreflightEntry = Omit<z.infer<typeof Preflight>, 'schema' | 'generatedAt'>;

/** Of a project with several domains. */
const Preflights = document('preflights', { results: z.array(z.strictObject(PreflightShape)) });

const Evidence = z.array(z.strictObject({ asked: z.string(), answered: z.string(), at: Moment }));
/** One of the four answers. `unknown` is never one of the others. */
const SeenShape = {
  where: z.enum(['ours', 'elsewhere', 'none', 'unknown']),
  /** As people call it; `null`: nobody that is known. */
  who: z.string().nullable(),
  confidence: z.enum(['high', 'middle', 'low']),
  evidence: Evidence,
};

const InspectShape = {
  domain: z.string(),
  domainUnicode: z.string(),
  registration: z.strictObject({
    ...SeenShape,
    /** `not-found`: the registry knows no such name. `unknown` never means that it is free. */
    outcome: z.enum(['found', 'not-found', 'unknown']),
    registrar: z.string().nullable(),
    registrarId: z.string().optional(),
    reseller: z.string().optional(),
    /** EPP. */
    statuses: z.array(z.string()),
    createdAt: Moment.optional(),
    updatedAt: Moment.optional(),
    transferredAt: Moment.optional(),
    expiresAt: Moment.nullable(),
    nameServers: z.array(z.string()),
    dnssec: z.enum(['signed', 'unsigned', 'broken', 'unknown']),
    /** At the parent. */
    ds: z.array(z.string()),
    source: z.string(),
    why: z.string().optional(),
  }),
  hosting: z.strictObject({
    ...SeenShape,
    addresses: z.array(z.string()),
    reverseNames: z.array(z.string()),
    software: z.string().optional(),
    /** Stands before the site, which is elsewhere. */
    proxy: z.string().optional(),
  }),
  mail: z.strictObject({
    ...SeenShape,
    mailServers: z.array(z.string()),
    spf: z.string().optional(),
    dmarc: z.string().optional(),
    dkim: z.enum(['found', 'unknown']),
    autodiscover: z.string().optional(),
    /** Takes the mail before the mailboxes do, which are elsewhere. */
    filter: z.string().optional(),
  }),
  nameServers: z.strictObject({
    ...SeenShape,
    parent: z.array(z.string()),
    child: z.array(z.string()),
    /** Of the delegation. */
    ttlSeconds: Seconds.nullable(),
  }),
  /** 1 to 4 where what is proposed is one of them. */
  option: z.int().nullable(),
  playbook: z.string(),
  /** The four answers as far as they follow. */
  answers: z.strictObject({
    registration: z.enum(['ours', 'stays', 'moves']).optional(),
    hosting: z.enum(['ours', 'stays', 'moves']).optional(),
    mail: z.enum(['ours', 'stays', 'moves', 'none']).optional(),
    nameServers: z.enum(['ours', 'switch', 'stays']).optional(),
  }),
  /** Absent: nobody outside can say; the findings tell why. */
  earliestTransferAt: Moment.optional(),
  earliestTransferReason: z.string().optional(),
  /** Ids of the interview's questions that are left. */
  toAsk: z.array(z.string()),
  /** The loudest first. */
  findings: z.array(FindingDocument),
  /** The lowest of the four. */
  confidence: z.enum(['high', 'middle', 'low']),
};
const Inspect = document('inspect', InspectShape);
export type InspectEntry = Omit<z.infer<typeof Inspect>, 'schema' | 'generatedAt'>;

/** Of several domains, in the order in which they were named. */
const Inspects = document('inspects', {
  results: z.array(z.strictObject(InspectShape)),
  /** What is no domain that can be moved. */
  refused: z.array(z.strictObject({ input: z.string(), place: z.string().optional(), why: z.string() })),
  /** Not looked at, because it was interrupted. */
  unfinished: z.array(z.string()).optional(),
});

const Journal = document('journal', {
  id: z.string(),
  domain: z.string(),
  domainUnicode: z.string(),
  events: z.array(
    z.strictObject({
      seq: z.int(),
      at: Moment,
      by: z.string(),
      why: z.string().optional(),
      type: z.string(),
      step: z.string().optional(),
      text: z.string(),
      /** The event as it is stored; moments in it are epoch milliseconds. */
      event: z.record(z.string(), z.unknown()),
    }),
  ),
  next: z.int().optional(),
});

const Demo = document('demo', {
  playbook: z.string(),
  seconds: Seconds,
  probes: z.int(),
  failures: z.record(z.string(), z.int()),
  caches: z.array(z.looseObject({ name: z.string(), turnedAt: Moment.nullable(), worstCaseAt: Moment.nullable() })),
  journal: z.string(),
  status: z.enum(MIGRATION_STATUSES),
});

const Rehearsal = document('rehearsal', {
  id: z.string(),
  domain: z.string(),
  domainUnicode: z.string(),
  /** How it ended in the simulation. */
  status: z.enum(MIGRATION_STATUSES),
  beganAt: Moment,
  endedAt: Moment,
  seconds: Seconds,
  measured: z.record(z.string(), z.union([z.number(), z.boolean()])),
  assumed: z.array(z.string()),
  steps: z.array(z.strictObject({ ...StepEntry, doneAt: Moment.nullable(), waitedForPerson: z.boolean() })),
  risks: z.array(z.string()),
});

const Doctor = document('doctor', {
  healthy: z.boolean(),
  checks: z.array(
    z.strictObject({
      what: z.string(),
      outcome: z.enum(['ok', 'warning', 'failed', 'not-asked']),
      why: z.string().optional(),
      fix: z.string().optional(),
    }),
  ),
});

const ConfigShown = document('config', {
  file: z.string().nullable(),
  values: z.array(z.strictObject({ path: z.string(), value: z.unknown(), origin: z.string() })),
});

const Playbooks = document('playbooks', {
  playbooks: z.array(
    z.strictObject({
      id: z.string(),
      digest: z.string(),
      title: z.string(),
      summary: z.string(),
      interruption: z.enum(['none', 'accepted']),
      steps: z.int(),
    }),
  ),
});

const PlaybookShown = document('playbook', {
  id: z.string(),
  digest: z.string(),
  playbook: z.record(z.string(), z.unknown()),
});

const LetterEntry = {
  which: z.enum(LETTERS),
  to: z.enum(['customer', 'losing-registrar']),
  subject: z.string(),
};
const LetterShown = document('letter', {
  id: z.string(),
  domain: z.string(),
  domainUnicode: z.string(),
  /** Those that a step waits for now, with that step. */
  fitting: z.array(z.strictObject({ ...LetterEntry, step: z.string() })),
  /** The one that was asked for. */
  letter: z
    .strictObject({
      ...LetterEntry,
      language: z.enum(LANGUAGES),
      addressee: z.strictObject({ name: z.string(), mail: z.string().optional() }).optional(),
      /** Lines of at most 72 characters, the subject line first. No secret is ever in it. */
      text: z.string(),
      /** What stands in it between brackets and must be filled in before it is sent. */
      gaps: z.array(z.string()),
    })
    .optional(),
});

const Said = document('said', {
  /** What else is worth knowing. */
  notes: z.array(z.string()).optional(),
  migrations: z.array(z.strictObject({ id: z.string(), domain: z.string(), status: z.enum(MIGRATION_STATUSES) })),
  /** Of `book`, `reschedule` and `unbook`: what the project has now; absent: nothing. */
  booking: BookingEntry.optional(),
  warnings: z.array(z.strictObject({ rule: z.string(), why: z.string() })).optional(),
  /** The time that the move itself needs: safe from `until` on, and before `before`. */
  leads: z
    .array(
      z.strictObject({
        rule: z.string(),
        subject: z.string(),
        until: Moment.optional(),
        before: Moment.optional(),
        sum: z.string(),
      }),
    )
    .optional(),
  /** Done ahead of the half-day that was given up, and still there. */
  standing: z
    .array(z.strictObject({ domain: z.string(), migration: z.string(), step: z.string(), since: Moment }))
    .optional(),
  /** The key was used before: nothing has changed now. */
  repeated: z.literal(true).optional(),
  /** What the key had led to, where the project has something else by now. */
  answered: z.strictObject({ id: z.string(), slot: z.string() }).optional(),
});

const Created = document('created', {
  project: z.strictObject({ id: z.string(), customer: z.string() }),
  migrations: z.array(
    z.strictObject({
      id: z.string(),
      domain: z.string(),
      domainUnicode: z.string(),
      playbook: z.string(),
      role: z.enum(ROLES),
    }),
  ),
  /** 1 to 4 where the main domain's answers match one. */
  option: z.int().nullable(),
  optionText: z.string(),
  cutoverKind: z.enum(['delegation', 'records', 'publish', 'transfer']),
  /** The first half-day that is safe as far as is known, and suits; absent where none is needed or free. */
  earliestSlot: z.strictObject({ slot: z.string(), startsAt: Moment }).optional(),
  slotWhy: z.string(),
  /** Domains whose caches nobody has measured yet: it may become later. */
  unmeasured: z.array(z.string()),
  earliestTransfer: z.strictObject({ at: Moment, why: z.string() }).optional(),
  /** When the domain was looked at from outside; absent: nobody looked, and `findings` says nothing. */
  inspectedAt: Moment.optional(),
  findings: z.array(FindingDocument),
  /** What follows from the answers and from what stayed open. */
  tasks: z.array(z.strictObject({ id: z.string(), title: z.string() })),
  /** Questions that were asked and stayed open. */
  open: z.array(z.string()),
  warnings: z.array(z.string()),
  next: z.string(),
});

const CalendarLinkShape = {
  id: z.string(),
  scope: z.enum(['agency', 'person', 'project']),
  /** A person's name or a project's id; absent for the agency. */
  subject: z.string().optional(),
  whose: z.string(),
  by: z.string(),
  createdAt: Moment,
};
/** What became of a project's half-day, oldest first. */
const SlotHistory = document('slotHistory', {
  customer: z.string(),
  changes: z.array(
    z.strictObject({
      at: Moment,
      what: z.enum(BOOKING_CHANGES),
      slot: z.string(),
      /** Of `moved`: where it was. */
      from: z.string().optional(),
      by: z.string(),
      why: z.string().optional(),
      /** Who is on duty, where it is not the project's owner. */
      owner: z.string().optional(),
      heldUntil: Moment.optional(),
      key: z.string().optional(),
      /** Which of `rules` were in force. */
      rules: z.string().optional(),
      /** What was said of it when it was changed. */
      warnings: z.array(z.string()),
    }),
  ),
  /** By digest: hours, notice, closures, freezes, the table of holidays, and the time zone data that moments were worked out with. */
  rules: z.record(z.string(), z.unknown()),
});

const CalendarLinks = document('calendarLinks', { links: z.array(z.strictObject(CalendarLinkShape)) });
/** `address` is a secret, and shown this once; where golive cannot tell its own host, it begins with `/calendar/`. */
const CalendarLink = document('calendarLink', { ...CalendarLinkShape, address: z.string() });

const CustomerLinkShape = {
  id: z.string(),
  project: z.string(),
  customer: z.string(),
  /** In whose name it speaks; absent: the customer's. */
  contact: z.string().optional(),
  by: z.string(),
  createdAt: Moment,
  expiresAt: Moment,
};
const CustomerLinks = document('customerLinks', { links: z.array(z.strictObject(CustomerLinkShape)) });
/** `address` is a secret, and shown this once; where golive cannot tell its own host, it begins with `/c/`. */
const CustomerLink = document('customerLink', { ...CustomerLinkShape, address: z.string() });

/** What a webhook is sent; `subject` and `text` are the mail about the same, in the target's language. */
const Notice = document('notice', {
  /** The same in every message about the same. */
  id: z.string(),
  event: z.enum(NOTICE_EVENTS),
  /** held, confirmed, lapsed; go, no-go; begun, done. */
  variant: z.string().optional(),
  at: Moment,
  /** `golive`, or a person as given with `--by`. */
  by: z.string(),
  why: z.string().optional(),
  project: z.strictObject({ id: z.string(), customer: z.string(), owner: z.string() }),
  migration: z.string().optional(),
  domains: z.array(z.strictObject({ domain: z.string(), domainUnicode: z.string() })),
  step: z.string().optional(),
  title: z.string().optional(),
  /** What is asked, or stands in the way. */
  says: z.string().optional(),
  who: z.string().optional(),
  since: Moment.optional(),
  until: Moment.optional(),
  slot: z.string().optional(),
  slotStartsAt: Moment.optional(),
  slotEndsAt: Moment.optional(),
  movedFrom: z.string().optional(),
  findings: z.array(z.strictObject({ tag: z.string(), subject: z.string(), message: z.string() })).optional(),
  /** The how many-th of how many. */
  reminder: z.int().optional(),
  reminders: z.int().optional(),
  url: z.string().optional(),
  subject: z.string(),
  text: z.string(),
});

/** The outbox, newest first. */
const Notices = document('notices', {
  deliveries: z.array(
    z.strictObject({
      id: z.string(),
      event: z.enum(NOTICE_EVENTS),
      /** `mail:` and an address, `webhook:` and a name. */
      target: z.string(),
      project: z.string().optional(),
      migration: z.string().optional(),
      subject: z.string(),
      state: z.enum(DELIVERY_STATES),
      attempts: z.int(),
      createdAt: Moment,
      /** Of one that waits: not sent before. */
      dueAt: Moment.optional(),
      settledAt: Moment.optional(),
      error: z.string().optional(),
    }),
  ),
  /** Ask for the next page with `--after`. */
  next: z.string().optional(),
});

const UserShape = {
  name: z.string(),
  roles: z.array(z.enum(USER_ROLES)),
  /** What follows from the roles. */
  rights: z.array(z.enum(RIGHTS)),
  by: z.string(),
  createdAt: Moment,
};
/** Who may sign in. Without `passwordSince`, nobody has signed in under that name yet. */
const Users = document('users', {
  users: z.array(z.strictObject({ ...UserShape, passwordSince: Moment.optional(), invitedUntil: Moment.optional() })),
});
/** `address` is a secret, and shown this once; where golive cannot tell its own host, it begins with `/welcome/`. */
const UserLink = document('userLink', { ...UserShape, address: z.string(), expiresAt: Moment });

const TokenShape = {
  id: z.string(),
  name: z.string(),
  scope: z.array(z.enum(RIGHTS)),
  by: z.string(),
  createdAt: Moment,
  expiresAt: Moment.optional(),
  isOver: z.boolean().optional(),
};
const Tokens = document('tokens', { tokens: z.array(z.strictObject(TokenShape)) });
/** `token` is a secret, and shown this once. */
const Token = document('token', { ...TokenShape, token: z.string() });

/** Every document golive prints, by name; `golive schema NAME` prints its JSON Schema. */
export const DOCUMENTS = {
  status: Status,
  migration: MigrationShown,
  project: ProjectShown,
  approvalOffer: ApprovalOffered,
  slots: Slots,
  slotHistory: SlotHistory,
  plan: Plan,
  check: Check,
  preflight: Preflight,
  preflights: Preflights,
  inspect: Inspect,
  inspects: Inspects,
  journal: Journal,
  demo: Demo,
  rehearsal: Rehearsal,
  doctor: Doctor,
  config: ConfigShown,
  playbooks: Playbooks,
  playbook: PlaybookShown,
  letter: LetterShown,
  said: Said,
  created: Created,
  calendarLinks: CalendarLinks,
  calendarLink: CalendarLink,
  customerLinks: CustomerLinks,
  customerLink: CustomerLink,
  users: Users,
  userLink: UserLink,
  tokens: Tokens,
  token: Token,
  notice: Notice,
  notices: Notices,
} as const satisfies Record<string, z.ZodType>;

export type DocumentName = keyof typeof DOCUMENTS;
export type DocumentOf<Name extends DocumentName> = z.infer<(typeof DOCUMENTS)[Name]>;
