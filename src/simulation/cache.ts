import type { Record as DnsRecord } from '../dns/response.ts';
import type { Fqdn } from '../domain/name.ts';
import type { EpochMs } from '../domain/time.ts';
import { ttlToMs } from '../domain/time.ts';

/** One answer in a cache: records of one name (its own type or a CNAME), or that there are none. */
export interface Entry {
  readonly records: readonly DnsRecord[];
  readonly negative?: { readonly rcode: 0 | 3; readonly soa: DnsRecord | undefined };
  readonly expiresMs: EpochMs;
}

export interface Delegation {
  readonly zone: Fqdn;
  readonly servers: readonly Fqdn[];
  readonly glue: ReadonlyMap<Fqdn, string[]>;
  readonly expiresMs: EpochMs;
}

export class Cache {
  readonly #now: () => EpochMs;
  readonly #entries = new Map<string, Entry>();
  readonly #delegations = new Map<Fqdn, Delegation>();

  constructor(now: () => EpochMs) {
    this.#now = now;
  }

  fresh(name: Fqdn, type: string): Entry | undefined {
    const entry = this.any(name, type);
    return entry !== undefined && entry.expiresMs > this.#now() ? entry : undefined;
  }

  /** Expired or not. */
  any(name: Fqdn, type: string): Entry | undefined {
    return this.#entries.get(`${name} ${type}`);
  }

  put(name: Fqdn, type: string, entry: Entry): Entry {
    this.#entries.set(`${name} ${type}`, entry);
    return entry;
  }

  delegation(zone: Fqdn): Delegation | undefined {
    const known = this.#delegations.get(zone);
    return known !== undefined && known.expiresMs > this.#now() ? known : undefined;
  }

  delegate(delegation: Delegation): Delegation {
    this.#delegations.set(delegation.zone, delegation);
    return delegation;
  }
}

export function positive(records: readonly DnsRecord[], now: EpochMs): Entry {
  return { records, expiresMs: now + Math.min(...records.map(({ ttlSeconds }) => ttlToMs(ttlSeconds))) };
}
