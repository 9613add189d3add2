import { GoLiveError } from '../domain/errors.ts';
import type { Fqdn } from '../domain/name.ts';
import type { EpochMs } from '../domain/time.ts';
import type { TransferOrder } from '../ports/registrar.ts';
import type { Side } from './scenario.ts';

export interface RegistryRecord {
  /** `old`: the losing registrar holds it. */
  readonly holder: Side;
  readonly nameServers: readonly Fqdn[];
  readonly ds: readonly string[];
  readonly locked: boolean;
  /** Besides clientTransferProhibited and pendingTransfer, which follow from the rest. */
  readonly statuses: readonly string[];
  readonly pending: boolean;
  readonly authInfo?: { readonly code: string; readonly expiresAtMs: EpochMs };
  /** Of the last transfer. */
  readonly transferredMs?: EpochMs;
}

export interface WorldTransfer extends TransferOrder {
  readonly to: Side;
  readonly nameServers: readonly Fqdn[];
  readonly completesMs?: EpochMs;
}

/** What the DNS at the parent says. */
export interface Delegated {
  readonly nameServers: readonly Fqdn[];
  readonly ds: readonly string[];
}

export const REGISTRARS: Readonly<Record<Side, { readonly id: string; readonly name: string; readonly tag: string }>> =
  {
    old: { id: '9001', name: 'Oud Host BV', tag: 'OUD-HOST' },
    new: { id: '9002', name: 'Nieuw Host BV', tag: 'NIEUW-HOST' },
  };

const UNRESOLVED = ['clientHold', 'serverHold'];

/** EPP statuses as the public sees them (RFC 5731 §2.3). */
export function statusesOf(record: RegistryRecord): string[] {
  return [
    ...(record.locked ? ['clientTransferProhibited'] : []),
    ...(record.pending ? ['pendingTransfer'] : []),
    ...record.statuses,
  ].sort();
}

export function delegatedBy(record: RegistryRecord): Delegated {
  const hidden = record.statuses.some((status) => UNRESOLVED.includes(status));
  return hidden ? { nameServers: [], ds: [] } : { nameServers: record.nameServers, ds: record.ds };
}

export function sameDelegation(a: Delegated, b: Delegated): boolean {
  return a.nameServers.join() === b.nameServers.join() && a.ds.join() === b.ds.join();
}

export function canonicalDs(ds: string): string {
  const [tag, algorithm, type, ...digest] = ds.trim().split(/\s+/);
  return `${tag} ${algorithm} ${type} ${digest.join('').toLowerCase()}`;
}

export function refusal(subject: string, why: string): GoLiveError {
  return new GoLiveError('refused', { subject, why });
}
