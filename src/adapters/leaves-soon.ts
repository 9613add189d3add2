import type { Agent as HttpAgent } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { isHeld } from '../ports/held.ts';

/** The code of the error with which such a request ends. Not one octet of it was sent. */
export const TOO_LATE = 'ETOOLATE';

/** Two clocks: one goes on when somebody sets the time, the other when the machine sleeps. */
interface Clocks {
  monotonic(): number;
  wall(): number;
}

const CLOCKS: Clocks = { monotonic: () => performance.now(), wall: () => Date.now() };

/**
 * An agent whose request leaves within `mostMs` of being asked for and while `signal` is held, or never. A process that is stopped while it
 * looks up a name or shakes hands finds the connection ready when it wakes, before any of its timers runs, and would send what somebody
 * else has taken over since. So the request gets its connection when that is ready, and not before. For one request, without `keepAlive`.
 */
export function leavesSoon<Agent extends HttpAgent>(
  agent: Agent,
  mostMs: number,
  signal: AbortSignal,
  clocks: Clocks = CLOCKS,
): Agent {
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, connected) => {
    const since = { monotonic: clocks.monotonic(), wall: clocks.wall() };
    const tookMs = () => Math.max(clocks.monotonic() - since.monotonic, clocks.wall() - since.wall);
    const socket = connect(options) as Socket;
    const late = () =>
      socket.destroy(Object.assign(new Error(`no connection within ${mostMs} ms`), { code: TOO_LATE }));
    const timer = setTimeout(late, mostMs);
    const failed = (thrown: Error) => {
      clearTimeout(timer);
      connected?.(thrown, socket);
    };
    socket.once('error', failed);
    socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', () => {
      if (tookMs() > mostMs || !isHeld(signal)) return late();
      clearTimeout(timer);
      socket.off('error', failed);
      connected?.(null, socket);
    });
    return undefined;
  };
  return agent;
}
