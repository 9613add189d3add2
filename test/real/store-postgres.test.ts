import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openPostgresStore } from '../../src/adapters/store/kysely/open-postgres.ts';
import { openSqliteStore } from '../../src/adapters/store/kysely/open-sqlite.ts';
import { restorePostgres } from '../../src/adapters/store/kysely/restore-postgres.ts';
import type { Tables } from '../../src/adapters/store/kysely/tables.ts';
import { UPGRADES } from '../../src/adapters/store/kysely/upgrades.ts';
import { Secret } from '../../src/domain/secret.ts';
import { storeContract } from '../contract/store.ts';
import { NOW, note, PINNED, projection, sample } from '../contract/store-samples.ts';
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
    await laptop.book({ slot: '2026-12-01/morning', place: 1, projectId: project.id, by: 'Ada', atMs: NOW });
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
    expect(await fleet.bookings('', '~')).toHaveLength(1);
    await fleet.append('m-klant', told.length, [note('in the fleet')], projection());
    await fleet.backup(join(folder, 'fleet.bak'));
    await fleet.close();

    await expect(restorePostgres(join(folder, 'laptop.bak'), house.url, house)).rejects.toMatchObject({
      code: 'already-exists',
    });
    const forced = await restorePostgres(join(folder, 'laptop.bak'), house.url, { ...house, force: true });
    expect([forced.replaced, forced.lost]).toEqual(['schema golive_before_restore', 1]);
    const again = await restorePostgres(join(folder, 'laptop.bak'), house.url, { ...house, force: true });
    expect([again.replaced, again.lost]).toEqual(['schema golive_before_restore_2', undefined]);

    const home = await openSqliteStore({ file: join(folder, 'fleet.bak'), clock, keyFile: join(folder, 'house.key') });
    expect(await home.check()).toEqual([]);
    expect(await home.readJournal('m-klant')).toHaveLength(told.length + 1);
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

  test('a server that restarts under it loses nothing and stops nobody', async () => {
    const hard = at('hard');
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
      await postgres.restart(how);
      await expect.poll(() => written, { timeout: 60_000 }).toBeGreaterThan(before + 5);
    }
    stopped = true;
    await writer;
    expect((await store.readJournal('m-klant')).length).toBe(written);
    expect(await store.check()).toEqual([]);
    await store.close();
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
