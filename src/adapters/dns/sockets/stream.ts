import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { MOST_PENDING, PendingIds } from './pending-ids.ts';
import type { RandomWords } from './random.ts';
import type { Slot } from './slot.ts';

export interface StreamOptions {
  readonly address: string;
  readonly port: number;
  /** Sockets and connections of all targets. */
  readonly open: { count: number };
  readonly tls?: {
    /** The name its certificate must have; without one, the certificate must be for the address. */
    readonly name?: string;
    /** PEM; trusted beside the public ones. */
    readonly ca?: readonly string[];
  };
}

/** How a connection ended. */
export interface StreamEnd {
  /** Answers that came over it. */
  readonly answered: number;
  /** It stood; with TLS, the certificate was accepted. */
  readonly opened: boolean;
  /** It was we who ended it. */
  readonly byUs: boolean;
  readonly error: NodeJS.ErrnoException | undefined;
}

export interface StreamEvents {
  heardFrame(stream: Stream, bytes: Buffer): void;
  ended(stream: Stream, end: StreamEnd): void;
}

const FIRST_OUT_BYTES = 4096;

/**
 * One connection to one target, made when there is something to ask, for any number of questions at once (RFC 7766 §6.2.1.1). What is
 * added goes out in one write at `flush`. It keeps no process alive.
 */
export class Stream {
  pending: PendingIds | undefined;
  idleSinceMs = 0;
  /** When it last gave a sign of life. */
  heardMs = 0;
  readonly #options: StreamOptions;
  readonly #events: StreamEvents;
  #socket: Socket | undefined;
  #opened = false;
  #answered = 0;
  /** A server that hangs up after some answers is not sent more than those at once. */
  #most = Infinity;
  #out = Buffer.allocUnsafe(0);
  #outLength = 0;
  #rest: Buffer | undefined;

  constructor(options: StreamOptions, events: StreamEvents) {
    this.#options = options;
    this.#events = events;
  }

  get hasRoom(): boolean {
    return (this.pending?.count ?? 0) < Math.min(this.#most, MOST_PENDING);
  }

  get isOpen(): boolean {
    return this.#socket !== undefined;
  }

  /** The slot's message, to be sent with the next flush under a new id. */
  add(slot: Slot, random: RandomWords, nowMs: number): void {
    if (this.#socket === undefined) this.#connect(nowMs);
    const id = this.pending!.take(slot.index, random);
    slot.stream = this;
    slot.streamId = id;
    const { message } = slot;
    const from = this.#outLength;
    this.#outLength += 2 + message.length;
    if (this.#outLength > this.#out.length) {
      const larger = Buffer.allocUnsafe(Math.max(FIRST_OUT_BYTES, this.#outLength * 2));
      this.#out.copy(larger, 0, 0, from);
      this.#out = larger;
    }
    this.#out.writeUInt16BE(message.length, from);
    message.copy(this.#out, from + 2);
    this.#out.writeUInt16BE(id, from + 2);
  }

  flush(): void {
    if (!this.#opened || this.#outLength === 0 || this.#socket === undefined) return;
    this.#socket.write(this.#out.subarray(0, this.#outLength));
    this.#out = Buffer.allocUnsafe(Math.min(this.#out.length, 0x10000));
    this.#outLength = 0;
  }

  /** The slot no longer waits here. */
  release(slot: Slot, nowMs: number): void {
    this.pending?.release(slot.streamId);
    slot.stream = undefined;
    if (this.pending?.count === 0) this.idleSinceMs = nowMs;
  }

  /** One of its questions was answered. */
  answered(): void {
    this.#answered++;
    if (this.#answered > this.#most) this.#most = this.#answered * 2;
  }

  /** Ends the connection if nobody has waited on it since then. */
  closeIdle(sinceMs: number): void {
    if (this.pending?.count === 0 && this.idleSinceMs <= sinceMs) this.close();
  }

  /** Ends the connection; who still waits is told so by `ended`. */
  close(): void {
    this.#end(true, undefined);
  }

  #end(byUs: boolean, error: NodeJS.ErrnoException | undefined): void {
    const socket = this.#socket;
    if (socket === undefined) return;
    this.#socket = undefined;
    this.#options.open.count--;
    socket.destroy();
    const left = this.pending?.count ?? 0;
    if (!byUs && left > 0 && this.#answered > 0) this.#most = this.#answered;
    const end = { answered: this.#answered, opened: this.#opened, byUs, error };
    this.#opened = false;
    this.#outLength = 0;
    this.#rest = undefined;
    this.#events.ended(this, end);
    this.pending = undefined;
  }

  #connect(nowMs: number): void {
    const { address: host, port, tls } = this.#options;
    this.pending = new PendingIds();
    this.#answered = 0;
    this.heardMs = nowMs;
    const socket =
      tls === undefined
        ? connectTcp({ host, port, noDelay: true })
        : connectTls({
            host,
            port,
            ...(tls.name === undefined ? {} : { servername: tls.name.replace(/\.$/, '') }),
            ...(tls.ca === undefined ? {} : { ca: [...tls.ca] }),
          }).setNoDelay(true);
    this.#socket = socket;
    this.#options.open.count++;
    socket.unref();
    const ifOurs = (then: () => void) => {
      if (this.#socket === socket) then();
    };
    socket.once(tls === undefined ? 'connect' : 'secureConnect', () =>
      ifOurs(() => {
        this.#opened = true;
        this.flush();
      }),
    );
    socket.on('data', (chunk: Buffer) => ifOurs(() => this.#read(chunk, socket)));
    socket.on('error', (error) => ifOurs(() => this.#end(false, error)));
    socket.on('close', () => ifOurs(() => this.#end(false, undefined)));
  }

  /** Splits what came into messages (RFC 1035 §4.2.2). */
  #read(chunk: Buffer, socket: Socket): void {
    const bytes = this.#rest === undefined ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    while (at + 2 <= bytes.length) {
      const end = at + 2 + bytes.readUInt16BE(at);
      if (end > bytes.length) break;
      this.#events.heardFrame(this, bytes.subarray(at + 2, end));
      if (this.#socket !== socket) return;
      at = end;
    }
    this.#rest = at === bytes.length ? undefined : bytes.subarray(at);
  }
}
