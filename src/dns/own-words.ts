import { type Rrset, rrset } from '../domain/rrset.ts';
import { Malformed, Reader } from './wire-reader.ts';
import { quote } from './wire-text.ts';
import { typeName } from './wire-types.ts';

interface OwnWord {
  readonly type: string;
  /** The data, as the host's API has it. */
  readonly read: (reader: Reader) => string;
}

/** PowerDNS gives words of its own away in a transfer, under numbers for private use (RFC 6895 §3.1). No server answers with them. */
const UNDER_NUMBERS: Readonly<Record<string, OwnWord>> = {
  TYPE65401: { type: 'ALIAS', read: (reader) => reader.name() },
  TYPE65402: { type: 'LUA', read: (reader) => `${typeName(reader.u16())} ${quote(strings(reader))}` },
};

/** The RRset by its host's own word, where it is one that came under its number; data of another form stays as it is. */
export function inOwnWords(set: Rrset): Rrset {
  const word = UNDER_NUMBERS[set.type];
  if (word === undefined) return set;
  const rdatas = set.rdatas.map((rdata) => readWhole(word, Buffer.from(rdata.split(' ')[2] ?? '', 'hex')));
  return rdatas.includes(undefined) ? set : rrset(set.name, word.type, set.ttlSeconds, rdatas as readonly string[]);
}

function readWhole({ read }: OwnWord, wire: Uint8Array): string | undefined {
  const reader = new Reader(wire, 0, wire.length);
  try {
    const rdata = read(reader);
    return reader.left === 0 ? rdata : undefined;
  } catch (thrown) {
    if (thrown instanceof Malformed) return undefined;
    throw thrown;
  }
}

function strings(reader: Reader): Uint8Array {
  const parts: Uint8Array[] = [];
  while (reader.left > 0) parts.push(reader.string());
  return Buffer.concat(parts);
}
