import type { StoredEvent } from '../../src/domain/journal.ts';
import { MINUTE } from '../../src/domain/time.ts';
import type { StepPorts } from '../../src/ports/step-ports.ts';
import type { Lease, NewEvent, Store } from '../../src/ports/store.ts';
import type { Strike } from './draw.ts';

/** What every later call of a process that was struck down throws. */
export class Died extends Error {
  constructor() {
    super('the process is dead');
  }
}

/** Calls that change something out there; all others only look. */
export const CHANGING: ReadonlySet<string> = new Set([
  ...['setNameServers', 'setLock', 'setDs', 'requestTransfer', 'payTransfer', 'confirmTransfer'],
  ...['createZone', 'deleteZone', 'putRrsets', 'signZone'],
  ...['order', 'payOrder', 'cancelOrder', 'createDatabase', 'linkDatabase', 'requestCertificate'],
  ...['setPublished', 'setFrozen', 'createMailbox', 'deleteMailbox', 'verify', 'orderLicences', 'cancelLicences'],
  ...['backUp', 'copyFiles', 'importDatabase', 'copy'],
]);

/** Who watches what a process does, from outside. */
export interface Watcher {
  appended(process: Process, stored: readonly StoredEvent[]): void;
  claimed(process: Process, lease: Lease): void;
  /** Just before the byte leaves. */
  sending(process: Process, port: string, method: string, args: readonly unknown[], stopped: boolean): void;
}

type Moment = Strike['at'];

/** The strikes of one run, counted over all its processes. */
export class Strikes {
  readonly #counts = new Map<Moment, number>();
  readonly #left: Strike[];

  constructor(strikes: readonly Strike[]) {
    this.#left = [...strikes];
  }

  /** The strike that falls here, if one does. */
  at(moment: Moment): Strike | undefined {
    const count = (this.#counts.get(moment) ?? 0) + 1;
    this.#counts.set(moment, count);
    const index = this.#left.findIndex((strike) => strike.at === moment && strike.nth === count);
    return index < 0 ? undefined : this.#left.splice(index, 1)[0];
  }

  stop(): void {
    this.#left.length = 0;
  }
}

/** A call that is under way is over so much later, its stops counted in: what every call's own deadline is for. */
export const CALL_MS = 5 * MINUTE;

/**
 * One worker process: everything it does goes through its store and its ports, and there it can die or be stopped for a while. When it is
 * dead nothing of it reaches the disk or the wire any more.
 */
export class Process {
  readonly store: Store;
  readonly ports: StepPorts;
  readonly owner: string;
  #dead = false;
  /** Until when it is stopped, and what lets it go on. */
  #paused: { readonly forMs: number; readonly wake: () => void } | undefined;
  #onPause: (() => void) | undefined;

  constructor(owner: string, inner: Store, ports: StepPorts, strikes: Strikes, watcher: Watcher) {
    this.owner = owner;
    this.store = this.#guardedStore(inner, strikes, watcher);
    this.ports = this.#guardedPorts(ports, strikes, watcher);
  }

  get dead(): boolean {
    return this.#dead;
  }

  /** Runs `work` until it ends, or until this process is stopped in the middle of it: then answers for how long. */
  async until(work: Promise<unknown>): Promise<number | undefined> {
    if (this.#paused !== undefined) return this.#paused.forMs;
    const stopped = new Promise<void>((resolve) => {
      this.#onPause = resolve;
    });
    await Promise.race([work, stopped]);
    return this.#stoppedFor();
  }

  #stoppedFor(): number | undefined {
    return this.#paused?.forMs;
  }

  /** The machine goes down under it. */
  kill(): void {
    this.#dead = true;
    this.wake();
  }

  wake(): void {
    const { wake } = this.#paused ?? {};
    this.#paused = undefined;
    wake?.();
  }

  async #strike(strike: Strike | undefined): Promise<void> {
    if (strike === undefined) return;
    if (strike.what === 'dies') {
      this.#dead = true;
      throw new Died();
    }
    const forMs = strike.at === 'before-send' ? Math.min(strike.pauseMs, CALL_MS) : strike.pauseMs;
    await new Promise<void>((wake) => {
      this.#paused = { forMs, wake };
      this.#onPause?.();
    });
    this.#alive();
  }

  #alive(): void {
    if (this.#dead) throw new Died();
  }

  #guardedStore(inner: Store, strikes: Strikes, watcher: Watcher): Store {
    const append: Store['append'] = async (migrationId, expectedSeq, events, projection, lease) => {
      this.#alive();
      if (events.length === 0) return inner.append(migrationId, expectedSeq, events, projection, lease);
      await this.#strike(strikes.at('append'));
      const unrecorded = this.#answerStrike;
      this.#answerStrike = undefined;
      await this.#strike(unrecorded);
      const has = (type: NewEvent['event']['type']) => events.some(({ event }) => event.type === type);
      if (has('effect-intended')) await this.#strike(strikes.at('before-intent'));
      const stored = await inner.append(migrationId, expectedSeq, events, projection, lease);
      watcher.appended(this, stored);
      if (has('effect-intended')) await this.#strike(strikes.at('after-intent'));
      if (has('effect-settled')) await this.#strike(strikes.at('after-outcome'));
      return stored;
    };
    const claim: Store['claim'] = async (...args) => {
      this.#alive();
      const lease = await inner.claim(...args);
      if (lease !== undefined) watcher.claimed(this, lease);
      return lease;
    };
    const claimDue: Store['claimDue'] = async (...args) => {
      this.#alive();
      const leases = await inner.claimDue(...args);
      for (const lease of leases) watcher.claimed(this, lease);
      return leases;
    };
    const own: Partial<Store> = { append, claim, claimDue };
    const guarded: Record<string, unknown> = {};
    for (const [name, method] of Object.entries(inner) as [keyof Store, (...all: unknown[]) => unknown][])
      guarded[name] =
        own[name] ??
        (async (...all: unknown[]) => {
          this.#alive();
          return method.apply(inner, all);
        });
    return guarded as unknown as Store;
  }

  #answerStrike: Strike | undefined;

  #guardedPorts(ports: StepPorts, strikes: Strikes, watcher: Watcher): StepPorts {
    return Object.fromEntries(
      Object.entries(ports).map(([port, inner]) => [port, this.#guardedPort(port, inner, strikes, watcher)]),
    ) as unknown as StepPorts;
  }

  #guardedPort(port: string, inner: object, strikes: Strikes, watcher: Watcher): object {
    return new Proxy(inner, {
      get: (target, name, receiver) => {
        const value: unknown = Reflect.get(target, name, receiver);
        if (typeof value !== 'function') return value;
        const call = value as (...all: unknown[]) => unknown;
        if (name === 'calls') return call.bind(target);
        if (!CHANGING.has(String(name)))
          return (...args: unknown[]) => {
            this.#alive();
            return call.apply(target, args);
          };
        return async (...args: unknown[]) => {
          this.#alive();
          const strike = strikes.at('before-send');
          await this.#strike(strike);
          watcher.sending(this, port, String(name), args, strike !== undefined);
          const answer = await call.apply(target, args);
          await this.#strike(strikes.at('after-apply'));
          this.#answerStrike = strikes.at('after-answer');
          return answer;
        };
      },
    });
  }
}
