import { spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { CacheName } from './caches.ts';
import type { Lab } from './lab.ts';

/** Which golive is tried; another one than this checkout's by `GOLIVE_UNDER_TEST=/usr/bin/golive`. */
export const LAUNCHER = resolve(
  process.env['GOLIVE_UNDER_TEST'] ?? join(import.meta.dirname, '../../../bin/golive.cjs'),
);

export interface Said {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** `golive serve`, which ends when it is asked to. */
export interface Serving {
  readonly ended: Promise<Said>;
  stop(): void;
}

/** golive as its user has it: the command, a folder, and a `golive.yaml` that knows the lab and nothing else. */
export interface GoLive {
  readonly folder: string;
  readonly configFile: string;
  /** From now on golive's clock shows this moment and runs on with the wall's. Only forward, and not while a TTL is being waited for. */
  setClock(toMs: number): void;
  /** The wall's moment of one of golive's. */
  wallMs(atMs: unknown): number;
  /** Never rejects: how it ended is what is judged. */
  run(...args: readonly string[]): Promise<Said>;
  /** The same with something on standard input. */
  tell(input: string, ...args: readonly string[]): Promise<Said>;
  /** At a terminal of 80 columns, where golive may ask something and `typed` is the answer: all that is shown there is `out`. */
  atTerminal(args: readonly string[], typed?: string): Promise<Said>;
  serve(): Serving;
  /** With `--json`. @throws Error: what it wrote is no document */
  json(...args: readonly string[]): Promise<{ readonly code: number | null; readonly document: unknown }>;
}

export interface GoLiveOptions {
  /** Which of the lab's caches are its resolvers. Default: all, and all count. */
  readonly resolvers?: readonly { readonly cache: CacheName; readonly gate: boolean }[];
  /** What golive's clock shows when it is opened; it runs as fast as the wall's. Default: the wall's own time. */
  readonly clockMs?: number;
  /** More sections, as YAML. */
  readonly yaml?: string;
  readonly caFile?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

export function goliveOn(lab: Lab, options: GoLiveOptions = {}): GoLive {
  const folder = mkdtempSync(join(lab.dir, 'golive-'));
  const configFile = join(folder, 'golive.yaml');
  const resolvers =
    options.resolvers ?? (Object.keys(lab.caches) as CacheName[]).map((cache) => ({ cache, gate: true }));
  let clock: { readonly startsAtMs: number; readonly realStartMs: number; readonly factor: 1 } | undefined;
  const setClock = (toMs: number): void => {
    clock = { startsAtMs: toMs, realStartMs: Date.now(), factor: 1 };
    write();
  };
  const write = (): void =>
    writeFileSync(
      configFile,
      [
        'agency: { name: "Voorbeeld Media", timeZone: "Europe/Amsterdam", language: en, country: NL }',
        'store: "sqlite:golive.db"',
        'dns:',
        '  roots:',
        ...lab.roots.map((root) => `    - ${JSON.stringify(root)}`),
        resolvers.length === 0 ? '  resolvers: []' : '  resolvers:',
        ...resolvers.map(
          ({ cache, gate }) => `    - ${JSON.stringify({ name: cache, address: lab.caches[cache]!.address, gate })}`,
        ),
        '  allowPrivateAddresses: true',
        `tls: { caFile: ${JSON.stringify(options.caFile ?? null)} }`,
        ...(clock === undefined ? [] : [`laboratory: { clock: ${JSON.stringify(clock)}, pollMs: 500 }`]),
        options.yaml ?? '',
        '',
      ].join('\n'),
      { mode: 0o600 },
    );
  if (options.clockMs === undefined) write();
  else setClock(options.clockMs);
  for (const [name, text] of Object.entries(options.files ?? {}))
    writeFileSync(join(folder, name), text, { mode: 0o600 });
  const start = (args: readonly string[], input?: string, at: 'pipe' | 'terminal' = 'pipe'): Serving => {
    const own = Object.entries(process.env).filter(([name]) => !/^(GOLIVE_|NODE_|VITEST)/.test(name));
    const command = [process.execPath, LAUNCHER, ...args, '--config', configFile];
    const [program, ...words] =
      at === 'pipe' ? command : ['script', '-qec', command.map(shellQuoted).join(' '), '/dev/null'];
    const child = spawn(program!, words, {
      cwd: folder,
      env: {
        ...Object.fromEntries(own),
        XDG_CACHE_HOME: join(folder, 'cache'),
        GOLIVE_LISTEN: '127.0.0.1:0',
        ...options.env,
        NO_COLOR: '1',
      },
      // A terminal's keyboard stays there, whether somebody types or not.
      stdio: [input === undefined && at === 'pipe' ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    if (input !== undefined) child.stdin?.[at === 'pipe' ? 'end' : 'write'](input);
    let out = '';
    let err = '';
    child.stdout!.on('data', (chunk: Buffer) => {
      out += chunk.toString('utf8');
    });
    child.stderr!.on('data', (chunk: Buffer) => {
      err += chunk.toString('utf8');
    });
    const ended = new Promise<Said>((done, fail) => {
      child.once('error', fail);
      child.once('close', (code) => done({ code, out, err }));
    });
    return { ended, stop: () => void child.kill('SIGTERM') };
  };
  const run: GoLive['run'] = (...args) => start(args).ended;
  return {
    folder,
    configFile,
    setClock,
    wallMs: (atMs) => (clock === undefined ? 0 : clock.realStartMs - clock.startsAtMs) + Number(atMs),
    run,
    tell: (input, ...args) => start(args, input).ended,
    async atTerminal(args, typed) {
      const { code, out } = await start(args, typed === undefined ? undefined : `${typed}\n`, 'terminal').ended;
      return { code, out: out.replaceAll('\r\n', '\n'), err: '' };
    },
    serve: () => start(['serve']),
    async json(...args) {
      const { code, out, err } = await run(...args, '--json');
      try {
        return { code, document: JSON.parse(out) };
      } catch (cause) {
        throw new Error(`golive ${args.join(' ')} ended with ${code}\n${out}\n${err}`, { cause });
      }
    },
  };
}

const shellQuoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;
