import type { Secret } from '../domain/secret.ts';
import type { EpochMs } from '../domain/time.ts';

/** The secrets of one migration: encrypted at rest, bound to migration and field. */
export interface Vault {
  read(field: string): Promise<Secret | undefined>;
  store(field: string, secret: Secret, expiresAtMs?: EpochMs): Promise<void>;
  forget(field: string): Promise<void>;
}
