import { encode, type Packet } from 'dns-packet';
import { type Fqdn, fqdn } from '../domain/name.ts';
import { clampTtlSeconds } from '../domain/time.ts';
import type { Record } from './response.ts';
import { decodeRdata, encodeRdata, ownCut } from './wire-rdata.ts';
import { Malformed, PacketNames, type RawRecord, Reader, walk } from './wire-reader.ts';
import { printable } from './wire-text.ts';
import { TYPES, typeName, typeNumber } from './wire-types.ts';

export { canonicalRdata, decodeRdata, encodeRdata } from './wire-rdata.ts';
export { TYPES, typeName, typeNumber } from './wire-types.ts';

/** Largest UDP answer we ask for and give: fits every path without fragments (DNS flag day 2020). */
export const EDNS_BYTES = 1232;
const CLASS_IN = 1;
const FLAG = {
  response: 0x8000,
  authoritative: 0x400,
  truncated: 0x200,
  recursionDesired: 0x100,
  available: 0x80,
  authenticated: 0x20,
  checkingDisabled: 0x10,
};

/** A decoded message, query or response. */
export interface Message {
  readonly id: number;
  readonly response: boolean;
  readonly opcode: number;
  readonly authoritative: boolean;
  readonly truncated: boolean;
  readonly recursionDesired: boolean;
  /** AD (RFC 4035 §3.2.3). */
  readonly authenticated: boolean;
  /** With EDNS's upper bits (RFC 6891 §6.1.3). */
  readonly rcode: number;
  /** `bytes`: the question as it lies in the packet, case and all, to be compared or echoed. */
  readonly question?: { readonly name: Fqdn; readonly type: string; readonly bytes: Uint8Array };
  readonly answer: readonly Record[];
  readonly authority: readonly Record[];
  readonly additional: readonly Record[];
  /** Present where the message carries EDNS. `udpBytes`: what its sender can take. */
  readonly edns?: { readonly udpBytes: number; readonly extendedError?: ExtendedError };
}

/** RFC 8914. `text` is safe to show. */
export interface ExtendedError {
  readonly code: number;
  readonly text: string;
}

export type Decoded = { readonly message: Message } | { readonly malformed: string };

/**
 * Reads a message. Whatever is wrong with it is a value, never a throw; the work is bounded by the packet's size. A truncated response may
 * have been cut in the middle of a record: its header and question count, its records do not.
 *
 * Malformed is also what we cannot say in our words: an owner name that is no `Fqdn` in answer or authority, a class other than IN.
 */
export function decode(bytes: Uint8Array): Decoded {
  try {
    return { message: read(bytes) };
  } catch (thrown) {
    if (thrown instanceof Malformed) return { malformed: thrown.message };
    throw thrown;
  }
}

function read(bytes: Uint8Array): Message {
  const cut = cutOff(bytes) ?? bytes;
  const names = new PacketNames(cut);
  const { header, questions, records } = walk(cut, names);
  if (questions.length > 1) throw new Malformed('more than one question');
  const [question] = questions;
  if (question !== undefined && question.class !== CLASS_IN) throw new Malformed('a class other than IN');
  const options = records.filter(({ section, type }) => section === 'additional' && type === TYPES.OPT);
  if (options.length > 1) throw new Malformed('more than one OPT record');
  const [opt] = options;
  const extendedError = opt === undefined ? undefined : readExtendedError(bytes, opt);
  const section = (wanted: RawRecord['section']) =>
    records.flatMap((record) => (record.section === wanted && record !== opt ? readRecord(bytes, record, names) : []));
  return {
    id: header.id,
    response: (header.flags & FLAG.response) !== 0,
    opcode: (header.flags >> 11) & 0xf,
    authoritative: (header.flags & FLAG.authoritative) !== 0,
    truncated: (header.flags & FLAG.truncated) !== 0,
    recursionDesired: (header.flags & FLAG.recursionDesired) !== 0,
    authenticated: (header.flags & FLAG.authenticated) !== 0,
    rcode: (header.flags & 0xf) + (opt === undefined ? 0 : Math.floor(opt.ttl / 0x1000000) * 16),
    ...(question === undefined
      ? {}
      : {
          question: {
            name: ownName(question.name, names),
            type: typeName(question.type),
            bytes: Uint8Array.from(bytes.subarray(question.start, question.end)),
          },
        }),
    answer: section('answer'),
    authority: section('authority'),
    additional: section('additional'),
    ...(opt === undefined
      ? {}
      : { edns: { udpBytes: opt.class, ...(extendedError === undefined ? {} : { extendedError }) } }),
  };
}

/** The header and question of a truncated response as a message of its own; `undefined` where it is not truncated. */
function cutOff(bytes: Uint8Array): Uint8Array | undefined {
  if (bytes.length < 12 || (bytes[2]! & 0x82) !== 0x82) return undefined;
  const reader = new Reader(bytes, 12, bytes.length);
  if (bytes[4] === 0 && bytes[5] === 1) {
    reader.name();
    reader.u32();
  }
  const head = Uint8Array.from(bytes.subarray(0, reader.at)); // a Buffer's own slice would share the packet's memory
  head.fill(0, 6, 12);
  return head;
}

function ownName(text: string, names: PacketNames): Fqdn {
  const name = names.asFqdn(text);
  if (name === undefined) throw new Malformed('a name that is no host or service name');
  return name;
}

function readRecord(bytes: Uint8Array, record: RawRecord, names: PacketNames): Record[] {
  const rdata = decodeRdata(record.type, bytes, record.start, record.end, names);
  if (record.class !== CLASS_IN) throw new Malformed('a class other than IN');
  // Additional records are never evidence, so one with an odd owner costs itself only.
  if (record.section === 'additional' && names.asFqdn(record.name) === undefined) return [];
  const name = ownName(record.name, names);
  const strings = ownCut(record.type, bytes.subarray(record.start, record.end));
  const own = strings === undefined ? {} : { strings };
  return [{ name, type: typeName(record.type), ttlSeconds: clampTtlSeconds(record.ttl), rdata, ...own }];
}

function readExtendedError(bytes: Uint8Array, opt: RawRecord): ExtendedError | undefined {
  const reader = new Reader(bytes, opt.start, opt.end);
  let found: ExtendedError | undefined;
  while (reader.left > 0) {
    const code = reader.u16();
    const option = reader.take(reader.u16());
    if (code !== 15 || found !== undefined) continue;
    const inner = new Reader(option, 0, option.length);
    found = { code: inner.u16(), text: extraText(inner) };
  }
  return found;
}

/** At most 200 characters are shown; a UTF-8 character has four octets at most. */
function extraText(reader: Reader): string {
  return printable(Buffer.from(reader.take(Math.min(reader.left, 804))).toString('utf8'), 200);
}

export interface Query {
  readonly id: number;
  readonly name: Fqdn;
  readonly type: string;
  readonly recursive: boolean;
  /** Default true. Without, for servers from before 1999 that answer FORMERR to it. */
  readonly edns?: boolean;
  /** DO (RFC 3225); needs EDNS. */
  readonly dnssec?: boolean;
  /** CD (RFC 4035 §3.2.2). */
  readonly checkingDisabled?: boolean;
  /** One bit per letter of the name, in turn: 1 sends it as a capital (0x20), which a forger off the path must guess. */
  readonly caseBits?: Uint8Array;
}

/** @throws GoLiveError `name-invalid`, `rdata-invalid` (the type): what was cast to `Fqdn` and is none would become another name on the wire */
export function encodeQuery(query: Query): Uint8Array {
  let letter = 0;
  const bits = query.caseBits ?? new Uint8Array(0);
  const name = fqdn(query.name).replace(/[a-z]/g, (character) => {
    const bit = ((bits[letter >> 3] ?? 0) >> (letter & 7)) & 1;
    letter++;
    return bit === 1 ? character.toUpperCase() : character;
  });
  const packet: Packet = {
    type: 'query',
    id: query.id,
    flags: (query.recursive ? FLAG.recursionDesired : 0) | (query.checkingDisabled ? FLAG.checkingDisabled : 0),
    questions: [{ name, type: unparsed(query.type) as 'A', class: 'IN' }],
    additionals: query.edns === false ? [] : [optRecord({ dnssec: query.dnssec ?? false })],
  };
  return encode(packet);
}

/** The question's place in a query made by `encodeQuery`, and in any well-formed response to it. */
export function questionBytes(query: Uint8Array): Uint8Array {
  const reader = new Reader(query, 12, query.length);
  reader.name();
  reader.u32();
  return query.subarray(12, reader.at);
}

export interface Reply {
  readonly rcode: number;
  readonly authoritative: boolean;
  /** RA. */
  readonly recursionAvailable: boolean;
  readonly answer: readonly Record[];
  readonly authority: readonly Record[];
  readonly additional: readonly Record[];
  readonly extendedError?: ExtendedError;
}

/**
 * A response to a decoded query, its question echoed byte for byte. Larger than `limitBytes`: header and question alone with TC set
 * (RFC 2181 §9), so nobody takes half an answer for a whole one.
 *
 * @throws GoLiveError `rdata-invalid`
 */
export function encodeResponse(query: Message, reply: Reply, limitBytes: number): Uint8Array {
  const flags =
    (query.opcode << 11) |
    (reply.authoritative ? FLAG.authoritative : 0) |
    (query.recursionDesired ? FLAG.recursionDesired : 0) |
    (reply.recursionAvailable ? FLAG.available : 0) |
    (reply.rcode & 0xf);
  const opt =
    query.edns === undefined
      ? []
      : [optRecord(reply.extendedError === undefined ? {} : { error: reply.extendedError })];
  const whole = withQuestion(query, {
    flags,
    answers: reply.answer.map(packetRecord),
    authorities: reply.authority.map(packetRecord),
    additionals: [...reply.additional.map(packetRecord), ...opt],
  });
  if (whole.length <= limitBytes) return whole;
  return withQuestion(query, { flags: flags | FLAG.truncated, additionals: opt });
}

type Parts = Pick<Packet, 'flags' | 'answers' | 'authorities' | 'additionals'>;
type PacketRecord = NonNullable<Packet['answers']>[number];

/** The encoder knows no escapes and writes no pointers, so the question can be put in as it came. */
function withQuestion(query: Message, parts: Parts): Uint8Array {
  const packet = Buffer.from(encode({ type: 'response', id: query.id, ...parts }));
  if (query.question === undefined) return packet;
  packet.writeUInt16BE(1, 4);
  return Buffer.concat([packet.subarray(0, 12), query.question.bytes, packet.subarray(12)]);
}

function packetRecord(record: Record): PacketRecord {
  return {
    type: unparsed(record.type) as 'NULL',
    name: record.name,
    class: 'IN',
    ttl: record.ttlSeconds,
    data: Buffer.from(encodeRdata(record.type, record.strings ?? record.rdata)),
  };
}

/** The encoder sends a type name it does not know as type 0, and checks no rdata; by number it takes the bytes as they are. */
function unparsed(type: string): string {
  return `UNKNOWN_${typeNumber(type)}`;
}

function optRecord({ error, dnssec = false }: { error?: ExtendedError; dnssec?: boolean }): PacketRecord {
  const option =
    error && Buffer.concat([Buffer.of(error.code >> 8, error.code & 0xff), Buffer.from(error.text, 'utf8')]);
  return {
    type: 'OPT',
    name: '.',
    udpPayloadSize: EDNS_BYTES,
    extendedRcode: 0,
    ednsVersion: 0,
    flags: dnssec ? 0x8000 : 0,
    flag_do: dnssec,
    options: option === undefined ? [] : [{ code: 15 as 14, data: option } as never],
  };
}
