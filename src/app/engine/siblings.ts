import type { Sibling } from '../../steps/contract.ts';
import type { App } from '../app.ts';
import type { Loaded } from '../record.ts';
import { load } from '../record.ts';
import { earlierOf } from './context.ts';

/** The project's other domains as their journals know them now. */
export async function siblingsOf(app: App, { project, state }: Loaded): Promise<readonly Sibling[]> {
  const others = project.domains.filter(({ migrationId }) => migrationId !== state.id);
  const all = await Promise.all(others.map(({ migrationId }) => load(app, migrationId)));
  return all.map(({ state: { domain, answers, steps } }) => ({ domain, answers, earlier: earlierOf({ steps }) }));
}
