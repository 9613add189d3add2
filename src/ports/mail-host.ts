import type { Fqdn } from '../domain/name.ts';
import type { Rrset } from '../domain/rrset.ts';

/** A mail service's API for the domains of one account. */
export interface MailHost {
  readonly consistencyMs: number;
  /** Addresses, as spelled there. A domain that is not known has none. */
  mailboxes(domain: Fqdn, signal: AbortSignal): Promise<readonly string[]>;
  /** Absolute. */
  createMailbox(address: string, signal: AbortSignal): Promise<void>;
  /** Absolute. Takes its messages with it. */
  deleteMailbox(address: string, signal: AbortSignal): Promise<void>;
  /** MX, SPF, DKIM, autodiscover: what the zone must say for mail to arrive and be believed here. TTLs as the service asks. */
  records(domain: Fqdn, signal: AbortSignal): Promise<readonly Rrset[]>;
  /** The TXT record that proves the domain is ours, and whether the service has seen it. `undefined`: none asked for. */
  verification(
    domain: Fqdn,
    signal: AbortSignal,
  ): Promise<{ readonly record: Rrset; readonly verified: boolean } | undefined>;
  /** Absolute: asks the service to look for the record now. */
  verify(domain: Fqdn, signal: AbortSignal): Promise<void>;
  /** Seats that were bought and are free or used. */
  licences(domain: Fqdn, signal: AbortSignal): Promise<{ readonly total: number; readonly key?: string }>;
  /** Once: costs money. */
  orderLicences(
    order: { readonly domain: Fqdn; readonly count: number; readonly key: string },
    signal: AbortSignal,
  ): Promise<void>;
  /** Absolute: gives up the seats of an order. */
  cancelLicences(domain: Fqdn, signal: AbortSignal): Promise<void>;
}

export interface MailboxComparison {
  readonly address: string;
  readonly source: number;
  readonly target: number;
  /** Messages of the source that the target lacks. */
  readonly missing: number;
  /** Messages that only the target has: they arrived there. */
  readonly onlyAtTarget: number;
}

/** Copies messages between two mail services; both ends are configured in the adapter. Never changes the side it copies from. */
export interface MailCopier {
  compare(addresses: readonly string[], signal: AbortSignal): Promise<readonly MailboxComparison[]>;
  /** Copies what the target lacks; `back` copies from the new service to the old one. May be repeated. */
  copy(address: string, direction: 'forward' | 'back', signal: AbortSignal): Promise<void>;
}
