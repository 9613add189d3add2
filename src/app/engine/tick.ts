import { asGoLiveError } from '../../domain/errors.ts';
import type { Lease } from '../../ports/store.ts';
import type { App } from '../app.ts';
import { advance } from './advance.ts';
import { sweepSecrets } from './vault.ts';

export interface Worker {
  readonly signal: AbortSignal;
  /** Unique among all workers on the store. */
  readonly owner: string;
}

/**
 * One pass over all due work, with `atOnce` hands: one that hangs keeps one hand busy, and none of the others waiting. What becomes due again
 * meanwhile is left to the next pass.
 */
export async function tick(
  app: App,
  { signal, owner }: Worker,
  atOnce = 1,
): Promise<{ readonly advanced: number; readonly failed: number }> {
  const seen = new Set<string>();
  // What this pass had and is due again stays held until its end: given back at once it would be the first again, before all others.
  const held: Lease[] = [];
  const inHand = new Set<Promise<void>>();
  let failed = 0;
  let broken: { readonly thrown: unknown } | undefined;
  const take = (lease: Lease): void => {
    seen.add(lease.migrationId);
    const work = async (): Promise<void> => {
      try {
        if (!(await advanceOne(app, lease, signal))) failed += 1;
      } catch (thrown) {
        broken ??= { thrown };
      }
    };
    const hand: Promise<void> = work().finally(() => inHand.delete(hand));
    inHand.add(hand);
  };
  await sweepSecrets(app, owner, signal);
  try {
    while (!signal.aborted && broken === undefined) {
      const now = app.clock.now();
      const leases = await app.store.claimDue(atOnce - inHand.size, owner, now, now + app.leaseMs);
      if (leases.length === 0 && inHand.size === 0) break;
      for (const lease of leases)
        if (seen.has(lease.migrationId)) held.push(lease);
        else take(lease);
      // With a hand free and nothing due, somebody's work may still bring some.
      if (inHand.size >= atOnce || leases.length === 0) await Promise.race(inHand);
    }
  } finally {
    await Promise.all(inHand);
    for (const lease of held) await app.store.release(lease);
  }
  if (broken !== undefined) throw broken.thrown;
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
