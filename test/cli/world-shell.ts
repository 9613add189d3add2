import { jumpingClock } from '../../src/adapters/clock/memory/index.ts';
import type { App } from '../../src/app/app.ts';
import type { Config } from '../../src/app/config/schema.ts';
import { ConfigFile } from '../../src/app/config/schema.ts';
import { painted, printableJson } from '../../src/cli/print.ts';
import { runProgram } from '../../src/cli/program.ts';
import type { Shell } from '../../src/cli/shell.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Dns } from '../../src/ports/dns.ts';
import type { Ended } from './command-line.ts';

export interface Around {
  readonly dns: Dns;
  readonly clock?: Clock;
  readonly app?: App;
  readonly config?: object;
  readonly shell?: Partial<Shell>;
}

/** golive on a DNS and a clock that a test brings; no file, no socket. */
export async function goliveOn(around: Around, args: readonly string[]): Promise<Ended> {
  const out: string[] = [];
  const err: string[] = [];
  const config = { ...ConfigFile.parse(around.config ?? {}), file: around.app && 'golive.yaml', folder: '.' } as Config;
  const clock = around.clock ?? around.app?.clock ?? jumpingClock(Date.UTC(2027, 0, 11, 19));
  const nobody = async (): Promise<never> => {
    throw new Error('not here');
  };
  const shell = {
    line: (...pieces) => void out.push(pieces.map((piece) => painted(piece, false)).join('')),
    write: (...lines) => void out.push(...lines),
    redraw: (_before, lines) => void out.push(...lines),
    say: (...pieces) => void err.push(pieces.map((piece) => painted(piece, false)).join('')),
    json: (document) => void out.push(printableJson(document)),
    interactive: false,
    terminal: false,
    colours: false,
    columns: 100,
    user: 'anna',
    surroundings: { cwd: '.', home: '.', env: {} },
    signal: new AbortController().signal,
    readInput: async () => '',
    ask: nobody,
    loadConfig: async () => ({ config, originOf: () => (around.app === undefined ? 'default' : 'golive.yaml:1') }),
    openApp: async () => around.app ?? nobody(),
    clockOf: async () => clock,
    dnsOf: async () => around.dns,
    playbooksOf: nobody,
    restore: nobody,
    demoParts: nobody,
    rehearsalParts: nobody,
    ...around.shell,
  } as Partial<Shell> as Shell;
  const code = await runProgram(args, shell, '0.0.0');
  return { code, out: out.join('\n'), err: err.join('\n') };
}
