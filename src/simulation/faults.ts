import type { FailureCode } from '../domain/errors.ts';
import { GoLiveError } from '../domain/errors.ts';
import { SECOND } from '../domain/time.ts';
import type { DnsFaultKind, FaultKind, Faults } from './types.ts';

/** What a fault looks like to the caller. `slow` is no failure; a lost answer is one only of a call that changes something. */
const THROWN: Readonly<Partial<Record<FaultKind, FailureCode>>> = {
  refused: 'refused',
  unreachable: 'unreachable',
  'rate-limited': 'rate-limited',
};
/** A planned fault is one that time heals; `refused` needs a person, so it must be asked for. */
const PLANNED: readonly FaultKind[] = ['lost-answer', 'unreachable', 'rate-limited', 'slow'];

/** How keys count: an absolute call has none, a keyed one is done once per key, a once call every time. */
export type Keying = { readonly kind: 'keyed' | 'once'; readonly key: string };

/** The door that every API call goes through: faults, counters, keys. */
export class Door implements Faults {
  readonly counters: Record<string, number> = {};
  readonly #queued: { readonly call: string; readonly kind: FaultKind }[] = [];
  readonly #keys = new Map<string, unknown>();
  readonly #dnsFaults = new Map<string, DnsFaultKind>();
  readonly #random: () => number;
  readonly #onDnsFault: (address: string, kind: DnsFaultKind | undefined) => void;
  #plan: { readonly perCall: number; readonly kinds: readonly FaultKind[] } | undefined;

  constructor(random: () => number, onDnsFault: (address: string, kind: DnsFaultKind | undefined) => void) {
    this.#random = random;
    this.#onDnsFault = onDnsFault;
  }

  next(call: string, kind: FaultKind): void {
    this.#queued.push({ call, kind });
  }

  plan(plan: { readonly perCall: number; readonly kinds?: readonly FaultKind[] }): void {
    this.#plan = { perCall: plan.perCall, kinds: plan.kinds ?? PLANNED };
  }

  dns(address: string, kind: DnsFaultKind | undefined): void {
    if (kind === undefined) this.#dnsFaults.delete(address);
    else this.#dnsFaults.set(address, kind);
    this.#onDnsFault(address, kind);
  }

  dnsFault(address: string): DnsFaultKind | undefined {
    return this.#dnsFaults.get(address);
  }

  stop(): void {
    this.#queued.length = 0;
    this.#plan = undefined;
    for (const address of [...this.#dnsFaults.keys()]) this.dns(address, undefined);
  }

  async read<T>(call: string, signal: AbortSignal, work: () => T): Promise<T> {
    const fault = await this.#begin(call, signal, false);
    if (fault === 'lost-answer') throw new GoLiveError('unreachable', { subject: call, why: 'no answer' });
    return work();
  }

  async change<T>(call: string, signal: AbortSignal, keying: Keying | undefined, work: () => T): Promise<T> {
    const fault = await this.#begin(call, signal, true);
    const result = this.#execute(call, keying, work);
    if (fault === 'lost-answer') throw new GoLiveError('answer-lost', { subject: call });
    return result;
  }

  #execute<T>(call: string, keying: Keying | undefined, work: () => T): T {
    const known = keying === undefined ? undefined : `${call} ${keying.key}`;
    const again = known !== undefined && this.#keys.has(known);
    if (again) this.#count(`${call}:same-key`);
    if (again && keying?.kind === 'keyed') return this.#keys.get(known) as T;
    const result = work();
    if (known !== undefined) this.#keys.set(known, result);
    this.#count(call);
    return result;
  }

  #count(what: string): void {
    this.counters[what] = (this.counters[what] ?? 0) + 1;
  }

  async #begin(call: string, signal: AbortSignal, changes: boolean): Promise<FaultKind | undefined> {
    if (signal.aborted) throw new GoLiveError('unreachable', { subject: call, why: 'given up before it was sent' });
    const fault = this.#draw(call, changes);
    const code = fault === undefined ? undefined : THROWN[fault];
    if (code === 'rate-limited') throw new GoLiveError(code, { subject: call, retryAfterMs: 30 * SECOND });
    if (code !== undefined) throw new GoLiveError(code, { subject: call, why: 'a fault of the simulation' });
    for (let turn = 0; turn < (fault === 'slow' ? 20 : 1); turn++) await Promise.resolve();
    return fault;
  }

  #draw(call: string, changes: boolean): FaultKind | undefined {
    const queued = this.#queued.findIndex((one) => one.call === call || (one.call === '*' && changes));
    if (queued >= 0) return this.#queued.splice(queued, 1)[0]!.kind;
    if (this.#plan === undefined || this.#random() >= this.#plan.perCall) return undefined;
    return this.#plan.kinds[Math.floor(this.#random() * this.#plan.kinds.length)];
  }
}
