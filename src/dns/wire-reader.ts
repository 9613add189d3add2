import { Malformed, PacketNames } from './wire-names.ts';

export { Malformed, PacketNames } from './wire-names.ts';

const HEADER_BYTES = 12;
/** What the length before a message over TCP can say (RFC 1035 §4.2.2). */
const LONGEST_MESSAGE = 0xffff;
/** A question is at least a root name, type and class; a record also has TTL and RDLENGTH. */
const SMALLEST_QUESTION = 5;
const SMALLEST_RECORD = 11;

/** Reads within `[at, end)` of a packet; a read over `end` is malformed. Names may point back to anything before them. */
export class Reader {
  readonly bytes: Uint8Array;
  readonly end: number;
  readonly names: PacketNames;
  at: number;

  /** `names`: those of the same packet, where others have read in it. */
  constructor(bytes: Uint8Array, at: number, end: number, names = new PacketNames(bytes)) {
    this.bytes = bytes;
    this.names = names;
    this.at = at;
    this.end = end;
  }

  get left(): number {
    return this.end - this.at;
  }

  u8(): number {
    if (this.at + 1 > this.end) throw new Malformed('cut short');
    return this.bytes[this.at++]!;
  }

  u16(): number {
    return this.u8() * 0x100 + this.u8();
  }

  u32(): number {
    return this.u16() * 0x10000 + this.u16();
  }

  take(count: number): Uint8Array {
    if (this.at + count > this.end) throw new Malformed('cut short');
    this.at += count;
    return this.bytes.subarray(this.at - count, this.at);
  }

  /** <character-string>, RFC 1035 §3.3. */
  string(): Uint8Array {
    return this.take(this.u8());
  }

  /** A name, compressed or not, in lower-case presentation form. */
  name(): string {
    const { text, end } = this.names.read(this.at, this.end);
    this.at = end;
    return text;
  }
}

export interface Header {
  readonly id: number;
  readonly flags: number;
}

export interface RawQuestion {
  readonly name: string;
  readonly type: number;
  readonly class: number;
  /** Where its bytes lie in the packet. */
  readonly start: number;
  readonly end: number;
}

export interface RawRecord {
  readonly section: 'answer' | 'authority' | 'additional';
  readonly name: string;
  readonly type: number;
  readonly class: number;
  readonly ttl: number;
  /** The rdata's place in the packet. */
  readonly start: number;
  readonly end: number;
}

export interface Walked {
  readonly header: Header;
  readonly questions: readonly RawQuestion[];
  readonly records: readonly RawRecord[];
}

/**
 * The packet's skeleton, every bound checked. The counts of the header are held against the packet's length first: twelve hostile bytes
 * must not make us reserve room for 260,000 records. Bytes after the last record are malformed too.
 *
 * @throws Malformed
 */
export function walk(bytes: Uint8Array, names = new PacketNames(bytes)): Walked {
  if (bytes.length > LONGEST_MESSAGE) throw new Malformed('longer than a message can be');
  const reader = new Reader(bytes, 0, bytes.length, names);
  const header = { id: reader.u16(), flags: reader.u16() };
  const counts = [reader.u16(), reader.u16(), reader.u16(), reader.u16()] as const;
  const [asked, ...held] = counts;
  const smallest = asked * SMALLEST_QUESTION + held.reduce((sum, count) => sum + count * SMALLEST_RECORD, 0);
  if (HEADER_BYTES + smallest > bytes.length) throw new Malformed('more records announced than fit');
  const questions: RawQuestion[] = [];
  for (let left = asked; left > 0; left--) {
    const start = reader.at;
    const name = reader.name();
    questions.push({ name, type: reader.u16(), class: reader.u16(), start, end: reader.at });
  }
  const records: RawRecord[] = [];
  for (const [index, section] of (['answer', 'authority', 'additional'] as const).entries())
    for (let left = held[index]!; left > 0; left--) records.push(record(reader, section));
  if (reader.left > 0) throw new Malformed('bytes after the last record');
  return { header, questions, records };
}

function record(reader: Reader, section: RawRecord['section']): RawRecord {
  const name = reader.name();
  const fixed = { type: reader.u16(), class: reader.u16(), ttl: reader.u32() };
  const rdata = reader.take(reader.u16());
  return { section, name, ...fixed, start: reader.at - rdata.length, end: reader.at };
}
