import type { Kysely } from 'kysely';
import { GoLiveError } from '../../../domain/errors.ts';
import { canonicalJson, sha256 } from '../../../domain/json.ts';
import { isOver } from '../../../domain/lifecycle.ts';
import { fqdn, isName } from '../../../domain/name.ts';
import { playbookDigest } from '../../../domain/playbook.ts';
import type { MigrationHeader, Store } from '../../../ports/store.ts';
import { corrupt, liveAlready, unknownHere } from '../failures.ts';
import type { JournalRow } from '../journal-chain.ts';
import { EMPTY, seal } from '../journal-chain.ts';
import type { Access } from './access.ts';
import { insertEvents } from './journal.ts';
import type { HeaderColumns, ProjectionColumns } from './rows.ts';
import { digestOfRow, fromHeader, fromProjection, HEADER, toHeader } from './rows.ts';
import type { Tables } from './tables.ts';

type Projects = Pick<Store, 'createProject' | 'readProject' | 'saveProject' | 'findMigrations' | 'readPlaybook'>;

interface Sealed {
  readonly header: MigrationHeader;
  readonly rows: readonly JournalRow[];
  readonly row: HeaderColumns & ProjectionColumns;
}

const MIGRATIONS_PER_INSERT = 100;

/** @throws GoLiveError `already-exists` */
async function insertMigrations(db: Kysely<Tables>, sealed: readonly Sealed[]): Promise<void> {
  const inserted = await db
    .insertInto('migrations')
    .values(
      sealed.map(({ rows, row }) => ({
        ...row,
        digest: digestOfRow(row),
        seq: rows.length,
        head_hash: rows.at(-1)?.hash ?? EMPTY.hash,
        lease_owner: null,
        lease_generation: 0,
        lease_until_ms: null,
        touched_ms: rows.at(-1)?.at_ms ?? row.created_ms,
        noticed_seq: 0,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .execute();
  if (inserted.length === sealed.length) return;
  const there = new Set(inserted.map(({ id }) => id));
  const { id, domain } = (sealed.find(({ header }) => !there.has(header.id)) ?? sealed.at(-1)!).header;
  const same = await db.selectFrom('migrations').select(['id', 'status']).where('domain', '=', domain).execute();
  const live = same.find(({ status }) => !isOver(status));
  if (live !== undefined) throw liveAlready(domain, live.id);
  throw new GoLiveError('already-exists', { subject: `migration ${id}` });
}

export function projectsOf({ read, write }: Access): Projects {
  return {
    createProject: (project, migrations, playbooks) =>
      write(async (db) => {
        for (const { digest, playbook } of playbooks) {
          if (digest !== playbookDigest(playbook))
            throw new GoLiveError('playbook-invalid', { subject: playbook.id, why: 'its digest is another one' });
          await db
            .insertInto('playbooks')
            .values({ digest, data: canonicalJson(playbook) })
            .onConflict((conflict) => conflict.doNothing())
            .execute();
        }
        const data = canonicalJson(project);
        const added = await db
          .insertInto('projects')
          .values({ id: project.id, data, digest: sha256(data) })
          .onConflict((conflict) => conflict.doNothing())
          .returning('id')
          .executeTakeFirst();
        if (added === undefined) throw new GoLiveError('already-exists', { subject: `project ${project.id}` });
        const sealed = migrations.map(({ header, events, projection }) => {
          const rows = seal(header.id, EMPTY, events);
          const row = { ...fromHeader(header), ...fromProjection(projection) };
          return { header, rows, row };
        });
        for (let start = 0; start < sealed.length; start += MIGRATIONS_PER_INSERT)
          await insertMigrations(db, sealed.slice(start, start + MIGRATIONS_PER_INSERT));
        await insertEvents(
          db,
          sealed.flatMap(({ rows }) => rows),
        );
      }),

    readProject: (id) =>
      read(async (db) => {
        const row = await db.selectFrom('projects').select(['data', 'digest']).where('id', '=', id).executeTakeFirst();
        if (row === undefined) return undefined;
        if (sha256(row.data) !== row.digest) throw corrupt(`project ${id}`, 'it is not what was written');
        return JSON.parse(row.data);
      }),

    saveProject: (project) =>
      write(async (db) => {
        const data = canonicalJson(project);
        const saved = await db
          .updateTable('projects')
          .set({ data, digest: sha256(data) })
          .where('id', '=', project.id)
          .returning('id')
          .executeTakeFirst();
        if (saved === undefined) throw unknownHere(project.id);
      }),

    findMigrations: (idOrDomain) =>
      read(async (db) => {
        const rows = await db
          .selectFrom('migrations')
          .select(HEADER)
          .where((or) =>
            or.or([
              or('id', '=', idOrDomain),
              or('project_id', '=', idOrDomain),
              ...(isName(idOrDomain) ? [or('domain', '=', fqdn(idOrDomain))] : []),
            ]),
          )
          .orderBy('created_ms', 'desc')
          .orderBy('id', 'desc')
          .execute();
        return rows.map(toHeader);
      }),

    readPlaybook: (digest) =>
      read(async (db) => {
        const row = await db.selectFrom('playbooks').select('data').where('digest', '=', digest).executeTakeFirst();
        if (row === undefined) return undefined;
        if (sha256(row.data) !== digest) throw corrupt(`playbook ${digest}`, 'it is not what was written');
        return JSON.parse(row.data);
      }),
  };
}
