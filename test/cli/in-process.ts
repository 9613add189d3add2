import { expect } from 'vitest';
import { publishFolder } from '../../src/adapters/files/publish-folder.ts';
import { replaceFile } from '../../src/adapters/files/replace-file.ts';
import { loadConfig } from '../../src/app/config/load.ts';
import { painted, printableJson } from '../../src/cli/print.ts';
import { runProgram } from '../../src/cli/program.ts';
import type { Shell } from '../../src/cli/shell.ts';
import { openApp, playbooksOf } from '../../src/compose/app.ts';
import { clockOf } from '../../src/compose/clock.ts';
import { courierOf } from '../../src/compose/courier.ts';
import { demoParts, rehearsalParts } from '../../src/compose/demo.ts';
import { listenFor, newToken, publishedAssets } from '../../src/compose/http.ts';
import { dnsOf, viewsOf } from '../../src/compose/outside.ts';
import { providerOf } from '../../src/compose/providers.ts';
import { dispatcherOf, restore } from '../../src/compose/store.ts';
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
    loadConfig: async (file) => loadConfig(surroundings, file),
    openApp: async (file, looking) => openApp(surroundings, file, (line) => say(line), looking),
    clockOf,
    playbooksOf,
    dnsOf,
    providerOf: async (config, name) => providerOf(config, surroundings, name),
    viewsOf: async (config) => viewsOf(config, surroundings),
    listenFor: async (app) => listenFor(app, new AbortController().signal, surroundings),
    newToken: async () => newToken(),
    wallNow: () => Date.now(),
    replaceFile,
    publishFolder,
    publishedAssets,
    restore,
    dispatcherOf,
    courierOf: async (config) => courierOf(config, surroundings),
    rehearsalParts,
    demoParts: async () => demoParts(surroundings, (line) => say(line)),
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
