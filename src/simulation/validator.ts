import { dsMatches } from '../dns/dnssec.ts';
import type { Response } from '../dns/response.ts';
import type { Fqdn } from '../domain/name.ts';
import type { EpochMs } from '../domain/time.ts';
import { ttlToMs } from '../domain/time.ts';
import type { WorldQuery } from './types.ts';

/**
 * What a validating resolver holds of each zone's keys. The toy zones carry no RRSIGs; instead, an answer counts as signed with the keys
 * that the server which gave it publishes. So a zone is bogus while its DS, or a key that is still in the cache (it outlives the DS by its
 * own TTL), finds no partner at the server that answered.
 */
export class Validator {
  readonly #now: () => EpochMs;
  readonly #ask: (address: string, query: WorldQuery) => Response | 'timeout' | 'refused-connection';
  readonly #dsOf: (zone: Fqdn) => readonly string[];
  readonly #trusted = new Map<Fqdn, { readonly keys: readonly string[]; readonly expiresMs: EpochMs }>();

  constructor(
    now: () => EpochMs,
    ask: (address: string, query: WorldQuery) => Response | 'timeout' | 'refused-connection',
    dsOf: (zone: Fqdn) => readonly string[],
  ) {
    this.#now = now;
    this.#ask = ask;
    this.#dsOf = dsOf;
  }

  /** Why an answer of this zone from this server cannot be believed; `undefined`: it can. */
  bogus(zone: Fqdn, address: string): string | undefined {
    if (zone === '.') return undefined;
    const trusted = this.#trusted.get(zone);
    if (trusted !== undefined && trusted.expiresMs > this.#now()) {
      const published = this.#keysAt(zone, address).keys;
      return published.some((key) => trusted.keys.includes(key)) ? undefined : bogusBecause(published, zone);
    }
    const ds = this.#dsOf(zone);
    if (ds.length === 0) return undefined;
    const { keys, ttlSeconds } = this.#keysAt(zone, address);
    if (!ds.some((one) => keys.some((key) => dsMatches(zone, one, key)))) return bogusBecause(keys, zone);
    this.#trusted.set(zone, { keys, expiresMs: this.#now() + ttlToMs(ttlSeconds) });
    return undefined;
  }

  #keysAt(zone: Fqdn, address: string): { readonly keys: readonly string[]; readonly ttlSeconds: number } {
    const response = this.#ask(address, { name: zone, type: 'DNSKEY', recursive: false, transport: 'udp' });
    const records = typeof response === 'string' ? [] : response.answer.filter(({ type }) => type === 'DNSKEY');
    return {
      keys: records.map(({ rdata }) => rdata),
      ttlSeconds: Math.min(...records.map(({ ttlSeconds }) => ttlSeconds)),
    };
  }
}

function bogusBecause(keys: readonly string[], zone: Fqdn): string {
  return keys.length === 0 ? `EDE 9 DNSKEY missing (${zone})` : `EDE 6 DNSSEC bogus: no key of ${zone} fits its DS`;
}
