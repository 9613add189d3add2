/** A line of a plain-text mail; longer ones are broken by some programs, in the wrong place. */
export const LETTER_COLUMNS = 72;

/** Control, format, private, unassigned and lone surrogate characters, line separators, and what a font may show as nothing. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}\p{DI}]+/gu;
const LONGEST_WORD = 60;
const LONGEST_VALUE = 160;

/** A name as others wrote it, so that it can do nothing to a letter: one line, printable, its words short enough for one. Empty: nothing is left. */
export function plainValue(text: string): string {
  const words = text
    .slice(0, 4000)
    .normalize('NFC')
    .replace(UNPRINTABLE, ' ')
    .split(/\s+/u)
    .filter((word) => word !== '')
    .map((word) => cut(word, LONGEST_WORD));
  return cut(words.join(' '), LONGEST_VALUE).trim();
}

function cut(text: string, letters: number): string {
  const all = [...text];
  return all.length <= letters ? text : `${all.slice(0, letters - 1).join('')}…`;
}

/**
 * A paragraph in lines of at most 72 characters; only a word that is longer (a domain name may be) stands alone on a longer one. `first` and
 * `rest` are set before its lines. A French sign after a blank stays with its word.
 */
export function lines(text: string, first = '', rest = ''): string[] {
  const done: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of text.split(/ +(?![;:!?](?: |$))/)) {
    const joined = isEmpty ? line + word : `${line} ${word}`;
    if (!isEmpty && [...joined].length > LETTER_COLUMNS) {
      done.push(line);
      line = rest + word;
    } else line = joined;
    isEmpty = false;
  }
  return [...done, line];
}
