import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Config } from '../app/config/schema.ts';

type Present<T> = { [K in keyof T]: Exclude<T[K], undefined> };

export function withoutUndefined<T extends object>(settings: T): Present<T> {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as Present<T>;
}

export function caFileOf({ tls, folder }: Config): { readonly caFile?: string } {
  return tls.caFile === null ? {} : { caFile: resolve(folder, tls.caFile) };
}

/** The system's certificate authorities, and the configured ones. */
export async function certificatesOf(config: Config): Promise<{ readonly caCertificates?: string }> {
  const { caFile } = caFileOf(config);
  if (caFile === undefined) return {};
  const { getCACertificates } = await import('node:tls');
  return { caCertificates: [...getCACertificates('default'), await readFile(caFile, 'utf8')].join('\n') };
}
