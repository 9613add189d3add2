import { canonicalJson } from '../../../domain/json.ts';
import type { MigrationHeader, Projection } from '../../../ports/store.ts';
import type { JournalRow } from '../journal-chain.ts';

/** A migration in memory; what `Listed` and `Mark` ask for is read from it. */
export interface Kept {
  readonly id: string;
  readonly header: MigrationHeader;
  projection: Omit<Projection, 'summary'>;
  /** As it was given; a value that nobody changes, and few ask for. */
  summary: unknown;
  readonly rows: JournalRow[];
  seq: number;
  touchedMs: number;
  noticedSeq: number;
  generation: number;
  lease: { readonly owner: string; readonly untilMs: number } | undefined;
}

export function keptMigration(header: MigrationHeader, rows: readonly JournalRow[], projection: Projection): Kept {
  const kept: Kept = {
    id: header.id,
    header: JSON.parse(canonicalJson(header)),
    projection: withoutSummary(projection),
    summary: projection.summary,
    rows: [],
    seq: 0,
    touchedMs: Math.round(header.createdMs),
    noticedSeq: 0,
    generation: 0,
    lease: undefined,
  };
  goOn(kept, rows, projection);
  return kept;
}

export function goOn(kept: Kept, rows: readonly JournalRow[], projection: Projection): void {
  kept.rows.push(...rows);
  kept.seq = kept.rows.length;
  kept.touchedMs = rows.at(-1)?.at_ms ?? kept.touchedMs;
  kept.projection = withoutSummary(projection);
  kept.summary = projection.summary;
}

/** As a disk would give it back; due rounded up, since a wait never ends early. */
function withoutSummary({ status, phase, dueMs }: Projection): Omit<Projection, 'summary'> {
  return { status, phase, ...(dueMs === undefined ? {} : { dueMs: Math.ceil(dueMs) }) };
}
