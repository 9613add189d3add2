import { afterAll, beforeAll, expect, test } from 'vitest';
import { acceptInvitation, invitationOf, invite } from '../../src/app/access/invitations.ts';
import { lockout } from '../../src/app/access/lockout.ts';
import { deriveByScrypt, passwords } from '../../src/app/access/passwords.ts';
import { signIn } from '../../src/app/access/sign-in.ts';
import { addUser } from '../../src/app/access/users.ts';
import type { App } from '../../src/app/app.ts';
import { openApp } from '../../src/compose/app.ts';
import { newToken } from '../../src/compose/http.ts';
import { HOUR } from '../../src/domain/time.ts';
import { deskFolder } from '../cli/command-line.ts';

// Whether there is a user does not show in how long a wrong password takes: on a real store, tries of both kinds in turn.

const TRIES = 1000;
/** An eighth of the real work: what differs beside it would show eight times as much. */
const COST = { N: 2 ** 14, r: 8, p: 1 };
const MOST_APART = 0.05;

let app: App;
let now = Date.parse('2026-12-01T09:00:00Z');
const parts = { newToken, wallNow: () => now };
const door = { passwords: passwords(deriveByScrypt, COST), lockout: lockout(() => now) };

beforeAll(async () => {
  const cwd = deskFolder('agency: { name: Test }\n');
  app = await openApp({ cwd, home: cwd, env: {} }, undefined, () => undefined);
  const user = await addUser(app, parts, { name: 'Anna', roles: ['operator'] }, { by: 'Piet' });
  const { token } = await invite(app, parts, user, { by: 'Piet' });
  const invitation = await invitationOf(app.store, token, now);
  expect(await acceptInvitation(app, parts, door.passwords, invitation!, 'paard batterij nietje')).toBe('done');
});
afterAll(() => app.store.close());

async function timeOf(name: string): Promise<number> {
  now += 2 * HOUR; // nobody has to wait here
  const began = performance.now();
  const { outcome } = await signIn(app, parts, door, { name, password: 'niet het goede woord', devices: [] });
  const took = performance.now() - began;
  expect(outcome).toBe('wrong');
  return took;
}

const middle = (times: readonly number[]): number => [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)]!;

test(`${TRIES} wrong passwords for a user and as many for nobody take the same time`, async () => {
  const times: { anna: number[]; nobody: number[] } = { anna: [], nobody: [] };
  for (let nth = 0; nth < TRIES; nth++) {
    times.anna.push(await timeOf('anna'));
    times.nobody.push(await timeOf(`niemand ${nth}`));
  }
  const [anna, nobody] = [middle(times.anna), middle(times.nobody)];
  const apart = Math.abs(anna - nobody) / nobody;
  console.log(`a user ${anna.toFixed(2)} ms, nobody ${nobody.toFixed(2)} ms: ${(100 * apart).toFixed(2)} % apart`);
  expect(apart).toBeLessThan(MOST_APART);
});
