import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundled, NODE_FLAGS } from './poll.ts';

const NAMES = 10_000;
const TYPES = ['NS', 'MX', 'A', 'AAAA', 'TXT'] as const;
const LINES = NAMES * TYPES.length;
const RESOLVERS = ['127.0.0.1', '127.0.0.2', '127.0.0.3', '127.0.0.4'] as const;
const WINDOW = 500;
/** dig takes so long for one query that fewer of them say as much. */
const DIG_QUERIES = 20_000;
const GARBAGE_QUERIES = 20_000;
const FEW = 100_000;
const MANY = 1_000_000;
const MOST_RSS_MB = 120;

interface Run {
  /** Of the whole process, its start included, as the shell counts it. */
  readonly cpuUs: number;
  readonly output: string;
}
type Client = () => Run;

/**
 * `npm run bench -- poll-compare`: the poller beside dnsperf, node:dns and dig, against a responder on this machine. The responder is pinned to
 * core 1 and the client to core 0; clients take turns, ROUNDS (5) of them with N (500,000) queries each, and medians are shown. Exits 1 where a
 * target is missed, 2 where something that it needs is not here.
 */
export async function pollCompare(): Promise<void> {
  const missing = ['dnsperf', 'dig', 'taskset', 'cc', 'bash'].filter((program) => !isHere(program));
  if (missing.length > 0 || availableParallelism() < 2) {
    const what =
      missing.length > 0
        ? `these programs: ${missing.join(', ')} (Debian: dnsperf, bind9-dnsutils, util-linux, gcc)`
        : 'two cores';
    console.error(`poll-compare needs ${what}`);
    process.exitCode = 2;
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'golive-compare-'));
  const { file, remove } = bundled();
  const responders: ChildProcess[] = [];
  try {
    const reflector = join(folder, 'reflector');
    const { status, stderr } = spawnSync('cc', ['-O2', '-o', reflector, join(import.meta.dirname, 'reflector.c')], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`cc: ${stderr}`);
    const names = Array.from({ length: NAMES }, (_, index) =>
      TYPES.map((type) => `d${index}.klanten.test ${type}\n`).join(''),
    );
    const namesFile = join(folder, 'names');
    writeFileSync(namesFile, names.join(''));
    writeFileSync(join(folder, 'few-names'), names.slice(0, DIG_QUERIES / TYPES.length).join(''));
    const ports = { clean: 0, garbage: 0 };
    for (const mode of ['clean', 'garbage'] as const) {
      const { child, port } = await responder(reflector, mode);
      ports[mode] = port;
      responders.push(child);
    }
    compare({ folder, namesFile, pollFile: file, ports });
  } finally {
    for (const one of responders) one.kill();
    remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Place {
  readonly folder: string;
  readonly namesFile: string;
  readonly pollFile: string;
  readonly ports: { readonly clean: number; readonly garbage: number };
}

function compare({ folder, namesFile, pollFile, ports }: Place): void {
  const count = Math.max(LINES, Math.round(Number(process.env['N'] ?? 500_000) / LINES) * LINES);
  const rounds = Number(process.env['ROUNDS'] ?? 5);
  const settings = (n: number, port = ports.clean) => ({
    N: String(n),
    WINDOW: String(WINDOW),
    RESOLVERS: RESOLVERS.join(),
    NAMES: namesFile,
    DNS_PORT: String(port),
  });
  const own =
    (n: number, transport = 'udp', port = ports.clean, fails = false): Client =>
    () =>
      measured(
        [process.execPath, ...NODE_FLAGS, pollFile],
        { ...settings(n, port), TRANSPORT: transport },
        fails ? [0, 1] : [0],
      );
  const dnsperf = ['dnsperf', '-s', RESOLVERS[0], '-p', String(ports.clean), '-q', String(WINDOW), '-b', '4096'];
  const clients: { readonly [name: string]: readonly [number, Client] } = {
    'golive, UDP': [count, own(count)],
    'golive, TCP': [count, own(count, 'tcp')],
    'dnsperf, UDP': [count, () => measured([...dnsperf, '-d', namesFile, '-n', String(count / LINES)])],
    'node:dns (c-ares)': [
      count,
      () => measured([process.execPath, join(import.meta.dirname, 'poll-cares.cjs')], settings(count)),
    ],
    'dig, batch': [
      DIG_QUERIES,
      () => measured(['dig', `@${RESOLVERS[0]}`, '-p', String(ports.clean), '-f', join(folder, 'few-names')]),
    ],
    [`golive, UDP, ${FEW}`]: [FEW, own(FEW)],
    [`golive, UDP, ${MANY}`]: [MANY, own(MANY)],
    'golive, clean': [GARBAGE_QUERIES, own(GARBAGE_QUERIES)],
    'golive, garbage': [GARBAGE_QUERIES, own(GARBAGE_QUERIES, 'udp', ports.garbage, true)],
  };
  const runs = new Map<string, Run[]>(Object.keys(clients).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (const [name, [, client]] of Object.entries(clients)) runs.get(name)!.push(client());

  const perQuery = (name: string, cpuUs: (run: Run) => number) => median(runs.get(name)!.map((run) => cpuUs(run)));
  const whole = (name: string) => perQuery(name, ({ cpuUs }) => cpuUs / clients[name]![0]);
  /** Of asking alone where the client says so itself: the start of Node weighs on few queries and is none of them. */
  const asking = (name: string) => {
    const said = perQuery(name, ({ output }) => Number(/([\d.]+) µs CPU/.exec(output)?.[1]));
    return Number.isNaN(said) ? whole(name) : said;
  };
  console.log(
    `\nThe poller beside others: window ${WINDOW}, ${RESOLVERS.length} addresses, ${LINES} lines, medians of ${rounds}`,
  );
  console.log(`${'µs CPU/query:'.padStart(33)}   whole  asking`);
  for (const [name, [n]] of Object.entries(clients)) {
    const { output } = runs.get(name)!.at(-1)!;
    const rate = /(\d+) q\/s/.exec(output)?.[1] ?? /Queries per second: +(\d+)/.exec(output)?.[1];
    const figures = [whole(name), asking(name)].map((us) => us.toFixed(2).padStart(7));
    const last = [rate && `${rate} q/s`, /p50.*/.exec(output)?.[0]].filter(Boolean).join(', ');
    console.log(`${name.padEnd(24)} ${String(n).padStart(8)} ${figures.join(' ')}  ${last}`);
  }
  const resident = (name: string) => runs.get(name)!.map(({ output }) => Number(/RSS (\d+)/.exec(output)?.[1]));
  const ratios: readonly (readonly [what: string, value: number, most: number])[] = [
    ['dnsperf over UDP', whole('golive, UDP') / whole('dnsperf, UDP'), 1.35],
    ['node:dns', whole('golive, UDP') / whole('node:dns (c-ares)'), 0.55],
    ['dig, batch', whole('golive, UDP') / whole('dig, batch'), 0.2],
    ['its own UDP, over TCP', whole('golive, TCP') / whole('golive, UDP'), 1],
    [`${FEW} queries, at ${MANY}, asking`, asking(`golive, UDP, ${MANY}`) / asking(`golive, UDP, ${FEW}`), 1.15],
    ['clean answers, at garbage, asking', asking('golive, garbage') / asking('golive, clean'), 2],
  ];
  console.log('\nCPU per query in shares of …');
  for (const [what, value, most] of ratios) target(what, value, most);
  const mostMb = Math.max(...resident('golive, UDP'), ...resident(`golive, UDP, ${MANY}`));
  target('most resident memory, in MB', mostMb, MOST_RSS_MB);
}

function target(what: string, value: number, most: number): void {
  const kept = value <= most;
  if (!kept) process.exitCode = 1;
  console.log(`${what.padEnd(38)} ${value.toFixed(2).padStart(7)}  at most ${most}${kept ? '' : '  MISSED'}`);
}

/** Runs a program on core 0. @throws Error another exit code */
function measured(
  command: readonly string[],
  env: { readonly [name: string]: string } = {},
  allowed: readonly number[] = [0],
): Run {
  const timed = ['-c', 'TIMEFORMAT="cpu %3U %3S"; time "$@"', 'bash', 'taskset', '-c', '0', ...command];
  const { status, stdout, stderr } = spawnSync('bash', timed, {
    env: { ...process.env, ...env, LC_ALL: 'C' },
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const [, user, system] = /cpu ([\d.]+) ([\d.]+)\s*$/.exec(stderr) ?? [];
  if (!allowed.includes(status ?? -1) || user === undefined)
    throw new Error(`${command.join(' ')}: ${stdout.slice(-500)}${stderr}`);
  return { cpuUs: (Number(user) + Number(system)) * 1e6, output: stdout };
}

/** On a port that is free for UDP and TCP on all addresses; which one is, shows when it is taken. */
async function responder(
  program: string,
  mode: string,
): Promise<{ readonly child: ChildProcess; readonly port: number }> {
  for (let tries = 0; tries < 20; tries++) {
    const port = await freePort();
    const child = spawn('taskset', ['-c', '1', program, String(port), String(RESOLVERS.length), mode], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const ready = await new Promise<boolean>((resolve) => {
      child.stdout.once('data', () => resolve(true));
      child.once('exit', () => resolve(false));
    });
    if (ready) return { child, port };
  }
  throw new Error('the responder finds no port');
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = createSocket('udp4');
    socket.once('error', reject);
    socket.bind(0, '127.0.0.1', () => {
      const { port } = socket.address();
      socket.close(() => resolve(port));
    });
  });
}

function isHere(program: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
