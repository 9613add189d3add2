import type { ChildProcess } from 'node:child_process';
import { fork, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { Agent, get } from 'node:http';
import { loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from 'esbuild';
import { openSqliteStore } from '../../src/adapters/store/kysely/open-sqlite.ts';
import { openMemoryStore } from '../../src/adapters/store/memory/index.ts';
import { projectionOf } from '../../src/app/projection.ts';
import { load } from '../../src/app/record.ts';
import { fqdn } from '../../src/domain/name.ts';
import type { Project } from '../../src/domain/project.ts';
import { DAY } from '../../src/domain/time.ts';
import { MONDAY_EVENING, simulated } from '../engine/simulated-app.ts';
import { responder } from './responder.ts';

/** What the serving process measured of itself since it was asked last. */
export interface ServeFigures {
  readonly loopP50Ms: number;
  readonly loopP99Ms: number;
  readonly loopMaxMs: number;
  readonly tickP50Ms: number;
  readonly tickP99Ms: number;
  readonly ticks: number;
  readonly rssMb: number;
  readonly checks: number;
  readonly answered: number;
}

const ROOT = resolve(import.meta.dirname, '../..');
const LAUNCHER = join(ROOT, 'bin/golive.cjs');
/** `GOLIVE_BENCH_PROFILE=FOLDER`: where the serving process leaves its CPU profile. */
const { GOLIVE_BENCH_PROFILE: folderOfProfile } = process.env;
const PROFILING = folderOfProfile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${folderOfProfile}`];
const CHECKS_PER_SECOND = 100;
const DASHBOARDS = 20;
const IDLE_LISTENERS = 1000;
const WRK_SECONDS = 8;
const IDLE_SECONDS = 12;
const DOMAINS_OF_A_PROJECT = 3;
const STATUSES = ['waiting', 'waiting', 'needs-you', 'running', 'planned', 'done', 'draft', 'halted'] as const;

/** The bars, with what each is measured as. */
const BARS: readonly (readonly [what: string, holds: (seen: Seen) => boolean, shown: (seen: Seen) => string])[] = [
  ['rate beside a bare hono, at least 0.5', ({ ratio }) => ratio >= 0.5, ({ ratio }) => ratio.toFixed(2)],
  ['status of 50, p99 below 100 ms', ({ p99Ms }) => p99Ms < 100, ({ p99Ms }) => `${p99Ms.toFixed(1)} ms`],
  [
    'event loop late, p99 below 50 ms',
    ({ loopP99Ms }) => loopP99Ms < 50,
    ({ loopP99Ms }) => `${loopP99Ms.toFixed(1)} ms`,
  ],
  ['memory, below 256 MB', ({ rssMb }) => rssMb < 256, ({ rssMb }) => `${rssMb.toFixed(0)} MB`],
  [
    `ticks with ${IDLE_LISTENERS} idle listeners late, p99 within 5 ms of without`,
    ({ tickIdleP99Ms, tickAloneP99Ms }) => tickIdleP99Ms < tickAloneP99Ms + 5,
    ({ tickIdleP99Ms, tickAloneP99Ms }) => `${tickIdleP99Ms.toFixed(1)} ms, without ${tickAloneP99Ms.toFixed(1)} ms`,
  ],
];

interface Seen {
  readonly ratio: number;
  readonly p99Ms: number;
  readonly loopP99Ms: number;
  readonly rssMb: number;
  readonly tickIdleP99Ms: number;
  readonly tickAloneP99Ms: number;
}

const show = (what: string, figure: string, aside = '') =>
  console.log(`${what.padEnd(58)} ${figure.padStart(16)}  ${aside}`);

/** `npm run bench -- serve [COUNT…]`: golive under load, over so many migrations (1,000, then 10,000). Answers whether every bar was held. */
export async function benchServe(counts: readonly number[] = [1000, 10_000]): Promise<boolean> {
  if (spawnSync('wrk', ['-v']).error !== undefined) throw new Error('wrk is not here: apt-get install wrk');
  console.log(
    `load of this machine before it begins: ${loadavg()
      .map((one) => one.toFixed(1))
      .join(', ')}; others on it count against golive`,
  );
  let held = true;
  for (const count of counts) held = (await over(count)) && held;
  return held;
}

async function over(count: number): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'golive-bench-serve-'));
  const dns = await responder();
  const children: ChildProcess[] = [];
  const programs: string[] = [];
  const agent = new Agent({ maxSockets: Number.POSITIVE_INFINITY });
  try {
    await fill(folder, count);
    const configFile = join(folder, 'golive.yaml');
    writeFileSync(configFile, JSON.stringify(configOf(dns.port)), { mode: 0o600 });
    const token = spawnSync(
      process.execPath,
      [LAUNCHER, 'token', 'add', 'bench', '--scope', 'read', '--json', '--config', configFile],
      { encoding: 'utf8' },
    );
    if (token.status !== 0) throw new Error(`token add: ${token.stderr}`);
    const authorization = `Bearer ${(JSON.parse(token.stdout) as { token: string }).token}`;

    const program = await bundledChild();
    programs.push(program);
    const golive = forked(program, configFile, String(CHECKS_PER_SECOND), String(Math.min(count, 1000)));
    children.push(golive.child);
    const { address } = await golive.message<{ address: string }>();
    const asked = `${address}/api/v1/status?limit=50`;
    const body = await (await fetch(asked, { headers: { authorization } })).text();
    writeFileSync(join(folder, 'body.json'), body);
    const bare = forked(join(import.meta.dirname, 'bare.ts'), join(folder, 'body.json'));
    children.push(bare.child);
    const bareAt = `${(await bare.message<{ address: string }>()).address}/api/v1/status?limit=50`;

    const figures = () => golive.ask<ServeFigures>('figures');
    await figures();
    await sleep(IDLE_SECONDS * 1000);
    const alone = await figures();
    const dashboards = await Promise.all(
      Array.from({ length: DASHBOARDS }, () => listening(address, authorization, agent, true)),
    );
    await sleep(2000);
    await figures();
    // One after the other, twice: whoever else works on this machine troubles both.
    const rates: { golive: Wrk[]; bare: Wrk[] } = { golive: [], bare: [] };
    for (let round = 0; round < 2; round++) {
      rates.bare.push(await wrk(bareAt, authorization));
      await figures();
      rates.golive.push(await wrk(asked, authorization));
    }
    const busy = await figures();
    const idle = await Promise.all(
      Array.from({ length: IDLE_LISTENERS }, () => listening(address, authorization, agent, false)),
    );
    await sleep(2000);
    await figures();
    await sleep(IDLE_SECONDS * 1000);
    const withIdle = await figures();
    for (const stop of [...dashboards, ...idle]) stop();

    const sum = (all: readonly Wrk[]) => all.reduce((total, { perSecond }) => total + perSecond, 0) / all.length;
    const seen: Seen = {
      ratio: sum(rates.golive) / sum(rates.bare),
      p99Ms: Math.max(...rates.golive.map(({ p99Ms }) => p99Ms)),
      loopP99Ms: busy.loopP99Ms,
      rssMb: Math.max(alone.rssMb, busy.rssMb, withIdle.rssMb),
      tickIdleP99Ms: withIdle.tickP99Ms,
      tickAloneP99Ms: alone.tickP99Ms,
    };
    console.log(
      `\n${count} migrations, ${CHECKS_PER_SECOND} DNS checks a second, ${DASHBOARDS} open dashboards, ${body.length} octets an answer`,
    );
    for (const [name, all] of Object.entries(rates))
      show(
        name,
        `${sum(all).toFixed(0)} a second`,
        all.map(({ perSecond, p99Ms }) => `${perSecond.toFixed(0)} (p99 ${p99Ms.toFixed(1)} ms)`).join(', '),
      );
    show(
      'event loop late while wrk asks',
      `${busy.loopP50Ms.toFixed(1)} ms`,
      `p99 ${busy.loopP99Ms.toFixed(1)} ms, longest ${busy.loopMaxMs.toFixed(0)} ms`,
    );
    show(
      'DNS checks answered while wrk asks',
      `${busy.answered} of ${busy.checks}`,
      `${busy.ticks} ticks, p99 ${busy.tickP99Ms.toFixed(1)} ms late`,
    );
    show(
      'memory alone, while wrk asks, with idle listeners',
      [alone, busy, withIdle].map(({ rssMb }) => rssMb.toFixed(0)).join(', '),
      'MB',
    );
    show('dashboards: pages fetched again', String(fetchedAgain));
    let held = true;
    for (const [what, holds, shown] of BARS) {
      const isHeld = holds(seen);
      held = held && isHeld;
      show(what, shown(seen), isHeld ? 'held' : 'NOT HELD');
    }
    await golive.ask('stop').catch(() => undefined);
    return held;
  } finally {
    agent.destroy();
    for (const child of children) child.kill('SIGKILL');
    dns.stop();
    for (const program of programs) rmSync(program, { force: true });
    rmSync(folder, { recursive: true, force: true });
  }
}

function configOf(dnsPort: number) {
  return {
    agency: { name: 'Bench' },
    store: 'sqlite:golive.db',
    serve: { listen: '127.0.0.1:0' },
    dns: {
      roots: [{ name: '.', address: '127.0.0.1' }],
      resolvers: [],
      allowPrivateAddresses: true,
      ports: { dns: dnsPort },
    },
    // A pass every 200 ms: as many as can be counted in so short a time.
    laboratory: { clock: { startsAtMs: MONDAY_EVENING, realStartMs: Date.now(), factor: 1 }, pollMs: 200 },
  };
}

/** Migrations of agencies' customers that wait for a moment far away, in all states: one real one, again and again under other names. */
async function fill(folder: string, count: number): Promise<void> {
  const { app, ids } = await simulated({ store: (clock) => openMemoryStore({ clock }) });
  const one = await load(app, ids[0]!);
  const [created] = await app.store.readJournal(ids[0]!);
  if (created?.event.type !== 'created') throw new Error('a journal begins with its migration');
  const { by, atMs, event } = created;
  const { summary } = projectionOf(one, MONDAY_EVENING);
  const fast = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'golive-bench-'));
  const store = await openSqliteStore({ file: join(fast, 'golive.db'), clock: { now: () => MONDAY_EVENING } });
  const playbooks = [{ digest: one.state.playbook.digest, playbook: one.playbook }];
  for (let first = 0; first < count; first += DOMAINS_OF_A_PROJECT) {
    const numbers = Array.from({ length: Math.min(DOMAINS_OF_A_PROJECT, count - first) }, (_, index) => first + index);
    const id = `p-wacht-${first}`;
    const project: Project = {
      ...one.project,
      id,
      customer: `Klant ${first}`,
      domains: numbers.map((number) => ({
        domain: fqdn(`wacht-${number}.example`),
        role: 'main',
        migrationId: `m-wacht-${number}`,
      })),
    };
    await store.createProject(
      project,
      numbers.map((number) => {
        const domain = fqdn(`wacht-${number}.example`);
        const migrationId = `m-wacht-${number}`;
        const status = STATUSES[number % STATUSES.length]!;
        return {
          header: { id: migrationId, projectId: id, domain, createdMs: atMs },
          events: [{ by, atMs: atMs + number, event: { ...event, migrationId, projectId: id, domain } }],
          projection: {
            status,
            phase: 'prepare',
            dueMs: MONDAY_EVENING + 1000 * DAY + number,
            summary: {
              ...(summary as object),
              id: migrationId,
              domain,
              status,
              project: { id, customer: project.customer, owner: project.owner },
            },
          },
        };
      }),
      playbooks,
    );
  }
  await store.close();
  cpSync(fast, folder, { recursive: true });
  rmSync(fast, { recursive: true, force: true });
}

/** As golive is shipped: what reading TypeScript costs is not the daemon's. Beside `dist`, because addresses in it are relative to that. */
async function bundledChild(): Promise<string> {
  const file = join(ROOT, 'dist', `bench-serve-${process.pid}.mjs`);
  await build({
    entryPoints: [join(import.meta.dirname, 'serve-child.ts')],
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    outfile: file,
    logLevel: 'error',
  });
  return file;
}

function forked(file: string, ...args: readonly string[]) {
  const child = fork(file, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], execArgv: PROFILING });
  const ended = once(child, 'exit').then(() => {
    throw new Error(`${file} ended`);
  });
  ended.catch(() => undefined);
  const message = async <T>(): Promise<T> => (await Promise.race([once(child, 'message'), ended]))[0] as T;
  return {
    child,
    message,
    ask<T>(what: string): Promise<T> {
      const said = message<T>();
      child.send(what);
      return said;
    },
  };
}

let fetchedAgain = 0;

/** A browser with an open dashboard: hears of changes, and where it looks fetches the overview again. Answers how to close it. */
async function listening(address: string, authorization: string, agent: Agent, looks: boolean): Promise<() => void> {
  const request = get(`${address}/api/v1/events`, { headers: { authorization, accept: 'text/event-stream' }, agent });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  if (response.statusCode !== 200) throw new Error(`/api/v1/events answered ${response.statusCode}`);
  let etag = '';
  let isFetching = false;
  response.on('error', () => undefined);
  request.on('error', () => undefined);
  response.on('data', async (chunk: Buffer) => {
    if (!looks || isFetching || !chunk.includes('event: migration')) return;
    isFetching = true;
    try {
      const page = await fetch(address, {
        headers: { authorization, accept: 'text/html', ...(etag === '' ? {} : { 'if-none-match': etag }) },
      });
      await page.text();
      etag = page.headers.get('etag') ?? '';
      fetchedAgain += 1;
    } finally {
      isFetching = false;
    }
  });
  return () => void request.destroy();
}

interface Wrk {
  readonly perSecond: number;
  readonly p99Ms: number;
}

const UNIT_MS: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1000 };

async function wrk(address: string, authorization: string): Promise<Wrk> {
  const child = spawn('wrk', [
    '-t1',
    '-c32',
    `-d${WRK_SECONDS}s`,
    '--latency',
    '-H',
    `Authorization: ${authorization}`,
    address,
  ]);
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk;
  });
  await once(child, 'close');
  if (/Non-2xx/.test(said)) throw new Error(`not every answer was 200:\n${said}`);
  const [, rate] = /Requests\/sec:\s+([\d.]+)/.exec(said) ?? [];
  const [, p99, unit] = /99%\s+([\d.]+)(us|ms|s)/.exec(said) ?? [];
  if (rate === undefined || p99 === undefined) throw new Error(`wrk said: ${said}`);
  return { perSecond: Number(rate), p99Ms: Number(p99) * UNIT_MS[unit!]! };
}
