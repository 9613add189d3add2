import { createSocket, type RemoteInfo, type Socket as UdpServer } from 'node:dgram';
import { createServer, type Socket } from 'node:net';
import { decode, encodeResponse, type Message } from '../../src/dns/wire.ts';

/** A message that is known to be one. */
export function messageOf(bytes: Uint8Array): Message {
  const decoded = decode(bytes);
  if ('malformed' in decoded) throw new Error(decoded.malformed);
  return decoded.message;
}

/** The answer to a query: one A record. */
export function right(query: Uint8Array, address = '192.0.2.1'): Buffer {
  const message = messageOf(query);
  const answer = [{ name: message.question!.name, type: 'A', ttlSeconds: 60, rdata: address }];
  const reply = { rcode: 0, authoritative: true, recursionAvailable: false, answer, authority: [], additional: [] };
  return Buffer.from(encodeResponse(message, reply, 65_535));
}

export function changed(bytes: Buffer, at: number, value: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = value;
  return copy;
}

/** As it goes over TCP. */
export function framed(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.of(bytes.length >> 8, bytes.length & 255), bytes]);
}

/** Hears whole messages from a connection, however they come. */
export function onMessages(connection: Socket, hear: (message: Buffer) => void): void {
  let held = Buffer.alloc(0);
  connection.on('error', () => undefined);
  connection.on('data', (chunk) => {
    held = Buffer.concat([held, chunk]);
    while (held.length >= 2 && held.length >= 2 + held.readUInt16BE(0)) {
      const end = 2 + held.readUInt16BE(0);
      const message = held.subarray(2, end);
      held = held.subarray(end);
      hear(message);
    }
  });
}

type OverUdp = (query: Buffer, turn: number, from: RemoteInfo, socket: UdpServer) => readonly Buffer[];
type OverTcp = (query: Buffer, connection: Socket) => void;

export interface Loopback {
  readonly port: number;
  close(): void;
}

/** A server on 127.0.0.1 that answers each query over UDP, and over TCP on the same port, with what these make of it. */
export async function loopback(udp: OverUdp, tcp?: OverTcp): Promise<Loopback> {
  for (;;) {
    let turn = 0;
    const socket = createSocket({ type: 'udp4', recvBufferSize: 4 << 20 });
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    const { port } = socket.address();
    socket.on('error', () => undefined);
    socket.on('message', (query, from) => {
      for (const answer of udp(query, turn++, from, socket)) socket.send(answer, from.port, from.address);
    });
    const connections = new Set<Socket>();
    const listener = createServer((connection) => {
      connections.add(connection);
      connection.on('close', () => connections.delete(connection));
      onMessages(connection, (message) => tcp?.(message, connection));
    });
    const listening = await new Promise<boolean>((resolve) => {
      listener.once('error', () => resolve(false));
      if (tcp === undefined) resolve(true);
      else listener.listen(port, '127.0.0.1', () => resolve(true));
    });
    const close = () => {
      socket.close();
      if (tcp !== undefined && listening) listener.close();
      for (const connection of connections) connection.destroy();
    };
    if (listening) return { port, close };
    close();
  }
}
