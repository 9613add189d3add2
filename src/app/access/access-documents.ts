import { rightsOf } from '../../domain/rights.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { App } from '../app.ts';
import type { DocumentOf } from '../documents.ts';
import { baseOf } from '../feed-links.ts';
import { documentOf, isoAt } from '../voice.ts';
import { WELCOME_PATH } from './invitations.ts';
import { passwordOf } from './passwords.ts';
import { isOver } from './sessions.ts';
import type { ApiToken } from './tokens.ts';
import { tokensOf } from './tokens.ts';
import type { User } from './users.ts';
import { usersOf } from './users.ts';

type UserShown = DocumentOf<'users'>['users'][number];

/** Who may sign in, without anything by which one could. */
export async function usersDocument(app: App, wallNow: EpochMs): Promise<DocumentOf<'users'>> {
  const users = await Promise.all((await usersOf(app.store)).map((user) => shown(app, user, wallNow)));
  return documentOf('users', app, { users });
}

/** A link with which somebody chooses a password; nothing shows it again. */
export function userLinkDocument(
  app: App,
  user: User,
  { token, expiresMs }: { readonly token: string; readonly expiresMs: EpochMs },
): DocumentOf<'userLink'> {
  return documentOf('userLink', app, {
    ...plain(app, user),
    address: welcomeAddress(app, token),
    expiresAt: isoAt(expiresMs, app.config.agency.timeZone),
  });
}

/** Begins with `/welcome/` where golive cannot tell its own host. @param listens where it is known to listen, `http://…` */
export const welcomeAddress = (app: App, token: string, listens?: string): string =>
  `${baseOf(app) ?? listens ?? ''}${WELCOME_PATH}${token}`;

const plain = (app: App, { name, roles, by, createdMs }: User) => ({
  name,
  roles: [...roles],
  rights: [...rightsOf(roles)],
  by,
  createdAt: isoAt(createdMs, app.config.agency.timeZone),
});

async function shown(app: App, user: User, wallNow: EpochMs): Promise<UserShown> {
  const { timeZone } = app.config.agency;
  const [password, links] = await Promise.all([
    passwordOf(app.store, user),
    app.store.credentials('invitation', user.id),
  ]);
  const link = links.find((row) => row.data.userKey === user.key && !isOver(row, wallNow));
  return {
    ...plain(app, user),
    ...(password === undefined ? {} : { passwordSince: isoAt(password.sinceMs, timeZone) }),
    ...(link?.expiresMs === undefined ? {} : { invitedUntil: isoAt(link.expiresMs, timeZone) }),
  };
}

/** API tokens, without what a program carries. */
export async function tokensDocument(app: App, wallNow: EpochMs): Promise<DocumentOf<'tokens'>> {
  return documentOf('tokens', app, {
    tokens: (await tokensOf(app.store)).map((token) => tokenShown(app, token, wallNow)),
  });
}

/** A new API token; nothing shows it again. */
export function tokenDocument(app: App, kept: ApiToken, token: string, wallNow: EpochMs): DocumentOf<'token'> {
  return documentOf('token', app, { ...tokenShown(app, kept, wallNow), token });
}

function tokenShown(app: App, { id, name, rights, by, createdMs, expiresMs }: ApiToken, wallNow: EpochMs) {
  const { timeZone } = app.config.agency;
  return {
    id,
    name,
    scope: [...rights],
    by,
    createdAt: isoAt(createdMs, timeZone),
    ...(expiresMs === undefined ? {} : { expiresAt: isoAt(expiresMs, timeZone), isOver: expiresMs <= wallNow }),
  };
}
