import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { restorePostgres } from '../../src/adapters/store/kysely/restore-postgres.ts';
import { writeCountBeside } from '../../src/adapters/store/kysely/write-count.ts';
import type { Store } from '../../src/ports/store.ts';
import { begin, note, projection } from '../contract/store-samples.ts';
import type { Said } from './postgres-server.ts';
import { postgresServer, table } from './postgres-server.ts';
import { clock, eachInItsFolder, file, within } from './store-on-disk.ts';

// What a restore makes of what the server says; test/real/restore-postgres.test.ts has a real one.

eachInItsFolder();
beforeEach(() => vi.stubEnv('PGPASSWORD', undefined));
afterEach(() => vi.unstubAllEnvs());

const OURS = ['meta', 'projects', 'migrations', 'journal'];

interface There {
  /** What pg_class has of our schema. */
  readonly names?: readonly string[];
  readonly mayUse?: boolean;
  readonly schemas?: readonly string[];
  readonly projects?: number;
  /** Events of m-klant; and those that earlier restores left out. */
  readonly events?: number;
  readonly lost?: number;
  readonly metaSays?: Said;
  /** What whoever was in the middle of a write had added when the tables could be locked. */
  readonly meanwhile?: { readonly events?: number; readonly projects?: number };
  readonly lockSays?: Said;
  /** Events of the backup that are in its log alone. */
  readonly inLog?: number;
  /** Writes that were acknowledged where the backup lies; it knows of two. */
  readonly acknowledged?: number;
}

/** Puts a backup of three events over what is there. Answers what came of it, and every statement. */
async function restored(
  {
    names = OURS,
    mayUse = true,
    schemas = ['golive'],
    projects = 1,
    events = 0,
    lost = 0,
    metaSays,
    meanwhile = {},
    lockSays,
    inLog = 0,
    acknowledged,
  }: There,
  force: boolean,
) {
  await within({}, async (store) => {
    await begin(store, 'klant');
    await store.append('m-klant', 1, [note('a'), note('b')], projection());
    await store.backup(`${file}.copy`);
  });
  await within({ file: `${file}.copy` }, async (store) => {
    for (let seq = 3; seq < 3 + inLog; seq++) await store.append('m-klant', seq, [note('c')], projection());
    // As a golive that is killed leaves it: whoever closes it empties the log into the file.
    for (const part of ['', '-wal'])
      if (existsSync(`${file}.copy${part}`)) copyFileSync(`${file}.copy${part}`, `${file}.killed${part}`);
  });
  if (acknowledged !== undefined) writeCountBeside(`${file}.copy`, clock.now).acknowledged(acknowledged);
  const said: string[] = [];
  const isAside = () => said.some((sql) => sql.startsWith('alter schema'));
  const isLocked = () => said.some((sql) => sql.startsWith('lock table'));
  const now = <Of extends 'events' | 'projects'>(of: Of, before: number) => (isLocked() && meanwhile[of]) || before;
  const ANSWERS: readonly (readonly [RegExp, () => Said])[] = [
    [/server_encoding/, () => table([{ now: '0', encoding: 'UTF8', path: 'golive' }])],
    // Whoever may not touch a thing does not find it here.
    [/information_schema/, () => table([])],
    [/from pg_namespace n left join/, () => table(isAside() ? [] : names.map((name) => ({ name, mayUse })))],
    [/select nspname/, () => table(schemas.map((name) => ({ name })))],
    [/^select "value" from "meta"/, () => metaSays ?? table([{ value: String(lost) }])],
    [
      /^select "id" from "projects"/,
      () => table(Array.from({ length: now('projects', projects) }, () => ({ id: 'p-klant' }))),
    ],
    [/^select "migration_id", max/, () => table([{ migration_id: 'm-klant', end: String(now('events', events)) }])],
    [/^lock table/, () => lockSays ?? table([])],
  ];
  const server = await postgresServer({
    answer: (sql) => {
      said.push(sql);
      return ANSWERS.find(([asked]) => asked.test(sql))?.[1]() ?? table([]);
    },
  });
  const paused: number[] = [];
  const pause = async (store: Store, count: number) => {
    await store.backup(`${file}.paused`);
    return paused.push(count);
  };
  try {
    const done = await restorePostgres(`${file}.${inLog > 0 ? 'link' : 'copy'}`, server.url, {
      clock,
      keyFile: `${file}.key`,
      force,
      pause,
    }).catch((thrown: unknown) => thrown);
    await server.left();
    return { done, paused, said };
  } finally {
    await server.close();
  }
}

function lostIn(path: string): unknown {
  const database = new DatabaseSync(path, { readOnly: true });
  const row = database.prepare("select value from meta where name = 'events_lost'").get();
  database.close();
  return row?.['value'];
}

describe('what is there is asked for as an opening asks', () => {
  test.each([
    ['a store that others made', {}, { code: 'already-exists' }],
    ['a schema that is not for us', { mayUse: false }, { code: 'store-full', why: 'no permission' }],
    [
      'tables that are not for us',
      { metaSays: { state: '42501', message: 'no' } },
      { code: 'store-full', why: 'no permission' },
    ],
    ['another program’s tables', { names: ['golf'] }, { code: 'store-foreign' }],
    ['another program’s meta', { metaSays: { state: '42703', message: 'other' } }, { code: 'store-foreign' }],
    [
      'a store without a project that an earlier restore put there',
      { projects: 0, lost: 5 },
      { code: 'already-exists' },
    ],
  ] as const)('%s', async (_what, there, refusal) => {
    const { done, said } = await restored(there, false);
    expect(done).toMatchObject(refusal);
    expect(said.filter((sql) => /^(?:alter|create|insert|lock)/.test(sql))).toEqual([]);
  });

  test('a name that is taken is not taken again, whoever may see it', async () => {
    const { done } = await restored({ schemas: ['golive', 'golive_before_restore'] }, true);
    expect(done).toMatchObject({ replaced: 'schema golive_before_restore_2' });
  });
});

describe('a backup is compared with all that was ever known there', () => {
  test.each([
    ['as much', { events: 3 }, undefined],
    ['less', { events: 2 }, undefined],
    ['more', { events: 5 }, 2],
    ['less, after a restore that left out five', { events: 2, lost: 5 }, 4],
    ['nothing, after a restore that left out three', { events: 0, lost: 3 }, undefined],
  ])('%s', async (_what, there, lost) => {
    const { done, paused, said } = await restored(there, true);
    expect(done).toMatchObject({ replaced: 'schema golive_before_restore' });
    expect((done as { lost?: number }).lost).toBe(lost);
    expect(paused).toEqual(lost === undefined ? [] : [lost]);
    // What is left out is in what is put there, and so in every backup of it.
    expect(said.findLast((sql) => sql.startsWith('insert'))).toMatch(/^insert into "meta"/);
    if (lost !== undefined) expect(lostIn(`${file}.paused`)).toBe(String(lost));
  });
});

describe('a store that lost its end is brought along by nobody who does not want that', () => {
  test('it is refused as when it is opened, and nobody is asked anything', async () => {
    const { done, said } = await restored({ names: [], acknowledged: 5 }, false);
    expect(done).toMatchObject({
      code: 'store-corrupt',
      message: expect.stringMatching(
        /golive\.db\.copy is damaged: the last 3 of the writes that were acknowledged, up to 20\S+Z, are not in it\. .* golive restore \S+golive\.db\.copy --force\.$/,
      ),
    });
    expect(said).toEqual([]);
  });

  test.each([
    ['what is lost', { names: [] }, 3],
    ['what is lost, where less was there', { events: 4 }, 3],
    ['what was there, where that is more', { events: 8 }, 5],
  ])('with force %s is counted, and what is under way paused', async (_what, there, lost) => {
    const { done, paused } = await restored({ ...there, acknowledged: 5 }, true);
    expect(done).toMatchObject({ lost });
    expect(paused).toEqual([lost]);
    expect(lostIn(`${file}.paused`)).toBe(String(lost));
  });

  test('one that knows of all of them is brought along as ever', async () => {
    const { done, paused } = await restored({ names: [], acknowledged: 2 }, false);
    expect(done).not.toHaveProperty('lost');
    expect(paused).toEqual([]);
  });
});

describe('whoever is in the middle of a write is waited for', () => {
  test('what he adds is counted', async () => {
    const { done, paused } = await restored({ events: 3, meanwhile: { events: 5 } }, true);
    expect(done).toMatchObject({ lost: 2 });
    expect(paused).toEqual([2]);
  });

  test('the first project of an empty store makes it one that knows something', async () => {
    const { done, said } = await restored({ projects: 0, meanwhile: { projects: 1 } }, false);
    expect(done).toMatchObject({ code: 'already-exists' });
    expect(said.filter((sql) => /^(?:alter|create|insert)/.test(sql))).toEqual([]);
  });

  test('every table of ours that is there stands still, and an older store has fewer', async () => {
    const { said } = await restored({ names: [...OURS, 'journal_pkey'] }, true);
    expect(said.filter((sql) => sql.startsWith('lock'))).toEqual([
      'lock table "projects", "migrations", "journal" in access exclusive mode',
    ]);
  });

  test('but not for ever', async () => {
    const { done, said } = await restored({ lockSays: { state: '55P03', message: 'lock timeout' } }, true);
    expect((done as Error).message).toMatch(
      /^postgres:\S+ is busy: a golive, or somebody else, has a transaction open in it\. Stop every golive that uses it first\.$/,
    );
    expect(done).toMatchObject({ code: 'store-busy' });
    const [waiting, ...more] = said.filter((sql) => /lock_timeout|^lock|^alter/.test(sql));
    expect(waiting).toBe('set local lock_timeout = 5000');
    expect(more, 'asked once').toHaveLength(1);
  });
});

test('a backup that was copied as it lay there has its end in its log, also behind a link', async () => {
  symlinkSync(`${file}.killed`, `${file}.link`);
  const { done } = await restored({ events: 5, inLog: 2 }, true);
  expect(done).toMatchObject({ replaced: 'schema golive_before_restore' });
  expect(done).not.toHaveProperty('lost');
});

test('where there is no folder for temporary files, that is said', async () => {
  const folder = join(file, '..', 'nowhere');
  vi.stubEnv('TMPDIR', folder);
  const { done, said } = await restored({}, true);
  expect(done).toMatchObject({
    code: 'store-full',
    subject: join(folder, 'golive-restore-'),
    why: 'its folder does not exist',
    fix: `Make it: mkdir -p ${folder}`,
  });
  expect(said).toEqual([]);
});

test('a copy that a golive left behind when it was killed is taken away', async () => {
  const left = join(tmpdir(), `golive-restore-${randomBytes(3).toString('hex')}`);
  mkdirSync(left, { mode: 0o700 });
  for (const part of ['copy.db', 'lock']) writeFileSync(join(left, part), '');
  try {
    await restored({ events: 3 }, true);
    expect(existsSync(left)).toBe(false);
  } finally {
    rmSync(left, { recursive: true, force: true });
  }
});
