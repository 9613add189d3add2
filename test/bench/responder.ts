import { createSocket } from 'node:dgram';
import { once } from 'node:events';

const HEADER = 12;
/** The name of the question, type A, class IN, an hour, 192.0.2.1 */
const ANSWER = Buffer.from([0xc0, HEADER, 0, 1, 0, 1, 0, 0, 14, 16, 0, 4, 192, 0, 2, 1]);

/** A DNS server on loopback that answers every question with authority and the same address. */
export async function responder(): Promise<{ readonly port: number; stop(): void }> {
  const socket = createSocket('udp4');
  socket.on('message', (query, { port, address }) => {
    let end = HEADER;
    while (query[end] !== 0 && end < query.length) end += query[end]! + 1;
    const header = Buffer.from(query.subarray(0, HEADER));
    header.writeUInt16BE(0x8400, 2);
    header.writeUInt16BE(1, 6);
    header.writeUInt16BE(0, 8);
    header.writeUInt16BE(0, 10);
    socket.send(Buffer.concat([header, query.subarray(HEADER, end + 5), ANSWER]), port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return { port: socket.address().port, stop: () => void socket.close() };
}
