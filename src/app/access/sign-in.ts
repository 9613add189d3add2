import type { App } from '../app.ts';
import type { Lockout } from './lockout.ts';
import type { AccessParts } from './parts.ts';
import type { Passwords } from './passwords.ts';
import { LONGEST_PASSWORD, passwordOf } from './passwords.ts';
import { deviceOf, rememberDevice, startSession } from './sessions.ts';
import { findUser, userIdOf } from './users.ts';

export interface Door {
  readonly passwords: Passwords;
  readonly lockout: Lockout;
}

export interface Knocking {
  readonly name: string;
  readonly password: string;
  /** What the browser carries from earlier. */
  readonly devices: readonly string[];
  readonly address?: string;
}

export type Knocked =
  | { readonly outcome: 'in'; readonly session: string; readonly newDevice?: string }
  /** The same for a name that is nobody's, a user without a password, and a wrong one. */
  | { readonly outcome: 'wrong' }
  | { readonly outcome: 'wait'; readonly waitMs: number }
  | { readonly outcome: 'busy' };

/** Signs somebody in by name and password. Whether there is such a user changes neither what is done nor how long it takes. */
export async function signIn(
  app: App,
  parts: AccessParts,
  { passwords, lockout }: Door,
  knocking: Knocking,
): Promise<Knocked> {
  const id = userIdOf(knocking.name) ?? '/';
  const user = await findUser(app.store, id);
  const [device, chosen] = await Promise.all([
    deviceOf(app.store, knocking.devices, user, parts.wallNow()),
    passwordOf(app.store, user ?? { id, key: '' }),
  ]);
  const { address } = knocking;
  const attempt = {
    name: id,
    ...(device === undefined ? {} : { device }),
    ...(address === undefined ? {} : { address }),
  };
  const waitMs = lockout.waitMs(attempt);
  if (waitMs > 0) return { outcome: 'wait', waitMs };
  const lane = device === undefined ? 'stranger' : 'known';
  // Before it is counted: what is not looked at must not push out what is remembered of others.
  if (passwords.isFull(lane)) return { outcome: 'busy' };
  if (knocking.password.length > 4 * LONGEST_PASSWORD) return { outcome: 'wrong' };
  lockout.began(attempt);
  const isRight = await passwords.matches(chosen?.stored, knocking.password, lane);
  if (isRight === undefined) {
    lockout.withdrawn(attempt);
    return { outcome: 'busy' };
  }
  if (!isRight || user === undefined || chosen === undefined) return { outcome: 'wrong' };
  lockout.succeeded(attempt);
  const session = await startSession(app, parts, user, chosen);
  return device === undefined
    ? { outcome: 'in', session, newDevice: await rememberDevice(app, parts, user) }
    : { outcome: 'in', session };
}
