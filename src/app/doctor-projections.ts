import { nextLookMs } from '../domain/migration.ts';
import { phaseOf, statusOf } from '../domain/status.ts';
import type { StoreFault } from '../ports/store.ts';
import { CATALOGUE } from '../steps/catalog.ts';
import type { App } from './app.ts';
import { load } from './record.ts';

const PAGE = 100;

/**
 * Projections that are not what the journal comes to: a list would show the wrong status, or a migration would never be woken. Journals that
 * cannot be read are the store's own check's business, and are left out here.
 */
export async function projectionFaults(app: App): Promise<StoreFault[]> {
  const faults: StoreFault[] = [];
  for (let after: string | undefined; ; ) {
    const page = await app.store.listProjections({ limit: PAGE, ...(after === undefined ? {} : { after }) });
    for (const { id } of page) faults.push(...(await faultsOfOne(app, id)));
    if (page.length < PAGE) return faults;
    after = page.at(-1)!.id;
  }
}

/** What is there twice in a row: between two questions somebody may have been writing. */
async function faultsOfOne(app: App, id: string): Promise<StoreFault[]> {
  const first = await seenFaults(app, id);
  return first.length === 0 ? first : seenFaults(app, id);
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
