import { chmod, lstat, stat, unlink } from 'node:fs/promises';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import { GoLiveError } from '../../domain/errors.ts';
import { SECOND } from '../../domain/time.ts';

export type At =
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'unix'; readonly path: string };

/** Who is at the other end of the connection; no address on a socket file. */
export interface Caller {
  readonly address?: string;
}

const callerOf = (address: string | undefined): Caller => (address === undefined ? {} : { address });

export interface Listening {
  /** `http://127.0.0.1:7353` with the port in use, or `unix:/run/golive.sock`. */
  readonly address: string;
  /** Takes no more requests, lets those that are being answered finish, and then cuts what is left. */
  close(): Promise<void>;
}

/** How long a connection may be kept without being used, in milliseconds. Nobody needs longer for a line and a few headers. */
export interface Patience {
  readonly headersMs: number;
  readonly requestMs: number;
  /** Between two requests. */
  readonly idleMs: number;
  /** With nothing going either way: also for who does not read the answer. More than the store takes to say that it is busy. */
  readonly stalledMs: number;
  /** How often the first two are looked at; Node's own 30 seconds would be added to them. */
  readonly checkMs: number;
}

export const PATIENCE: Patience = {
  headersMs: 10 * SECOND,
  requestMs: 15 * SECOND,
  idleMs: 5 * SECOND,
  stalledMs: 30 * SECOND,
  checkMs: 2 * SECOND,
};
const CLOSING_MS = 2 * SECOND;
/** Two thousand that wait for events (src/daemon/hub.ts), and those who ask for something meanwhile. */
const MOST_CONNECTIONS = 2500;
/** Owner and group may connect: a web server in front is put into the group. */
const SOCKET_MODE = 0o660;
/** `sun_path` of Linux is 108 octets with its final zero, that of others is shorter. */
const LONGEST_PATH = 103;

/**
 * Answers HTTP requests at an address until it is closed. A socket file that a dead process left is replaced, one that somebody listens on is not.
 *
 * @throws GoLiveError `listen-refused`: somebody listens there already, or it may not be listened on
 */
export async function listen(
  fetch: (request: Request, caller: Caller) => Response | Promise<Response>,
  at: At,
  { headersMs, requestMs, idleMs, stalledMs, checkMs }: Patience = PATIENCE,
): Promise<Listening> {
  const serverOptions = { connectionsCheckingInterval: checkMs };
  const server = createAdaptorServer({
    fetch: (request, { incoming }) => fetch(request, callerOf(incoming.socket.remoteAddress)),
    // Answers are then made as plain values and go down the line in one piece; the platform's own would each be read as a stream. An answer
    // that `fetch` got is no `instanceof Response` any more: nothing here asks that of one.
    overrideGlobalObjects: true,
    serverOptions,
  }) as Server;
  server.headersTimeout = headersMs;
  server.requestTimeout = requestMs;
  server.keepAliveTimeout = idleMs;
  server.timeout = stalledMs;
  server.maxConnections = MOST_CONNECTIONS;
  if (at.kind === 'unix') await makeRoom(at.path);
  await begun(server, at);
  if (at.kind === 'unix') await chmod(at.path, SOCKET_MODE);
  return { address: addressOf(server, at), close: () => closed(server) };
}

function begun(server: Server, at: At): Promise<void> {
  return new Promise((resolve, reject) => {
    const refused = (error: NodeJS.ErrnoException) => reject(whyNot(at, error));
    server.once('error', refused);
    const listening = () => {
      server.off('error', refused);
      server.on('error', () => undefined); // no file handle left for one more connection: the next one may find one
      resolve();
    };
    if (at.kind === 'unix') server.listen(at.path, listening);
    else server.listen({ host: at.host, port: at.port, exclusive: true }, listening);
  });
}

/** A path that is a socket nobody answers at was left by a process that died. Anything else there is not ours to remove. */
async function makeRoom(path: string): Promise<void> {
  if (Buffer.byteLength(path) > LONGEST_PATH)
    throw refusal(path, `a socket's path has at most ${LONGEST_PATH} octets`, 'Choose a shorter one.');
  // What the system says of a folder that is not there is that one may not.
  await stat(dirname(path)).catch((error: NodeJS.ErrnoException) => {
    throw refusal(path, REASONS[error.code ?? ''] ?? 'its folder cannot be looked at', 'Make that folder.', error);
  });
  const there = await lstat(path).catch(() => undefined);
  if (there === undefined) return;
  if (!there.isSocket())
    throw refusal(path, 'there is a file of that name, which is no socket', 'Choose another name.');
  if (await isAnswered(path)) throw taken(path);
  await unlink(path).catch(() => undefined); // gone meanwhile, or not ours: listening says so
}

function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code !== 'ECONNREFUSED' && code !== 'ENOENT'));
  });
}

function whyNot(at: At, error: NodeJS.ErrnoException): GoLiveError {
  const where = at.kind === 'unix' ? at.path : shown(at.host, at.port);
  if (error.code === 'EADDRINUSE') return taken(where);
  const fix = 'Write another address as serve.listen in golive.yaml, or none to listen nowhere.';
  return refusal(where, REASONS[error.code ?? ''] ?? error.code ?? 'the system refuses it', fix, error);
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'this user may not',
  EADDRNOTAVAIL: 'it is no address of this machine',
  ENOTFOUND: 'that name has no address',
  ENOENT: 'there is no such folder',
};

const taken = (where: string): GoLiveError =>
  refusal(
    where,
    'another program listens there, perhaps another golive serve',
    'Stop that one, or write another address as serve.listen in golive.yaml (none listens nowhere).',
  );

const refusal = (where: string, why: string, fix: string, cause?: unknown): GoLiveError =>
  new GoLiveError('listen-refused', { subject: where, why, fix, ...(cause === undefined ? {} : { cause }) });

const shown = (host: string, port: number): string => `${host.includes(':') ? `[${host}]` : host}:${port}`;

function addressOf(server: Server, at: At): string {
  const bound = server.address();
  return typeof bound === 'object' && bound !== null && at.kind === 'tcp'
    ? `http://${shown(at.host, bound.port)}`
    : `unix:${at.kind === 'unix' ? at.path : String(bound)}`;
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), CLOSING_MS);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}
