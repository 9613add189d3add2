import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lookIntoSqliteStore, openSqliteStore } from '../../src/adapters/store/kysely/open-sqlite.ts';
import { restoreSqlite } from '../../src/adapters/store/kysely/restore.ts';
import { countOnFrom } from '../../src/adapters/store/kysely/write-count.ts';
import { pauseAll } from '../../src/app/pause-all.ts';
import { runThrough } from '../../src/app/run-through.ts';
import { say } from '../../src/app/say.ts';
import { GoLiveError } from '../../src/domain/errors.ts';
import { HOUR } from '../../src/domain/time.ts';
import type { Store } from '../../src/ports/store.ts';
import { begin, note, projection } from '../contract/store-samples.ts';
import { MONDAY_EVENING, simulated } from '../engine/simulated-app.ts';
import { clock, ownFolder } from './own-folder.ts';

const here = ownFolder();
const { within, byHand } = here;

const ID = 'm-klant';
const texts = async () =>
  within(async (store) =>
    (await store.readJournal(ID)).flatMap(({ event }) => (event.type === 'note' ? [event.text] : [])),
  );
const count = () => Number(/\d{15}/.exec(readFileSync(`${here.file}.writes`, 'latin1'))?.[0]);

/** A store whose last `inLog` events are in its log alone, as a killed golive leaves it. */
async function killed(inDatabase: number, inLog: number): Promise<void> {
  await within(async (store) => {
    await begin(store, 'klant');
    for (let seq = 1; seq <= inDatabase; seq++) await store.append(ID, seq, [note(`nota ${seq}`)], projection());
  });
  const store = await openSqliteStore({ file: here.file, clock });
  for (let seq = inDatabase + 1; seq <= inDatabase + inLog; seq++)
    await store.append(ID, seq, [note(`nota ${seq}`)], projection());
  for (const part of ['', '-wal', '.writes']) copyFileSync(`${here.file}${part}`, `${here.file}.kept${part}`);
  await store.close();
  for (const part of ['', '-wal', '.writes']) copyFileSync(`${here.file}.kept${part}`, `${here.file}${part}`);
}

const numbered = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `nota ${from + index}`);

describe('a store that lost its end', () => {
  test('and nothing but its end is otherwise as sound as any', async () => {
    await killed(3, 2);
    expect(await texts()).toEqual(numbered(1, 5));
  });

  const LOSSES: readonly (readonly [string, () => void, left: number])[] = [
    ['its log was deleted', () => rmSync(`${here.file}-wal`), 3],
    ['its log was emptied', () => truncateSync(`${here.file}-wal`), 3],
    [
      'its log was cut by one byte',
      () => truncateSync(`${here.file}-wal`, readFileSync(`${here.file}-wal`).length - 1),
      4,
    ],
    ['a backup was copied over it by hand', () => copyFileSync(`${here.file}.kept`, here.file), 3],
  ];
  for (const [what, lose, left] of LOSSES) {
    const lost = async () => {
      await killed(3, 2);
      if (what.startsWith('a backup')) await within(async () => undefined);
      lose();
    };
    test(`${what}: it is not opened, and is left as it is`, async () => {
      await lost();
      const before = readFileSync(here.file);
      const failure = await openSqliteStore({ file: here.file, clock }).catch((thrown: unknown) => thrown);
      expect(failure).toMatchObject({
        code: 'store-corrupt',
        why: expect.stringMatching(/^the last \d of the writes that were acknowledged, up to 20\S+Z, are not in it$/),
        fix: expect.stringMatching(/golive restore FILE\. Or look at the providers .* golive restore \S+ --force\.$/),
      });
      expect((failure as Error).message).not.toContain('\n');
      expect(readFileSync(here.file)).toEqual(before);
    });
    test(`${what}: who looked at the providers goes on from what is left`, async () => {
      await lost();
      const { replaced, lost: gone } = await restoreSqlite(here.file, here.file, { clock, force: true });
      expect(existsSync(replaced!)).toBe(true);
      expect(gone).toBeGreaterThan(0);
      expect(await texts()).toEqual(numbered(1, left));
      await within((store) => store.append(ID, left + 1, [note('verder')], projection()));
      expect(await texts()).toEqual([...numbered(1, left), 'verder']);
    });
  }

  test('what is damaged besides is said to be damaged', async () => {
    await killed(3, 2);
    rmSync(`${here.file}-wal`);
    truncateSync(here.file, 9000);
    await expect(restoreSqlite(here.file, `${here.file}.elsewhere`, { clock })).rejects.toMatchObject({
      code: 'store-corrupt',
      why: 'its structure is damaged',
    });
  });

  test('it is not carried to another place without a word either', async () => {
    await killed(3, 2);
    rmSync(`${here.file}-wal`);
    const elsewhere = `${here.file}.elsewhere`;
    await expect(restoreSqlite(here.file, elsewhere, { clock })).rejects.toMatchObject({
      code: 'store-corrupt',
      subject: here.file,
      why: expect.stringMatching(/^the last 2 of the writes that were acknowledged/),
      fix: expect.stringContaining(`golive restore ${here.file} --force.`),
    });
    expect(existsSync(elsewhere)).toBe(false);
    const paused: number[] = [];
    const pause = async (_store: Store, lost: number) => paused.push(lost);
    expect(await restoreSqlite(here.file, elsewhere, { clock, force: true, pause })).toMatchObject({ lost: 2 });
    expect(paused).toEqual([2]);
  });

  test.each([
    ['there is none', () => rmSync(`${here.file}.writes`)],
    ['it is empty, as after a power failure', () => writeFileSync(`${here.file}.writes`, '')],
    ['it is garbage', () => writeFileSync(`${here.file}.writes`, 'golive 000000000000999 x 00000000\n')],
    ['it is older', () => writeFileSync(`${here.file}.writes`, readFileSync(`${here.file}.older`))],
  ])('a count of writes that says nothing is no reason to refuse: %s', async (_what, change) => {
    await within((store) => begin(store, 'klant'));
    copyFileSync(`${here.file}.writes`, `${here.file}.older`);
    await within((store) => store.append(ID, 1, [note('nota 1')], projection()));
    change();
    expect(await texts()).toEqual(['nota 1']);
    await within((store) => store.append(ID, 2, [note('nota 2')], projection()));
    expect(count()).toBe(3);
  });

  test('the count beside the database is what was acknowledged, by whichever connection', async () => {
    const stores = await Promise.all([
      openSqliteStore({ file: here.file, clock }),
      openSqliteStore({ file: here.file, clock }),
    ]);
    await begin(stores[0]!, 'klant');
    for (let seq = 1; seq < 9; seq++) {
      await stores[seq % 2]!.append(ID, seq, [note('x')], projection());
      await stores[seq % 2]!.append(ID, seq, [note('too late')], projection()).catch(() => undefined);
      expect(count()).toBe(seq + 1);
    }
    for (const store of stores) await store.close();
  });

  test('the count goes on behind what was known elsewhere, and never behind less than it was', async () => {
    await within((store) => begin(store, 'klant'));
    for (const [from, next] of [
      [0, 2],
      [1, 3],
      [100, 101],
    ] as const) {
      countOnFrom(here.file, from);
      await within((store) => store.append(ID, next === 101 ? 3 : next - 1, [note('x')], projection()));
      expect(count()).toBe(next);
    }
  });

  test.each([
    ['its last event gone', 'delete from journal where seq = 4', 4],
    ['its end set back', 'update migrations set seq = 3, head_hash = (select hash from journal where seq = 3)', 3],
    ['its end set back to nothing', `update migrations set seq = 0, head_hash = ''`, 0],
    ['its end put forward', 'update migrations set seq = 5', 5],
    ['the hash of its end changed', `update migrations set head_hash = 'x'`, 4],
  ])('a journal with %s is not continued', async (_what, sql, seq) => {
    await within(async (store) => {
      await begin(store, 'klant');
      await store.append(ID, 1, [note('a'), note('b'), note('c')], projection());
    });
    byHand(`drop trigger journal_no_delete; ${sql}`);
    await within(async (store) => {
      await expect(store.append(ID, seq, [note('on')], projection())).rejects.toMatchObject({ code: 'store-corrupt' });
      await expect(store.append(ID, seq, [], projection())).rejects.toMatchObject({ code: 'store-corrupt' });
    });
  });

  test('a damaged count in the database is damage', async () => {
    await within((store) => begin(store, 'klant'));
    byHand(`update meta set value = 'x' where name = 'writes'`);
    await expect(openSqliteStore({ file: here.file, clock })).rejects.toMatchObject({ code: 'store-corrupt' });
  });
});

describe('a database that is gone while its count of writes is there', () => {
  const gone = async () => {
    await within((store) => begin(store, 'klant'));
    copyFileSync(here.file, `${here.file}.copy`);
    await within((store) => store.append(ID, 1, [note('nota 1')], projection()));
    rmSync(here.file);
  };
  test.each([
    ['opened', openSqliteStore],
    ['looked into', lookIntoSqliteStore],
  ])('is not %s as if there had been none', async (_how, open) => {
    await gone();
    await expect(open({ file: here.file, clock })).rejects.toMatchObject({
      code: 'store-missing',
      message: expect.stringMatching(
        /golive\.db is missing: 2 writes to it were acknowledged, up to 20\S+Z\. Put it back/,
      ),
      fix: expect.stringMatching(/golive restore FILE\. To begin with nothing, take \S+golive\.db\.writes away too\.$/),
    });
    expect(existsSync(here.file)).toBe(false);
  });
  test('is restored, and known to lack what the backup lacks', async () => {
    await gone();
    expect((await restoreSqlite(`${here.file}.copy`, here.file, { clock })).lost).toBe(1);
    expect(await texts()).toEqual([]);
  });
  test('may be begun anew by whoever takes its count away', async () => {
    await gone();
    rmSync(`${here.file}.writes`);
    await within((store) => begin(store, 'klant'));
    expect(count()).toBe(1);
  });
});

describe('a restore that takes the store back in time', () => {
  /** A store of three events, and a backup of its first two. */
  const ahead = async () => {
    await within(async (store) => {
      await begin(store, 'klant');
      await store.append(ID, 1, [note('before')], projection());
      await store.backup(`${here.file}.copy`);
      await store.append(ID, 2, [note('after')], projection());
    });
    return [readFileSync(here.file), readFileSync(`${here.file}.writes`)];
  };
  const told: number[] = [];
  /** Stands for the pause of every migration. */
  const pause = async (store: Store, lost: number) => {
    told.push(lost);
    await store.append(ID, 2, [note('paused')], projection());
    return 1;
  };
  const again = (how: Parameters<typeof restoreSqlite>[2]) => restoreSqlite(`${here.file}.copy`, here.file, how);

  test('pauses in the copy while the old store still stands there, and the second time too', async () => {
    const before = await ahead();
    told.length = 0;
    const restored = await again({
      clock,
      force: true,
      pause: async (store, lost) => {
        expect([readFileSync(here.file), readFileSync(`${here.file}.writes`)]).toEqual(before);
        return pause(store, lost);
      },
    });
    expect(restored).toMatchObject({ lost: 1, paused: 1 });
    expect(await texts()).toEqual(['before', 'paused']);
    // What is there now is the pause, and the note from before is still known of.
    expect(await again({ clock, force: true, pause })).toMatchObject({ lost: 2, paused: 1 });
    expect(await texts()).toEqual(['before', 'paused']);
    expect(told).toEqual([1, 2]);
  });

  test('and then less far back: what the newer backup lacks is still known of', async () => {
    await ahead();
    await within(async (store) => {
      await store.backup(`${here.file}.newer`);
      await store.append(ID, 3, [note('last')], projection());
    });
    // Nobody paused, so nothing of it but a number is left behind.
    expect(await again({ clock, force: true })).toMatchObject({ lost: 2 });
    const newer = () => restoreSqlite(`${here.file}.newer`, here.file, { clock, force: true, pause: async () => 1 });
    expect(await newer()).toMatchObject({ lost: 1, paused: 1 });
    expect(await texts()).toEqual(['before', 'after']);
    // What is written from here on is numbered behind all that was.
    await within(async (store) => {
      await store.append(ID, 3, [note('again')], projection());
      await store.backup(`${here.file}.newest`);
    });
    expect(await newer()).toMatchObject({ lost: 2 });
    const newest = restoreSqlite(`${here.file}.newest`, here.file, { clock, force: true });
    expect(await newest).not.toHaveProperty('lost');
    expect(await texts()).toEqual(['before', 'after', 'again']);
  });

  test('and cannot pause changes nothing', async () => {
    const before = await ahead();
    const full = async () => {
      throw new GoLiveError('store-full', { subject: here.file, why: 'the disk is full' });
    };
    await expect(again({ clock, force: true, pause: full })).rejects.toMatchObject({ code: 'store-full' });
    expect([readFileSync(here.file), readFileSync(`${here.file}.writes`)]).toEqual(before);
    expect(readdirSync(dirname(here.file)).filter((name) => /\.restore-|before-restore/.test(name))).toEqual([]);
    expect(await again({ clock, force: true, pause })).toMatchObject({ lost: 1, paused: 1 });
  });

  test('that ends half way has forgotten nothing', async () => {
    await ahead();
    rmSync(here.file);
    const taken = async () => {
      mkdirSync(here.file); // nothing can take this name now
      return 1;
    };
    await expect(again({ clock, pause: taken })).rejects.toThrow();
    expect(existsSync(`${here.file}.writes`)).toBe(true);
    rmdirSync(here.file);
    expect(await again({ clock, pause })).toMatchObject({ lost: 1, paused: 1 });
  });

  test('pauses nothing where nothing is lost', async () => {
    await ahead();
    copyFileSync(here.file, `${here.file}.copy`);
    expect(await again({ clock, force: true, pause })).toEqual({
      file: here.file,
      replaced: `${here.file}.before-restore`,
      warnings: [],
    });
  });
});

describe('after a restore that took the store back in time', () => {
  const who = { by: 'Anna', why: 'restored' };
  test('what is under way is paused, once; what has not begun or is over is left alone', async () => {
    const { app, agency, ids } = await simulated();
    expect(await pauseAll(app, who)).toBe(0);
    await runThrough(app, agency, ids, { signal: new AbortController().signal, untilMs: MONDAY_EVENING + HOUR });
    const before = (await app.store.readJournal(ids[0]!)).length;
    for (let time = 0; time < 2; time++) expect(await pauseAll(app, who)).toBe(1);
    const after = await app.store.readJournal(ids[0]!);
    expect(after.slice(before)).toMatchObject([{ ...who, event: { type: 'paused' } }]);
    await say(app, ids[0]!, 'cancel', { leave: true }, who);
    expect(await pauseAll(app, who)).toBe(0);
  });
});
