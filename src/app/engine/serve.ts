import type { App } from '../app.ts';
import type { Worker } from './tick.ts';
import { tick } from './tick.ts';

/** Migrations that one process works on at the same time. */
const AT_ONCE = 8;

/** Works on whatever is due until `signal` aborts; then no further effect begins, and it returns when the one in flight has its outcome. */
export async function serve(app: App, worker: Worker): Promise<void> {
  while (!worker.signal.aborted) {
    const { failed } = await tick(app, worker, AT_ONCE);
    const now = app.clock.now();
    const next = await app.store.nextDueMs();
    // Other processes write to the store too; it is looked at every `pollMs` however late the next moment is.
    // A migration that could not be worked on is still due: it is tried again at the pace of the polls, not in a circle.
    const soonest = failed > 0 ? now + app.pollMs : now + app.pollMs / 20;
    await app.clock.sleepUntil(Math.max(soonest, Math.min(next ?? now + app.pollMs, now + app.pollMs)), worker.signal);
  }
}
