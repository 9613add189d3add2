import { rememberDevice, startSession } from '../../src/app/access/sessions.ts';
import { addToken } from '../../src/app/access/tokens.ts';
import type { User } from '../../src/app/access/users.ts';
import { addUser, findUser, userIdOf } from '../../src/app/access/users.ts';
import { DEVICE_COOKIE, SESSION_COOKIE } from '../../src/daemon/access/cookies.ts';
import { csrfOf } from '../../src/daemon/access/visitors.ts';
import type { Serving } from '../../src/daemon/serving.ts';
import type { Right, UserRole } from '../../src/domain/rights.ts';

const WHO = { by: 'the test' };

export interface SignedIn {
  /** A whole `Cookie` header. */
  readonly cookie: string;
  readonly csrf: string;
  readonly user: User;
}

/** A user who is signed in, without the work of a password; the same user again for the same name. */
export async function signIn(
  serving: Serving,
  { name = 'Anna', roles }: { readonly name?: string; readonly roles: readonly UserRole[] },
): Promise<SignedIn> {
  const { app } = serving;
  const user = (await findUser(app.store, userIdOf(name)!)) ?? (await addUser(app, serving, { name, roles }, WHO));
  const token = await startSession(app, serving, user);
  return { cookie: `${SESSION_COOKIE}=${token}`, csrf: csrfOf(token), user };
}

/** What a browser carries that was signed in before as this user. */
export async function deviceFor(serving: Serving, user: User): Promise<string> {
  return `${DEVICE_COOKIE}=${await rememberDevice(serving.app, serving, user)}`;
}

/** An API token, for `Authorization: Bearer …`. */
export async function tokenFor(serving: Serving, rights: readonly Right[], name = 'script'): Promise<string> {
  return (await addToken(serving.app, serving, { name, rights }, WHO)).token;
}
