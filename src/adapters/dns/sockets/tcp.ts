import { connect } from 'node:net';
import { hasNoRoute } from '../../reachable.ts';
import { type Ask, freshQuery, type Heard, matches } from './udp.ts';

/** Asks over TCP, one connection for one question (RFC 7766 §6.2.1 allows more; a demo does not need it). One try. */
export function overTcp(ask: Ask, signal: AbortSignal): Promise<Heard> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve({ kind: 'interrupted' });
    const query = freshQuery(ask);
    const socket = connect({ host: ask.target.address, port: ask.target.port });
    let over = false;
    let buffered = Buffer.alloc(0);
    const finish = (heard: Heard) => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', interrupted);
      socket.destroy();
      resolve(heard);
    };
    const interrupted = () => finish({ kind: 'interrupted' });
    const timer = setTimeout(() => setImmediate(finish, { kind: 'timeout', why: 'over TCP' }), ask.timeoutMs);
    signal.addEventListener('abort', interrupted);
    socket.on('connect', () => socket.write(Buffer.concat([Buffer.of(query.length >> 8, query.length & 0xff), query])));
    socket.on('data', (chunk) => {
      buffered = Buffer.concat([buffered, chunk]);
      if (buffered.length < 2 || buffered.length < 2 + buffered.readUInt16BE(0)) return;
      const bytes = buffered.subarray(2, 2 + buffered.readUInt16BE(0));
      const match = matches(query, bytes);
      if (match === 'no-edns' && ask.edns) finish({ kind: 'no-edns' });
      else if (match === 'other') finish({ kind: 'malformed', why: 'answered another question over TCP' });
      else finish({ kind: 'response', bytes });
    });
    socket.on('error', (error: NodeJS.ErrnoException) =>
      finish(hasNoRoute(error) ? { kind: 'no-route' } : { kind: 'unreachable', why: `TCP ${error.code ?? 'failed'}` }),
    );
    socket.on('close', () => finish({ kind: 'unreachable', why: 'TCP connection closed without an answer' }));
  });
}
