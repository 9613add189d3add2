/** One record of a file of values, with the line it begins on. */
export interface CsvRecord {
  /** The first is 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

export interface CsvRead {
  readonly records: readonly CsvRecord[];
  /** Lines that are none; what follows them was read all the same. */
  readonly faults: readonly { readonly line: number; readonly why: string }[];
}

const DELIMITERS = [',', ';', '\t'] as const;

/**
 * Reads comma-separated values (RFC 4180) as people's programs write them: with a byte order mark or without, any line end, semicolons or tabs
 * instead of commas (whichever the first line has more of), quotes where they are needed, a quote inside quotes doubled. Lines without anything in
 * them, and those that begin with `#`, are left out. A quote that is never closed makes its line a fault; reading goes on with the next.
 */
export function readCsv(text: string): CsvRead {
  const source = text.replace(/^\uFEFF/, '');
  const delimiter = delimiterOf(source);
  const records: CsvRecord[] = [];
  const faults: { line: number; why: string }[] = [];
  let at = 0;
  let line = 1;
  while (at < source.length) {
    const record = source[at] === '#' ? undefined : readRecord(source, at, delimiter);
    // Of a line that is none only that line is lost, whatever its quotes took in.
    const end = record === undefined || record.fault ? lineEnd(source, at) : record.end;
    if (record === undefined && source[at] !== '#') faults.push({ line, why: 'a quote is opened and never closed' });
    else if (record?.fault) faults.push({ line, why: 'something stands behind a closing quote' });
    else if (record?.cells.some((cell) => cell.trim() !== '')) records.push({ line, cells: record.cells });
    for (const _end of source.slice(at, end).matchAll(/\r\n|\r|\n/g)) line++;
    at = end;
  }
  return { records, faults };
}

function delimiterOf(source: string): string {
  const first = source.split(/\r\n|\r|\n/).find((one) => one.trim() !== '' && !one.startsWith('#')) ?? '';
  const bare = first.replace(/"[^"]*"/g, '');
  const count = (delimiter: string): number => bare.split(delimiter).length;
  return DELIMITERS.reduce((most, one) => (count(one) > count(most) ? one : most));
}

/** @returns `end`: where the next record begins; `undefined`: a quote is never closed */
function readRecord(source: string, from: number, delimiter: string) {
  const cells: string[] = [];
  let fault = false;
  let at = from;
  for (;;) {
    if (source[at] === '"') {
      const cell = readQuoted(source, at);
      if (cell === undefined) return undefined;
      cells.push(cell.value);
      at = cell.end;
      const behind = endOfCell(source, at, delimiter);
      fault ||= source.slice(at, behind).trim() !== '';
      at = behind;
    } else {
      const end = endOfCell(source, at, delimiter);
      cells.push(source.slice(at, end));
      at = end;
    }
    if (source[at] === delimiter) at++;
    else return { cells, fault, end: lineEnd(source, at) };
  }
}

function readQuoted(source: string, from: number): { readonly value: string; readonly end: number } | undefined {
  let value = '';
  for (let at = from + 1; ; ) {
    const quote = source.indexOf('"', at);
    if (quote === -1) return undefined;
    value += source.slice(at, quote);
    if (source[quote + 1] !== '"') return { value, end: quote + 1 };
    value += '"';
    at = quote + 2;
  }
}

function endOfCell(source: string, from: number, delimiter: string): number {
  let at = from;
  while (at < source.length && source[at] !== delimiter && source[at] !== '\n' && source[at] !== '\r') at++;
  return at;
}

/** Behind the line end at or after a place. */
function lineEnd(source: string, from: number): number {
  let at = from;
  while (at < source.length && source[at] !== '\n' && source[at] !== '\r') at++;
  return source[at] === '\r' && source[at + 1] === '\n' ? at + 2 : Math.min(at + 1, source.length);
}
