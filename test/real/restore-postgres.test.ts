import { copyFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { restorePostgres } from '../../src/adapters/store/kysely/restore-postgres.ts';
import { GoLiveError } from '../../src/domain/errors.ts';
import { deskFolder } from '../cli/command-line.ts';
import { goliveIn } from '../cli/in-process.ts';
import type { Postgres } from './kit/postgres.ts';
import { startPostgres } from './kit/postgres.ts';

const original = pg.Client.prototype.query;
const PAUSED = /not in it: [1-9]\d*\. Migrations under way that are paused now: 1\./;
const FOUR = ['--registration', 'stays', '--hosting', 'stays', '--mail', 'none', '--name-servers', 'stays'];
let postgres: Postgres;
let count = 0;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.stop());
afterEach(() => vi.restoreAllMocks());

/** A store at work, and `copy.db` from before its last write. */
async function aheadOfItsCopy() {
  count++;
  const url = postgres.database(`restored_${count}`);
  const folder = deskFolder(`agency: { name: Voorbeeld, language: en }\nplaybooks: playbooks\nstore: ${url}\n`);
  const golive = async (...args: readonly string[]) => goliveIn(folder, args);
  for (const args of [
    ['new', 'klant.nl', '--playbook', 'by-hand', ...FOUR],
    ['approve', 'klant.nl'],
    ['backup', 'copy.db'],
    ['note', 'klant.nl', 'x'],
  ])
    expect(await golive(...args)).toMatchObject({ code: 0 });
  return {
    golive,
    url,
    copy: join(folder, 'copy.db'),
    options: { clock: { now: () => Date.now() }, keyFile: join(folder, 'golive.key'), force: true },
    statusNow: async () => {
      const { out } = await golive('status', '--json');
      return (JSON.parse(out) as { migrations: { status: string }[] }).migrations.map(({ status }) => status);
    },
    schemas: async () => {
      const client = new pg.Client(url);
      await client.connect();
      const { rows } = await client.query<{ name: string }>(
        `select nspname as name from pg_namespace where nspname like 'golive%' order by 1`,
      );
      await client.end();
      return rows.map(({ name }) => name);
    },
  };
}

/** From now on: what a statement of a restore that writes `table` meets instead. */
function whenItWrites(table: string, meet: () => void): void {
  vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (this: pg.Client, ...asked: unknown[]) {
    const [query] = asked as [{ text?: string } | string];
    const text = typeof query === 'string' ? query : query.text;
    if (text?.startsWith(`insert into "${table}"`)) meet();
    return (original as (...asked: unknown[]) => unknown).apply(this, asked) as never;
  });
}

/** The statements in a database that wait for a lock, once there are some or `until` has come to its end. */
async function waitingIn(url: string, until: Promise<unknown>): Promise<readonly string[]> {
  const client = new pg.Client(url);
  await client.connect();
  let isOver = false;
  const over = () => {
    isOver = true;
  };
  until.then(over, over);
  try {
    for (;;) {
      const { rows } = await client.query<{ query: string }>(
        `select query from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      if (rows.length > 0 || isOver) return rows.map(({ query }) => query);
      await pause(10);
    }
  } finally {
    await client.end();
  }
}

const drafts = () => readdirSync(tmpdir()).filter((name) => name.startsWith('golive-restore-'));

describe('a restore over a store that knows more', () => {
  test('that ends in the middle changes nothing, and the next one knows as much', async () => {
    const { golive, url, copy, options, schemas, statusNow } = await aheadOfItsCopy();
    const before = drafts();
    whenItWrites('journal', () => {
      throw new Error('gone');
    });
    await expect(restorePostgres(copy, url, { ...options, pause: async () => 1 })).rejects.toThrow('gone');
    vi.restoreAllMocks();
    expect(await schemas()).toEqual(['golive']);
    expect(drafts()).toEqual(before);
    expect(await statusNow()).toEqual(['planned']);
    expect(await golive('restore', 'copy.db')).toMatchObject({ code: 4 });
    expect((await golive('restore', 'copy.db', '--force')).err).toMatch(PAUSED);
    expect(await schemas()).toEqual(['golive', 'golive_before_restore']);
    expect(await statusNow()).toEqual(['paused']);
  });

  test('that cannot pause changes nothing', async () => {
    const { url, copy, options, schemas, statusNow } = await aheadOfItsCopy();
    const pause = async () => {
      throw new GoLiveError('store-full', { subject: 'the copy', why: 'the disk is full' });
    };
    await expect(restorePostgres(copy, url, { ...options, pause })).rejects.toMatchObject({ code: 'store-full' });
    expect(await schemas()).toEqual(['golive']);
    expect(await statusNow()).toEqual(['planned']);
  });

  test('whose connection breaks is begun again, and loses as much as at first', async () => {
    const { golive, statusNow, schemas } = await aheadOfItsCopy();
    let broken = 0;
    whenItWrites('journal', () => {
      if (broken++ === 0) throw Object.assign(new Error('broken'), { code: 'ECONNRESET' });
    });
    expect((await golive('restore', 'copy.db', '--force')).err).toMatch(/not in it: 1\..*paused now: 1\./);
    expect(broken).toBeGreaterThan(1);
    expect(await statusNow()).toEqual(['paused']);
    expect(await schemas()).toEqual(['golive', 'golive_before_restore']);
  });

  test('at the same moment as another one: everything is paused all the same', async () => {
    const { golive, statusNow, schemas } = await aheadOfItsCopy();
    const both = await Promise.all([1, 2].map(() => golive('restore', 'copy.db', '--force')));
    expect(both).toEqual(
      Array.from({ length: 2 }, () => expect.objectContaining({ code: 0, err: expect.stringMatching(PAUSED) })),
    );
    expect(await statusNow()).toEqual(['paused']);
    expect(await schemas()).toEqual(['golive', 'golive_before_restore', 'golive_before_restore_2']);
  });
});

describe('a restore while somebody is in the middle of a write', () => {
  /** A transaction that has added one event more, as a worker does, and is not at its end. */
  async function inTheMiddle(url: string) {
    const client = new pg.Client(url);
    await client.connect();
    await client.query('set search_path = golive');
    await client.query('begin');
    await client.query('update migrations set seq = seq + 1');
    await client.query(
      `insert into journal (migration_id, seq, at_ms, by, why, event, hash)
       select migration_id, seq + 1, at_ms, by, why, event, hash from journal order by seq desc limit 1`,
    );
    return client;
  }

  test('waits, counts what he wrote, and pauses', async () => {
    const { url, copy, options, schemas } = await aheadOfItsCopy();
    const worker = await inTheMiddle(url);
    const paused: number[] = [];
    const restoring = restorePostgres(copy, url, { ...options, pause: async (_store, lost) => paused.push(lost) });
    const waiting = await waitingIn(url, restoring);
    await worker.query('commit');
    await restoring;
    expect(waiting).toEqual([expect.stringMatching(/^lock table/)]);
    expect(paused, 'the event of before, and the one that was waited for').toEqual([2]);
    await worker.end();
    expect(await schemas()).toEqual(['golive', 'golive_before_restore']);
  });

  test('lets nobody write who begins meanwhile: that goes whole into what is put there', async () => {
    const { url, copy, options } = await aheadOfItsCopy();
    const worker = new pg.Client(url);
    await worker.connect();
    await worker.query('set search_path = golive');
    let wrote: Promise<unknown> = Promise.resolve();
    const pauseAll = async () => {
      wrote = worker.query(`with moved as (update migrations set summary = summary returning id)
        insert into bodies (hash, data) select id, 'x' from moved`);
      await waitingIn(url, wrote);
      return 1;
    };
    await restorePostgres(copy, url, { ...options, pause: pauseAll });
    await wrote;
    const bodiesIn = async (schema: string) =>
      (await worker.query(`select 1 from ${schema}.bodies where data = 'x'`)).rows.length;
    expect([await bodiesIn('golive_before_restore'), await bodiesIn('golive')]).toEqual([0, 1]);
    await worker.end();
  });
});

test('a store of a golive that was killed is brought along with the end that is in its log', async () => {
  count++;
  const desk = 'agency: { name: Voorbeeld, language: en }\nplaybooks: playbooks\n';
  const from = deskFolder(`${desk}store: sqlite:golive.db\n`);
  expect(await goliveIn(from, ['new', 'klant.nl', '--playbook', 'by-hand', ...FOUR])).toMatchObject({ code: 0 });
  const held = new DatabaseSync(join(from, 'golive.db'));
  held.prepare('select count(*) from journal').get(); // whoever closes it last empties the log into the file
  expect(await goliveIn(from, ['approve', 'klant.nl'])).toMatchObject({ code: 0 });
  const folder = deskFolder(`${desk}store: ${postgres.database(`brought_${count}`)}\n`);
  for (const part of ['', '-wal']) copyFileSync(join(from, `golive.db${part}`), join(folder, `old.db${part}`));
  held.close();
  expect(await goliveIn(folder, ['restore', 'old.db'])).toMatchObject({ code: 0, err: '' });
  expect((await goliveIn(folder, ['status', '--json'])).out).toContain('"planned"');
});

test('a newer backup after an older one pauses too, and what is taken from it is known to be whole', async () => {
  count++;
  const url = postgres.database(`less_far_back_${count}`);
  const folder = deskFolder(`agency: { name: Voorbeeld, language: en }\nplaybooks: playbooks\nstore: ${url}\n`);
  const golive = (...args: readonly string[]) => goliveIn(folder, args);
  for (const args of [
    ['backup', 'none.db'],
    ['new', 'klant.nl', '--playbook', 'by-hand', ...FOUR],
    ['backup', 'older.db'],
    ['approve', 'klant.nl'],
    ['backup', 'newer.db'],
    ['note', 'klant.nl', 'x'],
  ])
    expect(await golive(...args)).toMatchObject({ code: 0 });
  for (const older of ['older.db', 'none.db']) {
    expect((await golive('restore', older, '--force')).err).toMatch(/paused now: 0\./);
    expect(await golive('restore', 'newer.db'), 'also over a store without a project').toMatchObject({ code: 4 });
    expect((await golive('restore', 'newer.db', '--force')).err).toMatch(PAUSED);
  }
  expect(await golive('backup', 'newest.db')).toMatchObject({ code: 0 });
  expect(await golive('restore', 'newest.db', '--force')).toMatchObject({ code: 0, err: '' });
  expect(await golive('doctor', '--offline')).toMatchObject({ code: 0 });
});

test('what this user may not see is there all the same', async () => {
  const { copy, url, options, schemas } = await aheadOfItsCopy();
  const role = `guest_${count}`;
  const client = new pg.Client(url);
  await client.connect();
  const asGuest = new URL(url);
  asGuest.username = role;
  const refused = { code: 'store-full', why: 'no permission' };
  const restored = () => restorePostgres(copy, asGuest.href, options);
  await client.query(`create role ${role} login`);
  await expect(restored()).rejects.toMatchObject(refused);
  await client.query(`grant usage on schema golive to ${role}`);
  await expect(restored()).rejects.toMatchObject(refused);
  expect(await schemas()).toEqual(['golive']);
  // Its own store, and a name that is taken by somebody else's.
  await client.query(`drop schema golive cascade`);
  await client.query(`create schema golive_before_restore create table kept (id int)`);
  await client.query(`grant create on database ${new URL(url).pathname.slice(1)} to ${role}`);
  await restorePostgres(copy, asGuest.href, { ...options, force: false });
  expect(await restored()).toMatchObject({ replaced: 'schema golive_before_restore_2' });
  await client.end();
  expect(await schemas()).toEqual(['golive', 'golive_before_restore', 'golive_before_restore_2']);
});

test('a database that cannot hold what is in the backup is left without a store', async () => {
  const { url, copy, options } = await aheadOfItsCopy();
  const latin = new URL(url);
  latin.pathname = '/latin';
  const client = new pg.Client(url);
  await client.connect();
  await client.query(`create database latin encoding 'LATIN1' locale 'C' template template0`);
  await client.end();
  await expect(restorePostgres(copy, latin.href, options)).rejects.toBeInstanceOf(GoLiveError);
  const there = new pg.Client(latin.href);
  await there.connect();
  const { rows } = await there.query(`select 1 from pg_namespace where nspname like 'golive%'`);
  await there.end();
  expect(rows).toEqual([]);
});
