import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Agent, IncomingMessage } from 'node:http';
import { get } from 'node:http';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

export const ROOT = resolve(import.meta.dirname, '../..');
/** `GOLIVE_BENCH_PROFILE=FOLDER`: where the serving process leaves its CPU profile. */
const { GOLIVE_BENCH_PROFILE: folderOfProfile } = process.env;
const PROFILING = folderOfProfile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${folderOfProfile}`];
const WRK_SECONDS = 5;

/** As golive is shipped: what reading TypeScript costs is not the daemon's. Beside `dist`, because addresses in it are relative to that. */
export async function bundledChild(): Promise<string> {
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

export function forked(file: string, flags: readonly string[], ...args: readonly string[]) {
  const child = fork(file, args, {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    execArgv: [...PROFILING, ...flags],
  });
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

/** Pages that all dashboards together have fetched. */
export const fetched = { pages: 0 };

/** A browser with an open dashboard: hears of changes, and where it looks fetches the overview again. Answers how to close it. */
export async function listening(
  address: string,
  authorization: string,
  agent: Agent,
  looks: boolean,
): Promise<() => void> {
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
      fetched.pages += 1;
    } finally {
      isFetching = false;
    }
  });
  return () => void request.destroy();
}

export interface Wrk {
  readonly perSecond: number;
  readonly p99Ms: number;
}

const UNIT_MS: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1000 };

export async function wrk(address: string, authorization: string): Promise<Wrk> {
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
