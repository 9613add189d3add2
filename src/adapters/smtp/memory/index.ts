import type { Smtp } from '../../../ports/outside.ts';
import type { World } from '../../../simulation/world.ts';

/** Asks the simulated mail servers without sockets. */
export function memorySmtp(world: World): Smtp {
  return {
    wouldAccept: async ({ address, recipient }, signal) => {
      const atMs = world.clock.now();
      if (signal.aborted) return { outcome: 'not-asked', atMs };
      const server = world.endpoints.find((one) => one.kind === 'mail' && one.address === address);
      const answer = world.smtp(address, recipient);
      if (answer === undefined || server === undefined) return { outcome: 'unreachable', atMs };
      const accepted = answer.code >= 200 && answer.code < 300;
      const banner = `220 ${server.name.slice(0, -1)} ESMTP`;
      return { outcome: accepted ? 'accepted' : 'refused', banner, reply: `${answer.code} ${answer.text}`, atMs };
    },
  };
}
