import { UPGRADES } from '../../src/adapters/store/kysely/upgrades.ts';
import type { BookedSlot } from '../../src/domain/journal.ts';
import type { Booking, Store } from '../../src/ports/store.ts';
import { begin, NOW, projection } from './store-samples.ts';

/** Schema version 1, as it was released. */
export const FIRST = UPGRADES.slice(0, 1);

const moments = (slot: string): BookedSlot => {
  const startsAtMs = Date.parse(`${slot.slice(0, 10)}T08:00:00Z`);
  return { slot, startsAtMs, endsAtMs: startsAtMs + 14_400_000 };
};

/**
 * Puts projects into a store of schema version 1 and answers, as SQL, the bookings that a golive of that version wrote for them: one whose
 * moments stand in its list entry, one in whose journal alone (beside another half-day that it had before), and one that neither knows.
 */
export async function bookedBefore(store: Store): Promise<readonly string[]> {
  const booked = (slot: string) => ({ by: 'Bo', atMs: NOW, event: { type: 'booked' as const, slot: moments(slot) } });
  await begin(store, 'listed');
  await store.append('m-listed', 1, [], projection(NOW, 'waiting', { slot: moments('2026-12-01/morning') }));
  await begin(store, 'told');
  await store.append('m-told', 1, [booked('2026-12-03/morning'), booked('2026-12-01/afternoon')], projection());
  await begin(store, 'silent');
  await store.append('m-silent', 1, [], projection(NOW, 'waiting', { slot: moments('2026-11-30/morning') }));
  return [
    `insert into bookings (slot, place, project_id, by, at_ms) values ('2026-12-01/morning', 1, 'p-listed', 'Anna', ${NOW})`,
    `insert into bookings (slot, place, project_id, by, at_ms) values ('2026-12-01/afternoon', 1, 'p-told', 'Bo', ${NOW + 1})`,
    `insert into bookings (slot, place, project_id, by, at_ms) values ('2026-12-01/morning', 2, 'p-silent', 'Cas', ${NOW - 5})`,
  ];
}

const carried = (name: string, place: number, slot: BookedSlot, atMs: number): Booking => ({
  id: `b-p-${name}`,
  place,
  projectId: `p-${name}`,
  ...slot,
  timeZone: '',
  tzdata: '',
  createdMs: atMs,
  changedMs: atMs,
  sequence: 0,
});

/** What they are now, by half-day and place. */
export const CARRIED: readonly Booking[] = [
  carried('told', 1, moments('2026-12-01/afternoon'), NOW + 1),
  carried('listed', 1, moments('2026-12-01/morning'), NOW),
  carried('silent', 2, { slot: '2026-12-01/morning', startsAtMs: 0, endsAtMs: 0 }, NOW - 5),
];

/** Their history, oldest first. */
export const CARRIED_HISTORY = [
  ['Cas', CARRIED[2]!] as const,
  ['Anna', CARRIED[1]!] as const,
  ['Bo', CARRIED[0]!] as const,
].map(([by, booking], index) => ({
  seq: index + 1,
  what: 'booked' as const,
  by,
  atMs: booking.createdMs,
  warnings: [],
  booking,
}));

/** A booking and a giving back as a golive of version 1 that still runs does them. */
export const MEANWHILE = [
  `delete from bookings where project_id = 'p-told'`,
  `insert into bookings (slot, place, project_id, by, at_ms) values ('2026-12-09/morning', 1, 'p-told', 'Bo', ${NOW + 9})`,
];
