/** Octets of a line without its CRLF (RFC 5545 §3.1). */
export const MOST_OCTETS = 75;

/** Every way to end a line that some reader knows. */
const LINE_END = /\r\n|[\r\n\v\f\x85\u2028\u2029]/g;
/**
 * What a calendar entry has no use for: control characters, embeddings and overrides that turn the text after them around, and two code points
 * that XML cannot hold (a CalDAV answer wraps the entry in XML). Left-to-right and right-to-left marks stay.
 */
const DROPPED = /[\0-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/g;

/** A text as people are to read it: lines end in LF, a tab is a space, half a surrogate pair is U+FFFD. */
export function plainText(text: string): string {
  return text.replace(LINE_END, '\n').replaceAll('\t', ' ').replace(DROPPED, '').toWellFormed();
}

/** The value of a property of type TEXT (RFC 5545 §3.3.11). Whatever it says, it stays within its line. */
export function textValue(text: string): string {
  return plainText(text)
    .replace(/[\\;,]/g, '\\$&')
    .replaceAll('\n', '\\n');
}

/** A web address as a property of type URI (RFC 5545 §3.3.13), which knows no escapes. `undefined`: it is none. */
export function uriValue(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, href } = new URL(text);
  return protocol === 'https:' || protocol === 'http:' ? href.replaceAll('\\', '%5C') : undefined;
}

/** Lines of any length as a document: folded between characters and escapes, each with CRLF. */
export function documentOf(lines: readonly string[]): string {
  return lines.map((line) => `${fold(line)}\r\n`).join('');
}

/** A backslash stays with what it escapes: some readers unfold after they unescape. */
function fold(line: string): string {
  let folded = '';
  let octets = 0;
  for (const [piece] of line.matchAll(/\\?./gsu)) {
    const more = octetsIn(piece);
    if (octets + more > MOST_OCTETS) {
      folded += '\r\n ';
      octets = 1;
    }
    folded += piece;
    octets += more;
  }
  return folded;
}

function octetsIn(text: string): number {
  let octets = 0;
  for (const character of text) octets += octetsOf(character);
  return octets;
}

/** Of one code point in UTF-8 (RFC 3629 §3). */
function octetsOf(character: string): number {
  const code = character.codePointAt(0)!;
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}
