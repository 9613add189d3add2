import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { App } from '../../../src/app/app.ts';
import { SECOND } from '../../../src/domain/time.ts';
import type { WorkerSettings } from './app.ts';
import { fleetApp } from './app.ts';
import { fill } from './fill.ts';
import { KINDS } from './toy-steps.ts';

const HERE = fileURLToPath(new URL('.', import.meta.url));

export const EFFECTS_EACH = KINDS.length;

export interface FleetSettings extends Partial<Omit<WorkerSettings, 'url' | 'keyFile' | 'providerPort'>> {
  readonly url: string;
  /** Default 50. */
  readonly effectMs?: number;
}

export interface FleetWorker {
  readonly child: ChildProcess;
  /** What it complained of. */
  said(): string;
  /** Its exit code or signal, when it has ended. */
  readonly ended: Promise<number | string>;
  /** Memory in use now, MB (10^6). */
  rssMb(): number;
}

export interface Fleet {
  /** A user of the same store. */
  readonly app: App;
  readonly workers: readonly FleetWorker[];
  /** @throws Error: it ended before it could begin, with what it said */
  start(other?: Partial<WorkerSettings>, env?: NodeJS.ProcessEnv): Promise<FleetWorker>;
  /** At the provider: how many effects there were, and how many were sent once more. */
  counts(): Promise<{ readonly effects: number; readonly twice: number }>;
  /** When the provider was first asked for each effect's key, `MIGRATION-KIND` (epoch ms). */
  firstAskedMs(): Promise<ReadonlyMap<string, number>>;
  done(): Promise<number>;
}

/** A provider, a store, and workers as processes; gone when `work` is over, however it ends. */
export async function withFleet<Result>(
  { url, effectMs = 50, ...settings }: FleetSettings,
  work: (fleet: Fleet) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'golive-fleet-'));
  const keyFile = join(folder, 'key');
  const workers: FleetWorker[] = [];
  const provider = spawn(process.execPath, [join(HERE, 'provider.ts'), String(effectMs)]);
  try {
    const providerPort = Number(await firstLine(provider));
    const ask = async (path: string) => (await fetch(`http://127.0.0.1:${providerPort}/${path}`)).json();
    const app = await fleetApp({ ...settings, url, keyFile });
    const start: Fleet['start'] = async (other = {}, env = {}) => {
      const file = join(folder, `worker-${workers.length}.json`);
      const common = { atOnce: 32, leaseMs: 20 * SECOND, pollMs: 2 * SECOND, url, keyFile, providerPort };
      writeFileSync(file, JSON.stringify({ ...common, ...settings, ...other } satisfies WorkerSettings));
      const child = spawn(process.execPath, [join(HERE, 'worker-child.ts'), file], {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, ...env },
      });
      const worker = fleetWorker(child);
      workers.push(worker);
      await firstLine(child).catch(async (thrown: Error) => {
        throw new Error(`${thrown.message}: ${worker.said().trim()}`);
      });
      return worker;
    };
    const result = await work({
      app,
      workers,
      start,
      counts: async () => (await ask('counts')) as { effects: number; twice: number },
      firstAskedMs: async () => new Map((await ask('first')) as [string, number][]),
      done: async () => (await app.store.countByStatus()).done ?? 0,
    });
    await app.store.close();
    return result;
  } finally {
    await Promise.all(workers.map(({ child }) => ended(child, 'SIGKILL')));
    await ended(provider, 'SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

export interface FleetOutcome {
  readonly done: number;
  /** At the provider. */
  readonly effects: number;
  readonly twice: number;
  readonly seconds: number;
  /** How each worker ended when it was told to stop. */
  readonly exits: readonly (number | string)[];
}

export interface FleetOptions extends FleetSettings {
  readonly migrations: number;
  readonly workers: number;
  /** Does something to the fleet, again and again, until it is done. */
  readonly meanwhile?: (fleet: Fleet) => Promise<void>;
  /** A last look at the store, when the workers have ended. */
  readonly atEnd?: (fleet: Fleet) => Promise<void>;
  readonly deadlineMs: number;
}

/** So many workers on one PostgreSQL store and one provider, until all migrations are done or the deadline has passed. */
export function runFleet({
  migrations,
  workers,
  meanwhile,
  atEnd,
  deadlineMs,
  ...settings
}: FleetOptions): Promise<FleetOutcome> {
  return withFleet(settings, async (fleet) => {
    await fill(fleet.app, migrations, () => fleet.app.clock.now());
    for (let count = 0; count < workers; count++) await fleet.start();
    const began = performance.now();
    let done = 0;
    const isOver = () => done >= migrations || performance.now() - began > deadlineMs;
    const watching = (async () => {
      for (; !isOver(); await pause(250)) done = await fleet.done().catch(() => done); // the server restarts
    })();
    while (meanwhile !== undefined && !isOver()) await meanwhile(fleet);
    await watching;
    const seconds = (performance.now() - began) / 1000;
    const counts = await fleet.counts();
    const exits = await Promise.all(fleet.workers.map(stopped));
    await atEnd?.(fleet);
    return { done, ...counts, seconds, exits };
  });
}

/** Tells a worker to stop; its exit code. */
export function stopped({ child, ended: end }: FleetWorker): Promise<number | string> {
  child.kill('SIGTERM');
  return end;
}

const KEPT = 20_000;

function fleetWorker(child: ChildProcess): FleetWorker {
  let said = '';
  child.stderr!.on('data', (text: Buffer) => {
    said = (said + text.toString()).slice(-KEPT);
  });
  const end = new Promise<number | string>((resolve) =>
    child.once('close', (code, signal) => resolve(code ?? signal ?? 'gone')),
  );
  return {
    child,
    said: () => said,
    ended: end,
    rssMb: () => {
      const kB = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1];
      return (Number(kB) * 1024) / 1e6;
    },
  };
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.stdout!.once('data', (text: Buffer) => resolve(text.toString().trim()));
    child.once('close', (code) => reject(new Error(`ended with ${code} before its first word`)));
  });
}

function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill(signal);
  });
}
