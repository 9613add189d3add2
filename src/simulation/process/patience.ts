/** How long a tick is, and how many make a time-out: five wall seconds: a busy machine is slow, and its slowness is not the world's. */
const TICK_MS = 250;
const TICKS = 20;

/**
 * Time-outs for a prober that shares its thread and its machine. It counts ticks of the event loop, not the wall's time: while the process
 * gets no processor at all, nobody's time runs out, because then the fault is ours and not the asked server's.
 */
export class Patience {
  readonly #waiting = new Map<() => void, number>();
  readonly #timer: NodeJS.Timeout;

  constructor() {
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
    this.#timer.unref();
  }

  /** Calls `over` when patience ends, unless the answer of this function was called before. */
  begin(over: () => void): () => void {
    this.#waiting.set(over, TICKS);
    return () => void this.#waiting.delete(over);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #tick(): void {
    for (const [over, left] of this.#waiting) {
      if (left > 1) this.#waiting.set(over, left - 1);
      else {
        this.#waiting.delete(over);
        over();
      }
    }
  }
}
