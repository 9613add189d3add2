import { openMemoryStore } from '../../src/adapters/store/memory/index.ts';
import type { App } from '../../src/app/app.ts';
import { newProject } from '../../src/app/new-project.ts';
import { projectionOf } from '../../src/app/projection.ts';
import { load } from '../../src/app/record.ts';
import { say } from '../../src/app/say.ts';
import { fqdn } from '../../src/domain/name.ts';
import type { Playbook } from '../../src/domain/playbook.ts';
import { playbookDigest } from '../../src/domain/playbook.ts';
import { EVERYTHING_MOVES } from '../domain/playbooks.ts';

export interface CopyOf {
  readonly migrationId: string;
  readonly domain: string;
  readonly dueMs: number;
}

/**
 * One real migration of this playbook, approved; the answer stores it again and again under other names, one project a call, through the
 * app's store.
 */
export async function copiesOf(
  app: App,
  playbook: Playbook,
  why: string,
): Promise<(projectId: string, copies: readonly CopyOf[]) => Promise<void>> {
  const memory: App = { ...app, store: openMemoryStore({ clock: app.clock }) };
  const answers = { ...EVERYTHING_MOVES, playbook: playbook.id } as never;
  const { migrations } = await newProject(memory, ['klant.nl'], answers, { by: 'Ada' });
  const first = migrations[0]!.state.id;
  await say(memory, first, 'approve', {}, { by: 'Ada', why });
  const one = await load(memory, first);
  const events = await memory.store.readJournal(first);
  const projection = projectionOf(one, app.clock.now());
  const playbooks = [{ digest: playbookDigest(playbook), playbook }];
  return async (projectId, copies) => {
    const rows = copies.map(({ domain, ...copy }) => ({ ...copy, domain: fqdn(domain) }));
    await app.store.createProject(
      {
        ...one.project,
        id: projectId,
        domains: rows.map(({ domain, migrationId }) => ({ domain, role: 'main', migrationId })),
      },
      rows.map(({ migrationId, domain, dueMs }) => ({
        header: { id: migrationId, projectId, domain, createdMs: app.clock.now() },
        events: events.map(({ by, why: said, atMs, event }) => ({
          by,
          ...(said === undefined ? {} : { why: said }),
          atMs,
          event: event.type === 'created' ? { ...event, migrationId, projectId, domain } : event,
        })),
        projection: {
          ...projection,
          dueMs,
          summary: { ...(projection.summary as object), id: migrationId, domain },
        },
      })),
      playbooks,
    );
  };
}
