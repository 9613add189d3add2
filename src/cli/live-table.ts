import type { Piece } from './print.ts';
import { painted, short } from './print.ts';

/** What of a terminal is used; the process's own streams fit, and tests bring theirs. */
export interface Terminal {
  readonly input: {
    readonly isTTY?: boolean;
    setRawMode?(raw: boolean): unknown;
    resume(): unknown;
    pause(): unknown;
    on(event: 'data', heard: (bytes: Buffer | string) => void): unknown;
    off(event: 'data', heard: (bytes: Buffer | string) => void): unknown;
  };
  readonly output: {
    readonly columns?: number;
    readonly rows?: number;
    write(text: string): unknown;
    on(event: 'resize', heard: () => void): unknown;
    off(event: 'resize', heard: () => void): unknown;
  };
  readonly colours: boolean;
  /** Calls back when the process ends, whatever ends it. */
  onExit(heard: () => void): void;
}

export interface LiveTable {
  readonly columns: number;
  readonly rows: number;
  /** Replaces everything that is shown. A line too many, and what is too long, is cut. */
  draw(lines: readonly Piece[], cut: (more: number) => string): void;
  /** Gives the terminal back as it was. May be repeated. */
  close(): void;
}

export interface Listening {
  /** One key: `q`, ` `, `escape`, `ctrl-c`. Others are not told. */
  onKey(key: 'q' | ' ' | 'escape' | 'ctrl-c'): void;
  onResize(): void;
}

const ENTER = '\u001b[?1049h\u001b[?25l\u001b[H\u001b[2J';
const LEAVE = '\u001b[?25h\u001b[?1049l';
const HOME = '\u001b[H';
const END_OF_LINE = '\u001b[K';
const BELOW = '\u001b[J';
const KEYS: Readonly<Record<string, Parameters<Listening['onKey']>[0]>> = {
  q: 'q',
  Q: 'q',
  ' ': ' ',
  '\u001b': 'escape',
  '\u0003': 'ctrl-c',
};

/** Takes the whole screen (the alternate one, so that what was there comes back) and the keys. */
export function openLiveTable(terminal: Terminal, listening: Listening): LiveTable {
  const { input, output } = terminal;
  const hasKeys = input.isTTY === true && input.setRawMode !== undefined;
  let open = true;
  // An arrow or a function key comes as one piece that begins as Escape does: only a piece of one character is a key of ours.
  const heard = (bytes: Buffer | string): void => {
    const key = KEYS[bytes.toString()];
    if (key !== undefined) listening.onKey(key);
  };
  const resized = (): void => listening.onResize();
  const close = (): void => {
    if (!open) return;
    open = false;
    output.off('resize', resized);
    if (hasKeys) {
      input.off('data', heard);
      input.setRawMode!(false);
      input.pause();
    }
    output.write(LEAVE);
  };
  output.write(ENTER);
  output.on('resize', resized);
  if (hasKeys) {
    input.setRawMode!(true);
    input.resume();
    input.on('data', heard);
  }
  terminal.onExit(close);
  return {
    get columns() {
      return output.columns ?? 80;
    },
    get rows() {
      return output.rows ?? 24;
    },
    draw(lines, cut) {
      if (!open) return;
      const columns = output.columns ?? 80;
      const rows = Math.max(1, output.rows ?? 24);
      const fits = lines.length <= rows;
      const shown = fits
        ? lines
        : [...lines.slice(0, rows - 1), { text: cut(lines.length - rows + 1), colour: 'dim' as const }];
      const written = shown.map((piece) => {
        const line = typeof piece === 'string' ? { text: piece } : piece;
        return `${painted({ ...line, text: short(line.text, columns) }, terminal.colours)}${END_OF_LINE}`;
      });
      output.write(`${HOME}${written.join('\r\n')}${BELOW}`);
    },
    close,
  };
}
