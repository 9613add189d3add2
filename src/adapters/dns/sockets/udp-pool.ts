import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { MOST_PENDING, PendingIds } from './pending-ids.ts';
import type { Target } from './target.ts';

/**
 * What one packet on its way may cost of a receive buffer, with the kernel's own overhead: 62 answers in flight fill the usual 212,992
 * octets without loss, 125 lose 0.06 % (measured on Linux 6.18, 2026-11-20).
 */
const BUFFER_BYTES_PER_ANSWER = 3400;
/** A port is used for so many queries, then another one: who found it out has it for nothing. */
const QUERIES_PER_SOCKET = 5000;
/** Another socket beside the first once so many are in flight, as long as there are few. */
const CROWD = 500;
const FEW_SOCKETS = 4;
const MOST_SOCKETS = 64;

export interface UdpEvents {
  heard(socket: UdpSocket, bytes: Buffer): void;
  failed(socket: UdpSocket, error: NodeJS.ErrnoException): void;
  /** A new socket may be opened: those of all targets together are limited. */
  mayOpen(): boolean;
}

export interface UdpOptions {
  /** Sockets and connections of all targets. */
  readonly open: { count: number };
  /** Asked for; the system may grant less without saying so. 0: the system's own. */
  readonly receiveBufferBytes: number;
}

/** One connected socket: the kernel lets only its target's packets in, and needs no look-up for what goes out. */
export class UdpSocket {
  readonly target: Target;
  readonly pending = new PendingIds();
  /** Bound by what the system really granted as receive buffer: what overflows it would look like a server that does not answer. */
  readonly room: number;
  sent = 0;
  closed = false;
  /** Something answered here: what is sent does arrive at an open port. */
  proven = false;
  idleSinceMs = 0;
  readonly #socket: Socket;
  /** False: there is no way to this address, and the event that says so is on its way. */
  readonly #connected: boolean;
  /** What it said before anything was sent. */
  #broken: Error | undefined;
  readonly #events: UdpEvents;
  readonly #open: { count: number };
  readonly #onSent: (error: Error | null) => void;

  constructor(target: Target, options: UdpOptions, events: UdpEvents, nowMs: number) {
    this.idleSinceMs = nowMs;
    this.#open = options.open;
    this.#open.count++;
    const family = isIPv6(target.address) ? 6 : 4;
    this.target = target;
    this.#events = events;
    this.#socket = createSocket({
      type: family === 6 ? 'udp6' : 'udp4',
      lookup: (address, _options, found) => found(null, address, family),
    });
    this.#onSent = (error) => {
      if (error !== null) events.failed(this, error);
    };
    this.#socket.on('message', (bytes) => events.heard(this, bytes));
    this.#socket.on('error', (error) => {
      this.#broken = error;
      events.failed(this, error);
    });
    // With a look-up that answers at once, so does connect; what it finds out, it says as an event.
    this.#socket.connect(target.port, target.address);
    this.#connected = this.#isConnected();
    const answers = Math.floor(this.#grantedBytes(options.receiveBufferBytes) / BUFFER_BYTES_PER_ANSWER);
    this.room = Math.min(MOST_PENDING, Math.max(1, answers));
    this.#socket.unref();
  }

  /** As long as nothing was heard here, errors of sending are asked for: one that is pending swallows the packet that meets it. */
  send(message: Buffer): void {
    this.sent++;
    if (!this.#connected) {
      const broken = this.#broken;
      if (broken !== undefined) process.nextTick(() => this.#events.failed(this, broken));
    } else if (this.proven) this.#socket.send(message);
    else this.#socket.send(message, this.#onSent);
  }

  /** An answer to this id is no longer waited for. */
  release(id: number, nowMs: number): void {
    this.pending.release(id);
    this.target.pool!.released(this, nowMs);
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.#open.count--;
    this.#socket.close();
  }

  #isConnected(): boolean {
    try {
      this.#socket.remoteAddress();
      return true;
    } catch {
      return false;
    }
  }

  #grantedBytes(wanted: number): number {
    try {
      if (wanted > 0) this.#socket.setRecvBufferSize(wanted);
    } catch {
      // More than this system allows; it keeps what it had.
    }
    try {
      return this.#socket.getRecvBufferSize();
    } catch {
      return 0;
    }
  }
}

/** The sockets of one target, used in turn. */
export class UdpPool {
  readonly sockets: UdpSocket[] = [];
  readonly #retired: UdpSocket[] = [];
  readonly #options: UdpOptions;
  readonly #events: UdpEvents;
  #turn = 0;
  #pending = 0;

  constructor(options: UdpOptions, events: UdpEvents) {
    this.#options = options;
    this.#events = events;
  }

  /**
   * A socket with room, another one than `not` where there is one or may be; `undefined`: all are full, wait for an answer.
   */
  pick(target: Target, nowMs: number, not?: UdpSocket): UdpSocket | undefined {
    const few = this.sockets.length < FEW_SOCKETS && this.#pending >= this.sockets.length * CROWD;
    if (few && this.#events.mayOpen()) return this.#open(target, nowMs);
    const count = this.sockets.length;
    for (let tried = 0; tried < count; tried++) {
      this.#turn = (this.#turn + 1) % count;
      const socket = this.sockets[this.#turn]!;
      if (socket !== not && socket.pending.count < socket.room) return socket;
    }
    if (count < MOST_SOCKETS && this.#events.mayOpen()) return this.#open(target, nowMs);
    return not !== undefined && !not.closed && not.pending.count < not.room ? not : undefined;
  }

  took(socket: UdpSocket): void {
    this.#pending++;
    if (socket.sent >= QUERIES_PER_SOCKET) this.retire(socket);
  }

  released(socket: UdpSocket, nowMs: number): void {
    this.#pending--;
    if (socket.pending.count > 0) return;
    socket.idleSinceMs = nowMs;
    if (this.#retired.length === 0) return;
    const index = this.#retired.indexOf(socket);
    if (index < 0) return;
    this.#retired.splice(index, 1);
    socket.close();
  }

  /** Nothing more goes out here; it closes with its last answer. */
  retire(socket: UdpSocket): void {
    const index = this.sockets.indexOf(socket);
    if (index < 0) return;
    this.sockets.splice(index, 1);
    if (socket.pending.count === 0) socket.close();
    else this.#retired.push(socket);
  }

  /** How many are open. */
  get open(): number {
    return this.sockets.length + this.#retired.length;
  }

  /** Closes what has had nothing to do since then. */
  closeIdle(sinceMs: number): void {
    for (let index = this.sockets.length - 1; index >= 0; index--) {
      const socket = this.sockets[index]!;
      if (socket.pending.count > 0 || socket.idleSinceMs > sinceMs) continue;
      this.sockets.splice(index, 1);
      socket.close();
    }
  }

  #open(target: Target, nowMs: number): UdpSocket {
    const socket = new UdpSocket(target, this.#options, this.#events, nowMs);
    this.sockets.push(socket);
    return socket;
  }
}
