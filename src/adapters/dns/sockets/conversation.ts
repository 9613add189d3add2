import { connect } from 'node:net';
import { isHeld } from '../../../ports/held.ts';
import { hasNoRoute, type Target } from '../../reachable.ts';

export interface Patience {
  /** From connecting to the last byte; wall milliseconds. */
  readonly totalMs: number;
  /** Between two packets; wall milliseconds. */
  readonly idleMs: number;
  /** Of everything that comes back. */
  readonly mostBytes: number;
}

/** `sent`: the request was on its way, so it may have been obeyed. */
export interface Broken {
  readonly kind: 'timeout' | 'unreachable' | 'no-route' | 'malformed' | 'interrupted';
  readonly sent: boolean;
  readonly why: string;
}

export type Conversation<T> = { readonly kind: 'heard'; readonly value: T } | Broken;

/**
 * Sends one request over a TCP connection of its own (RFC 1035 §4.2.2) and hands every message that comes back to `hear`, until that
 * answers with something. Never rejects, except for what `hear` throws.
 */
export function converse<T>(
  target: Target,
  request: Uint8Array,
  hear: (message: Buffer) => T | undefined,
  patience: Patience,
  signal: AbortSignal,
): Promise<Conversation<T>> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return resolve({ kind: 'interrupted', sent: false, why: 'given up' });
    const socket = connect({ host: target.address, port: target.port, noDelay: true });
    let sent = false;
    let over = false;
    let chunks: Buffer[] = [];
    let held = 0;
    let taken = 0;
    const end = () => {
      over = true;
      clearTimeout(total);
      signal.removeEventListener('abort', interrupted);
      socket.destroy();
    };
    const broken = (kind: Broken['kind'], why: string) => {
      if (over) return;
      end();
      resolve({ kind, sent, why });
    };
    const interrupted = () => broken('interrupted', 'given up');
    const total = setTimeout(() => setImmediate(broken, 'timeout', 'took too long'), patience.totalMs);
    signal.addEventListener('abort', interrupted);
    socket.setTimeout(patience.idleMs, () => setImmediate(broken, 'timeout', 'fell silent'));
    socket.on('connect', () => {
      // Whoever was stopped while it connected may have lost what this is about.
      if (!isHeld(signal)) return broken('interrupted', 'given up');
      sent = true;
      socket.write(Buffer.concat([Buffer.of(request.length >> 8, request.length & 0xff), request]));
    });
    socket.on('data', (chunk) => {
      if (over) return;
      taken += chunk.length;
      if (taken > patience.mostBytes) return broken('malformed', `more than ${patience.mostBytes} octets`);
      chunks.push(chunk);
      held += chunk.length;
      try {
        for (let message = next(); message !== undefined && !over; message = next()) {
          const value = hear(message);
          if (value === undefined) continue;
          end();
          return resolve({ kind: 'heard', value });
        }
      } catch (thrown) {
        if (over) return;
        end();
        reject(thrown);
      }
    });
    socket.on('error', (error: NodeJS.ErrnoException) =>
      broken(hasNoRoute(error) ? 'no-route' : 'unreachable', `TCP ${error.code ?? 'failed'}`),
    );
    socket.on('close', () => broken(taken > 0 ? 'malformed' : 'unreachable', 'the connection was closed too early'));

    /** The next whole message, taken off the front. */
    function next(): Buffer | undefined {
      if (held < 2) return undefined;
      if (chunks[0]!.length < 2) chunks = [Buffer.concat(chunks)];
      const size = chunks[0]!.readUInt16BE(0);
      if (held < 2 + size) return undefined;
      const all = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
      const rest = all.subarray(2 + size);
      chunks = rest.length === 0 ? [] : [rest];
      held = rest.length;
      return all.subarray(2, 2 + size);
    }
  });
}
