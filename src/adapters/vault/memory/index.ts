import type { Secret } from '../../../domain/secret.ts';
import type { Vault } from '../../../ports/vault.ts';

/** Secrets that end with the process. */
export function memoryVault(): Vault {
  const secrets = new Map<string, Secret>();
  return {
    read: async (field) => secrets.get(field),
    store: async (field, secret) => void secrets.set(field, secret),
    forget: async (field) => void secrets.delete(field),
  };
}
