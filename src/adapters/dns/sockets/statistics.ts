import { readFileSync } from 'node:fs';

/** What the poller did since it was made. */
export interface PollerStatistics {
  /** Queries that left, retransmits and TCP included. */
  readonly sent: number;
  /** Responses taken as the answer to their question, whatever they say. */
  readonly accepted: number;
  readonly retransmits: number;
  /** Packets passed over, by reason. `wrongId` holds late answers to questions that ended too. */
  readonly ignored: {
    readonly wrongId: number;
    readonly wrongQuestion: number;
    readonly wrongCase: number;
    readonly garbage: number;
  };
  /** Questions that went from UDP to TCP. */
  readonly tcpFallbacks: number;
  /** Questions that shared another one's query. */
  readonly shared: number;
  /**
   * UDP packets that this machine dropped because a receive buffer was full, whoever's buffer it was; where it did not grow, who did not
   * answer was not heard because of us. `undefined`: this system does not say.
   */
  readonly receiveBufferDrops: number | undefined;
}

/** Counters as they grow. */
export class Counters {
  sent = 0;
  accepted = 0;
  retransmits = 0;
  wrongId = 0;
  wrongQuestion = 0;
  wrongCase = 0;
  garbage = 0;
  tcpFallbacks = 0;
  shared = 0;
  readonly #dropsBefore = receiveBufferErrors();
  #drops: number | undefined;
  #readMs = -Infinity;

  statistics(): PollerStatistics {
    const { sent, accepted, retransmits, tcpFallbacks, shared, wrongId, wrongQuestion, wrongCase, garbage } = this;
    return {
      sent,
      accepted,
      retransmits,
      ignored: { wrongId, wrongQuestion, wrongCase, garbage },
      tcpFallbacks,
      shared,
      receiveBufferDrops: this.drops(Infinity),
    };
  }

  /** Growth of the system's counter; read at most once a second. */
  drops(nowMs: number): number | undefined {
    if (this.#dropsBefore === undefined || nowMs - this.#readMs < 1000) return this.#drops;
    this.#readMs = nowMs === Infinity ? this.#readMs : nowMs;
    const now = receiveBufferErrors();
    this.#drops = now === undefined ? undefined : now - this.#dropsBefore;
    return this.#drops;
  }
}

/** RcvbufErrors of UDP over IPv4 and IPv6, as Linux counts them for this network namespace. */
export function receiveBufferErrors(): number | undefined {
  try {
    const rows = readFileSync('/proc/net/snmp', 'latin1')
      .split('\n')
      .filter((line) => line.startsWith('Udp: '))
      .map((line) => line.split(/\s+/));
    const column = rows[0]?.indexOf('RcvbufErrors') ?? -1;
    const over4 = Number(rows[1]?.[column]);
    if (column < 0 || !Number.isInteger(over4)) return undefined;
    const over6 = Number(/^Udp6RcvbufErrors\s+(\d+)$/m.exec(readFileSync('/proc/net/snmp6', 'latin1'))?.[1] ?? 0);
    return over4 + over6;
  } catch {
    return undefined;
  }
}
