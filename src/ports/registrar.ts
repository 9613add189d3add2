import type { Fqdn } from '../domain/name.ts';
import type { Secret } from '../domain/secret.ts';
import type { EpochMs } from '../domain/time.ts';
import type { TldOverrides } from './tld-rule.ts';

export interface HeldDomain {
  readonly nameServers: readonly Fqdn[];
  readonly locked: boolean;
  readonly ds: readonly string[];
}

export interface TransferOrder {
  readonly id: string;
  readonly domain: Fqdn;
  /** The key it was requested with. */
  readonly key: string;
  readonly state: 'unpaid' | 'awaiting-confirmation' | 'pending' | 'completed' | 'refused' | 'cancelled';
  readonly why?: string;
}

/** A registrar's API for the domains of one account, on the losing or the gaining side. */
export interface Registrar {
  /** How long until what was asked shows in the reads below, milliseconds. */
  readonly consistencyMs: number;
  /** What this registrar does otherwise than the table of endings says, cell by cell. */
  readonly tldOverrides?: TldOverrides;
  /** `undefined`: not held here. */
  read(domain: Fqdn, signal: AbortSignal): Promise<HeldDomain | undefined>;
  /** Absolute. @throws GoLiveError `not-held`, `refused` (clientUpdateProhibited, pendingTransfer, registry check) */
  setNameServers(domain: Fqdn, nameServers: readonly Fqdn[], signal: AbortSignal): Promise<void>;
  /** Absolute. Sets or lifts clientTransferProhibited. @throws GoLiveError `not-held`, `refused` */
  setLock(domain: Fqdn, locked: boolean, signal: AbortSignal): Promise<void>;
  /** Absolute. Replaces the DS set; none given: removes it. @throws GoLiveError `not-held`, `refused` */
  setDs(domain: Fqdn, ds: readonly string[], signal: AbortSignal): Promise<void>;
  /** The transfer code, and when it ends. May make a new one each time. @throws GoLiveError `not-held`, `refused` (locked) */
  authInfo(domain: Fqdn, signal: AbortSignal): Promise<{ readonly code: Secret; readonly expiresAtMs?: EpochMs }>;
  /** Transfers into this account, newest first. */
  transfers(domain: Fqdn, signal: AbortSignal): Promise<readonly TransferOrder[]>;
  /**
   * Orders a transfer to this account. Once: never send it twice. `nameServers` are set with the transfer where the registry does that.
   * @throws GoLiveError `refused` (wrong or expired code, locked, too young)
   */
  requestTransfer(
    order: {
      readonly domain: Fqdn;
      readonly authInfo: Secret;
      readonly nameServers: readonly Fqdn[];
      readonly key: string;
    },
    signal: AbortSignal,
  ): Promise<TransferOrder>;
  /** Keyed: the same key pays once. */
  payTransfer(orderId: string, key: string, signal: AbortSignal): Promise<void>;
  /** Keyed: where the registry wants a yes from the losing side or the holder and this account can give it. */
  confirmTransfer(orderId: string, key: string, signal: AbortSignal): Promise<void>;
}
