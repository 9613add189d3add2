import { isOver } from '../domain/lifecycle.ts';
import { statusOf } from '../domain/status.ts';
import type { App } from './app.ts';
import type { Loaded } from './record.ts';
import { record } from './record.ts';
import type { Who } from './say.ts';

/** What is said of where the main domain's site will be holds for every domain that leads to it, unless others were said of that one. */
export async function leadAlong(app: App, { project, state }: Loaded, before: string | undefined, who: Who) {
  const newAddresses = saidIn(state);
  if (state.role !== 'main' || newAddresses === undefined) return;
  for (const { migrationId, role } of project.domains)
    if (role === 'redirect')
      await record(app, migrationId, who, ({ playbook, state: other }) => {
        const own = saidIn(other);
        const follows = other.answers.hosting === 'moves' && (own === undefined || own === before);
        if (!follows || own === newAddresses || other.rollingBack || isOver(statusOf(playbook, other))) return [];
        return [{ type: 'answered', answers: { free: { newAddresses } } }];
      });
}

export const saidIn = ({ answers }: Pick<Loaded['state'], 'answers'>): string | undefined =>
  answers.free?.['newAddresses'];
