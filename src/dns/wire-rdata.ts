import { base32hex, base32hexBytes, readTypeBitmap, writeTypeBitmap } from './nsec-rdata.ts';
import { formatIpv6, parseIpv4, parseIpv6 } from './wire-address.ts';
import { readLoc, writeLoc } from './wire-loc.ts';
import { algorithmNumber, certificateNumber } from './wire-mnemonics.ts';
import { Malformed, PacketNames, Reader } from './wire-reader.ts';
import { readSvcb, svcbWords, writeSvcb } from './wire-svcb.ts';
import { invalid, nameToWire, octetsOf, quote, type Token, tokens } from './wire-text.ts';
import { TYPES, typeName, typeNumber } from './wire-types.ts';

type Field = keyof typeof FIELDS;
/** `service`: the parameters of SVCB and HTTPS, whose data is read and written whole. */
export type RdataField = Field | 'service';

/**
 * Fields of each type's rdata, in order, on the wire as in presentation form; one table for both directions. A type that is not here is
 * carried in the form for unknown ones, `\# <octets> <hex>` (RFC 3597 §5), so nothing of it is lost.
 */
const FORMS: Readonly<Record<string, readonly Field[]>> = {
  A: ['ipv4'], // RFC 1035 §3.4.1
  AAAA: ['ipv6'], // RFC 3596 §2.2
  NS: ['name'],
  CNAME: ['name'],
  PTR: ['name'],
  DNAME: ['name'], // RFC 6672 §2.1
  MX: ['u16', 'name'], // RFC 1035 §3.3.9: preference, exchange
  SOA: ['name', 'name', 'u32', 'u32', 'u32', 'u32', 'u32'], // RFC 1035 §3.3.13
  RP: ['name', 'name'], // RFC 1183 §2.2
  HINFO: ['string', 'string'],
  LOC: ['place'], // RFC 1876 §2
  TXT: ['strings'],
  SPF: ['strings'], // RFC 7208 §3.1
  SRV: ['u16', 'u16', 'u16', 'name'], // RFC 2782
  NAPTR: ['u16', 'u16', 'string', 'string', 'string', 'name'], // RFC 3403 §4.1
  DS: ['u16', 'algorithm', 'u8', 'hex'], // RFC 4034 §5.1
  CDS: ['u16', 'algorithm', 'u8', 'hex'], // RFC 7344 §3.1
  DNSKEY: ['u16', 'u8', 'algorithm', 'base64'], // RFC 4034 §2.1
  CDNSKEY: ['u16', 'u8', 'algorithm', 'base64'], // RFC 7344 §3.2
  RRSIG: ['type', 'algorithm', 'u8', 'u32', 'time', 'time', 'u16', 'name', 'base64'], // RFC 4034 §3.1
  NSEC: ['name', 'bitmap'], // RFC 4034 §4.1
  NSEC3: ['u8', 'u8', 'u16', 'salt', 'hash', 'bitmap'], // RFC 5155 §3.2
  CSYNC: ['u32', 'u16', 'bitmap'], // RFC 7477 §2.1
  ZONEMD: ['u32', 'u8', 'u8', 'hex'], // RFC 8976 §2.2
  CERT: ['certificate', 'u16', 'algorithm', 'base64'], // RFC 4398 §2
  NSEC3PARAM: ['u8', 'u8', 'u16', 'salt'], // RFC 5155 §4.2
  SSHFP: ['u8', 'u8', 'hex'], // RFC 4255 §3.1
  TLSA: ['u8', 'u8', 'u8', 'hex'], // RFC 6698 §2.1
  SMIMEA: ['u8', 'u8', 'u8', 'hex'], // RFC 8162 §2
  OPENPGPKEY: ['base64'], // RFC 7929 §2.1
  CAA: ['u8', 'tag', 'text'], // RFC 8659 §4.1
  URI: ['u16', 'u16', 'text'], // RFC 7553 §4.5
};

const CAA_TAG = /^[a-zA-Z0-9]+$/;

interface Codec {
  read(reader: Reader): string;
  write(word: Token, rest: readonly Token[]): Uint8Array;
  /** Takes all words that are left, as the base64 of a key may be written in several. */
  readonly greedy?: true;
  /** May have no words at all. */
  readonly empty?: true;
}

const FIELDS = {
  u8: integer(1),
  u16: integer(2),
  u32: integer(4),
  algorithm: integer(1, algorithmNumber),
  certificate: integer(2, certificateNumber),
  place: {
    greedy: true,
    read: (reader) => readLoc(reader.take(reader.left)) ?? '',
    write: (word, rest) =>
      writeLoc([word, ...rest].map(({ text }) => text).join(' ')) ??
      wrong(word, 'not a place like 52 22 23 N 4 53 32 E 0m'),
  },
  ipv4: {
    read: (reader) => `${reader.u8()}.${reader.u8()}.${reader.u8()}.${reader.u8()}`,
    write: (word) => parseIpv4(word.text) ?? wrong(word, 'not an IPv4 address'),
  },
  ipv6: {
    read: (reader) => formatIpv6(reader.take(16)),
    write: (word) => parseIpv6(word.text) ?? wrong(word, 'not an IPv6 address'),
  },
  name: { read: (reader) => reader.name(), write: (word) => nameToWire(word.text) },
  type: {
    read: (reader) => typeName(reader.u16()),
    write: (word) => bigEndian(typeNumber(word.text), 2),
  },
  // Written as seconds or as YYYYMMDDHHmmSS (RFC 4034 §3.2).
  time: {
    read: (reader) => String(reader.u32()),
    write: (word) => bigEndian(timeOf(word), 4),
  },
  bitmap: {
    greedy: true,
    empty: true,
    read: readTypeBitmap,
    write: (word, rest) => writeTypeBitmap([word, ...rest].map(({ text }) => text)),
  },
  hash: {
    read: (reader) => base32hex(filled(reader, reader.u8())),
    write: (word) => characterString(base32hexBytes(word.text), word),
  },
  string: { read: (reader) => quote(reader.string()), write: (word) => characterString(octetsOf(word.text), word) },
  // Read joined, as what they say is compared (RFC 7208 §3.3); `ownCut` tells where they were cut, and they are written as they are given.
  strings: {
    greedy: true,
    read: (reader) => {
      if (reader.left === 0) throw new Malformed('cut short');
      const wire = reader.take(reader.left);
      const joined = new Uint8Array(wire.length);
      let length = 0;
      // Octet by octet: a hostile record holds tens of thousands of strings, most of them empty.
      for (let at = 0; at < wire.length; ) {
        const end = at + 1 + wire[at]!;
        if (end > wire.length) throw new Malformed('cut short');
        for (at++; at < end; at++) joined[length++] = wire[at]!;
      }
      return quote(joined, 0, length);
    },
    write: (word, rest) => Buffer.concat([word, ...rest].map(({ text }) => splitAt255(octetsOf(text)))),
  },
  tag: {
    read: (reader) => {
      const tag = Buffer.from(reader.string()).toString('latin1');
      if (!CAA_TAG.test(tag)) throw new Malformed('a CAA tag of other characters than letters and digits');
      return tag.toLowerCase();
    },
    write: (word) =>
      /^[a-zA-Z0-9]{1,255}$/.test(word.text)
        ? characterString(Buffer.from(word.text.toLowerCase(), 'latin1'), word)
        : wrong(word, 'not a CAA tag'),
  },
  text: { read: (reader) => quote(reader.take(reader.left)), write: (word) => octetsOf(word.text) },
  hex: {
    greedy: true,
    read: (reader) => Buffer.from(filled(reader)).toString('hex'),
    write: (word, rest) => hexBytes([word, ...rest].map(({ text }) => text).join('')) ?? wrong(word, 'not hexadecimal'),
  },
  base64: {
    greedy: true,
    read: (reader) => Buffer.from(filled(reader)).toString('base64'),
    write: (word, rest) => base64Bytes([word, ...rest].map(({ text }) => text).join('')) ?? wrong(word, 'not base64'),
  },
  salt: {
    read: (reader) => Buffer.from(reader.string()).toString('hex') || '-',
    write: (word) =>
      word.text === '-'
        ? Uint8Array.of(0)
        : characterString(hexBytes(word.text) ?? wrong(word, 'not hexadecimal'), word),
  },
} as const satisfies Record<string, Codec>;

/** `names`: those of the same packet, where others have read in it. @throws Malformed when a field runs over the rdata or bytes are left behind the last one */
export function decodeRdata(
  type: number,
  packet: Uint8Array,
  start: number,
  end: number,
  names = new PacketNames(packet),
): string {
  const form = FORMS[typeName(type)];
  if (isService(type)) return serviceOrGeneric(packet, new Reader(packet, start, end, names));
  if (form === undefined || !isPlain(type, packet.subarray(start, end))) return generic(packet.subarray(start, end));
  const reader = new Reader(packet, start, end, names);
  const words = form.map((field) => FIELDS[field].read(reader));
  if (reader.left > 0) throw new Malformed(`${typeName(type)} rdata longer than its fields`);
  return (words.at(-1) === '' ? words.slice(0, -1) : words).join(' ');
}

/** A LOC of another version, or with numbers that its form has no words for, is carried as it came. */
function isPlain(type: number, rdata: Uint8Array): boolean {
  if (type === TYPES.LOC) return readLoc(rdata) !== undefined;
  return type !== TYPES.CAA || !hasOddTag(rdata);
}

/** Other characters than letters and digits in a CAA tag, which nobody may write (RFC 8659 §4.1) and some do. */
function hasOddTag(rdata: Uint8Array): boolean {
  const tag = rdata.subarray(2, 2 + (rdata[1] ?? 0));
  return tag.length === rdata[1] && !CAA_TAG.test(Buffer.from(tag).toString('latin1'));
}

/** SVCB and HTTPS (RFC 9460); what breaks their rules is carried as it came, so it costs nobody the rest of a packet. */
const isService = (type: number): boolean => type === TYPES.SVCB || type === TYPES.HTTPS;

function serviceOrGeneric(packet: Uint8Array, reader: Reader): string {
  const start = reader.at;
  try {
    return readSvcb(reader);
  } catch (thrown) {
    if (thrown instanceof Malformed) return generic(packet.subarray(start, reader.end));
    throw thrown;
  }
}

/** What each word of a type's data is, as in `FORMS`; the last may be several words. `undefined`: only `\# <octets> <hex>` is known of it. */
export function rdataFields(type: string): readonly RdataField[] | undefined {
  return isService(typeNumber(type)) ? ['u16', 'name', 'service'] : FORMS[typeName(typeNumber(type))];
}

/** @throws GoLiveError `rdata-invalid` */
export function encodeRdata(type: string, rdata: string): Uint8Array {
  const number = typeNumber(type);
  const bare = isService(number) && !/^\s*\\#/.test(rdata);
  return encodeWords(type, bare ? svcbWords(rdata) : tokens(rdata), rdata);
}

/** Of data that is split into its words already. @param rdata how it is shown where it is refused @throws GoLiveError `rdata-invalid` */
export function encodeWords(type: string, words: readonly Token[], rdata: string): Uint8Array {
  const number = typeNumber(type);
  if (words[0]?.text === '\\#' && !words[0].quoted) return fromGeneric(number, rdata, words);
  if (isService(number)) return limited(writeSvcb(words, rdata), rdata);
  const form = FORMS[typeName(number)];
  if (form === undefined) throw invalid(rdata, `${type} is written as \\# <octets> <hex> here`);
  const parts = form.map((field, index) => {
    const codec: Codec = FIELDS[field];
    const word = words[index];
    if (word === undefined && codec.empty) return new Uint8Array(0);
    if (word === undefined) throw invalid(rdata, `${type} needs ${form.length} fields`);
    return codec.write(word, codec.greedy ? words.slice(index + 1) : []);
  });
  if (words.length > form.length && !(FIELDS[form.at(-1)!] as Codec).greedy)
    throw invalid(rdata, `${type} has ${form.length} fields`);
  return limited(Buffer.concat(parts), rdata);
}

function limited(bytes: Uint8Array, rdata: string): Uint8Array {
  if (bytes.length > 0xffff) throw invalid(rdata, 'more than 65535 octets');
  return bytes;
}

/** The one form in which equal data is equal text: names lower case, TXT joined, addresses short, hex lower case. */
export function canonicalRdata(type: string, rdata: string): string {
  const bytes = encodeRdata(type, rdata);
  return decodeRdata(typeNumber(type), bytes, 0, bytes.length);
}

/** The strings of TXT data apart, where they are cut elsewhere than at 255 octets. @param wire data that `decodeRdata` takes */
export function ownCut(type: number, wire: Uint8Array): string | undefined {
  if (!isText(type)) return undefined;
  let at = 0;
  while (wire[at] === 255 && at + 256 < wire.length) at += 256;
  const isUsual = at + 1 + wire[at]! === wire.length && (at === 0 || wire[at] !== 0);
  return isUsual ? undefined : stringsIn(wire);
}

/** Canonical data, and how its strings stand where that is to be kept. @throws GoLiveError `rdata-invalid` */
export function canonicalText(type: string, rdata: string): { readonly rdata: string; readonly strings?: string } {
  const number = typeNumber(type);
  const wire = encodeRdata(type, rdata);
  const strings = ownCut(number, wire);
  return { rdata: decodeRdata(number, wire, 0, wire.length), ...(strings === undefined ? {} : { strings }) };
}

/**
 * Canonical data as a line of a zone file has it: text in strings of at most 255 octets (RFC 1035 §3.3), since not every reader cuts a longer one
 * itself; those that stand apart in `rdata` stay apart. @throws GoLiveError `rdata-invalid`
 */
export function inStrings(type: string, rdata: string): string {
  if (!isText(typeNumber(type))) return canonicalRdata(type, rdata);
  return stringsIn(encodeRdata(type, rdata));
}

const isText = (type: number): boolean => type === TYPES.TXT || type === TYPES.SPF;

/** Without a piece of its own for each: see `strings`. */
function stringsIn(wire: Uint8Array): string {
  let text = '';
  for (let at = 0; at < wire.length; at += wire[at]! + 1) {
    if (at > 0) text += ' ';
    text += wire[at] === 0 ? '""' : quote(wire, at + 1, at + 1 + wire[at]!);
  }
  return text;
}

function generic(bytes: Uint8Array): string {
  return bytes.length === 0 ? '\\# 0' : `\\# ${bytes.length} ${Buffer.from(bytes).toString('hex')}`;
}

function fromGeneric(type: number, rdata: string, words: readonly Token[]): Uint8Array {
  const hex = words.slice(2).map(({ text }) => text);
  const bytes = hex.length === 0 ? new Uint8Array(0) : hexBytes(hex.join(''));
  if (bytes === undefined || !/^\d+$/.test(words[1]?.text ?? '') || bytes.length !== Number(words[1]!.text))
    throw invalid(rdata, 'not \\# <octets> <hex> of that many octets');
  try {
    decodeRdata(type, bytes, 0, bytes.length);
  } catch (thrown) {
    if (thrown instanceof Malformed) throw invalid(rdata, thrown.message);
    throw thrown;
  }
  return bytes;
}

/** @param numberOf a word that stands for a number */
function integer(octets: number, numberOf = (word: string): string => word): Codec {
  return {
    read: (reader) => String(octets === 1 ? reader.u8() : octets === 2 ? reader.u16() : reader.u32()),
    write: (word) => {
      const number = numberOf(word.text);
      return /^\d{1,10}$/.test(number) && Number(number) < 256 ** octets
        ? bigEndian(Number(number), octets)
        : wrong(word, `not a number of ${octets * 8} bits`);
    },
  };
}

function bigEndian(value: number, octets: number): Uint8Array {
  return Uint8Array.from({ length: octets }, (_, index) => Math.floor(value / 256 ** (octets - 1 - index)) % 256);
}

function characterString(bytes: Uint8Array, word: Token): Uint8Array {
  if (bytes.length > 255) throw invalid(word.text, 'more than 255 octets');
  return Buffer.concat([Uint8Array.of(bytes.length), bytes]);
}

function splitAt255(bytes: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let at = 0; at === 0 || at < bytes.length; at += 255) {
    const part = bytes.subarray(at, at + 255);
    parts.push(Uint8Array.of(part.length), part);
  }
  return Buffer.concat(parts);
}

function filled(reader: Reader, octets: number = reader.left): Uint8Array {
  if (octets === 0) throw new Malformed('an empty digest or key');
  return reader.take(octets);
}

function timeOf(word: Token): number {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(word.text)?.slice(1).map(Number);
  if (parts !== undefined) {
    const [year, month, ...rest] = parts as [number, number, number, number, number, number];
    return Math.floor(Date.UTC(year, month - 1, ...rest) / 1000) % 2 ** 32;
  }
  if (/^\d{1,10}$/.test(word.text) && Number(word.text) < 2 ** 32) return Number(word.text);
  return wrong(word, 'not a moment');
}

function hexBytes(text: string): Uint8Array | undefined {
  return /^(?:[0-9a-fA-F]{2})+$/.test(text) ? Buffer.from(text, 'hex') : undefined;
}

function base64Bytes(text: string): Uint8Array | undefined {
  return /^[A-Za-z0-9+/]+={0,2}$/.test(text) && text.length % 4 === 0 ? Buffer.from(text, 'base64') : undefined;
}

function wrong(word: Token, why: string): never {
  throw invalid(word.text, why);
}
