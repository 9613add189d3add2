import { appendFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GoLive, Said } from './golive.ts';

/** Somebody at a terminal; what they type and what they see is kept for reading. */
export interface Desk {
  /** The transcript. */
  readonly file: string;
  /** A whole line, as typed at a terminal: `golive book klant.nl --slot …`. Words may stand in double quotes. What is seen is `out`. */
  type(line: string, answer?: string): Promise<Said>;
  /** The same with something on standard input, or with what it writes sent elsewhere. */
  pipe(line: string, input?: string): Promise<Said>;
  /** What a program reads; not in the transcript. */
  json(line: string): Promise<unknown>;
}

export function openDesk(golive: GoLive): Desk {
  const file = join(mkdtempSync(join(tmpdir(), 'golive-two-weeks-')), 'transcript.txt');
  const kept = (line: string, said: Said): Said => {
    const end = said.code === 0 ? '' : `[exit ${said.code}]\n`;
    appendFileSync(file, `$ ${line}\n${said.out}${said.err}${end}\n`);
    return said;
  };
  return {
    file,
    type: async (line, answer) => kept(line, await golive.atTerminal(argumentsOf(line), answer)),
    async pipe(line, input) {
      const args = argumentsOf(line);
      if (input === undefined) return kept(`${line} | …`, await golive.run(...args));
      return kept(`… | ${line}`, await golive.tell(input, ...args));
    },
    async json(line) {
      const { code, document } = await golive.json(...argumentsOf(line));
      if (code !== 0) throw new Error(`${line} ended with ${code}`);
      return document;
    },
  };
}

function argumentsOf(line: string): string[] {
  const [command, ...args] = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!);
  if (command !== 'golive') throw new Error(`only golive is typed here: ${line}`);
  return args;
}

/** What a refusal says can be had instead. */
export function offersIn(text: string): readonly string[] {
  const [, listed = ''] = /Next free: ([^.]+)\./.exec(text.replace(/\s+/g, ' ')) ?? [];
  return listed === '' ? [] : listed.split(', ');
}

/** The commands that a refusal prints, each on a line of its own, to be typed as they stand there. */
export function commandsIn(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^golive (?:book|reschedule) /.test(line));
}
