import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { memoryDns } from '../../../src/adapters/dns/memory/index.ts';
import { say } from '../../../src/app/say.ts';
import type { Route } from '../../../src/daemon/api/route.ts';
import { ROUTES } from '../../../src/daemon/api/routes.ts';
import { message } from '../../../src/domain/message.ts';
import { RIGHTS } from '../../../src/domain/rights.ts';
import type { Office } from '../../app/small-office.ts';
import { ANNA, withClient } from '../../app/small-office.ts';
import { simulated } from '../../engine/simulated-app.ts';
import type { Answer, Asking } from './ask.ts';
import { asking } from './ask.ts';

// Every route of the table is asked for: with success, and in vain. What comes back is held against the OpenAPI document each time.

interface Case {
  readonly path: string;
  readonly body?: unknown;
  /** What it is refused for, beside rights: a request and the code. */
  readonly refused: readonly [path: string, body: unknown, code: string];
  /** What must be so before. */
  /** Answers an id that stands in the path, where there is one. */
  readonly first?: (api: Asking) => Promise<unknown>;
  readonly key?: string;
  /** Looks at the world. */
  readonly isOfWorld?: true;
}

const book = (api: Asking, hold = false) =>
  api.ask('PUT /api/v1/projects/klant.nl/booking', { body: { slot: '2026-12-01/morning', hold } });
const started = () => say(office.app, 'klant.nl', 'approve', {}, ANNA);
const failing = async () => {
  await started();
  const task = { text: message('engine.checking'), owner: 'agency', closesOnWord: true } as const;
  await office.engineSays('klant.nl', 'collect-access', 'asked', { task });
};
const link = async (api: Asking) =>
  (await api.ask('POST /api/v1/customer-links', { body: { domain: 'klant.nl' } })).json.id as string;
const lostMessage = async (api: Asking) => {
  const { store } = office.app;
  const { json } = await api.ask('POST /api/v1/notifications/test', { body: {} });
  const [{ id }] = json.deliveries as [{ id: string }];
  await store.settleDelivery(id, { state: 'given-up', atMs: office.clock.now(), error: 'no answer' });
  return id;
};
const M = '/migrations/klant.nl';
const UNKNOWN = '/migrations/nobody.nl';

const CASES: Readonly<Record<string, Case>> = {
  'GET /status': {
    path: '/status?limit=2&status=draft,done&q=klant',
    refused: ['/status?limit=0', undefined, 'query-invalid'],
  },
  'GET /projects/{id}': { path: '/projects/klant.nl', refused: ['/projects/nobody.nl', undefined, 'domain-unknown'] },
  'GET /projects/{id}/booking': {
    path: '/projects/klant.nl/booking',
    refused: ['/projects/nobody.nl/booking', undefined, 'domain-unknown'],
    first: book,
  },
  'PUT /projects/{id}/booking': {
    path: '/projects/klant.nl/booking',
    body: { slot: '2026-12-01/morning', owner: 'Ben' },
    key: 'one',
    refused: ['/projects/klant.nl/booking', { slot: '2026-11-20/morning' }, 'slot-refused'],
  },
  'POST /projects/{id}/booking/confirm': {
    path: '/projects/klant.nl/booking/confirm',
    refused: ['/projects/klant.nl/booking/confirm', {}, 'not-allowed'],
    first: (api) => book(api, true),
  },
  'DELETE /projects/{id}/booking': {
    path: '/projects/klant.nl/booking?ahead=keep&why=moved',
    refused: ['/projects/klant.nl/booking', undefined, 'not-allowed'],
    first: book,
  },
  'GET /migrations/{id}': { path: M, refused: [UNKNOWN, undefined, 'domain-unknown'] },
  'GET /migrations/{id}/plan': {
    isOfWorld: true,
    path: '/migrations/bakkerij-dezon.example/plan',
    refused: [`${M}/plan?offline=perhaps`, undefined, 'query-invalid'],
  },
  'GET /migrations/{id}/journal': {
    path: `${M}/journal?limit=1`,
    refused: [`${M}/journal?after=-1`, undefined, 'query-invalid'],
  },
  'GET /migrations/{id}/preflight': {
    isOfWorld: true,
    path: '/migrations/bakkerij-dezon.example/preflight',
    refused: [`${UNKNOWN}/preflight`, undefined, 'domain-unknown'],
  },
  'GET /migrations/{id}/letters': {
    path: `${M}/letters`,
    refused: [`${M}/letters?which=poem`, undefined, 'query-invalid'],
  },
  'GET /check': {
    isOfWorld: true,
    path: '/check?domain=bakkerij-dezon.example',
    refused: ['/check?domain=example.com', undefined, 'domain-unknown'],
  },
  'GET /slots': {
    path: '/slots?from=2026-12-01&days=3&domain=klant.nl',
    refused: ['/slots?days=100000', undefined, 'query-invalid'],
  },
  'POST /migrations/{id}/approvals': {
    path: `${M}/approvals`,
    body: {},
    refused: [`${M}/approvals`, { step: 'nothing' }, 'step-unknown'],
  },
  'POST /migrations/{id}/approve': {
    path: `${M}/approve`,
    refused: [`${M}/approve`, { token: 'guessed', planHash: 'x' }, 'not-allowed'],
  },
  'POST /migrations/{id}/done': {
    path: `${M}/done`,
    first: failing,
    body: { step: 'collect-access', onBehalfOf: 'customer, by phone' },
    refused: [`${M}/done`, { step: 'nothing' }, 'step-unknown'],
  },
  'POST /migrations/{id}/skip': {
    path: `${M}/skip`,
    first: started,
    body: { step: 'collect-access', why: 'they did' },
    refused: [`${M}/skip`, { step: 'approve', why: 'x' }, 'not-allowed'],
  },
  'POST /migrations/{id}/retry': {
    path: `${M}/retry`,
    first: failing,
    body: { step: 'collect-access' },
    refused: [`${M}/retry`, {}, 'usage'],
  },
  'POST /migrations/{id}/pause': {
    path: `${M}/pause`,
    first: started,
    body: { why: 'holiday' },
    refused: [`${UNKNOWN}/pause`, {}, 'domain-unknown'],
  },
  'POST /migrations/{id}/resume': {
    path: `${M}/resume`,
    first: () => started().then(() => say(office.app, 'klant.nl', 'pause', {}, ANNA)),
    refused: [`${M}/resume`, {}, 'not-allowed'],
  },
  'POST /migrations/{id}/rollback': {
    path: `${M}/rollback`,
    first: started,
    refused: [`${M}/rollback`, {}, 'not-allowed'],
  },
  'POST /migrations/{id}/cancel': {
    path: `${M}/cancel`,
    body: { why: 'they stay' },
    refused: [`${M}/cancel`, {}, 'usage'],
  },
  'POST /migrations/{id}/answers': {
    path: `${M}/answers`,
    body: { answers: { mail: 'stays' } },
    refused: [`${M}/answers`, { answers: { what: 'x' } }, 'answer-unknown'],
  },
  'POST /migrations/{id}/secrets/{field}': {
    path: `${M}/secrets/ftp`,
    body: { value: 'hunter2-and-more' },
    refused: [`${M}/secrets/ftp`, { value: '' }, 'body-invalid'],
  },
  'POST /migrations/{id}/notes': {
    path: `${M}/notes`,
    body: { text: 'they called' },
    refused: [`${M}/notes`, { text: ' ' }, 'body-invalid'],
  },
  'POST /migrations/{id}/tasks': {
    path: `${M}/tasks`,
    body: { title: 'Call them', owner: 'agency', due: '2026-12-01' },
    refused: [`${M}/tasks`, { title: 'x', owner: 'agency', due: 'soon' }, 'usage'],
  },
  'POST /projects': {
    path: '/projects',
    body: { domains: ['winkel.nl'], answers: { playbook: 'small', customer: 'Winkel' } },
    refused: ['/projects', { domains: ['klant.nl'], answers: { playbook: 'small' } }, 'already-exists'],
  },
  'GET /settings': { path: '/settings', refused: ['/settings?language=it', undefined, 'query-invalid'] },
  'GET /notifications': {
    path: '/notifications?state=waiting',
    refused: ['/notifications?limit=501', undefined, 'query-invalid'],
    first: (api) => api.ask('POST /api/v1/notifications/test', { body: {} }),
  },
  'POST /notifications/test': {
    path: '/notifications/test',
    body: { target: 'team@agency.example' },
    refused: ['/notifications/test', { target: 'nobody' }, 'usage'],
  },
  'POST /notifications/{id}/retry': {
    path: '/notifications/lost/retry',
    refused: ['/notifications/nothing/retry', {}, 'usage'],
    first: lostMessage,
  },
  'GET /customer-links': {
    path: '/customer-links?domain=klant.nl',
    refused: ['/customer-links?domain=nobody.nl', undefined, 'domain-unknown'],
    first: link,
  },
  'POST /customer-links': {
    path: '/customer-links',
    body: { domain: 'klant.nl', days: 30 },
    refused: ['/customer-links', { domain: 'nobody.nl' }, 'domain-unknown'],
  },
  'DELETE /customer-links/{id}': {
    path: '/customer-links/LINK',
    refused: ['/customer-links/nothing', undefined, 'usage'],
    first: link,
  },
  'GET /events': { path: '/events', refused: ['/events?since=1', undefined, 'query-invalid'] },
  'GET /metrics': { path: '/metrics', refused: ['/metrics?all=1', undefined, 'query-invalid'] },
};

let office: Office;
/** A simulated Internet, for what looks at the world; it has one project. */
let internet: Asking;
const seen = new Map<string, Set<number>>();

beforeAll(async () => {
  const { app, world } = await simulated();
  internet = await asking(app, { dns: async () => memoryDns(world) });
});

const keyOf = ({ method, path }: Pick<Route, 'method' | 'path'>): string => `${method} ${path}`;

test('every route has its case', () => expect(Object.keys(CASES).sort()).toEqual(ROUTES.map(keyOf).sort()));

const TELLING = {
  notify: [{ to: 'mail', address: 'team@agency.example' }],
  smtp: { host: 'localhost', from: 'golive@agency.example' },
};

describe.each(ROUTES.map((row) => [keyOf(row), row] as const))('%s', (name, row) => {
  const { path, body, refused, first, key, isOfWorld = false } = CASES[name]!;
  const of = async (): Promise<Asking> => {
    office = await withClient(TELLING);
    return isOfWorld ? internet : asking(office.app);
  };
  const sent = (given: unknown) => (given === undefined ? {} : { body: given });
  test('answers', async () => {
    const api = await of();
    const made = await first?.(api);
    const given = body ?? (row.path.endsWith('/approve') ? await offered(api) : undefined);
    const headers = key === undefined ? {} : { 'Idempotency-Key': key };
    const filled = path.replace(/\blost\b|LINK/, String(made));
    const answer: Answer = await api.ask(`${row.method} /api/v1${filled}`, { ...sent(given), headers });
    expect([answer.status, answer.text.slice(0, 400)]).toEqual([row.status, expect.anything()]);
    if (typeof row.answers === 'string') expect(answer.json.schema).toBe(`golive.${row.answers}/1`);
    note(api);
  });
  test(`refuses ${refused[2]}`, async () => {
    const api = await of();
    const answer = await api.ask(`${row.method} /api/v1${refused[0]}`, sent(refused[1]));
    expect([answer.json.code, answer.headers.get('content-type')]).toEqual([refused[2], 'application/problem+json']);
    note(api);
  });
  test('refuses whoever is nobody, or has every right but the one', async () => {
    const api = await of();
    const asked = `${row.method} /api/v1${path}`;
    const nobody = await api.ask(asked, { ...sent(body), as: '' });
    expect([nobody.status, nobody.json.code]).toEqual([401, 'not-signed-in']);
    const guessed = await api.ask(asked, { ...sent(body), as: 'golive_guessed' });
    expect([guessed.status, guessed.json.code]).toEqual([401, 'not-signed-in']);
    const others = RIGHTS.filter((right) => right !== row.right);
    const other = await api.ask(asked, { ...sent(body), as: await api.token(others) });
    expect([other.status, other.json.code]).toEqual([403, 'no-right']);
    expect(await office.app.store.readJournal('m-1')).toHaveLength(1);
    note(api);
  });
  test('refuses a page of another site', async () => {
    if (row.method === 'GET') return;
    const api = await of();
    const headers = { Origin: 'https://evil.example' };
    const answer = await api.ask(`${row.method} /api/v1${path}`, { ...sent(body), headers });
    expect([answer.status, answer.json.code]).toEqual([403, 'foreign-origin']);
  });
  test('refuses a parameter and a field that it does not know', async () => {
    const api = await of();
    const sign = path.includes('?') ? '&' : '?';
    const query = await api.ask(`${row.method} /api/v1${path}${sign}nonsense=1`, sent(body));
    expect([query.json.code, query.json.faults]).toEqual([
      'query-invalid',
      [{ at: 'nonsense', why: 'it is not known here' }],
    ]);
    if (row.method === 'GET' || row.method === 'DELETE') return;
    const more = await api.ask(`${row.method} /api/v1${path}`, { body: { ...(body as object), 'non/sense': 1 } });
    expect(more.json.code).toBe('body-invalid');
    expect(more.json.faults).toContainEqual({ at: '/non~1sense', why: 'it is not known here' });
  });
});

async function offered(api: Asking) {
  const { json } = await api.ask('POST /api/v1/migrations/klant.nl/approvals', { body: {} });
  return { token: json.token, planHash: json.planHash };
}

function note(api: Asking): void {
  for (const [operation, statuses] of api.seen)
    for (const status of statuses) seen.set(operation, (seen.get(operation) ?? new Set()).add(status));
}

afterAll(() => {
  for (const { method, path, status } of ROUTES) {
    const statuses = [...(seen.get(`${method} /api/v1${path}`) ?? [])];
    expect(statuses, `${method} ${path}`).toContain(status);
    expect(
      statuses.some((one) => one >= 400 && one !== 401 && one !== 403),
      `${method} ${path}`,
    ).toBe(true);
  }
});
