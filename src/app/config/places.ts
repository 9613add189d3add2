import { resolve } from 'node:path';
import type { Config } from './schema.ts';

/** The database's file, where the store is one. */
export function sqliteFileOf(config: Config): string | undefined {
  return config.store.startsWith('sqlite:') ? resolve(config.folder, config.store.slice('sqlite:'.length)) : undefined;
}

/** The file with the key that secrets are encrypted with. */
export function keyFileOf(config: Config): string | undefined {
  if (config.keyFile !== undefined) return resolve(config.folder, config.keyFile);
  const file = sqliteFileOf(config);
  return file === undefined ? undefined : `${file}.key`;
}
