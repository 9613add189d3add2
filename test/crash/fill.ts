import { openMemoryStore } from '../../src/adapters/store/memory/index.ts';
import type { App } from '../../src/app/app.ts';
import { newProject } from '../../src/app/new-project.ts';
import { projectionOf } from '../../src/app/projection.ts';
import { load } from '../../src/app/record.ts';
import { say } from '../../src/app/say.ts';
import { fqdn } from '../../src/domain/name.ts';
import { playbookDigest } from '../../src/domain/playbook.ts';
import { EVERYTHING_MOVES } from '../domain/playbooks.ts';
import { CRASH_PLAYBOOK } from './steps.ts';

/** Makes approved migrations that are due now, `m-0` … counted on with each call: one real one, again and again under other names. */
export async function migrationMaker(app: App): Promise<(count: number) => Promise<string[]>> {
  const memory: App = { ...app, store: openMemoryStore({ clock: app.clock }) };
  const answers = { ...EVERYTHING_MOVES, playbook: CRASH_PLAYBOOK.id } as never;
  const { migrations } = await newProject(memory, ['klant.nl'], answers, { by: 'Ada' });
  const first = migrations[0]!.state.id;
  await say(memory, first, 'approve', {}, { by: 'Ada', why: 'to be killed' });
  const one = await load(memory, first);
  const events = await memory.store.readJournal(first);
  const projection = projectionOf(one, app.clock.now());
  let made = 0;
  return async (count) => {
    const projectId = `p-${made}`;
    const rows = Array.from({ length: count }, (_, index) => {
      const migrationId = `m-${made + index}`;
      return { migrationId, domain: fqdn(`klant-${made + index}.example`) };
    });
    made += count;
    await app.store.createProject(
      { ...one.project, id: projectId, domains: rows.map((row) => ({ ...row, role: 'main' })) },
      rows.map(({ migrationId, domain }) => ({
        header: { id: migrationId, projectId, domain, createdMs: app.clock.now() },
        events: events.map(({ by, why, atMs, event }) => ({
          by,
          ...(why === undefined ? {} : { why }),
          atMs,
          event: event.type === 'created' ? { ...event, migrationId, projectId, domain } : event,
        })),
        projection: {
          ...projection,
          dueMs: app.clock.now(),
          summary: { ...(projection.summary as object), id: migrationId, domain },
        },
      })),
      [{ digest: playbookDigest(CRASH_PLAYBOOK), playbook: CRASH_PLAYBOOK }],
    );
    return rows.map(({ migrationId }) => migrationId);
  };
}
