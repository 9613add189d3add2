import { createServer, type Socket } from 'node:net';
import type { World } from '../types.ts';
import type { Listener } from './listen.ts';

const IDLE_MS = 10_000;
const LONGEST_LINE = 1000;

/** A mail server that says whom it takes mail for, and takes none. */
export function openSmtpServer(world: World, address: string, name: string, port: number): Promise<Listener> {
  return new Promise((resolve, reject) => {
    const open = new Set<Socket>();
    const server = createServer((socket) => {
      open.add(socket);
      let text = '';
      socket.on('error', () => undefined);
      socket.on('close', () => open.delete(socket));
      socket.setTimeout(IDLE_MS, () => socket.destroy());
      socket.write(`220 ${name} ESMTP\r\n`);
      socket.on('data', (chunk) => {
        text += chunk.toString('latin1');
        const lines = text.split('\r\n');
        text = lines.pop() ?? '';
        if (text.length > LONGEST_LINE) return void socket.destroy();
        for (const line of lines) answer(world, address, name, line, socket);
      });
    });
    server.once('error', reject);
    server.listen(port, address, () =>
      resolve({
        close() {
          server.close();
          for (const socket of open) socket.destroy();
        },
      }),
    );
  });
}

function answer(world: World, address: string, name: string, line: string, socket: Socket): void {
  const recipient = /^RCPT TO:<([^<>\s]+)>/i.exec(line)?.[1];
  if (recipient !== undefined) {
    const reply = world.smtp(address, recipient);
    if (reply === undefined) socket.destroy();
    else socket.write(`${reply.code} ${reply.text}\r\n`);
  } else if (/^QUIT\b/i.test(line)) socket.end('221 2.0.0 bye\r\n');
  else if (/^EHLO\b/i.test(line)) socket.write(`250-${name}\r\n250 8BITMIME\r\n`);
  else if (/^(?:HELO|MAIL FROM:|RSET|NOOP)/i.test(line)) socket.write('250 2.0.0 ok\r\n');
  else socket.write('502 5.5.1 not here\r\n');
}
