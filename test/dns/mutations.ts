import { TYPES } from '../../src/dns/wire.ts';
import { pointers } from './mutations-base.ts';

type Random = () => number;
type Mutation = (bytes: Uint8Array, random: Random, others: readonly Uint8Array[]) => Uint8Array;

const COUNTS_AT = [4, 6, 8, 10];
const TYPE_NUMBERS = Object.values(TYPES);
const ODD_OCTETS = [0, 1, 63, 64, 0x7f, 0x80, 0xbf, 0xc0, 0xff];

/** One way each in which bytes on the wire go wrong, or are made to. All take the bytes as theirs: the caller hands in a copy. */
export const MUTATIONS = {
  bits: (bytes, random) => {
    for (let left = 1 + below(8, random); left > 0; left--)
      bytes[below(bytes.length, random)]! ^= 1 << below(8, random);
    return bytes;
  },
  octet: (bytes, random) => {
    bytes[below(bytes.length, random)] = ODD_OCTETS[below(ODD_OCTETS.length, random)]!;
    return bytes;
  },
  cut: (bytes, random) => bytes.subarray(0, below(bytes.length + 1, random)),
  splice: (bytes, random, others) => {
    const other = others[below(others.length, random)]!;
    return joined(bytes.subarray(0, below(bytes.length + 1, random)), other.subarray(below(other.length, random)));
  },
  repeat: (bytes, random) => {
    const from = below(bytes.length, random);
    const part = bytes.subarray(from, from + 1 + below(40, random));
    return joined(bytes, ...Array<Uint8Array>(1 + below(20, random)).fill(part));
  },
  drop: (bytes, random) => {
    const from = below(bytes.length, random);
    return joined(bytes.subarray(0, from), bytes.subarray(from + 1 + below(4, random)));
  },
  counts: (bytes, random) => {
    const at = COUNTS_AT[below(4, random)]!;
    put16(bytes, at, random() < 0.5 ? below(4, random) : below(0x10000, random));
    return bytes;
  },
  pointer: (bytes, random) => {
    const at = below(bytes.length, random);
    const target = [at, at + 1, Math.max(0, at - 2), 12, below(Math.min(bytes.length, 0x4000), random)][
      below(5, random)
    ]!;
    put16(bytes, at, 0xc000 | (target & 0x3fff));
    return bytes;
  },
  bomb: (bytes, random) => {
    const chain = pointers(2 * (2 + below(300, random)), bytes.length);
    if (random() < 0.5)
      put16(bytes, below(bytes.length, random), 0xc000 | ((bytes.length + chain.length - 2) & 0x3fff));
    return joined(bytes, Uint8Array.from(chain));
  },
  letter: (bytes, random) => {
    bytes[below(bytes.length, random)] = 0x61 + below(26, random);
    return bytes;
  },
  // One more record behind the others, of any type and with any octets as its data, announced as it should be.
  record: (bytes, random) => {
    if (bytes.length < 12) return bytes;
    const type = random() < 0.9 ? TYPE_NUMBERS[below(TYPE_NUMBERS.length, random)]! : below(0x10000, random);
    const few = random() < 0.5 ? 4 : 256;
    const rdata = Array.from({ length: below(60, random) }, () => below(few, random));
    put16(bytes, 10, ((bytes[10]! << 8) | bytes[11]!) + 1);
    return joined(bytes, Uint8Array.from([0, type >> 8, type & 255, 0, 1, 0, 0, 14, 16, 0, rdata.length, ...rdata]));
  },
  // A record's fixed part ends in a TTL of 0x00000e10 here and RDLENGTH behind it; where that is not found, any two octets will do.
  rdlength: (bytes, random) => {
    const marked = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf(
      '00000e10',
      below(bytes.length, random),
      'hex',
    );
    const at = marked === -1 ? below(bytes.length, random) : marked + 4;
    const now = (bytes[at] ?? 0) * 0x100 + (bytes[at + 1] ?? 0);
    put16(
      bytes,
      at,
      [0, now - 1, now + 1, 0xffff, below(0x10000, random), bytes.length - at - 2][below(6, random)]! & 0xffff,
    );
    return bytes;
  },
} as const satisfies Record<string, Mutation>;

export type MutationName = keyof typeof MUTATIONS;
const NAMES = Object.keys(MUTATIONS) as MutationName[];

/** One to four mutations of one of the packets, chosen by `random` alone. */
export function mutated(
  packets: readonly Uint8Array[],
  random: Random,
): { readonly bytes: Uint8Array; readonly how: readonly MutationName[] } {
  let bytes: Uint8Array = Uint8Array.from(packets[below(packets.length, random)]!);
  const how: MutationName[] = [];
  for (let left = random() < 0.5 ? 1 : 2 + below(3, random); left > 0 && bytes.length > 0; left--) {
    const name = NAMES[below(NAMES.length, random)]!;
    how.push(name);
    bytes = MUTATIONS[name](bytes, random, packets);
  }
  return { bytes, how };
}

export function below(limit: number, random: Random): number {
  return Math.floor(random() * limit);
}

function put16(bytes: Uint8Array, at: number, value: number): void {
  if (at + 1 >= bytes.length) return;
  bytes[at] = (value >> 8) & 255;
  bytes[at + 1] = value & 255;
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}
