import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Kysely } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openPostgresStore } from '../../src/adapters/store/kysely/open-postgres.ts';
import { openSqliteStore } from '../../src/adapters/store/kysely/open-sqlite.ts';
import { restorePostgres } from '../../src/adapters/store/kysely/restore-postgres.ts';
import type { Tables } from '../../src/adapters/store/kysely/tables.ts';
import { UPGRADES } from '../../src/adapters/store/kysely/upgrades.ts';
import { Secret } from '../../src/domain/secret.ts';
import type { Store } from '../../src/ports/store.ts';
import { BOOKINGS, filled, YEAR_BOOKED } from '../bench/booked.ts';
import { fillLists, QUESTIONS } from '../bench/listed.ts';
import { storeContract } from '../contract/store.ts';
import { AFTER_THE_OLD_ONE, listsOf, writtenAroundUpgrade } from '../contract/store-before.ts';
import { bookedBefore, CARRIED, CARRIED_HISTORY, FIRST, MEANWHILE, SECOND } from '../contract/store-carried.ts';
import { credential } from '../contract/store-credentials.ts';
import { delivery } from '../contract/store-deliveries.ts';
import { begin, NOW, note, PINNED, projection, sample, wanted, word } from '../contract/store-samples.ts';
import type { Postgres } from './kit/postgres.ts';
import { startPostgres } from './kit/postgres.ts';

const original = pg.Client.prototype.query;
const folder = mkdtempSync(join(tmpdir(), 'golive-pg-keys-'));
let postgres: Postgres;
let count = 0;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(async () => {
  await postgres.stop();
  rmSync(folder, { recursive: true });
});

storeContract('PostgreSQL', async () => {
  const clock = { nowMs: NOW };
  count++;
  const options = {
    url: postgres.database(`golive_${count}`),
    keyFile: join(folder, `${count}.key`),
    clock: { now: () => clock.nowMs },
    connections: 4,
    sameTime: false,
  };
  return { store: await openPostgresStore(options), other: await openPostgresStore(options), clock };
});

/** What came with the dashboard. */
async function listsAnd(store: Store) {
  return {
    lists: await listsOf(store),
    session: await store.findCredential('session', credential('s-1').hash!),
    users: await store.credentials('user'),
    deliveries: await store.deliveries({ limit: 9 }),
  };
}

async function calendarOf(store: Store) {
  const history = await store.bookingChanges({ sinceMs: 0, limit: 1000 });
  return { bookings: await store.bookings('', '~'), history, feeds: await store.feeds() };
}

describe('a store that moves house', () => {
  const clock = { now: () => NOW };
  const at = (name: string) => ({
    url: postgres.database(name),
    keyFile: join(folder, 'house.key'),
    clock,
    sameTime: false,
  });

  test('from SQLite into PostgreSQL and back, with every row and every secret', async () => {
    const file = join(folder, 'laptop.db');
    const laptop = await openSqliteStore({ file, clock, keyFile: join(folder, 'house.key') });
    const { project, migrations } = sample('klant', { dueMs: NOW });
    await laptop.createProject(project, migrations, [PINNED]);
    await laptop.append(
      'm-klant',
      1,
      Array.from({ length: 1200 }, (_, index) => note(`line ${index}`)),
      projection(),
    );
    await laptop.putSecret('m-klant', 'authcode', new Secret('00123'));
    await laptop.book(wanted('klant'), word({ key: 'k' }));
    await laptop.book(wanted('klant', '2026-12-02/morning', { expected: '2026-12-01/morning' }), word());
    await laptop.addFeed({ id: 'f', tokenHash: 'h', scope: 'agency', subject: '', by: 'Anna', createdMs: NOW });
    await laptop.putCredential(credential('s-1', { data: { name: 'Café' } }), true);
    await laptop.addDeliveries([delivery('d-1'), delivery('d-2')], [{ migrationId: 'm-klant', seq: 4 }]);
    await laptop.settleDelivery('d-2', { state: 'given-up', atMs: NOW, error: 'no' });
    const calendar = await calendarOf(laptop);
    const lists = await listsAnd(laptop);
    expect(lists.lists.unnoticed).toEqual([['m-klant', 1201, 4]]);
    await laptop.backup(join(folder, 'laptop.bak'));
    const told = await laptop.readJournal('m-klant');
    await laptop.close();

    const house = at('house');
    const restored = await restorePostgres(join(folder, 'laptop.bak'), house.url, house);
    expect(restored.warnings).toEqual([]);
    const fleet = await openPostgresStore(house);
    expect(await fleet.check()).toEqual([]);
    expect(await fleet.readJournal('m-klant')).toEqual(told);
    expect((await fleet.readSecret('m-klant', 'authcode'))!.reveal()).toBe('00123');
    expect(await calendarOf(fleet)).toEqual(calendar);
    expect(await listsAnd(fleet)).toEqual(lists);
    // Its numbers go on where they were.
    expect((await fleet.book(wanted('klant'), word({ key: 'k' }))).isRepeat).toBe(true);
    await fleet.unbook('p-klant', word());
    expect((await fleet.bookingChanges({ projectId: 'p-klant' })).map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(await fleet.check()).toEqual([]);
    const after = await calendarOf(fleet);
    await fleet.append('m-klant', told.length, [note('in the fleet')], projection(undefined, 'halted'));
    expect(await fleet.takeCredential('session', 's-1')).toBeDefined();
    const listsAfter = await listsAnd(fleet);
    await fleet.backup(join(folder, 'fleet.bak'));
    await fleet.close();

    await expect(restorePostgres(join(folder, 'laptop.bak'), house.url, house)).rejects.toMatchObject({
      code: 'already-exists',
    });
    const forced = await restorePostgres(join(folder, 'laptop.bak'), house.url, { ...house, force: true });
    expect([forced.replaced, forced.lost]).toEqual(['schema golive_before_restore', 1]);
    const again = await restorePostgres(join(folder, 'laptop.bak'), house.url, { ...house, force: true });
    // What it lacks was known there, though it no longer is.
    expect([again.replaced, again.lost]).toEqual(['schema golive_before_restore_2', 1]);

    const home = await openSqliteStore({ file: join(folder, 'fleet.bak'), clock, keyFile: join(folder, 'house.key') });
    expect(await home.check()).toEqual([]);
    expect(await home.readJournal('m-klant')).toHaveLength(told.length + 1);
    expect(await calendarOf(home)).toEqual(after);
    expect(await listsAnd(home)).toEqual(listsAfter);
    await home.close();
  });

  test('twenty that open an empty database at once make one schema', async () => {
    const crowd = at('crowd');
    const stores = await Promise.all(Array.from({ length: 20 }, () => openPostgresStore({ ...crowd, connections: 1 })));
    expect(await stores[7]!.check()).toEqual([]);
    await Promise.all(stores.map((store) => store.close()));
  });

  test('a newer schema is refused, and one that is not ours', async () => {
    const newer = at('newer');
    await (await openPostgresStore({ ...newer, upgrades: [...UPGRADES, async () => undefined] })).close();
    await expect(openPostgresStore(newer)).rejects.toMatchObject({ code: 'store-newer' });
    const foreign = at('foreign');
    const client = new pg.Client(foreign.url);
    await client.connect();
    await client.query('create schema golive create table golf (hole int)');
    await client.end();
    await expect(openPostgresStore(foreign)).rejects.toMatchObject({ code: 'store-foreign' });
    const backup = join(folder, 'for-foreign.bak');
    await (await openSqliteStore({ file: backup, clock, keyFile: join(folder, 'house.key') })).close();
    for (const force of [false, true])
      await expect(restorePostgres(backup, foreign.url, { ...foreign, force })).rejects.toMatchObject({
        code: 'store-foreign',
      });
  });

  test('workers of the old schema go on while it is upgraded', async () => {
    const live = at('live');
    const old = await openPostgresStore(live);
    const { project, migrations } = sample('klant', { dueMs: NOW });
    await old.createProject(project, migrations, [PINNED]);
    const more = (db: Kysely<Tables>) => db.schema.alterTable('bookings').addColumn('remark', 'text').execute();
    const [fresh] = await Promise.all([
      openPostgresStore({ ...live, upgrades: [...UPGRADES, more] }),
      ...Array.from({ length: 50 }, (_, index) => old.putBody({ index })),
    ]);
    expect(await old.append('m-klant', 1, [note('still here')], projection())).toHaveLength(1);
    expect(await fresh.readJournal('m-klant')).toHaveLength(2);
    await old.close();
    await fresh.close();
  });

  test('bookings of schema version 1 are carried over while golives of that version go on booking', async () => {
    const live = at('carried');
    const old = await openPostgresStore({ ...live, upgrades: FIRST });
    const hand = new pg.Client({ connectionString: live.url, options: '-c search_path=golive' });
    await hand.connect();
    for (const sql of bookedBefore()) await hand.query(sql);
    const [fresh] = await Promise.all([
      openPostgresStore(live),
      ...Array.from({ length: 50 }, (_, index) => old.putBody({ index })),
    ]);
    expect(await fresh.bookings('', '~')).toEqual(CARRIED);
    expect(await fresh.bookingChanges({ sinceMs: 0, limit: 9 })).toEqual(CARRIED_HISTORY);
    expect(await fresh.check()).toEqual([]);
    for (const sql of MEANWHILE) await hand.query(sql);
    expect(await fresh.bookingOf('p-told')).toMatchObject({ slot: '2026-12-09/morning', startsAtMs: 0, sequence: 0 });
    const moved = wanted('told', '2026-12-02/morning', { expected: '2026-12-09/morning' });
    expect((await fresh.book(moved, word())).booking).toMatchObject({ id: 'b-p-told', sequence: 1 });
    // It knows of no lock: what it is about to have is waited for, and then seen.
    await begin(fresh, 'late');
    const seer = new pg.Client(live.url); // within a transaction the server tells of its first moment only
    await seer.connect();
    await hand.query('begin');
    await hand.query(`insert into bookings values ('2026-12-10/morning', 1, 'p-late', 'Bo', 1)`);
    const waiting = fresh.book(wanted('silent', '2026-12-10/morning', { expected: '2026-12-01/morning' }), word());
    waiting.catch(() => undefined);
    const isWaiting = `select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like 'insert into "bookings"%'`;
    await expect.poll(async () => (await seer.query(isWaiting)).rowCount, { timeout: 10_000 }).toBe(1);
    await seer.end();
    await hand.query('commit');
    await expect(waiting).rejects.toMatchObject({ code: 'slot-refused' });
    for (const sql of [
      "update booking_changes set data = ''",
      'delete from booking_changes',
      'truncate booking_changes',
    ])
      await expect(hand.query(sql)).rejects.toThrow(/append-only/);
    await hand.end();
    await old.close();
    await fresh.close();
  });

  for (const [version, upgrades] of Object.entries({ 1: FIRST, 2: SECOND }))
    test(`a store of version ${version} is counted and put in order while golives of that version go on writing`, async () => {
      const live = at(`before_${version}`);
      const old = await openPostgresStore({ ...live, upgrades });
      const hand = new pg.Client({ connectionString: live.url, options: '-c search_path=golive' });
      await hand.connect();
      const { before, meanwhile } = writtenAroundUpgrade();
      for (const sql of before) await hand.query(sql);
      // Under way when the upgrade begins: it waits, and sees what came of it.
      await hand.query('begin');
      for (const sql of meanwhile.slice(0, 2)) await hand.query(sql);
      const opening = openPostgresStore(live);
      const seer = new pg.Client(live.url);
      await seer.connect();
      const isWaiting = `select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like 'alter table%'`;
      await expect.poll(async () => (await seer.query(isWaiting)).rowCount, { timeout: 10_000 }).toBe(1);
      await seer.end();
      for (const sql of meanwhile.slice(2, 4)) await hand.query(sql);
      await hand.query('commit');
      const fresh = await opening;
      expect((await fresh.unnoticed(9)).length).toBe(0);
      for (const sql of meanwhile.slice(4)) await hand.query(sql);
      const { unnoticed, ...lists } = AFTER_THE_OLD_ONE;
      expect(await listsOf(fresh)).toEqual({ ...lists, unnoticed: unnoticed.filter(([id]) => id !== 'm-goes') });
      expect(await fresh.check()).toEqual([]);
      // A hand at the prompt, wherever its search path leads.
      await hand.query('set search_path = public');
      await hand.query(`update golive.migrations set status = 'running' where id = 'm-stays'`);
      expect(await fresh.countByStatus()).toEqual({ halted: 2, running: 1, done: 1 });
      await hand.query(`alter table golive.journal disable trigger user`);
      await hand.query(`delete from golive.journal where migration_id = 'm-stays'`);
      await hand.query(`delete from golive.migrations where id = 'm-stays'`);
      expect(await fresh.countByStatus()).toEqual({ halted: 2, done: 1 });
      await hand.end();
      await old.close();
      await fresh.close();
    });

  test('a list of 10,000 migrations is read by index, and no more of it than of 1,000', async () => {
    const costs: Record<string, Record<number, number>> = {};
    for (const many of [1000, 10_000]) {
      const lists = at(`lists_${many}`);
      const file = join(folder, `lists-${many}.db`);
      const quick = {
        file,
        clock,
        onConnection: (database: DatabaseSync) => database.exec('pragma synchronous = off'),
      };
      const filling = await openSqliteStore(quick);
      await fillLists(filling, many);
      await filling.close();
      await restorePostgres(file, lists.url, lists);
      const hand = new pg.Client({ connectionString: lists.url, options: '-c search_path=golive' });
      await hand.connect();
      await hand.query('vacuum analyze');
      const store = await openPostgresStore(lists);
      const asked: { name: string; readonly text: string; readonly values: readonly unknown[] }[] = [];
      let name = '';
      const query = vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (
        this: pg.Client,
        ...all: unknown[]
      ) {
        const [text, values] = all;
        if (typeof text === 'string' && /^\s*(select|with)/.test(text) && Array.isArray(values))
          asked.push({ name, text, values });
        return Reflect.apply(original, this, all);
      } as never);
      try {
        for (const [question, ask] of Object.entries(QUESTIONS)) {
          name = question;
          await ask(store, many);
        }
      } finally {
        query.mockRestore();
      }
      expect(asked.length).toBeGreaterThan(15);
      const walks: string[] = [];
      for (const { name, text, values } of asked) {
        await hand.query('begin');
        const { rows } = await hand.query(`explain (analyze, buffers, format json) ${text}`, [...values]);
        await hand.query('rollback');
        const plan = rows[0]['QUERY PLAN'][0].Plan as { 'Shared Hit Blocks': number; 'Shared Read Blocks': number };
        costs[name] ??= {};
        costs[name][many] = (costs[name][many] ?? 0) + plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];
        const found = JSON.stringify(plan).match(
          /"Seq Scan"[^{}]*?"Relation Name":"(migrations|deliveries|credentials|journal)"/,
        );
        // A small table is read whole by any planner.
        if (many > 1000 && found !== null) walks.push(`${name}: ${text}\n${JSON.stringify(plan, undefined, 1)}`);
      }
      expect(walks).toEqual([]);
      await hand.end();
      await store.close();
    }
    for (const [name, { 1000: few = 0, 10_000: many = 0 }] of Object.entries(costs)) {
      console.log(`${name}: ${few} pages of 1,000 migrations, ${many} of 10,000`);
      // Fifty rows by their keys; an index of ten times as many may be a level deeper.
      expect(many, name).toBeLessThan(1.5 * few + 20);
    }
  }, 120_000);

  test('of transactions that count the same statuses in every order none waits for ever', async () => {
    const live = at('counting');
    const stores = await Promise.all(Array.from({ length: 4 }, () => openPostgresStore({ ...live, connections: 8 })));
    const names = Array.from({ length: 24 }, (_, index) => `k${index}`);
    for (const name of names) await begin(stores[0]!, name);
    const there = ['waiting', 'running', 'needs-you', 'halted'] as const;
    await Promise.all(
      names.map(async (name, index) => {
        const store = stores[index % 4]!;
        const id = `m-${name}`;
        const lease = (await store.claim(id, 'w', NOW, NOW + 9))!;
        await store.readJournal(id);
        for (let round = 0; round < 30; round++) {
          const status = there[(index * 7 + round * (index % 2 === 0 ? 1 : 3)) % 4]!;
          await store.append(
            id,
            round + 1,
            [note(`${round}`)],
            projection(undefined, status),
            index % 3 === 0 ? undefined : lease,
          );
        }
      }),
    );
    expect(await stores[1]!.check()).toEqual([]);
    const hand = new pg.Client(live.url);
    await hand.connect();
    const { rows } = await hand.query(`select deadlocks::int from pg_stat_database where datname = current_database()`);
    expect(rows).toEqual([{ deadlocks: 0 }]);
    await hand.end();
    await Promise.all(stores.map((store) => store.close()));
  });

  test('a way in whose answer got lost is known again, and nobody else’s is taken for it', async () => {
    const store = await openPostgresStore(at('lost_way_in'));
    let lost = 0;
    const query = vi.spyOn(pg.Client.prototype, 'query').mockImplementation(async function (
      this: pg.Client,
      ...asked: unknown[]
    ) {
      const answer: unknown = await Reflect.apply(original, this, asked);
      if (lost === 0 && String(asked[0]) === 'commit') {
        lost++;
        throw Object.assign(new Error('the answer got lost'), { code: '08006' });
      }
      return answer;
    } as never);
    try {
      await store.putCredential(credential('anna', { kind: 'user' }), true);
    } finally {
      query.mockRestore();
    }
    expect(lost).toBe(1);
    await expect(store.putCredential(credential('anna', { kind: 'user' }), true)).rejects.toMatchObject({
      code: 'already-exists',
    });
    await store.close();
  });

  test('a server that restarts under it loses nothing and stops nobody', async () => {
    // A server of its own: what the other tests left in theirs takes longer to bring back than our 15 s.
    const own = await startPostgres();
    const hard = { keyFile: join(folder, 'house.key'), clock, sameTime: false, url: own.database('hard') };
    const store = await openPostgresStore(hard);
    const { project, migrations } = sample('klant', { dueMs: NOW });
    await store.createProject(project, migrations, [PINNED]);
    let written = 1;
    let stopped = false;
    const writer = (async () => {
      while (!stopped)
        try {
          await store.append('m-klant', written, [note(`line ${written}`)], projection());
          written++;
        } catch (thrown) {
          // An append whose answer was lost did happen: the next look tells.
          if ((thrown as { code?: string }).code !== 'journal-conflict') throw thrown;
          written = (await store.readJournal('m-klant')).length;
        }
    })();
    for (const how of ['fast', 'immediate', 'immediate'] as const) {
      const before = written;
      await own.restart(how);
      await expect.poll(() => written, { timeout: 60_000 }).toBeGreaterThan(before + 5);
    }
    stopped = true;
    await writer;
    expect((await store.readJournal('m-klant')).length).toBe(written);
    expect(await store.check()).toEqual([]);
    await store.close();
    await own.stop();
  });

  test('a machine whose clock is an hour off is refused', async () => {
    const off = { ...at('off'), sameTime: true, clock: { now: () => Date.now() + 3_600_000 } };
    await expect(openPostgresStore(off)).rejects.toMatchObject({
      code: 'config-invalid',
      subject: expect.stringContaining('clock'),
    });
    await (await openPostgresStore({ ...off, clock: { now: () => Date.now() } })).close();
  });

  for (const [who, statement] of [
    ['a worker', /insert into journal/],
    ['a person', /^commit$/],
  ] as const)
    test(`an append of ${who} whose answer got lost is known again, and written once`, async () => {
      const store = await openPostgresStore(at(`lost_${who.slice(2)}`));
      const { project, migrations } = sample('klant', { dueMs: NOW });
      await store.createProject(project, migrations, [PINNED]);
      const lease = who === 'a worker' ? (await store.claimDue(1, 'w', NOW, NOW + 60_000))[0]! : undefined;
      await store.readJournal('m-klant');
      let lost = 0;
      const query = vi.spyOn(pg.Client.prototype, 'query').mockImplementation(async function (
        this: pg.Client,
        ...asked: unknown[]
      ) {
        const answer: unknown = await Reflect.apply(original, this, asked);
        if (lost === 0 && statement.test(String(asked[0]))) {
          lost++;
          throw Object.assign(new Error('the answer got lost'), { code: '08006' });
        }
        return answer;
      } as never);
      try {
        expect(await store.append('m-klant', 1, [note('once')], projection(), lease)).toMatchObject([{ seq: 2 }]);
      } finally {
        query.mockRestore();
      }
      expect(lost).toBe(1);
      expect(await store.append('m-klant', 2, [note('then')], projection(), lease)).toMatchObject([{ seq: 3 }]);
      expect(await store.readJournal('m-klant')).toHaveLength(3);
      expect(await store.check()).toEqual([]);
      // What somebody else wrote there is not taken for ours.
      await expect(store.append('m-klant', 2, [note('late')], projection(), lease)).rejects.toMatchObject({
        code: 'journal-conflict',
      });
      await store.close();
    });

  test('a booking whose answer got lost is known again, and written once', async () => {
    const store = await openPostgresStore(at('lost_booking'));
    for (const name of ['klant', 'ander']) {
      const { project, migrations } = sample(name);
      await store.createProject(project, migrations, [PINNED]);
    }
    const answers: unknown[] = [];
    const deeds = [
      () => store.book(wanted('klant'), word()),
      () => store.book(wanted('klant', '2026-12-02/morning', { expected: '2026-12-01/morning' }), word({ key: 'k' })),
      async () => ({ booking: await store.unbook('p-klant', word()), isRepeat: false }),
    ];
    for (const deed of deeds) {
      let lost = 0;
      const query = vi.spyOn(pg.Client.prototype, 'query').mockImplementation(async function (
        this: pg.Client,
        ...asked: unknown[]
      ) {
        const answer: unknown = await Reflect.apply(original, this, asked);
        if (lost === 0 && /^commit$/.test(String(asked[0]))) {
          lost++;
          throw Object.assign(new Error('the answer got lost'), { code: '08006' });
        }
        return answer;
      } as never);
      try {
        answers.push(await deed());
      } finally {
        query.mockRestore();
      }
      expect(lost).toBe(1);
    }
    const changes = await store.bookingChanges({ projectId: 'p-klant' });
    expect(changes.map(({ what }) => what)).toEqual(['booked', 'moved', 'cancelled']);
    expect(answers).toEqual(changes.map(({ booking }) => ({ booking, isRepeat: false })));
    expect(await store.check()).toEqual([]);
    await store.close();
  });

  test('twelve that book, move and give back at once: each is told the truth, none a failure of the server', async () => {
    const crowd = at('calendar_crowd');
    const stores = await Promise.all(Array.from({ length: 4 }, () => openPostgresStore({ ...crowd, connections: 3 })));
    const names = Array.from({ length: 12 }, (_, index) => `k${index}`);
    for (const name of names) {
      const { project, migrations } = sample(name);
      await stores[0]!.createProject(project, migrations, [PINNED]);
    }
    const slots = Array.from({ length: 4 }, (_, index) => `2026-12-0${index + 1}/morning`);
    const codes = new Set<string>();
    await Promise.all(
      names.map(async (name, index) => {
        const store = stores[index % 4]!;
        for (let round = 0; round < 40; round++)
          try {
            const expected = (await store.bookingOf(`p-${name}`))?.slot ?? null;
            if ((round + index) % 5 === 0) await store.unbook(`p-${name}`, word());
            else
              await store.book(
                wanted(name, slots[(round * 7 + index) % 4], { id: `b-${name}-${round}`, expected, places: 2 }),
                word(),
              );
          } catch (thrown) {
            codes.add((thrown as { code: string }).code);
          }
      }),
    );
    expect([...codes]).toEqual(['slot-refused']);
    const changes = await stores[1]!.bookingChanges({ sinceMs: 0, limit: 10_000 });
    expect(changes.map(({ seq }) => seq)).toEqual(changes.map((_, index) => index + 1));
    expect(await stores[2]!.check()).toEqual([]);
    await Promise.all(stores.map((store) => store.close()));
  });

  test('what one saw of the calendar stays true until it has written', async () => {
    const locked = at('calendar_lock');
    const store = await openPostgresStore(locked);
    const seer = new pg.Client(locked.url);
    await seer.connect();
    const { project, migrations } = sample('klant');
    await store.createProject(project, migrations, [PINNED]);
    await store.book(wanted('klant'), word());
    const move = (slot: string) =>
      store.book(wanted('klant', slot, { expected: '2026-12-01/morning' }), word()).then(
        () => 'moved',
        (thrown: { code: string }) => thrown.code,
      );
    const isWaiting = async () =>
      (await Reflect.apply(original, seer, [`select 1 from pg_locks where locktype = 'advisory' and not granted`]))
        .rowCount === 1;
    const begun = new Set<unknown>();
    let second: Promise<string> | undefined;
    let isOver = false;
    const query = vi.spyOn(pg.Client.prototype, 'query').mockImplementation(async function (
      this: pg.Client,
      ...asked: unknown[]
    ) {
      const answer: unknown = await Reflect.apply(original, this, asked);
      const text = String(asked[0]);
      if (text === 'begin') begun.add(this);
      if (second === undefined && begun.has(this) && text.startsWith('select * from "bookings"')) {
        // The other comes between the look and the write, and is waited for as long as it does not wait for us.
        second = move('2026-12-03/morning').finally(() => {
          isOver = true;
        });
        await expect.poll(async () => isOver || (await isWaiting()), { timeout: 10_000 }).toBe(true);
      }
      return answer;
    } as never);
    try {
      expect([await move('2026-12-02/morning'), await second]).toEqual(['moved', 'journal-conflict']);
    } finally {
      query.mockRestore();
      await seer.end();
    }
    expect((await store.bookingOf('p-klant'))!.slot).toBe('2026-12-02/morning');
    await store.close();
  });

  test('a calendar of 5,000 bookings over several years is read by index', async () => {
    const years = at('years');
    const file = join(folder, 'years.db');
    const quick = { file, clock, onConnection: (database: DatabaseSync) => database.exec('pragma synchronous = off') };
    const filling = await openSqliteStore(quick);
    await filled(filling);
    await filling.close();
    await restorePostgres(file, years.url, years);
    const hand = new pg.Client({ connectionString: years.url, options: '-c search_path=golive' });
    await hand.connect();
    await hand.query('analyze');
    const store = await openPostgresStore(years);
    const asked: { readonly text: string; readonly values: readonly unknown[] }[] = [];
    const query = vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (
      this: pg.Client,
      ...all: unknown[]
    ) {
      const [text, values] = all;
      if (typeof text === 'string' && /^(select|update|delete)/.test(text) && Array.isArray(values))
        asked.push({ text, values });
      return Reflect.apply(original, this, all);
    } as never);
    try {
      expect(await store.bookings('2027-01-01/', '2027-12-31/~')).toHaveLength(YEAR_BOOKED);
      expect(await store.bookings('2027-03-01/', '2027-03-14/~')).toHaveLength(28);
      expect(await store.bookingOf('p-0')).toBeDefined();
      expect(await store.bookingChanges({ projectId: 'p-0' })).toHaveLength(1);
      expect(await store.bookingChanges({ sinceMs: NOW + BOOKINGS - 40, limit: 20 })).toHaveLength(20);
      expect(await store.bookingChanges({ sinceMs: NOW, limit: 20, afterSeq: 3000 })).toHaveLength(20);
      expect(await store.findFeed('hash 7')).toBeDefined();
      await store.book(wanted('free', '2027-03-01/evening'), word({ key: 'new' }));
      await store.unbook('p-free', word());
    } finally {
      query.mockRestore();
    }
    expect(asked.length).toBeGreaterThan(15);
    const walks: string[] = [];
    for (const { text, values } of asked) {
      const { rows } = await hand.query(`explain ${text}`, [...values]);
      const plan = rows.map((row) => String(row['QUERY PLAN'])).join('\n');
      // A table of one page is read whole by any planner: the addresses.
      if (/Seq Scan on (bookings|booking_changes|projects|migrations)/.test(plan)) walks.push(`${text}\n${plan}`);
    }
    expect(walks).toEqual([]);
    await hand.end();
    await store.close();
  }, 120_000);

  test('a machine whose clock becomes wrong claims nothing more', async () => {
    let offMs = 0;
    const drifting = { ...at('drifting'), sameTime: true, clock: { now: () => Date.now() + offMs } };
    const store = await openPostgresStore(drifting);
    const { project, migrations } = sample('klant', { dueMs: 1 });
    await store.createProject(project, migrations, [PINNED]);
    const claim = () => store.claimDue(1, 'w', Date.now() + offMs, Date.now() + offMs + 1000);
    const [lease] = await claim();
    await store.release(lease!);
    for (const off of [3_600_000, -3_600_000]) {
      offMs = off;
      for (const refused of [claim, () => store.claim('m-klant', 'w', Date.now() + offMs, Date.now() + offMs + 1000)])
        await expect(refused()).rejects.toMatchObject({
          code: 'config-invalid',
          subject: expect.stringContaining('clock'),
        });
    }
    offMs = 0;
    expect(await claim()).toHaveLength(1);
    await store.close();
  });

  test('a server that is not there is said in one line', async () => {
    const away = { ...at('away'), url: 'postgres://golive:geheim@127.0.0.1:1/none' };
    const patience = { giveUpAfterMs: 0, now: () => 0, pause: async () => undefined, random: () => 0 };
    const refusal = openPostgresStore({ ...away, patience });
    await expect(refusal).rejects.toMatchObject({ code: 'store-busy', subject: 'postgres://golive@127.0.0.1:1/none' });
    await expect(refusal).rejects.not.toThrow(/geheim/);
  });
});
