import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What stands between golive and its providers. `drop` cuts the connection there. */
export interface Wire {
  /** A call has arrived and has not been passed on: the provider knows nothing of it. */
  before(call: string): Promise<'pass' | 'drop'>;
  /** The provider has done it and its answer is here: golive knows nothing of it. */
  after(call: string): Promise<'pass' | 'drop'>;
}

export interface Proxy {
  readonly url: string;
  close(): void;
}

/** A wire on which a test can stand: every call to the providers' APIs goes through it, `newHosting.order` and the like by name. */
export async function openProxy(target: string, wire: Wire): Promise<Proxy> {
  const server = createServer((incoming, outgoing) => {
    pass(target, wire, incoming, outgoing).catch(() => incoming.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function pass(target: string, wire: Wire, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const asked = await whole(incoming);
  const call = (incoming.url ?? '').split('/').slice(2).join('.');
  const isCall = incoming.method === 'POST';
  if (isCall && (await wire.before(call)) === 'drop') return void incoming.socket.destroy();
  const answer = await send(target, incoming, asked);
  if (isCall && (await wire.after(call)) === 'drop') return void incoming.socket.destroy();
  outgoing.writeHead(answer.status, { 'content-type': 'application/json', connection: 'close' });
  outgoing.end(answer.body);
}

function send(target: string, { url, method, headers }: IncomingMessage, body: Buffer) {
  return new Promise<{ status: number; body: Buffer }>((resolve, reject) => {
    const { authorization } = headers;
    const sent = request(new URL(url ?? '', target), {
      method: method ?? 'GET',
      headers: { ...(authorization === undefined ? {} : { authorization }), 'content-type': 'application/json' },
      agent: false,
    });
    sent.on('error', reject);
    sent.on('response', (response) => {
      whole(response).then((read) => resolve({ status: response.statusCode ?? 500, body: read }), reject);
    });
    sent.end(body.length === 0 ? undefined : body);
  });
}

async function whole(stream: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts);
}
