import { expect } from 'vitest';
import { sha256 } from '../../src/domain/json.ts';
import { forgetSecrets, knowSecret } from '../../src/domain/scrub.ts';
import type { Credential } from '../../src/ports/store.ts';
import { CREDENTIAL_KINDS } from '../../src/ports/store.ts';
import type { StoreWorld } from './store.ts';
import { NOW } from './store-samples.ts';

type Promised = (title: string, keeps: (world: StoreWorld) => Promise<void>) => void;
type Refuses = (code: string, work: () => Promise<unknown>, subject?: string) => Promise<void>;

export function credential(id: string, more: Partial<Credential> = {}): Credential {
  return {
    kind: 'session',
    id,
    hash: sha256(id),
    subject: 'anna',
    by: 'anna',
    createdMs: NOW,
    expiresMs: NOW + 100,
    data: {},
    ...more,
  };
}

/** Ways in. */
export function credentialPromises(promise: Promised, refuses: Refuses): void {
  promise('a way in is found by its hash and by its id, within its kind', async ({ store, other }) => {
    const session = credential('s-1', { data: { device: 'Café', list: [1, null, { deep: true }] } });
    const { hash, expiresMs: _, ...rest } = credential('anna', { kind: 'user', data: { roles: ['viewer'] } });
    await store.putCredential(session, true);
    await store.putCredential(rest, true);
    expect(await other.findCredential('session', session.hash!)).toEqual(session);
    expect(await other.credential('session', 's-1')).toEqual(session);
    expect(await other.credential('user', 'anna')).toEqual(rest);
    expect(await other.findCredential('token', session.hash!)).toBeUndefined();
    expect(await other.credential('token', 's-1')).toBeUndefined();
    expect(await other.findCredential('user', hash!)).toBeUndefined();
    expect(await other.findCredential('session', '')).toBeUndefined();
    // Also one that has expired: the caller knows the time.
    await store.putCredential(credential('s-0', { expiresMs: 1 }), true);
    expect(await other.findCredential('session', sha256('s-0'))).toMatchObject({ id: 's-0', expiresMs: 1 });
  });

  promise('the same id and the same hash may be used in every kind', async ({ store }) => {
    for (const kind of CREDENTIAL_KINDS) await store.putCredential(credential('one', { kind }), true);
    for (const kind of CREDENTIAL_KINDS) {
      expect(await store.credential(kind, 'one')).toMatchObject({ kind });
      expect(await store.findCredential(kind, sha256('one'))).toMatchObject({ kind });
    }
    expect(await store.check()).toEqual([]);
  });

  promise('a new one takes nobody’s place, and nobody’s hash', async ({ store, other }) => {
    await store.putCredential(credential('s-1'), true);
    await refuses('already-exists', () => other.putCredential(credential('s-1', { hash: sha256('x') }), true));
    await refuses('already-exists', () => other.putCredential(credential('s-1'), true), 'session s-1');
    for (const isNew of [true, false])
      await refuses('already-exists', () => other.putCredential(credential('s-2', { hash: sha256('s-1') }), isNew));
    expect(await store.credentials('session')).toEqual([credential('s-1')]);
    // Users have no hash, any number of them.
    for (const id of ['anna', 'bo']) {
      const { hash: _, ...user } = credential(id, { kind: 'user' });
      await store.putCredential(user, true);
    }
    expect((await store.credentials('user')).map(({ id }) => id)).toEqual(['anna', 'bo']);
  });

  promise('of many who add one at once, one does', async ({ store, other }) => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 8 }, (_, index) =>
        (index % 2 ? store : other).putCredential(credential('anna', { kind: 'user', by: `${index}` }), true),
      ),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const winner = outcomes.findIndex(({ status }) => status === 'fulfilled');
    expect(await store.credential('user', 'anna')).toMatchObject({ by: `${winner}` });
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'already-exists' });
  });

  promise('one that is replaced is found by its new hash and subject alone', async ({ store, other }) => {
    await store.putCredential(credential('s-1'), true);
    const { expiresMs: _, ...renewed } = credential('s-1', { hash: sha256('new'), subject: 'bo', data: { n: 2 } });
    await other.putCredential(renewed, false);
    expect(await store.findCredential('session', sha256('s-1'))).toBeUndefined();
    expect(await store.findCredential('session', sha256('new'))).toEqual(renewed);
    expect(await store.credentials('session', 'anna')).toEqual([]);
    expect(await store.credentials('session', 'bo')).toEqual([renewed]);
    expect(await store.dropExpiredCredentials(NOW + 1000)).toBe(0);
    // It may also be the first of its kind and id.
    await other.putCredential(credential('s-2'), false);
    expect(await store.credential('session', 's-2')).toEqual(credential('s-2'));
    expect(await store.check()).toEqual([]);
  });

  promise('they are listed by id, all or those of one subject', async ({ store, other }) => {
    for (const [id, subject] of [
      ['c', 'anna'],
      ['a', 'bo'],
      ['b', 'anna'],
      ['d', 'ann'],
    ] as const)
      await store.putCredential(credential(id, { subject }), true);
    await store.putCredential(credential('z', { kind: 'token' }), true);
    const ids = async (subject?: string) => (await other.credentials('session', subject)).map(({ id }) => id);
    expect(await ids()).toEqual(['a', 'b', 'c', 'd']);
    expect(await ids('anna')).toEqual(['b', 'c']);
    expect(await ids('')).toEqual([]);
  });

  promise('of many who take it at once, one gets it', async ({ store, other }) => {
    const approval = credential('a-1', { kind: 'approval', data: { planHash: 'x' } });
    await store.putCredential(approval, true);
    await store.putCredential(credential('a-2', { kind: 'approval' }), true);
    const taken = await Promise.all(
      Array.from({ length: 10 }, (_, index) => (index % 2 ? store : other).takeCredential('approval', 'a-1')),
    );
    expect(taken.filter((one) => one !== undefined)).toEqual([approval]);
    expect(await other.credential('approval', 'a-1')).toBeUndefined();
    expect(await other.takeCredential('session', 'a-2')).toBeUndefined();
    expect((await store.credentials('approval')).map(({ id }) => id)).toEqual(['a-2']);
    await store.putCredential(approval, true); // its place is free again
  });

  promise('what has expired is taken out, and nothing else', async ({ store, other }) => {
    const { expiresMs: _, ...always } = credential('always', { kind: 'user' });
    await store.putCredential(always, true);
    for (const [id, expiresMs] of [
      ['a', NOW - 1],
      ['b', NOW],
      ['c', NOW + 1],
    ] as const)
      await store.putCredential(credential(id, { expiresMs }), true);
    expect(await store.dropExpiredCredentials(NOW + 0.5)).toBe(2);
    expect(await store.dropExpiredCredentials(NOW + 0.5)).toBe(0);
    expect((await other.credentials('session')).map(({ id }) => id)).toEqual(['c']);
    expect(await other.credential('user', 'anna')).toBeUndefined();
    expect(await other.credential('user', 'always')).toEqual(always);
  });

  promise('what went in is not changed by who gave it or who got it', async ({ store }) => {
    const data = { roles: ['viewer'] };
    await store.putCredential(credential('s-1', { data }), true);
    data.roles.push('approver');
    ((await store.credential('session', 's-1'))!.data['roles'] as string[]).push('approver');
    ((await store.credentials('session'))[0]!.data['roles'] as string[]).push('approver');
    expect((await store.findCredential('session', sha256('s-1')))!.data).toEqual({ roles: ['viewer'] });
  });

  promise('no secret is written, and no hash is damaged by that', async ({ store }) => {
    const password = 'correct horse battery 9';
    const stored = `scrypt$131072$8$1$${'ab12'.repeat(8)}$${'cd34'.repeat(16)}`;
    knowSecret(password);
    for (const part of ['131072$8$1$ab12ab12ab12', 'cd34cd34cd34cd34cd34', sha256('s-1').slice(0, 30)])
      knowSecret(part);
    try {
      const data = { password: stored, earlier: [stored, sha256('s-1')], note: `it was ${password}`, [password]: 1 };
      await store.putCredential(credential('s-1', { data }), true);
      const back = (await store.findCredential('session', sha256('s-1')))!;
      expect(back.data).toEqual({
        password: stored,
        earlier: [stored, sha256('s-1')],
        note: 'it was [secret]',
        '[secret]': 1,
      });
      expect(await store.check()).toEqual([]);
    } finally {
      forgetSecrets();
    }
  });
}
