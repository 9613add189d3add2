import { createHmac } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';

/** A server's half of RFC 8945, written for the tests alone. */
export interface ServerKey {
  readonly name: string;
  readonly algorithm: string;
  readonly secret: string;
}

export interface Signing {
  /** The MAC of the request, or of the last signed message. */
  readonly priorMac: Buffer;
  readonly timeSeconds: number;
  readonly fudgeSeconds?: number;
  readonly error?: number;
  readonly other?: Buffer;
  /** Messages in between that were not signed. */
  readonly between?: readonly Buffer[];
  /** Later messages of a transfer cover only their times. */
  readonly later?: boolean;
  readonly mac?: (mac: Buffer) => Buffer;
}

const u16 = (value: number): Buffer => Buffer.of(value >> 8, value & 255);

export function wireName(text: string): Buffer {
  const labels = text.split('.').filter((label) => label !== '');
  return Buffer.concat([
    ...labels.map((label) => Buffer.concat([Buffer.of(label.length), Buffer.from(label)])),
    Buffer.of(0),
  ]);
}

/** The message with its TSIG record, and that record's MAC. */
export function signedBy(key: ServerKey, message: Buffer, signing: Signing): { bytes: Buffer; mac: Buffer } {
  const { priorMac, timeSeconds, fudgeSeconds = 300, error = 0, other = Buffer.alloc(0), between = [] } = signing;
  const timers = Buffer.alloc(8);
  timers.writeUIntBE(timeSeconds, 0, 6);
  timers.writeUInt16BE(fudgeSeconds, 6);
  const [name, algorithm] = [wireName(key.name), wireName(key.algorithm)];
  const rest = signing.later
    ? [timers]
    : [name, u16(255), Buffer.alloc(4), algorithm, timers, u16(error), u16(other.length), other];
  const hash = createHmac(key.algorithm.replace('hmac-', ''), Buffer.from(key.secret, 'base64'));
  for (const part of [u16(priorMac.length), priorMac, ...between, message, ...rest]) hash.update(part);
  const full = hash.digest();
  const mac = signing.mac?.(full) ?? full;
  const rdata = Buffer.concat([
    algorithm,
    timers,
    u16(mac.length),
    mac,
    message.subarray(0, 2),
    u16(error),
    u16(other.length),
    other,
  ]);
  const bytes = Buffer.concat([message, name, u16(250), u16(255), Buffer.alloc(4), u16(rdata.length), rdata]);
  bytes.writeUInt16BE(bytes.readUInt16BE(10) + 1, 10);
  return { bytes, mac: full };
}

/** The MAC at the end of a request that was signed with that algorithm; no error, no other data. */
export function macOf(request: Buffer, macBytes: number): Buffer {
  return request.subarray(request.length - 6 - macBytes, request.length - 6);
}

/** An answer's header and question, taken over from a query or update, and records of one's own. */
export function reply(request: Buffer, rcode: number, records: readonly Buffer[] = []): Buffer {
  let end = 12;
  while (request[end] !== 0) end += request[end]! + 1;
  const head = Buffer.from(request.subarray(0, end + 5));
  head.writeUInt16BE((head.readUInt16BE(2) & 0x7800) | 0x8400 | rcode, 2);
  head.writeUInt16BE(records.length, 6);
  head.fill(0, 8, 12);
  return Buffer.concat([head, ...records]);
}

export function record(name: string, type: number, ttlSeconds: number, rdata: Buffer, rrClass = 1): Buffer {
  const fixed = Buffer.alloc(10);
  fixed.writeUInt16BE(type, 0);
  fixed.writeUInt16BE(rrClass, 2);
  fixed.writeUInt32BE(ttlSeconds, 4);
  fixed.writeUInt16BE(rdata.length, 8);
  return Buffer.concat([wireName(name), fixed, rdata]);
}

export function soa(zone: string, serial = 1): Buffer {
  const times = Buffer.alloc(20);
  times.writeUInt32BE(serial, 0);
  return record(zone, 6, 3600, Buffer.concat([wireName('ns1.host.nl.'), wireName('admin.host.nl.'), times]));
}

export const framed = (message: Buffer): Buffer => Buffer.concat([u16(message.length), message]);

export interface TcpServer {
  readonly address: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Hands each whole request to `answer`, which writes what it likes. */
export function tcpServer(answer: (request: Buffer, socket: Socket) => void): Promise<TcpServer> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    let held = Buffer.alloc(0);
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      held = Buffer.concat([held, chunk]);
      while (held.length >= 2 && held.length >= 2 + held.readUInt16BE(0)) {
        const request = held.subarray(2, 2 + held.readUInt16BE(0));
        held = held.subarray(2 + request.length);
        answer(request, socket);
      }
    });
  });
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      resolve({
        address: '127.0.0.1',
        port,
        close: () =>
          new Promise((closed) => {
            for (const socket of sockets) socket.destroy();
            server.close(() => closed());
          }),
      });
    }),
  );
}
