import { nextLookMs } from '../domain/migration.ts';
import { phaseOf, statusOf } from '../domain/status.ts';
import type { StoreFault } from '../ports/store.ts';
import { CATALOGUE } from '../steps/catalog.ts';
import type { App } from './app.ts';
import { faultsOfEach } from './doctor-each.ts';
import { load } from './record.ts';

/**
 * Projections that are not what the journal comes to: a list would show the wrong status, or a migration would never be woken. Journals that
 * cannot be read are the store's own check's business, and are left out here.
 */
export function projectionFaults(app: App): Promise<StoreFault[]> {
  return faultsOfEach(app, seenFaults);
}

async function seenFaults(app: App, id: string): Promise<StoreFault[]> {
  const [found] = await app.store.listProjections({ limit: 1, ids: [id] });
  const loaded = await load(app, id).catch(() => undefined);
  if (found === undefined || loaded === undefined) return [];
  const { playbook, state } = loaded;
  const { projection } = found;
  const expected = {
    status: statusOf(playbook, state),
    phase: phaseOf(playbook, state, (step) => CATALOGUE.get(step)?.phase ?? 'prepare'),
  };
  const what: string[] = [];
  for (const part of ['status', 'phase'] as const)
    if (projection[part] !== expected[part])
      what.push(`its list entry says ${part} ${projection[part]}, its journal ${expected[part]}`);
  if (projection.dueMs === undefined && nextLookMs(playbook, state) !== undefined)
    what.push('nothing will wake it, and its journal says that it is to be looked at');
  return what.map((one) => ({
    where: `migration ${id}`,
    what: one,
    fix: `Its list entry is written anew with its next event: golive note ${id} "looked at by doctor".`,
  }));
}
