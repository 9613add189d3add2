import { randomFillSync } from 'node:crypto';

/** Random numbers that nobody can guess, drawn from the system many at a time. */
export class RandomWords {
  readonly #words = new Uint32Array(2048);
  #next = this.#words.length;

  /** 32 bits, as an unsigned number. */
  next(): number {
    if (this.#next === this.#words.length) {
      randomFillSync(this.#words);
      this.#next = 0;
    }
    return this.#words[this.#next++]!;
  }
}
