import { didYouMean, GoLiveError } from '../../domain/errors.ts';
import { ENGINE } from '../../domain/journal.ts';
import { printable } from '../../domain/printable.ts';
import type { UserRole } from '../../domain/rights.ts';
import { RIGHTS_OF_ROLE, rightsOf, USER_ROLES } from '../../domain/rights.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { Credential, Store } from '../../ports/store.ts';
import type { App } from '../app.ts';
import type { Who } from '../say.ts';
import { checkWho } from '../say.ts';
import type { AccessParts } from './parts.ts';

/** Somebody who may sign in. People of the configuration are none by themselves. */
export interface User {
  /** The name in its one spelling: NFKC, small letters. */
  readonly id: string;
  /** As it was written. */
  readonly name: string;
  readonly roles: readonly UserRole[];
  /** Another one for who is added again under the same name. */
  readonly key: string;
  readonly by: string;
  readonly createdMs: EpochMs;
}

const LONGEST_NAME = 60;
/** Names that the journal has for others. */
const TAKEN = new Set([ENGINE, 'customer']);
/** Behind the name of what comes in with an API token: it says nothing in a person's name. */
export const PROGRAM = ' (API)';

/** The one spelling of a name; `undefined`: nobody can be called that. */
export function userIdOf(name: string): string | undefined {
  const id = name.normalize('NFKC').trim().replace(/ +/g, ' ').toLowerCase();
  const isFit = id !== '' && [...id].length <= LONGEST_NAME && !id.includes('/') && printable(id) === id;
  return isFit ? id : undefined;
}

/** @throws GoLiveError `usage` */
export function checkedName(name: string): { readonly id: string; readonly name: string } {
  const id = userIdOf(name);
  const subject = `the name ${JSON.stringify(name.slice(0, LONGEST_NAME))}`;
  if (id === undefined)
    throw new GoLiveError('usage', {
      subject,
      why: 'it is not one that can be shown on a line',
      fix: `Write 1 to ${LONGEST_NAME} letters, digits and signs other than a slash.`,
    });
  if (isTaken(id))
    throw new GoLiveError('usage', { subject, why: 'the journal has it for others', fix: 'Choose another one.' });
  return { id, name: name.normalize('NFKC').trim().replace(/ +/g, ' ') };
}

const isTaken = (id: string): boolean => TAKEN.has(id) || id.endsWith(PROGRAM.toLowerCase());

export function canBeCalled(name: string): boolean {
  const id = userIdOf(name);
  return id !== undefined && !isTaken(id);
}

/** `planner,approver` as roles. @throws GoLiveError `usage` */
export function rolesFrom(text: string): readonly UserRole[] {
  const asked = text.split(',').map((role) => role.trim().toLowerCase());
  const wrong = asked.find((role) => !isRole(role));
  if (wrong === undefined) return USER_ROLES.filter((role) => asked.includes(role));
  const meant = didYouMean(wrong, USER_ROLES);
  throw new GoLiveError('usage', {
    subject: `the role ${JSON.stringify(wrong.slice(0, LONGEST_NAME))}`,
    why: 'there is none of that name',
    fix: meant === undefined ? `There are: ${USER_ROLES.join(', ')}.` : `Did you mean ${meant}?`,
  });
}

const isRole = (text: string): text is UserRole => text in RIGHTS_OF_ROLE && Object.hasOwn(RIGHTS_OF_ROLE, text);

export interface NewUser {
  readonly name: string;
  readonly roles: readonly UserRole[];
}

/** Adds somebody who has no password yet: an invitation gives one. @throws GoLiveError `usage`, `already-exists` */
export async function addUser(app: App, parts: AccessParts, { name, roles }: NewUser, who: Who): Promise<User> {
  checkWho(who);
  const { id, name: shown } = checkedName(name);
  const user: User = { id, name: shown, roles, key: app.newId('u'), by: who.by, createdMs: parts.wallNow() };
  try {
    await app.store.putCredential(rowOf(user), true);
  } catch (thrown) {
    if (!(thrown instanceof GoLiveError) || thrown.code !== 'already-exists') throw thrown;
    throw new GoLiveError('already-exists', {
      subject: `the user ${shown}`,
      fix: `golive user link ${JSON.stringify(shown)} makes a new link; golive user role changes what they may do.`,
    });
  }
  return user;
}

/** By name. */
export async function usersOf(store: Store): Promise<readonly User[]> {
  return (await store.credentials('user')).flatMap((row) => userIn(row) ?? []);
}

export async function findUser(store: Store, id: string): Promise<User | undefined> {
  const row = await store.credential('user', id);
  return row === undefined ? undefined : userIn(row);
}

/** @throws GoLiveError `usage`: nobody is called that */
export async function userNamed(store: Store, name: string): Promise<User> {
  const id = userIdOf(name);
  const found = id === undefined ? undefined : await findUser(store, id);
  if (found !== undefined) return found;
  const known = (await usersOf(store)).map((user) => user.name);
  const meant = didYouMean(name, known);
  throw new GoLiveError('usage', {
    subject: `the user ${JSON.stringify(name.slice(0, LONGEST_NAME))}`,
    why: 'there is none of that name',
    fix: meant === undefined ? 'golive user list names them; golive user add NAME adds one.' : `Did you mean ${meant}?`,
  });
}

/** @throws GoLiveError `usage`: nobody is called that */
export async function changeRoles(
  app: App,
  name: string,
  roles: readonly UserRole[],
): Promise<{ readonly user: User; readonly leavesNoApprover: boolean }> {
  const before = await userNamed(app.store, name);
  const user = { ...before, roles };
  await app.store.putCredential(rowOf(user), false);
  return { user, leavesNoApprover: canApprove(before) && !(await usersOf(app.store)).some(canApprove) };
}

export const canApprove = ({ roles }: Pick<User, 'roles'>): boolean => rightsOf(roles).has('approve');

/**
 * A user's row is written when somebody is added and when the roles change, never by what they do themselves: nobody who is just being removed
 * comes back.
 */
function rowOf({ id, name, roles, key, by, createdMs }: User): Credential {
  return { kind: 'user', id, subject: id, by, createdMs, data: { name, roles, key } };
}

function userIn({ id, by, createdMs, data }: Credential): User | undefined {
  const { name, roles, key } = data;
  if (typeof name !== 'string' || typeof key !== 'string' || !Array.isArray(roles)) return undefined;
  return { id, name, key, by, createdMs, roles: roles.filter((role) => typeof role === 'string' && isRole(role)) };
}
