import type { MigrationStatus } from '../../../domain/lifecycle.ts';
import type { Fqdn } from '../../../domain/name.ts';
import type { CredentialKind, Delivery } from '../../../ports/store.ts';
import type { JournalRow } from '../journal-chain.ts';

/**
 * The tables, in the column types that SQLite and PostgreSQL share: text, whole milliseconds, JSON as text. Identifiers and slots are
 * ordered by byte: a PostgreSQL database wants the collation "C".
 */
export interface Tables {
  readonly meta: { readonly name: string; readonly value: string };
  readonly projects: { readonly id: string; readonly data: string; readonly digest: string };
  readonly migrations: MigrationRow;
  readonly journal: JournalRow;
  readonly bodies: { readonly hash: string; readonly data: string };
  readonly playbooks: { readonly digest: string; readonly data: string };
  readonly secrets: SecretRow;
  readonly bookings: {
    readonly slot: string;
    readonly place: number;
    readonly project_id: string;
    readonly by: string;
    /** When it was made. */
    readonly at_ms: number;
    /** The `Booking`, as canonical JSON. '': written by a golive of schema version 1 while this one was installed. */
    readonly data: string;
    readonly digest: string;
  };
  readonly booking_changes: BookingChangeRow;
  /** How many there are of a status is the sum of its rows, of which one alone may be negative. */
  readonly status_counts: { readonly status: MigrationStatus; readonly shard: number; readonly count: number };
  readonly credentials: CredentialRow;
  readonly deliveries: DeliveryRow;
  readonly feeds: {
    readonly id: string;
    readonly token_hash: string;
    /** The `FeedLink`, as canonical JSON. */
    readonly data: string;
    readonly digest: string;
  };
}

/** One line of the calendar's history; the columns beside `data` are what it is found by. */
export interface BookingChangeRow {
  readonly seq: number;
  readonly booking_id: string;
  readonly sequence: number;
  readonly project_id: string;
  readonly at_ms: number;
  readonly key: string | null;
  /** The `BookingChange` without `seq`, as canonical JSON. */
  readonly data: string;
  /** SHA-256 of `seq`, a space and `data`. */
  readonly digest: string;
}

/** Header, projection, journal head and lease of one migration. */
export interface MigrationRow {
  readonly id: string;
  readonly project_id: string;
  readonly domain: Fqdn;
  readonly created_ms: number;
  readonly status: MigrationStatus;
  readonly phase: string;
  readonly due_ms: number | null;
  readonly summary: string;
  /** Of header and projection; `check` finds a changed value that no index and no chain covers. */
  readonly digest: string;
  readonly seq: number;
  readonly head_hash: string;
  readonly lease_owner: string | null;
  readonly lease_generation: number;
  readonly lease_until_ms: number | null;
  /** Moment of the last event; a trigger sees to it where who appends does not. */
  readonly touched_ms: number;
  /** How far the journal was made into messages. */
  readonly noticed_seq: number;
}

/** A `Credential`; the columns beside `data` are what it is found by. */
export interface CredentialRow {
  readonly kind: CredentialKind;
  readonly id: string;
  readonly hash: string | null;
  readonly subject: string;
  readonly expires_ms: number | null;
  /** As canonical JSON. */
  readonly data: string;
  readonly digest: string;
}

export interface DeliveryRow {
  readonly id: string;
  readonly state: Delivery['state'];
  readonly project_id: string | null;
  readonly created_ms: number;
  readonly due_ms: number;
  readonly attempts: number;
  readonly settled_ms: number | null;
  readonly error: string | null;
  /** What of the `Delivery` does not change, as canonical JSON. */
  readonly data: string;
  readonly digest: string;
}

export interface SecretRow {
  readonly migration_id: string;
  readonly field: string;
  /** Counts the writes of this field; part of what the ciphertext is bound to. */
  readonly version: number;
  /** Base64 of nonce (12), ciphertext and tag (16). */
  readonly sealed: string;
  readonly expires_at_ms: number | null;
}
