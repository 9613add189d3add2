import type { Fingerprinter } from '../../../dns/fingerprint.ts';
import type { Clock } from '../../../ports/clock.ts';
import { Batch, type Poll } from './batch.ts';
import { Exchange } from './exchange.ts';
import { OpenSockets } from './open-sockets.ts';
import { type Ending, PollResult } from './poll-result.ts';
import type { RandomWords } from './random.ts';
import { Slot } from './slot.ts';
import { inherit, link, unlink } from './slot-owners.ts';
import type { Counters } from './statistics.ts';
import type { Target } from './target.ts';

export interface PumpOptions {
  /** Of the first attempt over UDP; each further one waits twice as long. */
  readonly timeoutMs: number;
  /** Attempts over UDP. */
  readonly tries: number;
  /** Questions that are out at one moment. */
  readonly inFlight: number;
  /** For what people read. */
  readonly clock: Pick<Clock, 'now'>;
}

/** A slot is about a kilobyte, and its number fits 16 bits. */
const MOST_SLOTS = 50_000;
/** Of one poll, beside the window: whoever asks a slow operator for much leaves slots to others. */
const MOST_WAITING = 1000;
/** Turns of the event loop that a time-out waits for what may lie in a receive buffer still; after that it is the server that is slow. */
const MOST_LISTENING_TURNS = 64;

/**
 * Decides what goes out when: takes items from the polls in turn as long as the window has room, holds back what its target may not be
 * asked yet, and ends what took too long. Runs once in a turn of the event loop in which something happened.
 */
export class Pump {
  readonly slots: Slot[] = [];
  readonly exchange: Exchange;
  readonly open = new OpenSockets();
  readonly #options: PumpOptions;
  readonly #prints: Fingerprinter;
  readonly #free: Slot[] = [];
  readonly #batches: Batch[] = [];
  readonly #held = new Set<Target>();
  readonly #run = () => this.#pump();
  #awake = false;
  #turn = 0;
  #tokensMs = Infinity;
  #timer: NodeJS.Timeout | undefined;
  #timerMs = Infinity;
  #result: PollResult | undefined;

  constructor(options: PumpOptions, prints: Fingerprinter, counters: Counters, random: RandomWords) {
    this.#options = options;
    this.#prints = prints;
    this.exchange = new Exchange(options, this, counters, random, performance.now());
  }

  /** As `Poller.poll`. */
  poll(poll: Poll, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (poll.count === 0) return resolve();
      const givenUp = () => this.#giveUp(batch);
      const batch = new Batch(poll, (error) => {
        signal.removeEventListener('abort', givenUp);
        this.#drop(batch);
        if (error === undefined) resolve();
        else reject(error);
      });
      if (signal.aborted) return givenUp();
      this.#batches.push(batch);
      signal.addEventListener('abort', givenUp);
      this.wake();
    });
  }

  wake(): void {
    if (this.#awake) return;
    this.#awake = true;
    this.exchange.nowMs = performance.now();
    setImmediate(this.#run);
  }

  /** It goes when its target has room again. */
  hold(slot: Slot): void {
    slot.target.waiting.add(slot);
    this.#held.add(slot.target);
    this.wake();
  }

  settle(slot: Slot, ending: Ending, packet?: Buffer, why?: string): void {
    this.exchange.leave(slot);
    unlink(slot);
    const { batch, item, followers, query } = slot;
    const result = this.#result ?? new PollResult();
    this.#result = undefined; // who is told now may bring about another one meanwhile
    result.ending = ending;
    result.query = query;
    result.target = slot.asked;
    result.packet = packet;
    result.why = why;
    result.roundTripMs = this.exchange.nowMs - this.exchange.sentMs[slot.index]!;
    result.high = 0;
    result.low = 0;
    const compared = followers !== undefined || batch!.poll.isExpected !== undefined;
    const prints = this.#prints;
    // NOERROR, and said with authority or by a resolver: else it is no answer, whatever data it holds.
    const holdsData =
      packet !== undefined && (packet[3]! & 0x0f) === 0 && (query.flags.recursive || (packet[2]! & 4) !== 0);
    if (compared && holdsData && prints.read(packet, query.questionEnd) > 0) {
      result.high = prints.high;
      result.low = prints.low;
    }
    // Whoever is told may give up others, or ask anew: this slot is nobody's by then, and in use until all are told.
    slot.batch = undefined;
    batch!.slots--;
    if (followers !== undefined) slot.followers = undefined;
    this.#tell(batch!, item, result);
    if (followers !== undefined) for (const owner of followers) this.#tell(owner.batch, owner.item, result);
    this.#result = result;
    this.#free.push(slot);
    this.wake();
  }

  #tell(batch: Batch, item: number, result: PollResult): void {
    const { high, low } = result;
    result.same = (high !== 0 || low !== 0) && batch.isExpected(item, high, low);
    batch.tell(item, result);
  }

  #pump(): void {
    this.#awake = false;
    this.exchange.nowMs = performance.now();
    this.#tokensMs = Infinity;
    for (const target of this.#held) {
      while (target.waiting.first !== undefined && this.#go(target.waiting.first));
      if (target.waiting.length === 0) this.#held.delete(target);
    }
    while (this.#hasPlace() && this.slots.length - this.#free.length < MOST_SLOTS) {
      const batch = this.#nextBatch();
      if (batch === undefined) break;
      this.#takeUp(batch);
    }
    for (const stream of this.exchange.unflushed) stream.flush();
    this.exchange.unflushed.clear();
    this.#arm();
  }

  #hasPlace(): boolean {
    return this.exchange.inFlight < this.#options.inFlight;
  }

  /** They take turns, but for one that has enough waiting. */
  #nextBatch(): Batch | undefined {
    const batches = this.#batches;
    for (let tried = 0; tried < batches.length; tried++) {
      this.#turn = (this.#turn + 1) % batches.length;
      const batch = batches[this.#turn]!;
      if (batch.slots < this.#options.inFlight + MOST_WAITING) return batch;
    }
    return undefined;
  }

  #takeUp(batch: Batch): void {
    const item = batch.next++;
    if (batch.next >= batch.poll.count) this.#batches.splice(this.#turn, 1);
    try {
      this.#ask(batch, item, batch.poll.targetAt(item), batch.poll.queryAt(item));
    } catch (thrown) {
      batch.end(thrown);
    }
  }

  #ask(batch: Batch, item: number, target: Target, query: Slot['query']): void {
    const shares = batch.poll.share !== false;
    if (shares)
      for (let out = query.out; out !== undefined; out = out.nextOut)
        if (out.asked === target) {
          out.followers ??= [];
          out.followers.push({ batch, item });
          this.exchange.counters.shared++;
          return;
        }
    const slot = this.#free.pop() ?? this.#newSlot();
    slot.begin(batch, item, target, query);
    batch.slots++;
    if (shares) link(slot);
    if (target.waiting.length > 0 || !this.#go(slot)) this.hold(slot);
  }

  #newSlot(): Slot {
    const slot = new Slot(this.slots.length);
    this.slots.push(slot);
    return slot;
  }

  /** False: not yet. */
  #go(slot: Slot): boolean {
    const { nowMs } = this.exchange;
    const { rate } = slot.target;
    if (!slot.inFlight) {
      const untilMs = rate.restsUntil(nowMs);
      if (untilMs !== undefined) {
        // It was asked, and fell silent: a `not-asked` may be waived, as where this machine has no route.
        this.settle(slot, 'timeout', undefined, this.#whyResting(slot.target, untilMs - nowMs));
        return true;
      }
      if (!this.#hasPlace()) return false;
    }
    const waitMs = rate.waitMs(nowMs);
    if (waitMs > 0) this.#tokensMs = Math.min(this.#tokensMs, nowMs + waitMs);
    return waitMs === 0 && this.exchange.send(slot);
  }

  #whyResting({ operator, rate }: Target, leftMs: number): string {
    const { share, of } = rate.lastRest!;
    const untilText = new Date(Math.ceil(this.#options.clock.now() + leftMs)).toISOString();
    return `${operator} left ${Math.round(share * 100)} % of ${of} questions unanswered; it is asked again from ${untilText}`;
  }

  #arm(): void {
    const idle = this.slots.length === this.#free.length;
    const dueMs = idle ? Infinity : Math.min(this.exchange.timeouts.nextMs(), this.#tokensMs);
    if (this.#timer !== undefined && this.#timerMs <= dueMs && !idle) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (dueMs === Infinity) return;
    this.#timerMs = dueMs;
    this.#timer = setTimeout(() => this.#due(), Math.max(1, Math.ceil(dueMs - performance.now())));
  }

  /** What lies in the receive buffers is read before a late timer calls it a time-out. */
  #due(): void {
    this.#timer = undefined;
    let turns = 0;
    let heard = this.exchange.heardCount;
    const listen = () => {
      if (this.exchange.heardCount === heard || ++turns > MOST_LISTENING_TURNS) return this.#expire();
      heard = this.exchange.heardCount;
      setImmediate(listen);
    };
    setImmediate(listen);
  }

  #expire(): void {
    const { exchange } = this;
    exchange.nowMs = performance.now();
    for (let slot = exchange.timeouts.expired(exchange.nowMs); slot !== undefined; ) {
      exchange.timedOut(slot);
      slot = exchange.timeouts.expired(exchange.nowMs);
    }
    this.wake();
  }

  #giveUp(batch: Batch): void {
    const result = new PollResult();
    result.why = 'given up';
    const tell = (item: number) => batch.tell(item, result);
    for (const slot of this.slots) {
      const others = slot.followers?.filter((owner) => owner.batch !== batch);
      for (const owner of slot.followers ?? []) if (owner.batch === batch) tell(owner.item);
      if (slot.followers !== undefined) slot.followers = others;
      if (slot.batch !== batch) continue;
      const heir = others?.shift();
      if (heir === undefined) this.settle(slot, 'not-asked', undefined, 'given up');
      else {
        tell(slot.item);
        inherit(slot, heir);
      }
    }
    while (batch.next < batch.poll.count && !batch.over) tell(batch.next++);
  }

  /** A batch that is over, perhaps before its time, asks nothing any more. */
  #drop(batch: Batch): void {
    const index = this.#batches.indexOf(batch);
    if (index >= 0) this.#batches.splice(index, 1);
    if (batch.left === 0) return;
    for (const slot of this.slots) {
      if (slot.batch !== batch) continue;
      const heir = slot.followers?.find((owner) => !owner.batch.over);
      if (heir === undefined) this.settle(slot, 'not-asked', undefined, 'given up');
      else {
        slot.followers = slot.followers!.filter((owner) => owner !== heir);
        inherit(slot, heir);
      }
    }
  }
}
