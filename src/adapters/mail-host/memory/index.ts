import type { MailHost } from '../../../ports/mail-host.ts';
import type { Side, World } from '../../../simulation/world.ts';

/** A mail service of the simulated Internet. */
export function memoryMailHost(world: World, side: Side): MailHost {
  return world.apis.mailHost[side];
}
