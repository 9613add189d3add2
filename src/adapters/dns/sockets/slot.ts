import type { Batch } from './batch.ts';
import { inWords, LONGEST_QUERY, type Query, writeQuery } from './question-bytes.ts';
import type { Stream } from './stream.ts';
import type { Target } from './target.ts';
import type { Timed } from './timeouts.ts';
import type { UdpSocket } from './udp-pool.ts';

/** Who wants to hear the answer. */
export interface Owner {
  readonly batch: Batch;
  /** Its number within the batch. */
  readonly item: number;
}

const NOTHING = Buffer.alloc(0);

/**
 * One question on its way, with all its attempts. Slots are made once and used again and again; what is in one is meaningless while it is
 * free. It stands in one queue at a time: that of a target where it waits to be sent, or that of a timeout class.
 */
export class Slot implements Timed<Slot> {
  readonly index: number;
  /** The query as it was last sent; case and all, an answer must repeat its question. */
  readonly bytes = Buffer.allocUnsafe(LONGEST_QUERY);
  readonly #words = inWords(this.bytes);
  /** `bytes`, as long as the query is. */
  message: Buffer = NOTHING;

  query!: Query;
  /** The query's, again: it is needed with every packet. */
  questionEnd = 0;
  /** Where it is asked now: the target of the question, or that target's TCP side. */
  target!: Target;
  /** Where it was to be asked; a question is the same as another only there. */
  asked!: Target;
  batch: Batch | undefined;
  item = 0;
  /** Others that asked the same meanwhile. */
  followers: Owner[] | undefined;
  /** Next slot in which the same query is out. */
  nextOut: Slot | undefined;

  /** Sent at least once: takes one place of the window. */
  inFlight = false;
  /** Attempts over UDP, the last of them, and those before: they count until the slot ends, for a late answer is an answer. */
  attempts = 0;
  socket: UdpSocket | undefined;
  id = 0;
  readonly earlier: { readonly socket: UdpSocket; readonly id: number }[] = [];
  /** What follows from `edns` on differs from what it is for most questions. */
  isOdd = false;
  edns = true;
  /** Attempts that met a closed port. */
  refused = 0;
  /** Something came under its id that was no response. */
  garbled = false;
  stream: Stream | undefined;
  streamId = 0;
  /** Connections that ended under it without any answer. */
  hungUp = 0;
  /** Why it left UDP. */
  detour: 'truncated' | 'case' | undefined;
  /** The detour because of another case came to nothing, and UDP is all there is. */
  detourFailed = false;
  deadlineMs = 0;
  queue: { remove(member: Slot): void } | undefined;
  ahead: Slot | undefined;
  behind: Slot | undefined;

  constructor(index: number) {
    this.index = index;
  }

  begin(batch: Batch, item: number, target: Target, query: Query): void {
    this.batch = batch;
    this.item = item;
    this.target = target;
    this.asked = target;
    this.query = query;
    this.questionEnd = query.questionEnd;
    if (!this.isOdd) return;
    this.isOdd = false;
    this.edns = true;
    this.refused = 0;
    this.garbled = false;
    this.hungUp = 0;
    this.detour = undefined;
    this.detourFailed = false;
  }

  /** Writes the query as it is to be sent, with capitals where these bits say so. */
  write(capitals: number): void {
    let length = writeQuery(this.query, this.#words, capitals);
    if (!this.edns) {
      length = this.questionEnd;
      this.bytes[11] = 0; // nothing in the additional section
    }
    if (this.message.length !== length) this.message = this.bytes.subarray(0, length);
  }

  /** One more attempt over UDP. */
  attempt(socket: UdpSocket, id: number): void {
    if (this.socket !== undefined) this.earlier.push({ socket: this.socket, id: this.id });
    this.socket = socket;
    this.id = id;
    this.attempts++;
    this.message[0] = id >> 8;
    this.message[1] = id & 0xff;
  }

  /** What is still answered over UDP is answered to nobody. */
  forgetAttempts(nowMs: number): void {
    if (this.socket === undefined) return;
    this.socket.release(this.id, nowMs);
    this.socket = undefined;
    if (this.attempts > 1) for (const { socket, id } of this.earlier.splice(0)) socket.release(id, nowMs);
    this.attempts = 0;
  }
}
