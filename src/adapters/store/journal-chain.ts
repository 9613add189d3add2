import type { StoredEvent } from '../../domain/journal.ts';
import { canonicalJson, sha256 } from '../../domain/json.ts';
import { scrub, scrubbed } from '../../domain/scrub.ts';
import type { NewEvent } from '../../ports/store.ts';
import { corrupt } from './failures.ts';

/** One journal row as it is stored; `event` is canonical JSON text. */
export interface JournalRow {
  readonly migration_id: string;
  readonly seq: number;
  readonly at_ms: number;
  readonly by: string;
  readonly why: string | null;
  readonly event: string;
  readonly hash: string;
}

/** Where a journal ends: its last sequence number and that event's hash. Before the first event: 0 and ''. */
export interface Head {
  readonly seq: number;
  readonly hash: string;
}

export const EMPTY: Head = { seq: 0, hash: '' };

/**
 * SHA-256 of the previous hash and the canonical JSON of { atMs, by, event, migrationId, seq, why }. The event's text goes in as it is
 * stored, byte for byte: a change that parses to the same value is found too.
 */
export function rowHash(previousHash: string, row: Omit<JournalRow, 'hash'>): string {
  const why = row.why === null ? '' : `,"why":${JSON.stringify(row.why)}`;
  return sha256(
    `${previousHash}{"atMs":${row.at_ms},"by":${JSON.stringify(row.by)},"event":${row.event},` +
      `"migrationId":${JSON.stringify(row.migration_id)},"seq":${row.seq}${why}}`,
  );
}

/** New events as rows that continue the chain. What stands in the journal stands there for ever: the last look for secrets is here. */
export function seal(migrationId: string, head: Head, events: readonly NewEvent[]): JournalRow[] {
  let { seq, hash } = head;
  return events.map((given) => {
    seq += 1;
    const row = {
      migration_id: migrationId,
      seq,
      at_ms: Math.round(given.atMs),
      by: storable(given.by),
      why: given.why === undefined ? null : storable(given.why),
      event: canonicalJson(scrubbed(given.event)),
    };
    hash = rowHash(hash, row);
    return { ...row, hash };
  });
}

/**
 * Rows that follow `from`, as events.
 * @throws GoLiveError `store-corrupt` at the first gap, changed row or unreadable event
 */
export function unseal(migrationId: string, from: Head, rows: readonly JournalRow[]): StoredEvent[] {
  let { seq, hash } = from;
  return rows.map((row) => {
    seq += 1;
    if (row.seq !== seq) throw corrupt(`the journal of ${migrationId}`, `event ${seq} is missing`);
    if (rowHash(hash, row) !== row.hash)
      throw corrupt(
        `the journal of ${migrationId}`,
        `event ${seq} is not what was written, or does not follow the one before`,
      );
    hash = row.hash;
    return toEvent(row);
  });
}

export function toEvent(row: JournalRow): StoredEvent {
  return {
    seq: row.seq,
    atMs: row.at_ms,
    by: row.by,
    ...(row.why === null ? {} : { why: row.why }),
    event: JSON.parse(row.event),
  };
}

/** Text that every database gives back as it was given: no lone surrogate, no NUL (PostgreSQL has no U+0000 in text). */
export function storable(text: string): string {
  return scrub(text).toWellFormed().replaceAll('\0', '\ufffd');
}
