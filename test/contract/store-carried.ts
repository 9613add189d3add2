import { UPGRADES } from '../../src/adapters/store/kysely/upgrades.ts';
import type { BookedSlot } from '../../src/domain/journal.ts';
import type { Booking } from '../../src/ports/store.ts';
import { oldGolive } from './store-old-writer.ts';
import { NOW, projection } from './store-samples.ts';

/** Schema versions, as they were released. */
export const FIRST = UPGRADES.slice(0, 1);
export const SECOND = UPGRADES.slice(0, 2);

const moments = (slot: string): BookedSlot => {
  const startsAtMs = Date.parse(`${slot.slice(0, 10)}T08:00:00Z`);
  return { slot, startsAtMs, endsAtMs: startsAtMs + 14_400_000 };
};

/**
 * Projects and their bookings as a golive of schema version 1 wrote them: one whose moments stand in its list entry, one in whose journal
 * alone (beside another half-day that it had before), and one that neither knows.
 */
export function bookedBefore(): readonly string[] {
  const old = oldGolive();
  const booked = (slot: string) => ({ by: 'Bo', atMs: NOW, event: { type: 'booked' as const, slot: moments(slot) } });
  return [
    ...old.begin('listed'),
    ...old.append('m-listed', [], projection(NOW, 'waiting', { slot: moments('2026-12-01/morning') })),
    ...old.begin('told'),
    ...old.append('m-told', [booked('2026-12-03/morning'), booked('2026-12-01/afternoon')], projection()),
    ...old.begin('silent'),
    ...old.append('m-silent', [], projection(NOW, 'waiting', { slot: moments('2026-11-30/morning') })),
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
