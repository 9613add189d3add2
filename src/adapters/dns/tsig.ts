import { createHmac, timingSafeEqual } from 'node:crypto';
import { Malformed, Reader, type Walked } from '../../dns/wire-reader.ts';
import { nameToWire } from '../../dns/wire-text.ts';
import type { Secret } from '../../domain/secret.ts';

/** RFC 8945 §6, Table 3; the ones a server may still ask of us. */
export const TSIG_ALGORITHMS = {
  'hmac-sha1': { hash: 'sha1', macBytes: 20 },
  'hmac-sha224': { hash: 'sha224', macBytes: 28 },
  'hmac-sha256': { hash: 'sha256', macBytes: 32 },
  'hmac-sha384': { hash: 'sha384', macBytes: 48 },
  'hmac-sha512': { hash: 'sha512', macBytes: 64 },
} as const;
export type TsigAlgorithm = keyof typeof TSIG_ALGORITHMS;

export interface TsigKey {
  /** Absolute: `golive.example.` */
  readonly name: string;
  readonly algorithm: TsigAlgorithm;
  /** Base64. */
  readonly secret: Secret;
}

const TSIG = 250;
const CLASS_ANY = 255;
/** Seconds by which two clocks may differ (RFC 8945 §10). */
export const FUDGE_SECONDS = 300;
/** A server signs every hundredth message of a transfer at least (RFC 8945 §5.3.1). */
const MOST_UNSIGNED = 99;
const ERRORS: Readonly<Record<number, TsigFault>> = { 16: 'BADSIG', 17: 'BADKEY', 18: 'BADTIME', 22: 'BADTRUNC' };

export type TsigFault = 'BADSIG' | 'BADKEY' | 'BADTIME' | 'BADTRUNC';

/**
 * What a message's signature says. `bad` with `by: 'server'`: the server refused ours, and says why; its clock is given with BADTIME where
 * it told it. `by: 'us'`: the answer is not signed as it must be, so it is nobody's word.
 */
export type TsigVerdict =
  | { readonly kind: 'signed' }
  | { readonly kind: 'unsigned' }
  | { readonly kind: 'bad'; readonly by: 'server' | 'us'; readonly fault: TsigFault; readonly serverMs?: number };

export interface SignedRequest {
  readonly bytes: Buffer;
  /** What the answer's signature stands on. */
  readonly mac: Buffer;
}

/** Adds the TSIG record to a request (RFC 8945 §5.1). `nowMs` is the wall's, whatever clock the product runs on: the server's is too. */
export function signRequest(message: Uint8Array, key: TsigKey, nowMs: number): SignedRequest {
  const timers = timersOf(Math.floor(nowMs / 1000), FUDGE_SECONDS);
  const algorithm = nameToWire(`${key.algorithm}.`);
  const mac = macOf(key, [message, variables(key, timers, 0, new Uint8Array(0))]);
  const rdata = Buffer.concat([algorithm, timers, u16(mac.length), mac, message.subarray(0, 2), u16(0), u16(0)]);
  const bytes = Buffer.concat([
    message,
    nameToWire(key.name),
    u16(TSIG),
    u16(CLASS_ANY),
    Buffer.alloc(4),
    u16(rdata.length),
    rdata,
  ]);
  bytes.writeUInt16BE(bytes.readUInt16BE(10) + 1, 10);
  return { bytes, mac };
}

/** Judges the answers to one signed request, message by message (RFC 8945 §5.3). */
export class TsigStream {
  readonly #key: TsigKey;
  readonly #nowMs: () => number;
  #priorMac: Buffer;
  #first = true;
  #unsigned: Buffer[] = [];

  constructor(key: TsigKey, requestMac: Buffer, nowMs: () => number) {
    this.#key = key;
    this.#priorMac = requestMac;
    this.#nowMs = nowMs;
  }

  /** Whether everything heard so far is vouched for. */
  get settled(): boolean {
    return !this.#first && this.#unsigned.length === 0;
  }

  /** @throws Malformed a TSIG record that is not where or what it must be */
  judge(bytes: Buffer, walked: Walked): TsigVerdict {
    const found = readTsig(bytes, walked);
    if (found === undefined) {
      this.#unsigned.push(bytes);
      return this.#first || this.#unsigned.length > MOST_UNSIGNED
        ? { kind: 'unsigned' }
        : { kind: 'signed' /* by a later message, or `settled` stays false */ };
    }
    const { tsig, without } = found;
    const fault = ERRORS[tsig.error];
    // A server that does not know the key, or finds the signature false, has nothing to sign its answer with.
    if (fault !== undefined && fault !== 'BADTIME' && tsig.mac.length === 0)
      return { kind: 'bad', by: 'server', fault };
    if (!sameName(tsig.keyName, this.#key.name) || !sameName(tsig.algorithm, `${this.#key.algorithm}.`))
      return { kind: 'bad', by: 'us', fault: 'BADKEY' };
    const timers = timersOf(tsig.timeSeconds, tsig.fudgeSeconds);
    const parts = [u16(this.#priorMac.length), this.#priorMac, ...this.#unsigned, without];
    const tail = this.#first ? variables(this.#key, timers, tsig.error, tsig.other) : timers;
    const mac = macOf(this.#key, [...parts, tail]);
    if (tsig.mac.length !== mac.length) return { kind: 'bad', by: 'us', fault: 'BADTRUNC' };
    if (!timingSafeEqual(mac, tsig.mac)) return { kind: 'bad', by: 'us', fault: 'BADSIG' };
    if (fault !== undefined) return { kind: 'bad', by: 'server', fault, ...serverClock(tsig.other) };
    if (Math.abs(this.#nowMs() / 1000 - tsig.timeSeconds) > tsig.fudgeSeconds + 1)
      return { kind: 'bad', by: 'us', fault: 'BADTIME', serverMs: tsig.timeSeconds * 1000 };
    this.#priorMac = mac;
    this.#first = false;
    this.#unsigned = [];
    return { kind: 'signed' };
  }
}

interface Tsig {
  readonly keyName: string;
  readonly algorithm: string;
  readonly timeSeconds: number;
  readonly fudgeSeconds: number;
  readonly mac: Uint8Array;
  readonly error: number;
  readonly other: Uint8Array;
}

/** The TSIG record, which is the last of all (RFC 8945 §5.1), and the message as it was before it was added. */
function readTsig(bytes: Buffer, { records, questions }: Walked): { tsig: Tsig; without: Buffer } | undefined {
  const index = records.findIndex(({ type }) => type === TSIG);
  if (index === -1) return undefined;
  const record = records[index]!;
  if (index !== records.length - 1 || record.section !== 'additional' || record.class !== CLASS_ANY)
    throw new Malformed('a TSIG record that is not the last');
  const reader = new Reader(bytes, record.start, record.end);
  const algorithm = reader.name();
  const timeSeconds = reader.u16() * 2 ** 32 + reader.u32();
  const fudgeSeconds = reader.u16();
  const mac = reader.take(reader.u16());
  const originalId = reader.u16();
  const error = reader.u16();
  const other = reader.take(reader.u16());
  if (reader.left > 0) throw new Malformed('TSIG rdata longer than its fields');
  const start = records[index - 1]?.end ?? questions.at(-1)?.end ?? 12;
  const without = Buffer.from(bytes.subarray(0, start));
  without.writeUInt16BE(originalId, 0);
  without.writeUInt16BE(without.readUInt16BE(10) - 1, 10);
  return { tsig: { keyName: record.name, algorithm, timeSeconds, fudgeSeconds, mac, error, other }, without };
}

/** With BADTIME a server says what time it has (RFC 8945 §5.2.3). */
function serverClock(other: Uint8Array): { readonly serverMs?: number } {
  return other.length === 6 ? { serverMs: Buffer.from(other).readUIntBE(0, 6) * 1000 } : {};
}

/** RFC 8945 §4.3.3, "TSIG Variables". */
function variables(key: TsigKey, timers: Uint8Array, error: number, other: Uint8Array): Buffer {
  const name = nameToWire(key.name);
  const algorithm = nameToWire(`${key.algorithm}.`);
  return Buffer.concat([
    name,
    u16(CLASS_ANY),
    Buffer.alloc(4),
    algorithm,
    timers,
    u16(error),
    u16(other.length),
    other,
  ]);
}

function timersOf(timeSeconds: number, fudgeSeconds: number): Buffer {
  const timers = Buffer.alloc(8);
  timers.writeUIntBE(timeSeconds, 0, 6);
  timers.writeUInt16BE(fudgeSeconds, 6);
  return timers;
}

function macOf(key: TsigKey, parts: readonly Uint8Array[]): Buffer {
  const hmac = createHmac(TSIG_ALGORITHMS[key.algorithm].hash, Buffer.from(key.secret.reveal(), 'base64'));
  for (const part of parts) hmac.update(part);
  return hmac.digest();
}

function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function u16(value: number): Buffer {
  return Buffer.of(value >> 8, value & 0xff);
}
