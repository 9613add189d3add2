import { MARK, scrub } from './scrub.ts';

// What came from outside (names, answers of servers, notes) may hold control characters, direction marks and invisible letters: they are shown
// as escapes, so that nobody can write to a terminal or make one name look like another.

/** Control, format, private, unassigned and lone surrogate characters, line separators, and what a font may show as nothing. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}\p{DI}]/gu;

/** `scheme://user:password@`, whoever wrote it: a setting with a fault is quoted before anybody knows what it holds. Our own examples stay. */
const PASSWORD_IN_URL = /(\b[a-z][a-z0-9+.-]*:\/\/[^\s/?#:@"']*:)(?!PASSWORD@|\*\*\*@|\[secret\]@)[^\s/?#"'@]+(?=@)/gi;

function withoutSecrets(text: string): string {
  const clean = scrub(text);
  return clean.includes('://') ? clean.replace(PASSWORD_IN_URL, `$1${MARK}`) : clean;
}

/** One line of text as it may be shown; a secret that somebody else wrote into it is not. */
export function printable(text: string): string {
  return withoutSecrets(text).replace(UNPRINTABLE, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}

/** A document as JSON; the same characters stand as JSON's own escapes, so the value is unchanged. */
export function printableJson(document: unknown): string {
  // The texts before they are quoted, then the whole: a value may stand in a key, or in numbers.
  return scrub(
    JSON.stringify(document, (_key, value) => (typeof value === 'string' ? withoutSecrets(value) : value), 2),
  )
    .split('\n')
    .map((line) =>
      line.replace(UNPRINTABLE, (character) =>
        [...Array(character.length).keys()]
          .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`)
          .join(''),
      ),
    )
    .join('\n');
}
