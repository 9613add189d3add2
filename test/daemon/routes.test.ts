import { beforeAll, describe, expect, test } from 'vitest';
import { newCustomerLink } from '../../src/app/customer/links.ts';
import { newProject } from '../../src/app/new-project.ts';
import { rightOf } from '../../src/daemon/access/index.ts';
import { httpApp, PUBLIC_ROUTES } from '../../src/daemon/http.ts';
import type { Right, UserRole } from '../../src/domain/rights.ts';
import { RIGHTS, RIGHTS_OF_ROLE, USER_ROLES } from '../../src/domain/rights.ts';
import { HOUR } from '../../src/domain/time.ts';
import { ANNA, withClient } from '../app/small-office.ts';
import type { TestServing } from './serving.ts';
import { servingOf } from './serving.ts';
import { signIn, tokenFor } from './signed-in.ts';

// Walks whatever is registered: a route that somebody adds is tried here without anybody thinking of it.

const HERE = 'http://127.0.0.1:7353';
const READING = new Set(['GET', 'HEAD']);

interface Route {
  readonly method: string;
  readonly path: string;
  /** What its first handler asks for. */
  readonly right: Right | undefined;
  readonly isPublic: boolean;
}

let serving: TestServing;
let http: ReturnType<typeof httpApp>;
let routes: readonly Route[];
let project: string;
let migration: string;
/** Everybody who tries, as headers. */
let who: Readonly<Record<string, Readonly<Record<string, string>>>>;
let customers: { readonly own: string; readonly other: string };

function routesOf(app: ReturnType<typeof httpApp>): readonly Route[] {
  const first = new Map<string, Route>();
  for (const { method, path, handler } of app.routes) {
    if (path === '/*') continue; // stands before everything: names, sizes, who is asking
    const key = `${method} ${path}`;
    const isPublic = PUBLIC_ROUTES.some((pattern) => pattern.test(path));
    if (!first.has(key)) first.set(key, { method, path, right: rightOf(handler), isPublic });
  }
  return [...first.values()];
}

const isOpen = ({ right, isPublic }: Route): boolean => right === undefined && !isPublic;

beforeAll(async () => {
  const office = await withClient();
  await newProject(office.app, ['ander.nl'], { playbook: 'small', customer: 'Ander BV' }, ANNA);
  serving = servingOf(office.app);
  http = httpApp(serving);
  routes = routesOf(http);
  const [header] = await office.app.store.findMigrations('klant.nl.');
  project = header!.projectId;
  migration = header!.id;
  const link = async (domain: string) => {
    const { address } = await newCustomerLink(office.app, serving, { domain }, ANNA);
    return address.split('/').at(-1)!;
  };
  customers = { own: await link('klant.nl'), other: await link('ander.nl') };
  const session = async (name: string, roles: readonly UserRole[]) => {
    const { cookie, csrf } = await signIn(serving, { name, roles });
    return { cookie, 'x-csrf-token': csrf };
  };
  const over = await session('Voorbij', USER_ROLES);
  serving.wall.advance(13 * HOUR);
  who = {
    nobody: {},
    over,
    all: await session('Alles', USER_ROLES),
    ...Object.fromEntries(
      await Promise.all(USER_ROLES.map(async (role) => [`as ${role}`, await session(`De ${role}`, [role])] as const)),
    ),
    'without a role': await session('Zonder', []),
    ...Object.fromEntries(
      await Promise.all(
        RIGHTS.map(async (right) => {
          const token = await tokenFor(serving, [right], `script ${right}`);
          return [`token ${right}`, { authorization: `Bearer ${token}` }] as const;
        }),
      ),
    ),
    'customer as bearer': { authorization: `Bearer ${customers.own}` },
    'customer as session': { cookie: `golive_session=${customers.own}` },
  };
});

const PLACES: Readonly<Record<string, () => string>> = {
  id: () => migration,
  step: () => 'approve',
  field: () => 'authcode',
  token: () => 'AbCdEfGhIjKlMnOpQrStUvWxYz012345',
  name: () => 'AbCdEfGhIjKlMnOpQrStUvWxYz012345.ics',
};

function addressOf({ path }: Route): string {
  const at = path.startsWith('/projects') || path.includes('/projects/') ? project : undefined;
  return path
    .replace(/:(\w+)(?:\{[^}]*\})?\??/g, (_whole, name: string) =>
      name === 'id' && at !== undefined ? at : (PLACES[name]?.() ?? 'x'),
    )
    .replace(/\*$/, 'anything');
}

async function ask(
  route: Route,
  headers: Readonly<Record<string, string>>,
  { address = addressOf(route), method = route.method === 'ALL' ? 'GET' : route.method } = {},
) {
  const isReading = READING.has(method);
  const body = isReading
    ? {}
    : {
        'content-type': route.path.startsWith('/api/') ? 'application/json' : 'application/x-www-form-urlencoded',
        'content-length': '2',
      };
  const all = { host: '127.0.0.1:7353', ...body, ...headers };
  const answer = await http.fetch(
    new Request(`${HERE}${address}`, {
      method,
      headers: Object.entries(all).filter(([, value]) => value !== ''),
      ...(isReading ? {} : { body: route.path.startsWith('/api/') ? '{}' : 'x=' }),
    }),
  );
  // A stream of events has no end.
  const text = (answer.headers.get('content-type') ?? '').startsWith('text/event-stream') ? '' : await answer.text();
  if (text === '') await answer.body?.cancel().catch(() => undefined);
  return { status: answer.status, to: answer.headers.get('location') ?? '', headers: answer.headers, text };
}

/** What may not have changed by any of this. */
async function standing(): Promise<string> {
  const { store } = serving.app;
  const [projections, bookings, journal, feeds] = await Promise.all([
    store.listProjections({ limit: 100 }),
    store.bookings('0', '9~'),
    store.readJournal(migration),
    store.feeds(),
  ]);
  const kinds = ['user', 'invitation', 'token', 'customer-link', 'approval', 'device'] as const;
  const credentials = await Promise.all(kinds.map((kind) => store.credentials(kind)));
  return JSON.stringify([projections, bookings, journal.length, feeds, credentials]);
}

test('there are routes, and each is public by name or asks for a right', () => {
  expect(routes.length).toBeGreaterThan(20);
  expect(routes.filter(isOpen).map(({ method, path }) => `${method} ${path}`)).toEqual([]);
});

test('a route that asks for nothing is found', () => {
  const leaking = httpApp(serving);
  leaking.get('/leak/:id', (context) => context.text('klant.nl'));
  leaking.post('/loginx', (context) => context.text('klant.nl'));
  expect(
    routesOf(leaking)
      .filter(isOpen)
      .map(({ path }) => path),
  ).toEqual(['/leak/:id', '/loginx']);
});

describe('every route that is not public', () => {
  /** Who must be refused by a route, and how it must look. */
  const refused = (name: string, right: Right): number | undefined => {
    if (['nobody', 'over', 'customer as bearer', 'customer as session'].includes(name)) return 401;
    const role = USER_ROLES.find((one) => name === `as ${one}`);
    if (role !== undefined) return RIGHTS_OF_ROLE[role].includes(right) ? undefined : 403;
    if (name.startsWith('token ')) return name === `token ${right}` ? undefined : 403;
    return name === 'without a role' ? 403 : undefined;
  };

  test('refuses whoever may not, as a program and as a browser', async () => {
    const before = await standing();
    const wrong: string[] = [];
    let tried = 0;
    const guarded = routes.filter(({ isPublic }) => !isPublic);
    const ways = new Set<string>();
    for (const route of guarded)
      for (const [name, headers] of Object.entries(who)) {
        const status = refused(name, route.right!);
        if (status === undefined) continue;
        for (const accept of ['application/json', 'text/html,*/*']) {
          const answer = await ask(route, { ...headers, accept });
          const isPage = accept !== 'application/json' && !route.path.startsWith('/api/');
          const isRefused =
            isPage && status === 401
              ? answer.status === 303 && answer.to.startsWith('/login')
              : answer.status === status;
          tried += 1;
          ways.add(`${name} ${accept}`);
          if (!isRefused || /klant\.nl|Klant BV|ander\.nl/.test(answer.text.replaceAll(addressOf(route), '')))
            wrong.push(`${route.method} ${route.path}, ${name}, ${accept}: ${answer.status} ${answer.to}`);
        }
      }
    expect(wrong).toEqual([]);
    expect(await standing()).toBe(before);
    console.log(`${guarded.length} routes, ${ways.size} ways in, ${tried} tries: all refused`);
  });

  test('refuses what another site sends in the name of somebody who may do everything', async () => {
    const before = await standing();
    const wrong: string[] = [];
    let tried = 0;
    const { cookie = '', 'x-csrf-token': csrf = '' } = who.all!;
    const ways: readonly Readonly<Record<string, string>>[] = [
      { origin: 'https://evil.example', 'x-csrf-token': csrf },
      { origin: 'null', 'x-csrf-token': csrf },
      { origin: 'http://127.0.0.1:9', 'x-csrf-token': csrf },
      { 'sec-fetch-site': 'cross-site', 'x-csrf-token': csrf },
      { origin: HERE },
      {},
      { origin: HERE, 'x-csrf-token': `${csrf}x` },
      { origin: HERE, 'x-csrf-token': who['as viewer']!['x-csrf-token']! },
      { origin: HERE, 'x-csrf-token': csrf, 'content-type': 'text/plain' },
      { origin: HERE, 'x-csrf-token': csrf, 'x-http-method-override': 'DELETE' },
    ];
    const writing = routes.filter(({ method, isPublic }) => !READING.has(method) && !isPublic);
    for (const route of writing)
      for (const way of ways) {
        const method = route.method === 'ALL' ? 'POST' : route.method;
        const answer = await ask(route, { cookie, ...way }, { method });
        tried += 1;
        if (![403, 405, 415].includes(answer.status))
          wrong.push(`${route.method} ${route.path}, ${JSON.stringify(way)}: ${answer.status}`);
      }
    expect(wrong).toEqual([]);
    expect(await standing()).toBe(before);
    console.log(
      `${writing.length} routes that change something, ${ways.length} ways across sites, ${tried} tries: all refused`,
    );
  });

  test('lets in who may read', async () => {
    const reading = routes.filter(({ method, right, isPublic }) => method === 'GET' && right === 'read' && !isPublic);
    const shut: string[] = [];
    for (const route of reading)
      for (const name of ['all', 'as viewer', 'token read']) {
        const { status, to } = await ask(route, { ...who[name], accept: 'text/html' });
        if ([401, 403].includes(status) || to.startsWith('/login')) shut.push(`${route.path} ${name}: ${status} ${to}`);
      }
    expect(shut).toEqual([]);
    expect(reading.length).toBeGreaterThan(10);
  });

  test('answers a GET from another site without letting that site read it', async () => {
    const reading = routes.filter(({ method, isPublic }) => method === 'GET' && !isPublic);
    for (const route of reading) {
      const { headers } = await ask(route, { ...who.all, origin: 'https://evil.example' });
      expect([route.path, headers.get('access-control-allow-origin')]).toEqual([route.path, null]);
      expect([route.path, headers.get('cross-origin-resource-policy')]).toEqual([route.path, 'same-origin']);
    }
  });
});

describe('every public route', () => {
  test('tells nothing and does nothing without its secret', async () => {
    const before = await standing();
    const open = routes.filter(({ isPublic }) => isPublic);
    const seen: string[] = [];
    for (const route of open)
      for (const name of ['nobody', 'customer as bearer', 'as viewer']) {
        const { status, text, to } = await ask(route, { ...who[name], origin: HERE });
        expect(`${route.path} ${text} ${to}`).not.toMatch(/klant\.nl|Klant BV|ander\.nl|Ander BV/);
        if (route.path.includes(':'))
          expect([route.method, route.path, [404, 410, 429].includes(status)]).toEqual([
            route.method,
            route.path,
            true,
          ]);
        seen.push(`${route.method} ${route.path} ${status}`);
      }
    expect(await standing()).toBe(before);
    expect(seen.length).toBe(open.length * 3);
  });
  test('with one customer’s link shows nothing of another customer', async () => {
    const open = routes.filter(({ path }) => path.startsWith('/c/:token'));
    expect(open.length).toBeGreaterThan(3);
    const before = await serving.app.store.readJournal(migration);
    let asked = 0;
    for (const route of open) {
      const address = addressOf(route).replace(PLACES.token!(), customers.other);
      const { text } = await ask(route, { origin: HERE }, { address });
      expect(text).not.toMatch(/klant\.nl|Klant BV/);
      asked += 1;
    }
    expect(await serving.app.store.readJournal(migration)).toEqual(before);
    expect(asked).toBe(open.length);
  });
});
