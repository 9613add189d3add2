import { GoLiveError } from '../domain/errors.ts';
import { HOUR, MINUTE, SECOND } from '../domain/time.ts';
import { heldAs, isHeld } from '../ports/held.ts';

/** How a provider is asked with one set of credentials, by this process. */
export interface Politeness {
  /** Calls a second in the long run … */
  readonly perSecond: number;
  /** … and at once after a pause: in no span of `s` seconds are there more than `burst + perSecond × s`. */
  readonly burst: number;
  /** Calls that are out at the same time. */
  readonly atOnce: number;
  /** A call waits for its turn no longer than this; then its step waits instead. */
  readonly mostWaitMs: number;
  /** The whole of one call, turn and answer. */
  readonly deadlineMs: number;
}

/** Time and chance of the machine it runs on: providers live in real time. */
export interface Surroundings {
  now(): number;
  /** Rejects when the signal aborts. */
  pause(ms: number, signal: AbortSignal): Promise<void>;
  /** Aborts after so long. */
  timeout(ms: number): AbortSignal;
  /** 0 ≤ … < 1 */
  random(): number;
}

/** After so many failures in a row nobody is asked for a while; the while doubles with each further one. */
const FAILURES_IN_A_ROW = 5;
const FIRST_PAUSE_MS = 30 * SECOND;
const LONGEST_PAUSE_MS = 15 * MINUTE;
/** A provider that says "slow down" and not for how long; and the longest that is believed. */
const USUAL_RETRY_AFTER_MS = MINUTE;
const LONGEST_RETRY_AFTER_MS = 24 * HOUR;
/** While one asks whether the trouble is over, the others come back after this. */
const PROBED_MS = 5 * SECOND;
/** Added to every pause by chance, up to this share, so that those who were turned away together do not come back together. */
const JITTER = 0.2;

const TROUBLE: ReadonlySet<string> = new Set(['unreachable', 'answer-lost', 'remote-broken', 'internal']);

/** Why nobody is asked: it wants fewer calls, or it does not work. */
interface Shut {
  readonly code: 'rate-limited' | 'unreachable';
  readonly untilMs: number;
  readonly why: string;
}

/** Where all calls with one set of credentials go through: a token bucket, a number of hands, and a circuit that opens. */
export class Door {
  #politeness: Politeness;
  readonly #surroundings: Surroundings;
  #tokens: number;
  #countedMs: number;
  #out = 0;
  readonly #queue: (() => void)[] = [];
  #failures = 0;
  /** Until when one call tries for all; a copy of hours tells nothing for as long, and is not waited for. */
  #probedUntilMs = 0;
  #shut: Shut | undefined;

  constructor(politeness: Politeness, surroundings: Surroundings) {
    this.#politeness = politeness;
    this.#surroundings = surroundings;
    this.#tokens = politeness.burst;
    this.#countedMs = surroundings.now();
  }

  /** Of two that come through here each may have said how fast; more than the slower one said the provider may not bear. */
  slowTo(other: Pick<Politeness, 'perSecond' | 'burst' | 'atOnce'>): void {
    const own = this.#politeness;
    this.#politeness = {
      ...own,
      perSecond: Math.min(own.perSecond, other.perSecond),
      burst: Math.min(own.burst, other.burst),
      atOnce: Math.min(own.atOnce, other.atOnce),
    };
  }

  /**
   * @param isLong takes as long as there is to copy: it has its turn in time, and no deadline here
   * @throws GoLiveError `rate-limited` or `unreachable` with `retryAfterMs` where nobody was asked; `answer-lost` past the deadline
   */
  async through(
    name: string,
    signal: AbortSignal,
    call: (signal: AbortSignal) => Promise<unknown>,
    isLong = false,
  ): Promise<unknown> {
    const { deadlineMs } = this.#politeness;
    this.#refuseWhileShut(name);
    const askedMs = this.#surroundings.now();
    await this.#turn(name, signal);
    const probing = this.#failures >= FAILURES_IN_A_ROW;
    try {
      this.#refuseWhileShut(name); // it may have been shut while we stood in line
      this.#refuseWhenLate(name, askedMs);
      if (!isHeld(signal)) throw new GoLiveError('lease-lost', { subject: name, why: 'its turn came too late' });
    } catch (thrown) {
      this.#leave();
      throw thrown;
    }
    if (probing) this.#probedUntilMs = this.#surroundings.now() + deadlineMs;
    try {
      const stoodMs = this.#surroundings.now() - askedMs;
      const late = isLong ? [] : [this.#surroundings.timeout(Math.max(0, deadlineMs - stoodMs))];
      const inTime = heldAs(signal, AbortSignal.any([signal, ...late]));
      const result = await answered(name, inTime, call(inTime));
      this.#failures = 0;
      return result;
    } catch (thrown) {
      this.#hear(thrown, signal);
      throw thrown;
    } finally {
      if (probing) this.#probedUntilMs = 0;
      this.#leave();
    }
  }

  #leave(): void {
    const next = this.#out > this.#politeness.atOnce ? undefined : this.#queue.shift(); // fewer hands than before
    if (next === undefined) this.#out--;
    else next(); // the hand goes to whoever came first
  }

  #refuseWhileShut(name: string): void {
    const leftMs = (this.#shut?.untilMs ?? 0) - this.#surroundings.now();
    if (leftMs > 0) throw wait(this.#shut!.code, name, this.#shut!.why, leftMs);
    if (this.#surroundings.now() < this.#probedUntilMs)
      throw wait('unreachable', name, this.#shut?.why ?? '', PROBED_MS * this.#jitter());
  }

  /** The line was long, or this process was stopped in it: whoever sent us has looked at its lease long ago, and looks again first. */
  #refuseWhenLate(name: string, askedMs: number): void {
    const stoodMs = this.#surroundings.now() - askedMs;
    if (stoodMs > this.#politeness.mostWaitMs + SECOND)
      throw wait('rate-limited', name, `its turn came after ${Math.round(stoodMs / SECOND)} s`, SECOND);
  }

  async #turn(name: string, signal: AbortSignal): Promise<void> {
    const { perSecond, burst, mostWaitMs } = this.#politeness;
    const { now, pause } = this.#surroundings;
    const at = now();
    this.#tokens = Math.min(burst, this.#tokens + ((at - this.#countedMs) / SECOND) * perSecond);
    this.#countedMs = at;
    const waitMs = this.#tokens >= 1 ? 0 : ((1 - this.#tokens) / perSecond) * SECOND;
    if (waitMs > mostWaitMs) throw wait('rate-limited', name, `our own limit of ${perSecond} calls a second`, waitMs);
    this.#tokens -= 1; // below zero: places in line that are given out already
    try {
      if (waitMs > 0) await pause(waitMs, signal);
      const { atOnce } = this.#politeness; // there may be fewer hands by now
      if (this.#out < atOnce) this.#out++;
      else await this.#hand(signal);
    } catch (cause) {
      throw new GoLiveError('unreachable', { subject: name, why: 'given up before it was asked', cause });
    }
  }

  /** Until a hand is free, for whoever came first. Rejects when the signal aborts. */
  #hand(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const free = () => {
        signal.removeEventListener('abort', stop);
        resolve();
      };
      const stop = () => {
        const place = this.#queue.indexOf(free);
        if (place >= 0) this.#queue.splice(place, 1);
        reject(signal.reason as Error);
      };
      if (signal.aborted) return stop();
      signal.addEventListener('abort', stop, { once: true });
      this.#queue.push(free);
    });
  }

  /** What a failure says about the next call. A refusal of what was asked says nothing. */
  #hear(thrown: unknown, signal: AbortSignal): void {
    // Where an adapter made a doubt of what the provider said, that is its cause.
    const said = thrown instanceof GoLiveError && thrown.cause instanceof GoLiveError ? thrown.cause : thrown;
    const failure = said instanceof GoLiveError ? said : undefined;
    if (failure?.code === 'rate-limited') {
      const forMs = Math.min(LONGEST_RETRY_AFTER_MS, failure.retryAfterMs ?? USUAL_RETRY_AFTER_MS);
      this.#tokens = Math.min(this.#tokens, 1); // no burst on the moment it ends
      this.#close('rate-limited', forMs, failure.why ?? 'it asked us to slow down');
      return;
    }
    if (signal.aborted || !TROUBLE.has(failure?.code ?? 'internal')) return;
    this.#failures++;
    if (this.#failures < FAILURES_IN_A_ROW) return;
    const forMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (this.#failures - FAILURES_IN_A_ROW));
    this.#close('unreachable', forMs, failure?.why ?? 'it failed several times in a row');
  }

  #close(code: Shut['code'], forMs: number, why: string): void {
    const untilMs = this.#surroundings.now() + forMs * this.#jitter();
    if (untilMs > (this.#shut?.untilMs ?? 0)) this.#shut = { code, untilMs, why };
  }

  #jitter(): number {
    return 1 + this.#surroundings.random() * JITTER;
  }
}

function wait(code: Shut['code'], subject: string, why: string, retryAfterMs: number): GoLiveError {
  return new GoLiveError(code, { subject, why, retryAfterMs: Math.ceil(retryAfterMs) });
}

/** The answer, or that there was none in time: from an adapter that does not hear its signal as well. */
async function answered(subject: string, inTime: AbortSignal, call: Promise<unknown>): Promise<unknown> {
  let stop = (): void => undefined;
  const late = new Promise<never>((_resolve, reject) => {
    // An adapter that hears the signal knows better what it means, and says so at once.
    stop = () =>
      void setImmediate(() => reject(new GoLiveError('answer-lost', { subject, why: 'there was no answer in time' })));
    inTime.addEventListener('abort', stop, { once: true });
    if (inTime.aborted) stop();
  });
  late.catch(() => undefined);
  try {
    return await Promise.race([call, late]);
  } finally {
    inTime.removeEventListener('abort', stop);
  }
}
