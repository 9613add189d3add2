import { OperatorRate } from './operator-rate.ts';

export interface RateLimits {
  /** Questions a second to each operator that has no row of its own; default 100. Where no limit is published, this is what nobody minds. */
  readonly publicPerSecond?: number;
  /** To private and loopback addresses: laboratories, one's own resolver. Default: no limit. */
  readonly privatePerSecond?: number;
}

/** Whose addresses these are, where the operator says how fast it may be asked (seen 2026-11-20). Others are asked more carefully. */
const KNOWN: readonly {
  readonly operator: string;
  readonly perSecond: number;
  readonly addresses: readonly string[];
}[] = [
  // Its own pages say 1000 and 1500 a second for one address, and to slow down where over 1 % is unanswered.
  {
    operator: 'Google',
    perSecond: 500,
    addresses: ['8.8.8.8', '8.8.4.4', '2001:4860:4860::8888', '2001:4860:4860::8844'],
  },
];

/** One rate for each operator, however many addresses it has. */
export class Operators {
  readonly #limits: RateLimits;
  readonly #operatorOf: ReadonlyMap<string, string>;
  readonly #rates = new Map<string, OperatorRate>();

  /** @param named addresses of which the configuration says who runs them */
  constructor(limits: RateLimits, named: readonly { readonly address: string; readonly operator?: string }[]) {
    this.#limits = limits;
    this.#operatorOf = new Map(
      named.flatMap(({ address, operator }) => (operator === undefined ? [] : [[address, operator] as const])),
    );
  }

  /** @param isPrivate not on the public Internet @param text the address as it was configured, perhaps with a port */
  rateOf(address: string, text: string, isPrivate: boolean, nowMs: number) {
    const known = KNOWN.find(({ addresses }) => addresses.includes(address));
    const named = this.#operatorOf.get(text) ?? this.#operatorOf.get(address);
    const operator = named ?? known?.operator ?? address;
    const perSecond = isPrivate
      ? (this.#limits.privatePerSecond ?? Infinity)
      : (known?.perSecond ?? this.#limits.publicPerSecond ?? 100);
    const key = `${isPrivate ? 'private' : 'public'} ${operator}`;
    let rate = this.#rates.get(key);
    if (rate === undefined) {
      rate = new OperatorRate(perSecond, nowMs);
      this.#rates.set(key, rate);
    }
    return { operator, rate };
  }
}
