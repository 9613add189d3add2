import type { Evidence } from '../domain/finding.ts';
import type { Fqdn } from '../domain/name.ts';
import type { EpochMs } from '../domain/time.ts';
import { MINUTE } from '../domain/time.ts';

/** What the public can see of a registration (RDAP, WHOIS). */
export interface Registration {
  /** `unknown`: nobody answered usefully; it never means "free". */
  readonly outcome: 'found' | 'not-found' | 'unknown';
  /**
   * `id`: IANA's number where there is one, else the registry's handle, `handle:1234` where that is a number as well. `tag`: what a push transfer is addressed to (.uk). `by`: WHOIS named it;
   * unless it is IANA's number its `id` is then no handle that RDAP knows, and says nothing beside one.
   */
  readonly registrar?: { readonly id: string; readonly name: string; readonly tag?: string; readonly by?: 'whois' };
  readonly reseller?: string;
  /** EPP statuses (RFC 5731 §2.3), `clientTransferProhibited`. EPP has at least `ok`: none means that none was told. */
  readonly statuses: readonly string[];
  /** The answer broke off among them: more may stand. */
  readonly statusesCut?: true;
  readonly nameServers: readonly Fqdn[];
  /** DS rdatas. */
  readonly ds: readonly string[];
  readonly createdMs?: EpochMs;
  readonly expiresMs?: EpochMs;
  /** Until when the registrar sold it, where that is told; `expiresMs` is never later. */
  readonly soldUntilMs?: EpochMs;
  readonly updatedMs?: EpochMs;
  readonly transferredMs?: EpochMs;
  /** Whether the delegation is signed, where the registry says so; a registry that keeps keys shows no DS. Absent: it does not say. */
  readonly delegationSigned?: boolean;
  readonly source: string;
  readonly why?: string;
  /** Who was asked on the way, and what they said. */
  readonly evidence?: readonly Evidence[];
  /** The registry asked us to slow down, for so long where it said how long. With `unknown`, or where only a part of it could be asked. */
  readonly slowDown?: { readonly retryAfterMs?: number };
  readonly atMs: EpochMs;
}

/** How old an answer may be; registries count questions, and a quarter of an hour is as young as anybody gets it. Default: a day. */
export interface Freshness {
  readonly notOlderThanMs: number;
}

/** For whoever waits for the registration to change, or is about to change it. */
export const NEAR_A_CHANGE: Freshness = { notOlderThanMs: 15 * MINUTE };

export interface Registry {
  /**
   * The answer may have been had before: `atMs` says when, and so does its evidence. Never rejects for what the registry does; that is
   * `outcome: 'unknown'`.
   */
  lookUp(domain: Fqdn, signal: AbortSignal, freshness?: Freshness): Promise<Registration>;
}
