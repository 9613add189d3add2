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
 * core 1 and the client to core 0; clients take turns, ROUNDS (5) of them with N (500,000) queries each, and medians are shown. CPU is that of the
 * client's process from start to end. Exits 1 where a target is missed, 2 where something that it needs is not here.
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
      ports[mode] = await freePort();
      responders.push(await responder(reflector, ports[mode], mode));
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
  const clients = {
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
  } as const satisfies { readonly [name: string]: readonly [number, Client] };
  const runs = new Map<string, Run[]>(Object.keys(clients).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (const [name, [, client]] of Object.entries(clients)) runs.get(name)!.push(client());

  console.log(
    `\nThe poller beside others: window ${WINDOW}, ${RESOLVERS.length} addresses, ${LINES} lines, medians of ${rounds}`,
  );
  const cpu = (name: string) =>
    median(runs.get(name)!.map(({ cpuUs }) => cpuUs / clients[name as keyof typeof clients]![0]));
  for (const [name, [n]] of Object.entries(clients)) {
    const all = runs.get(name)!;
    const last =
      all.at(-1)!.output.match(/\d+ q\/s.*/)?.[0] ??
      all.at(-1)!.output.match(/(?<=Queries per second: +)\S+/)?.[0] ??
      '';
    console.log(
      `${name.padEnd(24)} ${String(n).padStart(8)}  ${cpu(name).toFixed(2).padStart(7)} µs CPU/query  ${last}`,
    );
  }
  /** Of asking alone, without the program's start, which weighs on few queries more than on many. */
  const asking = (name: string) =>
    median(runs.get(name)!.map(({ output }) => Number(output.match(/([\d.]+) µs CPU/)?.[1])));
  const rssMb = Math.max(
    ...['golive, UDP', `golive, UDP, ${MANY}`].flatMap((name) =>
      runs.get(name)!.map(({ output }) => Number(output.match(/RSS (\d+)/)?.[1])),
    ),
  );
  const targets: readonly (readonly [string, number, number])[] = [
    ['CPU per query ÷ dnsperf over UDP', cpu('golive, UDP') / cpu('dnsperf, UDP'), 1.35],
    ['CPU per query ÷ node:dns', cpu('golive, UDP') / cpu('node:dns (c-ares)'), 0.55],
    ['CPU per query ÷ dig, batch', cpu('golive, UDP') / cpu('dig, batch'), 0.2],
    ['TCP ÷ UDP', cpu('golive, TCP') / cpu('golive, UDP'), 1],
    ['1,000,000 ÷ 100,000 queries, asking alone', asking(`golive, UDP, ${MANY}`) / asking(`golive, UDP, ${FEW}`), 1.15],
    ['garbage ÷ clean answers, asking alone', asking('golive, garbage') / asking('golive, clean'), 2],
    ['most resident memory, MB', rssMb, MOST_RSS_MB],
  ];
  console.log();
  for (const [what, value, target] of targets) {
    const kept = value <= target;
    if (!kept) process.exitCode = 1;
    console.log(`${what.padEnd(44)} ${value.toFixed(2).padStart(7)}  at most ${target}${kept ? '' : '  MISSED'}`);
  }
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

function responder(program: string, port: number, mode: string): Promise<ChildProcess> {
  const child = spawn('taskset', ['-c', '1', program, String(port), String(RESOLVERS.length), mode], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    child.stdout.once('data', () => resolve(child));
    child.once('exit', (code) => reject(new Error(`the responder ended with ${code}`)));
  });
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
