import { existsSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import type { Surroundings } from './load.ts';
import type { Config } from './schema.ts';

/** The database's file, where the store is one. */
export function sqliteFileOf(config: Config): string | undefined {
  return config.store.startsWith('sqlite:') ? resolve(config.folder, config.store.slice('sqlite:'.length)) : undefined;
}

/** Whether there is something at the place of the store. Of a database that is not a file whoever opens it is told. */
export function isStoreThere(config: Config): boolean {
  const file = sqliteFileOf(config);
  return file === undefined || existsSync(file);
}

/** The database's address, where the store is PostgreSQL. */
export function postgresUrlOf(config: Config): string | undefined {
  return /^postgres(ql)?:/.test(config.store) ? config.store : undefined;
}

/** The file with the key that secrets are encrypted with. */
export function keyFileOf(config: Config): string | undefined {
  if (config.keyFile !== undefined) return resolve(config.folder, config.keyFile);
  if (postgresUrlOf(config) !== undefined) return resolve(config.folder, 'golive.key');
  const file = sqliteFileOf(config);
  return file === undefined ? undefined : `${file}.key`;
}

/** What golive may lose without harm, of this user (XDG Base Directory Specification: a relative path there is none). */
export function cacheFolderOf({ home, env }: Pick<Surroundings, 'home' | 'env'>): string {
  const named = env['XDG_CACHE_HOME'] ?? '';
  return join(isAbsolute(named) ? named : join(home, '.cache'), 'golive');
}
