import { describe, expect, test } from 'vitest';
import { foldAll } from '../../src/domain/migration.ts';
import { Secret } from '../../src/domain/secret.ts';
import type { Store } from '../../src/ports/store.ts';
import fc from '../fast-check.ts';
import { bookingPromises } from './store-bookings.ts';
import { credentialPromises } from './store-credentials.ts';
import { deliveryPromises } from './store-deliveries.ts';
import { listPromises } from './store-lists.ts';
import { begin, NOW, note, PINNED, projection, sample } from './store-samples.ts';

export interface StoreWorld {
  readonly store: Store;
  readonly clock: { nowMs: number };
  /** A second user of the same store: another connection where the adapter has such a thing. */
  readonly other: Store;
}

/** Every promise of the port `Store`, one test each. `skip`: title and why that adapter cannot keep it. */
export function storeContract(name: string, open: () => Promise<StoreWorld>, skip: Record<string, string> = {}): void {
  const promise = (title: string, keeps: (world: StoreWorld) => Promise<void>) =>
    test.skipIf(title in skip)(title, async () => {
      const world = await open();
      try {
        await keeps(world);
      } finally {
        if (world.other !== world.store) await world.other.close();
        await world.store.close();
      }
    });
  const refuses = async (code: string, work: () => Promise<unknown>, subject?: string) =>
    expect(
      await work().then(
        () => 'no error',
        (thrown: unknown) => thrown,
      ),
    ).toMatchObject({ name: 'GoLiveError', code, ...(subject === undefined ? {} : { subject }) });

  describe(`${name} keeps its promises as a store`, () => {
    promise('what was created is there, for everyone', async ({ store, other }) => {
      const { project, migrations } = sample('klant', { dueMs: NOW });
      await store.createProject(project, migrations, [PINNED]);
      expect(await other.readProject(project.id)).toEqual(project);
      expect(await other.readPlaybook(PINNED.digest)).toEqual(PINNED.playbook);
      expect(await other.readJournal('m-klant')).toEqual([{ seq: 1, ...migrations[0]!.events[0] }]);
      expect(await other.listProjections({ limit: 9 })).toEqual([
        { ...migrations[0]!.header, projection: migrations[0]!.projection },
      ]);
      expect(await store.check()).toEqual([]);
    });

    promise('what was never there is undefined or empty', async ({ store }) => {
      expect(await store.readProject('p-x')).toBeUndefined();
      expect(await store.readPlaybook('x')).toBeUndefined();
      expect(await store.readJournal('m-x')).toEqual([]);
      expect(await store.readBody('x')).toBeUndefined();
      expect(await store.findMigrations('x')).toEqual([]);
      expect(await store.listProjections({ limit: 9 })).toEqual([]);
      expect(await store.countByStatus()).toEqual({});
      expect(await store.claimDue(9, 'w', NOW, NOW + 1)).toEqual([]);
      expect(await store.nextDueMs()).toBeUndefined();
      expect(await store.bookings('', '~')).toEqual([]);
      await refuses('domain-unknown', () => store.append('m-x', 0, [note('x')], projection()));
      await refuses('domain-unknown', () => store.claim('m-x', 'w', NOW, NOW + 1));
      await refuses('domain-unknown', () => store.saveProject(sample('x').project));
      await refuses('domain-unknown', () => store.putSecret('m-x', 'authcode', new Secret('x')));
    });

    promise('a domain has one migration that is not over', async ({ store }) => {
      await begin(store, 'first', { domain: 'klant.nl' });
      await refuses('already-exists', () => begin(store, 'second', { domain: 'klant.nl' }));
      for (const status of ['done', 'cancelled', 'rolled-back'] as const) {
        await store.append('m-first', 1, [], projection(undefined, status));
        const { project, migrations } = sample(`after-${status}`, { domain: 'klant.nl' });
        await store.createProject(project, migrations, [PINNED]);
        // And the old one may not come back to life beside it.
        await refuses('already-exists', () => store.append('m-first', 1, [], projection(undefined, 'running')));
        await store.append(migrations[0]!.header.id, 1, [], projection(undefined, 'cancelled'));
      }
    });

    promise('a creation that is refused leaves nothing behind', async ({ store }) => {
      await begin(store, 'first', { domain: 'klant.nl' });
      const fresh = sample('fresh');
      const second = sample('second', { domain: 'klant.nl' });
      const both = [
        ...fresh.migrations.map((one) => ({ ...one, header: { ...one.header, projectId: 'p-second' } })),
        ...second.migrations,
      ];
      await refuses('already-exists', () => store.createProject(second.project, both, [PINNED]));
      expect(await store.readProject('p-second')).toBeUndefined();
      expect(await store.findMigrations('m-fresh')).toEqual([]);
      expect(await store.readJournal('m-fresh')).toEqual([]);
      await refuses('already-exists', () => store.createProject(sample('first').project, [], []));
    });

    promise("a playbook's digest is its content's", async ({ store }) => {
      const { project, migrations } = sample('klant');
      await refuses('playbook-invalid', () => store.createProject(project, migrations, [{ ...PINNED, digest: '00' }]));
    });

    promise('migrations are found by id, project and name, the newest first', async ({ store }) => {
      await begin(store, 'old', { domain: 'klant.nl' });
      await store.append('m-old', 1, [], projection(undefined, 'done'));
      const { project, migrations } = sample('young', { domain: 'klant.nl' });
      await store.createProject(
        project,
        migrations.map((one) => ({ ...one, header: { ...one.header, createdMs: NOW + 1 } })),
        [],
      );
      const ids = async (asked: string) => (await store.findMigrations(asked)).map(({ id }) => id);
      expect(await ids('klant.nl.')).toEqual(['m-young', 'm-old']);
      expect(await ids('KLANT.nl')).toEqual(['m-young', 'm-old']);
      expect(await ids('m-old')).toEqual(['m-old']);
      expect(await ids('p-old')).toEqual(['m-old']);
      expect(await ids("' or 1=1 --")).toEqual([]);
    });

    promise('a project is replaced whole', async ({ store, other }) => {
      await begin(store, 'klant');
      const changed = { ...sample('klant').project, owner: 'Bram' };
      await store.saveProject(changed);
      expect(await other.readProject('p-klant')).toEqual(changed);
    });

    promise('events are numbered without gaps and read from any point', async ({ store, other }) => {
      const id = await begin(store, 'klant');
      expect(await store.append(id, 1, [note('a'), note('b')], projection())).toEqual([
        { seq: 2, ...note('a') },
        { seq: 3, ...note('b') },
      ]);
      await store.append(id, 3, [{ ...note('c'), why: 'as asked' }], projection());
      const seqs = async (after: number) => (await other.readJournal(id, after)).map(({ seq }) => seq);
      expect(await seqs(0)).toEqual([1, 2, 3, 4]);
      expect(await seqs(2)).toEqual([3, 4]);
      expect(await seqs(4)).toEqual([]);
      expect(await seqs(9)).toEqual([]);
      expect(foldAll(await other.readJournal(id)).notes.map(({ text }) => text)).toEqual(['a', 'b', 'c']);
    });

    promise('of two writers one wins, and the other is told', async ({ store, other }) => {
      const id = await begin(store, 'klant');
      const outcomes = await Promise.allSettled(
        Array.from({ length: 8 }, (_, index) =>
          (index % 2 ? store : other).append(id, 1, [note(`${index}`)], projection()),
        ),
      );
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const outcome of outcomes)
        if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'journal-conflict' });
      expect(await store.readJournal(id)).toHaveLength(2);
      await refuses('journal-conflict', () => store.append(id, 7, [note('ahead')], projection()));
      await refuses('journal-conflict', () => store.append(id, 1, [], projection()));
    });

    promise('events and projection are written together or not at all', async ({ store }) => {
      const id = await begin(store, 'klant');
      await store.append(id, 1, [note('x')], projection(NOW + 5, 'running', { n: 1 }));
      await refuses('journal-conflict', () => store.append(id, 1, [note('y')], projection(NOW + 9, 'done', { n: 2 })));
      expect((await store.listProjections({ limit: 1 }))[0]!.projection).toEqual(
        projection(NOW + 5, 'running', { n: 1 }),
      );
      await store.append(id, 2, [], projection(undefined, 'paused'));
      expect((await store.listProjections({ limit: 1 }))[0]!.projection).toEqual(projection(undefined, 'paused'));
      expect(await store.readJournal(id)).toHaveLength(2);
    });

    promise('the journal cannot be changed through what went in or came out', async ({ store }) => {
      const id = await begin(store, 'klant');
      const event = { type: 'note', text: 'as written' } as { type: 'note'; text: string };
      const [stored] = await store.append(id, 1, [{ by: 'Anna', atMs: NOW, event }], projection());
      event.text = 'changed';
      (stored!.event as { text: string }).text = 'changed';
      ((await store.readJournal(id))[1]!.event as { text: string }).text = 'changed';
      expect((await store.readJournal(id))[1]!.event).toEqual({ type: 'note', text: 'as written' });
      expect(await store.check()).toEqual([]);
    });

    promise('any text comes back as it went in', async ({ store, other }) => {
      const id = await begin(store, 'klant');
      let seq = 1;
      await fc.assert(
        fc.asyncProperty(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), async (text, why) => {
          await store.append(id, seq, [{ by: text, why, atMs: NOW, event: { type: 'note', text } }], projection());
          const [back] = await other.readJournal(id, seq++);
          expect(back).toMatchObject({ event: { type: 'note', text }, why: why.replaceAll('\0', '\ufffd') });
        }),
        { numRuns: 40 },
      );
      await store.append(
        id,
        seq,
        [{ by: 'a\ud800b', atMs: NOW, event: { type: 'note', text: '\udc00' } }],
        projection(),
      );
      expect((await other.readJournal(id, seq))[0]).toMatchObject({ by: 'a\ufffdb', event: { text: '\udc00' } });
    });

    promise('a body is stored once, by its content', async ({ store, other }) => {
      const hash = await store.putBody({ b: 1, a: [null, 'x'] });
      expect(await other.putBody({ a: [null, 'x'], b: 1 })).toBe(hash);
      expect(await store.putBody({ a: [null, 'y'], b: 1 })).not.toBe(hash);
      expect(await other.readBody(hash)).toEqual({ a: [null, 'x'], b: 1 });
      expect(await store.readBody(await store.putBody(null))).toBeNull();
    });

    promise('a lease keeps others out until it ends; each claim has a higher generation', async ({ store, other }) => {
      const id = await begin(store, 'klant');
      const first = (await store.claim(id, 'one', NOW, NOW + 100))!;
      expect(first).toEqual({ migrationId: id, owner: 'one', generation: 1, untilMs: NOW + 100 });
      expect(await other.claim(id, 'two', NOW + 99, NOW + 200)).toBeUndefined();
      expect(await other.claim(id, 'one', NOW + 99, NOW + 200)).toBeUndefined();
      const second = (await other.claim(id, 'two', NOW + 100, NOW + 200))!;
      expect(second.generation).toBeGreaterThan(first.generation);
      await refuses('lease-lost', () => store.append(id, 1, [note('late')], projection(), first));
      await refuses('lease-lost', () => store.append(id, 0, [note('late and behind')], projection(), first));
      await refuses('lease-lost', () => store.renew(first, NOW + 500));
      await store.release(first); // lost: no error, and no harm to the holder
      expect(await store.claim(id, 'one', NOW + 150, NOW + 300)).toBeUndefined();
      await other.append(id, 1, [note('in time')], projection(), second);
      // A person has no lease and needs none.
      await store.append(id, 2, [note('by a person')], projection());
    });

    promise('an older claim of the same worker is worth nothing', async ({ store }) => {
      const id = await begin(store, 'klant');
      const older = (await store.claim(id, 'one', NOW, NOW + 100))!;
      const newer = (await store.claim(id, 'one', NOW + 100, NOW + 200))!;
      await refuses('lease-lost', () => store.append(id, 1, [note('late')], projection(), older));
      await refuses('lease-lost', () => store.renew(older, NOW + 500));
      await store.release(older);
      await store.append(id, 1, [note('in time')], projection(), newer);
    });

    promise('a lease that ran out unnoticed still holds: nobody else has it', async ({ store }) => {
      const id = await begin(store, 'klant');
      const lease = (await store.claim(id, 'one', NOW, NOW + 100))!;
      await store.append(id, 1, [note('late, and alone')], projection(), lease);
      expect(await store.renew(lease, NOW + 900)).toEqual({ ...lease, untilMs: NOW + 900 });
      expect(await store.claim(id, 'two', NOW + 899, NOW + 1000)).toBeUndefined();
    });

    promise('what was given back can be taken at once, and its lease is worth nothing', async ({ store }) => {
      const id = await begin(store, 'klant');
      const lease = (await store.claim(id, 'one', NOW, NOW + 100))!;
      await store.release(lease);
      await refuses('lease-lost', () => store.append(id, 1, [note('x')], projection(), lease));
      await refuses('lease-lost', () => store.renew(lease, NOW + 500));
      expect((await store.claim(id, 'two', NOW, NOW + 100))!.generation).toBe(2);
    });

    promise('due work is claimed most overdue first, up to the limit, and by one worker', async ({ store, other }) => {
      for (const [name, dueMs] of Object.entries({ b: NOW - 5, a: NOW - 5, c: NOW - 50, later: NOW + 1, now: NOW }))
        await begin(store, name, { dueMs });
      await begin(store, 'never');
      const ids = (leases: readonly { migrationId: string }[]) => leases.map(({ migrationId }) => migrationId);
      expect(ids(await store.claimDue(0, 'w', NOW, NOW + 10))).toEqual([]);
      expect(ids(await store.claimDue(2, 'w', NOW, NOW + 10))).toEqual(['m-c', 'm-a']);
      const rest = await Promise.all([other.claimDue(9, 'v', NOW, NOW + 10), store.claimDue(9, 'w', NOW, NOW + 10)]);
      expect(ids(rest.flat())).toEqual(['m-b', 'm-now']);
      expect(await store.claimDue(9, 'w', NOW, NOW + 10)).toEqual([]);
      const again = await other.claimDue(9, 'v', NOW + 10, NOW + 20);
      expect(ids(again)).toEqual(['m-c', 'm-a', 'm-b', 'm-now', 'm-later']);
      expect(again.map(({ generation }) => generation)).toEqual([2, 2, 2, 2, 1]);
    });

    promise(
      'the next moment of work is known; a leased migration counts from the end of its lease',
      async ({ store }) => {
        await begin(store, 'never');
        expect(await store.nextDueMs()).toBeUndefined();
        await begin(store, 'early', { dueMs: NOW + 10 });
        await begin(store, 'late', { dueMs: NOW + 50 });
        expect(await store.nextDueMs()).toBe(NOW + 10);
        const lease = (await store.claim('m-early', 'w', NOW, NOW + 30))!;
        expect(await store.nextDueMs()).toBe(NOW + 30);
        await store.renew(lease, NOW + 80);
        expect(await store.nextDueMs()).toBe(NOW + 50);
        await store.append('m-early', 1, [], projection(), lease);
        await store.append('m-late', 1, [], projection());
        expect(await store.nextDueMs()).toBeUndefined();
      },
    );

    promise('a wait never ends early: a moment between two milliseconds is the later one', async ({ store }) => {
      await begin(store, 'klant', { dueMs: NOW + 0.25 });
      expect(await store.claimDue(1, 'w', NOW, NOW + 9)).toEqual([]);
      expect(await store.claimDue(1, 'w', NOW + 1, NOW + 9)).toHaveLength(1);
    });

    promise('projections come in pages, in the order of their ids', async ({ store }) => {
      for (const name of ['d', 'a', 'c', 'b', 'e']) await begin(store, name);
      const pages: string[][] = [];
      for (let after: string | undefined; ; ) {
        const page = await store.listProjections({ limit: 2, ...(after === undefined ? {} : { after }) });
        if (page.length === 0) break;
        pages.push(page.map(({ id }) => id));
        after = page.at(-1)!.id;
      }
      expect(pages).toEqual([['m-a', 'm-b'], ['m-c', 'm-d'], ['m-e']]);
      const some = await store.listProjections({ limit: 2, ids: ['m-e', 'm-x', 'm-b', 'm-a', 'm-b'], after: 'm-a' });
      expect(some.map(({ id }) => id)).toEqual(['m-b', 'm-e']);
      expect(await store.listProjections({ limit: 2, ids: [] })).toEqual([]);
      await store.append('m-a', 1, [], projection(undefined, 'done'));
      expect(await store.countByStatus()).toEqual({ waiting: 4, done: 1 });
    });

    promise('a secret comes back from its own field alone, until it is forgotten', async ({ store, other }) => {
      const one = await begin(store, 'one');
      const two = await begin(store, 'two');
      await store.putSecret(one, 'authcode', new Secret('s3cr€t'));
      expect((await other.readSecret(one, 'authcode'))!.reveal()).toBe('s3cr€t');
      expect(await store.readSecret(one, 'ftp')).toBeUndefined();
      expect(await store.readSecret(two, 'authcode')).toBeUndefined();
      await other.putSecret(one, 'authcode', new Secret('newer'));
      await other.putSecret(one, 'ftp', new Secret(''));
      expect((await store.readSecret(one, 'authcode'))!.reveal()).toBe('newer');
      expect((await store.readSecret(one, 'ftp'))!.reveal()).toBe('');
      expect(await store.check()).toEqual([]);
      await store.deleteSecret(one, 'authcode');
      await store.deleteSecret(one, 'authcode');
      expect(await other.readSecret(one, 'authcode')).toBeUndefined();
    });

    promise('a secret is gone once it has expired', async ({ store, clock }) => {
      const id = await begin(store, 'klant');
      await store.putSecret(id, 'authcode', new Secret('x'), NOW + 10);
      clock.nowMs = NOW + 9;
      expect(await store.readSecret(id, 'authcode')).toBeDefined();
      clock.nowMs = NOW + 10;
      expect(await store.readSecret(id, 'authcode')).toBeUndefined();
      clock.nowMs = NOW;
      expect(await store.readSecret(id, 'authcode')).toBeUndefined();
    });

    promise(
      'what has run out is dropped without being asked for, and nothing else',
      async ({ store, other, clock }) => {
        const [one, two] = [await begin(store, 'klant'), await begin(store, 'ander')];
        await store.putSecret(one, 'authcode', new Secret('x'), NOW + 10);
        await store.putSecret(two, 'authcode', new Secret('y'), NOW + 11);
        await store.putSecret(two, 'ftp', new Secret('z'));
        const kept = async () =>
          (await other.secretsKept()).map(({ migrationId, field }) => `${migrationId} ${field}`).sort();
        const all = [`${one} authcode`, `${two} authcode`, `${two} ftp`].sort();
        expect([await store.dropExpiredSecrets(), await kept()]).toEqual([0, all]);
        clock.nowMs = NOW + 10;
        expect(await kept()).toEqual(all);
        expect([await store.dropExpiredSecrets(), await kept()]).toEqual([1, [`${two} authcode`, `${two} ftp`].sort()]);
        // Read after its end, one goes, and what was given anew stays.
        await store.putSecret(one, 'authcode', new Secret('newer'), NOW + 20);
        clock.nowMs = NOW + 11;
        expect(await other.readSecret(two, 'authcode')).toBeUndefined();
        expect((await store.readSecret(one, 'authcode'))!.reveal()).toBe('newer');
        expect(await kept()).toEqual([`${one} authcode`, `${two} ftp`].sort());
        clock.nowMs = NOW;
      },
    );

    listPromises(promise, refuses);
    bookingPromises(promise, refuses);
    credentialPromises(promise, refuses);
    deliveryPromises(promise);

    promise(
      'what is believed of a clock is kept for its boot, and a person’s word is not overwritten',
      async (world) => {
        const { store, other } = world;
        const anchor = { bootId: 'one', trustedMs: NOW + 0.25, upMs: 12.5, accepted: 0 };
        const doubt = { kind: 'jumped', byMs: -5, seenMs: NOW } as const;
        expect(await store.readClock('one')).toBeUndefined();
        await store.keepClock({ ...anchor, doubt });
        await store.keepClock({ ...anchor, bootId: 'two', trustedMs: NOW + 2 });
        expect(await other.readClock('one')).toEqual({ ...anchor, doubt });
        await other.keepClock({ ...anchor, trustedMs: NOW + 1 });
        expect(await store.readClock('one')).toEqual({ ...anchor, trustedMs: NOW + 1 });
        const accepted = { ...anchor, trustedMs: NOW - 9, accepted: 1, acceptedBy: 'Anna' };
        await store.keepClock(accepted);
        await other.keepClock({ ...anchor, trustedMs: NOW + 3 });
        expect(await store.readClock('one')).toEqual(accepted);
        expect(await store.readClock('two')).toEqual({ ...anchor, bootId: 'two', trustedMs: NOW + 2 });
        expect(await store.check()).toEqual([]);
      },
    );

    promise('the newest moment on record is that of a last event or of a clock', async ({ store }) => {
      expect(await store.newestMs()).toBeUndefined();
      const id = await begin(store, 'klant');
      expect(await store.newestMs()).toBe(NOW);
      await store.append(id, 1, [{ ...note('x'), atMs: NOW + 5 }], projection());
      expect(await store.newestMs()).toBe(NOW + 5);
      await store.keepClock({ bootId: 'one', trustedMs: NOW + 7, upMs: 0, accepted: 0 });
      expect(await store.newestMs()).toBe(NOW + 7);
    });
  });
}
