import type { Kysely } from 'kysely';
import type { GoLiveError } from '../../../domain/errors.ts';
import { GoLiveError as Failure } from '../../../domain/errors.ts';
import type { StoreFault } from '../../../ports/store.ts';
import type { Patience } from './patience.ts';
import { patiently } from './patience.ts';
import type { Tables } from './tables.ts';

/** What differs between databases; everything else is one Kysely code. */
export interface Backend {
  /** Shown to people: the file, or the database's name. */
  readonly where: string;
  /** Whether a claim says `for update skip locked`; SQLite has one writer at a time and no such clause. */
  readonly skipLocked: boolean;
  isBusy(thrown: unknown): boolean;
  /** A database's error as ours; `undefined`: not the database's. */
  translate(thrown: unknown): GoLiveError | undefined;
  /** Damage below the rows. */
  structureFaults(): Promise<StoreFault[]>;
  backup(file: string): Promise<void>;
  /** After something was deleted that must not be found again. Best effort. */
  wipe(): void;
}

/** The way to the rows: every failure translated, every lock waited for. */
export interface Access {
  readonly backend: Backend;
  read<Result>(work: (db: Kysely<Tables>) => Promise<Result>): Promise<Result>;
  /** One transaction, begun again from its start when another process holds the lock: `work` may run more than once. */
  write<Result>(work: (db: Kysely<Tables>) => Promise<Result>): Promise<Result>;
  /** Something outside Kysely, with the same patience and translation. */
  direct<Result>(work: () => Result | Promise<Result>): Promise<Result>;
}

export function accessTo(db: Kysely<Tables>, backend: Backend, patience: Patience): Access {
  const translated = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    try {
      return await patiently(work, backend.isBusy, patience);
    } catch (thrown) {
      if (thrown instanceof Failure) throw thrown;
      throw backend.translate(thrown) ?? thrown;
    }
  };
  return {
    backend,
    read: (work) => translated(() => work(db)),
    write: (work) => translated(() => db.transaction().execute(work)),
    direct: (work) => translated(async () => work()),
  };
}
