import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { GoLiveError } from '../../../domain/errors.ts';
import type { StoreFault } from '../../../ports/store.ts';
import { corrupt, RESTORE } from '../failures.ts';
import { CALENDAR_VERSION } from './calendar-schema.ts';
import { DASHBOARD_VERSION } from './dashboard-schema.ts';
import { connectToLook } from './sqlite-connection.ts';
import type { Acknowledged } from './write-count.ts';
import { acknowledgedBeside } from './write-count.ts';

const FAULTS_SHOWN = 20;
/** What SQLite reads and compares in about 20 ms; more takes a `doctor`. */
const SMALL_BYTES = 8_000_000;

/**
 * Looks at a store through a connection that cannot write, so that nothing it finds is thrown away by closing it: that it knows of every
 * write that was acknowledged and, where it is small, that SQLite finds nothing wrong with it. Throws SQLite's own errors besides.
 * @throws GoLiveError `store-corrupt`
 */
export function lookBeforeOpening(file: string): void {
  // First what was acknowledged, then what is there: others may be writing.
  const lost = lostWrites(file);
  if (lost !== undefined) throw lost;
  const database = connectToLook(file);
  try {
    const number = (pragma: string) => Number(database.prepare(`pragma ${pragma}`).get()?.[pragma]);
    const [fault] = number('page_count') * number('page_size') <= SMALL_BYTES ? pageFaultsOf(database) : [];
    if (fault !== undefined) throw corrupt(file, fault.what);
  } finally {
    database.close();
  }
}

/** What a store that lost its end is refused with. Reads the file through a connection of its own. */
export function lostWrites(file: string): GoLiveError | undefined {
  const acknowledged = acknowledgedBeside(file);
  return acknowledged === undefined ? undefined : lostEnd(file, acknowledged, writesIn(file));
}

/** The same of a store that knows of so many writes. */
export function lostEnd(file: string, acknowledged: Acknowledged | undefined, known: number): GoLiveError | undefined {
  if (acknowledged === undefined || known >= acknowledged.count) return undefined;
  const missing = Number.isSafeInteger(known) ? `the last ${acknowledged.count - known}` : 'some';
  return new GoLiveError('store-corrupt', {
    subject: file,
    why: `${missing} of the writes that were acknowledged, up to ${acknowledged.at}, are not in it`,
    fix:
      'Restore a backup that has them: golive restore FILE. Or look at the providers for what was ordered or changed that this store ' +
      `does not know of, and go on from what is left: golive restore ${file} --force.`,
  });
}

/** Pages, cells, and what the indexes say of the rows. */
function pageFaultsOf(database: DatabaseSync): StoreFault[] {
  return database
    .prepare(`pragma integrity_check(${FAULTS_SHOWN})`)
    .all()
    .flatMap((row) => String(row['integrity_check']).split('\n'))
    .filter((line) => line !== 'ok' && line !== '' && !line.startsWith('***'))
    .slice(0, FAULTS_SHOWN)
    .map((what) => ({ where: 'file', what, fix: RESTORE }));
}

/** How many writes a store knows of; not a number where that was damaged. */
export function writesIn(file: string): number {
  const database = connectToLook(file);
  try {
    return Number(database.prepare("select value from meta where name = 'writes'").get()?.['value'] ?? 0);
  } finally {
    database.close();
  }
}

/** Without them work is not found, or begun twice; each in the schema version that made it. */
const INDEXES: readonly (readonly [version: number, names: readonly string[]])[] = [
  [
    1,
    [
      'migrations_due',
      'migrations_leased',
      'migrations_domain',
      'migrations_project',
      'migrations_status',
      'one_live_migration_per_domain',
    ],
  ],
  [CALENDAR_VERSION, ['booking_changes_project', 'booking_changes_at', 'booking_changes_key']],
  [
    DASHBOARD_VERSION,
    [
      'migrations_of_status',
      'migrations_touched',
      'migrations_unnoticed',
      'credentials_hash',
      'credentials_subject',
      'credentials_expire',
      'deliveries_due',
      'deliveries_settled',
      'deliveries_created',
      'deliveries_state',
      'deliveries_project',
    ],
  ],
];

/** What can be found without knowing what a row means: lost writes, damaged pages, missing indexes, rows that belong to nothing. */
export function structureFaultsOf(database: DatabaseSync, file: string): StoreFault[] {
  const lost = lostWrites(file);
  const orphans = database.prepare('pragma foreign_key_check').all().slice(0, FAULTS_SHOWN);
  const there = new Set(
    database
      .prepare("select name from sqlite_schema where type = 'index'")
      .all()
      .map((row) => row['name']),
  );
  const stored = database.prepare("select value from meta where name = 'schema_version'").get()?.['value'];
  const wanted = INDEXES.flatMap(([version, names]) => (version > Number(stored) ? [] : names));
  return [
    ...(lost === undefined ? [] : [{ where: 'file', what: lost.why ?? lost.message, fix: lost.fix ?? RESTORE }]),
    ...pageFaultsOf(database),
    ...wanted
      .filter((name) => !there.has(name))
      .map((name) => ({
        where: 'file',
        what: `the index ${name} is not there`,
        fix: RESTORE,
      })),
    ...orphans.map((row) => ({
      where: `${row['table']} row ${row['rowid']}`,
      what: `belongs to a row of ${row['parent']} that is not there`,
      fix: RESTORE,
    })),
  ];
}

/**
 * Says whether the files a connection was opened on still lie where they lay: SQLite goes on writing into a file that was deleted or
 * replaced, and nobody would ever read it.
 *
 * @param named the file, or a link that may lead elsewhere by then
 * @throws GoLiveError `store-full`
 */
export function keptInPlace(file: string, named: string): () => void {
  const known = new Map<string, string>();
  return () => {
    for (const part of ['', '-wal']) {
      const found = statSync(part === '' ? named : `${file}${part}`, { throwIfNoEntry: false });
      const now = found === undefined ? undefined : `${found.dev}:${found.ino}`;
      const before = known.get(part);
      if (before === undefined && now !== undefined) known.set(part, now);
      else if (before !== now)
        throw new GoLiveError('store-full', {
          subject: file,
          why: `its ${part === '' ? 'file' : 'log'} was ${now === undefined ? 'taken away' : 'replaced'} while golive had it open`,
          fix: 'Stop every golive that uses it, put back what belongs there, and start again; what was acknowledged before is in that file and its log.',
        });
    }
  };
}
