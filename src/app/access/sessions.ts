import type { EpochMs } from '../../domain/time.ts';
import { DAY, HOUR, MINUTE } from '../../domain/time.ts';
import type { Credential, CredentialKind, Store } from '../../ports/store.ts';
import type { App } from '../app.ts';
import type { AccessParts } from './parts.ts';
import { hashOfToken } from './parts.ts';
import type { PasswordOf } from './passwords.ts';
import { passwordOf } from './passwords.ts';
import type { User } from './users.ts';
import { findUser } from './users.ts';

/** Without a request for so long, a session is over. */
export const IDLE_MS = 12 * HOUR;
/** However busy, it is over after this. */
export const LONGEST_SESSION_MS = 7 * DAY;
/** That somebody is still there is written down no more often than this. */
export const SEEN_EVERY_MS = 10 * MINUTE;
const MOST_SESSIONS = 50;

/** A browser that somebody signed in with keeps its own budget of wrong passwords for so long. */
export const DEVICE_MS = 180 * DAY;
const MOST_DEVICES = 20;

export interface Session {
  readonly id: string;
  readonly user: User;
  readonly seenMs: EpochMs;
}

/**
 * Signs a user in; answers what the browser carries from now on.
 *
 * @param proof the password that was looked at: if there is a newer one by now, the session is over before it begins
 */
export async function startSession(
  app: App,
  parts: AccessParts,
  user: User,
  proof?: Pick<PasswordOf, 'version'>,
): Promise<string> {
  const now = parts.wallNow();
  const token = parts.newToken();
  const id = app.newId('s');
  const password = proof ?? (await passwordOf(app.store, user));
  await makeRoom(app.store, 'session', user.id, MOST_SESSIONS, ({ data }) => data.seenOf === undefined);
  await app.store.putCredential(
    {
      kind: 'session',
      id,
      hash: hashOfToken(token),
      subject: user.id,
      by: user.name,
      createdMs: now,
      expiresMs: now + LONGEST_SESSION_MS,
      data: { userKey: user.key, ...(password === undefined ? {} : { password: password.version }) },
    },
    true,
  );
  await sawSession(app.store, { id, user }, now);
  return token;
}

/** Whose session it is; `undefined`: nobody's, or it is over. */
export async function sessionOf(store: Store, token: string, now: EpochMs): Promise<Session | undefined> {
  const row = await store.findCredential('session', hashOfToken(token));
  if (row === undefined || isOver(row, now)) return undefined;
  const [seen, user] = await Promise.all([store.credential('session', seenIdOf(row.id)), findUser(store, row.subject)]);
  if (seen === undefined || isOver(seen, now) || user === undefined || user.key !== row.data.userKey) return undefined;
  if ((await passwordOf(store, user))?.version !== row.data.password) return undefined;
  return { id: row.id, user, seenMs: seen.createdMs };
}

export const isOver = ({ createdMs, expiresMs }: Credential, now: EpochMs): boolean =>
  (expiresMs !== undefined && expiresMs <= now) || createdMs > now + DAY; // made by a clock that was far ahead

const seenIdOf = (sessionId: string): string => `seen/${sessionId}`;

/** A row of its own: to write down that somebody was there brings no session back that was ended at the same moment. */
export async function sawSession(
  store: Store,
  { id, user }: Pick<Session, 'id' | 'user'>,
  now: EpochMs,
): Promise<void> {
  const expiresMs = now + IDLE_MS;
  await store.putCredential(
    {
      kind: 'session',
      id: seenIdOf(id),
      subject: user.id,
      by: user.name,
      createdMs: now,
      expiresMs,
      data: { seenOf: id },
    },
    false,
  );
}

export async function endSession(store: Store, id: string): Promise<void> {
  await store.takeCredential('session', id);
  await store.takeCredential('session', seenIdOf(id));
}

/** Signs a user out wherever they are, and forgets their browsers. */
export async function endSessionsOf(store: Store, userId: string): Promise<void> {
  for (const kind of ['session', 'device'] as const)
    for (const { id } of await store.credentials(kind, userId)) await store.takeCredential(kind, id);
}

/** Remembers a browser: what it carries is not a way in, only a budget of its own for wrong passwords. */
export async function rememberDevice(app: App, parts: AccessParts, user: User): Promise<string> {
  const now = parts.wallNow();
  const token = parts.newToken();
  await makeRoom(app.store, 'device', user.id, MOST_DEVICES, () => true);
  await app.store.putCredential(
    {
      kind: 'device',
      id: app.newId('d'),
      hash: hashOfToken(token),
      subject: user.id,
      by: user.name,
      createdMs: now,
      expiresMs: now + DEVICE_MS,
      data: { userKey: user.key },
    },
    true,
  );
  return token;
}

/** The id of the browser, where one of these tokens says that this user was signed in with it. */
export async function deviceOf(
  store: Store,
  tokens: readonly string[],
  user: Pick<User, 'id' | 'key'> | undefined,
  now: EpochMs,
): Promise<string | undefined> {
  const rows = await Promise.all(tokens.map((token) => store.findCredential('device', hashOfToken(token))));
  const known = rows.find(
    (row) => row !== undefined && !isOver(row, now) && row.subject === user?.id && row.data.userKey === user.key,
  );
  return known?.id;
}

async function makeRoom(
  store: Store,
  kind: CredentialKind,
  userId: string,
  most: number,
  counts: (row: Credential) => boolean,
): Promise<void> {
  const rows = (await store.credentials(kind, userId)).filter(counts).sort((a, b) => a.createdMs - b.createdMs);
  for (const { id } of rows.slice(0, Math.max(0, rows.length - most + 1))) {
    if (kind === 'session') await endSession(store, id);
    else await store.takeCredential(kind, id);
  }
}
