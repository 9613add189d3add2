import type { JournalRow } from '../../src/adapters/store/journal-chain.ts';
import { EMPTY, seal } from '../../src/adapters/store/journal-chain.ts';
import type { HeaderColumns } from '../../src/adapters/store/kysely/rows.ts';
import { digestOfRow, fromHeader, fromProjection } from '../../src/adapters/store/kysely/rows.ts';
import { canonicalJson, sha256 } from '../../src/domain/json.ts';
import type { NewEvent, Projection } from '../../src/ports/store.ts';
import { PINNED, sample } from './store-samples.ts';

const literal = (value: string | number | null): string =>
  value === null ? 'null' : typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`;

function insert(table: string, row: object): string {
  const values = Object.values(row).map((value) => literal(value as string | number | null));
  return `insert into ${table} (${Object.keys(row).join(', ')}) values (${values.join(', ')})`;
}

interface Known {
  readonly header: HeaderColumns;
  readonly rows: readonly JournalRow[];
}

/**
 * What a golive of schema version 1 or 2 writes for a new project and for an append, as SQL that both databases understand: the columns
 * that it knew, in its order.
 */
export function oldGolive() {
  const known = new Map<string, Known>();
  return {
    begin(name: string, more: Parameters<typeof sample>[1] = {}): readonly string[] {
      const { project, migrations } = sample(name, more);
      const data = canonicalJson(project);
      return [
        `${insert('playbooks', { digest: PINNED.digest, data: canonicalJson(PINNED.playbook) })} on conflict do nothing`,
        insert('projects', { id: project.id, data, digest: sha256(data) }),
        ...migrations.flatMap(({ header, events, projection }) => {
          const columns = fromHeader(header);
          const rows = seal(header.id, EMPTY, events);
          known.set(header.id, { header: columns, rows });
          const row = { ...columns, ...fromProjection(projection) };
          const lease = { lease_owner: null, lease_generation: 0, lease_until_ms: null };
          const end = { digest: digestOfRow(row), seq: rows.length, head_hash: rows.at(-1)!.hash };
          return [insert('migrations', { ...row, ...end, ...lease }), ...rows.map((one) => insert('journal', one))];
        }),
      ];
    },
    append(id: string, events: readonly NewEvent[], projection: Projection): readonly string[] {
      const { header, rows } = known.get(id)!;
      const { hash, seq } = rows.at(-1)!;
      const added = seal(id, { seq, hash }, events);
      const all = [...rows, ...added];
      known.set(id, { header, rows: all });
      const columns = fromProjection(projection);
      const end = { digest: digestOfRow({ ...header, ...columns }), seq: all.length, head_hash: all.at(-1)!.hash };
      const set = Object.entries({ ...columns, ...end }).map(([column, value]) => `${column} = ${literal(value)}`);
      return [
        `update migrations set ${set.join(', ')} where id = ${literal(id)}`,
        ...added.map((one) => insert('journal', one)),
      ];
    },
  };
}
