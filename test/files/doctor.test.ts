import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSqliteStore } from '../../src/adapters/store/kysely/open-sqlite.ts';
import type { App } from '../../src/app/app.ts';
import { runThrough } from '../../src/app/run-through.ts';
import { note } from '../../src/app/say.ts';
import type { StoreFault } from '../../src/ports/store.ts';
import { MONDAY_EVENING, simulated } from '../engine/simulated-app.ts';
import { eachByteFlipped } from './flips.ts';
import { moveIntoFile, saidOf, saidOfFile } from './moved-store.ts';
import { plantedIn, wronglyListed } from './planted-damage.ts';

const folder = mkdtempSync(join(tmpdir(), 'golive-doctor-'));
afterAll(() => rmSync(folder, { recursive: true }));
const whole = join(folder, 'whole.db');
const file = join(folder, 'planted.db');
const clock = { now: () => MONDAY_EVENING };
const PARTS = ['', '-wal', '.writes', '.key'];

beforeAll(async () => {
  expect(await moveIntoFile(whole)).toBe('m-1');
});

/** A copy with something done to it by hand. */
function planted(...statements: readonly string[]): string {
  for (const part of [...PARTS, '-shm']) rmSync(`${file}${part}`, { force: true });
  for (const part of PARTS) if (existsSync(`${whole}${part}`)) copyFileSync(`${whole}${part}`, `${file}${part}`);
  const hand = new DatabaseSync(file);
  hand.exec('pragma foreign_keys = off');
  for (const table of ['journal', 'booking_changes'])
    for (const verb of ['update', 'delete']) hand.exec(`drop trigger ${table}_no_${verb}`);
  for (const statement of statements) hand.exec(statement);
  hand.close();
  return file;
}

function lines(faults: readonly StoreFault[]): string[] {
  for (const { where, what, fix } of faults) {
    expect([where, what, fix].filter((part) => part === '' || part.includes('\n'))).toEqual([]);
    expect(fix).toMatch(/golive \w+|key file/);
  }
  return faults.map(({ where, what }) => `${where}: ${what}`);
}

describe('doctor says of every damage where it is, what it is and what to do', () => {
  test('and nothing of a whole store', async () => {
    expect(await saidOfFile(planted())).toEqual([]);
  });

  test.each(plantedIn('m-1', 'p-2').map((one) => [one.what, one] as const))('%s', async (_what, { sql, says }) => {
    expect(lines(await saidOfFile(planted(...sql))).join('\n')).toMatch(says);
  });

  test.each([
    ['status', { status: 'done' }, /migration m-1: its list entry says status done, its journal waiting/],
    ['phase', { phase: 'aftercare' }, /migration m-1: its list entry says phase aftercare, its journal prepare/],
    ['a due moment that is not there', { due_ms: null }, /migration m-1: nothing will wake it/],
  ] as const)('a list entry that was written wrong: %s', async (_what, change, says) => {
    const hand = new DatabaseSync(planted());
    const row = hand.prepare(
      'select id, project_id, domain, created_ms, status, phase, due_ms, summary from migrations',
    );
    hand.exec(wronglyListed(row.get() as never, change as never));
    hand.close();
    expect(lines(await saidOfFile(file)).join('\n')).toMatch(says);
    // What it says to do does it.
    const store = await openSqliteStore({ file, clock });
    await note({ store, clock } as unknown as App, 'm-1', 'looked at', undefined, { by: 'Anna' });
    expect(await saidOf(store)).toEqual([]);
    await store.close();
  });

  test('a list entry that a hand changed, its journal sound: what it says to do does it', async () => {
    const hand = new DatabaseSync(planted());
    hand.exec(`update migrations set summary = replace(summary, 'Anna', 'Bram')`);
    hand.close();
    expect((await saidOfFile(file)).map(({ fix }) => fix)).toEqual([expect.stringContaining('golive note m-1 ')]);
    const store = await openSqliteStore({ file, clock });
    await note({ store, clock } as unknown as App, 'm-1', 'looked at', undefined, { by: 'Anna' });
    expect(await saidOf(store)).toEqual([]);
    await store.close();
  });

  const ON_THE_DISK: readonly (readonly [string, () => void, RegExp])[] = [
    [
      'a page of zeros',
      () => writeFileSync(file, readFileSync(file).fill(0, 8 * 4096, 9 * 4096)),
      /^(file|journals|migration m-1|bodies|projects|playbooks|secrets)\b/m,
    ],
    [
      'the last writes lost, and the database sound',
      () => writeFileSync(`${file}.writes`, mark(readFileSync(`${file}.writes`, 'latin1'))),
      /^file: the last \d+ of the writes that were acknowledged, up to \S+, are not in it/m,
    ],
    ['its key gone', () => rmSync(`${file}.key`), /^secrets: there are secrets in it and \S+ is not there/m],
    [
      'an index gone',
      () => {
        const hand = new DatabaseSync(file);
        hand.exec('drop index one_live_migration_per_domain');
        hand.close();
      },
      /^file: the index one_live_migration_per_domain is not there/m,
    ],
    [
      'a row that belongs to nothing',
      () => {
        const hand = new DatabaseSync(file);
        hand.exec(`pragma foreign_keys = off; update bookings set project_id = 'p-9'`);
        hand.close();
      },
      /^bookings row 1: belongs to a row of projects that is not there/m,
    ],
  ];
  test.each(ON_THE_DISK)('%s', async (_what, damage, says) => {
    planted();
    damage();
    expect(lines(await saidOfFile(file)).join('\n')).toMatch(says);
  });

  test('a bit in any twentieth byte of 200 events', async () => {
    const { flips, missed } = await eachByteFlipped(200, 20);
    expect(missed).toEqual([]);
    expect(flips).toBeGreaterThan(300);
  });
});

/** The same line as of a store that had written more since. */
function mark(line: string): string {
  const more = line.replace(/\d{15}/, (digits) => String(Number(digits) + 3).padStart(15, '0'));
  const said = more.split(' ').slice(1, 3).join(' ');
  return `golive ${said} ${createHash('sha256').update(said).digest('hex').slice(0, 8)}\n`;
}

describe('doctor changes nothing', () => {
  test('not even by being the last to close a store whose log is damaged', async () => {
    planted();
    const store = await openSqliteStore({ file, clock });
    await store.putBody({ late: 'x'.repeat(9000) });
    const kept = Object.fromEntries(
      ['', '-wal', '.writes', '.key'].map((part) => [part, readFileSync(`${file}${part}`)]),
    );
    await store.close();
    kept['-wal']!.fill(1, kept['-wal']!.length - 5000);
    for (const [part, bytes] of Object.entries(kept)) writeFileSync(`${file}${part}`, bytes);
    rmSync(`${file}-shm`, { force: true });
    expect(lines(await saidOfFile(file))[0]).toMatch(/^file: the last \d of the writes/);
    for (const [part, bytes] of Object.entries(kept))
      expect([part, readFileSync(`${file}${part}`).equals(bytes)]).toEqual([part, true]);
    // And golive itself does not begin on it, and changes nothing either.
    await expect(openSqliteStore({ file, clock })).rejects.toMatchObject({ code: 'store-corrupt' });
    for (const [part, bytes] of Object.entries(kept))
      expect([part, readFileSync(`${file}${part}`).equals(bytes)]).toEqual([part, true]);
  });
  test('it makes no store where there is none', async () => {
    const nothing = join(folder, 'nothing.db');
    expect(await saidOfFile(nothing)).toEqual([]);
    expect(existsSync(nothing)).toBe(false);
  });
});

test('doctor finds nothing at any twentieth moment of a whole move, nor at its end', async () => {
  const store = await openSqliteStore({ file: join(folder, 'moving.db'), clock });
  const { app, agency, ids } = await simulated({ store: () => store });
  const said: (readonly StoreFault[])[] = [];
  let passes = 0;
  const statuses = await runThrough(app, agency, ids, {
    signal: new AbortController().signal,
    untilMs: MONDAY_EVENING + 90 * 86_400_000,
    onPass: async () => {
      if (passes++ % 20 !== 0) return;
      const faults = await saidOf(store);
      if (faults.length > 0) said.push(faults);
    },
  });
  expect([...said, await saidOf(store)]).toEqual([[]]);
  expect([...statuses.values()]).toEqual(['done']);
  await store.close();
});
