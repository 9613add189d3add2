import { asGoLiveError } from '../../domain/errors.ts';
import type { App } from '../app.ts';
import type { Worker } from './tick.ts';
import { tick } from './tick.ts';

/** Migrations that one pass works on at the same time. */
const AT_ONCE = 8;
/** Passes that may be open beside each other: each but the newest has something in it that takes its time. */
const MOST_PASSES = 16;

/** Works on whatever is due until `signal` aborts; then no further effect begins, and it returns when the one in flight has its outcome. */
export async function serve(app: App, worker: Worker): Promise<void> {
  const open = new Set<Promise<void>>();
  let broken: { readonly thrown: unknown } | undefined;
  while (!worker.signal.aborted && broken === undefined) {
    let failed = 0;
    const work = async (): Promise<void> => {
      try {
        ({ failed } = await tick(app, worker, AT_ONCE));
      } catch (thrown) {
        if (isAway(app, thrown)) failed = 1;
        else broken = { thrown };
      }
    };
    const pass: Promise<void> = work().finally(() => open.delete(pass));
    open.add(pass);
    // A mailbox may be copied for hours: the others are not kept waiting, a pass of their own looks after them.
    await patiently(app, pass);
    if (open.size >= MOST_PASSES) await Promise.race(open);
    const now = app.clock.now();
    const next = await app.store.nextDueMs().catch((thrown: unknown) => {
      if (!isAway(app, thrown)) throw thrown;
      return undefined;
    });
    // Other processes write to the store too; it is looked at every `pollMs` however late the next moment is.
    // A migration that could not be worked on is still due: it is tried again at the pace of the polls, not in a circle.
    const soonest = failed > 0 ? now + app.pollMs : now + app.pollMs / 20;
    await app.clock.sleepUntil(Math.max(soonest, Math.min(next ?? now + app.pollMs, now + app.pollMs)), worker.signal);
  }
  await Promise.all(open);
  if (broken !== undefined) throw broken.thrown;
}

/** A database server that restarts, or a lock that somebody keeps: what this pass did not find, the next one does. */
function isAway(app: App, thrown: unknown): boolean {
  const failure = asGoLiveError(thrown, 'store');
  if (failure.code !== 'store-busy') return false;
  app.log(failure.message);
  return true;
}

/** Until it has passed, or has taken longer than most do. */
async function patiently(app: App, pass: Promise<void>): Promise<void> {
  let stop: (() => void) | undefined;
  const late = new Promise<void>((resolve) => {
    stop = app.pulse?.(async () => resolve());
  });
  try {
    await Promise.race([pass, late]);
  } finally {
    stop?.();
  }
}
