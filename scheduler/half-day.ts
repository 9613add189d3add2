import type { BookedSlot } from '../src/domain/journal.ts';
import type { EpochMs } from '../src/domain/time.ts';
import { MINUTE } from '../src/domain/time.ts';
import type { Calendar, Half } from './calendar.ts';
import { momentOf } from './wall-time.ts';

/** A wall time that a day does not have, or has twice, and the moment it is taken for. */
export interface MovedTime {
  readonly wall: string;
  readonly is: 'skipped' | 'doubled';
  readonly atMs: EpochMs;
}

/** A half-day's moments. Where the clocks go forward over its end, what follows waits: it lasts as long as its wall times say. */
export function halfDayOf(
  date: string,
  half: Half,
  { rules, timeZone }: Calendar,
): { readonly span: BookedSlot; readonly moved: readonly MovedTime[] } {
  const [morning, afternoon, evening] = inOrder([rules.morning, rules.afternoon, rules.evening], date, timeZone);
  const [begins, ends] = half === 'morning' ? [morning!, afternoon!] : [afternoon!, evening!];
  return {
    span: { slot: `${date}/${half}`, startsAtMs: begins.atMs, endsAtMs: ends.atMs },
    moved: [begins, ends].flatMap(({ wall, is, atMs }) => (is === 'plain' ? [] : [{ wall, is, atMs }])),
  };
}

/** The moments of wall times that follow each other. One in a gap moves on, perhaps past the next, which then comes as much later. */
function inOrder(times: readonly string[], date: string, timeZone: string) {
  const placed: { wall: string; is: MovedTime['is'] | 'plain'; atMs: EpochMs }[] = [];
  for (const wall of times) {
    const { atMs, is } = momentOf(date, wall, timeZone);
    const last = placed.at(-1);
    const isPassed = last !== undefined && atMs <= last.atMs;
    placed.push(isPassed ? { wall, is: 'skipped', atMs: last.atMs + between(last.wall, wall) } : { wall, is, atMs });
  }
  return placed;
}

const between = (from: string, to: string): number => minutesOf(to) - minutesOf(from);

function minutesOf(time: string): number {
  const [hours, minutes] = time.split(':').map(Number);
  return (hours! * 60 + minutes!) * MINUTE;
}
