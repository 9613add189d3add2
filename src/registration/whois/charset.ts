/** Character sets of answers that are not UTF-8, by top-level domain; all others are read as windows-1252, which holds Latin-1. */
const CHARSETS: Readonly<Record<string, string>> = {
  jp: 'iso-2022-jp',
  kr: 'euc-kr',
  ru: 'koi8-r',
  hu: 'iso-8859-2',
  pl: 'iso-8859-2',
};

/** Octets as text: UTF-8 where they are that, else the character set its registry is known for. Never fails. */
export function textOf(octets: Uint8Array, topLevelDomain = ''): string {
  const escapes = octets.includes(0x1b) && topLevelDomain === 'jp';
  if (!escapes) {
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(octets);
    } catch {
      // Not UTF-8, or cut in the middle of a character at the size limit.
      const end = wholeCharacters(octets);
      if (end < octets.length && octets.subarray(0, end).some((octet) => octet > 0x7f)) {
        try {
          return new TextDecoder('utf-8', { fatal: true }).decode(octets.subarray(0, end));
        } catch {
          // Not UTF-8 after all.
        }
      }
    }
  }
  const charset = Object.hasOwn(CHARSETS, topLevelDomain) ? CHARSETS[topLevelDomain]! : 'windows-1252';
  return new TextDecoder(charset).decode(octets);
}

/** Where the last whole UTF-8 character ends (RFC 3629 §3). */
function wholeCharacters(octets: Uint8Array): number {
  let start = octets.length - 1;
  while (start >= 0 && start > octets.length - 5 && (octets[start]! & 0xc0) === 0x80) start--;
  return Math.max(0, start);
}
