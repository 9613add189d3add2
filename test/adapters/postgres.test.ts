import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { pgBossDispatcher } from '../../src/adapters/dispatcher/pg-boss/index.ts';
import { openPostgresStore } from '../../src/adapters/store/kysely/open-postgres.ts';
import { fromPostgres, isBusyPostgres } from '../../src/adapters/store/kysely/postgres-errors.ts';
import { askedOf } from '../../src/adapters/store/kysely/postgres-url.ts';
import type { Said } from './postgres-server.ts';
import { postgresServer, table } from './postgres-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'golive-postgres-said-'));
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  // Whoever runs this may have a database of his own.
  vi.stubEnv('PGPASSWORD', undefined);
  vi.stubEnv('PGPASSFILE', join(folder, 'none'));
});
afterEach(() => vi.unstubAllEnvs());

type Server = Awaited<ReturnType<typeof postgresServer>>;

const open = (url: string) =>
  openPostgresStore({ url, clock: { now: () => 0 }, keyFile: join(folder, 'golive.key'), sameTime: false });

/** What opening a store on it comes to. */
async function opening(script: Parameters<typeof postgresServer>[0], query = ''): Promise<[unknown, Server['asked']]> {
  const server = await postgresServer(script);
  try {
    const thrown = await open(`${server.url}${query}`).catch((error: unknown) => error);
    await server.left();
    return [thrown, server.asked];
  } finally {
    await server.close();
  }
}

const FIRST = { now: '0', encoding: 'UTF8', path: 'golive' };

describe('what the server or the network says, in our words', () => {
  const cases: readonly (readonly [what: string, thrown: object, code?: string, why?: RegExp])[] = [
    ['a damaged page', { code: 'XX001' }, 'store-corrupt', /reports damage/],
    ['a damaged index', { code: 'XX002' }, 'store-corrupt', /reports damage/],
    ['no place for its own files, which no backup mends', { code: 'XX000' }, 'store-full', /a fault of its own/],
    ['a schema without a right to it', { code: '3F000' }, 'store-full', /no permission/],
    ['a table without a right to it', { code: '42501' }, 'store-full', /no permission/],
    ['a pooler that does not know a setting', { code: '08P01' }, 'config-invalid'],
    ['a connection that broke', { code: '08006' }, 'store-busy', /broke/],
    ['an expired certificate', { code: 'CERT_HAS_EXPIRED' }, 'config-invalid', /has expired/],
    ['a certificate from tomorrow', { code: 'CERT_NOT_YET_VALID' }, 'config-invalid', /not valid yet/],
    ['another host’s certificate', { code: 'ERR_TLS_CERT_ALTNAME_INVALID' }, 'config-invalid', /another name/],
    ['a refused certificate', { code: 'CERT_UNTRUSTED' }, 'config-invalid', /nobody who is trusted/],
    ['a self-signed one', { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }, 'config-invalid', /nobody who is trusted/],
    ['a self-signed chain', { code: 'SELF_SIGNED_CERT_IN_CHAIN' }, 'config-invalid', /nobody who is trusted/],
    ['an unknown signer', { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' }, 'config-invalid', /nobody who is trusted/],
    ['an old TLS', { code: 'ERR_SSL_UNSUPPORTED_PROTOCOL' }, 'config-invalid', /TLS with it fails/],
    [
      'a TLS that is not to be had',
      { code: 'ERR_TLS_INVALID_PROTOCOL_VERSION' },
      'config-invalid',
      /TLS with it fails/,
    ],
    [
      'a certificate file with something else in it',
      { code: 'ERR_OSSL_PEM_NO_START_LINE' },
      'config-invalid',
      /cannot be used/,
    ],
    [
      'half a TLS',
      new Error('There was an error establishing an SSL connection'),
      'config-invalid',
      /TLS with it fails/,
    ],
    ['a wrong password', { code: '28P01', message: 'no' }, 'config-invalid', /refuses this user or password/],
    [
      'a role that may not log in',
      { code: '28000', message: 'role "x" is not permitted' },
      'config-invalid',
      /refuses this user/,
    ],
    [
      'a server for TLS only',
      { code: '28000', message: 'no pg_hba.conf entry for host "::1", user "x", database "y", no encryption' },
      'config-invalid',
      /pg_hba\.conf does not let this user in from here without TLS/,
    ],
    [
      'a server that is not for this address',
      { code: '28000', message: 'no pg_hba.conf entry for host "::1", user "x", database "y", SSL encryption' },
      'config-invalid',
      /pg_hba\.conf does not let this user in from here$/,
    ],
    ['a socket that its server took along', { code: 'ENOENT' }, 'store-busy', /nobody listens/],
    ['a socket that is not for this user', { code: 'EACCES' }, 'config-invalid', /this user may not connect/],
    ['a server that is down', { code: 'EHOSTDOWN' }, 'store-busy', /cannot be reached/],
    ['a network that nobody knows a way to', { code: 'ENETUNREACH' }, 'store-busy', /no route there/],
    ['a network cable that is pulled out', { code: 'ENETDOWN' }, 'store-busy', /no route there/],
    ['an address family that this machine has not', { code: 'EADDRNOTAVAIL' }, 'store-busy', /no route there/],
    ['a fault of ours', { code: '42601' }],
    ['something else', new Error('boo')],
  ];
  for (const [what, thrown, code, why] of cases)
    test(what, () => {
      const said = fromPostgres(thrown, 'house');
      expect(said?.code).toBe(code);
      if (why !== undefined) expect(said?.why).toMatch(why);
      expect(isBusyPostgres(thrown)).toBe(code === 'store-busy');
    });
});

describe('what the address asks for', () => {
  const at = 'postgres://u:p%40@h:5432/d';
  const ours = '-c search_path=golive';
  test.each([
    ['nothing', at, at, ours],
    ['options: ours come last and count', `${at}?options=-c%20jit%3Doff`, at, `-c jit=off ${ours}`],
    [
      'its own search path',
      `${at}?options=-c search_path=public&ssl=true`,
      `${at}?ssl=true`,
      `-c search_path=public ${ours}`,
    ],
    [
      'options twice: the driver would take the last',
      `${at}?options=-c%20a%3D1&options=-c%20b%3D2`,
      at,
      `-c b=2 ${ours}`,
    ],
    ['a time for each statement: golive has its own', `${at}?statement_timeout=5&x=%20y`, `${at}?x=%20y`, ours],
    ['TLS: without warnings, and as strict as before', `${at}?sslmode=require`, `${at}?sslmode=verify-full`, ours],
    ['TLS: the same by another name', `${at}?sslmode=verify-ca`, `${at}?sslmode=verify-full`, ours],
    ['TLS that trusts anybody', `${at}?sslmode=no-verify`, `${at}?sslmode=no-verify`, ours],
    [
      'TLS as libpq has it',
      `${at}?uselibpqcompat=true&sslmode=require`,
      `${at}?uselibpqcompat=true&sslmode=require`,
      ours,
    ],
  ])('%s', (_what, url, connectionString, options) => {
    expect(askedOf(url, ours)).toEqual({ connectionString, options });
  });

  test.each(['sslrootcert', 'sslcert', 'sslkey'])(
    'a file that is not there, as %s, is told with its path',
    async (name) => {
      const file = join(folder, 'none.pem');
      await expect(open(`${at}?sslmode=verify-full&${name}=${encodeURIComponent(file)}`)).rejects.toMatchObject({
        code: 'config-invalid',
        subject: 'postgres://u@h:5432/d',
        why: `its ${name}, ${file}, cannot be read`,
      });
      writeFileSync(join(folder, 'there.pem'), '');
      expect(() => askedOf(`${at}?${name}=${join(folder, 'there.pem')}`)).not.toThrow();
    },
  );

  test('the server hears the settings of golive, whatever the address says', async () => {
    const query = '?options=-c%20search_path%3Dpublic&statement_timeout=5';
    const [, asked] = await opening({ lets: { state: '28P01', message: 'no' } }, query);
    expect(asked[0]).toMatchObject({
      options: '-c search_path=public -c search_path=golive',
      statement_timeout: '30000',
    });
  });
});

describe('a server that cannot be used is told in one line, and its connection is closed', () => {
  const first = (more: object, then: (sql: string) => Said = () => table([])) => ({
    answer: (sql: string) => (/server_encoding/.test(sql) ? table([{ ...FIRST, ...more }]) : then(sql)),
  });
  const there = (...names: readonly string[]) => table(names.map((name) => ({ name, mayUse: true })));
  const cases: readonly {
    readonly what: string;
    readonly script: Parameters<typeof postgresServer>[0];
    readonly query?: string;
    readonly says: object;
  }[] = [
    {
      what: 'a password is wanted in clear, and none was given',
      script: { lets: 'clear' },
      says: { code: 'config-invalid', why: 'the server wants a password and none was given' },
    },
    {
      what: 'a password is wanted by SCRAM, and none was given',
      script: { lets: 'scram' },
      says: { code: 'config-invalid', why: 'the server wants a password and none was given' },
    },
    {
      what: 'it has no TLS',
      script: {},
      query: '?sslmode=verify-full',
      says: { code: 'config-invalid', why: 'the server offers no TLS' },
    },
    {
      what: 'it refuses a setting of the address',
      script: { lets: { state: '42704', message: 'unrecognized configuration parameter "golf"' } },
      query: '?options=-c%20golf%3D1',
      says: { code: 'config-invalid', why: expect.stringContaining('parameter "golf"') },
    },
    {
      what: 'its text has no euro sign',
      script: first({ encoding: 'LATIN1' }),
      says: { code: 'config-invalid', why: 'it keeps text as LATIN1' },
    },
    {
      what: 'a pooler drops the search path',
      script: first({ path: '"$user", public' }),
      says: { code: 'config-invalid', why: 'its search_path is "$user", public, not golive' },
    },
    {
      what: 'the schema is there and not for us',
      script: first({}, () => table([{ name: 'meta', mayUse: false }])),
      says: { code: 'store-full', why: 'no permission' },
    },
    {
      what: 'the schema holds other tables',
      script: first({}, () => there('golf')),
      says: { code: 'store-foreign' },
    },
    ...['42703', '42883', '42P01', '22P02'].map((state) => ({
      what: `another program’s meta (${state})`,
      script: first({}, (sql: string) => (/pg_class/.test(sql) ? there('meta') : { state, message: 'other' })),
      says: { code: 'store-foreign' },
    })),
    ...['42P07', '42710', '42723'].map((state) => ({
      what: `another program’s journal (${state})`,
      script: first({}, (sql: string) => (/^create table/.test(sql) ? { state, message: 'there' } : table([]))),
      says: { code: 'store-foreign' },
    })),
    {
      what: 'a right is missing for meta',
      script: first({}, (sql: string) => (/pg_class/.test(sql) ? there('meta') : { state: '42501', message: 'no' })),
      says: { code: 'store-full', why: 'no permission' },
    },
  ];
  test.each(cases)('$what', async ({ script, query, says }) => {
    const [thrown] = await opening(script, query);
    expect(thrown).toMatchObject(says);
  });

  test.each(['UTF8', 'SQL_ASCII'])('while text in %s is kept whole', async (encoding) => {
    const [thrown] = await opening(first({ encoding }, () => there('golf')));
    expect(thrown).toMatchObject({ code: 'store-foreign' });
  });
});

describe('an alarm clock that cannot be set up says why, once', () => {
  test.each([
    ['another program’s schema', '42883', 'store-foreign'],
    ['a right that is missing', '42501', 'store-full'],
  ])('%s', async (_what, state, code) => {
    const server = await postgresServer({ answer: () => ({ state, message: 'no' }) });
    const told: string[] = [];
    try {
      const clock = pgBossDispatcher({
        url: server.url,
        wallTime: (atMs) => new Date(atMs),
        atOnce: 1,
        log: (line) => told.push(line),
      });
      await expect(clock.start(async () => undefined)).rejects.toMatchObject({ code });
      await clock.stop();
      await server.left();
    } finally {
      await server.close();
    }
    expect(told).toEqual([]);
  });
});
