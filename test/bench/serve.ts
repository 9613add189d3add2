import type { ChildProcess } from 'node:child_process';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { responder } from './responder.ts';
import type { Wrk } from './serve-clients.ts';
import { bundledChild, fetched, forked, listening, ROOT, wrk } from './serve-clients.ts';
import { configOf, fillFolder, firstPage } from './serve-world.ts';

/** What the serving process measured of itself since it was asked last. */
export interface ServeFigures {
  readonly loopP50Ms: number;
  readonly loopP99Ms: number;
  readonly loopMaxMs: number;
  /** How long after its moment the engine took a migration in hand. */
  readonly turnP50Ms: number;
  readonly turnP99Ms: number;
  readonly turns: number;
  readonly rssMb: number;
  readonly heapUsedMb: number;
  readonly checks: number;
  readonly answered: number;
}

const LAUNCHER = join(ROOT, 'bin/golive.cjs');
const CHECKS_PER_SECOND = 100;
const DASHBOARDS = 20;
const IDLE_LISTENERS = 1000;
const PHASE_MS = 5000;
const SETTLING_MS = 2000;
const SIZES = [100, 1000, 10_000];
/** `GOLIVE_BENCH_NODE='--max-semi-space-size=16'`: flags for the Node that serves. */
const FLAGS = (process.env['GOLIVE_BENCH_NODE'] ?? '').split(' ').filter((flag) => flag !== '');

interface Seen {
  readonly ratio: number;
  readonly p99Ms: number;
  readonly busy: ServeFigures;
  readonly rssMb: number;
  /** Dashboards alone, and the listeners beside them: nothing happens (quiet), or something each second (news). */
  readonly quiet: ServeFigures;
  readonly quietIdle: ServeFigures;
  readonly news: ServeFigures;
  readonly newsIdle: ServeFigures;
}

const ms = (value: number): string => `${value.toFixed(1)} ms`;
const CLOSE_MS = 5;
const beside = (those: ServeFigures, without: ServeFigures): string =>
  `${ms(those.turnP99Ms)}, without ${ms(without.turnP99Ms)}`;

/** The bars, with what each is measured as. */
const BARS: readonly (readonly [what: string, holds: (seen: Seen) => boolean, shown: (seen: Seen) => string])[] = [
  ['rate beside a bare hono, at least 0.5', ({ ratio }) => ratio >= 0.5, ({ ratio }) => ratio.toFixed(2)],
  ['status of 50, p99 below 100 ms', ({ p99Ms }) => p99Ms < 100, ({ p99Ms }) => ms(p99Ms)],
  ['event loop late, p99 below 50 ms', ({ busy }) => busy.loopP99Ms < 50, ({ busy }) => ms(busy.loopP99Ms)],
  ['memory, below 256 MB', ({ rssMb }) => rssMb < 256, ({ rssMb }) => `${rssMb.toFixed(0)} MB`],
  [
    `turns beside ${IDLE_LISTENERS} idle listeners, p99 within ${CLOSE_MS} ms`,
    ({ quiet, quietIdle }) => quietIdle.turnP99Ms < quiet.turnP99Ms + CLOSE_MS,
    ({ quiet, quietIdle }) => beside(quietIdle, quiet),
  ],
];

const show = (what: string, figure: string, aside = '') =>
  console.log(`${what.padEnd(58)} ${figure.padStart(16)}  ${aside}`);

/** `npm run bench -- serve [COUNT…]`: golive under load, over so many migrations (1,000, then 10,000). Answers whether every bar was held. */
export async function benchServe(counts: readonly number[] = [1000, 10_000]): Promise<boolean> {
  if (spawnSync('wrk', ['-v']).error !== undefined) throw new Error('wrk is not here: apt-get install wrk');
  const load = loadavg().map((one) => one.toFixed(1));
  console.log(`load of this machine before it begins: ${load.join(', ')}; others on it count against golive`);
  let held = await pages();
  for (const count of counts) held = (await over(count)) && held;
  return held;
}

/** The first page over a store of each size. Octets: names and numbers may have a digit or two more. */
async function pages(): Promise<boolean> {
  const seen = [];
  for (const count of SIZES) seen.push({ count, ...(await firstPage(count)) });
  for (const { count, rows, octets } of seen) show(`first page of ${count}: rows read, octets`, `${rows}, ${octets}`);
  const [least, most] = [seen[0]!, seen.at(-1)!];
  const held = most.rows <= least.rows && most.octets <= least.octets * 1.02;
  show(`the first page of ${most.count} needs no more than of ${least.count}`, held ? 'held' : 'NOT HELD');
  return held;
}

async function over(count: number): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'golive-bench-serve-'));
  const dns = await responder();
  const children: ChildProcess[] = [];
  const programs: string[] = [];
  const agent = new Agent({ maxSockets: Number.POSITIVE_INFINITY });
  try {
    await fillFolder(folder, count);
    const program = await bundledChild();
    programs.push(program);
    const configFile = join(folder, 'golive.yaml');
    writeFileSync(configFile, JSON.stringify(configOf(dns.port)), { mode: 0o600 });
    const authorization = `Bearer ${tokenOf(configFile)}`;
    const golive = forked(program, FLAGS, configFile, String(CHECKS_PER_SECOND), String(Math.min(count, 1000)));
    children.push(golive.child);
    const { address } = await golive.message<{ address: string }>();
    const asked = `${address}/api/v1/status?limit=50`;
    const body = await (await fetch(asked, { headers: { authorization } })).text();
    writeFileSync(join(folder, 'body.json'), body);
    const bare = forked(join(import.meta.dirname, 'bare.ts'), [], join(folder, 'body.json'));
    children.push(bare.child);
    const bareAt = `${(await bare.message<{ address: string }>()).address}/api/v1/status?limit=50`;

    const figures = () => golive.ask<ServeFigures>('figures');
    const during = async (work: () => Promise<unknown>): Promise<ServeFigures> => {
      await sleep(SETTLING_MS);
      await figures();
      await work();
      return figures();
    };
    const aPhase = () => during(() => sleep(PHASE_MS));
    const listeners = (many: number, looks: boolean) =>
      Promise.all(Array.from({ length: many }, () => listening(address, authorization, agent, looks)));

    // One thing more, or one less, from each phase to the next.
    const dashboards = await listeners(DASHBOARDS, true);
    const quiet = await aPhase();
    const idle = await listeners(IDLE_LISTENERS, false);
    const quietIdle = await aPhase();
    await golive.ask('news');
    const newsIdle = await aPhase();
    for (const stop of idle) stop();
    const news = await aPhase();
    // One after the other, twice: whoever else works on this machine troubles both.
    const rates: { readonly golive: Wrk[]; readonly bare: Wrk[] } = { golive: [], bare: [] };
    const busy: ServeFigures[] = [];
    for (let round = 0; round < 2; round++) {
      rates.bare.push(await wrk(bareAt, authorization));
      busy.push(
        await during(async () => {
          rates.golive.push(await wrk(asked, authorization));
        }),
      );
    }
    for (const stop of dashboards) stop();

    const worst = busy.toSorted((a, b) => b.loopP99Ms - a.loopP99Ms)[0]!;
    const seen: Seen = {
      ratio: meanOf(rates.golive) / meanOf(rates.bare),
      p99Ms: Math.max(...rates.golive.map(({ p99Ms }) => p99Ms)),
      busy: worst,
      rssMb: Math.max(...[quiet, quietIdle, newsIdle, news, ...busy].map(({ rssMb }) => rssMb)),
      quiet,
      quietIdle,
      news,
      newsIdle,
    };
    console.log(
      `\n${count} migrations, ${CHECKS_PER_SECOND} DNS checks a second, ${DASHBOARDS} open dashboards, ${Buffer.byteLength(body)} octets an answer`,
    );
    for (const [name, all] of Object.entries(rates))
      show(
        name,
        `${meanOf(all).toFixed(0)} a second`,
        all.map(({ perSecond, p99Ms }) => `${perSecond.toFixed(0)} (p99 ${ms(p99Ms)})`).join(', '),
      );
    const shown = { quiet, 'quiet, 1000 idle': quietIdle, 'news, 1000 listen': newsIdle, news };
    for (const [name, one] of Object.entries({ ...shown, 'wrk, first': busy[0]!, 'wrk, second': busy[1]! }))
      show(
        `${name}: turns late, p50 and p99`,
        `${one.turnP50Ms.toFixed(1)}, ${ms(one.turnP99Ms)}`,
        `of ${one.turns}; loop p50 ${ms(one.loopP50Ms)}, p99 ${ms(one.loopP99Ms)}, longest ${one.loopMaxMs.toFixed(0)} ms; ` +
          `DNS ${one.answered} of ${one.checks}; ${one.rssMb.toFixed(0)} MB, ${one.heapUsedMb.toFixed(0)} of it heap in use`,
      );
    show('dashboards: pages fetched again', String(fetched.pages));
    let held = true;
    for (const [what, holds, figure] of BARS) {
      const isHeld = holds(seen);
      held = held && isHeld;
      show(what, figure(seen), isHeld ? 'held' : 'NOT HELD');
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

const meanOf = (all: readonly Wrk[]): number => all.reduce((total, { perSecond }) => total + perSecond, 0) / all.length;

function tokenOf(configFile: string): string {
  const args = ['token', 'add', 'bench', '--scope', 'read', '--json', '--config', configFile];
  const { status, stdout, stderr } = spawnSync(process.execPath, [LAUNCHER, ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`token add: ${stderr}`);
  return (JSON.parse(stdout) as { token: string }).token;
}
