import { createServer, type Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import type { Mood } from '../contract/courier.ts';

export interface Received {
  readonly from: string;
  readonly to: readonly string[];
  /** As it came, without the dots that stand for dots. */
  readonly text: string;
  readonly secure: boolean;
}

export interface SmtpServer {
  readonly port: number;
  readonly received: Received[];
  /** Every line that a client said, in clear or not. */
  readonly said: { readonly line: string; readonly secure: boolean }[];
  mood: Mood;
  /** What is answered to a line that begins so. */
  readonly answers: Map<string, string>;
  close(): Promise<void>;
}

/** A mail server on loopback as far as a client meets one: EHLO, STARTTLS, AUTH PLAIN, one mail after the other. */
export async function smtpServer(
  options: { readonly tls?: { readonly key: string; readonly cert: string }; readonly offersTls?: boolean } = {},
): Promise<SmtpServer> {
  const received: Received[] = [];
  const said: { line: string; secure: boolean }[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    if (self.mood !== 'silent') socket.write('220 test ESMTP\r\n');
    converse(socket, false);
  });

  function converse(socket: Socket, secure: boolean): void {
    let from = '';
    let to: string[] = [];
    let data: string | undefined;
    let rest = '';
    const reply = (line: string) => void socket.write(`${line}\r\n`);
    const hear = (chunk: Buffer) => {
      rest += chunk.toString('utf8');
      for (;;) {
        if (data !== undefined) {
          const end = `${data}${rest}`.indexOf('\r\n.\r\n');
          data += rest;
          rest = '';
          if (end < 0) return;
          const text = data.slice(0, end).replace(/^\.\./gm, '.');
          rest = data.slice(end + 5);
          data = undefined;
          if (self.mood === 'never') reply('554 5.6.0 not this one');
          else {
            received.push({ from, to, text, secure });
            reply('250 taken');
          }
          continue;
        }
        const at = rest.indexOf('\r\n');
        if (at < 0) return;
        const line = rest.slice(0, at);
        rest = rest.slice(at + 2);
        said.push({ line, secure });
        if (self.mood === 'silent') continue;
        const verb = line.slice(0, 4).toUpperCase();
        const own = [...self.answers].find(([start]) => line.toUpperCase().startsWith(start))?.[1];
        if (own !== undefined) reply(own);
        else if (verb === 'EHLO')
          reply(`250-test\r\n${options.offersTls === false || secure ? '' : '250-STARTTLS\r\n'}250 AUTH PLAIN`);
        else if (verb === 'STAR' && (options.tls === undefined || options.offersTls === false)) reply('502 not here');
        else if (verb === 'STAR') {
          reply('220 go on');
          socket.off('data', hear);
          const inside = new TLSSocket(socket, {
            isServer: true,
            secureContext: createSecureContext(options.tls ?? {}),
          });
          inside.on('error', () => undefined);
          converse(inside, true);
          return;
        } else if (verb === 'AUTH') reply('235 welcome');
        else if (verb === 'MAIL') {
          from = line;
          to = [];
          reply('250 ok');
        } else if (verb === 'RCPT') {
          if (self.mood === 'busy') reply('451 4.7.1 come back later');
          else {
            to.push(line);
            reply('250 ok');
          }
        } else if (verb === 'DATA') {
          data = '';
          reply('354 go on');
        } else if (verb === 'QUIT') {
          reply('221 bye');
          socket.end();
        } else reply('250 ok');
      }
    };
    socket.on('data', hear);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const self: SmtpServer = {
    port: (server.address() as { port: number }).port,
    received,
    said,
    mood: 'well',
    answers: new Map(),
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  return self;
}
