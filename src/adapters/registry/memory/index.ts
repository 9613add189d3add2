import type { Registry } from '../../../ports/registry.ts';
import type { World } from '../../../simulation/world.ts';

/** The simulated registry's public lookup. */
export function memoryRegistry(world: World): Registry {
  return world.apis.registry;
}
