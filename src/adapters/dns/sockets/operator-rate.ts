/** How long a bucket may save up: a burst of half a second's questions. */
const BURST_SECONDS = 0.5;
const SLOWEST_PER_SECOND = 2;
/** Additive increase is 5 % a second of what is allowed now, until the ceiling. */
const GROWTH_PER_SECOND = 1.05;
/** What is counted together: at most so long, and at most so many. */
const WINDOW_MS = 10_000;
const WINDOW_QUESTIONS = 500;
/** Fewer than this say nothing about a share. */
const SLOW_DOWN_AFTER = 100;
const SLOW_DOWN_SHARE = 0.01;
const REST_AFTER = 40;
const REST_SHARE = 0.2;
const REST_MS = 30_000;
/** One fault shows in many questions at once; it halves the rate once. */
const HALVE_AT_MOST_EVERY_MS = 1000;

/**
 * How fast one operator is asked: a token bucket whose rate is halved when the operator says REFUSED or leaves more than 1 % unanswered, and
 * grows by 5 % a second otherwise, never over its ceiling. From 20 % unanswered on it is not asked at all for half a minute.
 *
 * All time comes in, in milliseconds of any one clock that does not go back. A ceiling of `Infinity` limits nothing and counts nothing.
 */
export class OperatorRate {
  readonly ceilingPerSecond: number;
  readonly isLimited: boolean;
  perSecond: number;
  /** Of the last rest: how large a share was left unanswered, of how many. */
  lastRest: { readonly share: number; readonly of: number } | undefined;

  #tokens: number;
  #atMs: number;
  #halvedMs = -Infinity;
  #restsUntilMs = -Infinity;
  #windowMs: number;
  #answered = 0;
  #unanswered = 0;

  constructor(ceilingPerSecond: number, nowMs: number) {
    this.ceilingPerSecond = ceilingPerSecond;
    this.isLimited = ceilingPerSecond !== Infinity;
    this.perSecond = ceilingPerSecond;
    this.#tokens = this.#burst();
    this.#atMs = nowMs;
    this.#windowMs = nowMs;
  }

  /** How long a new question must wait; 0: it may go now. */
  waitMs(nowMs: number): number {
    if (!this.isLimited) return 0;
    this.#refill(nowMs);
    // A millionth of a token is rounding, not waiting.
    return this.#tokens > 1 - 1e-6 ? 0 : Math.ceil(((1 - this.#tokens) / this.perSecond) * 1000);
  }

  /** A question goes out. One that is asked again goes without waiting, and those behind it wait the longer. */
  take(nowMs: number): void {
    if (!this.isLimited) return;
    this.#refill(nowMs);
    this.#tokens -= 1;
  }

  answered(nowMs: number): void {
    if (!this.isLimited) return;
    this.#count(nowMs);
    this.#answered++;
  }

  /** It answered, and said REFUSED. */
  refused(nowMs: number): void {
    this.answered(nowMs);
    this.#halve(nowMs);
  }

  unanswered(nowMs: number): void {
    if (!this.isLimited) return;
    this.#count(nowMs);
    this.#unanswered++;
    const of = this.#answered + this.#unanswered;
    const share = this.#unanswered / of;
    if (of >= REST_AFTER && share >= REST_SHARE) {
      this.#restsUntilMs = nowMs + REST_MS;
      this.lastRest = { share, of };
      this.#forget(nowMs);
    } else if (of >= SLOW_DOWN_AFTER && share > SLOW_DOWN_SHARE) {
      this.#halve(nowMs);
      this.#forget(nowMs);
    }
  }

  /** Until when nothing is asked; `undefined`: it may be asked. */
  restsUntil(nowMs: number): number | undefined {
    return this.#restsUntilMs > nowMs ? this.#restsUntilMs : undefined;
  }

  #burst(): number {
    return Math.max(1, this.perSecond * BURST_SECONDS);
  }

  #refill(nowMs: number): void {
    const seconds = (nowMs - this.#atMs) / 1000;
    if (seconds <= 0) return;
    this.#atMs = nowMs;
    this.perSecond = Math.min(this.ceilingPerSecond, this.perSecond * GROWTH_PER_SECOND ** seconds);
    this.#tokens = Math.min(this.#burst(), this.#tokens + seconds * this.perSecond);
  }

  #halve(nowMs: number): void {
    if (!this.isLimited || nowMs - this.#halvedMs < HALVE_AT_MOST_EVERY_MS) return;
    this.#refill(nowMs);
    this.#halvedMs = nowMs;
    this.perSecond = Math.max(Math.min(SLOWEST_PER_SECOND, this.ceilingPerSecond), this.perSecond / 2);
    this.#tokens = Math.min(this.#tokens, this.#burst());
  }

  #count(nowMs: number): void {
    const full = this.#answered + this.#unanswered >= WINDOW_QUESTIONS;
    if (full || nowMs - this.#windowMs > WINDOW_MS) this.#forget(nowMs);
  }

  #forget(nowMs: number): void {
    this.#windowMs = nowMs;
    this.#answered = 0;
    this.#unanswered = 0;
  }
}
