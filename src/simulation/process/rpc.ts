import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { asGoLiveError } from '../../domain/errors.ts';
import type { World } from '../types.ts';
import type { Listener } from './listen.ts';
import { errorToWire, fromWire, type RpcParts, toWire } from './rpc-wire.ts';

const MOST_BYTES = 1024 * 1024;

type Method = (...args: readonly unknown[]) => unknown;
type Part = Readonly<Record<string, unknown>>;

export interface Rpc extends Listener {
  readonly url: string;
  readonly token: string;
}

/**
 * The world's APIs for other processes: `POST /rpc/<part>/<method>` with `{"args":[…]}` for what changes or looks at the providers,
 * `GET /rpc/<view>` for what only a laboratory can know. A lost answer is what it says: the work is done, then the connection is cut.
 */
export async function openRpc(world: World, views: Readonly<Record<string, () => unknown>>): Promise<Rpc> {
  const parts = partsOf(world);
  const described = Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, describePart(part)]));
  const token = randomBytes(24).toString('base64url');
  const all = { ...views, parts: () => described satisfies RpcParts };
  const server = createServer((request, response) => {
    handle(request, response).catch(() => request.socket.destroy());
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!sameToken(request.headers.authorization, `Bearer ${token}`)) return reply(response, 401, {});
    const [, root, name = '', method] = (request.url ?? '').split('/');
    if (root !== 'rpc') return reply(response, 404, {});
    if (method === undefined && Object.hasOwn(all, name))
      return reply(response, 200, { value: all[name as 'parts']() });
    const part = Object.hasOwn(parts, name) ? parts[name] : undefined;
    if (part === undefined || method === undefined || !described[name]!.methods.includes(method))
      return reply(response, 404, {});
    const args = (fromWire(await body(request)) as { readonly args: readonly unknown[] }).args;
    try {
      // An API's last argument is the caller's signal. A caller that went away does not stop a provider.
      const value = await (part[method] as Method)(
        ...args.map((one) => one ?? undefined),
        new AbortController().signal,
      );
      reply(response, 200, { value });
    } catch (thrown) {
      const error = asGoLiveError(thrown, `${name}.${method}`);
      if (error.code === 'answer-lost') request.socket.destroy();
      else reply(response, 200, { error: errorToWire(error) });
    }
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Under the names that the steps use. */
function partsOf({ apis, people, faults }: World): Readonly<Record<string, Part>> {
  return {
    oldDnsHost: apis.dnsHost.old,
    newDnsHost: apis.dnsHost.new,
    losingRegistrar: apis.registrar.losing,
    gainingRegistrar: apis.registrar.gaining,
    oldHosting: apis.hosting.old,
    newHosting: apis.hosting.new,
    oldMailHost: apis.mailHost.old,
    newMailHost: apis.mailHost.new,
    siteCopier: apis.siteCopier,
    mailCopier: apis.mailCopier,
    registry: apis.registry,
    people,
    faults,
  } as unknown as Readonly<Record<string, Part>>;
}

/** What is callable and what is constant, whether the part is an object or of a class. */
function describePart(part: Part): RpcParts[string] {
  const names = new Set<string>();
  for (
    let at: object | null = part;
    at !== null && at !== Object.prototype;
    at = Object.getPrototypeOf(at) as object | null
  )
    for (const name of Object.getOwnPropertyNames(at)) if (name !== 'constructor') names.add(name);
  const methods = [...names].filter((name) => typeof part[name] === 'function');
  const constants = [...names].filter((name) => typeof part[name] !== 'function');
  return { methods, constants: Object.fromEntries(constants.map((name) => [name, part[name]])) };
}

function sameToken(given: string | undefined, wanted: string): boolean {
  const [a, b] = [Buffer.from(given ?? ''), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}

async function body(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > MOST_BYTES) throw new RangeError('a call over a megabyte');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function reply(response: ServerResponse, status: number, answer: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
  response.end(toWire(answer));
}
