import type { Fqdn } from '../domain/name.ts';
import type { EpochMs } from '../domain/time.ts';

/** What the public can see of a registration (RDAP, WHOIS). */
export interface Registration {
  /** `unknown`: nobody answered usefully; it never means "free". */
  readonly outcome: 'found' | 'not-found' | 'unknown';
  readonly registrar?: { readonly id: string; readonly name: string };
  /** EPP statuses (RFC 5731 §2.3), `clientTransferProhibited`. */
  readonly statuses: readonly string[];
  readonly nameServers: readonly Fqdn[];
  /** DS rdatas. */
  readonly ds: readonly string[];
  readonly createdMs?: EpochMs;
  readonly expiresMs?: EpochMs;
  readonly source: string;
  readonly why?: string;
  readonly atMs: EpochMs;
}

export interface Registry {
  /** Never rejects for what the registry does; that is `outcome: 'unknown'`. */
  lookUp(domain: Fqdn, signal: AbortSignal): Promise<Registration>;
}
