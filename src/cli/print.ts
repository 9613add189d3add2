import { printable, printableJson } from '../domain/printable.ts';

export { printable, printableJson };

// The one door to the terminal. What came from outside (names, answers of servers, notes) may hold control characters, direction marks and
// invisible letters: they are shown as escapes, so that nobody can write to the terminal or make one name look like another.

export type Colour = 'red' | 'green' | 'yellow' | 'blue' | 'dim' | 'bold';
const CODES: Readonly<Record<Colour, string>> = {
  red: '31',
  green: '32',
  yellow: '33',
  blue: '34',
  dim: '2',
  bold: '1',
};

/** How loud a finding is shown. */
export const SEVERITY_COLOUR: Readonly<Record<string, Colour>> = {
  critical: 'red',
  error: 'red',
  warning: 'yellow',
  notice: 'blue',
  info: 'dim',
};

export interface Painted {
  readonly text: string;
  readonly colour?: Colour;
}
export type Piece = string | Painted;

/** Escapes first, then colours. */
export function painted(piece: Piece, colours: boolean): string {
  return paint(textOf(piece), typeof piece === 'string' ? undefined : piece.colour, colours);
}

function paint(safe: string, colour: Colour | undefined, colours: boolean): string {
  return colours && colour !== undefined && safe !== '' ? `\u001b[${CODES[colour]}m${safe}\u001b[0m` : safe;
}

/** Columns on the screen; what most letters of our languages take is one each. */
function widthOf(text: string): number {
  return [...text.normalize('NFC')].length;
}

const textOf = (piece: Piece): string => printable(typeof piece === 'string' ? piece : piece.text);

/**
 * Rows in columns that line up. The last cell of a row is broken at spaces where it would pass `columns`; the others are as wide as they
 * need to be.
 */
export function table(
  rows: readonly (readonly Piece[])[],
  colours: boolean,
  columns = Number.POSITIVE_INFINITY,
): string[] {
  const widths: number[] = [];
  for (const row of rows)
    for (const [column, cell] of row.slice(0, -1).entries())
      widths[column] = Math.max(widths[column] ?? 0, widthOf(textOf(cell)));
  return rows.flatMap((row) => {
    const start = row
      .slice(0, -1)
      .map((cell, column) => painted(cell, colours) + ' '.repeat(widths[column]! - widthOf(textOf(cell)) + 2))
      .join('');
    const indent = ' '.repeat(row.slice(0, -1).reduce((sum, _cell, column) => sum + widths[column]! + 2, 0));
    const last = row.at(-1) ?? '';
    const lines = wrapped(textOf(last), columns, indent).map((line) => line.slice(indent.length));
    return lines.map((line, index) =>
      (
        (index === 0 ? start : indent) + paint(line, typeof last === 'string' ? undefined : last.colour, colours)
      ).trimEnd(),
    );
  });
}

/** Breaks a sentence at spaces so that it fits; a longer word stands alone. Lines of its own (records) are set in, and where they break further. */
export function wrapped(text: string, columns: number, indent: string): string[] {
  const [first = '', ...more] = text.split('\n');
  return [
    ...paragraph(first, columns, indent),
    ...more.flatMap((line) => paragraph(line, columns, `${indent}  `, '  ')),
  ];
}

/** A word that fits on no line (a key, a token) is cut; the JSON document has it whole. */
function paragraph(text: string, columns: number, first: string, hanging = ''): string[] {
  let indent = first;
  const lines: string[] = [];
  let line = '';
  const widest = Math.max(20, columns - widthOf(first + hanging));
  for (const word of printable(text)
    .split(/ +(?![;:!?](?: |$))/)
    .map((whole) => short(whole, widest))) {
    if (line !== '' && widthOf(indent) + widthOf(line) + 1 + widthOf(word) > columns) {
      lines.push(indent + line);
      indent = first + hanging;
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, indent + line];
}

/** Shortens to so many columns, with an ellipsis. */
export function short(text: string, columns: number): string {
  const letters = [...printable(text)];
  return letters.length <= columns ? letters.join('') : `${letters.slice(0, columns - 1).join('')}…`;
}

/** `café-dezon.be (xn--caf-dezon-d4a.be)`: a name that is not plain ASCII shows both its forms. */
export function nameShown({
  domain,
  domainUnicode,
}: {
  readonly domain: string;
  readonly domainUnicode: string;
}): string {
  return domain === domainUnicode ? domain : `${domainUnicode} (${domain})`;
}
