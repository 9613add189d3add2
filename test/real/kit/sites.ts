import { createSocket } from 'node:dgram';
import { createServer, type Server as HttpServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { createSecureContext } from 'node:tls';
import { type Authority, createAuthority } from '../../../src/simulation/process/certificates.ts';

export type { Authority };
export { createAuthority };

export interface Listening {
  readonly address: string;
  stop(): Promise<void>;
}

const UNTIL_MS = Date.UTC(2049, 0, 1);

/** A web server for every name: http leads to https, https shows `body` with a certificate for the asked name, unless `certificateFor` says less. */
export async function startSite(
  address: string,
  authority: Authority,
  options: {
    readonly body?: string;
    readonly certificateFor?: (host: string) => readonly string[];
    /** What stands at other paths than `/`. */
    readonly pages?: Readonly<Record<string, string>>;
  } = {},
): Promise<Listening> {
  const body = options.body ?? '<!doctype html><title>Bakkerij De Zon</title><h1>Vers brood</h1>';
  const own = authority.issue([address], UNTIL_MS);
  const secure = createSecureServer(
    {
      key: own.keyPem,
      cert: own.certificatePem,
      SNICallback: (host, done) => {
        const hosts = options.certificateFor?.(host) ?? [host];
        const { keyPem, certificatePem } = authority.issue(hosts.length === 0 ? [address] : hosts, UNTIL_MS);
        done(null, createSecureContext({ key: keyPem, cert: certificatePem }));
      },
    },
    (request, response) => {
      const page = request.url === '/' ? body : options.pages?.[request.url ?? ''];
      response.writeHead(page === undefined ? 404 : 200, { 'content-type': 'text/html', connection: 'close' });
      response.end(page ?? 'not here');
    },
  );
  const plain = createServer((request, response) => {
    response.writeHead(301, {
      location: `https://${request.headers.host ?? address}${request.url}`,
      connection: 'close',
    });
    response.end();
  });
  await Promise.all([listen(secure, 443, address), listen(plain, 80, address)]);
  return {
    address,
    async stop() {
      await Promise.all([close(secure), close(plain)]);
    },
  };
}

/** A mail server up to the recipient; it takes mail for these domains, or for all. */
export async function startMailServer(address: string, name: string, domains?: readonly string[]): Promise<Listening> {
  const server = createTcpServer((socket) => {
    let text = '';
    socket.on('error', () => undefined);
    socket.write(`220 ${name} ESMTP\r\n`);
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      const lines = text.split('\r\n');
      text = lines.pop() ?? '';
      for (const line of lines) replyTo(line, socket, name, domains);
    });
  });
  await listen(server, 25, address);
  return { address, stop: () => close(server) };
}

function replyTo(line: string, socket: Socket, name: string, domains: readonly string[] | undefined): void {
  const domain = /^RCPT TO:<[^@>]+@([^>]+)>/i.exec(line)?.[1];
  if (domain !== undefined)
    socket.write(
      domains === undefined || domains.includes(domain) ? '250 2.1.5 ok\r\n' : '550 5.7.1 relay access denied\r\n',
    );
  else if (/^EHLO/i.test(line)) socket.write(`250-${name}\r\n250 8BITMIME\r\n`);
  else if (/^QUIT/i.test(line)) socket.end('221 2.0.0 bye\r\n');
  else if (/^(HELO|MAIL|RSET|NOOP)/i.test(line)) socket.write('250 2.0.0 ok\r\n');
  else socket.write('502 5.5.1 not here\r\n');
}

/** Port 53 that hears everything and never says a word, over UDP and TCP. */
export async function startSilence(address: string): Promise<Listening> {
  const udp = createSocket('udp4');
  await new Promise<void>((resolve, reject) => {
    udp.once('error', reject);
    udp.bind(53, address, resolve);
  });
  const open = new Set<Socket>();
  const tcp = createTcpServer((socket) => {
    open.add(socket);
    socket.on('error', () => undefined);
  });
  await listen(tcp, 53, address);
  return {
    address,
    async stop() {
      udp.close();
      for (const socket of open) socket.destroy();
      await close(tcp);
    },
  };
}

/** Passes UDP on to another name server; over TCP nobody listens here. */
export async function startUdpOnly(address: string, upstream: string): Promise<Listening> {
  const front = createSocket('udp4');
  front.on('message', (bytes, from) => {
    const back = createSocket('udp4');
    const timer = setTimeout(() => back.close(), 2000);
    back.on('error', () => undefined);
    back.on('message', (answer) => {
      clearTimeout(timer);
      back.close();
      front.send(answer, from.port, from.address);
    });
    back.send(bytes, 53, upstream);
  });
  await new Promise<void>((resolve, reject) => {
    front.once('error', reject);
    front.bind(53, address, resolve);
  });
  return { address, stop: async () => void front.close() };
}

function listen(server: Server | HttpServer, port: number, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, resolve);
  });
}

function close(server: Server | HttpServer): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    if ('closeAllConnections' in server) server.closeAllConnections();
  });
}
