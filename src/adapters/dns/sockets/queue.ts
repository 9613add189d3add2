/** Something that stands in at most one queue at a time. */
export interface Queued<T> {
  queue: { remove(member: T): void } | undefined;
  ahead: T | undefined;
  behind: T | undefined;
}

/** First in, first out; leaving from anywhere costs the same. The links are in the members, so a queue holds nothing of those that left. */
export class Queue<T extends Queued<T>> {
  first: T | undefined;
  length = 0;
  #last: T | undefined;

  add(member: T): void {
    member.queue?.remove(member);
    member.queue = this;
    member.ahead = this.#last;
    member.behind = undefined;
    if (this.#last === undefined) this.first = member;
    else this.#last.behind = member;
    this.#last = member;
    this.length++;
  }

  remove(member: T): void {
    if (member.queue !== this) return;
    if (member.ahead === undefined) this.first = member.behind;
    else member.ahead.behind = member.behind;
    if (member.behind === undefined) this.#last = member.ahead;
    else member.behind.ahead = member.ahead;
    member.queue = undefined;
    member.ahead = undefined;
    member.behind = undefined;
    this.length--;
  }
}
