import { readFileSync } from 'node:fs';
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { PeerCertificate, TLSSocket } from 'node:tls';
import { checkServerIdentity, getCACertificates } from 'node:tls';
import { GoLiveError } from '../../../domain/errors.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Web, WebAnswer } from '../../../ports/outside.ts';
import { addressGuard } from '../../net/address-guard.ts';
import type { AllowPrivate } from '../../net/private-targets.ts';
import { hasNoRoute, noRouteTo } from '../../reachable.ts';

export interface SocketWebOptions {
  /** Defaults 80 and 443. */
  readonly httpPort?: number;
  readonly httpsPort?: number;
  /** PEM file of more authorities that are trusted, beside the public ones. */
  readonly caFile?: string;
  readonly allowPrivateAddresses?: AllowPrivate;
  /** Wall milliseconds for the whole exchange; default 10,000. */
  readonly timeoutMs?: number;
  readonly clock: Pick<Clock, 'now'>;
}

const GIVEN_UP = { outcome: 'not-asked', why: 'given up' } as const;
const BODY_BYTES = 256 * 1024;
const HOST = /^[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?$/i;

/** @throws GoLiveError `config-invalid`: the authorities' file or an entry of `allowPrivateAddresses` cannot be read */
export function socketWeb(options: SocketWebOptions): Web {
  const ca =
    options.caFile === undefined ? undefined : [...getCACertificates('default'), readAuthorities(options.caFile)];
  const refusal = addressGuard(options.allowPrivateAddresses);
  return {
    async get(request, signal) {
      const host = request.host.replace(/\.$/, '');
      if (!HOST.test(host) || !/^\/[\x21-\x7e]*$/.test(request.path))
        throw new GoLiveError('usage', { subject: 'the host or path of a web request' });
      const refused = refusal(request.address, host);
      const answer = refused
        ? { outcome: 'not-asked' as const, why: refused }
        : await exchange({ ...request, host }, options, ca, signal);
      return { ...answer, atMs: options.clock.now() };
    },
  };
}

type Request = Parameters<Web['get']>[0];
type Answered = Omit<WebAnswer, 'atMs'>;

function exchange(
  request: Request,
  options: SocketWebOptions,
  ca: string[] | undefined,
  signal: AbortSignal,
): Promise<Answered> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(GIVEN_UP);
    const secure = request.scheme === 'https';
    const sent: ClientRequest = (secure ? httpsRequest : httpRequest)({
      host: request.address,
      port: secure ? (options.httpsPort ?? 443) : (options.httpPort ?? 80),
      path: request.path,
      headers: { host: request.host, 'user-agent': 'golive', accept: '*/*' },
      agent: false,
      maxHeaderSize: 32 * 1024,
      // A bad certificate is a finding with its reason, not a failed request.
      ...(secure ? { servername: request.host, rejectUnauthorized: false, ...(ca === undefined ? {} : { ca }) } : {}),
    });
    let certificate: WebAnswer['certificate'];
    let greeted = !secure;
    const timer = setTimeout(() => setImmediate(finish, { outcome: 'timeout' }), options.timeoutMs ?? 10_000);
    const stop = () => finish(GIVEN_UP);
    function finish(answer: Answered): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      sent.destroy();
      resolve(certificate === undefined ? answer : { ...answer, certificate });
    }
    signal.addEventListener('abort', stop);
    sent.on('socket', (socket) =>
      socket.on('secureConnect', () => {
        greeted = true;
        certificate = judgeCertificate(socket as TLSSocket, request.host);
      }),
    );
    sent.on('response', (response) => collect(response, finish));
    sent.on('upgrade', (_response, socket) => {
      socket.destroy();
      finish({ outcome: 'malformed', why: 'it changed the protocol without being asked to' });
    });
    sent.on('error', (error: NodeJS.ErrnoException) => finish(failure(error, request.address, greeted)));
    sent.end();
  });
}

function collect(response: IncomingMessage, finish: (answer: Answered) => void): void {
  const parts: Buffer[] = [];
  let length = 0;
  const done = () =>
    finish({
      outcome: 'answer',
      status: response.statusCode ?? 0,
      headers: Object.fromEntries(
        Object.entries(response.headers).map(([name, value]) => [
          name,
          Array.isArray(value) ? value.join(', ') : (value ?? ''),
        ]),
      ),
      body: Buffer.concat(parts).subarray(0, BODY_BYTES).toString('utf8'),
    });
  response.on('data', (part: Buffer) => {
    parts.push(part);
    length += part.length;
    if (length >= BODY_BYTES) done();
  });
  response.on('end', done);
  // Cut off in the middle: half a page must not pass for a page.
  response.on('close', () => finish({ outcome: 'malformed', why: 'the connection broke in the middle of the answer' }));
}

function judgeCertificate(socket: TLSSocket, host: string): NonNullable<WebAnswer['certificate']> {
  const peer = socket.getPeerCertificate();
  const mismatch = checkServerIdentity(host, peer);
  const why = socket.authorized ? mismatch && 'is for other hosts' : String(socket.authorizationError);
  return {
    valid: why === undefined,
    hosts: (peer.subjectaltname ?? '')
      .split(', ')
      .flatMap((name) => (name.startsWith('DNS:') ? [name.slice(4).toLowerCase()] : [])),
    expiresMs: Date.parse(peer.valid_to),
    ...issuerOf(peer.issuer),
    ...(why === undefined ? {} : { why }),
  };
}

/** Some organisations give several names; the first is the legal one. No certificate at all: no issuer. */
function issuerOf(issuer: PeerCertificate['issuer'] | undefined): { readonly issuer?: string } {
  const named: unknown = issuer?.O ?? issuer?.CN;
  const [first] = Array.isArray(named) ? (named as unknown[]) : [named];
  return typeof first === 'string' && first !== '' ? { issuer: first.slice(0, 200) } : {};
}

function failure(error: NodeJS.ErrnoException, address: string, greeted: boolean): Answered {
  const code = error.code ?? 'failed';
  if (hasNoRoute(error)) return { outcome: 'not-asked', why: noRouteTo(address) };
  if (code.startsWith('HPE_')) return { outcome: 'malformed', why: code };
  const unreachable = ['ECONNREFUSED', 'EHOSTUNREACH', 'ETIMEDOUT', 'EACCES', 'EPERM'].includes(code);
  if (!greeted && !unreachable) return { outcome: 'tls-failed', why: code };
  return { outcome: 'unreachable', why: code };
}

function readAuthorities(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new GoLiveError('config-invalid', { subject: file, why: 'the file of authorities cannot be read', cause });
  }
}
