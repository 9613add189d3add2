import { didYouMean, GoLiveError } from '../../domain/errors.ts';
import type { Right } from '../../domain/rights.ts';
import { RIGHTS } from '../../domain/rights.ts';
import type { EpochMs } from '../../domain/time.ts';
import { DAY } from '../../domain/time.ts';
import type { Credential, Store } from '../../ports/store.ts';
import type { App } from '../app.ts';
import type { Who } from '../say.ts';
import { checkWho } from '../say.ts';
import type { AccessParts } from './parts.ts';
import { hashOfToken } from './parts.ts';
import { isOver } from './sessions.ts';
import { checkedName } from './users.ts';

/** What a program carries; its name is how the journal calls the program. */
export interface ApiToken {
  readonly id: string;
  readonly name: string;
  readonly rights: readonly Right[];
  readonly by: string;
  readonly createdMs: EpochMs;
  readonly expiresMs?: EpochMs;
}

/** So that whoever finds one in a file knows what it opens. */
const PREFIX = 'golive_';
const LONGEST_LIFE_DAYS = 3650;
export const USUAL_LIFE_DAYS = 365;

/** `read,plan` as rights. @throws GoLiveError `usage` */
export function rightsFrom(text: string): readonly Right[] {
  const asked = text.split(',').map((right) => right.trim().toLowerCase());
  const wrong = asked.find((right) => !RIGHTS.some((known) => known === right));
  if (wrong === undefined) return RIGHTS.filter((right) => asked.includes(right));
  const meant = didYouMean(wrong, RIGHTS);
  throw new GoLiveError('usage', {
    subject: `the scope ${JSON.stringify(wrong.slice(0, 60))}`,
    why: 'there is none of that name',
    fix: meant === undefined ? `There are: ${RIGHTS.join(', ')}.` : `Did you mean ${meant}?`,
  });
}

export interface NewToken {
  readonly name: string;
  readonly rights: readonly Right[];
  /** Absent: for ever. */
  readonly days?: number;
}

/** The token is in the answer and nowhere else. @throws GoLiveError `usage` */
export async function addToken(
  app: App,
  parts: AccessParts,
  { name, rights, days }: NewToken,
  who: Who,
): Promise<{ readonly token: string; readonly kept: ApiToken }> {
  checkWho(who);
  const { name: shown } = checkedName(name);
  if (days !== undefined && (!Number.isInteger(days) || days < 1 || days > LONGEST_LIFE_DAYS))
    throw new GoLiveError('usage', {
      subject: `--days ${days}`,
      fix: `Write a number from 1 to ${LONGEST_LIFE_DAYS}.`,
    });
  const token = `${PREFIX}${parts.newToken()}`;
  const now = parts.wallNow();
  const kept: ApiToken = {
    id: app.newId('t'),
    name: shown,
    rights,
    by: who.by,
    createdMs: now,
    ...(days === undefined ? {} : { expiresMs: now + days * DAY }),
  };
  const { id, by, createdMs } = kept;
  await app.store.putCredential(
    {
      kind: 'token',
      id,
      hash: hashOfToken(token),
      subject: id,
      by,
      createdMs,
      ...(kept.expiresMs === undefined ? {} : { expiresMs: kept.expiresMs }),
      data: { name: shown, rights },
    },
    true,
  );
  return { token, kept };
}

/** Also those that have run out and that nobody swept away yet. */
export async function tokensOf(store: Store): Promise<readonly ApiToken[]> {
  return (await store.credentials('token')).map(tokenIn);
}

/** What the token opens; `undefined`: nothing, or not any more. */
export async function tokenOf(store: Store, token: string, now: EpochMs): Promise<ApiToken | undefined> {
  const row = await store.findCredential('token', hashOfToken(token));
  return row === undefined || isOver(row, now) ? undefined : tokenIn(row);
}

/** @throws GoLiveError `usage`: there is none of that id */
export async function removeToken(store: Store, id: string): Promise<ApiToken> {
  const taken = await store.takeCredential('token', id);
  if (taken !== undefined) return tokenIn(taken);
  const known = await tokensOf(store);
  const meant = didYouMean(
    id,
    known.map((token) => token.id),
  );
  const named = known.find(({ name }) => name === id)?.id;
  throw new GoLiveError('usage', {
    subject: `the API token ${JSON.stringify(id.slice(0, 60))}`,
    why: 'there is none of that id',
    fix:
      named !== undefined
        ? `Its id is ${named}.`
        : meant === undefined
          ? 'golive token list names them.'
          : `Did you mean ${meant}?`,
  });
}

function tokenIn({ id, by, createdMs, expiresMs, data }: Credential): ApiToken {
  const rights = Array.isArray(data.rights) ? data.rights : [];
  return {
    id,
    name: String(data.name),
    rights: RIGHTS.filter((right) => rights.includes(right)),
    by,
    createdMs,
    ...(expiresMs === undefined ? {} : { expiresMs }),
  };
}
