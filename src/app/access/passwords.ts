import { scrypt, timingSafeEqual } from 'node:crypto';
import type { EpochMs } from '../../domain/time.ts';
import type { Store } from '../../ports/store.ts';
import type { App } from '../app.ts';
import type { AccessParts } from './parts.ts';
import type { User } from './users.ts';

export const SHORTEST_PASSWORD = 12;
export const LONGEST_PASSWORD = 256;

/** What is wrong with a password that somebody chooses. */
export type PasswordFault = 'too-short' | 'too-long' | 'too-plain';

/** Fewer different characters than this are guessed at once, however many there are. */
const FEWEST_CHARACTERS = 5;
/** What people choose first, with little behind it. */
const PLAIN =
  /^(?:password|passwort|wachtwoord|motdepasse|welcome|welkom|willkommen|bienvenue|geheim|admin|golive|qwerty|qwertz|azerty|letmein|12345678|abcdefgh)+.{0,6}$/;
const KEYBOARD = [
  '12345678901234567890',
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiopasdfghjklzxcvbnm',
  'azertyuiopqsdfghjklm',
];

/** A password in its one form (NFKC): keyboards write the same letter in different ways. */
const formOf = (password: string): string => password.normalize('NFKC');

export function faultOfPassword(password: string, name: string): PasswordFault | undefined {
  const length = [...formOf(password)].length;
  if (length < SHORTEST_PASSWORD) return 'too-short';
  if (length > LONGEST_PASSWORD) return 'too-long';
  const plain = formOf(password).toLowerCase();
  const isPlain =
    new Set(plain).size < FEWEST_CHARACTERS ||
    PLAIN.test(plain) ||
    KEYBOARD.some((keys) => keys.includes(plain) || [...keys].reverse().join('').includes(plain)) ||
    plain.replaceAll(formOf(name).toLowerCase(), '').length < FEWEST_CHARACTERS;
  return isPlain ? 'too-plain' : undefined;
}

/** scrypt's own letters: 128·N·r octets of memory, 128 MB, for about a third of a second. */
export interface Cost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}
export const COST: Cost = { N: 2 ** 17, r: 8, p: 1 };
const KEY_OCTETS = 32;
const SPARE_OCTETS = 16 * 1024 * 1024;

export type Derive = (password: string, salt: string, cost: Cost) => Promise<Buffer>;

export const deriveByScrypt: Derive = (password, salt, { N, r, p }) =>
  new Promise((resolve, reject) => {
    const maxmem = 128 * N * r + 128 * r * p + SPARE_OCTETS;
    scrypt(password, salt, KEY_OCTETS, { N, r, p, maxmem }, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });

/** Whose turn it is: somebody whom golive knows (a browser that was signed in, a link that is good) never waits behind strangers. */
export type Lane = 'known' | 'stranger';

export interface Passwords {
  /** So many wait that the next one is refused. */
  isFull(lane: Lane): boolean;
  /** As it is stored, with its parameters. `undefined`: too many wait; nothing was done. */
  stored(password: string, salt: string, lane: Lane): Promise<string | undefined>;
  /** The same work whether there is a password to compare with or not. `undefined`: too many wait; nothing was done. */
  matches(stored: string | undefined, password: string, lane: Lane): Promise<boolean | undefined>;
}

const AT_ONCE = 2;
const STRANGERS_AT_ONCE = 1;
const MOST_WAITING = 16;

/** At most two at once, one of them a stranger's: guessing can eat neither the memory nor the turn of those who belong here. */
export function passwords(derive: Derive = deriveByScrypt, cost: Cost = COST): Passwords {
  const waiting: Readonly<Record<Lane, (() => void)[]>> = { known: [], stranger: [] };
  const running: Record<Lane, number> = { known: 0, stranger: 0 };
  const isFree = (lane: Lane): boolean =>
    running.known + running.stranger < AT_ONCE && (lane === 'known' || running.stranger < STRANGERS_AT_ONCE);
  const isFull = (lane: Lane): boolean => waiting[lane].length >= MOST_WAITING;
  const next = (): void => {
    for (const lane of ['known', 'stranger'] as const)
      while (isFree(lane) && waiting[lane].length > 0) {
        running[lane] += 1;
        waiting[lane].shift()!();
      }
  };
  async function inTurn<T>(lane: Lane, work: () => Promise<T>): Promise<T | undefined> {
    if (isFull(lane)) return undefined;
    await new Promise<void>((resolve) => {
      waiting[lane].push(resolve);
      next();
    });
    try {
      return await work();
    } finally {
      running[lane] -= 1;
      next();
    }
  }
  return {
    isFull,
    stored: (password, salt, lane) =>
      inTurn(lane, async () => written(cost, salt, await derive(formOf(password), salt, cost))),
    matches: (stored, password, lane) =>
      inTurn(lane, async () => {
        const wanted = read(stored) ?? { cost, salt: 'nobody', key: undefined };
        const key = await derive(formOf(password), wanted.salt, wanted.cost);
        return wanted.key !== undefined && key.length === wanted.key.length && timingSafeEqual(key, wanted.key);
      }),
  };
}

const written = ({ N, r, p }: Cost, salt: string, key: Buffer): string =>
  `scrypt$N=${N},r=${r},p=${p}$${salt}$${key.toString('base64url')}`;

/** No more than this is worked through, whatever a store says. */
const DEAREST = 2 ** 24;

function read(stored: string | undefined): { cost: Cost; salt: string; key: Buffer } | undefined {
  const [, N, r, p, salt, key] =
    /^scrypt\$N=(\d{1,8}),r=(\d{1,2}),p=(\d)\$([\w-]+)\$([\w-]+)$/.exec(stored ?? '') ?? [];
  const cost = { N: Number(N), r: Number(r), p: Number(p) };
  if (salt === undefined || key === undefined || cost.N * cost.r * cost.p > DEAREST) return undefined;
  return { cost, salt, key: Buffer.from(key, 'base64url') };
}

/** Of a user who has chosen a password. */
export interface PasswordOf {
  readonly stored: string;
  /** Another one with each password: who signed in with the one before is no longer signed in. */
  readonly version: string;
  readonly sinceMs: EpochMs;
}

/** A name holds no slash: this is nobody's. */
const rowIdOf = (user: Pick<User, 'id'>): string => `password/${user.id}`;

export async function passwordOf(store: Store, user: Pick<User, 'id' | 'key'>): Promise<PasswordOf | undefined> {
  const row = await store.credential('user', rowIdOf(user));
  const { stored, version, userKey } = row?.data ?? {};
  // One of somebody of the same name who is gone counts for nothing.
  if (row === undefined || typeof stored !== 'string' || typeof version !== 'string' || userKey !== user.key)
    return undefined;
  return { stored, version, sinceMs: row.createdMs };
}

export async function keepPassword(app: App, parts: AccessParts, user: User, stored: string): Promise<PasswordOf> {
  const kept = { stored, version: app.newId('p'), sinceMs: parts.wallNow() };
  const data = { stored, version: kept.version, userKey: user.key };
  await app.store.putCredential(
    { kind: 'user', id: rowIdOf(user), subject: user.id, by: user.name, createdMs: kept.sinceMs, data },
    false,
  );
  return kept;
}

export async function forgetPassword(store: Store, user: Pick<User, 'id'>): Promise<void> {
  await store.takeCredential('user', rowIdOf(user));
}
