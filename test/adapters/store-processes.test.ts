import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, expect, test } from 'vitest';
import { openSqliteStore } from '../../src/adapters/store/kysely/open-sqlite.ts';
import { PATIENCE } from '../../src/adapters/store/kysely/patience.ts';
import { restoreSqlite } from '../../src/adapters/store/kysely/restore.ts';
import { restoreFolder } from '../../src/adapters/store/kysely/restore-folder.ts';
import { asGoLiveError } from '../../src/domain/errors.ts';
import { foldAll } from '../../src/domain/migration.ts';
import type { Store } from '../../src/ports/store.ts';
import { begin, NOW, note, projection } from '../contract/store-samples.ts';

const folder = mkdtempSync(join(tmpdir(), 'golive-store-'));
afterAll(() => rmSync(folder, { recursive: true }));
const clock = { now: () => NOW };
const CHILD = join(import.meta.dirname, 'store-child.ts');

/** Runs the child; `onLine` sees each line as it comes and may kill it. */
async function child(args: readonly string[], onLine?: (line: string, kill: () => void) => void) {
  const run = spawn(process.execPath, [CHILD, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let errors = '';
  run.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) =>
    run.on('close', (code, signal) => resolve({ code, signal })),
  );
  const lines: string[] = [];
  for await (const line of createInterface({ input: run.stdout })) {
    lines.push(line);
    onLine?.(line, () => run.kill('SIGKILL'));
  }
  return { lines, errors, ...(await ended) };
}

async function texts(store: Store, id: string): Promise<string[]> {
  return foldAll(await store.readJournal(id)).notes.map(({ text }) => text);
}

test('processes that append to one journal at once all get through, and nothing is lost', async () => {
  const file = join(folder, 'many.db');
  const store = await openSqliteStore({ file, clock });
  const id = await begin(store, 'klant');
  const runs = await Promise.all(['a', 'b', 'c'].map((name) => child(['append', file, id, name, '60'])));
  expect(runs.map(({ code, errors }) => ({ code, errors }))).toEqual(runs.map(() => ({ code: 0, errors: '' })));
  const written = await texts(store, id);
  expect(written.toSorted()).toEqual(runs.flatMap(({ lines }) => lines).toSorted());
  expect(written).toHaveLength(180);
  expect(await store.check()).toEqual([]);
  await store.close();
}, 60_000);

/** Three processes, each with the same twenty wishes. Answers how many of them were the first with one at least. */
async function askWithTheSameKeys(file: string): Promise<number> {
  const store = await openSqliteStore({ file, clock });
  await begin(store, 'klant');
  let ready = 0;
  const one = () =>
    child(['book', file], (line) => {
      if (line === 'ready' && ++ready === 3) writeFileSync(`${file}.go`, '');
    });
  const runs = await Promise.all([one(), one(), one()]);
  expect(runs.map(({ code, errors }) => ({ code, errors }))).toEqual(runs.map(() => ({ code: 0, errors: '' })));
  const changes = await store.bookingChanges({ projectId: 'p-klant' });
  expect(changes.map(({ key }) => key)).toEqual(Array.from({ length: 20 }, (_, round) => `r-${round}`));
  const answers = runs.map(({ lines }) => lines.slice(1).map((line) => JSON.parse(line)));
  for (const [round, { booking }] of changes.entries()) {
    for (const answer of answers) expect(answer[round].booking).toEqual(booking);
    expect(answers.filter((answer) => !answer[round].isRepeat)).toHaveLength(1);
  }
  expect(await store.check()).toEqual([]);
  await store.close();
  return answers.filter((answer) => answer.some(({ isRepeat }) => !isRepeat)).length;
}

test('processes that ask with the same keys at once hear the same, and each key changes something once', async () => {
  // On a busy machine one of them may be through before another begins: that proves nothing, and they are at it again.
  let first = 0;
  for (let time = 0; time < 5 && first < 2; time++) first = await askWithTheSameKeys(join(folder, `keys-${time}.db`));
  expect(first, 'they were at it at the same time').toBeGreaterThan(1);
}, 60_000);

test('what was acknowledged before SIGKILL is there afterwards', async () => {
  const file = join(folder, 'killed.db');
  const first = await openSqliteStore({ file, clock });
  const id = await begin(first, 'klant');
  await first.close();
  const acknowledged: string[] = [];
  for (let round = 0; round < 6; round++) {
    const { signal, lines } = await child(['append', file, id, `r${round}`, '100000'], (line, kill) => {
      if (line === `r${round}-${5 + round * 7}`) kill();
    });
    expect(signal).toBe('SIGKILL');
    acknowledged.push(...lines);
    const store = await openSqliteStore({ file, clock });
    expect(await texts(store, id)).toEqual(expect.arrayContaining(acknowledged));
    expect(await store.check()).toEqual([]);
    await store.close();
  }
}, 60_000);

test('SIGKILL in the middle of a schema upgrade leaves the version before it', async () => {
  const file = join(folder, 'upgrade.db');
  const before = await openSqliteStore({ file, clock });
  const id = await begin(before, 'klant');
  await before.close();
  expect(await child(['upgrade', file])).toMatchObject({ signal: 'SIGKILL', errors: '' });
  const after = await openSqliteStore({ file, clock });
  expect(await after.readJournal(id)).toHaveLength(1);
  expect(await after.check()).toEqual([]);
  await after.close();
});

test('a store that may be read and not written says so', async () => {
  const home = mkdtempSync(join(tmpdir(), 'golive-store-'));
  const file = join(home, 'store.db');
  const store = await openSqliteStore({ file, clock });
  const id = await begin(store, 'klant');
  for (const part of ['', '-wal', '-shm']) chmodSync(`${file}${part}`, 0o444);
  chmodSync(home, 0o555);
  expect(await child(['readonly', file, id])).toMatchObject({ lines: ['read 1', 'store-full'], errors: '' });
  await store.close();
  // Without the log's files beside it SQLite cannot even read it there.
  expect(await child(['readonly', file, id])).toMatchObject({ lines: ['store-full'], errors: '' });
  chmodSync(home, 0o700);
  rmSync(home, { recursive: true });
});

test('a full disk is told, loses nothing that was acknowledged, and work goes on when there is space', async () => {
  const file = join(folder, 'full.db');
  const roomy = await openSqliteStore({ file, clock });
  const id = await begin(roomy, 'klant');
  await begin(roomy, 'andere');
  let limit = 'pragma max_page_count';
  const store = await openSqliteStore({
    file,
    clock,
    onConnection: (database) => {
      const { page_count } = database.prepare('pragma page_count').get() as { page_count: number };
      limit = `pragma max_page_count = ${page_count + 6}`;
      database.exec(limit);
    },
  });
  const acknowledged: string[] = [];
  let failure: unknown;
  for (let seq = 1; failure === undefined && seq < 500; seq++)
    try {
      const text = `${seq} ${'x'.repeat(700)}`;
      await store.append(id, seq, [note(text)], projection(NOW + seq));
      acknowledged.push(text);
    } catch (thrown) {
      failure = thrown;
    }
  expect(failure).toMatchObject({ code: 'store-full', why: 'the disk is full' });
  expect(acknowledged.length).toBeGreaterThan(5);
  await expect(store.putBody('y'.repeat(30_000))).rejects.toMatchObject({ code: 'store-full' });
  expect(await texts(store, id)).toEqual(acknowledged);
  expect((await store.listProjections({ limit: 1, ids: [id] }))[0]!.projection.dueMs).toBe(NOW + acknowledged.length);
  expect(await store.check()).toEqual([]);
  await roomy.append(id, acknowledged.length + 1, [note('space again')], projection());
  expect(await texts(store, id)).toEqual([...acknowledged, 'space again']);
  await store.close();
  await roomy.close();
});

test('a lock that another process never gives back ends in store-busy, one that it does in success', async () => {
  const file = join(folder, 'busy.db');
  let waitedMs = 0;
  let onPause: (() => void) | undefined;
  const patience = {
    ...PATIENCE,
    now: () => waitedMs,
    random: () => 1,
    pause: async (ms: number) => {
      waitedMs += ms;
      onPause?.();
    },
  };
  const store = await openSqliteStore({ file, clock, patience });
  const id = await begin(store, 'klant');
  const holder = new DatabaseSync(file);
  holder.exec('begin immediate');
  const failure = await store.append(id, 1, [note('x')], projection()).catch((thrown) => asGoLiveError(thrown, file));
  expect(failure).toMatchObject({ code: 'store-busy' });
  expect(waitedMs).toBeGreaterThanOrEqual(15_000);
  expect(waitedMs).toBeLessThan(15_500);
  expect(await store.readJournal(id)).toHaveLength(1); // reading does not wait for a writer
  onPause = () => {
    onPause = undefined;
    holder.exec('commit');
  };
  await store.append(id, 1, [note('x')], projection());
  holder.close();
  await store.close();
}, 20_000);

test('a restore that is killed leaves its copy to the next one, which takes it away; one that lives keeps it', async () => {
  const file = join(folder, 'put-back.db');
  const store = await openSqliteStore({ file, clock });
  const id = await begin(store, 'klant');
  await store.backup(`${file}.copy`);
  await store.append(id, 1, [note('after the backup')], projection());
  await store.close();
  const copies = () => readdirSync(folder).filter((name) => name.startsWith('put-back.db.restore-'));
  const killed = await child(['restore', file], (_line, kill) => {
    try {
      restoreFolder(`${file}.restore-`).remove();
      expect(copies()).toHaveLength(1);
    } finally {
      kill();
    }
  });
  expect([killed.signal, killed.errors]).toEqual(['SIGKILL', '']);
  expect(copies()).toHaveLength(1);
  expect(await restoreSqlite(`${file}.copy`, file, { clock, force: true })).toMatchObject({ lost: 1 });
  expect(copies()).toEqual([]);
}, 20_000);
