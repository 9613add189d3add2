import { homedir, userInfo } from 'node:os';
import { createInterface } from 'node:readline/promises';
import packageJson from '../package.json' with { type: 'json' };
import { painted, printable, printableJson, short } from './cli/print.ts';
import { runProgram } from './cli/program.ts';
import type { Shell } from './cli/shell.ts';
import { asGoLiveError, GoLiveError } from './domain/errors.ts';
import { ENGINE } from './domain/journal.ts';
import { scrub } from './domain/scrub.ts';

const INTERRUPTED = 130;
const UNWRITTEN = 1;
/** A fault that nobody caught; a service manager starts us again, and what was on its way is looked at then. */
const CRASHED = 70;
/** Longer than any secret that somebody pipes in. */
const LONGEST_INPUT = 64 * 1024;
const WIDEST = 120;
const USUAL_WIDTH = 80;

/** A terminal that does not know how wide it is (in a build, under `script`) says 0. */
const columnsOf = ({ columns }: { readonly columns?: number }): number => columns || USUAL_WIDTH;

/** The whole program; sets the exit code and lets the process end by itself, so that nothing written is lost. */
export async function run(argv: readonly string[]): Promise<void> {
  const stopping = new AbortController();
  // Whoever reads our output may have gone (`golive status | head`): that is no fault.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', unwritten);
    lastLook(stream);
  }
  process.on('uncaughtException', crashed); // rejections that nobody handles come here too
  const shell = shellOf(stopping);
  const code = await runProgram(argv, shell, packageJson.version);
  process.exitCode = stopping.signal.aborted && code !== 0 ? INTERRUPTED : (process.exitCode ?? code);
}

/** Whatever writes, golive or a library: no secret that we know leaves by these two doors. */
function lastLook(stream: NodeJS.WriteStream): void {
  const write = stream.write.bind(stream) as (chunk: unknown, ...rest: readonly unknown[]) => boolean;
  stream.write = (chunk: unknown, ...rest: readonly unknown[]) =>
    write(typeof chunk === 'string' ? scrub(chunk) : chunk, ...rest);
}

/** In one line, and without what was thrown: an error carries requests, and those carry keys. */
function crashed(thrown: unknown): void {
  const { message } = asGoLiveError(thrown, 'golive');
  const [at] = /\b[\w./-]+\.[cm]?[jt]s:\d+/.exec(thrown instanceof Error ? (thrown.stack ?? '') : '') ?? [];
  process.stderr.write(`golive: ${printable(message)}${at === undefined ? '' : ` (${printable(at)})`}\n`);
  process.exit(CRASHED);
}

/** A disk that is full must not look like a success; what was recorded is safe in the store all the same. */
function unwritten(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE' || process.exitCode === UNWRITTEN) return;
  process.exitCode = UNWRITTEN;
  process.stderr.write(`golive: the output cannot be written: ${error.code ?? error.message}. Make space there.\n`);
}

function shellOf(stopping: AbortController): Shell {
  const { stdin, stdout, stderr, env } = process;
  const colours = wantsColours(stdout.isTTY === true, env);
  const surroundings = {
    get cwd() {
      return startedIn();
    },
    home: homedir(),
    env,
  };
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
    liveTable: async (listening) => {
      const { openLiveTable } = await import('./cli/live-table.ts');
      const onExit = (heard: () => void) => void process.once('exit', heard);
      return openLiveTable({ input: stdin, output: stdout, colours, onExit }, listening);
    },
    say,
    ...(stderr.isTTY === true
      ? { progress: (text: string) => void stderr.write(`\r\u001b[2K${short(text, columnsOf(stderr) - 1)}`) }
      : {}),
    json: (document) => void stdout.write(`${printableJson(document)}\n`),
    interactive: stdin.isTTY === true && stderr.isTTY === true,
    terminal: stdout.isTTY === true,
    colours,
    columns: Math.min(columnsOf(stdout), WIDEST),
    user: loginName(env),
    surroundings,
    // A command that never looks at the signal ends as any program does.
    get signal() {
      if (!listening) listenForStop(stopping);
      listening = true;
      return stopping.signal;
    },
    readInput,
    ask,
    // Only what a command needs is loaded: `golive --help` needs nothing of this.
    loadConfig: async (file) => (await import('./app/config/load.ts')).loadConfig(surroundings, file),
    openApp: async (file, looking) =>
      (await import('./compose/app.ts')).openApp(surroundings, file, (line) => say(line), looking),
    clockOf: async (config) => (await import('./compose/clock.ts')).clockOf(config),
    playbooksOf: async (config) => (await import('./compose/app.ts')).playbooksOf(config),
    dnsOf: async (config) => (await import('./compose/outside.ts')).dnsOf(config),
    providerOf: async (config, name) => (await import('./compose/providers.ts')).providerOf(config, surroundings, name),
    viewsOf: async (config) => (await import('./compose/outside.ts')).viewsOf(config, surroundings),
    listenFor: async (app) => (await import('./compose/http.ts')).listenFor(app, stopping.signal, surroundings),
    newToken: async () => (await import('./compose/http.ts')).newToken(),
    wallNow: () => Date.now(),
    replaceFile: async (...asked) => (await import('./adapters/files/replace-file.ts')).replaceFile(...asked),
    publishFolder: async (...asked) => (await import('./adapters/files/publish-folder.ts')).publishFolder(...asked),
    publishedAssets: async () => (await import('./compose/http.ts')).publishedAssets(),
    restore: async (...asked) => (await import('./compose/store.ts')).restore(...asked),
    dispatcherOf: async (app) => (await import('./compose/store.ts')).dispatcherOf(app),
    courierOf: async (config) => (await import('./compose/courier.ts')).courierOf(config, surroundings),
    rehearsalParts: async () => (await import('./compose/demo.ts')).rehearsalParts(),
    demoParts: async () => (await import('./compose/demo.ts')).demoParts(surroundings, (line) => say(line)),
  };
}

/** One Ctrl-C arrives twice under a launcher: from the terminal, and passed on. */
const ONE_SIGNAL_MS = 500;

/** The first signal asks politely; the second ends at once. */
function listenForStop(stopping: AbortController): void {
  let firstMs: number | undefined;
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      firstMs ??= performance.now();
      if (performance.now() - firstMs > ONE_SIGNAL_MS) process.exit(INTERRUPTED);
      stopping.abort();
    });
  // Ending by itself, Node stops listening a little before it is gone: one more signal then would be told as an end by that signal.
  process.once('beforeExit', () => process.exit());
}

/** NO_COLOR (no-color.org) turns colours off, FORCE_COLOR on. */
function wantsColours(terminal: boolean, env: NodeJS.ProcessEnv): boolean {
  if (env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '') return false;
  if (env['FORCE_COLOR'] !== undefined && env['FORCE_COLOR'] !== '0') return true;
  return terminal && env['TERM'] !== 'dumb';
}

/** @throws GoLiveError `config-missing`: somebody took that folder away */
function startedIn(): string {
  try {
    return process.cwd();
  } catch (cause) {
    const subject = 'the folder that golive was started in';
    throw new GoLiveError('config-missing', { subject, fix: 'Go to one that is there.', cause });
  }
}

/** Who works here. The service's own user is called like the engine, whose name nobody may sign with: then whoever became that user. */
function loginName(env: NodeJS.ProcessEnv): string {
  let name: string;
  try {
    name = userInfo().username;
  } catch {
    name = env['USER'] ?? env['LOGNAME'] ?? 'somebody'; // a container may have no entry for its user
  }
  return name === ENGINE ? (env['SUDO_USER'] ?? `user ${name}`) : name;
}

async function ask(question: string, secret = false): Promise<string> {
  if (secret) return askSecretly(question);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  terminal.on('SIGINT', () => process.exit(INTERRUPTED));
  const ended = new Promise<never>((_resolve, reject) => {
    terminal.on('close', () =>
      reject(new GoLiveError('answer-missing', { subject: 'golive', why: 'the input ended before the answer' })),
    );
  });
  ended.catch(() => undefined); // closed after the answer as well
  try {
    return await Promise.race([terminal.question(question), ended]);
  } finally {
    terminal.close();
  }
}

/** All of stdin. @throws GoLiveError `usage`: there is no end to it */
async function readInput(): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of process.stdin) {
    chunks.push(chunk as Buffer);
    length += (chunk as Buffer).length;
    if (length > LONGEST_INPUT)
      throw new GoLiveError('usage', {
        subject: 'standard input',
        why: `it is longer than ${LONGEST_INPUT / 1024} kB`,
        fix: 'Give the value alone.',
      });
  }
  return Buffer.concat(chunks).toString('utf8');
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
