import { openMemoryStore } from '../../src/adapters/store/memory/index.ts';
import { projectionOf } from '../../src/app/projection.ts';
import { load } from '../../src/app/record.ts';
import { sha256 } from '../../src/domain/json.ts';
import type { MigrationStatus } from '../../src/domain/lifecycle.ts';
import { fqdn } from '../../src/domain/name.ts';
import type { Project } from '../../src/domain/project.ts';
import { DAY } from '../../src/domain/time.ts';
import type { Delivery, Store } from '../../src/ports/store.ts';
import { MONDAY_EVENING, simulated } from '../engine/simulated-app.ts';

/** Of each hundred migrations; of `cancelled` there are ten in all. */
const MIX: readonly (readonly [status: MigrationStatus, upTo: number])[] = [
  ['halted', 2],
  ['needs-you', 12],
  ['paused', 14],
  ['running', 20],
  ['waiting', 60],
  ['draft', 70],
  ['done', 100],
];

/** Fills a store with migrations in every state, as many ways in and messages, all but a few of them settled. */
export async function fillLists(store: Store, count: number): Promise<void> {
  const { app, ids } = await simulated({ store: (clock) => openMemoryStore({ clock }) });
  const one = await load(app, ids[0]!);
  const [created] = await app.store.readJournal(ids[0]!);
  const { summary } = projectionOf(one, MONDAY_EVENING);
  if (created?.event.type !== 'created') throw new Error('a journal begins with its migration');
  const { by, event } = created;
  const names = Array.from({ length: count }, (_, index) => `lijst-${String(index).padStart(5, '0')}`);
  const project: Project = { ...one.project, id: 'p-lijst', domains: [] };
  await store.createProject(
    project,
    names.map((name, index) => {
      const status = index % (count / 10) === 7 ? 'cancelled' : MIX.find(([, upTo]) => index % 100 < upTo)![0];
      const domain = fqdn(`${name}.example`);
      const migrationId = `m-${name}`;
      return {
        header: { id: migrationId, projectId: project.id, domain, createdMs: MONDAY_EVENING },
        events: [{ by, atMs: MONDAY_EVENING + index, event: { ...event, migrationId, projectId: project.id, domain } }],
        projection: {
          status,
          phase: 'prepare',
          dueMs: MONDAY_EVENING + 1000 * DAY,
          summary: { ...(summary as object), id: migrationId, domain, status },
        },
      };
    }),
    [{ digest: one.state.playbook.digest, playbook: one.playbook }],
  );
  const noticed = names.slice(10).map((name) => ({ migrationId: `m-${name}`, seq: 1 }));
  await store.addDeliveries(names.map(deliveryOf), noticed);
  const sessions = names.slice(0, 2000);
  for (const [index, name] of sessions.entries())
    await store.putCredential(
      {
        kind: 'session',
        id: name,
        hash: sha256(name),
        subject: `user-${index % (sessions.length / 5)}`,
        by: 'golive',
        createdMs: MONDAY_EVENING,
        expiresMs: MONDAY_EVENING + DAY + index,
        data: {},
      },
      true,
    );
}

function deliveryOf(name: string, index: number): Delivery {
  const isOver = index >= 20;
  return {
    id: `d-${name}`,
    target: 'team',
    event: 'migration.done',
    projectId: index % 20 === 0 ? 'p-lijst' : `p-${index}`,
    createdMs: MONDAY_EVENING + index,
    dueMs: MONDAY_EVENING + index,
    state: isOver ? 'sent' : 'waiting',
    attempts: isOver ? 1 : 0,
    ...(isOver ? { settledMs: MONDAY_EVENING + index } : {}),
    body: { text: 'Klaar' },
  };
}

export const SINCE_MS = MONDAY_EVENING;

/** The questions of a dashboard and of whoever sends messages, each as it is asked of a store of any size. */
export const QUESTIONS: Readonly<Record<string, (store: Store, count: number) => Promise<unknown>>> = {
  counts: (store) => store.countByStatus(),
  'the first page': (store) => store.urgentProjections({ limit: 50 }),
  'the next page': async (store) => {
    const { next } = await store.urgentProjections({ limit: 1 });
    return store.urgentProjections({ limit: 50, after: next! });
  },
  'those that are over': (store) => store.urgentProjections({ limit: 20, statuses: ['done', 'cancelled'] }),
  'those that were cancelled': (store) => store.urgentProjections({ limit: 20, statuses: ['cancelled'] }),
  'what changed': (store, count) => store.touchedSince(SINCE_MS + count - 9, 50),
  'the newest moment': (store) => store.newestMs(),
  'what is not noticed': (store) => store.unnoticed(50),
  'a session': (store) => store.findCredential('session', sha256('lijst-00042')),
  'somebody’s sessions': (store) => store.credentials('session', 'user-7'),
  'what has expired': (store) => store.dropExpiredCredentials(SINCE_MS + DAY - 1),
  'messages that are due': (store) => store.claimDeliveries(5, SINCE_MS + 100, SINCE_MS + 10 * DAY),
  'the newest messages': (store) => store.deliveries({ limit: 50 }),
  'messages that wait': (store) => store.deliveries({ limit: 50, state: 'waiting' }),
  'messages of a project': (store) => store.deliveries({ limit: 5, projectId: 'p-lijst' }),
  'messages after': (store) => store.deliveries({ limit: 5, after: 'd-lijst-00050' }),
  'messages to forget': (store) => store.dropDeliveries(SINCE_MS),
};
