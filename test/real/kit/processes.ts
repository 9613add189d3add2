import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';

/** A daemon in the foreground, in a process group of its own. */
export interface Running {
  readonly pid: number;
  /** What it wrote to stdout and stderr, the newest 200 kB. */
  output(): string;
  /** Its exit code or signal; `undefined`: it runs. */
  ended(): number | string | undefined;
  /** Asks, then kills; over when it is gone. May be repeated. */
  stop(): Promise<void>;
}

const KEPT = 200_000;
const PATIENCE_MS = 3000;
const running = new Set<ChildProcess>();

// A test run that ends in any way leaves nothing behind: this is the ordinary way, PDEATHSIG below is the other.
process.on('exit', () => {
  for (const child of running) signalGroup(child, 'SIGKILL');
});

/** @throws Error: the program is not there */
export async function startProcess(
  command: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
): Promise<Running> {
  // The kernel kills the daemon when the process that runs the tests dies before it can (prctl PR_SET_PDEATHSIG).
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', '--', command, ...args], {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let text = '';
  let end: number | string | undefined;
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      text = (text + chunk.toString('utf8')).slice(-KEPT);
    });
  const gone = new Promise<void>((resolve) => {
    child.once('exit', (code, signal) => {
      end = code ?? signal ?? 'gone';
      running.delete(child);
      resolve();
    });
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  running.add(child);
  return {
    pid: child.pid!,
    output: () => text,
    ended: () => end,
    async stop() {
      if (end !== undefined) return;
      signalGroup(child, 'SIGTERM');
      const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), PATIENCE_MS);
      await gone;
      clearTimeout(timer);
    },
  };
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    process.kill(-child.pid!, signal);
  } catch {
    // gone already
  }
}

const run = promisify(execFile);

/** A program that ends by itself; its stdout. @throws Error with its output, when it fails */
export async function runProgram(command: string, args: readonly string[], cwd?: string): Promise<string> {
  try {
    const { stdout } = await run(command, args, { ...(cwd === undefined ? {} : { cwd }), maxBuffer: 16 << 20 });
    return stdout;
  } catch (thrown) {
    const { stdout, stderr } = thrown as { stdout?: string; stderr?: string };
    throw new Error(`${command} ${args.join(' ')}\n${stdout ?? ''}${stderr ?? ''}`, { cause: thrown });
  }
}
