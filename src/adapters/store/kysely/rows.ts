import { canonicalJson, sha256 } from '../../../domain/json.ts';
import { scrubbed } from '../../../domain/scrub.ts';
import type { MigrationHeader, Projection } from '../../../ports/store.ts';
import { corrupt } from '../failures.ts';
import type { MigrationRow } from './tables.ts';

export type HeaderColumns = Pick<MigrationRow, 'id' | 'project_id' | 'domain' | 'created_ms'>;
export type ProjectionColumns = Pick<MigrationRow, 'status' | 'phase' | 'due_ms' | 'summary'>;

export const HEADER = ['id', 'project_id', 'domain', 'created_ms'] as const satisfies readonly (keyof HeaderColumns)[];
export const PROJECTION = [
  'status',
  'phase',
  'due_ms',
  'summary',
] as const satisfies readonly (keyof ProjectionColumns)[];

export function toHeader(row: HeaderColumns): MigrationHeader {
  return { id: row.id, projectId: row.project_id, domain: row.domain, createdMs: row.created_ms };
}

export function fromHeader(header: MigrationHeader): HeaderColumns {
  return {
    id: header.id,
    project_id: header.projectId,
    domain: header.domain,
    created_ms: Math.round(header.createdMs),
  };
}

export function toProjection(row: ProjectionColumns & Pick<MigrationRow, 'id'>): Projection {
  return {
    status: row.status,
    phase: row.phase,
    ...(row.due_ms === null ? {} : { dueMs: row.due_ms }),
    summary: summaryOf(row),
  };
}

function summaryOf({ id, summary }: Pick<MigrationRow, 'id' | 'summary'>): unknown {
  try {
    return JSON.parse(summary);
  } catch (thrown) {
    throw corrupt(`the projection of ${id}`, 'it cannot be read', thrown);
  }
}

export function fromProjection(projection: Projection): ProjectionColumns {
  return {
    status: projection.status,
    phase: projection.phase,
    // Rounded up: a wait never ends early.
    due_ms: projection.dueMs === undefined ? null : Math.ceil(projection.dueMs),
    summary: canonicalJson(scrubbed(projection.summary)) ?? 'null',
  };
}

/** @throws GoLiveError `store-corrupt` */
export function toListed(row: HeaderColumns & ProjectionColumns & Pick<MigrationRow, 'digest'>) {
  if (digestOfRow(row) !== row.digest) throw corrupt(`the projection of ${row.id}`, 'it is not what was written');
  return { ...toHeader(row), projection: toProjection(row) };
}

/** What `check` compares: header and projection as stored, in one value. */
export function digestOfRow(row: HeaderColumns & ProjectionColumns): string {
  return sha256(JSON.stringify([...HEADER, ...PROJECTION].map((column) => row[column])));
}
