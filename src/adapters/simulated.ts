import { request } from 'node:http';
import { asGoLiveError, GoLiveError } from '../domain/errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Registry } from '../ports/registry.ts';
import type { ApiPort, StepPorts } from '../ports/step-ports.ts';
import { errorFromWire, fromWire, type RpcAnswer, type RpcParts, toWire } from '../simulation/process/rpc-wire.ts';
import { systemClock } from './clock/system.ts';

/** Every provider's API and the registry, as the toy world plays them. */
export type SimulatedPorts = Required<Pick<StepPorts, ApiPort | 'registry'>>;

export interface SimulatedOptions {
  readonly url: string;
  readonly token: string;
  /** Wall milliseconds; default 10,000. */
  readonly timeoutMs?: number;
  /** Dates a registration lookup that failed here; what came from the world is dated by the world. Default: the wall's. */
  readonly clock?: Pick<Clock, 'now'>;
}

/**
 * The `simulated` adapter of every API port: the same objects as in memory, at the other end of a socket. One client serves them all, since
 * the world says which methods and constants each has; eleven written ones would repeat the ports line by line and prove nothing more.
 *
 * @throws GoLiveError `unreachable`, `credentials-rejected`
 */
export async function openSimulated(options: SimulatedOptions): Promise<SimulatedPorts> {
  const ports = (await openParts(options)) as unknown as SimulatedPorts;
  return { ...ports, registry: neverRejecting(ports.registry, options.clock ?? systemClock()) };
}

/** A registry that cannot be reached leaves the registration unknown, as the port promises. */
function neverRejecting(registry: Registry, clock: Pick<Clock, 'now'>): Registry {
  return {
    lookUp: (domain, signal) =>
      registry.lookUp(domain, signal).catch((thrown: unknown) => ({
        outcome: 'unknown',
        statuses: [],
        nameServers: [],
        ds: [],
        source: "the toy world's registry",
        why: asGoLiveError(thrown, 'registry').message,
        atMs: clock.now(),
      })),
  };
}

/** All parts of the world by name, with the people and the faults, which only a laboratory has. */
export async function openParts(options: SimulatedOptions): Promise<Readonly<Record<string, object>>> {
  const parts = (await view(options, 'parts')) as RpcParts;
  return Object.fromEntries(
    Object.entries(parts).map(([part, { methods, constants }]) => {
      const calls = methods.map((method) => [
        method,
        (...args: readonly unknown[]) => call(options, `${part}.${method}`, args),
      ]);
      return [part, { ...constants, ...(Object.fromEntries(calls) as object) }];
    }),
  );
}

/** What only a laboratory can know: `counters`, `snapshot`, `turned`, `probe`. */
export function view(options: SimulatedOptions, name: string): Promise<unknown> {
  return exchange(options, `/rpc/${name}`, `the toy world's ${name}`, undefined, undefined);
}

function call(options: SimulatedOptions, name: string, args: readonly unknown[]): Promise<unknown> {
  const last = args.at(-1);
  const signal = last instanceof AbortSignal ? last : undefined;
  const body = toWire({ args: signal === undefined ? args : args.slice(0, -1) });
  return exchange(options, `/rpc/${name.replace('.', '/')}`, name, body, signal);
}

/** A whole world's snapshot is not as large. */
const MOST_BYTES = 16_000_000;

/**
 * One request on a connection of its own, so that what goes wrong before it stands is `unreachable`, for certain not done; and all that goes
 * wrong afterwards is `answer-lost`.
 */
function exchange(
  options: SimulatedOptions,
  path: string,
  subject: string,
  body: string | undefined,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(new GoLiveError('unreachable', { subject, why: 'given up before it was sent' }));
    let connected = false;
    const sent = request(new URL(path, options.url), {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${options.token}`, 'content-type': 'application/json' },
      agent: false,
    });
    const timer = setTimeout(() => setImmediate(fail, 'no answer in time'), options.timeoutMs ?? 10_000);
    const given = () => fail('given up while waiting');
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', given);
      sent.destroy();
    };
    function fail(why: string, cause?: unknown): void {
      end();
      reject(new GoLiveError(connected ? 'answer-lost' : 'unreachable', { subject, why, cause }));
    }
    signal?.addEventListener('abort', given);
    sent.on('socket', (socket) => socket.once('connect', () => (connected = true)));
    sent.on('error', (error: NodeJS.ErrnoException) => fail(error.code ?? 'connection lost', error));
    sent.on('response', (response) => {
      const parts: Buffer[] = [];
      let length = 0;
      response.on('data', (part: Buffer) => {
        parts.push(part);
        length += part.length;
        if (length > MOST_BYTES) fail(`more than ${MOST_BYTES} octets`);
      });
      response.on('close', () => fail('connection lost'));
      response.on('end', () => {
        end();
        try {
          resolve(read(subject, response.statusCode ?? 0, Buffer.concat(parts).toString('utf8')));
        } catch (thrown) {
          reject(thrown);
        }
      });
    });
    sent.end(body);
  });
}

function read(subject: string, status: number, text: string): unknown {
  if (status === 401) throw new GoLiveError('credentials-rejected', { subject });
  if (status !== 200) throw new GoLiveError('remote-broken', { subject, why: `status ${status}` });
  let answer: RpcAnswer;
  try {
    answer = fromWire(text) as RpcAnswer;
  } catch (cause) {
    throw new GoLiveError('remote-broken', { subject, why: 'not JSON', cause });
  }
  if (typeof answer !== 'object' || answer === null)
    throw new GoLiveError('remote-broken', { subject, why: 'JSON of another kind' });
  if ('error' in answer) throw errorFromWire(answer.error);
  return answer.value;
}
