import { createSocket } from 'node:dgram';
import { createServer, type Socket } from 'node:net';
import { decode, EDNS_BYTES, encodeResponse, type Message } from '../../dns/wire.ts';
import type { World, WorldServer } from '../types.ts';
import type { Listener } from './listen.ts';

/** RFC 1035 §4.2.1: what a client takes that says nothing else. */
const PLAIN_UDP_BYTES = 512;
const IDLE_MS = 10_000;

/** One name server or resolver of the world on its own address, over UDP and TCP. */
export async function openDnsServer(world: World, server: WorldServer, port: number): Promise<Listener> {
  const udp = await openUdp(world, server, port);
  try {
    const tcp = await openTcp(world, server, port);
    return {
      close() {
        udp.close();
        tcp.close();
      },
    };
  } catch (thrown) {
    udp.close();
    throw thrown;
  }
}

function openUdp(world: World, server: WorldServer, port: number): Promise<Listener> {
  return new Promise((resolve, reject) => {
    const socket = createSocket({ type: 'udp4', recvBufferSize: 1 << 20 });
    socket.once('error', reject);
    socket.on('message', (bytes, from) => {
      const answer = respond(world, server, bytes, 'udp');
      if (answer instanceof Uint8Array) socket.send(answer, from.port, from.address);
    });
    socket.bind(port, server.address, () => {
      socket.off('error', reject);
      socket.on('error', () => undefined); // a client that is gone is no trouble of ours
      resolve(socket);
    });
  });
}

function openTcp(world: World, server: WorldServer, port: number): Promise<Listener> {
  return new Promise((resolve, reject) => {
    const open = new Set<Socket>();
    const listener = createServer((socket) => {
      open.add(socket);
      let buffered = Buffer.alloc(0);
      socket.on('error', () => undefined);
      socket.on('close', () => open.delete(socket));
      socket.setTimeout(IDLE_MS, () => socket.destroy());
      socket.on('data', (chunk) => {
        buffered = Buffer.concat([buffered, chunk]);
        while (buffered.length >= 2 && buffered.length >= 2 + buffered.readUInt16BE(0)) {
          const end = 2 + buffered.readUInt16BE(0);
          const answer = respond(world, server, buffered.subarray(2, end), 'tcp');
          buffered = buffered.subarray(end);
          if (answer === 'hang-up') return void socket.resetAndDestroy();
          if (answer !== 'silence')
            socket.write(Buffer.concat([Buffer.of(answer.length >> 8, answer.length & 0xff), answer]));
        }
      });
    });
    listener.once('error', reject);
    listener.listen(port, server.address, () =>
      resolve({
        close() {
          listener.close();
          for (const socket of open) socket.destroy();
        },
      }),
    );
  });
}

function respond(
  world: World,
  server: WorldServer,
  bytes: Uint8Array,
  transport: 'udp' | 'tcp',
): Uint8Array | 'silence' | 'hang-up' {
  const decoded = decode(bytes);
  if ('malformed' in decoded || decoded.message.response || decoded.message.question === undefined) return 'silence';
  const query = decoded.message;
  const { name, type } = decoded.message.question;
  if (query.opcode !== 0) return encodeResponse(query, empty(4), PLAIN_UDP_BYTES);
  const answer = world.answerDns(server.address, { name, type, recursive: query.recursionDesired, transport });
  if (answer === 'timeout') return 'silence';
  if (answer === 'refused-connection') return 'hang-up';
  const [, code, text] = /^EDE (\d+) ([\s\S]*)$/.exec(answer.why ?? '') ?? [];
  const extendedError = code === undefined ? {} : { extendedError: { code: Number(code), text: text ?? '' } };
  return encodeResponse(
    query,
    { ...answer, recursionAvailable: server.kind === 'resolver', ...extendedError },
    transport === 'tcp' ? 65_535 : udpLimit(query),
  );
}

function udpLimit(query: Message): number {
  return Math.min(EDNS_BYTES, Math.max(PLAIN_UDP_BYTES, query.edns?.udpBytes ?? PLAIN_UDP_BYTES));
}

function empty(rcode: number) {
  return { rcode, authoritative: false, recursionAvailable: false, answer: [], authority: [], additional: [] };
}
