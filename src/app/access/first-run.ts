import { USER_ROLES } from '../../domain/rights.ts';
import type { App } from '../app.ts';
import { invite } from './invitations.ts';
import type { AccessParts } from './parts.ts';
import { passwordOf } from './passwords.ts';
import type { User } from './users.ts';
import { addUser, userIdOf, usersOf } from './users.ts';

export interface FirstLink {
  readonly user: User;
  readonly token: string;
  readonly expiresMs: number;
}

/** Nobody can sign in: there is no user, or only the one whose first link nobody used. */
export async function isFirstRun(app: App, login: string): Promise<boolean> {
  const users = await usersOf(app.store);
  const [only] = users;
  if (only === undefined) return true;
  return users.length === 1 && only.id === userIdOf(login) && (await passwordOf(app.store, only)) === undefined;
}

/** A link for whoever sits at the terminal and may therefore do everything anyway; there is no password to begin with. */
export async function firstLink(app: App, parts: AccessParts, login: string): Promise<FirstLink> {
  const [there] = await usersOf(app.store);
  const user = there ?? (await addUser(app, parts, { name: login, roles: [...USER_ROLES] }, { by: login }));
  return { user, ...(await invite(app, parts, user, { by: login })) };
}
