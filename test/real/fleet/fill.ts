import { openMemoryStore } from '../../../src/adapters/store/memory/index.ts';
import type { App } from '../../../src/app/app.ts';
import { newProject } from '../../../src/app/new-project.ts';
import { projectionOf } from '../../../src/app/projection.ts';
import { load } from '../../../src/app/record.ts';
import { say } from '../../../src/app/say.ts';
import { fqdn } from '../../../src/domain/name.ts';
import { playbookDigest } from '../../../src/domain/playbook.ts';
import { EVERYTHING_MOVES } from '../../domain/playbooks.ts';
import { addToySteps, FLEET_PLAYBOOK } from './toy-steps.ts';

const PER_PROJECT = 25;
const AT_ONCE = 4;

/**
 * Approved migrations through the store's port: one real one, again and again under other names, `m-fleet-0` to `m-fleet-(count-1)`. Each is
 * due at `dueMs(index)` (epoch ms).
 */
export async function fill(app: App, count: number, dueMs: (index: number) => number): Promise<void> {
  addToySteps(0);
  const memory: App = { ...app, store: openMemoryStore({ clock: app.clock }) };
  const answers = { ...EVERYTHING_MOVES, playbook: FLEET_PLAYBOOK.id } as never;
  const { migrations } = await newProject(memory, ['klant.nl'], answers, { by: 'Ada' });
  const id = migrations[0]!.state.id;
  await say(memory, id, 'approve', {}, { by: 'Ada', why: 'a fleet at work' });
  const one = await load(memory, id);
  const events = await memory.store.readJournal(id);
  const projection = projectionOf(one, app.clock.now());
  const playbooks = [{ digest: playbookDigest(FLEET_PLAYBOOK), playbook: FLEET_PLAYBOOK }];
  const putProject = async (from: number): Promise<void> => {
    const projectId = `p-fleet-${from}`;
    const names = Array.from({ length: Math.min(PER_PROJECT, count - from) }, (_, index) => {
      const name = `fleet-${from + index}`;
      return { index: from + index, migrationId: `m-${name}`, domain: fqdn(`${name}.example`) };
    });
    const domains = names.map(({ domain, migrationId }) => ({ domain, role: 'main' as const, migrationId }));
    await app.store.createProject(
      { ...one.project, id: projectId, domains },
      names.map(({ index, migrationId, domain }) => ({
        header: { id: migrationId, projectId, domain, createdMs: app.clock.now() },
        events: events.map(({ by, why, atMs, event }) => ({
          by,
          ...(why === undefined ? {} : { why }),
          atMs,
          event: event.type === 'created' ? { ...event, migrationId, projectId, domain } : event,
        })),
        projection: {
          ...projection,
          dueMs: dueMs(index),
          summary: { ...(projection.summary as object), id: migrationId, domain },
        },
      })),
      playbooks,
    );
  };
  let next = 0;
  const put = async (): Promise<void> => {
    for (let from = next; from < count; from = next) {
      next = from + PER_PROJECT;
      await putProject(from);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, put));
}
