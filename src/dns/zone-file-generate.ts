/** $GENERATE, BIND's way to write many records that differ in a number. All of a file together make no more records than this. */
export const MOST_GENERATED = 65_536;
/** And no more text than a file can have. */
export const MOST_GENERATED_CHARACTERS = 10_000_000;
/** Of either side; so a line cannot ask for gigabytes. */
const LONGEST_SIDE = 1000;
const MOST_WIDTH = 255;

export interface GenerateRange {
  readonly start: number;
  readonly stop: number;
  readonly step: number;
}

/** `1-127`, `0-255/5`; `undefined`: it is no range. */
export function generateRange(text: string): GenerateRange | undefined {
  const parts = /^(\d{1,10})-(\d{1,10})(?:\/(\d{1,10}))?$/.exec(text);
  if (parts === null) return undefined;
  const [start, stop, step] = [Number(parts[1]), Number(parts[2]), Number(parts[3] ?? 1)];
  return stop < start || stop > 0x7fffffff || step < 1 ? undefined : { start, stop, step };
}

export function countIn({ start, stop, step }: GenerateRange): number {
  return Math.floor((stop - start) / step) + 1;
}

type Piece = string | { readonly offset: number; readonly width: number; readonly base: string };
export type Template = readonly Piece[];

/**
 * A side of $GENERATE: `$` stands for the number, `$$` for a dollar, `${offset,width,base}` for the number in another guise with base
 * d, o, x or X, or its hexadecimal digits in reverse with dots between (n, N). What follows a backslash stays as it is.
 */
export function generateTemplate(text: string): Template | { readonly fault: string } {
  if (text.length > LONGEST_SIDE) return { fault: `a side longer than ${LONGEST_SIDE} characters` };
  const pieces: Piece[] = [];
  const pattern = /\\[\s\S]?|\$\$|\$\{([^}]*)\}|\$(?!\{)|[^\\$]+|\$/g;
  for (const match of text.matchAll(pattern)) {
    const [found, inner] = match;
    if (found === '$$') pieces.push('$');
    else if (inner !== undefined) {
      const parts = /^([+-]?\d{1,9})(?:,(\d{1,3})(?:,([doxXnN]))?)?$/.exec(inner);
      const width = Number(parts?.[2] ?? 0);
      if (parts === null || width > MOST_WIDTH)
        return { fault: `"\${${inner.slice(0, 40)}}" is no \${offset,width,base}` };
      pieces.push({ offset: Number(parts[1]), width, base: parts[3] ?? 'd' });
    } else if (found === '$') {
      if (text[match.index + 1] === '{') return { fault: 'a brace that is not closed' };
      pieces.push({ offset: 0, width: 0, base: 'd' });
    } else pieces.push(found);
  }
  return pieces;
}

/** `undefined`: the number with its offset is below zero. */
export function generated(template: Template, number: number): string | undefined {
  let text = '';
  for (const piece of template) {
    if (typeof piece === 'string') text += piece;
    else {
      const value = number + piece.offset;
      if (value < 0) return undefined;
      text += inBase(value, piece.width, piece.base);
    }
  }
  return text;
}

function inBase(value: number, width: number, base: string): string {
  if (base === 'n' || base === 'N') return nibbles(value, width, base === 'N');
  const digits = value.toString(base === 'd' ? 10 : base === 'o' ? 8 : 16);
  return (base === 'X' ? digits.toUpperCase() : digits).padStart(width, '0');
}

/** As names under ip6.arpa are written; the width counts the dots. */
function nibbles(value: number, width: number, capitals: boolean): string {
  let text = '';
  let left = width;
  let rest = value;
  do {
    const digit = (rest % 16).toString(16);
    text += capitals ? digit.toUpperCase() : digit;
    rest = Math.floor(rest / 16);
    left--;
    if (left > 0 || rest !== 0) {
      text += '.';
      left--;
    }
  } while (rest !== 0 || left > 0);
  return text;
}
