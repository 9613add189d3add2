import type { ClockAnchor } from '../domain/clock-trust.ts';
import type { StoredEvent } from '../domain/journal.ts';
import type { MigrationStatus } from '../domain/lifecycle.ts';
import type { Fqdn } from '../domain/name.ts';
import type { Playbook } from '../domain/playbook.ts';
import type { Project } from '../domain/project.ts';
import type { Secret } from '../domain/secret.ts';
import type { EpochMs } from '../domain/time.ts';

/** Who a migration is, without its history. */
export interface MigrationHeader {
  readonly id: string;
  readonly projectId: string;
  readonly domain: Fqdn;
  readonly createdMs: EpochMs;
}

/** Written with every append, in the same transaction; can be rebuilt from the journal. */
export interface Projection {
  readonly status: MigrationStatus;
  readonly phase: string;
  /** When the engine wants to look again; absent: only a person's word brings work. */
  readonly dueMs?: EpochMs;
  /** The migration's entry of the status document (design §6), as JSON. */
  readonly summary: unknown;
}

export interface Lease {
  readonly migrationId: string;
  readonly owner: string;
  /** Grows with every claim. What carries an older one has lost the migration. */
  readonly generation: number;
  readonly untilMs: EpochMs;
}

export interface NewEvent {
  readonly by: string;
  readonly why?: string;
  readonly atMs: EpochMs;
  readonly event: StoredEvent['event'];
}

/** A project's half-day. One row per project; the database keeps (slot, place) and the project unique. */
export interface Booking {
  /** `b-…`; stays the same when the booking moves, so that calendar programs move the event (RFC 5545 §3.8.4.7). */
  readonly id: string;
  readonly slot: string;
  /** 1 … perHalfDay. */
  readonly place: number;
  readonly projectId: string;
  /** As worked out when it was booked; later time zone data or configuration never moves it silently. 0: see `timeZone`. */
  readonly startsAtMs: EpochMs;
  readonly endsAtMs: EpochMs;
  /** '' and moments of 0: carried over from a store that kept neither; the half-day's name is all there is. */
  readonly timeZone: string;
  /** Version of the time zone data (`process.versions.tz`) that the moments come from; '' as above. */
  readonly tzdata: string;
  /** A hold: nobody has confirmed it, and at this moment it ends by itself. Absent: confirmed. */
  readonly heldUntilMs?: EpochMs;
  /** Who is on duty; absent: the project's owner. */
  readonly onDuty?: string;
  readonly createdMs: EpochMs;
  readonly changedMs: EpochMs;
  /** 0, then at least one more with each change of it (RFC 5545 §3.8.7.4). */
  readonly sequence: number;
}

export const BOOKING_CHANGES = ['held', 'booked', 'confirmed', 'moved', 'changed', 'cancelled', 'lapsed'] as const;

/** One line of the calendar's own history; nothing is ever taken out of it. */
export interface BookingChange {
  /** 1, 2, 3 … over the whole store, without gaps, in the order in which they happened. */
  readonly seq: number;
  readonly what: (typeof BOOKING_CHANGES)[number];
  readonly by: string;
  readonly why?: string;
  readonly atMs: EpochMs;
  /** Content hash of the rules in force (`putBody`). */
  readonly rules?: string;
  /** The warnings that were shown. */
  readonly warnings: readonly string[];
  readonly key?: string;
  /** As it was after this change; of `cancelled` and `lapsed`: as it was at last, sequence one higher. */
  readonly booking: Booking;
  /** Of `moved`: where it was. */
  readonly from?: string;
}

/** Who changes the calendar, when and on what grounds. `atMs` is the only clock that the calendar knows. */
export interface BookingWord {
  readonly by: string;
  readonly why?: string;
  readonly atMs: EpochMs;
  readonly rules?: string;
  readonly warnings?: readonly string[];
  /** Idempotency key: the first request with it that changed something wins, each later one gets that one's answer. */
  readonly key?: string;
}

export interface BookingWanted {
  /** Used if the project has no booking yet; a new one each time. */
  readonly id: string;
  readonly projectId: string;
  readonly slot: string;
  /** How many places a half-day has. */
  readonly places: number;
  readonly startsAtMs: EpochMs;
  readonly endsAtMs: EpochMs;
  readonly timeZone: string;
  readonly tzdata: string;
  readonly heldUntilMs?: EpochMs;
  readonly onDuty?: string;
  /** The half-day that the project is believed to hold; `null`: none. */
  readonly expected: string | null;
}

export interface Booked {
  readonly booking: Booking;
  /** The key was used before: this is what it led to, and nothing happened now. */
  readonly isRepeat: boolean;
}

/** The secret address of a calendar; only the hash of its token is kept. */
export interface FeedLink {
  readonly id: string;
  /** SHA-256, hex. */
  readonly tokenHash: string;
  readonly scope: 'agency' | 'person' | 'project';
  /** Person's name or project id; '' for the agency. */
  readonly subject: string;
  readonly by: string;
  readonly createdMs: EpochMs;
}

/**
 * user: somebody who may sign in, `id` is the name in its one spelling. invitation: a link with which a user chooses a password. session, device:
 * what a browser carries. token: what a program carries. customer-link: a customer's page. approval: what was shown to somebody who may say yes.
 */
export const CREDENTIAL_KINDS = [
  'user',
  'invitation',
  'session',
  'device',
  'token',
  'customer-link',
  'approval',
] as const;
export type CredentialKind = (typeof CREDENTIAL_KINDS)[number];

/** A way in. Of what a person or program carries only the hash is kept. Moments are of the wall's clock. */
export interface Credential {
  readonly kind: CredentialKind;
  /** Unique within its kind. */
  readonly id: string;
  /** SHA-256 of the secret, hex; unique within its kind. Users have none. */
  readonly hash?: string;
  /** Whose: a user's `id`, a project's id. */
  readonly subject: string;
  readonly by: string;
  readonly createdMs: EpochMs;
  readonly expiresMs?: EpochMs;
  /** What else is to know; JSON. */
  readonly data: Readonly<Record<string, unknown>>;
}

export const DELIVERY_STATES = ['waiting', 'sent', 'dropped', 'given-up'] as const;

/** One message to one receiver. Sent at least once; `id` is the same each time, so that the receiver can tell. */
export interface Delivery {
  /** Follows from what it tells and to whom: to add it again adds nothing. */
  readonly id: string;
  /** Which configured target, or which contact: what the sender knows where to send it by. */
  readonly target: string;
  readonly event: string;
  readonly projectId?: string;
  readonly migrationId?: string;
  readonly createdMs: EpochMs;
  /** Not sent before. */
  readonly dueMs: EpochMs;
  readonly state: (typeof DELIVERY_STATES)[number];
  /** How often it was claimed. */
  readonly attempts: number;
  readonly settledMs?: EpochMs;
  /** Of the last attempt that failed; one line, no secret. */
  readonly error?: string;
  /** JSON; what the sender makes a message of. */
  readonly body: unknown;
}

/** What `check` found wrong, one line each; empty is healthy. */
export type StoreFault = { readonly where: string; readonly what: string; readonly fix: string };

/**
 * The durable memory. Every method is one transaction: it happened whole or not at all, and when it returned it is on disk. Several
 * processes use one store at once. All methods may throw GoLiveError `store-full`, `store-busy` (after patient retries), `store-corrupt`.
 */
export interface Store {
  /** @throws GoLiveError `already-exists`: a migration of that domain that is not over */
  createProject(
    project: Project,
    migrations: readonly {
      readonly header: MigrationHeader;
      readonly events: readonly NewEvent[];
      readonly projection: Projection;
    }[],
    playbooks: readonly { readonly digest: string; readonly playbook: Playbook }[],
  ): Promise<void>;
  readProject(id: string): Promise<Project | undefined>;
  /** Replaces the project's data (contacts, owner). */
  saveProject(project: Project): Promise<void>;
  /** By migration id, project id, or domain name; newest first. */
  findMigrations(idOrDomain: string): Promise<readonly MigrationHeader[]>;
  readPlaybook(digest: string): Promise<Playbook | undefined>;

  /** Events with `seq > after`, in order. Checks the hash chain from there. @throws GoLiveError `store-corrupt` */
  readJournal(migrationId: string, after?: number): Promise<readonly StoredEvent[]>;
  /**
   * Appends events after `expectedSeq` and replaces the projection. With a lease, only while it is the newest.
   * @throws GoLiveError `journal-conflict`: the journal has grown meanwhile; read on and decide again. `lease-lost`.
   */
  append(
    migrationId: string,
    expectedSeq: number,
    events: readonly NewEvent[],
    projection: Projection,
    lease?: Lease,
  ): Promise<readonly StoredEvent[]>;
  /** Stores a large JSON body once, by content; answers its hash. */
  putBody(body: unknown): Promise<string>;
  readBody(hash: string): Promise<unknown>;

  /** Takes the migration, or `undefined` while somebody's lease runs. A new claim has a higher generation. */
  claim(migrationId: string, owner: string, now: EpochMs, untilMs: EpochMs): Promise<Lease | undefined>;
  /** Claims up to `limit` migrations that are due and free, most overdue first. Reads only what is due. */
  claimDue(limit: number, owner: string, now: EpochMs, untilMs: EpochMs): Promise<readonly Lease[]>;
  /** @throws GoLiveError `lease-lost` */
  renew(lease: Lease, untilMs: EpochMs): Promise<Lease>;
  /** Gives it back; a lease that was lost meanwhile is no error. */
  release(lease: Lease): Promise<void>;
  /** The earliest moment at which a migration is due and not leased; `undefined`: none ever. */
  nextDueMs(): Promise<EpochMs | undefined>;

  /** Projections, most urgent first by id order; `after` is the last id of the page before. */
  listProjections(page: {
    readonly limit: number;
    readonly after?: string;
    readonly ids?: readonly string[];
  }): Promise<readonly (MigrationHeader & { readonly projection: Projection })[]>;
  /**
   * As `listProjections`, what needs somebody first: by `rank` (`urgencyOf`), then what changed last. `after` is the `next` of the page before.
   * `text`: only where the domain, the customer's name or an id holds it, in any case; that reads more rows than it answers.
   * @throws GoLiveError `usage`: `after` is no such `next`
   */
  urgentProjections(page: {
    readonly limit: number;
    readonly after?: string;
    readonly statuses?: readonly MigrationStatus[];
    readonly text?: string;
  }): Promise<{
    readonly rows: readonly (MigrationHeader & { readonly projection: Projection })[];
    readonly next?: string;
  }>;
  /** Migrations whose last event (by its moment) is not older, oldest first. */
  touchedSince(
    sinceMs: EpochMs,
    limit: number,
  ): Promise<
    readonly {
      readonly id: string;
      readonly projectId: string;
      readonly status: MigrationStatus;
      readonly seq: number;
      readonly touchedMs: EpochMs;
    }[]
  >;
  /** Reads a few rows for each status, however many migrations there are. */
  countByStatus(): Promise<Readonly<Partial<Record<MigrationStatus, number>>>>;

  putSecret(migrationId: string, field: string, secret: Secret, expiresAtMs?: EpochMs): Promise<void>;
  readSecret(migrationId: string, field: string): Promise<Secret | undefined>;
  deleteSecret(migrationId: string, field: string): Promise<void>;
  /** Which fields hold one, of whatever migration; also what has run out and was not dropped yet. */
  secretsKept(): Promise<readonly { readonly migrationId: string; readonly field: string }[]>;
  /** Deletes every one that has run out; answers how many there were. */
  dropExpiredSecrets(): Promise<number>;

  /**
   * Makes the project's booking be this, in one transaction: holds in that half-day that have run out at `word.atMs` are dropped and written
   * down as `lapsed`, by golive; the project keeps its place where it stays in the half-day, else it gets the lowest free one of `places` and
   * its old one is free; the change is written down. Where nothing would change nothing is written, neither the key. A hold that becomes
   * confirmed is `confirmed`; another half-day `moved`; other moments, time zone, person on duty or hold time: `changed`.
   * @throws GoLiveError `slot-refused`: no place is free; `journal-conflict`: the project's booking is not `expected` (its own run-out hold
   * counts as none); `not-allowed`: the key was used for another project or half-day (subject `key …`); `domain-unknown`: no such project
   */
  book(wanted: BookingWanted, word: BookingWord): Promise<Booked>;
  /**
   * Gives it back and writes it down; answers what was written, `undefined`: there was none. Default `cancelled`. `lapsed` takes only a hold
   * that has run out at `word.atMs`: whoever confirmed it in time keeps it.
   * @throws GoLiveError `not-allowed`: the key was used for something else (subject `key …`)
   */
  unbook(projectId: string, word: BookingWord, what?: 'cancelled' | 'lapsed'): Promise<Booking | undefined>;
  /** By half-day and place, both ends included; also holds that have run out and that nobody dropped yet. */
  bookings(fromSlot: string, toSlot: string): Promise<readonly Booking[]>;
  bookingOf(projectId: string): Promise<Booking | undefined>;
  /** Oldest first, by `seq`. Of all projects: those from a moment on, up to `limit`, that follow `afterSeq`. */
  bookingChanges(
    asked:
      | { readonly projectId: string }
      | { readonly sinceMs: EpochMs; readonly limit: number; readonly afterSeq?: number },
  ): Promise<readonly BookingChange[]>;
  /** @throws GoLiveError `already-exists`: that id, or that token */
  addFeed(feed: FeedLink): Promise<void>;
  findFeed(tokenHash: string): Promise<FeedLink | undefined>;
  /** By id. */
  feeds(): Promise<readonly FeedLink[]>;
  /** Answers whether it was there. */
  removeFeed(id: string): Promise<boolean>;

  /** Adds it, or replaces the one of that kind and id. @throws GoLiveError `already-exists`: `isNew` and it is there, or somebody has that hash */
  putCredential(credential: Credential, isNew: boolean): Promise<void>;
  /** Also one that has expired: the caller knows the time. */
  findCredential(kind: CredentialKind, hash: string): Promise<Credential | undefined>;
  credential(kind: CredentialKind, id: string): Promise<Credential | undefined>;
  /** By id; of one subject where it is named. */
  credentials(kind: CredentialKind, subject?: string): Promise<readonly Credential[]>;
  /** Takes it out; of all who ask at once, one gets it. */
  takeCredential(kind: CredentialKind, id: string): Promise<Credential | undefined>;
  /** Takes out what has expired by `now`; answers how many. */
  dropExpiredCredentials(now: EpochMs): Promise<number>;

  /** Migrations whose journal is longer than what was made into messages; `noticedSeq`: up to there it was. Reads only those. */
  unnoticed(
    limit: number,
  ): Promise<readonly { readonly migrationId: string; readonly seq: number; readonly noticedSeq: number }[]>;
  /** Adds those whose id is not known yet, and moves the marks forward, never back. */
  addDeliveries(
    deliveries: readonly Delivery[],
    noticed?: readonly { readonly migrationId: string; readonly seq: number }[],
  ): Promise<void>;
  /** Takes waiting ones that are due, the longest due first, and answers them as they are then: each is due again at `untilMs` unless it is settled before. */
  claimDeliveries(limit: number, now: EpochMs, untilMs: EpochMs): Promise<readonly Delivery[]>;
  /** `waiting` with `dueMs`: try again then. One that is settled already stays as it is. */
  settleDelivery(
    id: string,
    outcome: {
      readonly state: Delivery['state'];
      readonly atMs: EpochMs;
      readonly dueMs?: EpochMs;
      readonly error?: string;
    },
  ): Promise<void>;
  /** Newest first; `after`: the last id of the page before (nothing follows one that is not there). */
  deliveries(asked: {
    readonly limit: number;
    readonly state?: Delivery['state'];
    readonly projectId?: string;
    readonly after?: string;
  }): Promise<readonly Delivery[]>;
  /** Forgets those that were settled before; answers how many. */
  dropDeliveries(beforeMs: EpochMs): Promise<number>;

  /** What was last believed of the clock of the machine that runs under this boot id. */
  readClock(bootId: string): Promise<ClockAnchor | undefined>;
  /** Replaces it, unless what is there carries a person's word that this one does not know of (`accepted`). */
  keepClock(anchor: ClockAnchor): Promise<void>;
  /** The newest moment on record: of a journal's last event, or believed of a clock. */
  newestMs(): Promise<EpochMs | undefined>;

  /** A whole copy at `file`, taken while others work. The key file is not in it. */
  backup(file: string): Promise<void>;
  /** Structure, hash chains, folds against projections; changes nothing. */
  check(): Promise<readonly StoreFault[]>;
  close(): Promise<void>;
}
