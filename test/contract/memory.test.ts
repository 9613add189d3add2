import { jumpingClock } from '../../src/adapters/clock/memory/index.ts';
import { memoryPorts } from '../../src/adapters/memory-ports.ts';
import { memoryVault } from '../../src/adapters/vault/memory/index.ts';
import { SECOND } from '../../src/domain/time.ts';
import type { StepPorts } from '../../src/ports/step-ports.ts';
import { createWorld } from '../../src/simulation/world.ts';
import { allContracts } from './all.ts';
import type { Laboratory, OpenLaboratory, Remote } from './laboratory.ts';
import { vaultContract } from './vault.ts';

const open: OpenLaboratory = async (scenario = {}): Promise<Laboratory> => {
  const clock = jumpingClock(Date.parse('2026-12-01T08:00:00Z'));
  const world = createWorld({ clock, seed: 3, scenario });
  return {
    ports: memoryPorts(world) as Required<StepPorts>,
    clock,
    domain: world.domain,
    servers: world.servers,
    endpoints: world.endpoints,
    people: remote(world.people),
    faults: remote(world.faults),
    counters: async () => world.counters,
    pass: async (seconds) => clock.advance(seconds * SECOND),
    close: async () => {},
  };
};

/** The same methods, answering with promises; looked up on the object, so that methods of a class work too. */
function remote<T extends object>(object: T): Remote<T> {
  return new Proxy(object, {
    get:
      (target, name) =>
      async (...args: unknown[]) =>
        (Reflect.get(target, name) as (...args: unknown[]) => unknown).apply(target, args),
  }) as unknown as Remote<T>;
}

allContracts('memory', open);
vaultContract('memory', async () => ({ vault: memoryVault(), close: async () => {} }));
