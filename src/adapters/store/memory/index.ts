import type { ClockAnchor } from '../../../domain/clock-trust.ts';
import { GoLiveError } from '../../../domain/errors.ts';
import { canonicalJson, sha256 } from '../../../domain/json.ts';
import { isOver } from '../../../domain/lifecycle.ts';
import { foldAll } from '../../../domain/migration.ts';
import { fqdn, isName } from '../../../domain/name.ts';
import { playbookDigest } from '../../../domain/playbook.ts';
import type { Project } from '../../../domain/project.ts';
import { scrubbed } from '../../../domain/scrub.ts';
import type { Secret } from '../../../domain/secret.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Lease, NewEvent, Store, StoreFault } from '../../../ports/store.ts';
import { conflict, corrupt, leaseLost, liveAlready, unknownHere } from '../failures.ts';
import type { Head } from '../journal-chain.ts';
import { EMPTY, seal, toEvent, unseal } from '../journal-chain.ts';
import { memoryCalendar } from './calendar.ts';
import { memoryCredentials } from './credentials.ts';
import { memoryDeliveries } from './deliveries.ts';
import type { Kept } from './kept.ts';
import { goOn, keptMigration } from './kept.ts';
import { memoryLists } from './lists.ts';

/**
 * The store's promises without a disk: for rehearsals and fast tests. Each method does its work before its first pause, so it is one
 * transaction. Values go in and out as copies. It cannot be backed up.
 */
export function openMemoryStore({ clock }: { readonly clock: Pick<Clock, 'now'> }): Store {
  const projects = new Map<string, Project>();
  const migrations = new Map<string, Kept>();
  const playbooks = new Map<string, string>();
  const bodies = new Map<string, string>();
  const secrets = new Map<string, { readonly secret: Secret; readonly expiresAtMs?: number }>();
  const clocks = new Map<string, ClockAnchor>();

  const found = (id: string): Kept => {
    const kept = migrations.get(id);
    if (kept === undefined) throw unknownHere(id);
    return kept;
  };
  const liveOf = (domain: string): Kept | undefined =>
    [...migrations.values()].find(({ header, projection }) => header.domain === domain && !isOver(projection.status));
  const holds = (kept: Kept | undefined, lease: Lease): kept is Kept =>
    kept?.lease?.owner === lease.owner && kept.generation === lease.generation;
  const isFree = (kept: Kept, now: number): boolean => kept.lease === undefined || kept.lease.untilMs <= now;
  const take = (kept: Kept, owner: string, untilMs: number): Lease => {
    kept.generation += 1;
    kept.lease = { owner, untilMs };
    return { migrationId: kept.header.id, owner, generation: kept.generation, untilMs };
  };
  const read = (text: string | undefined) => (text === undefined ? undefined : JSON.parse(text));

  return {
    async createProject(project, given, pinned) {
      for (const { digest, playbook } of pinned)
        if (digest !== playbookDigest(playbook))
          throw new GoLiveError('playbook-invalid', { subject: playbook.id, why: 'its digest is another one' });
      if (projects.has(project.id)) throw new GoLiveError('already-exists', { subject: `project ${project.id}` });
      const added = new Map<string, Kept>();
      for (const { header, events, projection } of given) {
        if (header.projectId !== project.id && !projects.has(header.projectId)) throw unknownHere(header.projectId);
        const live =
          liveOf(header.domain) ??
          [...added.values()].find(
            (other) => other.header.domain === header.domain && !isOver(other.projection.status),
          );
        if (live !== undefined && !isOver(projection.status)) throw liveAlready(header.domain, live.header.id);
        if (migrations.has(header.id) || added.has(header.id))
          throw new GoLiveError('already-exists', { subject: `migration ${header.id}` });
        const rows = seal(header.id, EMPTY, events);
        added.set(header.id, keptMigration(header, rows, projection));
      }
      projects.set(project.id, frozen(copy(project)));
      for (const [id, migration] of added) migrations.set(id, migration);
      for (const { digest, playbook } of pinned) playbooks.set(digest, canonicalJson(playbook));
    },
    readProject: async (id) => projects.get(id),
    async saveProject(project) {
      if (!projects.has(project.id)) throw unknownHere(project.id);
      projects.set(project.id, frozen(copy(project)));
    },
    async findMigrations(idOrDomain) {
      const domain = isName(idOrDomain) ? fqdn(idOrDomain) : undefined;
      return [...migrations.values()]
        .map(({ header }) => header)
        .filter(({ id, projectId, domain: of }) => id === idOrDomain || projectId === idOrDomain || of === domain)
        .sort((a, b) => b.createdMs - a.createdMs || (a.id < b.id ? 1 : -1))
        .map(copy);
    },
    readPlaybook: async (digest) => read(playbooks.get(digest)),

    async readJournal(migrationId, after = 0) {
      const rows = migrations.get(migrationId)?.rows ?? [];
      return unseal(migrationId, rows[after - 1] ?? EMPTY, rows.slice(after));
    },
    async append(migrationId, expectedSeq, events: readonly NewEvent[], projection, lease) {
      const migration = found(migrationId);
      const head: Head = migration.rows.at(-1) ?? EMPTY;
      if (lease !== undefined && !holds(migration, lease)) throw leaseLost(migrationId);
      if (head.seq !== expectedSeq) throw conflict(migrationId, head.seq, expectedSeq);
      if (isOver(migration.projection.status) && !isOver(projection.status)) {
        const live = liveOf(migration.header.domain);
        if (live !== undefined) throw liveAlready(migration.header.domain, live.header.id);
      }
      const rows = seal(migrationId, head, events);
      goOn(migration, rows, projection);
      return rows.map(toEvent);
    },
    async putBody(body) {
      const clean = scrubbed(body);
      const text = canonicalJson(clean) ?? 'null';
      const hash = sha256(text);
      bodies.set(hash, text);
      return hash;
    },
    readBody: async (hash) => read(bodies.get(hash)),

    async claim(migrationId, owner, now, untilMs) {
      const migration = found(migrationId);
      return isFree(migration, now) ? take(migration, owner, untilMs) : undefined;
    },
    async claimDue(limit, owner, now, untilMs) {
      return [...migrations.values()]
        .filter(
          (migration) => (migration.projection.dueMs ?? Number.POSITIVE_INFINITY) <= now && isFree(migration, now),
        )
        .sort((a, b) => a.projection.dueMs! - b.projection.dueMs! || (a.header.id < b.header.id ? -1 : 1))
        .slice(0, Math.max(0, limit))
        .map((migration) => take(migration, owner, untilMs));
    },
    async renew(lease, untilMs) {
      const migration = migrations.get(lease.migrationId);
      if (!holds(migration, lease)) throw leaseLost(lease.migrationId);
      migration.lease = { owner: lease.owner, untilMs };
      return { ...lease, untilMs };
    },
    async release(lease) {
      const migration = migrations.get(lease.migrationId);
      if (holds(migration, lease)) migration.lease = undefined;
    },
    async nextDueMs() {
      const moments = [...migrations.values()].flatMap(({ projection: { dueMs }, lease }) =>
        dueMs === undefined ? [] : [Math.max(dueMs, lease?.untilMs ?? dueMs)],
      );
      return moments.length === 0 ? undefined : Math.min(...moments);
    },

    ...memoryLists(migrations, (projectId) => projects.get(projectId)?.customer ?? ''),
    ...memoryCredentials(),
    ...memoryDeliveries(
      () => migrations.values(),
      (id) => migrations.get(id),
    ),

    async putSecret(migrationId, field, secret, expiresAtMs) {
      found(migrationId);
      secrets.set(canonicalJson([migrationId, field]), {
        secret,
        ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
      });
    },
    async readSecret(migrationId, field) {
      const key = canonicalJson([migrationId, field]);
      const entry = secrets.get(key);
      if (entry?.expiresAtMs === undefined || entry.expiresAtMs > clock.now()) return entry?.secret;
      secrets.delete(key);
      return undefined;
    },
    async deleteSecret(migrationId, field) {
      secrets.delete(canonicalJson([migrationId, field]));
    },
    async secretsKept() {
      return [...secrets.keys()].map((key) => {
        const [migrationId, field] = JSON.parse(key) as [string, string];
        return { migrationId, field };
      });
    },
    async dropExpiredSecrets() {
      const over = [...secrets].filter(
        ([, { expiresAtMs }]) => expiresAtMs !== undefined && expiresAtMs <= clock.now(),
      );
      for (const [key] of over) secrets.delete(key);
      return over.length;
    },

    ...memoryCalendar((id) => projects.has(id)),

    readClock: async (bootId) => clocks.get(bootId),
    async keepClock(anchor) {
      if ((clocks.get(anchor.bootId)?.accepted ?? 0) <= anchor.accepted) clocks.set(anchor.bootId, copy(anchor));
    },
    async newestMs() {
      const moments = [
        ...[...migrations.values()].map(({ touchedMs }) => touchedMs),
        ...[...clocks.values()].map(({ trustedMs }) => trustedMs),
      ];
      return moments.length === 0 ? undefined : Math.max(...moments);
    },

    async backup(file) {
      throw new GoLiveError('not-allowed', { subject: file, why: 'this store is in memory and ends with the program' });
    },
    async check() {
      return [...migrations.values()].flatMap(({ header, rows }): StoreFault[] => {
        try {
          const state = foldAll(unseal(header.id, EMPTY, rows));
          if (state.id !== header.id || !playbooks.has(state.playbook.digest))
            throw corrupt(header.id, 'its journal tells of another migration, or its playbook is not there');
          return [];
        } catch (thrown) {
          return [{ where: `migration ${header.id}`, what: String(thrown), fix: 'Begin again.' }];
        }
      });
    },
    async close() {},
  };
}

/** Read at every step and seldom changed: the same value each time, which nobody can change. */
function frozen<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) for (const member of Object.values(value)) frozen(member);
  return Object.freeze(value);
}

function copy<Value>(value: Value): Value {
  return JSON.parse(canonicalJson(value));
}
