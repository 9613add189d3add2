import type { Hosting } from '../../../ports/hosting.ts';
import type { Side, World } from '../../../simulation/world.ts';

/** A web host of the simulated Internet. */
export function memoryHosting(world: World, side: Side): Hosting {
  return world.apis.hosting[side];
}
