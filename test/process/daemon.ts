import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

const LAUNCHER = resolve(import.meta.dirname, '../../bin/golive.cjs');

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

/** One golive as a process of its own, as an operator starts it. */
export interface Daemon {
  readonly pid: number;
  readonly ended: Promise<Ended>;
  /** Resolves when it has said something on stderr that fits; rejects when it ends first. */
  said(pattern: RegExp): Promise<void>;
  kill(signal: NodeJS.Signals): void;
}

export function golive(args: readonly string[], configFile: string): Daemon {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(GOLIVE_|NODE_|VITEST)/.test(name)));
  const child: ChildProcess = spawn(process.execPath, [LAUNCHER, ...args, '--config', configFile], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...env, NO_COLOR: '1', GOLIVE_LISTEN: '127.0.0.1:0' }, // several at once on one machine
  });
  let out = '';
  let err = '';
  child.stdout!.on('data', (chunk: Buffer) => {
    out += chunk;
  });
  child.stderr!.on('data', (chunk: Buffer) => {
    err += chunk;
  });
  const ended = new Promise<Ended>((resolveEnd) => {
    child.once('close', (code, signal) => resolveEnd({ code, signal, out, err }));
  });
  return {
    pid: child.pid!,
    ended,
    said: (pattern) =>
      new Promise((resolveSaid, reject) => {
        const look = () => {
          if (pattern.test(err)) resolveSaid();
        };
        look();
        child.stderr!.on('data', look);
        ended.then(({ code }) => reject(new Error(`ended with ${code} before it said ${pattern}: ${err}`)));
      }),
    kill: (signal) => void child.kill(signal),
  };
}

const GREETING = /at work/;
const ORDINARY = /^$|at work|Nobody can sign in yet|nothing was sent by halves/;

/** What it said on stderr that a quiet life has no need of. */
export function complaintsIn({ err }: Ended): string[] {
  return err.split('\n').filter((line) => !ORDINARY.test(line));
}

/** Asks a `serve` to end, as a service manager does, once it is up. */
export async function stopped(daemon: Daemon): Promise<Ended> {
  await daemon.said(GREETING);
  daemon.kill('SIGTERM');
  return daemon.ended;
}
