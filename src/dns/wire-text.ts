import { GoLiveError } from '../domain/errors.ts';

/** One word of a record's presentation form. */
export interface Token {
  /** Escapes still in it, quotes gone. */
  readonly text: string;
  readonly quoted: boolean;
}

export function invalid(rdata: string, why: string): GoLiveError {
  return new GoLiveError('rdata-invalid', { subject: printable(rdata, 60), why });
}

/** Words of a presentation form, split at blanks outside quotes (RFC 1035 §5.1). @throws GoLiveError `rdata-invalid` */
export function tokens(rdata: string): Token[] {
  const found: Token[] = [];
  const pattern = /\s*(?:"((?:[^"\\]|\\[\s\S])*)"|((?:[^\s"\\]|\\[\s\S])+))(?=\s|$)/y;
  const text = rdata.trim();
  while (pattern.lastIndex < text.length) {
    const match = pattern.exec(text);
    if (match === null) throw invalid(rdata, 'an open quote or a stray backslash');
    found.push(match[1] === undefined ? { text: match[2]!, quoted: false } : { text: match[1], quoted: true });
  }
  return found;
}

/** The bytes a word stands for: `\DDD` is one octet, `\x` is x, other text is UTF-8. */
export function octetsOf(text: string): Uint8Array {
  if (!text.includes('\\')) return Uint8Array.from(Buffer.from(text, 'utf8'));
  const bytes: number[] = [];
  const pattern = /\\(\d{3})|\\([\s\S])|([^\\]+)/gu;
  for (const [, octet, single, plain] of text.matchAll(pattern)) {
    // Byte by byte: a zone file may hold a string longer than a call can have arguments.
    if (octet === undefined) for (const byte of Buffer.from(single ?? plain ?? '', 'utf8')) bytes.push(byte);
    else if (Number(octet) > 255) throw invalid(text, `\\${octet} is no octet`);
    else bytes.push(Number(octet));
  }
  return Uint8Array.from(bytes);
}

const QUOTED: readonly string[] = Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte);
  if (character === '"' || character === '\\') return `\\${character}`;
  return byte >= 0x20 && byte < 0x7f ? character : `\\${String(byte).padStart(3, '0')}`;
});

/** A quoted string of the presentation form: printable ASCII as it is, the rest as `\DDD`. */
export function quote(bytes: Uint8Array, start = 0, end = bytes.length): string {
  let text = '"';
  for (let at = start; at < end; at++) text += QUOTED[bytes[at]!]!;
  return `${text}"`;
}

/** Labels of an absolute name, escapes resolved. @throws GoLiveError `rdata-invalid` */
export function nameToWire(text: string): Uint8Array {
  if (text === '.') return Uint8Array.of(0);
  const bytes: number[] = [];
  const pattern = /((?:[^.\\]|\\\d{3}|\\[^\d])+)\./y;
  while (pattern.lastIndex < text.length) {
    const match = pattern.exec(text);
    if (match === null) throw invalid(text, 'not an absolute name');
    const label = octetsOf(match[1]!);
    if (label.length > 63) throw invalid(text, 'a label over 63 octets');
    if (bytes.length + label.length > 253) throw invalid(text, 'a name over 255 octets');
    bytes.push(label.length, ...label.map((byte) => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte)));
  }
  bytes.push(0);
  if (bytes.length === 1) throw invalid(text, 'not an absolute name');
  return Uint8Array.from(bytes);
}

/** Text from outside, made safe to show: no control characters, nothing that reorders a line, at most `limit` characters. */
export function printable(text: string, limit: number): string {
  const safe = text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '\u{fffd}');
  // Half a character is none: stores refuse it.
  return safe.length > limit ? `${safe.slice(0, limit).replace(/[\ud800-\udbff]$/, '')}…` : safe;
}
