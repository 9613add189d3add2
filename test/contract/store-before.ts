import type { Store } from '../../src/ports/store.ts';
import { oldGolive } from './store-old-writer.ts';
import { NOW, note, projection } from './store-samples.ts';

/** What a golive of schema version 1 or 2 wrote before the upgrade, and what it writes while a newer one works on the same store. */
export function writtenAroundUpgrade(): { readonly before: readonly string[]; readonly meanwhile: readonly string[] } {
  const writer = oldGolive();
  return {
    before: [
      ...writer.begin('done'),
      ...writer.append('m-done', [note('a', NOW + 8), note('b', NOW + 3)], projection(undefined, 'done')),
      ...writer.begin('goes'),
      ...writer.begin('stays'),
    ],
    meanwhile: [
      ...writer.append('m-goes', [note('c', NOW + 4), note('d', NOW + 6)], projection(undefined, 'needs-you')),
      ...writer.append('m-goes', [], projection(undefined, 'halted')),
      ...writer.begin('fresh'),
      ...writer.append('m-fresh', [note('e', NOW + 5)], projection(undefined, 'halted')),
    ],
  };
}

/** What lists and messages are made of. */
export async function listsOf(store: Store) {
  const [urgent, touched, counts, unnoticed, newestMs] = [
    await store.urgentProjections({ limit: 9 }),
    await store.touchedSince(0, 9),
    await store.countByStatus(),
    await store.unnoticed(9),
    await store.newestMs(),
  ];
  return {
    urgent: urgent.rows.map(({ id }) => id),
    touched: touched.map(({ id, seq, touchedMs }) => [id, seq, touchedMs - NOW]),
    counts,
    unnoticed: unnoticed.map(({ migrationId, seq, noticedSeq }) => [migrationId, seq, noticedSeq]),
    newestMs: newestMs === undefined ? undefined : newestMs - NOW,
  };
}

export const UPGRADED = {
  urgent: ['m-stays', 'm-goes', 'm-done'],
  touched: [
    ['m-goes', 1, 0],
    ['m-stays', 1, 0],
    ['m-done', 3, 3],
  ],
  counts: { waiting: 2, done: 1 },
  unnoticed: [],
  newestMs: 3,
};

export const AFTER_THE_OLD_ONE = {
  urgent: ['m-goes', 'm-fresh', 'm-stays', 'm-done'],
  touched: [
    ['m-stays', 1, 0],
    ['m-done', 3, 3],
    ['m-fresh', 2, 5],
    ['m-goes', 3, 6],
  ],
  counts: { halted: 2, waiting: 1, done: 1 },
  unnoticed: [
    ['m-fresh', 2, 0],
    ['m-goes', 3, 1],
  ],
  newestMs: 6,
};
