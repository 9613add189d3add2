import type { MailCopier } from '../../../ports/mail-host.ts';
import type { World } from '../../../simulation/world.ts';

/** Copies messages between the simulated mail services. */
export function memoryMailCopier(world: World): MailCopier {
  return world.apis.mailCopier;
}
