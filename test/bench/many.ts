import { openMemoryStore } from '../../src/adapters/store/memory/index.ts';
import { projectionOf } from '../../src/app/projection.ts';
import { load } from '../../src/app/record.ts';
import { fqdn } from '../../src/domain/name.ts';
import type { Project } from '../../src/domain/project.ts';
import { DAY } from '../../src/domain/time.ts';
import type { Store } from '../../src/ports/store.ts';
import { MONDAY_EVENING, simulated } from '../engine/simulated-app.ts';

/** Fills a store with so many migrations that wait for a moment far away: one real one, again and again under other names. */
export async function fillWithWaiting(store: Store, count: number): Promise<void> {
  const { app, ids } = await simulated({ store: (clock) => openMemoryStore({ clock }) });
  const one = await load(app, ids[0]!);
  const [created] = await app.store.readJournal(ids[0]!);
  const { summary } = projectionOf(one, MONDAY_EVENING);
  const names = Array.from({ length: count }, (_, index) => `wacht-${index}`);
  const project: Project = {
    ...one.project,
    id: 'p-wacht',
    domains: names.map((name) => ({ domain: fqdn(`${name}.example`), role: 'main', migrationId: `m-${name}` })),
  };
  if (created?.event.type !== 'created') throw new Error('a journal begins with its migration');
  const { by, atMs, event } = created;
  await store.createProject(
    project,
    names.map((name, index) => {
      const domain = fqdn(`${name}.example`);
      const migrationId = `m-${name}`;
      return {
        header: { id: migrationId, projectId: project.id, domain, createdMs: atMs },
        events: [{ by, atMs, event: { ...event, migrationId, projectId: project.id, domain } }],
        projection: {
          status: 'waiting',
          phase: 'prepare',
          dueMs: MONDAY_EVENING + 1000 * DAY + index,
          summary: { ...(summary as object), id: migrationId, domain },
        },
      };
    }),
    [{ digest: one.state.playbook.digest, playbook: one.playbook }],
  );
}
