import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '../../src/adapters/store/kysely/open-sqlite.ts';
import { openMemoryStore } from '../../src/adapters/store/memory/index.ts';
import { projectionOf } from '../../src/app/projection.ts';
import { load } from '../../src/app/record.ts';
import { statusDocument } from '../../src/app/status-document.ts';
import { fqdn } from '../../src/domain/name.ts';
import { printableJson } from '../../src/domain/printable.ts';
import type { Project } from '../../src/domain/project.ts';
import { DAY } from '../../src/domain/time.ts';
import type { Store } from '../../src/ports/store.ts';
import { MONDAY_EVENING, simulated } from '../engine/simulated-app.ts';
import { dueAfterMs, FAR_AWAY, migrationIdOf } from './serve-due.ts';

const DOMAINS_OF_A_PROJECT = 3;
const STATUSES = ['waiting', 'waiting', 'needs-you', 'running', 'planned', 'done', 'draft', 'halted'] as const;

export function configOf(dnsPort: number) {
  return {
    agency: { name: 'Bench' },
    store: 'sqlite:golive.db',
    serve: { listen: '127.0.0.1:0' },
    dns: {
      roots: [{ name: '.', address: '127.0.0.1' }],
      resolvers: [],
      allowPrivateAddresses: true,
      ports: { dns: dnsPort },
    },
    // A pass every 200 ms: as many as can be counted in so short a time.
    laboratory: { clock: { startsAtMs: MONDAY_EVENING, realStartMs: Date.now(), factor: 1 }, pollMs: 200 },
  };
}

/** Migrations of agencies' customers, of which every fifth waits for a moment far away, in all states, and the others are due in turn: one real one, again and again under other names. */
export async function fillFolder(folder: string, count: number): Promise<void> {
  const fast = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'golive-bench-'));
  const store = await openSqliteStore({ file: join(fast, 'golive.db'), clock: { now: () => MONDAY_EVENING } });
  await fill(store, count);
  await store.close();
  cpSync(fast, folder, { recursive: true });
  rmSync(fast, { recursive: true, force: true });
}

export async function fill(store: Store, count: number): Promise<void> {
  const { app, ids } = await simulated({ store: (clock) => openMemoryStore({ clock }) });
  const one = await load(app, ids[0]!);
  const [created] = await app.store.readJournal(ids[0]!);
  if (created?.event.type !== 'created') throw new Error('a journal begins with its migration');
  const { by, atMs, event } = created;
  const { summary } = projectionOf(one, MONDAY_EVENING);
  const playbooks = [{ digest: one.state.playbook.digest, playbook: one.playbook }];
  for (let first = 0; first < count; first += DOMAINS_OF_A_PROJECT) {
    const numbers = Array.from({ length: Math.min(DOMAINS_OF_A_PROJECT, count - first) }, (_, index) => first + index);
    const id = `p-wacht-${first}`;
    const project: Project = {
      ...one.project,
      id,
      customer: `Klant ${first}`,
      domains: numbers.map((number) => ({
        domain: fqdn(`wacht-${number}.example`),
        role: 'main',
        migrationId: migrationIdOf(number),
      })),
    };
    await store.createProject(
      project,
      numbers.map((number) => {
        const domain = fqdn(`wacht-${number}.example`);
        const migrationId = migrationIdOf(number);
        const afterMs = dueAfterMs(number);
        const status = afterMs === undefined ? STATUSES[(number / FAR_AWAY) % STATUSES.length]! : 'waiting';
        return {
          header: { id: migrationId, projectId: id, domain, createdMs: atMs },
          events: [{ by, atMs: atMs + number, event: { ...event, migrationId, projectId: id, domain } }],
          projection: {
            status,
            phase: 'prepare',
            dueMs: MONDAY_EVENING + (afterMs ?? 1000 * DAY),
            summary: {
              ...(summary as object),
              id: migrationId,
              domain,
              status,
              project: { id, customer: project.customer, owner: project.owner },
            },
          },
        };
      }),
      playbooks,
    );
  }
}

/** What the first page of the status costs with so many migrations: rows that are read from the store, and octets of the answer. */
export async function firstPage(count: number): Promise<{ readonly rows: number; readonly octets: number }> {
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'golive-bench-'));
  let rows = 0;
  const store = await openSqliteStore({
    file: join(folder, 'golive.db'),
    clock: { now: () => MONDAY_EVENING },
    onStatement: (_sql, read) => {
      rows += read;
    },
  });
  try {
    await fill(store, count);
    const { app } = await simulated();
    rows = 0;
    const document = await statusDocument({ ...app, store }, { limit: 50 });
    return { rows, octets: Buffer.byteLength(printableJson(document)) };
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
