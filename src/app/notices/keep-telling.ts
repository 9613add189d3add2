import { asGoLiveError } from '../../domain/errors.ts';
import type { EpochMs } from '../../domain/time.ts';
import { DAY, HOUR } from '../../domain/time.ts';
import type { Courier } from '../../ports/courier.ts';
import type { App } from '../app.ts';
import { deliver } from './deliver.ts';
import { notice } from './notice.ts';

export type { Courier } from '../../ports/courier.ts';

/** How long it is remembered what was sent. */
const KEPT_MS = 90 * DAY;
const SWEEP_EVERY_MS = HOUR;
/** Rounds that may be open beside each other: each but the newest waits for a server that hangs. */
const MOST_ROUNDS = 4;

/** Makes messages and sends what is due, once; never rejects: that nobody can be told is no reason not to work. */
export async function tellOnce(app: App, courier: Courier, signal: AbortSignal): Promise<void> {
  try {
    await notice(app, signal);
    await deliver(app, courier, signal);
  } catch (thrown) {
    const { code, message } = asGoLiveError(thrown, 'notices');
    // Of a store that is away, full or damaged the engine tells: once is enough.
    if (!code.startsWith('store-')) app.log(`notices: ${message}`);
  }
}

/** Forgets what was sent long ago, by a clock that can be believed; that a store is away is for others to tell. */
export async function forgetSent({ store, clock }: Pick<App, 'store' | 'clock'>): Promise<void> {
  if (clock.doubt?.() !== undefined) return;
  await store.dropDeliveries(clock.now() - KEPT_MS).catch(() => undefined);
}

/** Tells whoever is to be told, until `signal` aborts; beside the engine, which knows nothing of it. Never rejects. */
export async function keepTelling(app: App, courier: Courier, signal: AbortSignal): Promise<void> {
  const open = new Set<Promise<void>>();
  let sweptMs: EpochMs | undefined;
  let said = '';
  while (!signal.aborted) {
    const quietly: App = {
      ...app,
      log: (line) => {
        if (line !== said) app.log(line);
        said = line;
      },
    };
    const now = app.clock.now();
    if (sweptMs === undefined || now - sweptMs >= SWEEP_EVERY_MS) {
      sweptMs = now;
      await forgetSent(app);
    }
    if (open.size < MOST_ROUNDS) {
      const round: Promise<void> = tellOnce(quietly, courier, signal).finally(() => open.delete(round));
      open.add(round);
    }
    await app.clock.sleepUntil(now + app.pollMs, signal);
  }
  await Promise.all(open);
}

/** Works, and tells meanwhile; when the work ends, whyever it does, so does the telling. */
export async function whileTelling(
  app: App,
  courier: Courier,
  signal: AbortSignal,
  work: () => Promise<void>,
): Promise<void> {
  const ended = new AbortController();
  const telling = keepTelling(app, courier, AbortSignal.any([signal, ended.signal]));
  try {
    await work();
  } finally {
    ended.abort();
    await telling;
  }
}
