import type { RandomWords } from './random.ts';

const CELLS = 4096;
/** Half of the cells: a random id then finds a free one at the second draw on average, at the latest. */
export const MOST_PENDING = CELLS / 2;

/**
 * Which slot waits for which message id on one socket or connection. The lower bits of an id choose its cell and the cell knows the whole
 * id, so the table is small enough to stay in the processor's nearer memory; an id is given out only where its cell is free, and so never
 * while it is pending.
 */
export class PendingIds {
  /** The id in the upper half, the slot's number and one in the lower; 0: free. */
  readonly #cells = new Uint32Array(CELLS);
  /** How many are pending. */
  count = 0;

  /** Draws an id. @param slot its number from 0, below 65,535 @throws RangeError `MOST_PENDING` are pending */
  take(slot: number, random: RandomWords): number {
    if (this.count >= MOST_PENDING) throw new RangeError('too many message ids are pending');
    let id = random.next() & 0xffff;
    while (this.#cells[id & (CELLS - 1)] !== 0) id = random.next() & 0xffff;
    this.#cells[id & (CELLS - 1)] = id * 0x10000 + slot + 1;
    this.count++;
    return id;
  }

  /** The slot's number; below 0: nobody waits for this id. */
  slotOf(id: number): number {
    const cell = this.#cells[id & (CELLS - 1)]!;
    return cell >>> 16 === id ? (cell & 0xffff) - 1 : -1;
  }

  /** One that is pending. */
  release(id: number): void {
    this.#cells[id & (CELLS - 1)] = 0;
    this.count--;
  }
}
