import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import type { DatabaseConnection, SqliteDatabase, SqliteDialectConfig } from 'kysely';
import { CompiledQuery, Kysely, SqliteDialect, SqliteDriver } from 'kysely';
import type { Tables } from './tables.ts';

/** A laboratory's view of a connection; the product sets neither. */
export interface Probe {
  readonly onConnection?: (database: DatabaseSync) => void;
  readonly onStatement?: (sql: string, rowsReturned: number) => void;
}

/** Longer would stop the event loop; what remains is waited for asynchronously. */
const BUSY_TIMEOUT_MS = 20;

/** Opens a file as every connection of ours is: WAL, each commit on disk, deleted bytes overwritten. Throws SQLite's own errors. */
export function connect(file: string, probe: Probe): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true });
  try {
    database.exec('pragma trusted_schema = off');
    database.exec('pragma cell_size_check = on');
    database.exec('pragma secure_delete = on');
    database.exec('pragma journal_mode = wal');
    database.exec('pragma synchronous = full');
    probe.onConnection?.(database);
    return database;
  } catch (thrown) {
    database.close();
    throw thrown;
  }
}

/** Opens a file so that nothing in it or its log can change, not even by closing it last. Throws SQLite's own errors. */
export function connectToLook(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
  database.exec('pragma trusted_schema = off');
  database.exec('pragma cell_size_check = on');
  return database;
}

export function kyselyOn(database: DatabaseSync, probe: Probe): Kysely<Tables> {
  return new Kysely<Tables>({ dialect: new ImmediateDialect(database, { database: spreading(database, probe) }) });
}

class ImmediateDialect extends SqliteDialect {
  readonly #database: DatabaseSync;
  readonly #config: SqliteDialectConfig;

  constructor(database: DatabaseSync, config: SqliteDialectConfig) {
    super(config);
    this.#database = database;
    this.#config = config;
  }

  override createDriver(): SqliteDriver {
    return new ImmediateDriver(this.#database, this.#config);
  }
}

class ImmediateDriver extends SqliteDriver {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync, config: SqliteDialectConfig) {
    super(config);
    this.#database = database;
  }

  // A deferred transaction that reads first cannot become a writer once another process wrote: SQLITE_BUSY_SNAPSHOT, whatever the timeout.
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }

  // A full disk makes SQLite roll back by itself; a second rollback would fail and hide why.
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#database.isTransaction) await super.rollbackTransaction(connection);
  }
}

/** `DatabaseSync` in the shape Kysely asks for: it hands parameters over as one array. */
function spreading(database: DatabaseSync, probe: Probe): SqliteDatabase {
  return {
    close: () => database.close(),
    prepare: (sql) => {
      const statement = database.prepare(sql);
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => {
          const rows = statement.all(...(parameters as SQLInputValue[]));
          probe.onStatement?.(sql, rows.length);
          return rows;
        },
        run: (parameters) => {
          const result = statement.run(...(parameters as SQLInputValue[]));
          probe.onStatement?.(sql, 0);
          return result;
        },
        iterate: (parameters) => statement.iterate(...(parameters as SQLInputValue[])),
      };
    },
  };
}
