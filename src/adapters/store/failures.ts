import { GoLiveError } from '../../domain/errors.ts';
import type { Fqdn } from '../../domain/name.ts';
import { displayName } from '../../domain/name.ts';
import type { BookingChange } from '../../ports/store.ts';

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

export function keyUsed(key: string, change: BookingChange): GoLiveError {
  return new GoLiveError('not-allowed', {
    subject: `key ${key}`,
    why: `it was used for ${change.booking.slot} of ${change.booking.projectId}, ${change.what}`,
    fix: 'Take a new key for each request.',
  });
}

export function otherThanExpected(projectId: string, found: string | undefined, expected: string | null): GoLiveError {
  return new GoLiveError('journal-conflict', {
    subject: `the half-day of ${projectId}`,
    why: `it holds ${found ?? 'none'}, not ${expected ?? 'none'}`,
    fix: 'Look at its state and decide again.',
  });
}

export function corrupt(subject: string, why: string, cause?: unknown): GoLiveError {
  return new GoLiveError('store-corrupt', { subject, why, fix: RESTORE, cause });
}
