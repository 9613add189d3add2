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

export interface Booking {
  readonly slot: string;
  readonly place: number;
  readonly projectId: string;
  readonly by: string;
  readonly atMs: EpochMs;
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
  countByStatus(): Promise<Readonly<Partial<Record<MigrationStatus, number>>>>;

  putSecret(migrationId: string, field: string, secret: Secret, expiresAtMs?: EpochMs): Promise<void>;
  readSecret(migrationId: string, field: string): Promise<Secret | undefined>;
  deleteSecret(migrationId: string, field: string): Promise<void>;
  /** Which fields hold one, of whatever migration; also what has run out and was not dropped yet. */
  secretsKept(): Promise<readonly { readonly migrationId: string; readonly field: string }[]>;
  /** Deletes every one that has run out; answers how many there were. */
  dropExpiredSecrets(): Promise<number>;

  /** One place in one slot; the database keeps it unique. @throws GoLiveError `slot-refused`: taken */
  book(booking: Booking): Promise<void>;
  unbook(projectId: string): Promise<void>;
  bookings(fromSlot: string, toSlot: string): Promise<readonly Booking[]>;

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
