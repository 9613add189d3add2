import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { GoLiveError } from '../../domain/errors.ts';
import type {
  Laboratory,
  LaboratoryEndpoints,
  LaboratoryFaults,
  LaboratoryOptions,
  LaboratoryPeople,
  ProbeTally,
  TurnedAt,
} from '../../ports/laboratory.ts';
import type { Faults, People, World } from '../../simulation/types.ts';
import { openParts, view } from '../simulated.ts';

/** Beside the bundle when packed, and in the repository. */
const PROGRAMS = ['./world.js', '../../simulation/process/main.ts'];
const READY_WITHIN_MS = 30_000;
const ENDS_WITHIN_MS = 5000;

/** The world's own types with their answers promised; that they fit the port is what the compiler checks below. */
type Remote<T> = {
  readonly [Name in keyof T]: T[Name] extends (...args: infer Args) => infer Answer
    ? (...args: Args) => Promise<Awaited<Answer>>
    : never;
};

/**
 * Starts the toy world and waits until it listens. It ends with this process, unless `keep`.
 *
 * @throws GoLiveError `internal`: it did not start; its complaints are in `world.log` in the folder
 */
export async function startWorld(options: LaboratoryOptions): Promise<Laboratory> {
  mkdirSync(options.dir, { recursive: true });
  const log = join(options.dir, 'world.log');
  const complaints = openSync(log, 'w');
  const child = spawn(process.execPath, [program(), JSON.stringify(options)], {
    stdio: [options.keep ? 'ignore' : 'pipe', 'pipe', complaints],
    detached: options.keep === true,
    env: {}, // ours may hold the keys of real providers
  });
  closeSync(complaints);
  const endpoints = await ready(child, log);
  // Nothing here keeps this process alive; when it ends, the pipe to the world's stdin closes.
  child.stdout?.destroy();
  child.unref();
  return attach(endpoints, () => end(child));
}

/** A laboratory that was started with `keep`, maybe by another process. @throws GoLiveError `unreachable` */
export function attachWorld(endpoints: LaboratoryEndpoints): Promise<Laboratory> {
  return attach(endpoints, async () => {
    try {
      process.kill(endpoints.pid, 'SIGTERM');
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'ESRCH') throw thrown;
    }
  });
}

async function attach(endpoints: LaboratoryEndpoints, stop: () => Promise<void>): Promise<Laboratory> {
  const at = { url: endpoints.rpcUrl, token: endpoints.token };
  const parts = await openParts(at);
  const people: LaboratoryPeople = parts['people'] as Remote<People>;
  const faults: LaboratoryFaults = parts['faults'] as Remote<Faults>;
  return {
    endpoints,
    people,
    faults,
    counters: async () => (await view(at, 'counters')) as World['counters'],
    snapshot: () => view(at, 'snapshot'),
    probe: async () => (await view(at, 'probe')) as ProbeTally,
    turned: async () => (await view(at, 'turned')) as readonly TurnedAt[],
    stop,
  };
}

function program(): string {
  const files = PROGRAMS.map((path) => fileURLToPath(new URL(path, import.meta.url)));
  const found = files.find(existsSync);
  if (found === undefined)
    throw new GoLiveError('internal', { subject: 'the toy world', why: 'its program is missing' });
  return found;
}

function ready(child: ChildProcess, log: string): Promise<LaboratoryEndpoints> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      reject(new GoLiveError('internal', { subject: 'the toy world', why, fix: `See ${log}` }));
    };
    const timer = setTimeout(() => fail(`not ready after ${READY_WITHIN_MS / 1000} s`), READY_WITHIN_MS);
    child.once('error', (error) => fail(error.message));
    child.once('exit', () => fail(firstLine(log) || 'it ended at once'));
    createInterface({ input: child.stdout! }).once('line', (line) => {
      clearTimeout(timer);
      child.removeAllListeners('exit');
      resolve(JSON.parse(line) as LaboratoryEndpoints);
    });
  });
}

function firstLine(log: string): string {
  return readFileSync(log, 'utf8').trim().split('\n')[0] ?? '';
}

/** Asks it to end and waits; a world that does not listen is killed. */
function end(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    const timer = setTimeout(() => child.kill('SIGKILL'), ENDS_WITHIN_MS);
    child.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
    child.stdin?.end();
    child.kill('SIGTERM');
  });
}
