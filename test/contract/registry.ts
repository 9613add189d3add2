import { expect } from 'vitest';
import type { Fqdn } from '../../src/domain/name.ts';
import { fqdn } from '../../src/domain/name.ts';
import type { Registry } from '../../src/ports/registry.ts';
import { given, never } from './laboratory.ts';
import { contract } from './promise.ts';

export interface RegistryFixture {
  readonly port: Registry;
  /** Registered and locked, with DS. */
  readonly domain: Fqdn;
  unlock(): Promise<void>;
  /** The next lookup finds nobody who answers. */
  breakNext(): Promise<void>;
  close(): Promise<void>;
}

/** Every promise of the port `Registry`. */
export function registryContract(
  name: string,
  open: () => Promise<RegistryFixture>,
  skip: Readonly<Record<string, string>> = {},
): void {
  contract<RegistryFixture>(`${name} keeps its promises as a registry`, open, skip, {
    'a registration shows with registrar, EPP statuses, name servers, DS, dates and source': async ({
      port,
      domain,
    }) => {
      const found = await port.lookUp(domain, never());
      expect(found).toMatchObject({ outcome: 'found', statuses: ['clientTransferProhibited'] });
      expect(found.registrar!.id).toMatch(/^\d+$/);
      expect(found.nameServers.length).toBeGreaterThanOrEqual(2);
      for (const server of found.nameServers) expect(server.endsWith('.')).toBe(true);
      for (const ds of found.ds) expect(ds).toMatch(/^\d+ \d+ \d+ [0-9a-f]+$/);
      expect(found.createdMs!).toBeLessThan(found.atMs);
      expect(found.expiresMs!).toBeGreaterThan(found.atMs);
      expect(found.source).not.toBe('');
    },
    'a status that was lifted is gone': async ({ port, domain, unlock }) => {
      await unlock();
      expect((await port.lookUp(domain, never())).statuses).toEqual(['ok']);
    },
    'a domain nobody registered is not-found': async ({ port }) => {
      const found = await port.lookUp(fqdn('bestaat-niet.example.'), never());
      expect(found).toMatchObject({ outcome: 'not-found', statuses: [], nameServers: [], ds: [] });
    },
    'a lookup that fails is unknown, with a reason; it does not reject': async ({ port, domain, breakNext }) => {
      await breakNext();
      const found = await port.lookUp(domain, never());
      expect(found.outcome).toBe('unknown');
      expect(found.why).toBeTruthy();
    },
    'a lookup that was given up is unknown': async ({ port, domain }) => {
      expect((await port.lookUp(domain, given())).outcome).toBe('unknown');
    },
  });
}
