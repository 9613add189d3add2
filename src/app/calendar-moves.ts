import type { Answers, Option } from '../domain/answers.ts';
import { optionOf } from '../domain/answers.ts';
import type { MigrationStatus } from '../domain/lifecycle.ts';
import type { Fqdn } from '../domain/name.ts';
import type { Project } from '../domain/project.ts';
import { statusOf } from '../domain/status.ts';
import type { Store } from '../ports/store.ts';
import type { App } from './app.ts';
import { isAway } from './booking/party.ts';
import { load } from './record.ts';

/** In the order in which people name them. */
const AXES = ['hosting', 'mail', 'registration', 'nameServers'] as const;
const MOVING: ReadonlySet<string> = new Set(['moves', 'switch']);

/** What a calendar says of one domain's migration. */
export interface Move {
  readonly domain: Fqdn;
  readonly status: MigrationStatus;
  /** Cancelled, or on its way back. */
  readonly isAway: boolean;
  readonly option: Option | undefined;
  readonly moving: readonly (typeof AXES)[number][];
}

/** By migration, with the number of the last event that it follows from: that of a year fits, while whole journals would push each other out. */
const KNOWN = new WeakMap<Store, Map<string, { readonly seq: number; readonly move: Move }>>();

/** A project's moves, the main domain's first. @throws GoLiveError as `load` */
export async function movesOf(app: App, { domains }: Project): Promise<readonly Move[]> {
  const ordered = [...domains].sort((a, b) => Number(b.role === 'main') - Number(a.role === 'main'));
  return Promise.all(ordered.map(({ migrationId }) => moveOf(app, migrationId)));
}

async function moveOf(app: App, migrationId: string): Promise<Move> {
  const known = KNOWN.get(app.store) ?? new Map<string, { readonly seq: number; readonly move: Move }>();
  KNOWN.set(app.store, known);
  const last = known.get(migrationId);
  if (last !== undefined && (await app.store.readJournal(migrationId, last.seq)).length === 0) return last.move;
  const loaded = await load(app, migrationId);
  const { playbook, state } = loaded;
  const move: Move = {
    domain: state.domain,
    status: statusOf(playbook, state),
    isAway: isAway(loaded),
    option: optionOf(state.answers),
    moving: movingIn(state.answers),
  };
  known.set(migrationId, { seq: state.seq, move });
  return move;
}

const movingIn = (answers: Answers): Move['moving'] => AXES.filter((axis) => MOVING.has(answers[axis]));
