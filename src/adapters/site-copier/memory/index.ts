import type { SiteCopier } from '../../../ports/hosting.ts';
import type { World } from '../../../simulation/world.ts';

/** Copies the site between the simulated hosts. */
export function memorySiteCopier(world: World): SiteCopier {
  return world.apis.siteCopier;
}
