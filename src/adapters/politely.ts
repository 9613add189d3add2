import { GoLiveError } from '../domain/errors.ts';
import { MINUTE, SECOND } from '../domain/time.ts';
import type { ProviderApis } from './catalog.ts';

/** How a provider is asked with one set of credentials, by this process. */
export interface Politeness {
  /** Calls a second in the long run … */
  readonly perSecond: number;
  /** … and at once after a pause. */
  readonly burst: number;
  /** Calls that are out at the same time. */
  readonly atOnce: number;
  /** A call waits for its turn no longer than this; then its step waits instead. */
  readonly mostWaitMs: number;
  /** The whole of one call, turn and answer. */
  readonly deadlineMs: number;
}

export const POLITENESS: Politeness = {
  perSecond: 5,
  burst: 20,
  atOnce: 8,
  mostWaitMs: 10 * SECOND,
  deadlineMs: 30 * SECOND,
};

/** Time and chance of the machine it runs on: providers live in real time. */
export interface Surroundings {
  now(): number;
  pause(ms: number, signal: AbortSignal): Promise<void>;
  /** 0 ≤ … < 1 */
  random(): number;
}

/** After so many failures in a row nobody is asked for a while; the while doubles with each further one. */
const FAILURES_IN_A_ROW = 5;
const FIRST_PAUSE_MS = 30 * SECOND;
const LONGEST_PAUSE_MS = 15 * MINUTE;
/** A provider that says "slow down" and not for how long. */
const USUAL_RETRY_AFTER_MS = MINUTE;
/** Added to every pause by chance, up to this share, so that those who were turned away together do not come back together. */
const JITTER = 0.2;

const TROUBLE: ReadonlySet<string> = new Set(['unreachable', 'answer-lost', 'remote-broken', 'internal']);

/**
 * A provider's APIs, asked politely: at its pace, and not at all for as long as it asked for or is in trouble. What has to wait longer than a
 * moment is `rate-limited` at once, with the time: its step waits, and nobody else does.
 */
export function politely(
  name: string,
  apis: ProviderApis,
  politeness: Politeness,
  surroundings: Surroundings,
): ProviderApis {
  const door = new Door(name, politeness, surroundings);
  return Object.fromEntries(
    Object.entries(apis).map(([part, api]) => [part, new Proxy(api as object, { get: (of, key) => asked(of, key) })]),
  );

  function asked(of: object, key: string | symbol): unknown {
    const value: unknown = Reflect.get(of, key);
    if (typeof value !== 'function') return value;
    return (...args: unknown[]) => {
      const last = args.at(-1);
      // A method without a signal asks nobody: it says what would be asked.
      if (!(last instanceof AbortSignal)) return Reflect.apply(value, of, args) as unknown;
      return door.through(
        last,
        (signal) => Reflect.apply(value, of, [...args.slice(0, -1), signal]) as Promise<unknown>,
      );
    };
  }
}

class Door {
  readonly #name: string;
  readonly #politeness: Politeness;
  readonly #surroundings: Surroundings;
  #tokens: number;
  #countedMs: number;
  #out = 0;
  readonly #queue: (() => void)[] = [];
  #failures = 0;
  #shut: { readonly untilMs: number; readonly why: string } | undefined;

  constructor(name: string, politeness: Politeness, surroundings: Surroundings) {
    this.#name = name;
    this.#politeness = politeness;
    this.#surroundings = surroundings;
    this.#tokens = politeness.burst;
    this.#countedMs = surroundings.now();
  }

  async through(signal: AbortSignal, call: (signal: AbortSignal) => Promise<unknown>): Promise<unknown> {
    this.#refuseWhileShut();
    await this.#turn(signal);
    try {
      this.#refuseWhileShut(); // it may have been shut while we stood in line
      const result = await call(AbortSignal.any([signal, AbortSignal.timeout(this.#politeness.deadlineMs)]));
      this.#failures = 0;
      return result;
    } catch (thrown) {
      this.#hear(thrown, signal);
      throw thrown;
    } finally {
      this.#out--;
      this.#queue.shift()?.();
    }
  }

  #refuseWhileShut(): void {
    const leftMs = (this.#shut?.untilMs ?? 0) - this.#surroundings.now();
    if (leftMs > 0) throw this.#wait(leftMs, this.#shut!.why);
  }

  #wait(retryAfterMs: number, why: string): GoLiveError {
    return new GoLiveError('rate-limited', { subject: this.#name, why, retryAfterMs: Math.ceil(retryAfterMs) });
  }

  async #turn(signal: AbortSignal): Promise<void> {
    const { perSecond, burst, atOnce, mostWaitMs } = this.#politeness;
    const { now, pause } = this.#surroundings;
    const at = now();
    this.#tokens = Math.min(burst, this.#tokens + ((at - this.#countedMs) / SECOND) * perSecond);
    this.#countedMs = at;
    const waitMs = this.#tokens >= 1 ? 0 : ((1 - this.#tokens) / perSecond) * SECOND;
    if (waitMs > mostWaitMs) throw this.#wait(waitMs, `our own limit of ${perSecond} calls a second`);
    this.#tokens -= 1; // below zero: places in line that are given out already
    if (waitMs > 0) await pause(waitMs, signal);
    if (this.#out >= atOnce) await new Promise<void>((free) => this.#queue.push(free));
    this.#out++;
  }

  /** What a failure says about the next call. A refusal of what was asked says nothing. */
  #hear(thrown: unknown, signal: AbortSignal): void {
    const failure = thrown instanceof GoLiveError ? thrown : undefined;
    const now = this.#surroundings.now();
    const jitter = 1 + this.#surroundings.random() * JITTER;
    if (failure?.code === 'rate-limited') {
      const untilMs = now + (failure.retryAfterMs ?? USUAL_RETRY_AFTER_MS) * jitter;
      this.#shut = { untilMs, why: failure.why ?? 'it asked us to slow down' };
      return;
    }
    if (signal.aborted || !TROUBLE.has(failure?.code ?? 'internal')) return;
    this.#failures++;
    if (this.#failures < FAILURES_IN_A_ROW) return;
    const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (this.#failures - FAILURES_IN_A_ROW));
    this.#shut = { untilMs: now + pauseMs * jitter, why: `${this.#failures} calls in a row failed` };
  }
}
