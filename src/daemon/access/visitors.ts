import { hash } from 'node:crypto';
import { hashOfToken } from '../../app/access/parts.ts';
import { SEEN_EVERY_MS, sawSession, sessionOf } from '../../app/access/sessions.ts';
import { tokenOf } from '../../app/access/tokens.ts';
import { PROGRAM } from '../../app/access/users.ts';
import { rightsOf } from '../../domain/rights.ts';
import type { EpochMs } from '../../domain/time.ts';
import { SECOND } from '../../domain/time.ts';
import type { Visitor } from '../env.ts';
import type { Serving } from '../serving.ts';

/** Somebody who was removed, or signed out elsewhere, is let in for so long at most. */
export const REMEMBERED_MS = 5 * SECOND;
const MOST_REMEMBERED = 5000;

export interface Visitors {
  bySession(token: string): Promise<Visitor | undefined>;
  byToken(token: string): Promise<Visitor | undefined>;
  /** At once, where this process ended a session or a password. */
  forgetAll(): void;
}

/** What every form of a session carries; it follows from what the browser has and only we and the browser know. */
export const csrfOf = (sessionToken: string): string => hash('sha256', `csrf ${sessionToken}`, 'base64url');

/** Who carries what, asked of the store once in a few seconds however many requests come. Only hashes are remembered. */
export function visitors({ app, wallNow }: Serving): Visitors {
  const remembered = new Map<string, { readonly atMs: EpochMs; readonly visitor: Promise<Visitor | undefined> }>();
  function known(key: string, ask: () => Promise<Visitor | undefined>): Promise<Visitor | undefined> {
    const now = wallNow();
    const before = remembered.get(key);
    if (before !== undefined && now - before.atMs < REMEMBERED_MS && now >= before.atMs) return before.visitor;
    if (remembered.size >= MOST_REMEMBERED) remembered.clear();
    const visitor = ask();
    remembered.set(key, { atMs: now, visitor });
    // Nobody, or a store that failed: asked again the next time.
    const forget = () => {
      if (remembered.get(key)?.visitor === visitor) remembered.delete(key);
    };
    visitor.then((found) => found === undefined && forget(), forget);
    return visitor;
  }
  return {
    bySession: (token) =>
      known(hashOfToken(`session ${token}`), async () => {
        const now = wallNow();
        const session = await sessionOf(app.store, token, now);
        if (session === undefined) return undefined;
        if (now - session.seenMs >= SEEN_EVERY_MS) await sawSession(app.store, session, now);
        const { id, user } = session;
        return { name: user.name, rights: rightsOf(user.roles), via: 'session', csrf: csrfOf(token), credentialId: id };
      }),
    byToken: (token) =>
      known(hashOfToken(`token ${token}`), async () => {
        const found = await tokenOf(app.store, token, wallNow());
        if (found === undefined) return undefined;
        const { id, name, rights } = found;
        return { name: `${name}${PROGRAM}`, rights: new Set(rights), via: 'token', credentialId: id };
      }),
    forgetAll: () => remembered.clear(),
  };
}
