import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rowHash, seal } from '../../src/adapters/store/journal-chain.ts';
import { openSqliteStore } from '../../src/adapters/store/kysely/open-sqlite.ts';
import { canonicalJson, sha256 } from '../../src/domain/json.ts';
import { Secret } from '../../src/domain/secret.ts';
import type { NewEvent, Store } from '../../src/ports/store.ts';
import { begin, NOW, note, projection, wanted, word } from '../contract/store-samples.ts';

const folder = mkdtempSync(join(tmpdir(), 'golive-store-'));
afterAll(() => rmSync(folder, { recursive: true }));
const clock = { now: () => NOW };
const EVENTS = 200;
const ID = 'm-klant';
const whole = join(folder, 'whole.db');
const inUse = join(folder, 'in-use.db');

beforeAll(async () => {
  const store = await openSqliteStore({ file: whole, clock });
  await begin(store, 'klant', { dueMs: NOW });
  await begin(store, 'andere');
  const before = await store.putBody({ seen: 'x'.repeat(2000) });
  await store.putSecret(ID, 'authcode', new Secret('s'));
  await store.book(wanted('klant'), word());
  const events = Array.from({ length: EVENTS - 1 }, (_, index): NewEvent => {
    if (index === 7)
      return { by: 'golive', atMs: NOW, event: { type: 'step', step: 's', event: 'started', detail: { before } } };
    if (index % 50 === 0)
      return { by: 'golive', atMs: NOW + index, event: { type: index % 100 ? 'resumed' : 'paused' } };
    return { ...note(`nota ${index} é €`, NOW + index), ...(index % 3 ? {} : { why: `reden ${index}` }) };
  });
  await store.append(ID, 1, events.slice(0, 150), projection(NOW));
  // Copied in use: the last events are in the log alone.
  await store.close();
  const second = await openSqliteStore({ file: whole, clock });
  for (const [index, event] of events.slice(150).entries())
    await second.append(ID, 151 + index, [event], projection(NOW + index, 'waiting', { index }));
  for (const part of ['', '-wal', '.key']) copyFileSync(`${whole}${part}`, `${inUse}${part}`);
  await second.close();
});

/** Everything the store tells, or what it was refused with. */
async function told(store: Store): Promise<unknown> {
  const parts = [
    () => store.readJournal(ID),
    () => store.readJournal('m-andere'),
    () => store.listProjections({ limit: 9 }),
    () => store.countByStatus(),
    () => store.readProject('p-klant'),
    () => store.bookings('', '~'),
    () => store.nextDueMs(),
    async () => (await store.readSecret(ID, 'authcode'))?.reveal(),
  ];
  return Promise.all(parts.map((part) => part().catch((thrown: { code?: string }) => `refused: ${thrown.code}`)));
}

/** Opens a damaged copy: `refused` with a code of ours, `found` by check, else what it tells. */
async function verdict(file: string): Promise<'refused' | 'found' | { readonly tells: unknown }> {
  let store: Store;
  try {
    store = await openSqliteStore({ file, clock });
  } catch (thrown) {
    expect(thrown).toMatchObject({ code: expect.stringMatching(/^store-(corrupt|foreign)$/) });
    expect((thrown as Error).message).toContain('golive restore FILE');
    return 'refused';
  }
  try {
    const faults = await store.check();
    for (const fault of faults) expect(fault.fix).toMatch(/golive (?:restore FILE|note m-|book p-)/);
    const tells = await told(store);
    return faults.length > 0 ? 'found' : { tells };
  } finally {
    await store.close();
  }
}

function damaged(from: string, change: { db?: (bytes: Buffer) => Buffer; wal?: (bytes: Buffer) => Buffer }): string {
  const file = join(folder, 'damaged.db');
  for (const part of ['', '-wal', '-shm', '.key']) rmSync(`${file}${part}`, { force: true });
  writeFileSync(file, (change.db ?? ((bytes) => bytes))(readFileSync(from)));
  copyFileSync(`${from}.key`, `${file}.key`);
  if (existsSync(`${from}-wal`))
    writeFileSync(`${file}-wal`, (change.wal ?? ((bytes) => bytes))(readFileSync(`${from}-wal`)));
  return file;
}

async function wholeTells(): Promise<unknown> {
  const result = await verdict(damaged(whole, {}));
  if (typeof result === 'string') throw new Error(`the whole store is ${result}`);
  return result.tells;
}

test('the chain is the SHA-256 of the hash before and the canonical JSON of the event', () => {
  const [row] = seal(ID, { seq: 4, hash: 'abc' }, [{ ...note('é "x"'), why: 'daarom' }]);
  const { by, why, atMs, event } = { ...note('é "x"'), why: 'daarom' };
  expect(row!.hash).toBe(sha256(`abc${canonicalJson({ migrationId: ID, seq: 5, atMs, by, why, event })}`));
  const { why: _why, ...without } = { migrationId: ID, seq: 5, atMs, by, why, event };
  expect(rowHash('abc', { ...row!, why: null })).toBe(sha256(`abc${canonicalJson(without)}`));
});

describe('a journal of 200 events', () => {
  test('no byte of an event can change unnoticed', async () => {
    const file = damaged(whole, {});
    const store = await openSqliteStore({ file, clock });
    const hand = unlocked(file);
    const change = hand.prepare('update journal set event = cast(? as text) where migration_id = ? and seq = ?');
    let flips = 0;
    const missed: string[] = [];
    for (const { seq, event } of hand.prepare('select seq, event from journal where migration_id = ?').all(ID)) {
      const bytes = Buffer.from(String(event));
      for (let at = 0; at < bytes.length; at++) {
        const flipped = Buffer.from(bytes);
        flipped[at]! ^= 1 << (at % 8);
        change.run(flipped, ID, seq!);
        flips++;
        const found = await store.readJournal(ID, Number(seq) - 1).then(
          () => false,
          (thrown) => thrown.code === 'store-corrupt',
        );
        if (!found) missed.push(`${seq}:${at}`);
      }
      change.run(bytes, ID, seq!);
    }
    expect(missed).toEqual([]);
    expect(flips).toBeGreaterThan(5000);
    expect(await store.check()).toEqual([]);
    hand.close();
    await store.close();
  }, 60_000);

  const IN_THE_JOURNAL = {
    'a changed time': `update journal set at_ms = at_ms + 1 where migration_id = '${ID}' and seq = 9`,
    'a changed person': `update journal set by = 'Bram' where migration_id = '${ID}' and seq = 9`,
    'a changed reason': `update journal set why = 'zomaar' where migration_id = '${ID}' and seq = 9`,
    'a reason taken away': `update journal set why = null where migration_id = '${ID}' and seq = 11`,
    'a changed hash': `update journal set hash = iif(hash like 'f%', 'e', 'f') || substr(hash, 2) where migration_id = '${ID}' and seq = 200`,
    'an event taken out': `delete from journal where migration_id = '${ID}' and seq = 9`,
    'the last event taken out': `delete from journal where migration_id = '${ID}' and seq = 200`,
    'all events taken out': `delete from journal where migration_id = '${ID}'`,
    'the end set back': `update migrations set seq = 199 where id = '${ID}'`,
    'another migration’s events': `update journal set migration_id = 'm-x' where migration_id = '${ID}'; update journal set migration_id = '${ID}' where migration_id = 'm-andere'; update migrations set seq = 1 where id = '${ID}'`,
  };
  const BESIDE_IT = {
    'an event put after the end': `insert into journal select migration_id, 201, at_ms, by, why, event, hash from journal where seq = 200`,
    'a changed status': `update migrations set status = 'done' where id = '${ID}'`,
    'a changed due date': `update migrations set due_ms = null where id = '${ID}'`,
    'a changed summary': `update migrations set summary = '{}' where id = '${ID}'`,
    'a changed project': `update projects set data = replace(data, 'Anna', 'Bram')`,
    'a changed playbook': `update playbooks set data = replace(data, 'Proef', 'Proof')`,
    'a lost playbook': 'delete from playbooks',
    'a lost way back': 'delete from bodies',
    'a changed body': `update bodies set data = replace(data, 'seen', 'been')`,
    'a booking of nobody': `update bookings set project_id = 'p-x'`,
    'a changed secret': `update secrets set sealed = iif(sealed like 'A%', 'B', 'A') || substr(sealed, 2)`,
    'a secret in another field': `update secrets set field = 'ftp'`,
    'a secret of another version': 'update secrets set version = version + 1',
  };
  const byHand = (sql: string): string => {
    const file = damaged(whole, {});
    const hand = unlocked(file);
    hand.exec('pragma foreign_keys = off');
    hand.exec(sql);
    hand.close();
    return file;
  };
  test.each(Object.entries({ ...IN_THE_JOURNAL, ...BESIDE_IT }))('%s is found', async (_what, sql) => {
    expect(await verdict(byHand(sql))).toBe('found');
  });
  test.each(Object.entries(IN_THE_JOURNAL))('%s is not read', async (_what, sql) => {
    const store = await openSqliteStore({ file: byHand(sql), clock });
    await expect(store.readJournal(ID)).rejects.toMatchObject({ code: 'store-corrupt' });
    await store.close();
  });

  test('rows of the journal cannot be changed or taken out by hand', () => {
    const hand = new DatabaseSync(damaged(whole, {}));
    expect(() => hand.exec('update journal set why = null')).toThrow('append-only');
    expect(() => hand.exec('delete from journal')).toThrow('append-only');
    hand.close();
  });
});

function unlocked(file: string): DatabaseSync {
  const hand = new DatabaseSync(file);
  hand.exec('pragma synchronous = off; drop trigger journal_no_update; drop trigger journal_no_delete');
  return hand;
}

/** About `count` offsets over a length, with the edges of pages among them. */
function offsets(length: number, count: number): number[] {
  const step = Math.max(1, Math.floor(length / count));
  const even = Array.from({ length: Math.ceil(length / step) }, (_, index) => index * step + (index % 7));
  return [
    ...new Set([0, 1, 15, 16, 99, 100, 511, 512, 4095, 4096, 4097, 8192, length - 4096, length - 1, ...even]),
  ].filter((offset) => offset >= 0 && offset < length);
}

describe('a file that lost something is refused, found out, or tells the truth', () => {
  test('cut at any offset', async () => {
    const truth = await wholeTells();
    const silent: unknown[] = [];
    for (const offset of offsets(readFileSync(whole).length, 60)) {
      const result = await verdict(damaged(whole, { db: (bytes) => bytes.subarray(0, offset) }));
      if (typeof result !== 'string' && canonicalJson(result.tells) !== canonicalJson(truth))
        silent.push({ offset, result });
    }
    expect(silent).toEqual([]);
  }, 60_000);

  test('with a block of zeros anywhere', async () => {
    const truth = await wholeTells();
    const silent: number[] = [];
    let bad = 0;
    const { length } = readFileSync(whole);
    for (let offset = 0; offset < length; offset += 512) {
      const result = await verdict(damaged(whole, { db: (bytes) => Buffer.from(bytes).fill(0, offset, offset + 512) }));
      if (typeof result === 'string') bad++;
      else if (canonicalJson(result.tells) !== canonicalJson(truth)) silent.push(offset);
    }
    expect(silent).toEqual([]);
    expect(bad).toBeGreaterThan(length / 512 / 4);
  }, 60_000);

  test('with its log cut: then it is the store as it was after some earlier event', async () => {
    const seqs = new Set<number>();
    const { length } = readFileSync(`${inUse}-wal`);
    for (const offset of offsets(length, 60)) {
      const file = damaged(inUse, { wal: (bytes) => bytes.subarray(0, offset) });
      expect(await verdict(file)).toMatchObject({ tells: expect.anything() });
      const store = await openSqliteStore({ file, clock });
      seqs.add((await store.readJournal(ID)).length);
      await store.close();
    }
    expect(Math.min(...seqs)).toBe(151);
    expect(seqs.size).toBeGreaterThan(10);
  }, 60_000);

  test('cut below a whole log', async () => {
    const truth = await wholeTells();
    const silent: number[] = [];
    for (const offset of offsets(readFileSync(inUse).length, 40)) {
      const result = await verdict(damaged(inUse, { db: (bytes) => bytes.subarray(0, offset) }));
      if (typeof result !== 'string' && canonicalJson(result.tells) !== canonicalJson(truth)) silent.push(offset);
    }
    expect(silent).toEqual([]);
  }, 60_000);
});
