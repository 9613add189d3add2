import { expect } from 'vitest';
import { painted, printableJson } from '../../src/cli/print.ts';
import { runProgram } from '../../src/cli/program.ts';
import type { Shell } from '../../src/cli/shell.ts';
import * as composed from '../../src/compose.ts';
import type { Ended } from './command-line.ts';

export interface Given {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** golive as it runs in a folder, on its real store, but in this process: a hundred command lines cost no hundred processes. */
export async function goliveIn(folder: string, args: readonly string[], { input = '', env = {} }: Given = {}) {
  const out: string[] = [];
  const err: string[] = [];
  const surroundings = { cwd: folder, home: folder, env };
  const say: Shell['say'] = (...pieces) => void err.push(pieces.map((piece) => painted(piece, false)).join(''));
  const shell: Shell = {
    line: (...pieces) => void out.push(pieces.map((piece) => painted(piece, false)).join('')),
    write: (...lines) => void out.push(...lines),
    redraw: (_before, lines) => void out.push(...lines),
    say,
    json: (document) => void out.push(printableJson(document)),
    interactive: false,
    terminal: false,
    colours: false,
    columns: 80,
    user: 'anna',
    surroundings,
    signal: new AbortController().signal,
    readInput: async () => input,
    ask: async () => {
      throw new Error('nobody is there to be asked');
    },
    loadConfig: async (file) => composed.configFrom(surroundings, file),
    openApp: async (file, looking) => composed.openApp(surroundings, file, (line) => say(line), looking),
    clockOf: composed.clockOf,
    playbooksOf: composed.playbooksOf,
    dnsOf: composed.dnsOf,
    providerOf: async (config, name) => composed.providerOf(config, surroundings, name),
    viewsOf: async (config) => composed.viewsOf(config, surroundings),
    listenFor: async (app) => composed.listenFor(app, new AbortController().signal, surroundings),
    newToken: async () => composed.newToken(),
    wallNow: () => Date.now(),
    replaceFile: composed.replaceFile,
    publishFolder: composed.publishFolder,
    publishedAssets: composed.publishedAssets,
    restore: composed.restore,
    dispatcherOf: composed.dispatcherOf,
    courierOf: async (config) => composed.courierOf(config, surroundings),
    rehearsalParts: composed.rehearsalParts,
    demoParts: async () => composed.demoParts(surroundings, (line) => say(line)),
  };
  const code = await runProgram(args, shell, '0.0.0');
  return { code, out: out.join('\n'), err: err.join('\n') } satisfies Ended;
}

/** Nothing on stdout, one line on stderr that says what, why and what to do, and no trace of how golive is made. */
export function expectOneLine({ code, out, err }: Ended, exit: number, line: RegExp): void {
  expect([code, out]).toEqual([exit, '']);
  expect(err).toMatch(line);
  expectPlain(err);
  expect(err.split('\n')).toHaveLength(1);
}

/** No stack trace, no fault of our own, no control or format character. */
export function expectPlain(err: string): void {
  expect(err).toMatch(/^golive: \S/);
  expect(err).not.toMatch(/\n\s+at |fault in golive itself|undefined|NaN|\[object/);
  expect(err.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
}
