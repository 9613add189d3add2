import { closeSync, constants, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import { sha256 } from '../../../domain/json.ts';
import { connect } from './sqlite-connection.ts';
import type { Tables } from './tables.ts';

/** The newest write that was acknowledged, as it stands beside the database. */
export interface Acknowledged {
  readonly count: number;
  /** ISO 8601, by golive's clock. */
  readonly at: string;
}

/** What goes with every write of an SQLite store. */
export interface WriteCount {
  /** The number of this write, in its transaction. */
  next(db: Kysely<Tables>): Promise<number>;
  /** That write is on disk. Best effort: without it only a lost end of the database is not seen. */
  acknowledged(count: number): void;
}

const NAME = 'writes';
const COUNT_DIGITS = 15;
const LINE = /^golive (\d{15}) (\S{1,30}) ([0-9a-f]{8})\n/;
const MOST_BYTES = 100;

export function writeCountFile(database: string): string {
  return `${database}.writes`;
}

/**
 * Counts the writes of a store in its `meta` and, once each is on disk, in a small file beside it. The database and its log can lose their
 * end and still be a sound database, only an older one; the file then knows of more writes than it. It is never ahead of what was
 * acknowledged: it is written after the commit, and neither synced (a file that lags says nothing wrong) nor read but when a store is opened.
 */
export function writeCountBeside(database: string, now: () => number): WriteCount {
  const file = writeCountFile(database);
  return {
    next: async (db) => {
      const { rows } = await sql<{ value: string }>`
        insert into meta (name, value) values (${NAME}, '1')
        on conflict (name) do update set value = cast(cast(value as integer) + 1 as text) returning value`.execute(db);
      return Number(rows[0]!.value);
    },
    acknowledged: (count) => {
      try {
        const handle = openSync(file, constants.O_RDWR | constants.O_CREAT, 0o600);
        try {
          const before = Buffer.alloc(MOST_BYTES);
          const length = readSync(handle, before, 0, MOST_BYTES, 0);
          // Another process may have been faster with its own, later one.
          if ((parsed(before.toString('latin1', 0, length))?.count ?? 0) >= count) return;
          const said = `${String(count).padStart(COUNT_DIGITS, '0')} ${new Date(now()).toISOString()}`;
          writeSync(handle, `golive ${said} ${sha256(said).slice(0, 8)}\n`, 0);
        } finally {
          closeSync(handle);
        }
      } catch {}
    },
  };
}

/** `undefined`: there is none, or a machine that lost power left none that can be read. */
export function acknowledgedBeside(database: string): Acknowledged | undefined {
  try {
    return parsed(readFileSync(writeCountFile(database), 'latin1').slice(0, MOST_BYTES));
  } catch {
    return undefined;
  }
}

/** A store that nobody has open goes on counting behind `count`, as if it had known of all those writes; never behind less than it knows. */
export function countOnFrom(file: string, count: number): void {
  const database = connect(file, {});
  try {
    database
      .prepare(
        `insert into meta (name, value) values (?, ?) on conflict (name) do update
         set value = cast(max(cast(value as integer), cast(excluded.value as integer)) as text)`,
      )
      .run(NAME, String(count));
  } finally {
    database.close();
  }
}

function parsed(line: string): Acknowledged | undefined {
  const [, count, at, digest] = LINE.exec(line) ?? [];
  return count === undefined || at === undefined || sha256(`${count} ${at}`).slice(0, 8) !== digest
    ? undefined
    : { count: Number(count), at };
}
