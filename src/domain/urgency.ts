import type { MigrationStatus } from './lifecycle.ts';

/** In which order somebody wants to see them: what stands still because of a fault, then what waits for a person, at last what is over. */
const RANK: Readonly<Record<MigrationStatus, number>> = {
  halted: 0,
  'rolling-back': 1,
  'needs-you': 2,
  paused: 3,
  running: 4,
  waiting: 5,
  planned: 6,
  draft: 7,
  'rolled-back': 8,
  done: 9,
  cancelled: 9,
};

/** 0 is the most urgent. */
export function urgencyOf(status: MigrationStatus): number {
  return RANK[status];
}
