import type { EpochMs } from '../domain/time.ts';

/**
 * An alarm clock for many workers. A ring that comes late, twice, for nothing or never does no harm: the store says what is due, a lease says
 * who works on it, and a sweep finds what no ring told of.
 */
export interface Dispatcher {
  /** Sets the migration's alarm; it has one, and the newest setting counts. */
  wake(migrationId: string, atMs: EpochMs): Promise<void>;
  /** From now on this worker takes part in answering the rings; each is answered by one worker. */
  start(advance: (migrationId: string) => Promise<void>): Promise<void>;
  /** No further ring is answered; those that are, are waited for. */
  stop(): Promise<void>;
}
