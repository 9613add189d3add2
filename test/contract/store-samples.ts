import type { JournalEvent } from '../../src/domain/journal.ts';
import { fqdn } from '../../src/domain/name.ts';
import type { Playbook } from '../../src/domain/playbook.ts';
import { playbookDigest } from '../../src/domain/playbook.ts';
import type { Project } from '../../src/domain/project.ts';
import type { EpochMs } from '../../src/domain/time.ts';
import type {
  BookingWanted,
  BookingWord,
  MigrationHeader,
  NewEvent,
  Projection,
  Store,
} from '../../src/ports/store.ts';

export const NOW = Date.UTC(2026, 10, 20, 9);

const FOUR = { nl: 'Proef', de: 'Probe', fr: 'Essai', en: 'Trial' };

export const PLAYBOOK: Playbook = {
  id: 'sample',
  title: FOUR,
  summary: FOUR,
  interruption: 'none',
  answers: {},
  warnings: [],
  steps: [],
};
export const PINNED = { digest: playbookDigest(PLAYBOOK), playbook: PLAYBOOK };

export interface Sample {
  readonly project: Project;
  readonly migrations: readonly {
    readonly header: MigrationHeader;
    readonly events: readonly NewEvent[];
    readonly projection: Projection;
  }[];
}

export function projection(
  dueMs?: EpochMs,
  status: Projection['status'] = 'waiting',
  summary: unknown = {},
): Projection {
  return { status, phase: 'prepare', ...(dueMs === undefined ? {} : { dueMs }), summary };
}

export function note(text: string, atMs: EpochMs = NOW): NewEvent {
  return { by: 'Anna', atMs, event: { type: 'note', text } };
}

export function created(migrationId: string, projectId: string, domain: string): JournalEvent {
  return {
    type: 'created',
    migrationId,
    projectId,
    domain: fqdn(domain),
    role: 'main',
    answers: { registration: 'moves', hosting: 'moves', mail: 'none', nameServers: 'switch' },
    playbook: { id: PLAYBOOK.id, digest: PINNED.digest },
    tasks: [],
  };
}

/** Project `p-<name>` with the migration `m-<name>` of `<name>.nl`. */
export function sample(name: string, more: { readonly dueMs?: EpochMs; readonly domain?: string } = {}): Sample {
  const domain = more.domain ?? `${name}.nl`;
  const project: Project = {
    id: `p-${name}`,
    customer: `Klant ${name}`,
    language: 'nl',
    owner: 'Anna',
    contacts: [],
    domains: [{ domain: fqdn(domain), role: 'main', migrationId: `m-${name}` }],
  };
  return {
    project,
    migrations: [
      {
        header: { id: `m-${name}`, projectId: project.id, domain: fqdn(domain), createdMs: NOW },
        events: [{ by: 'Anna', why: 'new', atMs: NOW, event: created(`m-${name}`, project.id, domain) }],
        projection: projection(more.dueMs),
      },
    ],
  };
}

/** Puts such a project into the store; answers its migration's id. */
export async function begin(store: Store, name: string, more: Parameters<typeof sample>[1] = {}): Promise<string> {
  const { project, migrations } = sample(name, more);
  await store.createProject(project, migrations, [PINNED]);
  return `m-${name}`;
}

/** A half-day for the project `p-<name>`, which is believed to have none. */
export function wanted(name: string, slot = '2026-12-01/morning', more: Partial<BookingWanted> = {}): BookingWanted {
  const startsAtMs = Date.parse(`${slot.slice(0, 10)}T08:00:00Z`);
  return {
    id: `b-${name}`,
    projectId: `p-${name}`,
    slot,
    places: 1,
    startsAtMs,
    endsAtMs: startsAtMs + 14_400_000,
    timeZone: 'Europe/Amsterdam',
    tzdata: '2026a',
    expected: null,
    ...more,
  };
}

export function word(more: Partial<BookingWord> = {}): BookingWord {
  return { by: 'Anna', atMs: NOW, ...more };
}
