import { describe, expect, test } from 'vitest';
import { entriesOf, KEPT_MS } from '../../src/app/calendar-entries.ts';
import { DAY } from '../../src/domain/time.ts';
import type { Booking, BookingChange, Store } from '../../src/ports/store.ts';

// A golive of store version 1 writes bookings without moments, all of a project under one identifier, and no history.

const NOW = Date.parse('2026-11-20T10:00:00+01:00');
const OLD: Booking = {
  id: 'b-p-1',
  slot: '2026-12-01/morning',
  place: 1,
  projectId: 'p-1',
  startsAtMs: 0,
  endsAtMs: 0,
  timeZone: '',
  tzdata: '',
  createdMs: NOW - DAY,
  changedMs: NOW - DAY,
  sequence: 0,
};
const ended = (seq: number, sequence: number): BookingChange => ({
  seq,
  what: 'cancelled',
  by: 'Anna',
  atMs: NOW - DAY + seq,
  warnings: [],
  booking: { ...OLD, sequence },
});

function entries(live: Booking | undefined, changes: readonly BookingChange[], scope: 'agency' | 'project' = 'agency') {
  const store = {
    bookings: async () => (live === undefined ? [] : [live]),
    bookingOf: async () => live,
    bookingChanges: async () => changes,
  } as unknown as Store;
  const nobody = async () => undefined;
  return entriesOf(store, { scope, subject: 'p-1' }, NOW, 'Europe/Amsterdam', nobody, async () => undefined);
}

describe('a booking without moments', () => {
  test.each([
    ['agency', 1],
    ['project', 1],
  ] as const)('is shown in the calendar of %s', async (scope, times) => {
    expect(await entries(OLD, [], scope)).toHaveLength(times);
  });
  test.each([
    ['2026-10-22/morning', 1],
    ['2026-10-18/morning', 0],
  ])('of %s, thirty days ago and more, is shown %i times', async (slot, times) => {
    expect(NOW - KEPT_MS).toBe(Date.parse('2026-10-21T10:00:00+01:00'));
    for (const scope of ['agency', 'project'] as const)
      expect(await entries({ ...OLD, slot }, [], scope), scope).toHaveLength(times);
  });
});

describe('bookings that share an identifier are one entry', () => {
  test('the last of those that were cancelled', async () => {
    expect(await entries(undefined, [ended(1, 1), ended(2, 3)])).toMatchObject([{ status: 'cancelled', sequence: 3 }]);
  });
  test('the one that is there, which comes after all that was cancelled', async () => {
    expect(await entries(OLD, [ended(1, 1), ended(2, 3)])).toMatchObject([{ status: 'confirmed', sequence: 4 }]);
  });
});
