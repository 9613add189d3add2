import { randomFillSync } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { encodeQuery, questionBytes } from '../../../dns/wire.ts';
import type { Fqdn } from '../../../domain/name.ts';
import { hasNoRoute, type Target } from '../../reachable.ts';

/** What came back on a socket, before its records were read. */
export type Heard =
  | { readonly kind: 'response'; readonly bytes: Uint8Array }
  /** Ask again over TCP: truncated, or a server that does not keep the name's case, which only a connection can vouch for. */
  | { readonly kind: 'use-tcp'; readonly why: string }
  /** FORMERR to our EDNS: a server from before it. */
  | { readonly kind: 'no-edns' }
  | { readonly kind: 'timeout' | 'unreachable' | 'no-route' | 'malformed' | 'interrupted'; readonly why?: string };

export interface Ask {
  readonly target: Target;
  readonly name: Fqdn;
  readonly type: string;
  readonly recursive: boolean;
  readonly edns: boolean;
  readonly timeoutMs: number;
  readonly tries: number;
}

/** A query with an id and capitals that a forger off the path cannot know. */
export function freshQuery(ask: Ask): Buffer {
  const random = randomFillSync(Buffer.allocUnsafe(34));
  return Buffer.from(
    encodeQuery({ ...ask, id: random.readUInt16BE(0), caseBits: random.subarray(2) }), //
  );
}

/**
 * Whether these bytes answer that query, judged before anything in them is read: id, QR, opcode and the question byte for byte.
 * `other`: not ours, keep listening.
 */
export function matches(query: Buffer, bytes: Buffer): 'ours' | 'other-case' | 'no-edns' | 'other' {
  if (bytes.length < 12 || bytes.readUInt16BE(0) !== query.readUInt16BE(0)) return 'other';
  const flags = bytes.readUInt16BE(2);
  if ((flags & 0x8000) === 0 || (flags & 0x7800) !== 0) return 'other';
  const questions = bytes.readUInt16BE(4);
  if (questions === 0 && (flags & 0xf) === 1) return 'no-edns';
  const question = Buffer.from(questionBytes(query));
  const echoed = bytes.subarray(12, 12 + question.length);
  if (questions !== 1) return 'other';
  if (question.equals(echoed)) return (flags & 0xf) === 1 ? 'no-edns' : 'ours';
  return lowerCase(question).equals(lowerCase(echoed)) ? 'other-case' : 'other';
}

/** Letters of labels; a length octet is below 64 and never one. Type and class are compared as they are. */
function lowerCase(question: Buffer): Buffer {
  return Buffer.from(
    question.map((byte, index) => (index < question.length - 4 && byte >= 65 && byte <= 90 ? byte + 32 : byte)),
  );
}

/**
 * Asks over UDP, each try from a new connected socket (the kernel then drops what comes from elsewhere) with a new id. Sockets of earlier
 * tries stay open to the end: a late answer is an answer. Time-outs are the wall's, whatever clock the product runs on.
 */
export function overUdp(ask: Ask, signal: AbortSignal): Promise<Heard> {
  return new Promise((resolve) => {
    const sockets: Socket[] = [];
    let timer: NodeJS.Timeout | undefined;
    let refused = 0;
    let over = false;
    const finish = (heard: Heard) => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', interrupted);
      for (const socket of sockets) socket.close();
      resolve(heard);
    };
    const interrupted = () => finish({ kind: 'interrupted' });
    const attempt = () => {
      clearTimeout(timer);
      if (over) return;
      if (sockets.length >= ask.tries)
        return finish(refused === ask.tries ? { kind: 'unreachable', why: 'UDP port closed' } : { kind: 'timeout' });
      const query = freshQuery(ask);
      const socket = createSocket(isIPv6(ask.target.address) ? 'udp6' : 'udp4');
      sockets.push(socket);
      socket.on('message', (bytes) => {
        const match = matches(query, bytes);
        if (match === 'other-case') finish({ kind: 'use-tcp', why: 'the server changed the case of the name' });
        else if (match === 'no-edns' && ask.edns) finish({ kind: 'no-edns' });
        else if (match === 'ours' && (bytes[2]! & 0x02) !== 0) finish({ kind: 'use-tcp', why: 'truncated over UDP' });
        else if (match !== 'other') finish({ kind: 'response', bytes });
      });
      socket.on('error', (error: NodeJS.ErrnoException) => {
        if (hasNoRoute(error)) return finish({ kind: 'no-route' });
        if (error.code !== 'ECONNREFUSED') return finish({ kind: 'unreachable', why: error.code ?? error.message });
        refused++;
        if (socket === sockets.at(-1)) attempt();
      });
      socket.connect(ask.target.port, ask.target.address, () => {
        if (!over) socket.send(query);
      });
      // setImmediate: what lies in the receive buffer is read before a late timer calls it a time-out.
      timer = setTimeout(() => setImmediate(attempt), ask.timeoutMs);
    };
    if (signal.aborted) return interrupted();
    signal.addEventListener('abort', interrupted);
    attempt();
  });
}
