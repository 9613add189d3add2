import { lookIntoSqliteStore, openSqliteStore } from '../../src/adapters/store/kysely/open-sqlite.ts';
import type { App } from '../../src/app/app.ts';
import { projectionFaults } from '../../src/app/doctor-projections.ts';
import { runThrough } from '../../src/app/run-through.ts';
import { Secret } from '../../src/domain/secret.ts';
import { DAY } from '../../src/domain/time.ts';
import type { Store, StoreFault } from '../../src/ports/store.ts';
import type { SimulatedOptions } from '../engine/simulated-app.ts';
import { MONDAY_EVENING, simulated } from '../engine/simulated-app.ts';

const clock = { now: () => MONDAY_EVENING };

/**
 * A store with a real move in it, up to the evening before its half-day: effects with their intents, bodies, a booking, a lease that was
 * held, a secret. Answers the migration's id.
 */
export async function moveInto(store: Store, options: SimulatedOptions = {}): Promise<string> {
  const { app, agency, ids } = await simulated({ ...options, store: () => store });
  await runThrough(app, agency, ids, { signal: new AbortController().signal, untilMs: MONDAY_EVENING + 1.2 * DAY });
  await store.putSecret(ids[0]!, 'ftp', new Secret('hunter2'));
  return ids[0]!;
}

export async function moveIntoFile(file: string): Promise<string> {
  const store = await openSqliteStore({ file, clock });
  try {
    return await moveInto(store);
  } finally {
    await store.close();
  }
}

/** All that doctor says of a store. */
export async function saidOf(store: Store): Promise<readonly StoreFault[]> {
  const faults = await store.check();
  return faults.length > 0 ? faults : projectionFaults({ store } as App);
}

export async function saidOfFile(file: string): Promise<readonly StoreFault[]> {
  const store = await lookIntoSqliteStore({ file, clock });
  try {
    return await saidOf(store);
  } finally {
    await store.close();
  }
}
