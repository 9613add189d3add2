import { GoLiveError } from '../../domain/errors.ts';
import type { Fqdn } from '../../domain/name.ts';
import { displayName } from '../../domain/name.ts';

/** The way back from damage; what is damaged is never repaired in place. */
export const RESTORE = 'Run golive doctor, then restore a backup: golive restore FILE.';

export function conflict(migrationId: string, found: number, expected: number): GoLiveError {
  return new GoLiveError('journal-conflict', {
    subject: migrationId,
    why: `its journal is at ${found}, not at ${expected}`,
    fix: 'Look at its state and decide again.',
  });
}

export function leaseLost(migrationId: string): GoLiveError {
  return new GoLiveError('lease-lost', { subject: migrationId });
}

export function unknownHere(id: string): GoLiveError {
  return new GoLiveError('domain-unknown', { subject: id, fix: 'golive status lists what there is.' });
}

export function liveAlready(domain: Fqdn, migrationId: string): GoLiveError {
  return new GoLiveError('already-exists', {
    subject: `a migration of ${displayName(domain)}`,
    why: `${migrationId} is not over`,
    fix: `Go on with it, or end it first: golive cancel ${migrationId}.`,
  });
}

export function taken(subject: string, why: string): GoLiveError {
  return new GoLiveError('slot-refused', { subject, why, fix: 'golive slots shows the free ones.' });
}

export function corrupt(subject: string, why: string, cause?: unknown): GoLiveError {
  return new GoLiveError('store-corrupt', { subject, why, fix: RESTORE, cause });
}
