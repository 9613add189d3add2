import { expect, test } from 'vitest';
import type { DocumentOf } from '../../src/app/documents.ts';
import { httpApp } from '../../src/daemon/http.ts';
import type { UserRole } from '../../src/domain/rights.ts';
import { smallOffice } from '../app/small-office.ts';
import { servingOf } from './serving.ts';
import { signIn } from './signed-in.ts';

const HERE = 'http://127.0.0.1:7353';
const SECRETS = ['p4ssw0rd-in-store', 'T-literal-token', 'hooks-secret-path'];

async function office(doctor?: () => Promise<DocumentOf<'doctor'>>, role: UserRole = 'operator') {
  const { app } = smallOffice({
    people: [{ name: 'Bram', phone: '+31 6 1', mail: 'bram@bureau.example' }],
    providers: { toy: { adapter: 'simulated', token: SECRETS[1], does: ['newDnsHost'] } },
    smtp: { host: 'mail.bureau.example', from: 'golive@bureau.example' },
    notify: [
      { to: 'webhook', name: 'chat', url: `https://chat.example/${SECRETS[2]}`, format: 'slack' },
      { to: 'mail', address: 'team@bureau.example' },
    ],
  });
  const set = { ...app, config: { ...app.config, store: `postgres://golive:${SECRETS[0]}@db:5432/golive` } };
  const plain = servingOf(set);
  let looks = 0;
  const serving = {
    ...plain,
    installation: {
      ...plain.installation,
      doctor: async () => {
        looks += 1;
        return doctor === undefined ? plain.installation.doctor('en') : doctor();
      },
    },
  };
  const http = httpApp(serving);
  const { cookie, csrf } = await signIn(serving, { name: 'Carla', roles: ['viewer', role] });
  const get = async () =>
    (await http.fetch(new Request(`${HERE}/settings`, { headers: { host: '127.0.0.1:7353', cookie } }))).text();
  const post = (path: string, form: Readonly<Record<string, string>> = {}) =>
    http.fetch(
      new Request(`${HERE}${path}`, {
        method: 'POST',
        headers: { host: '127.0.0.1:7353', cookie, origin: HERE, 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ csrf, ...form }),
      }),
    );
  return { app: set, get, post, looks: () => looks };
}

test('shows how it is set up, and no secret of it', async () => {
  const { get } = await office();
  const text = await get();
  for (const known of ['Bram', '+31 6 1', 'toy', 'chat', 'team@bureau.example', 'Carla', 'runs', '***'])
    expect(text).toContain(known);
  for (const secret of SECRETS) expect(text).not.toContain(secret);
});

test('answers at once while somebody’s look is on its way, and shows what it found afterwards', async () => {
  let end: (document: DocumentOf<'doctor'>) => void = () => undefined;
  let began: () => void = () => undefined;
  const hasBegun = new Promise<void>((resolve) => (began = resolve));
  const { get, post, looks } = await office(() => {
    began();
    return new Promise((resolve) => (end = resolve));
  });
  expect(await get()).toContain('Not looked at since golive began');
  const looking = post('/settings/look');
  await hasBegun;
  expect(await get()).toContain('It is being looked at');
  end({
    schema: 'golive.doctor/1',
    generatedAt: '2026-11-20T10:00:00.000+01:00',
    healthy: false,
    checks: [{ what: 'store', outcome: 'failed', why: 'the disk is full', fix: 'Make space.' }],
  });
  expect((await looking).headers.get('location')).toBe('/settings?said=checked');
  const text = await get();
  expect(text).toContain('the disk is full');
  expect(text).toContain('needs attention: 1');
  await post('/settings/look');
  expect(looks()).toBe(1);
});

test('a test goes the way of real ones: into the outbox, to the one that was named', async () => {
  const { app, post } = await office();
  expect((await post('/settings/test', { target: 'chat' })).headers.get('location')).toBe('/settings?said=test-sent');
  const waiting = await app.store.deliveries({ limit: 10, state: 'waiting' });
  expect(waiting.map(({ target, event }) => [target, event])).toEqual([['webhook:chat', 'test']]);
  expect((await post('/settings/test', { target: 'nobody' })).status).toBe(400);
});

test('a test is sent by whoever may run moves, as over the API', async () => {
  const planner = await office(undefined, 'planner');
  expect((await planner.post('/settings/test', { target: 'chat' })).status).toBe(403);
  expect(await planner.get()).not.toContain('/settings/test');
  expect(await planner.app.store.deliveries({ limit: 10 })).toEqual([]);
  expect(await (await office()).get()).toContain('/settings/test');
});
