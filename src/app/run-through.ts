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
  /** Given up earlier, when all that is not over has stopped and nothing has been written for so long. Without it: never. */
  readonly stoppedMs?: number;
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
  const { signal, untilMs, stoppedMs, onDeed, onPass } = options;
  for (;;) {
    await tick(app, { signal, owner: 'run-through' });
    await onPass?.();
    const deeds = await agency.act();
    for (const deed of deeds) onDeed?.(deed, app.clock.now());
    const standing = await standingOf(app, ids);
    const statuses = new Map([...standing].map(([id, { status }]) => [id, status]));
    if (signal.aborted || [...statuses.values()].every(isOver)) return statuses;
    if (deeds.length > 0) continue;
    const stopped = stoppedMs === undefined ? Number.NEGATIVE_INFINITY : app.clock.now() - stoppedMs;
    if (
      [...standing.values()].every(
        ({ status, changedMs }) => isOver(status) || (isStopped(status) && changedMs <= stopped),
      )
    )
      return statuses;
    const next = await app.store.nextDueMs();
    if (next === undefined || next > untilMs) return statuses;
    await app.clock.sleepUntil(Math.max(next, app.clock.now() + 1), signal);
  }
}

interface Standing {
  readonly status: MigrationStatus;
  readonly changedMs: EpochMs;
}

async function standingOf(app: App, ids: readonly string[]): Promise<Map<string, Standing>> {
  const standing = new Map<string, Standing>();
  for (const id of ids) {
    const { playbook, state } = await load(app, id);
    standing.set(id, { status: statusOf(playbook, state), changedMs: state.changedMs });
  }
  return standing;
}

const isStopped = (status: MigrationStatus): boolean => status === 'halted' || status === 'needs-you';
