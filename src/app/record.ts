import { asGoLiveError, GoLiveError } from '../domain/errors.ts';
import type { JournalEvent } from '../domain/journal.ts';
import { sameJson } from '../domain/json.ts';
import type { MigrationState } from '../domain/migration.ts';
import { fold, foldAll, transition } from '../domain/migration.ts';
import type { Fqdn } from '../domain/name.ts';
import { displayName } from '../domain/name.ts';
import type { Playbook } from '../domain/playbook.ts';
import type { Project } from '../domain/project.ts';
import { scrubbed } from '../domain/scrub.ts';
import type { NewEvent, Store } from '../ports/store.ts';
import type { App } from './app.ts';
import { projectionOf } from './projection.ts';

/** A migration as it is now, with what is needed to judge it. */
export interface Loaded {
  readonly project: Project;
  readonly playbook: Playbook;
  readonly state: MigrationState;
}

/** What was read of a store already and stays true. */
interface Known {
  /** Folded states, the least recently used first: a journal only grows, so reading on from a known state is enough. */
  readonly states: Map<string, MigrationState>;
  /** Playbooks by their content's digest, which never changes. */
  readonly playbooks: Map<string, Playbook>;
  readonly projects: Map<string, Project>;
}

const KNOWN = new WeakMap<Store, Known>();
const MOST_FOLDED = 500;

function knownOf(store: Store): Known {
  const known = KNOWN.get(store) ?? { states: new Map(), playbooks: new Map(), projects: new Map() };
  KNOWN.set(store, known);
  return known;
}

async function foldedState(store: Store, migrationId: string): Promise<MigrationState> {
  const { states } = knownOf(store);
  const known = states.get(migrationId);
  const events = await store.readJournal(migrationId, known?.seq ?? 0);
  if (known === undefined && events.length === 0) throw new GoLiveError('domain-unknown', { subject: migrationId });
  const state = known === undefined ? foldAll(events) : events.reduce(fold, known);
  states.delete(migrationId);
  states.set(migrationId, state);
  const [oldest] = states.keys();
  if (states.size > MOST_FOLDED) states.delete(oldest!);
  return state;
}

async function pinned(store: Store, digest: string): Promise<Playbook | undefined> {
  const { playbooks } = knownOf(store);
  const playbook = playbooks.get(digest) ?? (await store.readPlaybook(digest));
  if (playbook !== undefined) playbooks.set(digest, playbook);
  return playbook;
}

/** The very value of the last reading where nothing in it has changed, so that what was worked out of it still holds. */
async function projectNow(store: Store, id: string): Promise<Project | undefined> {
  const { projects } = knownOf(store);
  const known = projects.get(id);
  const project = await store.readProject(id);
  if (known !== undefined && sameJson(known, project)) return known;
  projects.delete(id);
  if (project !== undefined) projects.set(id, project);
  const [oldest] = projects.keys();
  if (projects.size > MOST_FOLDED) projects.delete(oldest!);
  return project;
}

/** @throws GoLiveError `domain-unknown`, `store-corrupt` */
export async function load(app: Pick<App, 'store'>, migrationId: string): Promise<Loaded> {
  const state = await foldedState(app.store, migrationId);
  const playbook = await pinned(app.store, state.playbook.digest);
  const project = await projectNow(app.store, state.projectId);
  if (playbook === undefined || project === undefined)
    throw new GoLiveError('store-corrupt', {
      subject: migrationId,
      why: playbook === undefined ? 'its playbook is missing' : 'its project is missing',
      fix: 'Run golive doctor, then restore a backup: golive restore FILE.',
    });
  return { project, playbook, state };
}

/** The state after these events, in order. @throws GoLiveError `not-allowed` with the reason of the first that is refused */
export function applied(loaded: Loaded, events: readonly NewEvent[]): MigrationState {
  let state = loaded.state;
  for (const event of events) {
    const next = transition(loaded.playbook, state, { ...event, seq: state.seq + 1 });
    if ('refused' in next)
      throw new GoLiveError('not-allowed', { subject: attempt(event.event, loaded.state.domain), why: next.refused });
    state = next.state;
  }
  return state;
}

/** What somebody wanted, so that the line about it is a sentence. */
const ATTEMPTS: Partial<Record<JournalEvent['type'], string>> = {
  answered: 'answering for',
  'secret-stored': 'a secret for',
  booked: 'booking for',
  unbooked: 'unbooking',
  approved: 'approving',
  paused: 'pausing',
  resumed: 'resuming',
  'rollback-begun': 'rolling back',
  'taking-back': 'taking back for',
  cancelled: 'cancelling',
  'task-added': 'a new task for',
  note: 'a note on',
};

function attempt(event: JournalEvent, domain: Fqdn): string {
  if (event.type === 'step') return `${event.step} (${event.event})`;
  return `${ATTEMPTS[event.type] ?? event.type} ${displayName(domain)}`;
}

/**
 * Makes the migration's secrets known to what takes them out of texts: a person may write one into a note, a provider may repeat what another
 * process sent it. One that cannot be read is no reason to stop.
 */
export async function knowSecretsOf({ store }: Pick<App, 'store'>, { id, secrets }: MigrationState): Promise<void> {
  for (const field of Object.keys(secrets)) await store.readSecret(id, field).catch(() => undefined);
}

/** Another writer may come in between this often before a person is told to try again. */
const TRIES = 20;

/**
 * Writes what a person said: `decide` sees the present state and answers the events, or throws. Another writer in between means it is
 * asked again. The engine is woken (the migration becomes due now).
 *
 * @throws GoLiveError `not-allowed` with the reason, where the state refuses an event
 */
export async function record(
  app: Pick<App, 'clock' | 'store'>,
  migrationId: string,
  who: { readonly by: string; readonly why?: string },
  decide: (loaded: Loaded) => readonly JournalEvent[] | Promise<readonly JournalEvent[]>,
): Promise<Loaded> {
  for (let tries = 1; ; tries++) {
    const loaded = await load(app, migrationId);
    const now = app.clock.now();
    await knowSecretsOf(app, loaded.state);
    const events = (await decide(loaded)).map(
      (event): NewEvent => ({ ...scrubbed(who), atMs: now, event: scrubbed(event) }),
    );
    const state = applied(loaded, events);
    const after = { ...loaded, state };
    if (events.length === 0) return after;
    try {
      await app.store.append(migrationId, loaded.state.seq, events, { ...projectionOf(after, now), dueMs: now });
      return after;
    } catch (thrown) {
      if (asGoLiveError(thrown, migrationId).code !== 'journal-conflict' || tries >= TRIES) throw thrown;
    }
  }
}
