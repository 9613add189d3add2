import { beforeEach, describe, expect, test } from 'vitest';
import { invite, removeUser } from '../../src/app/access/invitations.ts';
import { deriveByScrypt, passwordOf, passwords } from '../../src/app/access/passwords.ts';
import { removeToken, tokensOf } from '../../src/app/access/tokens.ts';
import type { User } from '../../src/app/access/users.ts';
import { addUser, changeRoles } from '../../src/app/access/users.ts';
import { gateOf } from '../../src/daemon/access/gate.ts';
import { needs } from '../../src/daemon/access/index.ts';
import type { Env } from '../../src/daemon/env.ts';
import { httpApp } from '../../src/daemon/http.ts';
import type { UserRole } from '../../src/domain/rights.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/domain/time.ts';
import { withClient } from '../app/small-office.ts';
import type { TestServing } from './serving.ts';
import { servingOf } from './serving.ts';
import { deviceFor, signIn, tokenFor } from './signed-in.ts';

const HERE = 'http://127.0.0.1:7353';
const PASSWORD = 'paard batterij nietje';
const WHO = { by: 'Piet' };

let serving: TestServing;
let http: ReturnType<typeof httpApp>;
/** How often a password was worked on. */
let worked: number;

async function open(serve: Readonly<Record<string, string>> = {}): Promise<void> {
  serving = servingOf((await withClient({ serve })).app);
  worked = 0;
  const cheap = passwords(
    (password, salt, cost) => {
      worked += 1;
      return deriveByScrypt(password, salt, cost);
    },
    { N: 16, r: 8, p: 1 },
  );
  Object.assign(gateOf(serving), { passwords: cheap });
  http = httpApp(serving);
  // One page and one word of our own: what the others register is theirs to test.
  http.get('/test/page', needs('read'), (context) => context.text(`hello ${context.get('visitor')?.name}`));
  http.post('/test/page/say', needs('run'), (context) => context.text('done'));
  http.get('/test/who', needs('read'), (context) => context.json({ name: context.get('visitor')?.name }));
}
beforeEach(() => open());

interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly form?: Readonly<Record<string, string>>;
  readonly at?: string;
  readonly address?: string;
}

/** As Hono's own address of a caller, from `src/adapters/http/listen.ts`. */
function ask(path: string, { method, headers = {}, form, at = HERE, address }: Asked = {}): Promise<Response> {
  const all = { host: new URL(at).host, ...(form === undefined ? {} : FORM), ...headers };
  const body = form === undefined ? undefined : new URLSearchParams(form).toString();
  const request = new Request(`${at}${path}`, {
    method: method ?? (form === undefined ? 'GET' : 'POST'),
    headers: Object.entries(all).filter((header): header is [string, string] => header[1] !== undefined),
    ...(body === undefined ? {} : { body }),
  });
  return Promise.resolve(http.fetch(request, (address === undefined ? {} : { address }) as unknown as Env));
}
const FORM = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': '1', origin: HERE };
const PAGE = { accept: 'text/html' };

const cookiesOf = (answer: Response): readonly string[] => answer.headers.getSetCookie();
const cookieOf = (answer: Response, name: string): string | undefined =>
  cookiesOf(answer)
    .find((cookie) => cookie.startsWith(`${name}=`))
    ?.split(';')[0];

async function invited(
  roles: readonly UserRole[] = ['operator'],
  name = 'Anna',
): Promise<{ user: User; path: string }> {
  const user = await addUser(serving.app, serving, { name, roles }, WHO);
  return { user, path: `/welcome/${(await invite(serving.app, serving, user, WHO)).token}` };
}

/** Somebody with a password, who is signed in nowhere. */
async function withPassword(roles?: readonly UserRole[], name?: string): Promise<User> {
  const { user, path } = await invited(roles, name);
  const done = await ask(path, { form: { password: PASSWORD, again: PASSWORD } });
  expect(done.status).toBe(303);
  await ask('/logout', {
    method: 'POST',
    headers: {
      cookie: cookieOf(done, 'golive_session'),
      'x-csrf-token': await csrfFor(cookieOf(done, 'golive_session')!),
    },
  });
  return user;
}

const csrfFor = async (cookie: string): Promise<string> =>
  (await gateOf(serving).visitors.bySession(cookie.split('=')[1]!))!.csrf!;

const login = (form: Readonly<Record<string, string>>, more: Asked = {}) => ask('/login', { form, ...more });

describe('the link with which a password is chosen', () => {
  test('asks for it twice, in a form that a password manager understands', async () => {
    const { path } = await invited();
    const answer = await ask(path);
    const text = await answer.text();
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(text.match(/autocomplete="new-password"/g)).toHaveLength(2);
    expect(text).toContain('autocomplete="username"');
    expect(text).toContain('Anna');
  });
  test('signs in at once, and is worth nothing after that', async () => {
    const { path, user } = await invited();
    expect(await (await ask(path)).text()).toBeTruthy(); // a mail program looks at links; that uses nothing up
    const done = await ask(path, { form: { password: PASSWORD, again: PASSWORD } });
    expect([done.status, done.headers.get('location')]).toEqual([303, '/']);
    const cookie = cookieOf(done, 'golive_session')!;
    expect(await (await ask('/test/page', { headers: { cookie } })).text()).toBe('hello Anna');
    expect((await passwordOf(serving.app.store, user))?.stored).toMatch(/^scrypt\$/);
    for (const again of [ask(path), ask(path, { form: { password: PASSWORD, again: PASSWORD } })])
      expect((await again).status).toBe(404);
  });
  test('is used up by one of two who send it at the same moment', async () => {
    const { path } = await invited();
    const both = await Promise.all([1, 2].map(() => ask(path, { form: { password: PASSWORD, again: PASSWORD } })));
    expect(both.map(({ status }) => status).sort()).toEqual([303, 404]);
  });
  test('runs out after a day of the wall, whatever the time in a laboratory is', async () => {
    const { path } = await invited();
    serving.wall.advance(24 * HOUR - 1);
    expect((await ask(path)).status).toBe(200);
    serving.wall.advance(1);
    expect((await ask(path)).status).toBe(404);
    expect((await ask(path, { form: { password: PASSWORD, again: PASSWORD } })).status).toBe(404);
  });
  test('is worth nothing once there is a newer one, or the user is gone and somebody else is called so', async () => {
    const { path, user } = await invited();
    const newer = `/welcome/${(await invite(serving.app, serving, user, WHO)).token}`;
    expect([(await ask(path)).status, (await ask(newer)).status]).toEqual([404, 200]);
    await removeUser(serving.app, 'Anna');
    await addUser(serving.app, serving, { name: 'ANNA', roles: ['approver'] }, WHO);
    expect((await ask(newer)).status).toBe(404);
  });
  test.each([
    ['too short', 'kort', 'kort'],
    ['too plain', 'wachtwoord123', 'wachtwoord123'],
    ['not the same twice', PASSWORD, `${PASSWORD}!`],
    ['left out', '', ''],
  ])(
    'says what is wrong with a password that is %s, shows it nowhere, and stays good',
    async (_title, password, again) => {
      const { path } = await invited();
      const answer = await ask(path, { form: { password, again } });
      const text = await answer.text();
      expect(answer.status).toBe(422);
      expect(text).toContain('aria-invalid="true"');
      if (password !== '') expect(text).not.toContain(password);
      expect((await ask(path)).status).toBe(200);
    },
  );
  test.each(['x', 'x'.repeat(5000), '%00', '..%2f..', '%F0%9F%90%B4', 'token0001xxxxxxxxxxxxxxxxxxxxxxx'])(
    'answers a guess like %s as it answers an old link',
    async (guess) => {
      expect((await ask(`/welcome/${guess}`)).status).toBe(404);
      expect((await ask(`/welcome/${guess}`, { form: { password: PASSWORD, again: PASSWORD } })).status).toBe(404);
    },
  );
});

describe('signing in', () => {
  beforeEach(() => withPassword());

  test('by name in any spelling, with a cookie that no script and no other site gets', async () => {
    for (const name of ['Anna', ' anna ', 'ＡＮＮＡ']) {
      const answer = await login({ name, password: PASSWORD, to: '/test/page' });
      expect([answer.status, answer.headers.get('location')]).toEqual([303, '/test/page']);
      const [session] = cookiesOf(answer);
      expect(session).toMatch(/^golive_session=[\w-]{32,}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Lax$/);
    }
  });
  test('the cookie goes over TLS alone where golive is reached over TLS', async () => {
    await open({ url: 'https://golive.example.nl' });
    await withPassword().catch(() => undefined);
    const { path } = await invited(['viewer'], 'Piet');
    const headers = { origin: 'https://golive.example.nl' };
    const form = { password: PASSWORD, again: PASSWORD };
    const answer = await ask(path, { form, headers, at: 'https://golive.example.nl' });
    expect(answer.status).toBe(303);
    for (const cookie of cookiesOf(answer)) expect(cookie).toMatch(/; Secure/);
  });
  test('says the same, after the same work, of a wrong password, of nobody, and of somebody without one', async () => {
    await addUser(serving.app, serving, { name: 'Zonder', roles: ['viewer'] }, WHO);
    const seen: unknown[] = [];
    for (const name of ['Anna', 'Niemand', 'Zonder', '\u0007', 'x'.repeat(5000), '']) {
      const before = worked;
      const answer = await login({ name, password: 'niet het goede woord' });
      const text = (await answer.text()).replace(/ value="[^"]*"/g, '');
      seen.push([answer.status, worked - before, cookiesOf(answer), text]);
    }
    expect(new Set(seen.map((one) => JSON.stringify(one))).size).toBe(1);
    expect((seen[0] as unknown[]).slice(0, 3)).toEqual([401, 1, []]);
  });
  test('shows nothing of what was typed but the name, and that escaped', async () => {
    const name = '"><script>alert(1)</script>\u202e';
    const text = await (await login({ name, password: 'hunter2hunter2' })).text();
    expect(text).not.toContain('<script>alert');
    expect(text).not.toContain('hunter2');
    expect(text).not.toContain('\u202e');
  });
  test.each([
    '//evil.example/x',
    'https://evil.example/',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    'javascript:alert(1)',
    '/login?to=/',
    '/logout',
    `/${'x'.repeat(5000)}`,
    '/%0d%0aSet-Cookie:x=1/../..//evil.example',
    '',
  ])('goes on nowhere but here: %s', async (to) => {
    const { headers } = await login({ name: 'Anna', password: PASSWORD, to });
    expect(new URL(headers.get('location')!, HERE).origin).toBe(HERE);
    expect(headers.get('location')).toMatch(/^\/(?![/\\])/);
    expect(headers.get('location')).not.toMatch(/^\/log(in|out)/);
  });
  test('gives another session each time: one that somebody slipped in is never taken over', async () => {
    const planted = 'golive_session=attackerchosevaluexxxxxxxxxxxxxx';
    const answer = await login({ name: 'Anna', password: PASSWORD }, { headers: { cookie: planted } });
    expect(cookieOf(answer, 'golive_session')).not.toBe(planted);
    expect((await ask('/test/page', { headers: { cookie: planted } })).status).toBe(401);
  });
  test.each(['nl', 'de', 'fr', 'en'])('speaks %s where that was chosen, and remembers it', async (lang) => {
    const answer = await ask(`/login?lang=${lang}`);
    expect(await answer.text()).toContain(`<html lang="${lang}">`);
    const cookie = cookieOf(answer, 'golive_lang')!;
    expect(await (await ask('/login', { headers: { cookie } })).text()).toContain(`<html lang="${lang}">`);
  });
});

describe('a stranger who tries many passwords for a name', () => {
  const guess = (nth: number, more: Asked = {}) => login({ name: 'anna', password: `gokje nummer ${nth}` }, more);
  let device: string;
  let session: string;
  beforeEach(async () => {
    const user = await withPassword();
    device = await deviceFor(serving, user);
    session = (await signIn(serving, { roles: [] })).cookie;
    const before = worked;
    const answers = [];
    for (let nth = 0; nth < 100; nth++) answers.push((await guess(nth, { address: '198.51.100.9' })).status);
    expect(answers.filter((status) => status === 401)).toHaveLength(5);
    expect(answers.filter((status) => status === 429)).toHaveLength(95);
    expect(worked - before).toBe(5);
  });
  test('has tried five of them', async () => {
    const answers = [];
    for (let nth = 0; nth < 1000; nth++)
      answers.push((await login({ name: 'Piet', password: `gok ${nth} lang` })).status);
    expect(answers.filter((status) => status === 401)).toHaveLength(5);
  });
  test('is not forgotten by trying thousands of names with what can be no password', async () => {
    const { lockout } = gateOf(serving);
    const [size, before] = [lockout.size, worked];
    for (let nth = 0; nth < 20; nth++) {
      const answer = await login({ name: `naam ${nth}`, password: 'x'.repeat(2000) });
      expect(answer.status).toBe(401);
    }
    expect([lockout.size, worked]).toEqual([size, before]);
  });
  test('is told how long to wait, also with the right password', async () => {
    const answer = await login({ name: 'Anna', password: PASSWORD });
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '5']);
    serving.wall.advance(5 * SECOND);
    expect((await login({ name: 'Anna', password: PASSWORD })).status).toBe(303);
  });
  test('cannot keep out the browser that Anna was signed in with', async () => {
    const answer = await login({ name: 'Anna', password: PASSWORD }, { headers: { cookie: device } });
    expect(answer.status).toBe(303);
  });
  test('has no use for the browser of somebody else', async () => {
    const { user } = await signIn(serving, { name: 'Kwaad', roles: ['viewer'] });
    const cookie = await deviceFor(serving, user);
    expect((await login({ name: 'Anna', password: PASSWORD }, { headers: { cookie } })).status).toBe(429);
  });
  test('cannot keep out who has a fresh link', async () => {
    const user = (await signIn(serving, { roles: [] })).user;
    const { token } = await invite(serving.app, serving, user, WHO);
    const form = { password: `${PASSWORD} twee`, again: `${PASSWORD} twee` };
    const answer = await ask(`/welcome/${token}`, { form });
    expect(answer.status).toBe(303);
    expect((await ask('/test/page', { headers: { cookie: cookieOf(answer, 'golive_session') } })).status).toBe(200);
  });
  test('does not end a session', async () => {
    expect((await ask('/test/page', { headers: { cookie: session } })).status).toBe(200);
  });
  test('does not learn whether there is such a user', async () => {
    const answers = [];
    for (let nth = 0; nth < 10; nth++)
      answers.push((await login({ name: 'niemand', password: `gokje ${nth} lang` })).status);
    expect(answers).toEqual([401, 401, 401, 401, 401, 429, 429, 429, 429, 429]);
  });
});

describe('a stranger who tries one password for a thousand names', () => {
  const many = async (address: string | undefined) => {
    const answers = [];
    for (let nth = 0; nth < 60; nth++) {
      const more = address === undefined ? {} : { address };
      answers.push((await login({ name: `naam ${nth}`, password: PASSWORD }, more)).status);
    }
    return answers.filter((status) => status === 401).length;
  };
  test('is slowed down by the own address, or its network', async () => {
    expect(await many('198.51.100.9')).toBe(30);
    expect(await many('::ffff:198.51.100.9')).toBe(0);
    expect(await many('2001:db8:1:2::1')).toBe(30);
    expect(await many('2001:db8:1:2:ffff::2')).toBe(0);
    expect(await many('2001:db8:1:3::1')).toBe(30);
  });
  test.each([['127.0.0.1'], ['::1'], ['::ffff:127.0.0.1'], [undefined]])(
    'is not taken for everybody who comes through the same web server (%s)',
    async (address) => {
      expect(await many(address)).toBe(60);
    },
  );
  test('nor for everybody where a web server stands in front on another machine', async () => {
    await open({ url: 'http://127.0.0.1:7353' });
    expect(await many('192.0.2.80')).toBe(60);
  });
});

describe('a session', () => {
  const page = async (cookie: string) => (await ask('/test/page', { headers: { cookie } })).status;

  test('is over after twelve idle hours', async () => {
    const { cookie } = await signIn(serving, { roles: ['viewer'] });
    serving.wall.advance(12 * HOUR - 1);
    expect(await page(cookie)).toBe(200);
    serving.wall.advance(12 * HOUR - 1);
    expect(await page(cookie)).toBe(200);
    serving.wall.advance(12 * HOUR);
    expect(await page(cookie)).toBe(401);
  });
  test('is over after seven days, however busy', async () => {
    const { cookie } = await signIn(serving, { roles: ['viewer'] });
    for (let hours = 0; hours < 7 * 24 - 1; hours++) {
      serving.wall.advance(HOUR);
      expect(await page(cookie)).toBe(200);
    }
    serving.wall.advance(HOUR);
    expect(await page(cookie)).toBe(401);
  });
  test('is over everywhere at once after signing out', async () => {
    const { cookie, csrf } = await signIn(serving, { roles: ['viewer'] });
    expect(await page(cookie)).toBe(200);
    const out = await ask('/logout', { form: { csrf }, headers: { cookie, ...PAGE } });
    expect([out.status, out.headers.get('location')]).toEqual([303, '/login']);
    expect(cookiesOf(out)[0]).toMatch(/^golive_session=; Max-Age=0/);
    expect(await page(cookie)).toBe(401);
    expect(await serving.app.store.credentials('session')).toEqual([]);
  });
  test('does not come back when it is seen at the moment it is ended', async () => {
    const { cookie, csrf } = await signIn(serving, { roles: ['viewer'] });
    serving.wall.advance(HOUR);
    await Promise.all([page(cookie), ask('/logout', { form: { csrf }, headers: { cookie } }), page(cookie)]);
    serving.wall.advance(10 * SECOND);
    expect(await page(cookie)).toBe(401);
  });
  test('ends within five seconds when the user is removed by another process', async () => {
    const { cookie } = await signIn(serving, { roles: ['viewer'] });
    expect(await page(cookie)).toBe(200);
    await removeUser(serving.app, 'anna');
    serving.wall.advance(5 * SECOND);
    expect(await page(cookie)).toBe(401);
    await addUser(serving.app, serving, { name: 'Anna', roles: ['approver'] }, WHO);
    serving.wall.advance(5 * SECOND);
    expect(await page(cookie)).toBe(401);
  });
  test('ends when the password is changed, here and on other machines', async () => {
    const { cookie, user } = await signIn(serving, { roles: ['viewer'] });
    const other = await signIn(serving, { roles: ['viewer'] });
    expect([await page(cookie), await page(other.cookie)]).toEqual([200, 200]);
    const { token } = await invite(serving.app, serving, user, WHO);
    await ask(`/welcome/${token}`, { form: { password: PASSWORD, again: PASSWORD }, headers: { cookie } });
    expect([await page(cookie), await page(other.cookie)]).toEqual([401, 401]);
  });
  test('that begins with the old password while it is changed is no session', async () => {
    const { user } = await signIn(serving, { roles: ['viewer'] });
    const { token } = await invite(serving.app, serving, user, WHO);
    const { store } = serving.app;
    // Somebody signs in between the new password and the end of the sessions.
    const slow = {
      ...store,
      credentials: async (...asked: Parameters<typeof store.credentials>) => {
        const rows = await store.credentials(...asked);
        return asked[0] === 'session' || asked[0] === 'device' ? [] : rows;
      },
    };
    const { cookie } = await signIn(serving, { roles: ['viewer'] });
    Object.assign(serving.app, { store: slow });
    await ask(`/welcome/${token}`, { form: { password: PASSWORD, again: PASSWORD } });
    expect(await page(cookie)).toBe(401);
  });
  test('that was begun with the password before, and comes when there is a new one, is no session', async () => {
    const user = await withPassword();
    const { token } = await invite(serving.app, serving, user, WHO);
    const right = await passwordOf(serving.app.store, user);
    const gate = gateOf(serving);
    const { passwords: patient } = gate;
    // Its turn comes after somebody has chosen another one.
    const late = {
      ...patient,
      matches: async (...asked: Parameters<typeof patient.matches>) => {
        const isRight = await patient.matches(...asked);
        const form = { password: `${PASSWORD} twee`, again: `${PASSWORD} twee` };
        expect((await ask(`/welcome/${token}`, { form })).status).toBe(303);
        return isRight;
      },
    };
    Object.assign(gate, { passwords: late });
    const answer = await login({ name: 'Anna', password: PASSWORD });
    expect((await passwordOf(serving.app.store, user))?.version).not.toBe(right?.version);
    expect(await page(cookieOf(answer, 'golive_session') ?? '')).toBe(401);
  });
  test('has new rights within five seconds', async () => {
    const { cookie, csrf } = await signIn(serving, { roles: ['viewer'] });
    const say = async () => (await ask('/test/page/say', { form: { csrf }, headers: { cookie } })).status;
    expect(await say()).toBe(403);
    await changeRoles(serving.app, 'anna', ['operator']);
    serving.wall.advance(5 * SECOND);
    expect(await say()).toBe(200);
  });
  test('asks the store once in five seconds, however many requests come', async () => {
    const { cookie } = await signIn(serving, { roles: ['viewer'] });
    let looks = 0;
    const { findCredential } = serving.app.store;
    Object.assign(serving.app.store, {
      findCredential: (...asked: Parameters<typeof findCredential>) => {
        looks += 1;
        return findCredential(...asked);
      },
    });
    await Promise.all(Array.from({ length: 100 }, () => page(cookie)));
    expect(looks).toBe(1);
    serving.wall.advance(5 * SECOND);
    await page(cookie);
    expect(looks).toBe(2);
  });
  test('leaves nothing in the store that would open anything', async () => {
    const { cookie } = await signIn(serving, { roles: ['viewer'] });
    const token = await tokenFor(serving, ['read']);
    const { path } = await invited(['viewer'], 'Piet');
    const kept = JSON.stringify(
      await Promise.all(
        (['user', 'invitation', 'session', 'device', 'token'] as const).map((kind) =>
          serving.app.store.credentials(kind),
        ),
      ),
    );
    for (const secret of [cookie.split('=')[1]!, token, token.slice(7), path.split('/')[2]!])
      expect(kept).not.toContain(secret);
  });
  test('is swept away when it has run out', async () => {
    await signIn(serving, { roles: ['viewer'] });
    await invited(['viewer'], 'Piet');
    serving.wall.advance(8 * DAY);
    await serving.beat();
    for (const kind of ['session', 'invitation'] as const)
      expect(await serving.app.store.credentials(kind)).toEqual([]);
    expect(await serving.app.store.credentials('user')).toHaveLength(2);
  });
  test('of one user there are fifty at most', async () => {
    const first = await signIn(serving, { roles: ['viewer'] });
    for (let nth = 0; nth < 60; nth++) {
      serving.wall.advance(1);
      await signIn(serving, { roles: ['viewer'] });
    }
    const rows = await serving.app.store.credentials('session');
    expect(rows.filter(({ hash }) => hash !== undefined)).toHaveLength(50);
    expect(await page(first.cookie)).toBe(401);
  });
});

describe('an API token', () => {
  const api = (token: string, headers: Readonly<Record<string, string>> = {}) =>
    ask('/test/who', { headers: { authorization: `Bearer ${token}`, ...headers } });

  test('opens what its scope says, under the name of the program', async () => {
    const token = await tokenFor(serving, ['read']);
    expect(await (await api(token)).json()).toEqual({ name: 'script (API)' });
    const said = await ask('/test/page/say', { method: 'POST', headers: { authorization: `Bearer ${token}` } });
    expect([said.status, await said.json()]).toMatchObject([403, { code: 'no-right', status: 403 }]);
  });
  test('needs neither origin nor CSRF token', async () => {
    const token = await tokenFor(serving, ['run']);
    const said = await ask('/test/page/say', { method: 'POST', headers: { authorization: `Bearer ${token}` } });
    expect(said.status).toBe(200);
  });
  test('opens nothing when it has run out, was taken back, or is not quite it', async () => {
    const token = await tokenFor(serving, ['read']);
    for (const wrong of ['', 'x', token.slice(0, -1), `${token}x`, token.toUpperCase(), 'x'.repeat(10_000)])
      expect((await api(wrong)).status).toBe(401);
    expect((await ask('/test/who', { headers: { authorization: `Basic ${token}` } })).status).toBe(401);
    expect((await api(token)).status).toBe(200);
    await removeToken(serving.app.store, (await tokensOf(serving.app.store))[0]!.id);
    serving.wall.advance(5 * SECOND);
    expect((await api(token)).status).toBe(401);
  });
  test('that is wrong counts, whatever cookie comes with it', async () => {
    const { cookie } = await signIn(serving, { roles: ['viewer'] });
    expect((await ask('/test/who', { headers: { cookie, authorization: 'Bearer wrong' } })).status).toBe(401);
  });
  test('is no session, and a session is no token', async () => {
    const token = await tokenFor(serving, ['read']);
    const { cookie } = await signIn(serving, { roles: ['viewer'] });
    expect((await ask('/test/who', { headers: { cookie: `golive_session=${token}` } })).status).toBe(401);
    expect((await api(cookie.split('=')[1]!)).status).toBe(401);
  });
});

describe('who is not let in', () => {
  test('gets a problem document and is told how', async () => {
    const answer = await ask('/test/who');
    expect([answer.status, answer.headers.get('content-type'), answer.headers.get('www-authenticate')]).toEqual([
      401,
      'application/problem+json',
      expect.stringMatching(/^Bearer/),
    ]);
    expect(await answer.json()).toMatchObject({ type: 'urn:golive:not-signed-in', code: 'not-signed-in', status: 401 });
  });
  test('is led to the login page, and from there back', async () => {
    const answer = await ask('/test/page?q=a%26b', { headers: PAGE });
    const to = answer.headers.get('location')!;
    expect([answer.status, to]).toEqual([303, '/login?to=%2Ftest%2Fpage%3Fq%3Da%2526b']);
    expect(await (await ask(to)).text()).toContain('value="/test/page?q=a%26b"');
    const sent = await ask('/test/page/say', { form: {}, headers: PAGE });
    expect(sent.headers.get('location')).toBe('/login?to=%2Ftest%2Fpage');
  });
  test('reads on a page that the role is not enough', async () => {
    const { cookie, csrf } = await signIn(serving, { roles: ['viewer'] });
    const answer = await ask('/test/page/say', { form: { csrf }, headers: { cookie, ...PAGE } });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([403, 'text/html; charset=UTF-8']);
  });
  test.each(['HEAD', 'GET'])('%s changes nothing on any page of access', async (method) => {
    const { cookie } = await signIn(serving, { roles: ['viewer'] });
    const { path } = await invited(['viewer'], 'Piet');
    const kinds = ['user', 'invitation', 'session', 'device', 'token'] as const;
    const kept = () => Promise.all(kinds.map((kind) => serving.app.store.credentials(kind)));
    const before = await kept();
    for (const place of [path, '/login', '/login?name=Anna&password=x', '/logout'])
      for (const headers of [{}, { cookie }]) await (await ask(place, { method, headers })).text();
    expect(await kept()).toEqual(before);
  });
});

describe('what another site makes a browser send', () => {
  let mine: { cookie: string; csrf: string };
  beforeEach(async () => {
    mine = await signIn(serving, { roles: ['operator'] });
  });
  const send = (headers: Readonly<Record<string, string | undefined>>, form: Record<string, string> = {}) =>
    ask('/test/page/say', { form, headers: { cookie: mine.cookie, ...headers } });

  test('is let through when it is our own page', async () => {
    expect((await send({}, { csrf: mine.csrf })).status).toBe(200);
    expect((await send({ 'x-csrf-token': mine.csrf, 'sec-fetch-site': 'same-origin' })).status).toBe(200);
    expect((await send({ origin: undefined, 'x-csrf-token': mine.csrf })).status).toBe(200);
    const json = { 'content-type': 'application/json', 'x-csrf-token': mine.csrf };
    expect((await send(json)).status).toBe(200);
  });
  test.each<[string, Readonly<Record<string, string | undefined>>, number]>([
    ['the origin of somebody else', { origin: 'https://evil.example' }, 403],
    ['no origin that can be told', { origin: 'null' }, 403],
    ['another port of this machine', { origin: 'http://127.0.0.1:3000' }, 403],
    ['another name of this machine', { origin: 'http://localhost:7353' }, 403],
    ['an origin that begins like ours', { origin: `${HERE}.evil.example` }, 403],
    ['an origin with our name as its user', { origin: 'http://127.0.0.1:7353@evil.example' }, 403],
    ['an origin with a path', { origin: `${HERE}/` }, 403],
    ['an extension', { origin: 'chrome-extension://abcdefgh' }, 403],
    ['an empty origin', { origin: '' }, 403],
    ['two origins', { origin: `${HERE}, https://evil.example` }, 403],
    ['what the browser itself calls cross-site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['a site beside ours', { 'sec-fetch-site': 'same-site' }, 403],
    ['plain text', { 'content-type': 'text/plain' }, 415],
    ['plain text that calls itself JSON behind it', { 'content-type': 'text/plain; application/json' }, 415],
    ['no type at all', { 'content-type': undefined }, 415],
    ['a method in a header', { 'x-http-method-override': 'DELETE' }, 405],
    ['a method in another header', { 'x-method-override': 'PUT' }, 405],
  ])('is refused: %s', async (_title, headers, status) => {
    expect((await send({ ...headers, 'x-csrf-token': mine.csrf })).status).toBe(status);
  });
  test('is refused without the CSRF token, with half of it, and with that of another session', async () => {
    const other = await signIn(serving, { roles: ['operator'] });
    for (const csrf of ['', mine.csrf.slice(0, -1), `${mine.csrf}x`, other.csrf, 'x'.repeat(100_000)]) {
      expect((await send({}, { csrf })).status).toBe(403);
      if (csrf.length < 1000) expect((await send({ 'x-csrf-token': csrf })).status).toBe(403);
    }
    expect((await send({})).status).toBe(403);
    expect((await send({ origin: undefined })).status).toBe(403);
    expect((await ask(`/test/page/say?csrf=${mine.csrf}`, { form: {}, headers: { cookie: mine.cookie } })).status).toBe(
      403,
    );
  });
  test('is refused with an API token as well', async () => {
    const authorization = `Bearer ${await tokenFor(serving, ['run'])}`;
    expect((await send({ cookie: undefined, authorization })).status).toBe(200);
    expect((await send({ cookie: undefined, authorization, origin: 'https://evil.example' })).status).toBe(403);
    expect((await send({ cookie: undefined, authorization, origin: 'null' })).status).toBe(403);
  });
  test('cannot sign somebody in either', async () => {
    await withPassword(['viewer'], 'Piet');
    const headers = { origin: 'https://evil.example' };
    expect((await login({ name: 'Piet', password: PASSWORD }, { headers })).status).toBe(403);
  });
  test.each(['DELETE', 'PUT', 'PATCH', 'OPTIONS', 'POST'])('%s is looked at in the same way', async (method) => {
    const headers = { cookie: mine.cookie, origin: 'https://evil.example', 'x-csrf-token': mine.csrf };
    const answer = await ask('/test/who', { method, headers });
    expect(answer.status).toBe(403);
    expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  });
  test('is told apart by the address that golive has, and not by the name a web server passes on', async () => {
    await open({ url: 'https://golive.example.nl' });
    mine = await signIn(serving, { roles: ['operator'] });
    const at = (origin: string, where: string) =>
      ask('/test/page/say', { form: { csrf: mine.csrf }, headers: { cookie: mine.cookie, origin }, at: where });
    expect((await at('https://golive.example.nl', HERE)).status).toBe(200);
    expect((await at('https://golive.example.nl', 'http://golive.example.nl')).status).toBe(200);
    expect((await at(HERE, HERE)).status).toBe(200); // on the machine itself
    expect((await at('http://golive.example.nl', 'http://golive.example.nl')).status).toBe(403);
    expect((await at('https://golive.example.nl:444', 'http://golive.example.nl')).status).toBe(403);
  });
});

test('every answer carries the headers that keep a page ours', async () => {
  const { cookie } = await signIn(serving, { roles: ['viewer'] });
  for (const answer of [
    await ask('/login'),
    await ask('/test/page', { headers: { cookie } }),
    await ask('/nothing'),
    await ask('/test/who'),
  ]) {
    const headers = Object.fromEntries(answer.headers);
    expect(headers).toMatchObject({
      'content-security-policy': expect.stringMatching(/default-src 'none'.*frame-ancestors 'none'/),
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(headers['content-security-policy']).not.toMatch(/unsafe|\*|https?:/);
    // Under no-referrer a browser sends the origin of its forms as null.
    expect(headers['referrer-policy']).toBe('same-origin');
  }
});

describe('a body of somebody who has shown nothing', () => {
  const large = 'x'.repeat(70_000);
  test('is a name and a password, and not a megabyte', async () => {
    const length = { 'content-length': '70000' };
    expect((await login({ name: 'Anna', password: 'x' }, { headers: length })).status).toBe(413);
    const { path } = await invited(['viewer'], 'Piet');
    expect((await ask(path, { form: { password: 'x', again: 'x' }, headers: length })).status).toBe(413);
  });
  test('is not read where nobody would look at it, and in part where somebody would', async () => {
    const read: Record<string, number> = {};
    const pieces = (of: string) =>
      new ReadableStream<Uint8Array>(
        {
          pull(controller) {
            read[of] = (read[of] ?? 0) + 1;
            controller.enqueue(new TextEncoder().encode(large));
          },
        },
        { highWaterMark: 0 },
      );
    const chunked = (path: string) =>
      http.fetch(
        new Request(`${HERE}${path}`, {
          method: 'POST',
          headers: { host: '127.0.0.1:7353', origin: HERE, 'content-type': 'application/x-www-form-urlencoded' },
          body: pieces(path),
          duplex: 'half',
        } as RequestInit),
      );
    const paths = ['/login', '/c/AbCdEfGhIjKlMnOpQrStUvWxYz012345/wish', '/api/v1/projects', '/nothing'];
    const answers = await Promise.all(paths.map(chunked));
    expect(answers.map(({ status }) => status)).toEqual([413, 413, 401, 404]);
    expect(read).toEqual({ [paths[0]!]: 1, [paths[1]!]: 1 });
  });
});

test('a page of an address that looks like another host leads to no other host', async () => {
  const text = await (await ask('//evil.example/x', { headers: PAGE })).text();
  expect(text).toContain('lang=nl');
  expect(text).not.toMatch(/href="(?:\/\/|https?:)/);
});

test('nothing that is logged holds a name, a password or a link', async () => {
  const logged: string[] = [];
  Object.assign(serving.app, { log: (line: string) => void logged.push(line) });
  const { path } = await invited();
  await ask(path, { form: { password: PASSWORD, again: PASSWORD } });
  await login({ name: 'Anna', password: PASSWORD });
  await login({ name: 'Anna', password: `${PASSWORD}?` });
  const broken = async () => {
    throw new Error('the disk is gone');
  };
  Object.assign(serving.app, { store: { ...serving.app.store, credential: broken, findCredential: broken } });
  expect((await login({ name: 'Anna', password: PASSWORD })).status).toBe(503);
  expect((await ask(path)).status).toBe(503);
  expect(logged.length).toBeGreaterThan(0);
  expect(logged.join('\n')).not.toMatch(/Anna|paard|welcome|token\d/i);
});

test('a minute of nothing leaves sessions as they are', async () => {
  const { cookie } = await signIn(serving, { roles: ['viewer'] });
  serving.wall.advance(MINUTE);
  expect((await ask('/test/page', { headers: { cookie } })).status).toBe(200);
});
