import { expect } from 'vitest';
import { forgetSecrets, knowSecret } from '../../src/domain/scrub.ts';
import type { Delivery } from '../../src/ports/store.ts';
import type { StoreWorld } from './store.ts';
import { begin, NOW, note, projection } from './store-samples.ts';

type Promised = (title: string, keeps: (world: StoreWorld) => Promise<void>) => void;

export function delivery(id: string, more: Partial<Delivery> = {}): Delivery {
  return {
    id,
    target: 'team',
    event: 'migration.done',
    projectId: 'p-klant',
    migrationId: 'm-klant',
    createdMs: NOW,
    dueMs: NOW,
    state: 'waiting',
    attempts: 0,
    body: { text: 'Klaar', list: [1, null] },
    ...more,
  };
}

const ids = (deliveries: readonly { readonly id: string }[]) => deliveries.map(({ id }) => id);

/** Messages to somebody. */
export function deliveryPromises(promise: Promised): void {
  promise('a journal that grew is not noticed yet, and only that', async ({ store, other }) => {
    expect(await store.unnoticed(9)).toEqual([]);
    const [one, two] = [await begin(store, 'klant'), await begin(store, 'ander')];
    const fresh = (migrationId: string, seq: number, noticedSeq: number) => ({ migrationId, seq, noticedSeq });
    expect(await other.unnoticed(9)).toEqual([fresh(two, 1, 0), fresh(one, 1, 0)]);
    expect(await other.unnoticed(1)).toEqual([fresh(two, 1, 0)]);
    await store.addDeliveries([], [{ migrationId: one, seq: 1 }]);
    expect(await other.unnoticed(9)).toEqual([fresh(two, 1, 0)]);
    await store.append(one, 1, [note('a'), note('b')], projection());
    expect(await other.unnoticed(9)).toEqual([fresh(two, 1, 0), fresh(one, 3, 1)]);
    await store.append(two, 1, [], projection(undefined, 'done'));
    expect(await other.unnoticed(9)).toEqual([fresh(two, 1, 0), fresh(one, 3, 1)]);
  });

  promise('marks move forward, never back, and never beyond the journal', async ({ store, other }) => {
    const id = await begin(store, 'klant');
    await store.append(id, 1, [note('a'), note('b')], projection());
    const mark = (seq: number) => store.addDeliveries([], [{ migrationId: id, seq }]);
    await mark(2);
    await mark(1);
    expect(await other.unnoticed(9)).toEqual([{ migrationId: id, seq: 3, noticedSeq: 2 }]);
    await mark(99);
    expect(await other.unnoticed(9)).toEqual([]);
    await store.append(id, 3, [note('c')], projection());
    expect(await other.unnoticed(9)).toEqual([{ migrationId: id, seq: 4, noticedSeq: 3 }]);
    await store.addDeliveries([delivery('d')], [{ migrationId: 'm-none', seq: 1 }]);
    expect(await store.check()).toEqual([]);
  });

  promise('what is known is not added again, sent or not', async ({ store, other }) => {
    const first = delivery('d-1');
    await store.addDeliveries([first, delivery('d-2', { dueMs: NOW + 50 })]);
    expect(await other.deliveries({ limit: 9 })).toEqual([delivery('d-2', { dueMs: NOW + 50 }), first]);
    await store.settleDelivery('d-1', { state: 'sent', atMs: NOW + 3 });
    await other.addDeliveries([delivery('d-1', { target: 'other', body: 2 }), delivery('d-3'), delivery('d-3')]);
    const there = await store.deliveries({ limit: 9 });
    expect(ids(there)).toEqual(['d-3', 'd-2', 'd-1']);
    expect(there[2]).toEqual({ ...first, state: 'sent', settledMs: NOW + 3 });
    expect(await store.check()).toEqual([]);
  });

  promise('of many who add the same at once, it is there once', async ({ store, other }) => {
    const id = await begin(store, 'klant');
    const many = Array.from({ length: 30 }, (_, index) => delivery(`d-${index}`));
    await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        (index % 2 ? store : other).addDeliveries(index < 3 ? many : many.toReversed(), [{ migrationId: id, seq: 1 }]),
      ),
    );
    expect(await store.deliveries({ limit: 99 })).toHaveLength(30);
    expect(await store.unnoticed(9)).toEqual([]);
  });

  promise('due messages are taken, the longest due first, by one sender', async ({ store, other }) => {
    for (const [id, dueMs] of [
      ['b', NOW - 5],
      ['a', NOW - 5],
      ['c', NOW - 50],
      ['later', NOW + 1],
      ['now', NOW],
    ] as const)
      await store.addDeliveries([delivery(id, { dueMs })]);
    expect(await store.claimDeliveries(0, NOW, NOW + 10)).toEqual([]);
    expect(await store.claimDeliveries(2, NOW, NOW + 10)).toEqual([
      delivery('c', { dueMs: NOW + 10, attempts: 1 }),
      delivery('a', { dueMs: NOW + 10, attempts: 1 }),
    ]);
    const rest = await Promise.all([other, store, other, store].map((by) => by.claimDeliveries(9, NOW, NOW + 10)));
    expect(ids(rest.flat()).sort()).toEqual(['b', 'now']);
    expect(await store.claimDeliveries(9, NOW + 0.5, NOW + 10)).toEqual([]);
    // Whoever did not say how it ended is taken for dead.
    const again = await other.claimDeliveries(9, NOW + 10, NOW + 20);
    expect(ids(again)).toEqual(['later', 'a', 'b', 'c', 'now']);
    expect(again.map(({ attempts }) => attempts)).toEqual([1, 2, 2, 2, 2]);
  });

  promise('fifty senders at once take each message once', async ({ store, other }) => {
    await store.addDeliveries(Array.from({ length: 100 }, (_, index) => delivery(`d-${index}`)));
    const taken = await Promise.all(
      Array.from({ length: 50 }, (_, index) => (index % 2 ? store : other).claimDeliveries(4, NOW, NOW + 10)),
    );
    const all = ids(taken.flat());
    expect([all.length, new Set(all).size]).toEqual([new Set(all).size, all.length]);
    for (;;) {
      const more = await store.claimDeliveries(50, NOW, NOW + 10);
      if (more.length === 0) break;
      all.push(...ids(more));
    }
    expect([all.length, new Set(all).size]).toEqual([100, 100]);
  });

  promise('what failed is tried again when it was said; what is settled stays so', async ({ store, other }) => {
    await store.addDeliveries([delivery('d-1'), delivery('d-2')]);
    await store.claimDeliveries(9, NOW, NOW + 10);
    await store.settleDelivery('d-1', { state: 'waiting', atMs: NOW + 1, dueMs: NOW + 60, error: 'nobody\n listens' });
    await store.settleDelivery('d-2', { state: 'waiting', atMs: NOW + 1 });
    expect(ids(await other.claimDeliveries(9, NOW + 59, NOW + 100))).toEqual(['d-2']);
    const [again] = await other.claimDeliveries(9, NOW + 60, NOW + 100);
    expect(again).toEqual(delivery('d-1', { dueMs: NOW + 100, attempts: 2, error: 'nobody listens' }));
    for (const [id, state] of [
      ['d-1', 'given-up'],
      ['d-2', 'dropped'],
    ] as const)
      await store.settleDelivery(id, { state, atMs: NOW + 70.4, ...(id === 'd-1' ? { error: 'enough' } : {}) });
    for (const state of ['waiting', 'sent'] as const)
      await other.settleDelivery('d-1', { state, atMs: NOW + 80, dueMs: NOW, error: 'late' });
    expect(await store.claimDeliveries(9, NOW + 999, NOW + 1000)).toEqual([]);
    expect(await other.deliveries({ limit: 9 })).toMatchObject([
      { id: 'd-2', state: 'dropped', settledMs: NOW + 70 },
      { id: 'd-1', state: 'given-up', settledMs: NOW + 70, error: 'enough' },
    ]);
    await store.settleDelivery('d-none', { state: 'sent', atMs: NOW });
    expect(await store.check()).toEqual([]);
  });

  promise('messages are listed newest first, page by page, of a state and a project', async ({ store, other }) => {
    const rows = Array.from({ length: 12 }, (_, index) =>
      delivery(`d-${index}`, {
        createdMs: NOW + (index % 4),
        projectId: index % 2 === 0 ? 'p-klant' : 'p-ander',
        state: index % 3 === 0 ? 'sent' : 'waiting',
        ...(index % 3 === 0 ? { settledMs: NOW } : {}),
      }),
    );
    const { projectId: _, migrationId: __, ...free } = delivery('free', { createdMs: NOW - 1 });
    await store.addDeliveries([...rows, free]);
    const sorted = [...rows].sort((a, b) => b.createdMs - a.createdMs || (a.id < b.id ? 1 : -1));
    const all = async (asked: Omit<Parameters<typeof store.deliveries>[0], 'limit'>) => {
      const found: Delivery[] = [];
      for (;;) {
        const after = found.at(-1)?.id;
        const page = await other.deliveries({ limit: 2, ...asked, ...(after === undefined ? {} : { after }) });
        if (page.length === 0) return found;
        found.push(...page);
      }
    };
    expect(await all({})).toEqual([...sorted, free]);
    expect(await all({ state: 'sent' })).toEqual(sorted.filter(({ state }) => state === 'sent'));
    const ofOne = sorted.filter(({ projectId }) => projectId === 'p-ander');
    expect(await all({ projectId: 'p-ander' })).toEqual(ofOne);
    const both = ofOne.filter(({ state }) => state === 'waiting');
    expect(await all({ projectId: 'p-ander', state: 'waiting' })).toEqual(both);
    expect(await other.deliveries({ limit: 9, after: 'd-none' })).toEqual([]);
  });

  promise('what was settled before is forgotten, and what waits is not', async ({ store, other }) => {
    await store.addDeliveries([delivery('old'), delivery('young'), delivery('waits', { dueMs: 5, createdMs: 5 })]);
    await store.settleDelivery('old', { state: 'sent', atMs: NOW });
    await store.settleDelivery('young', { state: 'dropped', atMs: NOW + 1 });
    expect([await store.dropDeliveries(NOW), await store.dropDeliveries(NOW + 1)]).toEqual([0, 1]);
    expect(ids(await other.deliveries({ limit: 9 }))).toEqual(['young', 'waits']);
  });

  promise('no secret is written with a message or its error', async ({ store }) => {
    knowSecret('hunter2-hunter2-hunter2');
    try {
      await store.addDeliveries([delivery('d-1', { body: { url: 'https://x.test/hunter2-hunter2-hunter2' } })]);
      await store.settleDelivery('d-1', {
        state: 'given-up',
        atMs: NOW,
        error: `refused hunter2-hunter2-hunter2 ${'x'.repeat(9000)}`,
      });
      const [back] = await store.deliveries({ limit: 1 });
      expect(back!.body).toEqual({ url: 'https://x.test/[secret]' });
      expect(back!.error).toMatch(/^refused \[secret\] x{100,500}$/);
    } finally {
      forgetSecrets();
    }
  });
}
