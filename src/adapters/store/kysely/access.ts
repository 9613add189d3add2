import type { Kysely } from 'kysely';
import type { GoLiveError } from '../../../domain/errors.ts';
import { GoLiveError as Failure } from '../../../domain/errors.ts';
import type { StoreFault } from '../../../ports/store.ts';
import type { Patience } from './patience.ts';
import { patiently } from './patience.ts';
import type { Tables } from './tables.ts';
import type { WriteCount } from './write-count.ts';

/** What differs between databases; everything else is one Kysely code. */
export interface Backend {
  /** Shown to people: the file, or the database's name. */
  readonly where: string;
  /**
   * Many writers at once on a server: a claim says `for update skip locked`, the calendar is changed under a lock of its own, and one statement is a transaction by itself, sent without a
   * `begin` and a `commit` around it. SQLite has one writer at a time, no such clause and no way to travel.
   */
  readonly skipLocked: boolean;
  isBusy(thrown: unknown): boolean;
  /** A database's error as ours; `undefined`: not the database's. */
  translate(thrown: unknown): GoLiveError | undefined;
  /** Damage below the rows. */
  structureFaults(): Promise<StoreFault[]>;
  backup(file: string): Promise<void>;
  /** After something was deleted that must not be found again. Best effort. */
  wipe(): void;
  /** Counts what is acknowledged, where the database can lose its end without anybody noticing. */
  readonly writeCount?: WriteCount;
  /** @throws GoLiveError `store-full`: what is written now would be read by nobody */
  inPlace?(): void;
}

/** The way to the rows: every failure translated, every lock waited for. */
export interface Access {
  readonly backend: Backend;
  read<Result>(work: (db: Kysely<Tables>) => Promise<Result>): Promise<Result>;
  /** One transaction, begun again from its start when another process holds the lock: `work` may run more than once. */
  write<Result>(work: (db: Kysely<Tables>) => Promise<Result>): Promise<Result>;
  /** As `write`, for what is one statement; it too may run more than once. */
  one<Result>(work: (db: Kysely<Tables>) => Promise<Result>): Promise<Result>;
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
  const read: Access['read'] = (work) =>
    translated(async () => {
      backend.inPlace?.();
      return work(db);
    });
  const write: Access['write'] = (work) =>
    translated(async () => {
      backend.inPlace?.();
      const { result, count } = await db.transaction().execute(async (trx) => ({
        result: await work(trx),
        count: await backend.writeCount?.next(trx),
      }));
      // Once more: what went into a file that was taken away meanwhile is not acknowledged.
      backend.inPlace?.();
      if (count !== undefined) backend.writeCount?.acknowledged(count);
      return result;
    });
  return {
    backend,
    read,
    write,
    one: backend.skipLocked ? read : write,
    direct: (work) => translated(async () => work()),
  };
}
