import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';

/** A child of this test: its lines are heard, and it is signalled by its own handle alone. */
export interface Child {
  readonly pid: number;
  /** Resolves with the first line that starts so, from now on; rejects when the child ends before. */
  line(start: string): Promise<string>;
  onLine(hear: (line: string) => void): void;
  tell(line: string): void;
  signal(signal: NodeJS.Signals): void;
  readonly gone: Promise<void>;
  isGone(): boolean;
}

export function startChild(file: string, settings: unknown, env: NodeJS.ProcessEnv = {}): Child {
  const path = resolve(import.meta.dirname, file);
  const child: ChildProcess = spawn(process.execPath, [path, JSON.stringify(settings)], {
    stdio: ['pipe', 'pipe', process.env['CRASH_LOG'] === undefined ? 'ignore' : 'inherit'],
    env: { ...process.env, ...env },
  });
  const hearers = new Set<(line: string) => void>();
  createInterface({ input: child.stdout! }).on('line', (line) => {
    for (const hear of hearers) hear(line);
  });
  child.stdin!.on('error', () => undefined); // it was killed
  let isGone = false;
  const gone = new Promise<void>((resolve) =>
    child.once('exit', () => {
      isGone = true;
      resolve();
    }),
  );
  return {
    pid: child.pid!,
    line: (start) => {
      const said = new Promise<string>((resolve, reject) => {
        const hear = (line: string) => {
          if (!line.startsWith(start)) return;
          hearers.delete(hear);
          resolve(line);
        };
        hearers.add(hear);
        void gone.then(() => reject(new Error(`${file} ended before it said ${JSON.stringify(start)}`)));
      });
      said.catch(() => undefined); // whoever does not wait any more does not care
      return said;
    },
    onLine: (hear) => void hearers.add(hear),
    tell: (line) => void child.stdin!.write(`${line}\n`),
    signal: (signal) => void (isGone || child.kill(signal)),
    gone,
    isGone: () => isGone,
  };
}
