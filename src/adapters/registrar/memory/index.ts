import type { Registrar } from '../../../ports/registrar.ts';
import type { World } from '../../../simulation/world.ts';

/** A registrar of the simulated Internet. */
export function memoryRegistrar(world: World, side: 'losing' | 'gaining'): Registrar {
  return world.apis.registrar[side];
}
