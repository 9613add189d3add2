import type { GoLiveError } from '../domain/errors.ts';
import type { JournalEvent } from '../domain/journal.ts';
import type { MigrationState } from '../domain/migration.ts';
import type { Playbook } from '../domain/playbook.ts';
import type { Project } from '../domain/project.ts';
import type { App } from './app.ts';

/** A migration as it is now, with what is needed to judge it. */
export interface Loaded {
  readonly project: Project;
  readonly playbook: Playbook;
  readonly state: MigrationState;
}

/** @throws GoLiveError `domain-unknown`, `store-corrupt` */
export declare function load(app: App, migrationId: string): Promise<Loaded>;

/**
 * Writes what a person said: `decide` sees the present state and answers the events, or throws. Another writer in between means it is
 * asked again. The engine is woken (the migration becomes due now).
 *
 * @throws GoLiveError `not-allowed` with the reason, where the state refuses an event
 */
export declare function record(
  app: App,
  migrationId: string,
  who: { readonly by: string; readonly why?: string },
  decide: (loaded: Loaded) => readonly JournalEvent[] | Promise<readonly JournalEvent[]>,
): Promise<Loaded>;

export type { GoLiveError };
