import { asGoLiveError } from '../../domain/errors.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { Dispatcher } from '../../ports/dispatcher.ts';
import type { Lease } from '../../ports/store.ts';
import type { App } from '../app.ts';
import type { Worker } from './tick.ts';
import { advanceOne } from './tick.ts';
import { sweepSecrets } from './vault.ts';

export type { Dispatcher } from '../../ports/dispatcher.ts';

/** Migrations that one worker has in its hands at the same time. */
export const WORKER_AT_ONCE = 32;
/** What was worked on and is due again at once comes back after this part of a poll: the others have their turn first. */
const REST_SHARE = 1 / 20;
/** What is due before the next poll is fetched by whoever saw it last, in batches this part of a poll apart. */
const SOON_SHARE = 1 / 50;

/**
 * One of many workers on a store. It has `atOnce` hands: whenever one is free it takes what is most overdue, it looks every `pollMs` for what
 * became due meanwhile, and it answers the alarm clock's rings in between. A ring that finds no free hand is let go: the store knows what
 * is due. Ends as `serve` does, when `signal` aborts; outlives a server that is away. @throws GoLiveError what makes all work impossible:
 * `store-full`, `store-newer`, a clock that is wrong
 */
export async function work(
  app: App,
  { signal, owner }: Worker,
  dispatcher: Dispatcher,
  atOnce: number = WORKER_AT_ONCE,
): Promise<void> {
  // What is due before the next poll needs no alarm of the whole fleet's: should this worker die, another one's poll finds it.
  let soonMs = Number.POSITIVE_INFINITY;
  const ring = (id: string, atMs: EpochMs): void => {
    if (atMs - app.clock.now() >= app.pollMs) {
      dispatcher.wake(id, atMs).catch(() => undefined);
      return;
    }
    const batchMs = Math.max(1, app.pollMs * SOON_SHARE);
    const momentMs = Math.ceil(atMs / batchMs) * batchMs;
    if (momentMs >= soonMs) return;
    soonMs = momentMs;
    wakeUp();
  };
  const ringing: App = { ...app, ring };
  // By lease: a process that was stopped past its lease may take what another of its own hands still has.
  const inHand = new Map<Lease, Promise<void>>();
  const has = (id: string): boolean => [...inHand.keys()].some(({ migrationId }) => migrationId === id);
  const resting = new Map<string, EpochMs>();
  // Due again too soon; held until the next poll, or they would be found first again and again.
  const held: Lease[] = [];
  let broken: { readonly thrown: unknown } | undefined;
  // More may be due than there were hands for.
  let hungry = false;
  let nap = new AbortController();
  const wakeUp = () => nap.abort();
  signal.addEventListener('abort', wakeUp, { once: true });

  const take = (lease: Lease): void => {
    const { migrationId } = lease;
    const done = advanceOne(ringing, lease, signal)
      .then(
        (ok) => void resting.set(migrationId, app.clock.now() + app.pollMs * (ok ? REST_SHARE : 1)),
        (thrown: unknown) => {
          broken ??= { thrown };
        },
      )
      .finally(() => {
        inHand.delete(lease);
        if (hungry || broken !== undefined) wakeUp();
      });
    inHand.set(lease, done);
  };
  const fill = async (): Promise<void> => {
    for (hungry = true; hungry && !signal.aborted && inHand.size < atOnce; ) {
      const now = app.clock.now();
      const free = atOnce - inHand.size;
      const leases = await app.store.claimDue(free, owner, now, now + app.leaseMs);
      for (const lease of leases)
        if ((resting.get(lease.migrationId) ?? 0) > now) held.push(lease);
        else take(lease);
      hungry = leases.length === free;
    }
  };
  const poll = async (now: EpochMs): Promise<void> => {
    for (const [id, untilMs] of resting) if (untilMs <= now) resting.delete(id);
    for (const lease of held.splice(0)) await app.store.release(lease);
  };
  const rung = async (migrationId: string): Promise<void> => {
    if (signal.aborted || broken !== undefined || inHand.size >= atOnce || has(migrationId)) return;
    try {
      const now = app.clock.now();
      const lease = await app.store.claim(migrationId, owner, now, now + app.leaseMs);
      if (lease !== undefined) take(lease);
    } catch {
      // Whatever it is, the sweep meets it too, and says it once.
      hungry = true;
      wakeUp();
    }
  };

  await dispatcher.start(rung);
  try {
    for (let pollAtMs = 0; !signal.aborted && broken === undefined; ) {
      nap = new AbortController();
      try {
        const now = app.clock.now();
        const pollNow = now >= pollAtMs;
        const look = hungry || pollNow || now >= soonMs;
        if (now >= soonMs) soonMs = Number.POSITIVE_INFINITY;
        if (pollNow) {
          pollAtMs = now + app.pollMs;
          await poll(now);
          await sweepSecrets(app, owner, signal);
        }
        if (look) await fill();
      } catch (thrown) {
        hungry = false;
        const failure = asGoLiveError(thrown, 'sweep');
        if (failure.code !== 'store-busy') throw failure;
        app.log(failure.message); // the server restarts: the next sweep finds what this one did not
      }
      await app.clock.sleepUntil(Math.min(pollAtMs, soonMs), nap.signal);
    }
  } finally {
    signal.removeEventListener('abort', wakeUp);
    await Promise.all(inHand.values());
    await dispatcher.stop();
    for (const lease of held) await app.store.release(lease).catch(() => undefined);
  }
  if (broken !== undefined) throw broken.thrown;
}
