import type { Fqdn } from '../domain/name.ts';
import { encodeRdata } from './wire-rdata.ts';
import { nameToWire } from './wire-text.ts';
import { typeNumber } from './wire-types.ts';

/** What must hold before anything is changed (RFC 2136 §2.4); all of them, or nothing happens. */
export type Prerequisite =
  /** The RRset holds exactly this data, whatever its TTL (§2.4.2). */
  | { readonly kind: 'is'; readonly name: Fqdn; readonly type: string; readonly rdatas: readonly string[] }
  /** There is such an RRset, whatever its data (§2.4.1). */
  | { readonly kind: 'present'; readonly name: Fqdn; readonly type: string }
  /** There is no such RRset (§2.4.3). */
  | { readonly kind: 'absent'; readonly name: Fqdn; readonly type: string };

/** One line of the update section (RFC 2136 §2.5), done in the order given. */
export type UpdateLine =
  | { readonly kind: 'delete-rrset'; readonly name: Fqdn; readonly type: string }
  | { readonly kind: 'delete-record'; readonly name: Fqdn; readonly type: string; readonly rdata: string }
  | {
      readonly kind: 'add';
      readonly name: Fqdn;
      readonly type: string;
      readonly ttlSeconds: number;
      readonly rdata: string;
    };

export interface Update {
  readonly zone: Fqdn;
  readonly prerequisites: readonly Prerequisite[];
  readonly lines: readonly UpdateLine[];
}

const UPDATE = 5;
const CLASS = { IN: 1, NONE: 254, ANY: 255 } as const;
const SOA = 6;

/**
 * An UPDATE request (RFC 2136 §2), unsigned. Whoever sends it sees to its length: a message has 65535 octets at most.
 * @throws GoLiveError `rdata-invalid`
 */
export function encodeUpdate(id: number, update: Update): Uint8Array {
  const prerequisites = update.prerequisites.flatMap(prerequisiteRecords);
  const lines = update.lines.map(lineRecord);
  const counts = [1, prerequisites.length, lines.length, 0];
  return Buffer.concat([
    words(id, UPDATE << 11, ...counts),
    nameToWire(update.zone),
    words(SOA, CLASS.IN),
    ...prerequisites,
    ...lines,
  ]);
}

function prerequisiteRecords(must: Prerequisite): Uint8Array[] {
  if (must.kind !== 'is') {
    const rrClass = must.kind === 'absent' ? CLASS.NONE : CLASS.ANY;
    return [record(must.name, must.type, rrClass, 0, new Uint8Array(0))];
  }
  return must.rdatas.map((rdata) => record(must.name, must.type, CLASS.IN, 0, encodeRdata(must.type, rdata)));
}

function lineRecord(line: UpdateLine): Uint8Array {
  if (line.kind === 'delete-rrset') return record(line.name, line.type, CLASS.ANY, 0, new Uint8Array(0));
  const rdata = encodeRdata(line.type, line.rdata);
  if (line.kind === 'delete-record') return record(line.name, line.type, CLASS.NONE, 0, rdata);
  return record(line.name, line.type, CLASS.IN, line.ttlSeconds, rdata);
}

function record(name: Fqdn, type: string, rrClass: number, ttlSeconds: number, rdata: Uint8Array): Uint8Array {
  const fixed = Buffer.alloc(10);
  fixed.writeUInt16BE(typeNumber(type), 0);
  fixed.writeUInt16BE(rrClass, 2);
  fixed.writeUInt32BE(ttlSeconds, 4);
  fixed.writeUInt16BE(rdata.length, 8);
  return Buffer.concat([nameToWire(name), fixed, rdata]);
}

function words(...values: readonly number[]): Uint8Array {
  return Uint8Array.from(values.flatMap((value) => [value >> 8, value & 0xff]));
}

/** The same as an operator would type it into `nsupdate`. */
export function updateText(update: Update): string {
  return [
    `zone ${update.zone}`,
    ...update.prerequisites.flatMap((must) => {
      if (must.kind === 'absent') return [`prereq nxrrset ${must.name} ${must.type}`];
      if (must.kind === 'present') return [`prereq yxrrset ${must.name} ${must.type}`];
      return must.rdatas.map((rdata) => `prereq yxrrset ${must.name} ${must.type} ${rdata}`);
    }),
    ...update.lines.map((line) => {
      if (line.kind === 'delete-rrset') return `update delete ${line.name} ${line.type}`;
      if (line.kind === 'delete-record') return `update delete ${line.name} ${line.type} ${line.rdata}`;
      return `update add ${line.name} ${line.ttlSeconds} ${line.type} ${line.rdata}`;
    }),
    'send',
  ].join('\n');
}
