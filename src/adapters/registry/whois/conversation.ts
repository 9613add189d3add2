import { connect, type Socket } from 'node:net';

/** What is taken of an answer at most. */
export const MOST_BYTES = 64 * 1024;

export interface Heard {
  /** `cut`: the answer did not end by itself; what came may lack its end. */
  readonly outcome: 'whole' | 'cut' | 'failed';
  readonly octets: Uint8Array;
  /** Why it was cut or failed, as a sentence without its subject. */
  readonly why?: string;
}

export interface Question {
  /** An address that was judged, no name. */
  readonly address: string;
  readonly port: number;
  /** Without its line end. */
  readonly query: string;
  readonly mostBytes: number;
  /** Aborts at the deadline; `stopped` says whether it was that or the caller. */
  readonly signal: AbortSignal;
  readonly stopped: () => string;
}

/**
 * One question over RFC 3912: a line out, text back until the server closes. Never rejects, and leaves no socket behind: not for a server that says
 * nothing, drips, talks without end, or breaks off.
 */
export function converse({ address, port, query, mostBytes, signal, stopped }: Question): Promise<Heard> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    let socket: Socket | undefined;
    const finish = (outcome: Heard['outcome'], why?: string): void => {
      signal.removeEventListener('abort', stop);
      socket?.destroy();
      const octets = Buffer.concat(chunks).subarray(0, mostBytes);
      const honest = outcome === 'cut' && octets.length === 0 ? 'failed' : outcome;
      resolve({ outcome: honest, octets, ...(why === undefined ? {} : { why }) });
    };
    const stop = (): void => finish('cut', stopped());
    if (signal.aborted) return stop();
    // A line end in it would be a second question.
    if (!/^[\x20-\x7e]{1,300}$/.test(query))
      return finish('failed', 'was not asked: the question has characters that no question has');
    signal.addEventListener('abort', stop, { once: true });
    socket = connect({ host: address, port });
    socket.on('connect', () => socket?.write(`${query}\r\n`));
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > mostBytes) finish('cut', `talked on past ${mostBytes} octets`);
    });
    socket.on('end', () => finish('whole'));
    socket.on('close', () => finish('cut', 'closed without an end'));
    socket.on('error', (error: NodeJS.ErrnoException) => finish('cut', reason(error)));
  });
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refused the connection',
  ECONNRESET: 'broke off the connection',
  ETIMEDOUT: 'did not answer',
  EHOSTUNREACH: 'cannot be reached',
  ENETUNREACH: 'cannot be reached',
};

function reason({ code = '' }: NodeJS.ErrnoException): string {
  return Object.hasOwn(REASONS, code) ? REASONS[code]! : 'could not be asked';
}
