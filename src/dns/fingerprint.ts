import { encodeRdata } from './wire-rdata.ts';
import { TYPES, typeNumber } from './wire-types.ts';

/** Octets copied as they are (a positive number), a name, a <character-string>, all that is left, character-strings joined. */
const NAME = -1;
const STRING = -2;
const REST = -3;
const JOINED = -4;
const TAG = -5;

/** Only where equal data may have unequal octets: names that may be compressed or in capitals, strings that may be cut elsewhere. */
const LAYOUTS: Readonly<Record<number, readonly number[]>> = {
  [TYPES.NS]: [NAME],
  [TYPES.CNAME]: [NAME],
  [TYPES.PTR]: [NAME],
  [TYPES.DNAME]: [NAME],
  [TYPES.MX]: [2, NAME],
  [TYPES.SOA]: [NAME, NAME, 20],
  [TYPES.RP]: [NAME, NAME],
  [TYPES.SRV]: [6, NAME],
  [TYPES.NAPTR]: [4, STRING, STRING, STRING, NAME],
  [TYPES.RRSIG]: [18, NAME, REST],
  [TYPES.NSEC]: [NAME, REST],
  [TYPES.SVCB]: [2, NAME, REST],
  [TYPES.HTTPS]: [2, NAME, REST],
  [TYPES.TXT]: [JOINED],
  [TYPES.SPF]: [JOINED],
  [TYPES.CAA]: [1, TAG, REST],
};

/** Answers of more records than this are not fingerprinted; whoever wants to compare them decodes them. */
const MOST_RECORDS = 64;
const MOST_HOPS = 16;
const MOST_JUMPS = 127;
const LONGEST_NAME = 255;

/** What `Fingerprinter.read` could not see through; decode the packet to learn why. */
export const UNREADABLE = -1;

/**
 * Fingerprints of what an answer says, taken from its octets without making objects of them: a sum over (type, canonical rdata) of the
 * records that answer the question along its CNAMEs. Order, TTLs, owner names' case, compression and all that is not on that path leave no
 * trace in it. Two packets with the same fingerprint say the same; with different ones they need not differ (a record that comes twice):
 * decode those.
 *
 * Each record goes through HalfSipHash-1-3 under a key that nobody outside this process knows, and the results, 64 bits in two lanes, are
 * added up. Equality can stand as a verdict because of those two things: a stranger who wants other data to pass for the expected data can
 * neither search for a collision beforehand (no key) nor try (each try is one packet and comes true once in 2^64). With 32 bits, or
 * without the key, it could only be a filter.
 */
export class Fingerprinter {
  /** The two halves of the last fingerprint, each a signed number of 32 bits (those are the ones that cost nothing to keep). */
  high = 0;
  low = 0;

  readonly #key0: number;
  readonly #key1: number;
  /** A Buffer as packets are: one kind of array is read faster than two. */
  readonly #canonical: Uint8Array = Buffer.alloc(0x10000 + 3 * LONGEST_NAME + 16);
  readonly #owner = new Int32Array(MOST_RECORDS);
  readonly #type = new Int32Array(MOST_RECORDS);
  readonly #start = new Int32Array(MOST_RECORDS);
  readonly #end = new Int32Array(MOST_RECORDS);
  /** Counted already: a chain of aliases that leads back to itself is followed once. */
  readonly #seen = new Uint8Array(MOST_RECORDS);

  /** @param key two random numbers of 32 bits; fingerprints under different keys have nothing to do with each other */
  constructor(key: readonly [number, number]) {
    this.#key0 = key[0] | 0;
    this.#key1 = key[1] | 0;
  }

  /**
   * Of a response whose header and question were held against its query before. Nothing behind the answer section is read.
   *
   * @param questionEnd behind the question's class
   * @returns how many records answer; 0: none; `UNREADABLE`: out of bounds, a class other than IN, or more than 64 records
   */
  read(packet: Uint8Array, questionEnd: number): number {
    const plain = this.#plain(packet, questionEnd);
    return plain === UNREADABLE ? this.#chained(packet, questionEnd) : plain;
  }

  /** The usual answer, in one go: each record of the type that was asked for, its owner a pointer to the question's name. */
  #plain(packet: Uint8Array, questionEnd: number): number {
    this.high = 0;
    this.low = 0;
    const count = packet[6]! * 0x100 + packet[7]!;
    if (count > MOST_RECORDS) return UNREADABLE;
    const type = packet[questionEnd - 4]! * 0x100 + packet[questionEnd - 3]!;
    let at = questionEnd;
    for (let index = 0; index < count; index++) {
      if (at + 12 > packet.length || packet[at] !== 0xc0 || packet[at + 1] !== 12) return UNREADABLE;
      if (packet[at + 2]! * 0x100 + packet[at + 3]! !== type || packet[at + 4] !== 0 || packet[at + 5] !== 1)
        return UNREADABLE;
      const end = at + 12 + packet[at + 10]! * 0x100 + packet[at + 11]!;
      if (end > packet.length || !this.#take(packet, type, at + 12, end)) return UNREADABLE;
      at = end;
    }
    return count;
  }

  #chained(packet: Uint8Array, questionEnd: number): number {
    this.high = 0;
    this.low = 0;
    const count = this.#index(packet, questionEnd);
    if (count <= 0) return count;
    const wanted = packet[questionEnd - 4]! * 0x100 + packet[questionEnd - 3]!;
    let at = 12;
    let found = 0;
    this.#seen.fill(0, 0, count);
    for (let hop = 0; hop < MOST_HOPS; hop++) {
      let alias = -1;
      let here = 0;
      for (let index = 0; index < count; index++) {
        const type = this.#type[index]!;
        if ((type !== wanted && type !== TYPES.CNAME) || !sameName(packet, this.#owner[index]!, at)) continue;
        if (this.#seen[index] === 1) return found;
        this.#seen[index] = 1;
        if (!this.#take(packet, type, this.#start[index]!, this.#end[index]!)) return UNREADABLE;
        here++;
        if (type === TYPES.CNAME && alias < 0) alias = this.#start[index]!;
      }
      found += here;
      if (here === 0 || alias < 0 || wanted === TYPES.CNAME) break;
      at = alias;
    }
    return found;
  }

  /** Of records as they are written in a zone, all on the path of one question. @throws GoLiveError `rdata-invalid` */
  of(records: readonly { readonly type: string; readonly rdata: string }[]): void {
    this.high = 0;
    this.low = 0;
    for (const { type, rdata } of records) {
      const bytes = encodeRdata(type, rdata);
      this.#take(bytes, typeNumber(type), 0, bytes.length);
    }
  }

  /** Notes where the answer section's records lie. */
  #index(packet: Uint8Array, questionEnd: number): number {
    const count = packet[6]! * 0x100 + packet[7]!;
    if (count > MOST_RECORDS) return UNREADABLE;
    let at = questionEnd;
    for (let index = 0; index < count; index++) {
      this.#owner[index] = at;
      at = afterName(packet, at);
      if (at < 0 || at + 10 > packet.length) return UNREADABLE;
      if (packet[at + 2] !== 0 || packet[at + 3] !== 1) return UNREADABLE;
      this.#type[index] = packet[at]! * 0x100 + packet[at + 1]!;
      this.#start[index] = at + 10;
      at += 10 + packet[at + 8]! * 0x100 + packet[at + 9]!;
      if (at > packet.length) return UNREADABLE;
      this.#end[index] = at;
    }
    return count;
  }

  /** One record's share of the sum; false: its rdata breaks its own form. */
  #take(packet: Uint8Array, type: number, start: number, end: number): boolean {
    const layout = LAYOUTS[type];
    if (layout === undefined) this.#add(type, packet, start, end);
    else {
      const length = this.#canonicalize(packet, layout, start, end);
      if (length < 0) return false;
      this.#add(type, this.#canonical, 0, length);
    }
    return true;
  }

  /** Writes rdata in the one form in which equal data is equal octets; its length, or below 0. */
  #canonicalize(packet: Uint8Array, layout: readonly number[], start: number, end: number): number {
    const out = this.#canonical;
    let to = 0;
    let at = start;
    for (let field = 0; field < layout.length; field++) {
      const kind = layout[field]!;
      if (kind === NAME) {
        const after = afterName(packet, at);
        if (after < 0 || after > end) return -1;
        to = copyName(packet, at, out, to);
        if (to < 0) return -1;
        at = after;
      } else if (kind === JOINED) {
        if (at >= end) return -1;
        while (at < end) {
          const stop = at + 1 + packet[at]!;
          if (stop > end) return -1;
          for (at++; at < stop; at++) out[to++] = packet[at]!;
        }
      } else {
        const stop = kind === REST ? end : kind > 0 ? at + kind : at + 1 + (packet[at] ?? 0);
        if (stop > end || (kind < 0 && kind !== REST && at >= end)) return -1;
        if (kind === TAG) for (; at < stop; at++) out[to++] = lower(packet[at]!);
        else for (; at < stop; at++) out[to++] = packet[at]!;
      }
    }
    return at === end ? to : -1;
  }

  /** HalfSipHash-1-3 with 64 bits of output over the type, as a word, and the octets, added to the sum. */
  #add(type: number, bytes: Uint8Array, start: number, end: number): void {
    let v0 = this.#key0;
    let v1 = this.#key1 ^ 0xee;
    let v2 = 0x6c796765 ^ this.#key0;
    let v3 = 0x74656462 ^ this.#key1;
    const whole = start + ((end - start) & ~3);
    let last = (end - start + 4) << 24;
    for (let at = whole; at < end; at++) last |= bytes[at]! << ((at - whole) * 8);
    let word = type;
    for (let at = start - 4; ; ) {
      v3 ^= word;
      v0 = (v0 + v1) | 0;
      v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
      v0 = (v0 << 16) | (v0 >>> 16);
      v2 = (v2 + v3) | 0;
      v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
      v0 = (v0 + v3) | 0;
      v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
      v2 = (v2 + v1) | 0;
      v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
      v2 = (v2 << 16) | (v2 >>> 16);
      v0 ^= word;
      at += 4;
      if (at > whole) break;
      word = at === whole ? last : bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    }
    v2 ^= 0xee;
    for (let round = 0; round < 6; round++) {
      if (round === 3) {
        this.low = (this.low + (v1 ^ v3)) | 0;
        v1 ^= 0xdd;
      }
      v0 = (v0 + v1) | 0;
      v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
      v0 = (v0 << 16) | (v0 >>> 16);
      v2 = (v2 + v3) | 0;
      v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
      v0 = (v0 + v3) | 0;
      v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
      v2 = (v2 + v1) | 0;
      v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
      v2 = (v2 << 16) | (v2 >>> 16);
    }
    this.high = (this.high + (v1 ^ v3)) | 0;
  }
}

function lower(octet: number): number {
  return octet >= 0x41 && octet <= 0x5a ? octet + 0x20 : octet;
}

/** Behind a name's own octets; below 0: out of bounds. */
function afterName(packet: Uint8Array, start: number): number {
  let at = start;
  while (at < packet.length) {
    const size = packet[at]!;
    if (size >= 0xc0) return at + 2 <= packet.length ? at + 2 : -1;
    if (size > 63) return -1;
    at += size + 1;
    if (size === 0) return at;
  }
  return -1;
}

/** Where the next label's length octet lies, pointers followed; below 0: out of bounds, or a pointer that does not lead back. */
function label(packet: Uint8Array, start: number): number {
  let at = start;
  for (let jumps = 0; at < packet.length; jumps++) {
    const size = packet[at]!;
    if (size < 64) return at + size < packet.length ? at : -1;
    if (size < 0xc0 || at + 1 >= packet.length || jumps > MOST_JUMPS) return -1;
    const target = (size & 0x3f) * 0x100 + packet[at + 1]!;
    if (target >= at) return -1;
    at = target;
  }
  return -1;
}

/** Whether two names of a packet are the same but for case (RFC 4343); a broken one is like no other. */
function sameName(packet: Uint8Array, first: number, second: number): boolean {
  let one = label(packet, first);
  let other = label(packet, second);
  for (let labels = 0; labels <= MOST_JUMPS; labels++) {
    if (one < 0 || other < 0) return false;
    if (one === other) return true;
    const size = packet[one]!;
    if (size !== packet[other]) return false;
    if (size === 0) return true;
    for (let index = 1; index <= size; index++)
      if (lower(packet[one + index]!) !== lower(packet[other + index]!)) return false;
    one = label(packet, one + size + 1);
    other = label(packet, other + size + 1);
  }
  return false;
}

/** Writes a name uncompressed and in lower case; where it ends, or below 0. */
function copyName(packet: Uint8Array, start: number, out: Uint8Array, from: number): number {
  let to = from;
  let at = label(packet, start);
  while (at >= 0) {
    const size = packet[at]!;
    out[to++] = size;
    if (size === 0) return to;
    if (to - from + size > LONGEST_NAME) return -1;
    for (let index = 1; index <= size; index++) out[to++] = lower(packet[at + index]!);
    at = label(packet, at + size + 1);
  }
  return -1;
}
