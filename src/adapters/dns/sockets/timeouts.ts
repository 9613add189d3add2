import { Queue, type Queued } from './queue.ts';

export interface Timed<T> extends Queued<T> {
  /** On the caller's clock, rounded up: whole numbers cost less to keep. */
  deadlineMs: number;
}

/** Each class waits twice as long as the one before it. */
export const TIMEOUT_CLASSES = 5;

/**
 * Who waits until when. All members of a class wait equally long, so the order in which they began is the order in which they end, and one
 * timer for the first of each class is enough. Who has its answer leaves at once: what is kept here is never more than what is in flight.
 */
export class Timeouts<T extends Timed<T>> {
  readonly #classes: readonly Queue<T>[] = Array.from({ length: TIMEOUT_CLASSES }, () => new Queue<T>());
  readonly #lastsMs: readonly number[];

  /** @param firstMs of class 0 */
  constructor(firstMs: number) {
    this.#lastsMs = this.#classes.map((_class, index) => firstMs * 2 ** index);
  }

  /** Begins anew where the member waits already. @param nowMs never before that of an earlier call */
  start(member: T, timeoutClass: number, nowMs: number): void {
    const index = Math.min(timeoutClass, TIMEOUT_CLASSES - 1);
    member.deadlineMs = Math.ceil(nowMs + this.#lastsMs[index]!);
    this.#classes[index]!.add(member);
  }

  /** Infinity: nobody waits. */
  nextMs(): number {
    let next = Infinity;
    for (const { first } of this.#classes) if (first !== undefined && first.deadlineMs < next) next = first.deadlineMs;
    return next;
  }

  /** Takes out one whose time has come. */
  expired(nowMs: number): T | undefined {
    for (const { first } of this.#classes) {
      if (first === undefined || first.deadlineMs > nowMs) continue;
      first.queue?.remove(first);
      return first;
    }
    return undefined;
  }
}
