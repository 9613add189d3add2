import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { inject } from 'vitest';
import { AGENCY, type Filled } from './filled.ts';

const LAUNCHER = resolve(import.meta.dirname, '../../bin/golive.cjs');
const PATIENCE_MS = 30_000;

/** An agency with its store, and `golive serve` on it as a process of its own. */
export interface Office {
  /** `http://127.0.0.1:…` */
  readonly url: string;
  readonly folder: string;
  readonly configFile: string;
  readonly filled: Filled;
  /** A command on the same store; answers what it printed. */
  golive(...args: readonly string[]): Promise<string>;
  close(): Promise<void>;
}

/** Serves a copy of the filled store. Its clock begins where the store ends, and nobody outside answers. */
export async function openOffice(serve: Readonly<Record<string, string>> = {}): Promise<Office> {
  const { folder: original, filled } = inject('store');
  const folder = mkdtempSync(join(tmpdir(), 'golive-office-'));
  cpSync(original, folder, { recursive: true });
  const configFile = join(folder, 'golive.yaml');
  const config = {
    ...AGENCY,
    store: 'sqlite:golive.db',
    serve,
    dns: { roots: [{ name: '.', address: '127.0.0.1' }], resolvers: [], ports: { dns: 9 } },
    laboratory: { clock: { startsAtMs: filled.nowMs, realStartMs: Date.now(), factor: 1 } },
  };
  writeFileSync(configFile, JSON.stringify(config), { mode: 0o600 }); // JSON is YAML
  const daemon = await serving(configFile);
  return {
    url: daemon.url,
    folder,
    configFile,
    filled,
    golive: (...args) => golive(configFile, ...args),
    async close() {
      await daemon.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface Served {
  readonly url: string;
  stop(): Promise<void>;
}

/** `golive serve` on a port of its own, up and answering. */
export async function serving(configFile: string, listen = '127.0.0.1:0'): Promise<Served> {
  const child = spawn(process.execPath, [LAUNCHER, 'serve', '--config', configFile], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...plainEnv(), GOLIVE_LISTEN: listen },
  });
  let said = '';
  const ended = new Promise<void>((resolveEnd) => child.once('close', () => resolveEnd()));
  const url = await new Promise<string>((resolveUrl, reject) => {
    const late = setTimeout(() => reject(new Error(`golive serve did not come up: ${said}`)), PATIENCE_MS);
    const hear = (chunk: Buffer): void => {
      said += chunk;
      const [address] = /http:\/\/127\.0\.0\.1:\d+/.exec(said) ?? [];
      if (address === undefined) return;
      clearTimeout(late);
      resolveUrl(address);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    void ended.then(() => reject(new Error(`golive serve ended: ${said}`)));
  });
  return {
    url,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** One command; answers its output. @throws Error with what it said, when it fails */
export function golive(configFile: string, ...args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [LAUNCHER, ...args, '--config', configFile], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: plainEnv(),
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk;
  });
  return new Promise((resolveOut, reject) =>
    child.once('close', (code) =>
      code === 0 ? resolveOut(out) : reject(new Error(`golive ${args.join(' ')} ended with ${code}: ${err}`)),
    ),
  );
}

function plainEnv(): NodeJS.ProcessEnv {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(GOLIVE_|NODE_|VITEST)/.test(name)));
  return { ...env, NO_COLOR: '1' };
}
