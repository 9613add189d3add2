import { hasNoRoute } from '../../reachable.ts';
import { judgePacket, PACKET, type Packet } from './acceptance.ts';
import type { Ending } from './poll-result.ts';
import type { RandomWords } from './random.ts';
import type { Slot } from './slot.ts';
import type { Counters } from './statistics.ts';
import type { Stream, StreamEnd, StreamEvents } from './stream.ts';
import type { ExchangeOptions, Surroundings } from './surroundings.ts';
import { measured, patience, type Target } from './target.ts';
import { Timeouts } from './timeouts.ts';
import type { UdpEvents, UdpSocket } from './udp-pool.ts';

/** A connection has its handshake before it, and a server may take many questions before it answers the first: four times as long. */
const STREAM_CLASS = 2;
/** Connections that end without any answer, before that is the outcome. */
const MOST_HUNG_UP = 2;

/** What this machine may run out of; nobody was asked then. */
const OUR_LACK = new Set(['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM']);
const DETOURS = { truncated: 'truncated over UDP', case: 'the server changed the case of the name' } as const;

/** Sends slots and hears their answers: attempts, ids, timeouts, the way over TCP. When they go out is the poller's. */
export class Exchange implements UdpEvents, StreamEvents {
  readonly timeouts: Timeouts<Slot>;
  /** Moment of this turn of the event loop. */
  nowMs: number;
  /** Packets and frames so far, whatever they were. */
  heardCount = 0;
  /** Slots that were sent and have no answer. */
  inFlight = 0;
  /** By slot: when it was last sent. */
  readonly sentMs = new Float64Array(0x10000);
  /** Connections with something to send. */
  readonly unflushed = new Set<Stream>();
  readonly counters: Counters;
  readonly #options: ExchangeOptions;
  readonly #around: Surroundings;
  readonly #random: RandomWords;

  constructor(options: ExchangeOptions, around: Surroundings, counters: Counters, random: RandomWords, nowMs: number) {
    this.timeouts = new Timeouts<Slot>(options.timeoutMs);
    this.#options = options;
    this.#around = around;
    this.counters = counters;
    this.#random = random;
    this.nowMs = nowMs;
  }

  /** Sends it where it is to go now; false: its target has no room. */
  send(slot: Slot): boolean {
    const { target } = slot;
    const sent = target.transport === 'udp' ? this.#sendUdp(slot, target) : this.#sendStream(slot, target);
    if (!sent) return false;
    if (!target.inUse) this.#around.open.uses(target);
    target.rate.take(this.nowMs);
    this.counters.sent++;
    this.sentMs[slot.index] = this.nowMs;
    if (!slot.inFlight) {
      slot.inFlight = true;
      this.inFlight++;
    }
    return true;
  }

  /** Takes back everything the slot holds. */
  leave(slot: Slot): void {
    slot.queue?.remove(slot);
    slot.forgetAttempts(this.nowMs);
    slot.stream?.release(slot, this.nowMs);
    if (!slot.inFlight) return;
    slot.inFlight = false;
    this.inFlight--;
  }

  /** A slot whose time is over, taken from `timeouts`. */
  timedOut(slot: Slot): void {
    slot.target.rate.unanswered(this.nowMs);
    const { stream } = slot;
    if (stream === undefined) this.#again(slot);
    else {
      stream.release(slot, this.nowMs);
      if (stream.heardMs <= this.sentMs[slot.index]!) stream.close(); // who else waits there gets a new one
      this.#failed(slot, 'timeout', 'over TCP');
    }
  }

  mayOpen(): boolean {
    return this.#around.open.mayOpen();
  }

  heard(socket: UdpSocket, bytes: Buffer): void {
    this.heardCount++;
    this.#around.wake();
    const index = bytes.length < 2 ? -1 : socket.pending.slotOf(bytes[0]! * 0x100 + bytes[1]!);
    if (index < 0) {
      this.counters[bytes.length < 12 ? 'garbage' : 'wrongId']++;
      return;
    }
    const slot = this.#around.slots[index]!;
    const judged = judgePacket(slot.message, slot.questionEnd, bytes);
    if (judged === PACKET.ours) {
      socket.proven = true;
      // Of a question that was sent once it is known which answer this is (RFC 6298 §3); one in eight says enough.
      if ((this.heardCount & 7) === 0 && slot.attempts === 1)
        measured(slot.asked, this.nowMs - this.sentMs[slot.index]!);
      if ((bytes[2]! & 0x02) === 0) this.#answered(slot, bytes);
      else this.#overTcp(slot, 'truncated');
    } else if (judged === PACKET.impossible) this.#impossible(slot);
    else if (judged === PACKET.noEdns) this.#notUnderstood(slot, bytes);
    else if (judged === PACKET.otherCase) {
      this.counters.wrongCase++;
      if (slot.detour === undefined && !slot.detourFailed) this.#overTcp(slot, 'case');
    } else this.#passOver(slot, judged);
  }

  failed(socket: UdpSocket, error: NodeJS.ErrnoException): void {
    this.#around.wake();
    socket.proven = false;
    const closedPort = error.code === 'ECONNREFUSED';
    if (!closedPort) socket.target.pool!.retire(socket);
    for (const slot of this.#around.slots) {
      if (slot.socket !== socket || slot.detour !== undefined) continue;
      if (closedPort) {
        slot.isOdd = true;
        slot.refused++;
        this.#again(slot);
      } else this.#noWay(slot, error, error.code ?? 'failed');
    }
  }

  heardFrame(stream: Stream, bytes: Buffer): void {
    this.heardCount++;
    this.#around.wake();
    stream.heardMs = this.nowMs;
    const index = bytes.length < 2 ? -1 : stream.pending!.slotOf(bytes[0]! * 0x100 + bytes[1]!);
    if (index < 0) {
      this.counters[bytes.length < 12 ? 'garbage' : 'wrongId']++;
      return;
    }
    const slot = this.#around.slots[index]!;
    const judged = judgePacket(slot.message, slot.questionEnd, bytes);
    if (judged === PACKET.garbage) this.#passOver(slot, judged);
    else {
      stream.answered();
      // Nobody but the server can speak on its connection: it may write the name as it likes, and nothing better will follow.
      if (judged === PACKET.otherCase && slot.detour === 'case') slot.asked.lowersCase = true;
      if (judged === PACKET.impossible) this.#impossible(slot);
      else if (judged === PACKET.noEdns) this.#notUnderstood(slot, bytes);
      else if (judged === PACKET.otherQuestion) this.#passOver(slot, judged);
      else this.#answered(slot, bytes);
    }
  }

  ended(stream: Stream, { answered, opened, byUs, error }: StreamEnd): void {
    this.#around.wake();
    this.unflushed.delete(stream);
    for (const slot of this.#around.slots) {
      if (slot.stream !== stream) continue;
      stream.release(slot, this.nowMs);
      const name = slot.target.transport === 'tls' ? 'TLS' : 'TCP';
      if (!opened && error !== undefined) this.#noWay(slot, error, `${name} ${error.code ?? 'failed'}`);
      else if (!byUs && answered === 0 && this.#hungUp(slot) >= MOST_HUNG_UP)
        this.#failed(slot, 'unreachable', `${name} connection closed without an answer`);
      else this.#around.hold(slot);
    }
  }

  #sendUdp(slot: Slot, target: Target): boolean {
    const { attempts } = slot;
    const socket = target.pool!.pick(target, this.nowMs, slot.socket);
    if (socket === undefined) return false;
    if (attempts === 0) slot.write(target.lowersCase ? 0 : this.#random.next());
    const id = socket.pending.take(slot.index, this.#random);
    slot.attempt(socket, id);
    socket.send(slot.message);
    target.pool!.took(socket);
    this.timeouts.start(slot, patience(target, this.#options.timeoutMs) + attempts, this.nowMs);
    return true;
  }

  #sendStream(slot: Slot, target: Target): boolean {
    const stream = target.stream!;
    if (!stream.hasRoom || (!stream.isOpen && !this.mayOpen())) return false;
    if (slot.attempts === 0 && slot.detour === undefined) slot.write(0);
    stream.add(slot, this.#random, this.nowMs);
    this.unflushed.add(stream);
    this.timeouts.start(slot, STREAM_CLASS, this.nowMs);
    return true;
  }

  /** Another attempt over UDP, or the end of it. Who answers with nonsense would do so again. */
  #again(slot: Slot): void {
    const { attempts, garbled, refused } = slot;
    if (garbled) this.#settle(slot, 'malformed', undefined, 'answered with what is no response');
    else if (attempts < this.#options.tries) {
      this.counters.retransmits++;
      if (!this.send(slot)) this.#around.hold(slot);
    } else if (refused >= attempts) this.#settle(slot, 'unreachable', undefined, 'UDP port closed');
    else this.#settle(slot, 'timeout', undefined, this.#whyNothing(slot));
  }

  #hungUp(slot: Slot): number {
    slot.isOdd = true;
    return ++slot.hungUp;
  }

  #impossible(slot: Slot): void {
    this.#settle(slot, 'malformed', undefined, 'more records announced than fit');
  }

  /**
   * Nothing to be believed; the true answer may still come. Another question may be a late answer to an earlier one that had this id by
   * chance, so it says nothing of the server.
   */
  #passOver(slot: Slot, judged: Packet): void {
    if (judged === PACKET.otherQuestion) this.counters.wrongQuestion++;
    else {
      this.counters.garbage++;
      slot.isOdd = true;
      slot.garbled = true;
    }
  }

  /** FORMERR or NOTIMP: again without EDNS, once. */
  #notUnderstood(slot: Slot, bytes: Buffer): void {
    if (slot.edns) this.#withoutEdns(slot);
    else this.#answered(slot, bytes);
  }

  #whyNothing(slot: Slot): string | undefined {
    const drops = this.counters.drops(this.nowMs) ?? 0;
    const reasons = [
      ...(slot.detourFailed ? [DETOURS.case] : []),
      ...(drops > 0 ? [`this machine itself dropped ${drops} UDP packets since it began to ask`] : []),
    ];
    return reasons.length === 0 ? undefined : reasons.join('; ');
  }

  #withoutEdns(slot: Slot): void {
    slot.isOdd = true;
    slot.edns = false;
    slot.queue?.remove(slot);
    slot.stream?.release(slot, this.nowMs);
    slot.forgetAttempts(this.nowMs);
    if (slot.detour !== undefined) slot.write(0);
    if (!this.send(slot)) this.#around.hold(slot);
  }

  #overTcp(slot: Slot, detour: 'truncated' | 'case'): void {
    this.counters.tcpFallbacks++;
    slot.isOdd = true;
    slot.detour = detour;
    slot.queue?.remove(slot);
    if (detour === 'truncated') slot.forgetAttempts(this.nowMs); // what UDP says later is no better
    slot.target = slot.asked.overTcp!;
    slot.stream?.release(slot, this.nowMs);
    if (!this.send(slot)) this.#around.hold(slot);
  }

  /** An error before anything was sent: this machine's, or that of the way there. */
  #noWay(slot: Slot, error: NodeJS.ErrnoException, why: string): void {
    if (hasNoRoute(error)) this.#settle(slot, 'no-route');
    else if (OUR_LACK.has(error.code ?? '')) this.#settle(slot, 'not-asked', undefined, `this machine: ${error.code}`);
    else this.#failed(slot, 'unreachable', why);
  }

  #failed(slot: Slot, ending: Ending, why: string): void {
    const { detour } = slot;
    if (detour === 'case' && slot.attempts < this.#options.tries) {
      // Whoever changed the case, a forger perhaps: the true answer may still come over UDP.
      slot.stream?.release(slot, this.nowMs);
      slot.detour = undefined;
      slot.detourFailed = true;
      slot.target = slot.asked;
      this.#again(slot);
    } else {
      const before = detour === undefined ? '' : `${DETOURS[detour]}; `;
      this.#settle(slot, ending, undefined, before + why);
    }
  }

  #answered(slot: Slot, bytes: Buffer): void {
    this.counters.accepted++;
    const { rate } = slot.target;
    if ((bytes[3]! & 0x0f) === 5) rate.refused(this.nowMs);
    else rate.answered(this.nowMs);
    this.#settle(slot, 'response', bytes);
  }

  #settle(slot: Slot, ending: Ending, packet?: Buffer, why?: string): void {
    this.#around.settle(slot, ending, packet, why);
  }
}
