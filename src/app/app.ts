import type { MigrationState } from '../domain/migration.ts';
import type { Playbook } from '../domain/playbook.ts';
import type { Project } from '../domain/project.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { StepPorts } from '../ports/step-ports.ts';
import type { Store } from '../ports/store.ts';
import type { Config } from './config/schema.ts';

/** What every use case stands on. `src/compose/app.ts` makes one from the configuration; tests make one from a simulated world. */
export interface App {
  readonly config: Config;
  /** For somebody who has pages with forms before them: what is said names no commands. */
  readonly inBrowser?: true;
  readonly store: Store;
  readonly clock: Clock;
  /** How long a worker holds a migration without renewing, by `clock`; also how long one look may take. */
  readonly leaseMs: number;
  /**
   * How long a call to a provider may be on its way, from the last look at the lease until what it asked for exists or never will; by `clock`.
   * Whoever takes over from a worker that fell silent lets this pass before a look is believed. Absent: calls take no time.
   */
  readonly callMs?: number;
  /** A signal that aborts with the given one, or when one look has taken too long: one that hangs must not hold the others up. */
  inTime(signal: AbortSignal): AbortSignal;
  /**
   * A signal that aborts with the given one, or when one effect has taken too long (`isLong`: it copies, which takes as long as there is to
   * copy). Its outcome is unknown then. Absent: an effect may take for ever.
   */
  readonly effectInTime?: (signal: AbortSignal, isLong: boolean) => AbortSignal;
  /** A signal that aborts a while after the given one: what is on its way when golive is told to stop may still have its outcome. */
  readonly grace?: (signal: AbortSignal) => AbortSignal;
  /** Calls `work` again and again, several times per lease, until the answer is called. Absent: nothing takes as long as a lease. */
  pulse?(work: () => Promise<void>): () => void;
  /** How often a daemon looks for what other processes wrote, by `clock`. */
  readonly pollMs: number;
  /** Sets a migration's alarm where many workers share a store; losing one costs a sweep. */
  readonly ring?: (migrationId: string, atMs: EpochMs) => void;
  /** `m-` and twelve characters that are easy to read aloud. */
  newId(prefix: string): string;
  /** Known playbooks by id: the built-in ones, then the configured folder's. */
  playbooks(): Promise<ReadonlyMap<string, Playbook>>;
  /** The world for one migration: public views, and the APIs of the providers that play a part in it. The vault is the engine's. */
  portsFor(state: MigrationState, project: Project): Promise<Omit<StepPorts, 'vault'>>;
  /** A person says that this machine's clock is right. Absent: a clock that cannot be set. */
  acceptClock?(by: string): Promise<void>;
  /** For people who operate golive, one line each; never a secret. */
  log(line: string): void;
}
