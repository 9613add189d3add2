import { setTimeout as pause } from 'node:timers/promises';
import { seededRandom } from '../../../src/simulation/random.ts';
import type { Postgres } from '../kit/postgres.ts';
import type { Fleet, FleetOutcome } from './run.ts';
import { EFFECTS_EACH, runFleet } from './run.ts';

export interface Restarting {
  readonly postgres: Postgres;
  readonly database: string;
  readonly migrations: number;
  readonly atOnce: number;
  /** When the server goes down next; resolves then, or when there is no next time. */
  readonly next: (fleet: Fleet, restarts: number) => Promise<boolean>;
  readonly seed: number;
  readonly deadlineMs: number;
}

const LONGEST_DOWN_MS = 2000;

/** Two workers, which nobody restarts, while their PostgreSQL goes down and comes back, with and without warning. */
export async function runRestarts({
  postgres,
  database,
  migrations,
  atOnce,
  next,
  seed,
  deadlineMs,
}: Restarting): Promise<FleetOutcome & { readonly restarts: number; readonly faults: readonly string[] }> {
  const random = seededRandom(seed);
  let restarts = 0;
  let faults: readonly string[] = ['the store was not looked at'];
  const outcome = await runFleet({
    url: postgres.database(database),
    migrations,
    workers: 2,
    atOnce,
    deadlineMs,
    meanwhile: async (fleet) => {
      if (!(await next(fleet, restarts))) return;
      await postgres.restart(random() < 0.5 ? 'fast' : 'immediate', Math.round(random() * LONGEST_DOWN_MS));
      restarts++;
    },
    atEnd: async ({ app }) => {
      faults = (await app.store.check()).map(({ where, what }) => `${where}: ${what}`);
    },
  });
  return { ...outcome, restarts, faults };
}

/** Down when this part of all effects has happened, again and again: whatever the machine's speed, it is in the middle of the work. */
export function atShares(shares: readonly number[], migrations: number): Restarting['next'] {
  return async (fleet, restarts) => {
    const share = shares[restarts];
    await pause(20);
    return share !== undefined && (await fleet.counts()).effects >= share * migrations * EFFECTS_EACH;
  };
}

/** Down every so often. */
export function every(fewestMs: number, mostMs: number, seed: number): Restarting['next'] {
  const random = seededRandom(seed ^ 0x5eed);
  return async () => {
    await pause(fewestMs + random() * (mostMs - fewestMs));
    return true;
  };
}
