import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a path does, given the server's own base URL. */
export type Page = (response: ServerResponse, request: IncomingMessage, base: string) => void;

export interface RdapServers {
  /** `http://127.0.0.1:port/` */
  readonly base: string;
  readonly port: number;
  /** Paths that were asked for, in their order. */
  readonly asked: string[];
  readonly headers: IncomingMessage['headers'][];
  readonly pages: Map<string, Page>;
  close(): Promise<void>;
}

/** A web server on loopback whose pages the test writes; what is not there is a web page with status 404. */
export async function openRdapServers(): Promise<RdapServers> {
  const pages = new Map<string, Page>();
  const asked: string[] = [];
  const headers: IncomingMessage['headers'][] = [];
  const server: Server = createServer((request, response) => {
    asked.push(request.url!);
    headers.push(request.headers);
    response.on('error', () => {});
    const page = pages.get(request.url!);
    if (page === undefined) html(404)(response, request, base);
    else page(response, request, base);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const base = `http://127.0.0.1:${port}/`;
  const close = () =>
    new Promise<void>((done) => {
      server.closeAllConnections();
      server.close(() => done());
    });
  return { base, port, asked, headers, pages, close };
}

export const json =
  (document: unknown, status = 200, more: Readonly<Record<string, string>> = {}): Page =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/rdap+json', ...more });
    response.end(typeof document === 'string' ? document : JSON.stringify(document));
  };

export const html =
  (status: number): Page =>
  (response) => {
    response.writeHead(status, { 'content-type': 'text/html' });
    response.end('<!DOCTYPE html><h1>No such domain</h1>');
  };

export const redirect =
  (to: string | ((base: string) => string), status = 302): Page =>
  (response, _request, base) => {
    // Octets as they are: not every server sends ASCII.
    const location = Buffer.from(typeof to === 'string' ? to : to(base)).toString('latin1');
    response.writeHead(status, { location });
    response.end();
  };

/** As much as is taken, in pieces, with no end announced; `sent` counts. */
export const flood =
  (octets: number, sent: { octets: number }): Page =>
  (response) => {
    const piece = Buffer.alloc(64 * 1024, 0x20);
    response.writeHead(200, { 'content-type': 'application/rdap+json' });
    const more = (): void => {
      while (sent.octets < octets && !response.destroyed) {
        sent.octets += piece.length;
        if (!response.write(piece)) {
          response.once('drain', more);
          return;
        }
      }
      response.end();
    };
    more();
  };

/** One octet now and then, for ever. */
export const drip =
  (everyMs: number): Page =>
  (response) => {
    response.writeHead(200, { 'content-type': 'application/rdap+json' });
    const timer = setInterval(() => response.write(' '), everyMs);
    response.on('close', () => clearInterval(timer));
  };
