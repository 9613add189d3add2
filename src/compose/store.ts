import type { App } from '../app/app.ts';
import { keyFileOf, postgresUrlOf, sqliteFileOf } from '../app/config/places.ts';
import type { Config } from '../app/config/schema.ts';
import type { Restored } from '../cli/shell.ts';
import { GoLiveError } from '../domain/errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Dispatcher } from '../ports/dispatcher.ts';
import type { Store } from '../ports/store.ts';
import { clockOf } from './clock.ts';

export async function openStore(config: Config, clock: Clock, looking: boolean): Promise<Store> {
  const file = sqliteFileOf(config);
  if (file !== undefined) {
    const { lookIntoSqliteStore, openSqliteStore } = await import('../adapters/store/kysely/open-sqlite.ts');
    return (looking ? lookIntoSqliteStore : openSqliteStore)({ file, clock, keyFile: keyFileOf(config)! });
  }
  const url = postgresUrlOf(config);
  if (url !== undefined) {
    const { openPostgresStore } = await import('../adapters/store/kysely/open-postgres.ts');
    return openPostgresStore({ url, clock, keyFile: keyFileOf(config)!, sameTime: config.laboratory === undefined });
  }
  if (config.store === 'memory:') return (await import('../adapters/store/memory/index.ts')).openMemoryStore({ clock });
  throw new GoLiveError('config-invalid', {
    subject: 'store',
    why: 'there is no such kind of store',
    fix: 'Write sqlite:golive.db or postgres://USER:PASSWORD@HOST:5432/DATABASE.',
  });
}

export async function restore(
  config: Config,
  backup: string,
  { force, by }: { readonly force: boolean; readonly by: string },
): Promise<Restored> {
  const clock = await clockOf(config);
  const pause = async (store: Store, lost: number) => {
    const { pauseAll } = await import('../app/pause-all.ts');
    return pauseAll({ store, clock }, { by, why: `restored without the last ${lost} writes` });
  };
  const options = { clock, keyFile: keyFileOf(config)!, force, pause };
  const url = postgresUrlOf(config);
  if (url !== undefined) {
    const { restorePostgres } = await import('../adapters/store/kysely/restore-postgres.ts');
    return restorePostgres(backup, url, options);
  }
  const file = sqliteFileOf(config);
  if (file === undefined)
    throw new GoLiveError('not-allowed', { subject: 'restore', why: 'the store is neither a file nor a database' });
  const { restoreSqlite } = await import('../adapters/store/kysely/restore.ts');
  return restoreSqlite(backup, file, options);
}

/** pg-boss on the store's own server; it rings by the server's clock, which is the wall's. */
export async function dispatcherOf({ config, clock, log }: App): Promise<Dispatcher> {
  const url = postgresUrlOf(config);
  if (url === undefined)
    throw new GoLiveError('config-invalid', {
      subject: 'worker',
      why: 'many workers share a PostgreSQL store, and this store is a file of one machine',
      fix: 'Write store: postgres://USER:PASSWORD@HOST:5432/DATABASE, or run golive serve.',
    });
  const { pgBossDispatcher } = await import('../adapters/dispatcher/pg-boss/index.ts');
  const { WORKER_AT_ONCE } = await import('../app/engine/work.ts');
  const factor = config.laboratory?.clock?.factor ?? 1;
  const wallTime = (atMs: number) => new Date(Date.now() + Math.max(0, atMs - clock.now()) / factor);
  return pgBossDispatcher({ url, wallTime, atOnce: WORKER_AT_ONCE, log });
}
