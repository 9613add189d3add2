import { systemClock } from '../../../src/adapters/clock/system.ts';
import { openPostgresStore } from '../../../src/adapters/store/kysely/open-postgres.ts';
import type { App } from '../../../src/app/app.ts';
import type { Config } from '../../../src/app/config/schema.ts';
import { ConfigFile } from '../../../src/app/config/schema.ts';
import { newId } from '../../../src/compose.ts';
import { SECOND } from '../../../src/domain/time.ts';
import { FLEET_PLAYBOOK } from './toy-steps.ts';

/** The product's own engine and store on toy steps. */
export async function fleetApp(url: string, keyFile: string, leaseMs = 20 * SECOND): Promise<App> {
  const clock = systemClock();
  return {
    config: { ...ConfigFile.parse({ store: url }), file: undefined, folder: '/nowhere' } as Config,
    store: await openPostgresStore({ url, clock, keyFile, connections: 12 }),
    clock,
    leaseMs,
    pulse: (work) => {
      const timer = setInterval(() => void work(), leaseMs / 4);
      return () => clearInterval(timer);
    },
    pollMs: 2 * SECOND,
    inTime: (signal) => signal,
    newId,
    playbooks: async () => new Map([[FLEET_PLAYBOOK.id, FLEET_PLAYBOOK]]),
    portsFor: async () => ({}) as never,
    log: (line) => console.error(line),
  };
}
