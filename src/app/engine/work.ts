import { asGoLiveError } from '../../domain/errors.ts';
import type { Dispatcher } from '../../ports/dispatcher.ts';
import type { App } from '../app.ts';
import type { Worker } from './tick.ts';
import { advanceOne, tick } from './tick.ts';

export type { Dispatcher } from '../../ports/dispatcher.ts';

/** Migrations that one worker has in its hands at the same time. */
export const WORKER_AT_ONCE = 32;

/**
 * One of many workers on a store: answers the alarm clock's rings, and sweeps the store for what was due and rang for nobody. Ends as `serve`
 * does, when `signal` aborts.
 */
export async function work(app: App, worker: Worker, dispatcher: Dispatcher): Promise<void> {
  const ringing: App = { ...app, ring: (id, atMs) => void dispatcher.wake(id, atMs).catch(() => undefined) };
  await dispatcher.start((migrationId) => answer(ringing, worker, migrationId));
  try {
    while (!worker.signal.aborted) {
      await tick(ringing, worker, WORKER_AT_ONCE).catch((thrown: unknown) => {
        const failure = asGoLiveError(thrown, 'sweep');
        if (failure.code !== 'store-busy') throw failure;
        app.log(failure.message); // the server restarts: the next sweep finds what this one did not
      });
      await app.clock.sleepUntil(app.clock.now() + app.pollMs, worker.signal);
    }
  } finally {
    await dispatcher.stop();
  }
}

async function answer(app: App, { owner, signal }: Worker, migrationId: string): Promise<void> {
  if (signal.aborted) return;
  try {
    const now = app.clock.now();
    const lease = await app.store.claim(migrationId, owner, now, now + app.leaseMs);
    if (lease !== undefined) await advanceOne(app, lease, signal);
  } catch (thrown) {
    app.log(`${migrationId}: ${asGoLiveError(thrown, migrationId).message}`);
  }
}
