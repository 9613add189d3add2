import { createSocket, type Socket } from 'node:dgram';
import { request } from 'node:http';
import { request as secureRequest } from 'node:https';
import { connect } from 'node:net';
import { followed } from '../../dns/response.ts';
import { decode, encodeQuery, type Message } from '../../dns/wire.ts';
import type { Fqdn } from '../../domain/name.ts';
import type { Patience } from './patience.ts';

/** What went wrong, in the tally's words; `undefined`: nothing. */
export type Failure = string | undefined;

/** A visitor's stub resolver: one connected socket to one caching resolver, real packets. */
export class Stub {
  readonly #socket: Socket;
  readonly #patience: Patience;
  readonly #waiting = new Map<number, (bytes: Uint8Array) => void>();
  #id = 0;

  private constructor(socket: Socket, patience: Patience) {
    this.#socket = socket;
    this.#patience = patience;
    socket.on('message', (bytes) => {
      if (bytes.length >= 2) this.#waiting.get(bytes.readUInt16BE(0))?.(bytes);
    });
    socket.on('error', () => undefined);
  }

  static open(address: string, port: number, patience: Patience): Promise<Stub> {
    return new Promise((resolve, reject) => {
      const socket = createSocket({ type: 'udp4', recvBufferSize: 1 << 20 });
      socket.once('error', reject);
      socket.connect(port, address, () => {
        socket.off('error', reject);
        resolve(new Stub(socket, patience));
      });
    });
  }

  ask(name: Fqdn, type: string): Promise<{ readonly rdatas: readonly string[]; readonly failure: Failure }> {
    this.#id = (this.#id + 1) % 0x10000;
    const id = this.#id;
    return new Promise((resolve) => {
      const finish = (rdatas: readonly string[], failure: Failure) => {
        this.#waiting.delete(id);
        done();
        resolve({ rdatas, failure });
      };
      const done = this.#patience.begin(() => finish([], 'timeout'));
      this.#waiting.set(id, (bytes) => {
        const decoded = decode(bytes);
        if ('malformed' in decoded) finish([], 'malformed');
        else {
          const found = followed(name, type, decoded.message.answer).filter((record) => record.type === type);
          finish(
            found.map(({ rdata }) => rdata),
            failureOf(decoded.message, found.length),
          );
        }
      });
      this.#socket.send(encodeQuery({ id, name, type, recursive: true }));
    });
  }

  close(): void {
    this.#socket.close();
  }
}

const RCODES: Readonly<Record<number, string>> = { 2: 'servfail', 3: 'nxdomain', 5: 'refused' };

function failureOf(message: Message, found: number): Failure {
  if (message.rcode !== 0) return RCODES[message.rcode] ?? `rcode-${message.rcode}`;
  if (message.truncated) return 'truncated';
  return found === 0 ? 'nodata' : undefined;
}

/** Where to visit: `ca` (PEM) makes it https, with a certificate that must be right for the host. */
export interface Visit {
  readonly address: string;
  readonly port: number;
  readonly host: string;
  readonly ca?: string;
}

/** One request of a visitor; a redirect is as good as a page. Each on a connection of its own, without an earlier TLS session. */
export function visit({ address, port, host, ca }: Visit, patience: Patience): Promise<Failure> {
  const scheme = ca === undefined ? 'http' : 'https';
  return new Promise((resolve) => {
    const common = { host: address, port, path: '/', headers: { host }, agent: false as const };
    const sent = ca === undefined ? request(common) : secureRequest({ ...common, servername: host, ca });
    const finish = (failure: Failure) => {
      done();
      sent.destroy();
      resolve(failure);
    };
    const done = patience.begin(() => finish(`${scheme}-timeout`));
    sent.on('error', (error: NodeJS.ErrnoException) =>
      finish(/CERT|ALTNAME|ISSUER|SIGNATURE/.test(error.code ?? '') ? 'https-certificate' : `${scheme}-unreachable`),
    );
    sent.on('response', (response) => {
      const status = response.statusCode ?? 0;
      finish(status >= 200 && status < 400 ? undefined : `${scheme}-${status}`);
    });
    sent.end();
  });
}

/** A stranger's mail server, up to the recipient. */
export function mail(address: string, port: number, recipient: string, patience: Patience): Promise<Failure> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port });
    const lines = ['EHLO prober.demo', 'MAIL FROM:<>', `RCPT TO:<${recipient}>`];
    let turn = 0;
    let text = '';
    const finish = (failure: Failure) => {
      done();
      socket.destroy();
      resolve(failure);
    };
    const done = patience.begin(() => finish('smtp-timeout'));
    socket.on('error', () => finish('smtp-unreachable'));
    socket.on('close', () => finish('smtp-unreachable'));
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      const last = /^(?:\d{3}-.*\r\n)*(\d{3}) .*\r\n$/.exec(text)?.[1];
      if (last === undefined) return;
      text = '';
      if (!last.startsWith('2')) finish(`smtp-${last}`);
      else if (turn === lines.length) finish(undefined);
      else socket.write(`${lines[turn++]}\r\n`);
    });
  });
}
