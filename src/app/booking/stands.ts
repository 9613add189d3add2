import type { Fqdn } from '../../domain/name.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { App } from '../app.ts';
import type { Loaded } from '../record.ts';
import type { Who } from '../say.ts';
import { standingOf, takeBack } from '../standing.ts';

/** What becomes of it when a half-day is given up. */
export type Taken = 'undo' | 'keep';

/** Something that was done ahead of the half-day and stands, with the migration that did it. */
export interface StandingHere {
  readonly domain: Fqdn;
  readonly migrationId: string;
  readonly step: string;
  readonly doneMs: EpochMs;
}

export function standing(migrations: readonly Loaded[]): StandingHere[] {
  return migrations.flatMap((loaded) =>
    standingOf(loaded).map(({ step, doneMs }) => ({
      domain: loaded.state.domain,
      migrationId: loaded.state.id,
      step,
      doneMs,
    })),
  );
}

/** Has all of it taken back; the engine does the work. */
export async function takeAllBack(
  app: App,
  { migrations, standing }: { readonly migrations: readonly Loaded[]; readonly standing: readonly StandingHere[] },
  who: Who,
): Promise<readonly Loaded[]> {
  const after: Loaded[] = [];
  for (const loaded of migrations) {
    const steps = standing.flatMap(({ migrationId, step }) => (migrationId === loaded.state.id ? [step] : []));
    after.push(steps.length === 0 ? loaded : await takeBack(app, loaded.state.id, steps, who));
  }
  return after;
}
