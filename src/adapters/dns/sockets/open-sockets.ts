import type { Target } from './target.ts';

/** Sockets and connections of all targets; a process may often have 1024 files, and there are others who open some. */
const MOST_OPEN = 500;
const IDLE_MS = 2000;
const SWEEP_MS = 1000;

/** What is open for all targets together: no more than there may be, and not longer than it is used. */
export class OpenSockets {
  /** Counted by those who open and close. */
  count = 0;
  readonly #inUse = new Set<Target>();
  readonly #sweepAgain = () => this.#sweep();
  #sweeper: NodeJS.Timeout | undefined;

  /** Something was opened for this target. */
  uses(target: Target): void {
    target.inUse = true;
    this.#inUse.add(target);
    this.#sweeper ??= setTimeout(this.#sweepAgain, SWEEP_MS).unref();
  }

  /** Closes what is idle, if need be. */
  mayOpen(): boolean {
    if (this.count >= MOST_OPEN) this.#closeIdle(Infinity);
    return this.count < MOST_OPEN;
  }

  #sweep(): void {
    this.#sweeper = undefined;
    this.#closeIdle(performance.now() - IDLE_MS);
    if (this.#inUse.size > 0) this.#sweeper = setTimeout(this.#sweepAgain, SWEEP_MS).unref();
  }

  #closeIdle(sinceMs: number): void {
    for (const target of this.#inUse) {
      target.pool?.closeIdle(sinceMs);
      target.stream?.closeIdle(sinceMs);
      if ((target.pool?.open ?? 0) > 0 || target.stream?.isOpen) continue;
      target.inUse = false;
      this.#inUse.delete(target);
    }
  }
}
