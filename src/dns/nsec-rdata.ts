import type { Reader } from './wire-reader.ts';
import { Malformed } from './wire-reader.ts';
import { invalid } from './wire-text.ts';
import { typeName, typeNumber } from './wire-types.ts';

/** RFC 4034 §4.1.2: windows of 256 types, each with at most 32 octets of bits. */
const MOST_WINDOW_OCTETS = 32;

/** The types a name has, as NSEC, NSEC3 and CSYNC list them: `A MX TXT RRSIG NSEC`; empty where there are none. @throws Malformed */
export function readTypeBitmap(reader: Reader): string {
  const types: string[] = [];
  let before = -1;
  while (reader.left > 0) {
    const window = reader.u8();
    const length = reader.u8();
    if (window <= before || length === 0 || length > MOST_WINDOW_OCTETS)
      throw new Malformed('a bitmap of types in disorder');
    before = window;
    for (const [octet, bits] of reader.take(length).entries())
      for (let bit = 0; bit < 8; bit++)
        if ((bits & (0x80 >> bit)) !== 0) types.push(typeName(window * 256 + octet * 8 + bit));
  }
  return types.join(' ');
}

/** @throws GoLiveError `rdata-invalid` */
export function writeTypeBitmap(types: readonly string[]): Uint8Array {
  const numbers = [...new Set(types.map((type) => typeNumber(type.toUpperCase())))].sort((a, b) => a - b);
  const windows = new Map<number, Uint8Array>();
  for (const number of numbers) {
    const bits = windows.get(number >> 8) ?? new Uint8Array(MOST_WINDOW_OCTETS);
    bits[(number & 255) >> 3]! |= 0x80 >> (number & 7);
    windows.set(number >> 8, bits);
  }
  return Buffer.concat(
    [...windows].map(([window, bits]) => {
      const used = bits.subarray(0, bits.findLastIndex((octet) => octet !== 0) + 1);
      return Uint8Array.of(window, used.length, ...used);
    }),
  );
}

const BASE32HEX = '0123456789abcdefghijklmnopqrstuv';

/** RFC 4648 §7 without padding, as NSEC3 shows its hashes (RFC 5155 §3.3). */
export function base32hex(bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += BASE32HEX[(held >> (bits - 5)) & 31];
    held &= (1 << bits) - 1;
  }
  return bits === 0 ? text : text + BASE32HEX[(held << (5 - bits)) & 31];
}

/** @throws GoLiveError `rdata-invalid` */
export function base32hexBytes(text: string): Uint8Array {
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const character of text.toLowerCase()) {
    const value = BASE32HEX.indexOf(character);
    if (value < 0) throw invalid(text, 'not base32');
    held = (held << 5) | value;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push(held >> bits);
      held &= (1 << bits) - 1;
    }
  }
  if (held !== 0 || bits >= 5 || bytes.length === 0 || bytes.length > 255) throw invalid(text, 'not base32');
  return Uint8Array.from(bytes);
}
