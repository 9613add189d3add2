import type { MigrationStatus } from '../domain/lifecycle.ts';

const OVER: ReadonlySet<MigrationStatus> = new Set(['rolling-back', 'rolled-back', 'done', 'cancelled']);

/** The text that says what a migration as a whole wants next of a person, where no step says it: approval, going on, or a half-day. */
export function hintFor(
  status: MigrationStatus,
  /** It waits for a half-day and has none. */
  lacksSlot: boolean,
): 'cli.created-next' | 'cli.paused-next' | 'cli.no-slot' | undefined {
  if (status === 'draft') return 'cli.created-next';
  if (status === 'paused') return 'cli.paused-next';
  return lacksSlot && !OVER.has(status) ? 'cli.no-slot' : undefined;
}

/** Whether something may be there for `golive tick` to do, once a person has spoken. */
export function isWorkedOn(status: MigrationStatus): boolean {
  return status === 'rolling-back' || !(OVER.has(status) || status === 'draft' || status === 'paused');
}
