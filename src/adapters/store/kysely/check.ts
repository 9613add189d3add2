import { asGoLiveError, GoLiveError } from '../../../domain/errors.ts';
import { sha256 } from '../../../domain/json.ts';
import type { MigrationState } from '../../../domain/migration.ts';
import { foldAll } from '../../../domain/migration.ts';
import type { StoreFault } from '../../../ports/store.ts';
import { RESTORE } from '../failures.ts';
import type { JournalRow } from '../journal-chain.ts';
import { EMPTY, unseal } from '../journal-chain.ts';
import type { Access } from './access.ts';
import type { KeyFile } from './key-file.ts';
import { digestOfRow } from './rows.ts';
import { secretFaults } from './secrets.ts';
import type { MigrationRow } from './tables.ts';

/** Everything that can be proved wrong about a store, each with the way out. Reads only; other processes may go on working. */
export async function faultsOf(access: Access, keyFile: KeyFile): Promise<StoreFault[]> {
  const faults: StoreFault[] = [];
  const sections: readonly [string, () => Promise<StoreFault[]>][] = [
    ['file', () => access.direct(() => access.backend.structureFaults())],
    ['journals', () => journalFaults(access)],
    ['projects', () => contentFaults(access, 'projects', 'id', 'digest')],
    ['playbooks', () => contentFaults(access, 'playbooks', 'digest', 'digest')],
    ['bodies', () => contentFaults(access, 'bodies', 'hash', 'hash')],
    ['secrets', () => secretFaults(access, keyFile)],
  ];
  // One part that cannot be read does not hide what is wrong with the next.
  for (const [where, find] of sections)
    try {
      faults.push(...(await find()));
    } catch (thrown) {
      const error = asGoLiveError(thrown, where);
      if (error.code === 'store-busy') throw error;
      faults.push({ where, what: error.why ?? error.message, fix: error.fix ?? RESTORE });
    }
  return faults;
}

async function journalFaults(access: Access): Promise<StoreFault[]> {
  const faults: StoreFault[] = [];
  const ids = await access.read((db) => db.selectFrom('migrations').select('id').orderBy('id').execute());
  for (const { id } of ids)
    try {
      faults.push(...(await migrationFaults(access, id)));
    } catch (thrown) {
      const error = asGoLiveError(thrown, `migration ${id}`);
      if (error.code === 'store-busy') throw error;
      faults.push({ where: `migration ${id}`, what: error.why ?? error.message, fix: error.fix ?? RESTORE });
    }
  return faults;
}

async function migrationFaults(access: Access, id: string): Promise<StoreFault[]> {
  const where = `migration ${id}`;
  const { row, ends, rows } = await access.read(async (db) => {
    const row = await db.selectFrom('migrations').selectAll().where('id', '=', id).executeTakeFirst();
    // One statement sees one moment: somebody may be appending.
    const ends = await db
      .selectFrom('migrations')
      .leftJoin('journal', 'journal.migration_id', 'migrations.id')
      .select((select) => ['migrations.seq as head', select.fn.max('journal.seq').as('last')])
      .where('migrations.id', '=', id)
      .groupBy('migrations.seq')
      .executeTakeFirst();
    const rows = await db
      .selectFrom('journal')
      .selectAll()
      .where('migration_id', '=', id)
      .where('seq', '<=', row?.seq ?? 0)
      .orderBy('seq')
      .execute();
    return { row, ends, rows };
  });
  if (row === undefined) return [fault(where, 'cannot be found by its id')];
  if (ends === undefined || (ends.last ?? 0) !== ends.head)
    return [fault(where, `its journal ends at ${ends?.last ?? 0}, its projection at ${ends?.head ?? 0}`)];
  const found: StoreFault[] = [];
  if (digestOfRow(row) !== row.digest) found.push(fault(where, 'its projection is not what was written'));
  const state = stateOf(row, rows);
  if (state instanceof GoLiveError) return [...found, fault(where, state.why ?? state.message)];
  if (state.id !== row.id || state.projectId !== row.project_id || state.domain !== row.domain)
    found.push(fault(where, `its journal tells of ${state.id} of project ${state.projectId}`));
  const pinned = await access.read((db) =>
    db.selectFrom('playbooks').select('digest').where('digest', '=', state.playbook.digest).executeTakeFirst(),
  );
  if (pinned === undefined) found.push(fault(where, `its playbook ${state.playbook.digest} is not there`));
  const ways = [...new Set(Object.values(state.steps).flatMap(({ before }) => (before === undefined ? [] : [before])))];
  if (ways.length === 0) return found;
  const kept = await access.read((db) => db.selectFrom('bodies').select('hash').where('hash', 'in', ways).execute());
  for (const hash of ways)
    if (!kept.some((body) => body.hash === hash)) found.push(fault(where, `the way back in body ${hash} is not there`));
  return found;
}

function stateOf(row: MigrationRow, rows: readonly JournalRow[]): MigrationState | GoLiveError {
  try {
    const events = unseal(row.id, EMPTY, rows);
    if (rows.length !== row.seq)
      return new GoLiveError('store-corrupt', { subject: row.id, why: `event ${rows.length + 1} is missing` });
    if ((rows.at(-1)?.hash ?? '') !== row.head_hash)
      return new GoLiveError('store-corrupt', { subject: row.id, why: "its journal's end is not what was written" });
    return foldAll(events);
  } catch (thrown) {
    return asGoLiveError(thrown, row.id);
  }
}

const PAGE = 200;

/** Rows whose text must have the digest that stands beside it. */
async function contentFaults(
  access: Access,
  table: 'projects' | 'playbooks' | 'bodies',
  key: 'id' | 'digest' | 'hash',
  digest: 'digest' | 'hash',
): Promise<StoreFault[]> {
  const faults: StoreFault[] = [];
  for (let after = ''; ; ) {
    const rows = (await access.read((db) =>
      db
        .selectFrom(table)
        .select((select) => [select.ref(key as never).as('key'), select.ref(digest as never).as('digest'), 'data'])
        .where((where) => where(where.ref(key as never), '>', after as never))
        .orderBy(key as never)
        .limit(PAGE)
        .execute(),
    )) as { key: string; digest: string; data: string }[];
    for (const row of rows)
      if (sha256(row.data) !== row.digest) faults.push(fault(`${table} ${row.key}`, 'it is not what was written'));
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return faults;
    after = last.key;
  }
}

function fault(where: string, what: string): StoreFault {
  return { where, what, fix: RESTORE };
}
