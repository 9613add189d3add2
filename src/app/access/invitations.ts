import type { EpochMs } from '../../domain/time.ts';
import { HOUR } from '../../domain/time.ts';
import type { Store } from '../../ports/store.ts';
import type { App } from '../app.ts';
import type { Who } from '../say.ts';
import { checkWho } from '../say.ts';
import type { AccessParts } from './parts.ts';
import { hashOfToken } from './parts.ts';
import type { Passwords } from './passwords.ts';
import { forgetPassword, keepPassword } from './passwords.ts';
import { endSessionsOf, isOver } from './sessions.ts';
import type { User } from './users.ts';
import { canApprove, findUser, userNamed, usersOf } from './users.ts';

export const INVITATION_MS = 24 * HOUR;
export const WELCOME_PATH = '/welcome/';

export interface Invitation {
  readonly id: string;
  readonly user: User;
  readonly expiresMs: EpochMs;
}

/** A link with which a user chooses a password; the one before it is worth nothing any more. */
export async function invite(
  app: App,
  parts: AccessParts,
  user: User,
  who: Who,
): Promise<{ readonly token: string; readonly expiresMs: EpochMs }> {
  checkWho(who);
  await takeBackInvitations(app.store, user);
  const token = parts.newToken();
  const now = parts.wallNow();
  const expiresMs = now + INVITATION_MS;
  await app.store.putCredential(
    {
      kind: 'invitation',
      id: app.newId('i'),
      hash: hashOfToken(token),
      subject: user.id,
      by: who.by,
      createdMs: now,
      expiresMs,
      data: { userKey: user.key },
    },
    true,
  );
  return { token, expiresMs };
}

/** Looking at it does not use it up: mail programs look at links too. */
export async function invitationOf(store: Store, token: string, now: EpochMs): Promise<Invitation | undefined> {
  const row = await store.findCredential('invitation', hashOfToken(token));
  if (row?.expiresMs === undefined || isOver(row, now)) return undefined;
  const user = await findUser(store, row.subject);
  if (user === undefined || user.key !== row.data.userKey) return undefined;
  return { id: row.id, user, expiresMs: row.expiresMs };
}

/**
 * Chooses a password by a link, which is used up with it; whoever was signed in as this user no longer is. `used`: somebody was quicker.
 * `busy`: too many wait; the link is still good.
 */
export async function acceptInvitation(
  app: App,
  parts: AccessParts,
  passwords: Passwords,
  { id, user }: Invitation,
  password: string,
): Promise<'done' | 'used' | 'busy'> {
  const stored = await passwords.stored(password, parts.newToken(), 'known');
  if (stored === undefined) return 'busy';
  if ((await app.store.takeCredential('invitation', id)) === undefined) return 'used';
  await keepPassword(app, parts, user, stored);
  await endSessionsOf(app.store, user.id);
  return 'done';
}

async function takeBackInvitations(store: Store, { id }: User): Promise<void> {
  for (const row of await store.credentials('invitation', id)) await store.takeCredential('invitation', row.id);
}

/**
 * Removes a user with everything by which they could get in; what they said stays in the journals.
 *
 * @throws GoLiveError `usage`: nobody is called that
 */
export async function removeUser(
  { store }: App,
  name: string,
): Promise<{ readonly user: User; readonly leavesNoApprover: boolean }> {
  const user = await userNamed(store, name);
  await store.takeCredential('user', user.id);
  await forgetPassword(store, user);
  await takeBackInvitations(store, user);
  await endSessionsOf(store, user.id);
  return { user, leavesNoApprover: canApprove(user) && !(await usersOf(store)).some(canApprove) };
}
