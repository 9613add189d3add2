import { EDNS_BYTES, encodeQuery, questionBytes, TYPES, typeNumber } from '../../../dns/wire.ts';
import type { Fqdn } from '../../../domain/name.ts';
import type { Slot } from './slot.ts';

const CLASS_IN = 1;
/** Header, the longest name, type and class, OPT, in whole words. */
export const LONGEST_QUERY = 284;

export interface QueryFlags {
  /** RD. */
  readonly recursive: boolean;
  /** DO. */
  readonly dnssec?: boolean;
  /** CD. */
  readonly checkingDisabled?: boolean;
}

/** What is asked, as octets: id 0, lower case, OPT at the end. Made once, sent to any server any number of times. */
export interface Query {
  readonly name: Fqdn;
  readonly type: string;
  readonly flags: QueryFlags;
  /** Many queries lie in one buffer: what is read a hundred thousand times a second had better be near its neighbours. */
  readonly slab: Slab;
  /** Where in it this one begins; a multiple of 4. */
  readonly start: number;
  readonly length: number;
  /** Behind the class, from its own start; what follows is EDNS. */
  readonly questionEnd: number;
  /** Slots in which it is out at this moment, linked by `nextOut`; the poller's. */
  out: Slot | undefined;
}

/** Octets, also as words of four, and where the letters of names are among them: 0x20, the bit that makes a capital. */
interface Slab {
  readonly bytes: Buffer;
  readonly words: Int32Array;
  readonly letters: Int32Array;
  /** `letters`, by the octet. */
  readonly marks: Uint8Array;
}

const SLAB_BYTES = 0x10000;
let slab = newSlab(SLAB_BYTES);
let slabUsed = 0;

function newSlab(size: number): Slab {
  const bytes = Buffer.alloc(size);
  const letters = new Int32Array(size / 4);
  return { bytes, words: inWords(bytes), letters, marks: new Uint8Array(letters.buffer) };
}

/** @param bytes a multiple of 4 of them, from such a place on */
export function inWords(bytes: Buffer): Int32Array {
  return new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
}

/** @throws GoLiveError `name-invalid`, `rdata-invalid` (the type) */
export function makeQuery(name: Fqdn, type: string, flags: QueryFlags): Query {
  const typeCode = typeNumber(type);
  if (slabUsed + LONGEST_QUERY > SLAB_BYTES) {
    slab = newSlab(SLAB_BYTES);
    slabUsed = 0;
  }
  const start = slabUsed;
  const { bytes } = slab;
  const nameEnd = writeName(name, bytes, start + 12);
  if (nameEnd < 0) {
    bytes.fill(0, start, start + LONGEST_QUERY); // what is not written is zero, and stays so
    return madeByEncoder(name, type, flags);
  }
  bytes[start + 2] = flags.recursive ? 0x01 : 0;
  bytes[start + 3] = flags.checkingDisabled ? 0x10 : 0;
  bytes[start + 5] = 1;
  bytes[start + 11] = 1;
  bytes.writeUInt16BE(typeCode, nameEnd);
  bytes.writeUInt16BE(CLASS_IN, nameEnd + 2);
  // OPT (RFC 6891 §6.1.2): the root's name, type, size, extended RCODE and version, DO, no options.
  const opt = nameEnd + 4;
  bytes.writeUInt16BE(TYPES.OPT, opt + 1);
  bytes.writeUInt16BE(EDNS_BYTES, opt + 3);
  bytes[opt + 7] = flags.dnssec ? 0x80 : 0;
  const length = opt + 11 - start;
  slabUsed = start + ((length + 3) & ~3);
  return finished({ name, type, flags, slab, start, length, questionEnd: opt - start, out: undefined });
}

/** For what was cast to a name and is none, or not in the form that names have: it is found out there. */
function madeByEncoder(name: Fqdn, type: string, flags: QueryFlags): Query {
  const encoded = encodeQuery({ id: 0, name, type, ...flags });
  const own = newSlab(LONGEST_QUERY);
  own.bytes.set(encoded);
  const questionEnd = 12 + questionBytes(encoded).length;
  return finished({ name, type, flags, slab: own, start: 0, length: encoded.length, questionEnd, out: undefined });
}

/** A length octet is below 64 and never a letter. */
function finished(query: Query): Query {
  const { bytes, marks } = query.slab;
  const end = query.start + query.questionEnd - 4;
  for (let at = query.start + 12; at < end; at++) marks[at] = bytes[at]! >= 0x61 && bytes[at]! <= 0x7a ? 0x20 : 0;
  return query;
}

/** Writes a name as it stands on the wire. @returns where it ends; below 0: it is not in the one form of an `Fqdn` */
function writeName(name: string, into: Buffer, start: number): number {
  if (name === '.') {
    into[start] = 0;
    return start + 1;
  }
  if (name === '' || name.length > 254) return -1;
  let length = start;
  for (let index = 0; index < name.length; index++) {
    const at = start + 1 + index;
    const code = name.charCodeAt(index);
    const isLetter = code >= 0x61 && code <= 0x7a;
    const isDigit = code >= 0x30 && code <= 0x39;
    if (code === 0x2e) {
      const size = at - length - 1;
      if (size === 0 || size > 63) return -1;
      into[length] = size;
      length = at;
    } else if (isLetter || isDigit || code === 0x2d || code === 0x5f || code === 0x2a) into[at] = code;
    else return -1;
  }
  if (length !== start + name.length) return -1;
  into[length] = 0;
  return length + 1;
}

/** Keeps the last so many queries; one that is made again is another object, which costs a little work and is no mistake. */
export class QueryCache {
  readonly #known = new Map<string, Query>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  /** @throws GoLiveError `name-invalid`, `rdata-invalid` (the type) */
  get(name: Fqdn, type: string, flags: QueryFlags): Query {
    const bits = (flags.recursive ? 1 : 0) + (flags.dnssec ? 2 : 0) + (flags.checkingDisabled ? 4 : 0);
    const key = `${bits} ${type} ${name}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const made = makeQuery(name, type, flags);
    if (this.#known.size >= this.#most) this.#known.delete(this.#known.keys().next().value!);
    this.#known.set(key, made);
    return made;
  }
}

/**
 * Writes a query into `into`, its id left open, its letters in capitals where a bit of `capitals` says so (0x20): a forger off the path
 * must guess those too. The bits are used in turn: each of four in a word, and in eight words eight times other ones.
 *
 * @returns its length
 */
export function writeQuery(query: Query, into: Int32Array, capitals: number): number {
  const { words, letters } = query.slab;
  const first = query.start >> 2;
  const count = (query.length + 3) >> 2;
  let bits = capitals;
  for (let word = 0; word < count; word++) {
    into[word] = words[first + word]! ^ (letters[first + word]! & bits);
    bits = (bits << 1) | (bits >>> 31);
  }
  return query.length;
}
