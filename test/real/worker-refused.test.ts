import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPostgresStore } from '../../src/adapters/store/kysely/open-postgres.ts';
import { UPGRADES } from '../../src/adapters/store/kysely/upgrades.ts';
import type { Postgres } from './kit/postgres.ts';
import { startPostgres } from './kit/postgres.ts';

const LAUNCHER = resolve(import.meta.dirname, '../../bin/golive.cjs');
const folder = mkdtempSync(join(tmpdir(), 'golive-refused-'));
const PATIENCE_MS = 60_000;

let postgres: Postgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(async () => {
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The command as its user has it, until it ends by itself. */
async function golive(command: string, store: string, around: readonly string[] = []) {
  writeFileSync(
    join(folder, 'golive.yaml'),
    `agency: { name: Voorbeeld, language: en }\nstore: ${JSON.stringify(store)}\n`,
  );
  const [program, ...args] = [...around, process.execPath, LAUNCHER, command];
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(GOLIVE_|NODE_|VITEST|PG)/.test(name)),
  );
  const child = spawn(program!, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: PATIENCE_MS });
  let out = '';
  let err = '';
  child.stdout!.on('data', (text: Buffer) => {
    out += text.toString();
  });
  child.stderr!.on('data', (text: Buffer) => {
    err += text.toString();
  });
  const code = await new Promise((done) => child.once('close', (exit, signal) => done(exit ?? signal)));
  return { code, out, lines: err.trim().split('\n') };
}

async function prepared(name: string, ...statements: readonly string[]): Promise<string> {
  const url = postgres.database(name);
  const client = new pg.Client(url);
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
  return url;
}

/** Says before all else who may come in; a server that starts again has certainly read it. */
async function letIn(url: string, ...rules: readonly string[]): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  const { rows } = await client.query<{ file: string }>(`select current_setting('hba_file') as file`);
  await client.end();
  const { file } = rows[0]!;
  writeFileSync(file, `${rules.join('\n')}\n${readFileSync(file, 'utf8')}`);
  await postgres.restart('fast');
}

const CASES: readonly {
  readonly what: string;
  readonly store: () => Promise<string>;
  readonly around?: readonly string[];
  readonly code: number;
  readonly line: RegExp;
}[] = [
  {
    what: 'a database of another product',
    store: () => prepared('other', 'create schema golive create table golf (hole int)'),
    code: 2,
    line: /is not a golive store: its schema golive belongs to another program\. Name another database/,
  },
  {
    what: 'a database of another product, with tables named as ours',
    store: () => prepared('namesake', 'create schema golive create table meta (k text, v text)'),
    code: 2,
    line: /is not a golive store: its schema golive belongs to another program\. Name another database/,
  },
  {
    what: 'a database of another product, with a type named as a table of ours',
    store: () => prepared('typed', 'create schema golive', "create type golive.journal as enum ('a')"),
    code: 2,
    line: /is not a golive store: its schema golive belongs to another program\. Name another database/,
  },
  {
    what: 'a schema that another user made',
    store: async () => {
      const url = await prepared(
        'hidden',
        'create role hidden login',
        'create schema golive create table meta (k text)',
      );
      return url.replace('golive@', 'hidden@');
    },
    code: 1,
    line: /hidden@.* cannot be written: no permission\. Let this user make schemas/,
  },
  {
    what: 'a database that cannot keep every letter',
    store: async () => {
      const url = await prepared('wide', "create database narrow encoding 'LATIN1' locale 'C' template template0");
      return url.replace(/wide$/, 'narrow');
    },
    code: 2,
    line: /narrow is not a valid configuration: it keeps text as LATIN1\. Make the database with encoding 'UTF8'\./,
  },
  {
    what: 'a setting that there is not',
    store: async () => `${await prepared('golf')}?options=-c%20golf%3D1`,
    code: 2,
    line: /golf is not a valid configuration: the server refuses its settings: .*"golf"\. Look at/,
  },
  {
    what: 'a server without TLS, where TLS is asked for',
    store: async () => `${await prepared('plain')}?sslmode=require`,
    code: 2,
    line: /plain is not a valid configuration: the server offers no TLS\. /,
  },
  {
    what: 'a certificate that is not there',
    store: async () => `${await prepared('uncertain')}?sslmode=verify-full&sslrootcert=/nosuch.pem`,
    code: 2,
    line: /uncertain is not a valid configuration: its sslrootcert, \/nosuch\.pem, cannot be read\. /,
  },
  {
    what: 'a password that is wanted and not given',
    store: async () => {
      const url = await prepared('shut', 'create role shut login', 'create role outside login');
      await letIn(url, 'host all shut 127.0.0.1/32 scram-sha-256', 'host all outside 127.0.0.1/32 reject');
      return url.replace('golive@', 'shut@');
    },
    code: 2,
    line: /shut@.* is not a valid configuration: the server wants a password and none was given\. Look at store/,
  },
  {
    what: 'a server that lets nobody in without TLS',
    store: async () => postgres.database('outside').replace('golive@', 'outside@'),
    code: 2,
    line: /outside@.* its pg_hba\.conf does not let this user in from here without TLS\. Add \?sslmode/,
  },
  {
    what: 'an alarm clock of another program',
    store: () => prepared('alarmed', 'create schema golive_alarm', 'create table golive_alarm.version (version text)'),
    code: 2,
    line: /is not a golive store: its schema golive_alarm belongs to another program, or to a release .* Rename/,
  },
  {
    what: 'an alarm clock that is too old',
    store: () =>
      prepared(
        'aged',
        'create schema golive_alarm create table version (version int primary key)',
        'insert into golive_alarm.version values (1)',
      ),
    code: 2,
    line: /is not a golive store: its schema golive_alarm belongs to another program, or to a release .* Rename/,
  },
  {
    what: 'a newer schema',
    store: async () => {
      const url = postgres.database('newer');
      const options = { url, clock: { now: () => Date.now() }, keyFile: join(folder, 'golive.key') };
      await (await openPostgresStore({ ...options, upgrades: [...UPGRADES, async () => undefined] })).close();
      return url;
    },
    code: 2,
    line: /was written by a newer golive: its schema is version \d+, this golive knows \d+\. Install/,
  },
  {
    what: 'a clock that is an hour off',
    store: () => prepared('hour'),
    around: ['faketime', '--exclude-monotonic', '-f', '+1h'],
    code: 2,
    line: /this machine's clock .*: it differs from the database server's by 3\d\d\d s\. Set both by NTP/,
  },
  {
    what: 'a server that is not there',
    store: async () => 'postgres://golive:geheim@127.0.0.1:1/none',
    code: 1,
    line: /postgres:\/\/golive@127\.0\.0\.1:1\/none is busy: nobody listens there\. Try again/,
  },
  {
    what: 'a host that is not there',
    store: async () => 'postgres://golive:geheim@database.invalid/none',
    code: 2,
    line: /postgres:\/\/golive@database\.invalid\/none is not a valid configuration: there is no such host/,
  },
  {
    what: 'a database that is not there',
    store: async () => (await prepared('there')).replace(/there$/, 'not_there'),
    code: 2,
    line: /is not a valid configuration: there is no such database\. Look at store/,
  },
  {
    what: 'an alarm clock that cannot be set up, for want of a right',
    store: async () => {
      const url = await prepared('poor', 'create role poor login', 'create schema golive authorization poor');
      return url.replace('golive@', 'poor@');
    },
    code: 1,
    line: /poor@.* cannot be written: no permission\. Let this user make schemas/,
  },
];

describe('a fleet that cannot begin says why in one line', () => {
  for (const { what, store, around, code, line } of CASES)
    for (const command of what.startsWith('an alarm') ? ['worker'] : ['worker', 'serve'])
      test(`${command}: ${what}`, async () => {
        const url = STORES.get(what) ?? (await store());
        STORES.set(what, url);
        const said = await golive(command, url, around);
        expect(said.lines.join('\n')).toMatch(line);
        expect(said).toMatchObject({ code, out: '' });
        expect(said.lines).toHaveLength(1);
        expect(said.lines.join()).not.toMatch(/geheim|at .*\.ts:\d/);
      });

  test('worker on a store that is a file: nothing is made', async () => {
    const said = await golive('worker', 'sqlite:one-machine.db');
    expect(said).toMatchObject({
      code: 2,
      out: '',
      lines: [expect.stringMatching(/^golive: worker is not a valid .* or run golive serve\.$/)],
    });
    expect(existsSync(join(folder, 'one-machine.db'))).toBe(false);
  });
});

const STORES = new Map<string, string>();
