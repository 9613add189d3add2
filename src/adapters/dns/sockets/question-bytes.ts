import { EDNS_BYTES, encodeQuery, questionBytes, TYPES, typeNumber } from '../../../dns/wire.ts';
import type { Fqdn } from '../../../domain/name.ts';
import type { Slot } from './slot.ts';

const CLASS_IN = 1;
/** Header, the longest name, type and class, OPT. */
export const LONGEST_QUERY = 12 + 255 + 4 + 11;

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
  readonly bytes: Buffer;
  /** Behind the class; what follows is EDNS. */
  readonly questionEnd: number;
  /** Slots in which it is out at this moment, linked by `nextOut`; the poller's. */
  out: Slot | undefined;
}

const scratch = Buffer.alloc(LONGEST_QUERY);

/** @throws GoLiveError `name-invalid`, `rdata-invalid` (the type) */
export function makeQuery(name: Fqdn, type: string, flags: QueryFlags): Query {
  const nameEnd = writeName(name, scratch, 12);
  // What was cast to a name and is none, or not in this form, goes the way on which that is found out.
  if (nameEnd < 0) return asEncoded(Buffer.from(encodeQuery({ id: 0, name, type, ...flags })), name, type, flags);
  scratch.fill(0, 0, 12);
  scratch[2] = flags.recursive ? 0x01 : 0;
  scratch[3] = flags.checkingDisabled ? 0x10 : 0;
  scratch[5] = 1;
  scratch[11] = 1;
  scratch.writeUInt16BE(typeNumber(type), nameEnd);
  scratch.writeUInt16BE(CLASS_IN, nameEnd + 2);
  // OPT (RFC 6891 §6.1.2): the root's name, type, size, extended RCODE and version, DO, no options.
  const opt = nameEnd + 4;
  scratch.fill(0, opt, opt + 11);
  scratch.writeUInt16BE(TYPES.OPT, opt + 1);
  scratch.writeUInt16BE(EDNS_BYTES, opt + 3);
  scratch[opt + 7] = flags.dnssec ? 0x80 : 0;
  return { name, type, flags, bytes: Buffer.from(scratch.subarray(0, opt + 11)), questionEnd: opt, out: undefined };
}

function asEncoded(bytes: Buffer, name: Fqdn, type: string, flags: QueryFlags): Query {
  return { name, type, flags, bytes, questionEnd: 12 + questionBytes(bytes).length, out: undefined };
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
 * must guess those too. 32 bits serve a name of any length, in turn.
 *
 * @returns its length
 */
export function writeQuery(query: Query, into: Buffer, capitals: number, edns: boolean): number {
  const from = query.bytes;
  const nameEnd = query.questionEnd - 4;
  const length = edns ? from.length : query.questionEnd;
  for (let at = 2; at < 12; at++) into[at] = from[at]!;
  if (!edns) into[11] = 0;
  let bits = capitals;
  for (let at = 12; at < nameEnd; at++) {
    const octet = from[at]!;
    // A length octet is below 64 and never a letter.
    if (octet >= 0x61 && octet <= 0x7a) {
      into[at] = octet - ((bits & 1) << 5);
      bits = (bits >>> 1) | (bits << 31);
    } else into[at] = octet;
  }
  for (let at = nameEnd; at < length; at++) into[at] = from[at]!;
  return length;
}
