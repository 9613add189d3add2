import { asGoLiveError } from '../../domain/errors.ts';
import type { Lease } from '../../ports/store.ts';
import type { App } from '../app.ts';
import { advance } from './advance.ts';

export interface Worker {
  readonly signal: AbortSignal;
  /** Unique among all workers on the store. */
  readonly owner: string;
}

/** One pass over all due work. What becomes due again meanwhile is left to the next pass. */
export async function tick(
  app: App,
  { signal, owner }: Worker,
  atOnce = 1,
): Promise<{ readonly advanced: number; readonly failed: number }> {
  const seen = new Set<string>();
  // What this pass had and is due again stays held until its end: given back at once it would be the first again, before all others.
  const held: Lease[] = [];
  let failed = 0;
  try {
    while (!signal.aborted) {
      const now = app.clock.now();
      const leases = await app.store.claimDue(atOnce, owner, now, now + app.leaseMs);
      if (leases.length === 0) break;
      const fresh = leases.filter((lease) => !seen.has(lease.migrationId));
      held.push(...leases.filter((lease) => seen.has(lease.migrationId)));
      for (const lease of fresh) seen.add(lease.migrationId);
      const ended = await Promise.all(fresh.map((lease) => advanceOne(app, lease, signal)));
      failed += ended.filter((ok) => !ok).length;
    }
  } finally {
    for (const lease of held) await app.store.release(lease);
  }
  return { advanced: seen.size - failed, failed };
}

/** One migration's trouble is told and stays its own. A full or damaged store is everybody's and is thrown. */
export async function advanceOne(app: App, lease: Lease, signal: AbortSignal): Promise<boolean> {
  try {
    await advance(app, lease, signal);
    return true;
  } catch (thrown) {
    const failure = asGoLiveError(thrown, lease.migrationId);
    if (failure.code === 'store-full') throw failure;
    app.log(`${lease.migrationId}: ${failure.message}`);
    return false;
  }
}
