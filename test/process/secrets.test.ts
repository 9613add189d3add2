import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.ts';
import { cleanEnv, LAUNCHER } from '../cli/command-line.ts';
import type { CanaryFolder, Echo, Kind } from '../secrets/canaries.ts';
import {
  allForms,
  CANARIES,
  COMMAND_LINES,
  canaryFolder,
  DOMAIN,
  ENVIRONMENT,
  KINDS,
  openEcho,
  PREPARATION,
} from '../secrets/canaries.ts';
import { ENCODING_NAMES, finder } from '../secrets/encodings.ts';

// Real processes: what one has learned no other knows, and each must keep its own secrets.

const find = finder(CANARIES);
const OF_A_DATABASE: readonly Kind[] = ['PGPASSWORD', 'password in the store’s URL'];
const GIVE_UP_MS = 30_000;

interface Ran {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
  /** `argv of golive`, and argv and environment of every child that was seen. */
  readonly surroundings: readonly (readonly [string, string])[];
}

let looked = 0;
const hitsIn = (sinks: readonly (readonly [string, string | Uint8Array])[]) =>
  sinks.flatMap(([sink, content]) => {
    looked += 1;
    return find(content).map((hit) => ({ sink, ...hit }));
  });

function proc(pid: number | string, what: string): string {
  try {
    return readFileSync(`/proc/${pid}/${what}`, 'utf8');
  } catch {
    return ''; // it has ended
  }
}

/** Everybody below this process, as they are at this moment; a child that is still its parent's copy is not there yet. */
function childrenOf(pid: number): number[] {
  const own = proc(pid, 'cmdline');
  return proc(pid, `task/${pid}/children`)
    .split(' ')
    .filter((text) => text !== '' && proc(text, 'cmdline') !== own)
    .flatMap((text) => [Number(text), ...childrenOf(Number(text))]);
}

interface Options {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Ends it when this answers true. */
  readonly until?: (said: { readonly out: string; readonly err: string; readonly pid: number }) => boolean;
  readonly signal?: NodeJS.Signals;
}

function golive(
  folder: string,
  args: readonly string[],
  { input = '', env, until, signal }: Options = {},
): Promise<Ran> {
  const child = spawn(process.execPath, [LAUNCHER, ...args], {
    cwd: folder,
    env: { ...cleanEnv(), HOME: folder, GOLIVE_LISTEN: '127.0.0.1:0', ...ENVIRONMENT, ...env },
  });
  const said = { out: '', err: '', pid: child.pid! };
  const surroundings = new Map<string, string>();
  child.stdout.on('data', (chunk: Buffer) => (said.out += chunk));
  child.stderr.on('data', (chunk: Buffer) => (said.err += chunk));
  child.stdin.on('error', () => undefined).end(input);
  const began = Date.now();
  let told = false;
  const look = setInterval(() => {
    surroundings.set('argv of golive', proc(child.pid!, 'cmdline'));
    for (const pid of childrenOf(child.pid!))
      for (const what of ['cmdline', 'environ'])
        surroundings.set(
          `${what} of child ${pid}`,
          proc(pid, what) || (surroundings.get(`${what} of child ${pid}`) ?? ''),
        );
    if (!told && until?.(said) === true) told = child.kill(signal ?? 'SIGTERM'); // a second one would end it at once
    if (Date.now() - began > GIVE_UP_MS) child.kill('SIGKILL');
  }, 3);
  return new Promise((resolve) =>
    child.once('close', (code, ended) => {
      clearInterval(look);
      resolve({ code, signal: ended, ...said, surroundings: [...surroundings] });
    }),
  );
}

let echo: Echo;
let at: CanaryFolder;
let children = 0;

const sinksOf = ({ out, err, surroundings }: Ran): [string, string][] => {
  children += surroundings.length - 1;
  return [['stdout', out], ['stderr', err], ...surroundings.map(([name, text]): [string, string] => [name, text])];
};

function filesIn({ folder, homes }: CanaryFolder): [string, Uint8Array][] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((file) => statSync(file).isFile() && !homes.includes(file) && !/\.(cjs|mjs|forms)$/.test(file))
    .map((file) => [file, readFileSync(file)]);
}

beforeAll(async () => {
  echo = await openEcho();
  at = canaryFolder(echo.url);
  for (const [args, input = ''] of PREPARATION) {
    const ran = await golive(at.folder, args, { input });
    expect([args[0], hitsIn(sinksOf(ran))]).toEqual([args[0], []]);
  }
}, 120_000);
afterAll(async () => {
  await echo.close();
  console.info(
    `${KINDS.length} kinds × ${ENCODING_NAMES.length} encodings × ${looked} sinks of real processes (${children} of them of children)`,
  );
});

describe('golive as a process', () => {
  test('every command, as text and as JSON, on a store to which a provider repeats what it was sent', async () => {
    for (const { usage, json } of COMMANDS) {
      const lines = COMMAND_LINES[usage]!;
      if (lines === 'as a process') continue;
      for (const line of lines)
        for (const args of json === true ? [line, [...line, '--json']] : [line]) {
          // Each provider's own words about its own credentials, and about those of the migration.
          echo.say(...allForms(['token by file', 'authcode', 'login in the vault', 'apiKey by command']));
          const ran = await golive(at.folder, args);
          const typed = args.some((arg) => find(arg).length > 0);
          const sinks = sinksOf(ran).filter(([sink]) => !(typed && sink === 'argv of golive'));
          expect([args, hitsIn(sinks)]).toEqual([args, []]);
        }
    }
    expect(hitsIn(filesIn(at))).toEqual([]);
  });

  test('a daemon that asks again and again, and is told to stop', async () => {
    const own = await prepared();
    echo.say(allForms(['token by file', 'authcode', 'login in the vault']).join(' '));
    await golive(own.folder, ['retry', DOMAIN, 'backup-site']);
    const before = echo.asked;
    const ran = await golive(own.folder, ['serve'], { until: () => echo.asked > before + 1 });
    expect([ran.code, hitsIn(sinksOf(ran))]).toEqual([0, []]);
    const { out } = await golive(own.folder, ['journal', DOMAIN, '--json']);
    expect(out).toContain('[secret]');
    expect(hitsIn([['journal', out], ...filesIn(own)])).toEqual([]);
  });

  test('watch, and the demo with its world as a child', async () => {
    const began = Date.now();
    const watching = await golive(at.folder, ['watch', DOMAIN], { until: () => Date.now() - began > 4000 });
    let looks = 0;
    const demo = await golive(at.folder, ['demo', '--pace', '5'], {
      until: ({ pid }) => childrenOf(pid).length > 0 && ++looks > 200,
    });
    expect(demo.surroundings.filter(([name]) => name.startsWith('environ')).length).toBeGreaterThan(0);
    expect(hitsIn([...sinksOf(watching), ...sinksOf(demo)])).toEqual([]);
  });
});

describe('a leak that was planted is found', () => {
  test('on stdout, in every encoding', async () => {
    writeFileSync(join(at.folder, 'all.forms'), allForms().join('\n'));
    const leak = join(at.folder, 'leak.mjs');
    writeFileSync(
      leak,
      "import { readFileSync, writeSync } from 'node:fs';\nwriteSync(1, readFileSync('all.forms'));\n",
    );
    const { out } = await golive(at.folder, ['schema'], { env: { NODE_OPTIONS: `--import=${leak}` } });
    const found = new Set(find(out).map(({ kind, encoding }) => `${kind} ${encoding}`));
    expect(found.size).toBe(KINDS.length * ENCODING_NAMES.length);
  });

  test('in the environment and among the arguments of a child', async () => {
    const slow = "require('fs').writeFileSync('child.json', '{}'); setTimeout(() => process.stdout.write('k'), 300);";
    const other = canaryFolder(echo.url);
    writeFileSync(join(other.folder, 'print-key.cjs'), slow);
    // Nothing says that this variable holds a secret.
    const ran = await golive(other.folder, ['doctor', '--offline'], { env: { UNHEARD_OF: CANARIES.authcode } });
    const seen = ran.surroundings.filter(([, text]) => find(text).length > 0).map(([name]) => name.replace(/ \d+/, ''));
    expect(seen).toEqual(['environ of child']);
  });
});

const CRASHES = {
  'an error that nobody catches': 'setImmediate(() => { throw new Error(forms); });',
  'a rejection that nobody handles': 'Promise.reject(new Error(forms));',
  'something else that is thrown': 'setImmediate(() => { throw forms; });',
  'an object with requests in it': 'setImmediate(() => { throw { forms, headers: { authorization: forms } }; });',
  'an error with a cause': "setImmediate(() => { throw new Error('x', { cause: new Error(forms) }); });",
  'an error with a stack':
    "setImmediate(() => { throw Object.assign(new Error('x'), { stack: forms + '\\n at ' + forms }); });",
  'a library that writes to stderr':
    "process.stderr.write(forms + '\\n'); console.error(forms); console.log({ forms }); process.exitCode = 70; process.kill(process.pid, 'SIGTERM');",
  'a warning': "process.emitWarning(forms); setImmediate(() => { throw new Error('x'); });",
} as const;

/** What it says before they are given to golive, golive cannot know to be secrets. */
async function prepared(): Promise<CanaryFolder> {
  echo.say('no');
  const folder = canaryFolder(echo.url);
  for (const [args, input = ''] of PREPARATION) await golive(folder.folder, args, { input });
  return folder;
}

describe('golive that ends otherwise than it should', () => {
  test.each(Object.entries(CRASHES))('%s', async (_what, code) => {
    const other = await prepared();
    // What this process has in its hands: the keys of the provider it asks, and the secrets of the migration it works on.
    const kinds: readonly Kind[] = ['token by file', 'vault key', 'authcode', 'login in the vault'];
    writeFileSync(join(other.folder, 'x.forms'), allForms(kinds).join(' '));
    writeFileSync(
      join(other.folder, 'crash.mjs'),
      `import { existsSync, readFileSync } from 'node:fs';
const watch = setInterval(() => {
  if (!existsSync('crash-now')) return;
  clearInterval(watch);
  const forms = readFileSync('x.forms', 'utf8');
  ${code}
}, 10);
watch.unref();`,
    );
    await golive(other.folder, ['retry', DOMAIN, 'backup-site']);
    const before = echo.asked;
    const ran = await golive(other.folder, ['serve'], {
      env: { NODE_OPTIONS: `--import=${join(other.folder, 'crash.mjs')}` },
      until: ({ err }) => {
        // By then it has opened its providers and the vault.
        if (/at work/.test(err) && echo.asked > before + 1) writeFileSync(join(other.folder, 'crash-now'), '');
        return false;
      },
    });
    expect(hitsIn([...sinksOf(ran), ...filesIn(other)])).toEqual([]);
    expect(ran.code).toBe(70);
    if (!_what.includes('writes') && !_what.includes('warning'))
      expect(
        ran.err
          .trim()
          .split('\n')
          .filter((line) => !/at work|Nobody can sign in yet/.test(line)),
      ).toEqual([expect.stringMatching(/^golive: /)]);
    rmSync(other.folder, { recursive: true });
  });

  test.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)('%s in the middle of it', async (signal) => {
    const other = await prepared();
    echo.say(allForms(['token by file', 'authcode', 'login in the vault']).join(' '));
    await golive(other.folder, ['retry', DOMAIN, 'backup-site']);
    const before = echo.asked;
    const ran = await golive(other.folder, ['serve'], { until: () => echo.asked > before + 1, signal });
    expect(hitsIn([...sinksOf(ran), ...filesIn(other)])).toEqual([]);
    rmSync(other.folder, { recursive: true });
  });
});

/** A database server that repeats the password it was given, in every encoding, as its refusal. */
function openDatabase(): Promise<{ readonly port: number; close(): void }> {
  const server = createServer((socket) => {
    let greeted = false;
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      if (data.length === 8 && data.readInt32BE(4) === 80_877_103) return void socket.write('N'); // no TLS here
      if (!greeted) {
        greeted = true;
        return void socket.write(Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 3])); // AuthenticationCleartextPassword
      }
      const text = allForms(OF_A_DATABASE).join(' ').replaceAll('\0', '');
      const fields = Buffer.from(`SFATAL\0C28P01\0M${text}\0D${text}\0\0`);
      const head = Buffer.alloc(5);
      head.write('E');
      head.writeInt32BE(fields.length + 4, 1);
      socket.end(Buffer.concat([head, fields]));
    });
  });
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () =>
      resolve({ port: (server.address() as AddressInfo).port, close: () => void server.close() }),
    ),
  );
}

test('a configuration with a fault, which is quoted before anybody has read what it holds', async () => {
  const password = CANARIES['password in the store’s URL'].replaceAll(/["'@/?#&<>]/g, '');
  const look = finder({ password });
  const url = `postgres://golive:${password}@127.0.0.1:1/golive`;
  const FAULTY = [
    `store: ${url}\n  bad: [`,
    `store: ${url}\nstore: twice`,
    `store: ["${url}"]`,
    `store: '${url}\nx: 1`,
    `agency: { name: x }\n${url}`,
    `agency: { name: x }\n"${url}": 1`,
    `agency: { name: "${url}", x: "${url}" }\nslots: ${url}`,
    `providers: { a: { adapter: powerdns, url: "http://golive:${password}@h/", token: "${password}" } }`,
    `providers: { a: { adapter: powerdns, token: "${password}", apiKey: "${password}"`,
    `providers: { a: { adapter: powerdns, token: ["${password}"], apiKey: { value: "${password}" }, secret: { env: "${password}" } } }`,
  ];
  const { folder } = canaryFolder(echo.url);
  for (const text of FAULTY)
    for (const args of [
      ['status'],
      ['config', 'show', '--json'],
      ['doctor', '--offline'],
      ['playbook', 'lint', 'golive.yaml'],
    ]) {
      writeFileSync(join(folder, 'golive.yaml'), text);
      const { out, err } = await golive(folder, args);
      expect([text, args, out + err, look(out + err)]).toEqual([text, args, expect.stringMatching(/./), []]);
    }
});

test('a database that repeats the password it was given', async () => {
  const database = await openDatabase();
  const place = `127.0.0.1:${database.port}/golive`;
  const stores = [
    `postgres://golive:${encodeURIComponent(CANARIES['password in the store’s URL'])}@${place}`,
    `postgres://golive@${place}`, // the client reads PGPASSWORD
  ];
  for (const store of stores) {
    const other = canaryFolder(echo.url, { store });
    for (const args of [
      ['status'],
      ['tick', '--json'],
      ['worker'],
      ['doctor', '--offline'],
      ['config', 'show', '--json'],
    ]) {
      const ran = await golive(other.folder, args);
      expect([args, hitsIn([...sinksOf(ran), ...filesIn(other)])]).toEqual([args, []]);
      expect(ran.out + ran.err).not.toBe('');
    }
    const byVariable = await golive(other.folder, ['config', 'show', '--origin'], { env: { GOLIVE_STORE: store } });
    expect(hitsIn(sinksOf(byVariable))).toEqual([]);
    expect(byVariable.out).toContain('GOLIVE_STORE');
  }
  database.close();
});
