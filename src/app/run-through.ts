import type { MigrationStatus } from '../domain/lifecycle.ts';
import { isOver } from '../domain/lifecycle.ts';
import { statusOf } from '../domain/status.ts';
import type { EpochMs } from '../domain/time.ts';
import type { App } from './app.ts';
import type { Agency, Deed } from './demo/agency.ts';
import { tick } from './engine/tick.ts';
import { load } from './record.ts';

export interface RunOptions {
  readonly signal: AbortSignal;
  /** Where the run is given up, by the app's clock. */
  readonly untilMs: EpochMs;
  readonly onDeed?: (deed: Deed, atMs: EpochMs) => void;
  /** Called after every pass; what it throws ends the run. */
  readonly onPass?: () => Promise<void> | void;
}

/**
 * Runs migrations as a daemon and an agency would, on a clock that jumps from one due moment to the next: for rehearsals and tests.
 * Ends when all are over, when nothing is due any more, or at `untilMs`. Answers the statuses, by id.
 */
export async function runThrough(
  app: App,
  agency: Agency,
  ids: readonly string[],
  options: RunOptions,
): Promise<Map<string, MigrationStatus>> {
  const { signal, untilMs, onDeed, onPass } = options;
  for (;;) {
    await tick(app, { signal, owner: 'run-through' });
    await onPass?.();
    const deeds = await agency.act();
    for (const deed of deeds) onDeed?.(deed, app.clock.now());
    const statuses = await statusesOf(app, ids);
    if (signal.aborted || [...statuses.values()].every(isOver)) return statuses;
    if (deeds.length > 0) continue;
    const next = await app.store.nextDueMs();
    if (next === undefined || next > untilMs) return statuses;
    await app.clock.sleepUntil(Math.max(next, app.clock.now() + 1), signal);
  }
}

async function statusesOf(app: App, ids: readonly string[]): Promise<Map<string, MigrationStatus>> {
  const statuses = new Map<string, MigrationStatus>();
  for (const id of ids) {
    const { playbook, state } = await load(app, id);
    statuses.set(id, statusOf(playbook, state));
  }
  return statuses;
}
