import { asGoLiveError } from '../domain/errors.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Registry } from '../ports/registry.ts';
import type { Door } from './faults.ts';
import type { RegistryCore } from './registry.ts';

/** The registry's public lookup. A fault there is `unknown`, never an exception. */
export function registryApi(core: RegistryCore, door: Door, now: () => EpochMs): Registry {
  return {
    lookUp: async (domain, signal) => {
      try {
        return await door.read('registry.lookUp', signal, () => core.lookUp(domain));
      } catch (thrown) {
        const why = asGoLiveError(thrown, 'registry').message;
        const nothing = { statuses: [], nameServers: [], ds: [] };
        return { outcome: 'unknown', ...nothing, source: 'rdap.nic.example', why, atMs: now() };
      }
    },
  };
}
