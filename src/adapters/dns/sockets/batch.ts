import type { PollResult } from './poll-result.ts';
import type { Query } from './question-bytes.ts';
import type { Target } from './target.ts';

/** Many questions, asked for one at a time as there is room, so that a million of them needs no list. */
export interface Poll {
  readonly count: number;
  targetAt(item: number): Target;
  queryAt(item: number): Query;
  /**
   * Whether an answer with this fingerprint (`Fingerprinter` under the poller's key) is the expected one. Asked only for answers that hold
   * data along the question's path; yes makes it `same`, and nobody decodes it.
   */
  isExpected?(item: number, high: number, low: number): boolean;
  /** Once for each item, in any order. The result is the poller's and holds only during the call. */
  on(item: number, result: PollResult): void;
  /** Default true: the same question to the same target that is out at the same moment is sent once. */
  readonly share?: boolean;
}

/** A poll under way. */
export class Batch {
  readonly poll: Poll;
  /** The first item that was not taken up yet. */
  next = 0;
  /** Slots that are its own: what is in flight or waits for its turn. */
  slots = 0;
  /** Items without a result. */
  left: number;
  over = false;
  readonly #done: (error?: unknown) => void;

  constructor(poll: Poll, done: (error?: unknown) => void) {
    this.poll = poll;
    this.left = poll.count;
    this.#done = done;
  }

  isExpected(item: number, high: number, low: number): boolean {
    if (this.over || this.poll.isExpected === undefined) return false;
    try {
      return this.poll.isExpected(item, high, low);
    } catch (thrown) {
      this.end(thrown);
      return false;
    }
  }

  tell(item: number, result: PollResult): void {
    if (this.over) return;
    this.left--;
    try {
      this.poll.on(item, result);
      if (this.left === 0) this.end();
    } catch (thrown) {
      this.end(thrown);
    }
  }

  /** @param error what its own functions threw, where they did */
  end(error?: unknown): void {
    if (this.over) return;
    this.over = true;
    this.#done(error);
  }
}
