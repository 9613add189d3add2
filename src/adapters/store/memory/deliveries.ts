import { canonicalJson } from '../../../domain/json.ts';
import type { Delivery, Store } from '../../../ports/store.ts';
import { oneLine, storedDelivery } from '../ways-in.ts';

type Deliveries = Pick<
  Store,
  'unnoticed' | 'addDeliveries' | 'claimDeliveries' | 'settleDelivery' | 'deliveries' | 'dropDeliveries'
>;

/** How far a migration's journal was made into messages. */
export interface Mark {
  readonly id: string;
  readonly seq: number;
  noticedSeq: number;
}

/** Messages without a disk. */
export function memoryDeliveries(marks: () => Iterable<Mark>, markOf: (id: string) => Mark | undefined): Deliveries {
  const kept = new Map<string, Delivery>();
  return {
    unnoticed: async (limit) =>
      [...marks()]
        .filter(({ seq, noticedSeq }) => seq > noticedSeq)
        .sort((a, b) => (a.id < b.id ? -1 : 1))
        .slice(0, limit)
        .map(({ id, seq, noticedSeq }) => ({ migrationId: id, seq, noticedSeq })),
    addDeliveries: async (deliveries, noticed = []) => {
      for (const delivery of deliveries) if (!kept.has(delivery.id)) kept.set(delivery.id, storedDelivery(delivery));
      for (const { migrationId, seq } of noticed) {
        const mark = markOf(migrationId);
        if (mark !== undefined) mark.noticedSeq = Math.max(mark.noticedSeq, Math.min(seq, mark.seq));
      }
    },
    claimDeliveries: async (limit, now, untilMs) =>
      [...kept.values()]
        .filter(({ state, dueMs }) => state === 'waiting' && dueMs <= now)
        .sort((a, b) => a.dueMs - b.dueMs || (a.id < b.id ? -1 : 1))
        .slice(0, Math.max(0, limit))
        .map((delivery) => {
          const claimed = { ...delivery, dueMs: Math.ceil(untilMs), attempts: delivery.attempts + 1 };
          kept.set(delivery.id, claimed);
          return copy(claimed);
        }),
    settleDelivery: async (id, { state, atMs, dueMs, error }) => {
      const delivery = kept.get(id);
      if (delivery?.state !== 'waiting') return;
      kept.set(id, {
        ...delivery,
        state,
        ...(state === 'waiting' ? {} : { settledMs: Math.round(atMs) }),
        ...(state === 'waiting' && dueMs !== undefined ? { dueMs: Math.ceil(dueMs) } : {}),
        ...(error === undefined ? {} : { error: oneLine(error) }),
      });
    },
    deliveries: async ({ limit, state, projectId, after }) => {
      const last = after === undefined ? undefined : kept.get(after);
      if (after !== undefined && last === undefined) return [];
      return [...kept.values()]
        .filter((delivery) => state === undefined || delivery.state === state)
        .filter((delivery) => projectId === undefined || delivery.projectId === projectId)
        .sort(newestFirst)
        .filter((delivery) => last === undefined || newestFirst(last, delivery) < 0)
        .slice(0, limit)
        .map(copy);
    },
    dropDeliveries: async (beforeMs) => {
      const over = [...kept.values()].filter(({ settledMs }) => settledMs !== undefined && settledMs < beforeMs);
      for (const { id } of over) kept.delete(id);
      return over.length;
    },
  };
}

function newestFirst(a: Delivery, b: Delivery): number {
  return b.createdMs - a.createdMs || (a.id > b.id ? -1 : a.id < b.id ? 1 : 0);
}

function copy<Value>(value: Value): Value {
  return JSON.parse(canonicalJson(value));
}
