import { expect } from 'vitest';
import { Secret } from '../../src/domain/secret.ts';
import type { Vault } from '../../src/ports/vault.ts';
import { contract } from './promise.ts';

export interface VaultFixture {
  readonly vault: Vault;
  close(): Promise<void>;
}

/** Every promise of the port `Vault`. */
export function vaultContract(
  name: string,
  open: () => Promise<VaultFixture>,
  skip: Readonly<Record<string, string>> = {},
): void {
  contract<VaultFixture>(`${name} keeps its promises as a vault`, open, skip, {
    'what was never stored is undefined, and may be forgotten': async ({ vault }) => {
      expect(await vault.read('authInfo')).toBeUndefined();
      await vault.forget('authInfo');
    },
    'what was stored comes back, the newest, until it is forgotten': async ({ vault }) => {
      for (const text of ['een', 'twee']) await vault.store('authInfo', new Secret(text));
      await vault.store('ftp', new Secret('drie'));
      expect((await vault.read('authInfo'))!.reveal()).toBe('twee');
      await vault.forget('authInfo');
      expect(await vault.read('authInfo')).toBeUndefined();
      expect((await vault.read('ftp'))!.reveal()).toBe('drie');
    },
  });
}
