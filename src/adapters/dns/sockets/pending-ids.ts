import type { RandomWords } from './random.ts';

/** Tables of sockets that were closed, all zero again. A new one is 128 KiB, of which the system keeps only the pages that were written. */
const spare: Uint16Array[] = [];
const MOST_SPARE = 64;

/** Which slot waits for which message id on one socket or connection. An id that is pending is never given out again. */
export class PendingIds {
  readonly #slots = spare.pop() ?? new Uint16Array(0x10000);
  /** How many are pending. */
  count = 0;

  /** Draws an id. @param slot its number from 0, below 65,535 @throws RangeError all ids are pending */
  take(slot: number, random: RandomWords): number {
    if (this.count >= 0xffff) throw new RangeError('every message id is pending');
    let id = random.next() & 0xffff;
    while (this.#slots[id] !== 0) id = random.next() & 0xffff;
    this.#slots[id] = slot + 1;
    this.count++;
    return id;
  }

  /** The slot's number; below 0: nobody waits for this id. */
  slotOf(id: number): number {
    return this.#slots[id]! - 1;
  }

  release(id: number): void {
    if (this.#slots[id] === 0) return;
    this.#slots[id] = 0;
    this.count--;
  }

  /** For the next socket; nothing may be taken here any more. */
  discard(): void {
    if (this.count === 0 && spare.length < MOST_SPARE) spare.push(this.#slots);
  }
}
