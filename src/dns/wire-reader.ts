/** The packet breaks RFC 1035. Never leaves `src/dns`: `decode` turns it into a value. */
export class Malformed extends Error {}

const HEADER_BYTES = 12;
/** A question is at least a root name, type and class; a record also has TTL and RDLENGTH. */
const SMALLEST_QUESTION = 5;
const SMALLEST_RECORD = 11;
const LONGEST_NAME = 255;

/** Reads within `[at, end)` of a packet; a read over `end` is malformed. Names may point back to anything before them. */
export class Reader {
  readonly bytes: Uint8Array;
  readonly end: number;
  at: number;

  constructor(bytes: Uint8Array, at: number, end: number) {
    this.bytes = bytes;
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

  /**
   * A name, compressed or not (RFC 1035 §4.1.4), in lower-case presentation form. A pointer must lead further back than the one before
   * it, so it cannot loop. What no host name has inside a label comes out escaped (`a\.b.nl.`, `\200.nl.`) and is then no `Fqdn`.
   */
  name(): string {
    let text = '';
    let length = 1;
    let earliest = this.at;
    let jumped: Reader | undefined;
    for (;;) {
      const here: Reader = jumped ?? this;
      const size = here.u8();
      if (size === 0) return text === '' ? '.' : text;
      if (size >= 0xc0) {
        const target = (size & 0x3f) * 0x100 + here.u8();
        if (target >= earliest) throw new Malformed('a name points forward');
        earliest = target;
        jumped = new Reader(this.bytes, target, this.bytes.length);
      } else if (size > 63) throw new Malformed('a label of an unknown kind');
      else {
        length += size + 1;
        if (length > LONGEST_NAME) throw new Malformed('a name over 255 octets');
        text += `${labelText(here.take(size))}.`;
      }
    }
  }
}

function labelText(label: Uint8Array): string {
  let text = '';
  for (const byte of label) {
    const character = String.fromCharCode(byte);
    if (byte >= 0x41 && byte <= 0x5a) text += String.fromCharCode(byte + 0x20);
    else if (/[."();@$\\]/.test(character)) text += `\\${character}`;
    else if (byte > 0x20 && byte < 0x7f) text += character;
    else text += `\\${String(byte).padStart(3, '0')}`;
  }
  return text;
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
export function walk(bytes: Uint8Array): Walked {
  const reader = new Reader(bytes, 0, bytes.length);
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
