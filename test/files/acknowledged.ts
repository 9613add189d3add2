import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { openSqliteStore } from '../../src/adapters/store/kysely/open-sqlite.ts';
import { canonicalJson } from '../../src/domain/json.ts';
import { Secret } from '../../src/domain/secret.ts';
import type { Booking, NewEvent, Store } from '../../src/ports/store.ts';
import { NOW, note, PINNED, projection, sample, wanted, word } from '../contract/store-samples.ts';
import type { Dice } from './dice.ts';

/** What of a store is judged by itself, each by the canonical JSON of what it tells. */
export type Parts = Readonly<Record<string, string>>;

/** A store's files as they lay on the disk at one moment, and every state that was acknowledged up to then, the first one first. */
export interface Base {
  readonly name: string;
  /** By what comes after the database's name: '', '-wal', '.writes', '.key'. */
  readonly files: Readonly<Record<string, Buffer>>;
  /** The database earlier in its life: what a page reads as whose last write never reached the disk. */
  readonly earlier: Buffer;
  readonly states: readonly Parts[];
  /** The highest generation any claim was given, by migration. */
  readonly generations: Readonly<Record<string, number>>;
}

export const NAMES = ['arend', 'bever', 'citroen', 'dijk', 'eik', 'fiets', 'gans', 'haven'] as const;
/** Beside the database. */
export const SUFFIXES = ['', '-wal', '.writes', '.key'] as const;
const clock = { now: () => NOW };
const LATER = 9_000;

/** The same writes go to the store and, once it has acknowledged them, into this account of them, which is the test's own. */
class Account {
  readonly states: Parts[] = [];
  readonly generations: Record<string, number> = {};
  /** Lines of the calendar's history. */
  changes = 0;
  readonly #parts: Record<string, unknown> = { bookings: [] };

  constructor() {
    for (const name of NAMES) {
      this.set(`journal ${name}`, []);
      this.set(`domain ${name}`, []);
      this.set(`project ${name}`, undefined);
      this.set(`secret ${name}`, undefined);
      this.set(`projection ${name}`, undefined);
      this.set(`history ${name}`, []);
    }
    this.acknowledged();
  }

  get(part: string): unknown {
    return this.#parts[part];
  }

  set(part: string, value: unknown): void {
    this.#parts[part] = value;
  }

  acknowledged(): void {
    this.states.push(Object.fromEntries(Object.entries(this.#parts).map(([part, value]) => [part, told(value)])));
  }
}

export function told(value: unknown): string {
  return canonicalJson(value === undefined ? null : value);
}

async function create(store: Store, account: Account, name: string): Promise<void> {
  const { project, migrations } = sample(name, { dueMs: NOW });
  await store.createProject(project, migrations, [PINNED]);
  account.set(`journal ${name}`, [{ seq: 1, ...migrations[0]!.events[0] }]);
  account.set(`domain ${name}`, [`m-${name}`]);
  account.set(`project ${name}`, project);
  account.set(`projection ${name}`, projection(NOW));
  account.acknowledged();
}

async function append(store: Store, account: Account, name: string, count: number, dice: Dice): Promise<void> {
  const journal = account.get(`journal ${name}`) as readonly unknown[];
  const events: NewEvent[] = [];
  for (let index = 0; index < count; index++) {
    const text = `${name} ${journal.length + index} ${'é€x'.repeat(dice.below(dice.below(9) === 0 ? 1200 : 60))}`;
    events.push({ ...note(text, NOW + journal.length), ...(dice.below(3) === 0 ? { why: `reden ${text}` } : {}) });
  }
  const after = projection(dice.below(4) === 0 ? undefined : NOW + dice.below(LATER), 'waiting', {
    at: journal.length,
  });
  await store.append(`m-${name}`, journal.length, events, after);
  account.set(`journal ${name}`, [
    ...journal,
    ...events.map((event, index) => ({ seq: journal.length + 1 + index, ...event })),
  ]);
  account.set(`projection ${name}`, after);
  account.acknowledged();
}

/** Books, moves or gives back; the account knows what must be written down. */
async function bookOrGiveBack(store: Store, account: Account, name: string, dice: Dice): Promise<void> {
  const held = account.get('bookings') as readonly Booking[];
  const own = held.find(({ projectId }) => projectId === `p-${name}`);
  const after = held.filter((booking) => booking !== own);
  const slot = `2026-12-${10 + dice.below(20)}/${name}`;
  const [what, booking] =
    own === undefined
      ? (['booked', bookingIn(name, slot, `b-${name}-${account.states.length}`, 0)] as const)
      : own.slot === slot || dice.below(2) === 0
        ? (['cancelled', { ...own, sequence: own.sequence + 1 }] as const)
        : (['moved', bookingIn(name, slot, own.id, own.sequence + 1)] as const);
  if (what === 'cancelled') await store.unbook(`p-${name}`, word());
  else {
    await store.book(wanted(name, slot, { id: booking.id, expected: own?.slot ?? null }), word());
    after.push(booking);
  }
  const from = what === 'moved' ? { from: own!.slot } : {};
  const change = { seq: ++account.changes, what, by: 'Anna', atMs: NOW, warnings: [], booking, ...from };
  account.set(`history ${name}`, [...(account.get(`history ${name}`) as readonly unknown[]), change]);
  account.set(
    'bookings',
    after.toSorted((a, b) => (a.slot < b.slot ? -1 : 1)),
  );
}

function bookingIn(name: string, slot: string, id: string, sequence: number): Booking {
  const { places: _places, expected: _expected, ...booking } = wanted(name, slot, { id });
  return { ...booking, place: 1, createdMs: NOW, changedMs: NOW, sequence };
}

async function anything(store: Store, account: Account, there: readonly string[], dice: Dice): Promise<void> {
  const name = dice.of(there);
  const kind = dice.below(20);
  if (kind < 13) return append(store, account, name, 1 + dice.below(3), dice);
  if (kind < 15) {
    const project = { ...(account.get(`project ${name}`) as object), owner: `Anna ${dice.below(99)}` };
    await store.saveProject(project as never);
    account.set(`project ${name}`, project);
  } else if (kind < 16) {
    const value = `geheim ${dice.below(LATER)}`;
    await store.putSecret(`m-${name}`, 'authcode', new Secret(value));
    account.set(`secret ${name}`, value);
  } else if (kind < 17) {
    const generation = (account.generations[name] ?? 0) + 1;
    const lease = await store.claim(`m-${name}`, `worker ${dice.below(3)}`, NOW, NOW + 1);
    if (lease?.generation !== generation) throw new Error(`generation ${lease?.generation}, not ${generation}`);
    await store.release(lease);
    account.generations[name] = generation;
  } else {
    await bookOrGiveBack(store, account, name, dice);
  }
  account.acknowledged();
}

/**
 * One life of a store, and its files as they lay there at three moments: all of it in the database and the log gone (`at rest`), the end of
 * it in the log alone (`in the log`), and a log that was begun anew over an older one after the pages were copied (`log begun anew`).
 */
export async function livedThrough(folder: string, writes: number, dice: Dice): Promise<readonly Base[]> {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'lived.db');
  const account = new Account();
  let there: string[] = [];
  let database: DatabaseSync | undefined;
  const onConnection = (opened: DatabaseSync) => {
    database = opened;
  };
  const open = () => openSqliteStore({ file, clock, onConnection });
  const bases: Base[] = [];
  let earlier = Buffer.alloc(0);
  const keep = (name: string): void => {
    const files: Record<string, Buffer> = {};
    for (const suffix of SUFFIXES) if (existsSync(`${file}${suffix}`)) files[suffix] = readFileSync(`${file}${suffix}`);
    bases.push({ name, files, earlier, states: [...account.states], generations: { ...account.generations } });
    copyFileSync(file, `${file}.${bases.length}`);
  };
  const live = async (store: Store, count: number): Promise<void> => {
    for (let write = 0; write < count; write++) await anything(store, account, there, dice);
  };

  let store = await open();
  for (const name of NAMES.slice(0, 6)) await create(store, account, name);
  there = [...NAMES.slice(0, 6)];
  await live(store, writes);
  await store.close();
  earlier = readFileSync(file);
  store = await open();
  await create(store, account, NAMES[6]);
  there.push(NAMES[6]);
  await live(store, writes);
  keep('in the log');
  database!.exec('pragma wal_checkpoint(full)');
  await create(store, account, NAMES[7]);
  there.push(NAMES[7]);
  await live(store, Math.ceil(writes / 3));
  keep('log begun anew');
  await store.close();
  keep('at rest');
  return bases;
}
