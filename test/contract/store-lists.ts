import { expect } from 'vitest';
import type { MigrationStatus } from '../../src/domain/lifecycle.ts';
import { MIGRATION_STATUSES } from '../../src/domain/lifecycle.ts';
import { fqdn } from '../../src/domain/name.ts';
import { urgencyOf } from '../../src/domain/urgency.ts';
import type { Store } from '../../src/ports/store.ts';
import type { StoreWorld } from './store.ts';
import { begin, created, NOW, note, PINNED, projection, sample } from './store-samples.ts';

type Promised = (title: string, keeps: (world: StoreWorld) => Promise<void>) => void;
type Refuses = (code: string, work: () => Promise<unknown>, subject?: string) => Promise<void>;

/** One project with a migration for each status and moment; ids `m-<project>-<index>`. */
async function beginAll(
  store: Store,
  name: string,
  rows: readonly { readonly status: MigrationStatus; readonly atMs: number }[],
): Promise<readonly string[]> {
  const { project } = sample(name);
  const migrations = rows.map(({ status, atMs }, index) => {
    const id = `m-${name}-${String(index).padStart(3, '0')}`;
    const domain = `${name}-${index}.nl`;
    return {
      header: { id, projectId: project.id, domain: fqdn(domain), createdMs: NOW },
      events: [{ by: 'Anna', atMs, event: created(id, project.id, domain) }],
      projection: projection(undefined, status, { index }),
    };
  });
  await store.createProject(project, migrations, [PINNED]);
  return migrations.map(({ header }) => header.id);
}

async function pages(store: Store, asked: Omit<Parameters<Store['urgentProjections']>[0], 'after'>) {
  const ids: string[] = [];
  for (let after: string | undefined; ; ) {
    const page = await store.urgentProjections({ ...asked, ...(after === undefined ? {} : { after }) });
    expect(page.rows.length).toBeLessThanOrEqual(asked.limit);
    ids.push(...page.rows.map(({ id }) => id));
    if (page.next === undefined) return ids;
    expect(page.rows).toHaveLength(asked.limit);
    after = page.next;
  }
}

/** What lists and the dashboard stand on. */
export function listPromises(promise: Promised, refuses: Refuses): void {
  promise('what needs somebody first comes first, page by page, each migration once', async ({ store, other }) => {
    const rows = MIGRATION_STATUSES.flatMap((status, index) =>
      [3, 1, 4, 1, 5].map((minute) => ({ status, atMs: NOW + minute * 60_000 + (index % 3) })),
    );
    const ids = await beginAll(store, 'all', rows);
    const wanted = ids
      .map((id, index) => ({ id, rank: urgencyOf(rows[index]!.status), atMs: rows[index]!.atMs }))
      .sort((a, b) => a.rank - b.rank || b.atMs - a.atMs || (a.id < b.id ? 1 : -1))
      .map(({ id }) => id);
    for (const limit of [1, 7, 54, 55, 56, 100]) expect(await pages(other, { limit })).toEqual(wanted);
    const [first] = (await store.urgentProjections({ limit: 1 })).rows;
    expect(first).toEqual((await store.listProjections({ limit: 1, ids: [wanted[0]!] }))[0]);
    expect(await store.urgentProjections({ limit: 0 })).toEqual({ rows: [] });
  });

  promise('a list can be of some statuses, and of none', async ({ store }) => {
    const statuses = ['done', 'cancelled', 'halted', 'done', 'waiting'] as const;
    await beginAll(
      store,
      'some',
      statuses.map((status, index) => ({ status, atMs: NOW + index })),
    );
    const of = (...asked: MigrationStatus[]) => pages(store, { limit: 2, statuses: asked });
    expect(await of('cancelled', 'done')).toEqual(['m-some-003', 'm-some-001', 'm-some-000']);
    expect(await of('cancelled')).toEqual(['m-some-001']);
    expect(await of('waiting', 'halted', 'waiting')).toEqual(['m-some-002', 'm-some-004']);
    expect(await of('draft')).toEqual([]);
    expect(await of()).toEqual([]);
  });

  promise('a list can be searched: domain, customer and ids, in any case and spelling', async ({ store }) => {
    for (const name of ['klant', 'ander']) await begin(store, name);
    await begin(store, 'cafe', { domain: 'café-dezon.be' });
    await store.saveProject({ ...sample('ander').project, customer: 'Bäckerei Übermut & Zn %_' });
    const found = (text: string) => pages(store, { limit: 1, text });
    expect(await found('KLANT.NL')).toEqual(['m-klant']);
    expect(await found('Café-DEZON')).toEqual(['m-cafe']);
    expect(await found('cafe\u0301-de')).toEqual(['m-cafe']);
    expect(await found('xn--caf')).toEqual(['m-cafe']);
    expect(await found(' bäckerei ÜBER')).toEqual(['m-ander']);
    expect(await found('%_')).toEqual(['m-ander']);
    expect(await found('p-kla')).toEqual(['m-klant']);
    expect(await found('m-')).toEqual(['m-klant', 'm-cafe', 'm-ander']);
    expect(await found('  ')).toEqual(['m-klant', 'm-cafe', 'm-ander']);
    expect(await found("' or 1=1 --")).toEqual([]);
    expect(await pages(store, { limit: 1, text: 'klant', statuses: ['done'] })).toEqual([]);
    expect(await pages(store, { limit: 1, text: 'klant', statuses: ['waiting'] })).toEqual(['m-klant', 'm-cafe']);
  });

  promise('a search goes through more than is fetched at once', async ({ store }) => {
    const ids = await beginAll(
      store,
      'many',
      Array.from({ length: 1203 }, (_, index) => ({ status: 'waiting' as const, atMs: NOW - index })),
    );
    const ending = ids.filter((id) => id.endsWith('00') || id.endsWith('50'));
    expect(await pages(store, { limit: 4, text: '50' })).toEqual(ids.filter((id) => id.includes('50')));
    expect(ending.length).toBeGreaterThan(20);
    expect(await pages(store, { limit: 5, text: 'm-many-1202' })).toEqual(['m-many-1202']);
  });

  promise('a page goes on where the one before ended, whatever changed meanwhile', async ({ store, other }) => {
    const at = { status: 'waiting' as const, atMs: NOW };
    await beginAll(store, 'page', [at, at, at, at]);
    const { rows, next } = await store.urgentProjections({ limit: 2 });
    expect(rows.map(({ id }) => id)).toEqual(['m-page-003', 'm-page-002']);
    await other.append('m-page-002', 1, [note('late', NOW + 5)], projection(undefined, 'done'));
    await other.append('m-page-000', 1, [note('first', NOW + 5)], projection(undefined, 'halted'));
    expect((await store.urgentProjections({ limit: 9, after: next! })).rows.map(({ id }) => id)).toEqual([
      'm-page-001',
      'm-page-002',
    ]);
    for (const after of ['', 'x', '1', '1.2.', 'm-page-001', '1.2.3\n'.repeat(200)])
      await refuses('usage', () => store.urgentProjections({ limit: 9, after }));
  });

  promise('what changed since a moment is told by the moment of its last event', async ({ store, other }) => {
    expect(await store.touchedSince(0, 9)).toEqual([]);
    await beginAll(store, 'touched', [
      { status: 'waiting', atMs: NOW + 2 },
      { status: 'done', atMs: NOW },
      { status: 'waiting', atMs: NOW + 1 },
    ]);
    const since = async (moment: number, limit = 9) => (await other.touchedSince(moment, limit)).map(({ id }) => id);
    expect(await since(NOW)).toEqual(['m-touched-001', 'm-touched-002', 'm-touched-000']);
    expect(await since(NOW + 0.5)).toEqual(['m-touched-002', 'm-touched-000']);
    expect(await since(NOW, 2)).toEqual(['m-touched-001', 'm-touched-002']);
    await store.append('m-touched-001', 1, [note('a', NOW + 9), note('b', NOW + 7)], projection(undefined, 'done'));
    expect(await other.touchedSince(NOW + 2, 9)).toEqual([
      { id: 'm-touched-000', projectId: 'p-touched', status: 'waiting', seq: 1, touchedMs: NOW + 2 },
      { id: 'm-touched-001', projectId: 'p-touched', status: 'done', seq: 3, touchedMs: NOW + 7 },
    ]);
    // Nothing was said: only what follows from it is written anew.
    await store.append('m-touched-001', 3, [], projection(undefined, 'cancelled'));
    expect((await since(NOW + 7)).length).toBe(1);
    // A clock that was put back: the last event counts, not the latest moment.
    await store.append('m-touched-001', 3, [note('c', NOW - 5)], projection(undefined, 'cancelled'));
    expect(await since(NOW)).toEqual(['m-touched-002', 'm-touched-000']);
    expect(await store.newestMs()).toBe(NOW + 2);
    const lease = (await store.claim('m-touched-002', 'w', NOW, NOW + 9))!;
    await store.readJournal('m-touched-002');
    await store.append('m-touched-002', 1, [note('d', NOW + 20)], projection(), lease);
    await store.append('m-touched-002', 2, [], projection(undefined, 'done'), lease);
    expect(await other.touchedSince(NOW + 3, 9)).toEqual([
      { id: 'm-touched-002', projectId: 'p-touched', status: 'done', seq: 2, touchedMs: NOW + 20 },
    ]);
    expect(await store.check()).toEqual([]);
  });

  promise('the counts follow every change of a status, of however many at once', async ({ store, other }) => {
    const half = MIGRATION_STATUSES.map((status) => ({ status, atMs: NOW }));
    const ids = await beginAll(store, 'count', [...half, ...half]);
    expect(await other.countByStatus()).toEqual(Object.fromEntries(MIGRATION_STATUSES.map((status) => [status, 2])));
    await refuses('journal-conflict', () => store.append(ids[0]!, 9, [], projection(undefined, 'done')));
    const there = ['waiting', 'running', 'needs-you'] as const;
    await Promise.all(
      ids.map(async (id, index) => {
        const by = index % 2 === 0 ? store : other;
        const lease = (await by.claim(id, 'w', NOW, NOW + 9))!;
        const { length } = await by.readJournal(id);
        for (let round = 0; round < 6; round++) {
          const status = there[(index + round) % 3]!;
          await by.append(id, length + round, [note(`${round}`)], projection(undefined, status), lease);
        }
        await by.append(id, length + 6, [note('end')], projection(undefined, index < 20 ? 'done' : 'halted'), lease);
      }),
    );
    expect(await other.countByStatus()).toEqual({ done: 20, halted: 2 });
    expect(await store.check()).toEqual([]);
  });
}
