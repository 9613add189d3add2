import type { EpochMs } from '../domain/time.ts';

/**
 * A value with its history, so that one structure serves what is true now, what a lagging list still shows (`at` the past) and what is
 * published a little later (`set` in the future). Values are immutable; what is older than `keepMs` is forgotten.
 */
export class Timeline<T> {
  readonly #entries: { fromMs: EpochMs; value: T }[];
  readonly #keepMs: number;

  constructor(first: T, keepMs = 600_000) {
    this.#entries = [{ fromMs: Number.NEGATIVE_INFINITY, value: first }];
    this.#keepMs = keepMs;
  }

  at(ms: EpochMs): T {
    for (let index = this.#entries.length - 1; index > 0; index--)
      if (this.#entries[index]!.fromMs <= ms) return this.#entries[index]!.value;
    return this.#entries[0]!.value;
  }

  /** What it will be when everything that is on its way has arrived. */
  last(): T {
    return this.#entries.at(-1)!.value;
  }

  /** From `fromMs` on; what was to come later than that is dropped. */
  set(value: T, fromMs: EpochMs): void {
    while (this.#entries.length > 1 && this.#entries.at(-1)!.fromMs >= fromMs) this.#entries.pop();
    this.#entries.push({ fromMs, value });
    const oldest = fromMs - this.#keepMs;
    while (this.#entries.length > 2 && this.#entries[1]!.fromMs < oldest) this.#entries.shift();
  }
}
