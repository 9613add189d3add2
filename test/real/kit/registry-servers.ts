import { createServer as createWeb, type ServerResponse, type Server as Web } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import {
  type Ending,
  type Held,
  RDAP_ENDINGS,
  REGISTRAR_FORMAT,
  rdapObject,
  registrarObject,
  WHOIS_FORMATS,
} from './registry-formats.ts';

/** What a server does with its questions. */
export type Manner = 'normal' | 'limit' | 'loop' | 'garbage' | 'html' | 'flood' | 'drip' | 'silent';

export interface AskedRegistry {
  readonly by: 'rdap' | 'whois';
  /** An ending, or `registrar`. */
  readonly of: Ending | 'registrar';
  readonly question: string;
  readonly atMs: number;
}

/** RDAP over HTTP and WHOIS over TCP, on sockets of loopback, as several registries and a registrar run them. */
export interface Registries {
  /** RFC 9224. */
  readonly bootstrap: unknown;
  /** By ending, `ADDRESS:PORT`. */
  readonly whois: Readonly<Record<Ending, string>>;
  readonly asked: AskedRegistry[];
  readonly held: Map<string, Held>;
  behave(by: AskedRegistry['by'], of: AskedRegistry['of'], manner: Manner): void;
  /** Octets that the flooding servers sent so far. */
  sent(): number;
  stop(): Promise<void>;
}

export interface RegistriesOptions {
  /** A new address of loopback for each server. */
  readonly address: () => Promise<string>;
  /** The registrar's WHOIS server, as the thin registry calls it; it listens on port 43 of `registrarAddress`. */
  readonly registrar: string;
  readonly registrarAddress: string;
  /** Default 43, for the registries alone. */
  readonly whoisPort?: number;
}

export const RETRY_AFTER_SECONDS = 1800;
const FLOOD_BYTES = 10_000_000;

const FIRST: Held = {
  registrar: { name: 'Oude Hoster B.V.', iana: '292', tag: 'OUDE-HOSTER' },
  statuses: ['ok'],
  nameServers: [],
  createdMs: Date.UTC(2010, 2, 1),
  updatedMs: Date.UTC(2026, 1, 1),
  expiresMs: Date.UTC(2028, 2, 1),
  ds: [],
};

/** A registration as it is before anybody does anything. */
export const heldBy = (change: Partial<Held>): Held => ({ ...FIRST, ...change });

export async function startRegistries(options: RegistriesOptions): Promise<Registries> {
  const asked: AskedRegistry[] = [];
  const held = new Map<string, Held>();
  const manners = new Map<string, Manner>();
  const mannerOf = (by: string, of: string): Manner => manners.get(`${by} ${of}`) ?? 'normal';
  const stopping: (() => Promise<void>)[] = [];
  let sent = 0;

  async function listenWhois(of: AskedRegistry['of'], address: string, port: number): Promise<string> {
    const server = createServer((socket) => {
      let text = '';
      socket.on('error', () => undefined);
      socket.on('data', (chunk: Buffer) => {
        text += chunk.toString('latin1');
        if (!text.endsWith('\r\n')) return;
        asked.push({ by: 'whois', of, question: text.slice(0, -2), atMs: Date.now() });
        answerWhois(of, text.slice(0, -2), socket);
      });
    });
    return listen(server, address, port);
  }

  function answerWhois(of: AskedRegistry['of'], question: string, socket: Socket): unknown {
    const name = question.trim().split(/[\s=]/).at(-1)!.toLowerCase();
    const format = of === 'registrar' ? REGISTRAR_FORMAT : WHOIS_FORMATS[of];
    const say = (text: string): unknown => socket.end(text.replaceAll('\n', '\r\n'));
    switch (mannerOf('whois', of)) {
      case 'limit':
        return say('% Maximum number of requests per minute exceeded.\n');
      case 'loop':
        // From the registry to the registrar and back, and never a word about the name.
        return say(`Domain Name: ${name.toUpperCase()}\nRegistrar WHOIS Server: ${options.registrar}\n`);
      case 'garbage':
        return socket.end(Buffer.from(Array.from({ length: 3000 }, (_none, at) => (at * 131 + 7) % 256)));
      case 'html':
        return say('HTTP/1.1 404 Not Found\n\n<!DOCTYPE html><title>404</title><h1>No such domain</h1>\n');
      case 'flood':
        return flood(socket);
      case 'drip':
        return drip(socket);
      case 'silent':
        return undefined;
      default:
        return say(format(name, held.get(name), of === 'com' ? options.registrar : undefined));
    }
  }

  async function listenRdap(of: AskedRegistry['of'], address: string, base: { url: string }): Promise<void> {
    const server = createWeb((request, response) => {
      const path = request.url ?? '';
      asked.push({ by: 'rdap', of, question: path, atMs: Date.now() });
      response.on('error', () => undefined);
      const name = path.split('/').at(-1)!.toLowerCase();
      answerRdap(of, name, response);
    });
    base.url = `http://${await listen(server, address, 0)}/`;
  }

  function answerRdap(of: AskedRegistry['of'], name: string, response: ServerResponse): unknown {
    const say = (status: number, document: unknown, more: Readonly<Record<string, string>> = {}): unknown => {
      response.writeHead(status, { 'content-type': 'application/rdap+json', ...more });
      return response.end(JSON.stringify(document));
    };
    switch (mannerOf('rdap', of)) {
      case 'limit':
        return say(429, { errorCode: 429, title: 'Too many requests' }, { 'retry-after': String(RETRY_AFTER_SECONDS) });
      case 'loop':
        response.writeHead(302, { location: `/again/${name}` });
        return response.end();
      case 'garbage':
        response.writeHead(200, { 'content-type': 'application/rdap+json' });
        return response.end('{"objectClassName":"domain","ldhName":');
      case 'html':
        response.writeHead(404, { 'content-type': 'text/html' });
        return response.end('<!DOCTYPE html><h1>No such domain</h1>');
      case 'flood':
        response.writeHead(200, { 'content-type': 'application/rdap+json' });
        return flood(response);
      case 'drip':
        response.writeHead(200, { 'content-type': 'application/rdap+json' });
        return drip(response);
      case 'silent':
        return undefined;
      default: {
        const one = held.get(name);
        if (one === undefined) return say(404, { errorCode: 404, title: 'Object not found' });
        if (of === 'registrar') return say(200, registrarObject(name, one));
        const related = 'thin' in (RDAP_ENDINGS[of as 'com'] ?? {}) ? `${registrar.url}domain/${name}` : undefined;
        return say(200, rdapObject(of, name, one, related));
      }
    }
  }

  function flood(to: Socket | ServerResponse): unknown {
    const piece = Buffer.alloc(64 * 1024, 0x20);
    let own = 0;
    const more = (): unknown => {
      while (own < FLOOD_BYTES && !to.destroyed) {
        own += piece.length;
        sent += piece.length;
        if (!to.write(piece)) return to.once('drain', more);
      }
      return to.end();
    };
    return more();
  }

  function drip(to: Socket | ServerResponse): unknown {
    const timer = setInterval(() => to.write(' '), 1000);
    return to.on('close', () => clearInterval(timer));
  }

  async function listen(server: Server | Web, address: string, port: number): Promise<string> {
    const sockets = new Set<Socket>();
    server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    });
    await new Promise<void>((done, fail) => {
      server.once('error', fail);
      server.listen(port, address, done);
    });
    stopping.push(async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => server.close(done));
    });
    const bound = server.address() as { readonly port: number };
    return `${address}:${bound.port}`;
  }

  const registrar = { url: '' };
  const whois: Partial<Record<Ending, string>> = {};
  const services: unknown[] = [];
  try {
    await listenRdap('registrar', await options.address(), registrar);
    await listenWhois('registrar', options.registrarAddress, 43);
    for (const ending of Object.keys(WHOIS_FORMATS) as Ending[]) {
      const address = await options.address();
      whois[ending] = await listenWhois(ending, address, options.whoisPort ?? 43);
      if (!Object.hasOwn(RDAP_ENDINGS, ending)) continue;
      const base = { url: '' };
      await listenRdap(ending, address, base);
      services.push([[ending], [base.url]]);
    }
  } catch (thrown) {
    await Promise.all(stopping.map((stop) => stop()));
    throw thrown;
  }
  return {
    bootstrap: { version: '1.0', publication: '2026-11-20T00:00:00Z', services },
    whois: whois as Record<Ending, string>,
    asked,
    held,
    behave: (by, of, manner) => void manners.set(`${by} ${of}`, manner),
    sent: () => sent,
    stop: async () => {
      await Promise.all(stopping.splice(0).map((stop) => stop()));
    },
  };
}
