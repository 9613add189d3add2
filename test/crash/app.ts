import { randomUUID } from 'node:crypto';
import { systemClock } from '../../src/adapters/clock/system.ts';
import type { App } from '../../src/app/app.ts';
import type { Config } from '../../src/app/config/schema.ts';
import { ConfigFile } from '../../src/app/config/schema.ts';
import type { Store } from '../../src/ports/store.ts';
import { CRASH_PLAYBOOK } from './steps.ts';

export interface StoreSettings {
  /** `postgres://…`, or the path of an SQLite file. */
  readonly where: string;
  readonly keyFile: string;
}

export interface Pace {
  readonly leaseMs: number;
  readonly callMs: number;
}

/** Loads the one database that is wanted: these processes live shortly. */
export async function opener({ where, keyFile }: StoreSettings): Promise<() => Promise<Store>> {
  const clock = systemClock();
  if (where.startsWith('postgres:')) {
    const { openPostgresStore } = await import('../../src/adapters/store/kysely/open-postgres.ts');
    return () => openPostgresStore({ url: where, clock, keyFile, connections: 4 });
  }
  const { openSqliteStore } = await import('../../src/adapters/store/kysely/open-sqlite.ts');
  return () => openSqliteStore({ file: where, clock, keyFile });
}

export const newId = (prefix: string): string => `${prefix}-${randomUUID()}`;

/** The product's own engine and store, in a hurry, on toy steps. */
export function crashApp(store: Store, { leaseMs, callMs }: Pace): App {
  return {
    config: { ...ConfigFile.parse({}), file: undefined, folder: '/nowhere' } as Config,
    store,
    clock: systemClock(),
    leaseMs,
    callMs,
    pulse: (work) => {
      const timer = setInterval(() => void work(), leaseMs / 4);
      return () => clearInterval(timer);
    },
    pollMs: 200,
    inTime: (signal) => signal,
    newId,
    playbooks: async () => new Map([[CRASH_PLAYBOOK.id, CRASH_PLAYBOOK]]),
    portsFor: async () => ({}) as never,
    log: (line) => console.error(line),
  };
}
