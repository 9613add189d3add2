import { homedir, userInfo } from 'node:os';
import { createInterface } from 'node:readline/promises';
import { text } from 'node:stream/consumers';
import packageJson from '../package.json' with { type: 'json' };
import { painted, printableJson } from './cli/print.ts';
import { runProgram } from './cli/program.ts';
import type { Shell } from './cli/shell.ts';

const INTERRUPTED = 130;
const WIDEST = 120;

/** The whole program; sets the exit code and lets the process end by itself, so that nothing written is lost. */
export async function run(argv: readonly string[]): Promise<void> {
  const stopping = new AbortController();
  // Whoever reads our output may have gone (`golive status | head`): that is no fault.
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  const shell = shellOf(stopping);
  const code = await runProgram(argv, shell, packageJson.version);
  process.exitCode = code;
}

function shellOf(stopping: AbortController): Shell {
  const { stdin, stdout, stderr, env } = process;
  const colours = wantsColours(stdout.isTTY === true, env);
  const surroundings = { cwd: process.cwd(), home: homedir(), env };
  const say: Shell['say'] = (...pieces) => {
    const errColours = wantsColours(stderr.isTTY === true, env);
    stderr.write(`${pieces.map((piece) => painted(piece, errColours)).join('')}\n`);
  };
  let listening = false;
  return {
    line: (...pieces) => void stdout.write(`${pieces.map((piece) => painted(piece, colours)).join('')}\n`),
    write: (...lines) => void stdout.write(lines.map((line) => `${line}\n`).join('')),
    redraw: (before, lines) =>
      void stdout.write(
        `${before === 0 ? '' : `\u001b[${before}A`}${lines.map((line) => `\u001b[2K${line}\n`).join('')}\u001b[J`,
      ),
    say,
    json: (document) => void stdout.write(`${printableJson(document)}\n`),
    interactive: stdin.isTTY === true && stderr.isTTY === true,
    terminal: stdout.isTTY === true,
    colours,
    columns: Math.min(stdout.columns ?? 80, WIDEST),
    user: loginName(env),
    surroundings,
    // A command that never looks at the signal ends as any program does.
    get signal() {
      if (!listening) listenForStop(stopping);
      listening = true;
      return stopping.signal;
    },
    readInput: () => text(stdin),
    ask,
    loadConfig: async (file) => (await composed()).configFrom(surroundings, file),
    openApp: async (file) => (await composed()).openApp(surroundings, file, (line) => say(line)),
    clockOf: async (config) => (await composed()).clockOf(config),
    playbooksOf: async (config) => (await composed()).playbooksOf(config),
    dnsOf: async (config) => (await composed()).dnsOf(config),
    restore: async (...asked) => (await composed()).restore(...asked),
    rehearsalParts: async () => (await composed()).rehearsalParts(),
    demoParts: async () => (await composed()).demoParts(surroundings, (line) => say(line)),
  };
}

/** Only what a command needs is loaded: `golive --help` needs nothing of this. */
const composed = () => import('./compose.ts');

/** The first signal asks politely; the second ends at once. */
function listenForStop(stopping: AbortController): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      if (stopping.signal.aborted) process.exit(INTERRUPTED);
      stopping.abort();
    });
}

/** NO_COLOR (no-color.org) turns colours off, FORCE_COLOR on. */
function wantsColours(terminal: boolean, env: NodeJS.ProcessEnv): boolean {
  if (env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '') return false;
  if (env['FORCE_COLOR'] !== undefined && env['FORCE_COLOR'] !== '0') return true;
  return terminal && env['TERM'] !== 'dumb';
}

function loginName(env: NodeJS.ProcessEnv): string {
  try {
    return userInfo().username;
  } catch {
    return env['USER'] ?? env['LOGNAME'] ?? 'somebody'; // a container may have no entry for its user
  }
}

async function ask(question: string, secret = false): Promise<string> {
  if (secret) return askSecretly(question);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await terminal.question(question);
  } finally {
    terminal.close();
  }
}

/** Reads a line from the terminal without showing it. */
function askSecretly(question: string): Promise<string> {
  const { stdin, stderr } = process;
  stderr.write(question);
  stdin.setRawMode(true);
  stdin.resume();
  stdin.setEncoding('utf8');
  return new Promise((resolve) => {
    let typed = '';
    const end = (): void => {
      stdin.setRawMode(false);
      stdin.pause();
      stdin.off('data', read);
      stderr.write('\n');
    };
    function read(keys: string): void {
      for (const key of keys) {
        if (key === '\r' || key === '\n' || key === '\u0004') {
          end();
          resolve(typed);
          return;
        }
        if (key === '\u0003') {
          end();
          process.exit(INTERRUPTED);
        }
        typed = key === '\u007f' || key === '\b' ? typed.slice(0, -1) : typed + key;
      }
    }
    stdin.on('data', read);
  });
}
