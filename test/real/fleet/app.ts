import { thisMachine } from '../../../src/adapters/clock/machine.ts';
import { trustedClock } from '../../../src/adapters/clock/trusted.ts';
import { openPostgresStore } from '../../../src/adapters/store/kysely/open-postgres.ts';
import { UPGRADES } from '../../../src/adapters/store/kysely/upgrades.ts';
import type { App } from '../../../src/app/app.ts';
import type { Config } from '../../../src/app/config/schema.ts';
import { ConfigFile } from '../../../src/app/config/schema.ts';
import { newId } from '../../../src/compose/app.ts';
import { SECOND } from '../../../src/domain/time.ts';
import { FLEET_PLAYBOOK } from './toy-steps.ts';
import { LATER_UPGRADE } from './upgrade.ts';

/** What a worker of the test fleet is started with. */
export interface WorkerSettings {
  readonly url: string;
  readonly keyFile: string;
  readonly providerPort: number;
  readonly atOnce: number;
  readonly leaseMs: number;
  readonly pollMs: number;
  /** A golive of the future: it knows one upgrade more. */
  readonly later?: boolean;
  /** `golive serve` instead of `golive worker`. */
  readonly serves?: boolean;
}

/** The product's own engine and store on toy steps. */
export async function fleetApp({
  url,
  keyFile,
  leaseMs = 20 * SECOND,
  pollMs = 2 * SECOND,
  later = false,
}: Pick<WorkerSettings, 'url' | 'keyFile'> & Partial<WorkerSettings>): Promise<App> {
  const clock = trustedClock(thisMachine());
  const upgrades = later ? [...UPGRADES, LATER_UPGRADE] : UPGRADES;
  return {
    config: { ...ConfigFile.parse({ store: url }), file: undefined, folder: '/nowhere' } as Config,
    store: await openPostgresStore({ url, clock, keyFile, upgrades }),
    clock,
    leaseMs,
    pulse: (work) => {
      const timer = setInterval(() => void work(), leaseMs / 4);
      return () => clearInterval(timer);
    },
    pollMs,
    inTime: (signal) => signal,
    newId,
    playbooks: async () => new Map([[FLEET_PLAYBOOK.id, FLEET_PLAYBOOK]]),
    portsFor: async () => ({}) as never,
    log: (line) => console.error(line),
  };
}
