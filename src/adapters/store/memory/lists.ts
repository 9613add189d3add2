import { canonicalJson } from '../../../domain/json.ts';
import type { MigrationStatus } from '../../../domain/lifecycle.ts';
import { scrubbed } from '../../../domain/scrub.ts';
import { urgencyOf } from '../../../domain/urgency.ts';
import type { MigrationHeader, Projection, Store } from '../../../ports/store.ts';
import { byUrgency, cursorOf, placeAt, searching } from '../urgent.ts';

type Lists = Pick<Store, 'listProjections' | 'urgentProjections' | 'touchedSince' | 'countByStatus'>;

/** A migration as a list shows it. */
export interface Listed {
  readonly header: MigrationHeader;
  readonly projection: Omit<Projection, 'summary'>;
  /** As it was given; a value that nobody changes, and few ask for. */
  readonly summary: unknown;
  readonly seq: number;
  readonly touchedMs: number;
}

/** The lists over what `all` gives, which may be asked for each time. */
export function memoryLists(all: ReadonlyMap<string, Listed>, customerOf: (projectId: string) => string): Lists {
  const shown = ({ header, projection, summary }: Listed) => ({
    ...copy(header),
    projection: { ...projection, summary: copy(scrubbed(summary ?? null)) },
  });
  return {
    async listProjections({ limit, after, ids }) {
      return [...(ids === undefined ? all.keys() : new Set(ids))]
        .filter((id) => all.has(id) && (after === undefined || id > after))
        .sort()
        .slice(0, limit)
        .map((id) => shown(all.get(id)!));
    },
    async urgentProjections({ limit, after, statuses, text = '' }) {
      const from = after === undefined ? undefined : placeAt(after);
      const isFound = text.trim() === '' ? () => true : searching(text);
      const rows = [...all.values()]
        .filter(({ projection: { status } }) => statuses === undefined || statuses.includes(status))
        .filter(({ header }) => isFound(header, customerOf(header.projectId)))
        .map((row) => ({ ...placeOf(row), row }))
        .filter((place) => from === undefined || byUrgency(from, place) < 0)
        .sort(byUrgency);
      const page = rows.slice(0, Math.max(0, limit));
      const last = page.at(-1);
      return {
        rows: page.map(({ row }) => shown(row)),
        ...(last === undefined || rows.length === page.length ? {} : { next: cursorOf(last) }),
      };
    },
    async touchedSince(sinceMs, limit) {
      return [...all.values()]
        .filter(({ touchedMs }) => touchedMs >= sinceMs)
        .sort((a, b) => a.touchedMs - b.touchedMs || (a.header.id < b.header.id ? -1 : 1))
        .slice(0, limit)
        .map(({ header: { id, projectId }, projection: { status }, seq, touchedMs }) => ({
          id,
          projectId,
          status,
          seq,
          touchedMs,
        }));
    },
    async countByStatus() {
      const counts: Partial<Record<MigrationStatus, number>> = {};
      for (const { projection } of all.values()) counts[projection.status] = (counts[projection.status] ?? 0) + 1;
      return counts;
    },
  };
}

function placeOf({ header: { id }, projection: { status }, touchedMs }: Listed) {
  return { rank: urgencyOf(status), touchedMs, id };
}

function copy<Value>(value: Value): Value {
  return JSON.parse(canonicalJson(value));
}
